//! The editor's desk from outside: what it lists, counts and finds, what it keeps to itself, and that no build knows it.
#![cfg(unix)]
#![expect(clippy::unwrap_used, clippy::disallowed_methods, reason = "what fails, fails the test")]

mod common;

use std::net::UdpSocket;

use common::Hub;
use common::live::{Answer, Live, Tab};

/// What would do harm if it were read as HTML.
const HOSTILE: &str = "<img src=x onerror=alert(1)> \"'&</title><script>alert(2)</script>";

/// A hub with a page in every state, at noon on 22 November 2026.
fn hub() -> Hub {
    let hub = Hub::empty();
    hub.write("bulletin.yaml", "title: Northside Health\nbase_url: https://hub.example/hub/\n");
    hub.write("content/index.md", "---\ntitle: Northside Health\n---\nWelcome to the hub.\n");
    hub.write("content/news/index.md", "---\ntitle: News\n---\nWhat is new.\n");
    hub.write("content/guides/index.md", "---\ntitle: Guides\n---\nIn plain words.\n");
    for (file, more) in [
        ("news/scanner", "date: 2026-11-20\ndescription: About a scanner"),
        ("news/clinic", "date: 2026-11-01\nupdated: 2026-11-21"),
        ("news/draft", "draft: true\ndate: 2026-10-01"),
        ("news/embargo", "embargo: 2026-12-01T09:00:00+00:00"),
        ("news/soon", "publish_at: 2026-12-24"),
        ("news/old", "expires: 2026-01-31"),
        ("news/consent", "consent: {ref: x, obtained: 2026-01-01, scope: [web], withdrawn: 2026-02-01}"),
        ("guides/overdue", "reviewed: 2023-01-01\nnext_review: 2026-01-01"),
        ("guides/due", "reviewed: 2025-12-01\nnext_review: 2026-12-01"),
        ("guides/later", "reviewed: 2026-12-01\nnext_review: 2030-12-01"),
    ] {
        hub.write(&format!("content/{file}.md"), page(file, more, "A first text."));
    }
    hub
}

fn page(name: &str, more: &str, body: &str) -> String {
    let name = name.rsplit('/').next().unwrap();
    format!("---\ntitle: The {name} page\n{more}\n---\n{body}\n")
}

/// The desk when everything was looked at.
fn desk(live: &Live, path: &str) -> String {
    live.wait("all problems", || live.problems());
    let answer = live.get(path);
    assert_eq!(answer.status, 200, "{path}");
    answer.text()
}

/// The files of the rows, in order.
fn rows(html: &str) -> Vec<&str> {
    html.split("data-key=\"content/").skip(1).map(|rest| rest.split(".md\"").next().unwrap()).collect()
}

/// The number on a tile.
fn tile(html: &str, name: &str) -> usize {
    let rest =
        html.split("<a class=\"tile ").skip(1).find(|rest| rest.starts_with(name)).unwrap_or_else(|| panic!("{name}"));
    rest.split("<b>").nth(1).unwrap().split("</b>").next().unwrap().parse().unwrap()
}

/// The row of a file, or what follows it.
fn row<'h>(html: &'h str, file: &str) -> &'h str {
    html.split(&format!("data-key=\"content/{file}.md\"")).nth(1).unwrap().split("</tr>").next().unwrap()
}

#[test]
fn every_page_is_listed_with_its_state() {
    let hub = hub();
    let live = Live::start(&hub, &[]);
    let html = desk(&live, "/_desk/");
    assert_eq!(rows(&html).len(), 13);
    for (file, said) in [
        ("news/scanner", "Published"),
        ("news/draft", "Draft"),
        ("news/embargo", "Embargoed until <time datetime=\"2026-12-01T09:00:00Z\">1 Dec 2026, 09:00"),
        ("news/soon", "Scheduled for <time datetime=\"2026-12-24T00:00:00Z\">24 Dec 2026"),
        ("news/old", "Expired <time datetime=\"2026-02-01T00:00:00Z\">1 Feb 2026"),
        ("news/consent", "Withdrawn"),
        ("guides/overdue", "Overdue since <time datetime=\"2026-01-01\">1 Jan 2026"),
        ("guides/due", "Due by <time datetime=\"2026-12-01\">1 Dec 2026"),
        ("guides/later", "1 Dec 2030"),
    ] {
        assert!(row(&html, file).contains(said), "{file}: {}", row(&html, file));
    }
    for (name, number) in [
        ("all", 13),
        ("published", 8),
        ("draft", 1),
        ("embargoed", 1),
        ("scheduled", 1),
        ("expired", 1),
        ("withdrawn", 1),
        ("overdue", 1),
        ("due", 1),
        ("errors", 0),
    ] {
        assert_eq!(tile(&html, name), number, "{name}");
    }
    assert!(row(&html, "news/scanner").contains("href=\"/hub/news/scanner/\""));
    assert!(!row(&html, "news/draft").contains("href=\"/hub/"), "a draft is not in the preview");
}

