//! How a page will look where it is shared, and what to write beside it.
//!
//! What a network shows is read from the finished HTML as that network reads it, with the address that the page will
//! have on the web. Each card is drawn as wide as the network draws it and cut by lines, as networks do. The frames are
//! plain: a network is named, and no mark of it is shown.

use maud::{Markup, html};

use super::super::aside::Then;
use super::super::preview::Snapshot;
use super::look::{Room, grouped, sentence, words};
use crate::content::Page;
use crate::diag::Diagnostics;
use crate::path::SourcePath;
use crate::project::Base;
use crate::social::compose::Counted;
use crate::social::networks::{Limit, Standing};
use crate::social::preview::{Frame, Shown};
use crate::social::{Brief, Document, Network, Post, Preview, compose, preview};

/// What networks are told of a page.
pub(super) struct Told {
    document: Document,
    /// What is wrong with it for networks.
    faults: Diagnostics,
    /// The page's address on the web.
    url: String,
    /// Where the site will stand, and where it is here.
    bases: [Base; 2],
}

impl Told {
    /// Reads the page as the web will have it then; none if it cannot be made. Its pictures are shown from `here`.
    pub(super) fn of(snapshot: &Snapshot, then: Then, source: &SourcePath, here: &Base) -> Option<Told> {
        let web = snapshot.public_base();
        let hub = snapshot.elsewhere(then, web.whole())?;
        let id = hub.world().site.by_source(source.as_str())?;
        let document = Document::parse(hub.html_of(id)?.as_bytes());
        let url = web.absolute(&hub.world().site.page(id).address);
        Some(Told { document, faults: hub.faults_for_networks(id), url, bases: [web, here.clone()] })
    }

    /// Where a picture is in the preview; none if it is on another site, which is not asked.
    fn here(&self, address: &str) -> Option<String> {
        let [web, here] = &self.bases;
        let rooted = || address.strip_prefix(&format!("{}/", web.path)).filter(|_| address.starts_with('/'));
        let rest = address.strip_prefix(&web.whole()).or_else(rooted)?;
        Some(format!("{}/{rest}", here.path))
    }
}

/// The cards of all networks.
pub(super) fn cards(room: &Room<'_>, told: &Told, page: &Page) -> Markup {
    html! {
        section #networks aria-labelledby="networks-heading" {
            h2 #networks-heading { "How it will look when it is shared" }
            p .soft {
                "Drawn at each network's usual width from what it reads in the finished page. Networks change their looks without notice: "
                "lines and widths are close, not exact."
            }
            @if told.faults.is_empty() {
                p .fine { "Nothing is wrong with it for any network." }
            } @else {
                (room.problems(&told.faults.iter().collect::<Vec<_>>()))
            }
            ul .networks { @for network in Network::ALL { li { (card(told, page, network)) } } }
        }
    }
}

fn card(told: &Told, page: &Page, network: Network) -> Markup {
    let preview = preview(&told.document, network, &told.url);
    let name = network.name();
    html! {
        figure .network.(name) {
            figcaption { h3 { (if network == Network::Google { "Google result" } else { network.title() }) } }
            @if preview.refused.is_some() {
                p .card .bare { (told.url) }
            } @else {
                div .card .small[preview.frame == Frame::Small] lang=(page.language) { (drawn(told, &preview)) }
            }
            (verdict(&preview))
        }
    }
}

/// The card as its network lays it out.
fn drawn(told: &Told, preview: &Preview) -> Markup {
    let seen = &preview.seen;
    let place = match preview.network {
        Network::Google => return result(preview),
        Network::X => {
            return html! { (picture(told, preview)) (line("title", preview.title.as_ref(), 1)) p .host { "From " (preview.host) } };
        }
        Network::Slack | Network::Discord | Network::Mastodon => {
            html! { @if let Some(site) = &seen.site { p .site dir="auto" { (site.text) } } }
        }
        _ => html! { p .host { (preview.host) } },
    };
    html! {
        (picture(told, preview))
        div .text {
            (place)
            (line("title", preview.title.as_ref(), preview.looks.title_lines))
            (line("description", preview.description.as_ref(), preview.looks.description_lines))
            @if let (Network::Mastodon, Some(author)) = (preview.network, seen.author.as_ref().or(seen.creator.as_ref())) {
                p .author dir="auto" { "By " (author.text) }
            }
        }
    }
}

/// As Google shows a result: the site, the way to the page, title and description.
fn result(preview: &Preview) -> Markup {
    let way = preview.seen.url.as_ref().map_or("", |url| url.text.as_str());
    let way = way.split_once("://").map_or(way, |(_, rest)| rest).trim_end_matches('/').replace('/', " › ");
    html! {
        div .text {
            @if let Some(site) = &preview.seen.site { p .site dir="auto" { (site.text) } }
            p .host { (way) }
            (line("title", preview.title.as_ref(), preview.looks.title_lines))
            (line("description", preview.description.as_ref(), preview.looks.description_lines))
        }
    }
}