#[test]
fn a_translation_that_is_older_than_what_it_translates_is_shown() {
    let hub = hub();
    let old = "language: cy\ntranslation_of: scanner.md\ntranslation: 2026-11-01";
    hub.write("content/news/sganiwr.md", page("sganiwr", old, "Testun."));
    let live = Live::start(&hub, &[]);
    let html = desk(&live, "/_desk/?state=stale");
    assert_eq!((rows(&html), tile(&html, "stale")), (vec!["news/sganiwr"], 1));
    let said = "Original changed on <time datetime=\"2026-11-20\">20 Nov 2026";
    assert!(row(&html, "news/sganiwr").contains(said), "{html}");
    assert!(desk(&live, "/_desk/page/?source=content/news/sganiwr.md").contains(said));
    // What is in the hub's own language goes without saying.
    let html = desk(&live, "/_desk/");
    assert!(row(&html, "news/sganiwr").contains("<span class=\"tongue\">cy</span>"), "{html}");
    assert_eq!(html.matches("class=\"tongue\"").count(), 1, "{html}");
}

#[test]
fn the_list_is_filtered_searched_sorted_and_cut_by_its_address() {
    let hub = hub();
    hub.write("content/news/wrong.md", page("wrong", "date: 2020-01-01", "[Lost](nowhere.md)"));
    hub.write("content/cy.md", "---\ntitle: Cymraeg\nlanguage: cy\n---\nTestun.\n");
    let live = Live::start(&hub, &[]);
    let list = |query: &str| {
        let html = desk(&live, &format!("/_desk/?{query}"));
        rows(&html).join(" ")
    };
    for (query, files) in [
        ("state=draft", "news/draft"),
        ("state=overdue", "guides/overdue"),
        ("state=due", "guides/due"),
        ("kind=guide&sort=title", "guides/due guides/later guides/overdue"),
        ("kind=guide&sort=title&order=reversed", "guides/overdue guides/later guides/due"),
        ("kind=section&sort=title", "guides/index news/index"),
        ("kind=home+page", "index"),
        ("section=guides&sort=review", "guides/overdue guides/due guides/later guides/index"),
        ("section=&sort=title", "cy index"),
        ("language=cy", "cy"),
        ("problems=errors", "news/wrong"),
        ("sort=problems&section=news&state=published&kind=news", "news/wrong news/clinic news/scanner"),
        ("kind=news&state=published", "news/clinic news/scanner news/wrong"),
        ("kind=news&state=published&order=reversed", "news/wrong news/scanner news/clinic"),
        ("q=SCANNER", "news/scanner"),
        ("q=about+scan", "news/scanner"),
        ("q=news%2Fold", "news/old"),
        ("q=%25", ""),
        ("state=nothing-like-it", ""),
        ("q=cymraeg&page=99", "cy"),
        ("q=cymraeg&page=-1&sort=nothing&problems=nothing", "cy"),
    ] {
        assert_eq!(list(query), files, "{query}");
    }
    let html = desk(&live, "/_desk/?q=scan%22%3Cb%3E");
    assert!(html.contains("value=\"scan&quot;&lt;b&gt;\"") && !html.contains("<b>\""), "{html}");
    for at in 0..60 {
        hub.write(&format!("content/more/{at:02}.md"), page(&format!("{at:02}"), "weight: 1", "A text."));
    }
    live.shows("/_desk/", "page 1 of 2");
    let first = desk(&live, "/_desk/?section=more&sort=title");
    assert_eq!((rows(&first).len(), rows(&first)[0]), (50, "more/00"));
    assert!(first.contains("href=\"/_desk/?sort=title&amp;page=2&amp;section=more\""), "{first}");
    assert_eq!(rows(&desk(&live, "/_desk/?section=more&sort=title&page=2")).len(), 10);
}

#[test]
fn what_an_author_writes_is_text_and_never_html() {
    let hub = hub();
    let quoted = HOSTILE.replace('\'', "''");
    hub.write(
        "content/news/hostile.md",
        format!("---\ntitle: '{quoted}'\ndescription: '{quoted}'\nauthors: ['{quoted}']\ntopics: ['{quoted}']\nunknown: 1\ndate: '{quoted}'\n---\n[a](<nowhere\"><script>.md>) [b](<https://a.example/?\"><script>alert(3)</script>>)\n"),
    );
    hub.write("content/news/<b>&\"'.md", page("odd", "weight: 1", "[x](scanner.md)"));
    hub.write(
        "bulletin.yaml",
        format!("title: '{quoted}'\nbase_url: https://hub.example/hub/\ndesk: {{editor: file}}\n"),
    );
    let live = Live::start(&hub, &[]);
    let odd = "/_desk/page/?source=content%2Fnews%2F%3Cb%3E%26%22%27.md";
    for path in [
        "/_desk/",
        "/_desk/page/?source=content/news/hostile.md",
        odd,
        "/_desk/page/?source=content/news/scanner.md",
        "/_desk/page/?source=%3Cscript%3E",
    ] {
        live.wait("all problems", || live.problems());
        let html = live.get(path).text();
        assert!(html.contains("&lt;img src=x onerror=alert(1)&gt;"), "{path}: {html}");
        assert!(
            !html.contains("<img src=x") && !html.contains("<b>&amp;\"") && !html.contains("<script>"),
            "{path}: {html}"
        );
        assert_eq!(html.matches("<script").count(), 1, "{path}: {html}");
        assert_eq!(html.matches("</title>").count(), 1, "{path}");
    }
}

#[test]
fn one_page_says_what_is_wrong_and_where_its_links_lead() {
    let hub = hub();
    let body = "See [the scanner](scanner.md), [nothing](nowhere.md), [a draft](draft.md) and [others](https://a.example/?x=1&y=2).";
    hub.write("content/news/links.md", page("links", "date: 2026-11-02", body));
    let live = Live::start(&hub, &[]);
    let html = desk(&live, "/_desk/page/?source=content/news/links.md");
    let root = hub.root().canonicalize().unwrap();
    let file = format!("href=\"vscode://file/{}/content/news/links.md:1\"", root.to_str().unwrap().trim_matches('/'));
    for part in [
        file.as_str(),
        "href=\"/hub/news/links/\"",
        "content/news/links.md, line 5",
        "<mark>nowhere.md</mark>",
        "Broken</span> <code>nowhere.md</code>",
        "Not published</span> <code>draft.md</code>",
        "href=\"https://a.example/?x=1&amp;y=2\"",
        "<b dir=\"auto\">News</b>: <a href=\"/hub/news/atom.xml\">Atom</a>, ",
        "<a href=\"/hub/feed.xml\">RSS</a>",
        "BreadcrumbList",
    ] {
        assert!(html.contains(part), "{part}: {html}");
    }
    let scanner = desk(&live, "/_desk/page/?source=content/news/scanner.md");
    assert!(scanner.contains("From other pages (1)") && scanner.contains("The links page"), "{scanner}");
    for source in ["content/news/no.md", "bulletin.yaml", "../outside/secret.md", "", "content/news"] {
        let answer = live.get(&format!("/_desk/page/?source={source}"));
        assert_eq!(answer.status, 404, "{source}");
        assert!(answer.text().contains("There is no such page"));
    }
    hub.write("bulletin.yaml", "title: Northside Health\nbase_url: https://hub.example/hub/\ndesk: {editor: none}\n");
    live.wait("no path of the machine", || {
        let html = live.get("/_desk/page/?source=content/news/links.md").text();
        (!html.contains("vscode:") && !html.contains(root.to_str().unwrap())).then_some(())
    });
}

#[test]
fn live_coverage_has_a_feed_of_its_updates_on_the_desk() {
    let hub = hub();
    let text = "starts: 2026-11-21T09:00:00+00:00\nends: 2026-11-23T18:00:00+00:00";
    hub.write(
        "content/live/day.md",
        page("day", text, "All day.\n\n## 2026-11-21 10:00 Doors {#doors}\n\nThey are open."),
    );
    let live = Live::start(&hub, &[]);
    let html = desk(&live, "/_desk/page/?source=content/live/day.md");
    assert!(html.contains("<b dir=\"auto\">Its updates</b>: <a href=\"/hub/live/day/atom.xml\">Atom</a>"), "{html}");
}