/// A text in so many lines.
fn line(class: &str, shown: Option<&Shown>, lines: u8) -> Markup {
    html! {
        @if let Some(shown) = shown.filter(|_| lines > 0) {
            p .(class).lines.{ "lines-" (lines) } dir="auto" { (shown.text) }
        }
    }
}

fn picture(told: &Told, preview: &Preview) -> Markup {
    let image = preview.seen.image.as_ref().filter(|_| preview.frame != Frame::None);
    let alt = preview.seen.alt.as_ref().map_or("", |alt| alt.text.as_str());
    html! {
        div .picture {
            @match image {
                Some(image) => {
                    @match told.here(&image.text) {
                        Some(here) => { img src=(here) alt=(alt) loading="lazy"; }
                        None => { span .away { "A picture on another site, which the desk does not load" } }
                    }
                }
                None => { span .away { "No picture" } }
            }
        }
    }
}

/// What is missing and what is cut, and where everything was read.
fn verdict(preview: &Preview) -> Markup {
    let texts = [("Title", &preview.title), ("Description", &preview.description)];
    let cuts: Vec<(&str, Limit)> =
        texts.into_iter().filter_map(|(name, shown)| Some((name, shown.as_ref()?.cut_by?))).collect();
    let seen = &preview.seen;
    let parts = [
        ("Title", &seen.title),
        ("Description", &seen.description),
        ("Picture", &seen.image),
        ("Text of the picture", &seen.alt),
        ("Site", &seen.site),
        ("Author", &seen.author),
        ("Account", &seen.creator),
        ("Address", &seen.url),
    ];
    html! {
        @let missing = preview.refused.into_iter().chain(preview.missing.iter().copied());
        @if missing.clone().next().is_some() || !cuts.is_empty() {
            ul .verdict {
                @for missing in missing { li .missing { (words(&sentence(missing))) } }
                @for (name, limit) in &cuts {
                    li .cut {
                        (name) (if limit.standing == Standing::Rule { " is cut" } else { " may be cut" }) " after " (limit.most) " " (limit.unit.name()) "."
                    }
                }
            }
        }
        details #{ "read-" (preview.network.name()) } .read {
            summary { "What it reads" }
            dl {
                @for (name, part) in parts {
                    @if let Some(part) = part {
                        div { dt { (name) " " code { (part.from) } } dd dir="auto" { (part.text) } }
                    }
                }
            }
        }
    }
}

/// The texts of posts, to be copied.
pub(super) fn posts(told: &Told, page: &Page) -> Markup {
    let brief = Brief::of(&told.document, &told.url, &page.front);
    html! {
        section #posts aria-labelledby="posts-heading" {
            h2 #posts-heading { "Posts" }
            p .soft {
                "Ready to copy, within each network's limits. To write your own, put " code { "text" } ", " code { "hashtags" } " or "
                code { "networks" } " below " code { "share:" } " in the front matter."
            }
            ul .posts { @for network in Network::POSTS { li { (post(&compose(network, &brief))) } } }
        }
    }
}

fn post(post: &Post) -> Markup {
    let name = post.network.name();
    let id = format!("post-{name}");
    html! {
        article .post aria-labelledby={ (id) "-heading" } {
            h3 #{ (id) "-heading" } { (post.network.title()) }
            p .counts { @for counted in &post.counts { (counter(counted)) " " } }
            pre .words #(id) tabindex="0" role="group" aria-label={ "Post for " (post.network.title()) } dir="auto" { (post.text) }
            p .soft {
                (if post.is_written { "As written in the front matter." } else { "Made of title, description and address." })
                @if post.is_cut { " Cut to fit." }
            }
            button type="button" hidden data-copy=(id) { "Copy" span .unseen { " the post for " (post.network.title()) } }
        }
    }
}

fn counter(counted: &Counted) -> Markup {
    let Counted { count, most, unit, .. } = counted;
    html! {
        span .counter .over[count > most] {
            b { (grouped(*count)) } " of " (grouped(*most)) " " (unit.name())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_card_is_as_wide_as_its_network_draws_it() {
        let style = include_str!("desk.css");
        for network in Network::ALL {
            let rule = format!(".{} {{ --width: {}px;", network.name(), network.looks().width);
            assert!(style.contains(&rule), "desk.css lacks `{rule}`");
            for lines in [network.looks().title_lines, network.looks().description_lines] {
                assert!(lines == 0 || style.contains(&format!(".lines-{lines} {{")), "desk.css lacks `.lines-{lines}`");
            }
        }
    }
}