#[test]
fn what_is_not_published_is_said_to_be_so() {
    let hub = hub();
    let live = Live::start(&hub, &[]);
    for name in ["draft", "embargo", "soon", "old", "consent"] {
        let html = desk(&live, &format!("/_desk/page/?source=content/news/{name}.md"));
        assert!(html.contains("Not published: nothing of it is in a build"), "{name}: {html}");
        assert_eq!(live.get(&format!("/hub/news/{name}/")).status, 404);
    }
    let shown = Live::start(&hub, &["--drafts"]);
    let html = desk(&shown, "/_desk/page/?source=content/news/draft.md");
    assert!(html.contains("Not published") && html.contains("--drafts") && html.contains("/hub/news/draft/"), "{html}");
    assert_eq!(tile(&desk(&shown, "/_desk/"), "draft"), 1);
}

#[test]
fn what_is_not_published_yet_is_shown_as_it_will_be_to_its_editor_alone() {
    let hub = hub();
    hub.write(
        "content/news/embargo.md",
        page("embargo", "embargo: 2026-12-01T09:00:00+00:00", "The news [is](lost.md)."),
    );
    hub.write("content/news/draft.md", page("draft", "draft: true", "A draft of it."));
    let live = Live::start(&hub, &[]);
    let html = desk(&live, "/_desk/page/?source=content/news/embargo.md");
    let ahead = "/_desk/ahead/2026-12-01T09:00:00Z/news/embargo/";
    assert!(html.contains(&format!("href=\"{ahead}\"")), "{html}");
    assert!(html.contains("https://hub.example/hub/news/embargo/"), "a post has the address that it will have: {html}");
    assert!(html.contains("A link to <code>lost.md</code> leads nowhere"), "nobody else checks it: {html}");
    let shown = live.get(ahead);
    assert_eq!((shown.status, shown.header("content-type")), (200, "text/html; charset=utf-8"));
    assert!(shown.text().contains("The news") && shown.text().contains("Not published yet"), "{}", shown.text());
    assert!(!shown.header("content-security-policy").contains("script-src"), "no script runs there");
    assert_eq!(live.get("/_desk/ahead/drafts/news/draft/").status, 200);
    for path in [
        "/_desk/ahead/drafts/news/embargo/",
        "/_desk/ahead/2026-12-01T08:59:59Z/news/embargo/",
        "/_desk/ahead/soon/",
        "/_desk/ahead/2026-12-01T09:00:00Z/../../../bulletin.yaml",
    ] {
        assert_eq!(live.get(path).status, 404, "{path}");
    }
    assert_eq!(live.ask("GET", ahead, &[("Host", "evil.example")]).status, 403);
    // Nothing of it is anywhere else.
    live.is_as_fresh(&hub);
    for path in ["/hub/news/embargo/", "/hub/news/draft/"] {
        assert_eq!(live.get(path).status, 404);
    }
    assert!(!live.get("/hub/feed.xml").text().contains("embargo"));
    hub.write("content/news/embargo.md", page("embargo", "embargo: 2026-12-01T09:00:00+00:00", "Other news."));
    live.shows(ahead, "Other news.");
}

#[test]
fn each_network_is_shown_what_it_reads_in_the_finished_page() {
    let hub = hub();
    let share = "share:\n  title: For networks\n  networks:\n    x: A post for X\nimage: {src: \"https://cdn.example/a.png\", alt: A picture}";
    hub.write(
        "content/news/shared.md",
        page("shared", &format!("date: 2026-11-02\ndescription: In short\n{share}"), "A text."),
    );
    let live = Live::start(&hub, &[]);
    let html = desk(&live, "/_desk/page/?source=content/news/shared.md");
    for name in [
        "facebook", "x", "linkedin", "whatsapp", "slack", "discord", "mastodon", "bluesky", "threads", "imessage",
        "google",
    ] {
        let card = html.split(&format!("<figure class=\"network {name}\"")).nth(1).unwrap_or_else(|| panic!("{name}"));
        let card = card.split("</figure>").next().unwrap();
        assert!(card.contains("For networks") || card.contains("The shared page"), "{name}: {card}");
        assert!(card.contains("hub.example") && !card.contains("127.0.0.1"), "{name}: {card}");
        assert!(!card.contains("src=\"https"), "nothing is loaded from elsewhere: {card}");
    }
    let post = html.split("id=\"post-x\"").nth(1).unwrap().split("</pre>").next().unwrap();
    assert!(post.contains("A post for X\n\nhttps://hub.example/hub/news/shared/"), "{post}");
    assert!(html.contains("As written in the front matter"), "{html}");
    let plain = desk(&live, "/_desk/page/?source=content/news/scanner.md");
    let image = plain.split("<img src=\"").nth(1).expect("a picture of the hub").split('"').next().unwrap();
    assert_eq!(live.get(image).status, 200, "{image}");
}

#[test]
fn a_hub_that_cannot_be_read_is_told_on_the_desk() {
    let hub = hub();
    let good = hub.read("bulletin.yaml");
    hub.write("bulletin.yaml", "title: <b>: [\n");
    let live = Live::start(&hub, &[]);
    for path in ["/_desk/", "/_desk/page/?source=content/news/draft.md"] {
        let html = live.get(path).text();
        assert!(html.contains("cannot be put together") && html.contains("bulletin.yaml, line 1"), "{html}");
        assert!(html.contains("&lt;b&gt;"), "{html}");
    }
    hub.write("bulletin.yaml", &good);
    live.shows("/_desk/", "The draft page");
    hub.write("bulletin.yaml", "title: [\n");
    live.shows("/_desk/", "What you see here is how it was before");
    assert!(live.get("/_desk/").text().contains("The draft page"), "the last good list stays");
}

#[test]
fn an_open_desk_is_told_of_every_change() {
    let hub = hub();
    let live = Live::start(&hub, &[]);
    let told =
        |html: &str| html.split("data-told=\"").nth(1).unwrap().split('"').next().unwrap().parse::<u64>().unwrap();
    let before = told(&desk(&live, "/_desk/"));
    let tab = Tab::open(&live, "path=/_desk/");
    tab.wait_for("desk", |said| said["told"] == before);
    hub.write("content/news/draft.md", page("draft", "draft: true", "[Lost](nowhere.md)"));
    tab.wait_for("desk", |said| said["told"].as_u64() > Some(before));
    hub.write("content/news/new.md", page("brand new", "draft: true", "A text."));
    live.shows("/_desk/", "The brand new page");
    tab.wait_for("desk", |said| said["told"].as_u64() >= Some(told(&live.get("/_desk/").text())));
}

#[test]
fn only_this_computer_and_its_own_names_are_answered() {
    let hub = hub();
    let live = Live::start(&hub, &["--host", "0.0.0.0"]);
    for path in ["/_desk/", "/_desk/desk.js", "/_desk/page/?source=content/news/draft.md"] {
        assert_eq!(live.ask("GET", path, &[("Host", "evil.example")]).status, 403);
        assert_eq!(live.ask("POST", path, &[]).status, 405);
        let answer = live.get(path);
        assert_eq!(answer.status, 200);
        let policy = answer.header("content-security-policy");
        assert!(policy.starts_with("default-src 'none'") && !policy.contains("unsafe"), "{policy}");
        assert!(policy.contains("frame-ancestors 'none'") && policy.contains("base-uri 'none'"), "{policy}");
        assert_eq!(answer.header("cross-origin-resource-policy"), "same-origin");
    }
    assert_eq!((live.get("/_desk").status, live.get("/_desk").header("location")), (302, "/_desk/"));
    assert_eq!(live.get("/_desk/no").status, 404);
    // As another computer would ask: by the address that this one has in a network.
    let own = own_address().expect("this computer is in a network; in none, nobody else could ask it");
    let port = live.at.rsplit(':').next().unwrap();
    let other = live.at_address(&format!("{own}:{port}"));
    assert_eq!(other.get("/hub/").status, 200);
    let refused: Answer = other.get("/_desk/");
    assert_eq!(refused.status, 403);
    assert!(!refused.text().contains("draft page"));
    assert_eq!(other.get("/_bulletin/hub").status, 403, "the hub's path is nobody else's business");
    // Here the mistake of the embargoed page is told with its line; elsewhere nothing of it is, by no route.
    let secret = "EMBARGOEDLINE";
    let more = format!("embargo: 2026-12-01T09:00:00+00:00\n{secret}: 1");
    hub.write("content/news/embargo.md", page("embargo", &more, "A text."));
    let here = live.tab("/hub/");
    here.wait_for("problems", |told| told.to_string().contains(secret));
    let there = other.tab("/hub/");
    std::thread::sleep(std::time::Duration::from_millis(500));
    assert!(!there.so_far().contains(&"problems".to_owned()), "another computer is told of problems");
    let broken = Tab::open(&other, "path=/_desk/");
    std::thread::sleep(std::time::Duration::from_millis(300));
    assert!(!broken.so_far().iter().any(|name| name == "desk" || name == "problems"));
}

#[test]
fn the_desk_is_another_origin_than_the_pages_that_are_previewed() {
    let hub = hub();
    hub.write("static/photo.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>");
    let live = Live::start(&hub, &[]);
    assert_ne!(live.at, live.desk);
    // The preview has nothing of the desk, and the desk no page of the preview.
    let desk = live.ask_at(&live.at, "GET", "/_desk/?q=x", &[]);
    assert_eq!((desk.status, desk.header("location")), (302, format!("http://{}/_desk/?q=x", live.desk).as_str()));
    assert!(!desk.text().contains("draft"));
    for path in ["/hub/", "/hub/news/scanner/", "/hub/feed.xml", "/hub/no/", "//evil.example/"] {
        let page = live.ask_at(&live.desk, "GET", path, &[]);
        let to = format!("http://{}/{}", live.at, path.trim_start_matches('/'));
        assert_eq!((page.status, page.header("location")), (302, to.as_str()), "{path}");
    }
    let picture = live.ask_at(&live.desk, "GET", "/hub/photo.svg", &[]);
    assert_eq!((picture.status, picture.header("content-type")), (200, "image/svg+xml"));
    assert!(picture.header("content-security-policy").starts_with("sandbox;"), "{picture:?}");
    // Other websites, and pages of the preview, may link to it and no more.
    for site in ["cross-site", "same-site"] {
        for path in ["/_desk/", "/_desk/desk.js", "/_desk/ahead/drafts/news/draft/"] {
            assert_eq!(live.ask("GET", path, &[("Sec-Fetch-Site", site)]).status, 403, "{path}");
        }
        assert_eq!(live.ask("GET", "/_bulletin/events", &[("Sec-Fetch-Site", site)]).status, 403);
        assert_eq!(live.ask("GET", "/hub/", &[("Sec-Fetch-Site", site)]).status, 200);
    }
    let link = [("Sec-Fetch-Site", "same-site"), ("Sec-Fetch-Mode", "navigate"), ("Sec-Fetch-Dest", "document")];
    assert_eq!(live.ask("GET", "/_desk/", &link).status, 200);
}

/// The address of this machine in a network. Nothing is sent to find it.
fn own_address() -> Option<String> {
    let socket = UdpSocket::bind("0.0.0.0:0").ok()?;
    socket.connect("192.0.2.1:9").ok()?;
    let address = socket.local_addr().ok()?.ip();
    (!address.is_loopback() && !address.is_unspecified()).then(|| address.to_string())
}

#[test]
fn pages_lead_to_their_desk_unless_the_hub_says_no() {
    let hub = hub();
    let live = Live::start(&hub, &[]);
    let of = |path: &str| live.tab(path).wait("problems").0["desk"].clone();
    let at = |path: &str| format!("http://{}{path}", live.desk);
    assert_eq!(of("/hub/news/scanner/"), at("/_desk/page/?source=content%2Fnews%2Fscanner.md"));
    assert_eq!(of("/hub/nothing/"), at("/_desk/"));
    let said = live.said("where the desk is", |said| said["desk"].as_str().map(str::to_owned));
    assert_eq!(said, format!("http://{}/_desk/", live.desk));
    hub.write("bulletin.yaml", "title: Northside Health\nbase_url: https://hub.example/hub/\ndesk: {link: false}\n");
    live.wait("no link", || of("/hub/news/scanner/").is_null().then_some(()));
}

#[test]
fn no_build_knows_the_desk() {
    let hub = hub();
    hub.write("bulletin.yaml", "title: Northside Health\nbase_url: https://hub.example/hub/\ndesk: {editor: vscode}\n");
    hub.build(&[]);
    let root = hub.root().canonicalize().unwrap();
    for (path, bytes) in hub.outputs() {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        assert!(!path.contains("_desk") && !text.contains("_desk") && !text.contains("vscode"), "{path}");
        assert!(!text.contains(root.to_str().unwrap()), "{path}");
    }
}
