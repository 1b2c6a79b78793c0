//! What templates can ask.
//!
//! Each function finds the scene of its render, asks the lens, and turns the answer into values. A
//! wrong argument is an error with the names that would be right.

use std::sync::Arc;

use tera::{Error, Kwargs, State, Tera, TeraResult, Value};

use super::values::map;
use super::{Scene, Shared, body, current, files, lists, pictures, teaser, values};
use crate::content::Kind;
use crate::diag::{did_you_mean, one_of};
use crate::path::Address;
use crate::project::INLINE;
use crate::qr;
use crate::site::{Entry, Order, PageId, SUBSCRIBE, Select};
use crate::text::encode_query;

/// In which order terms are listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TermOrder {
    /// By name.
    Name,
    /// Those with most pages first.
    Count,
}

/// Registers every function.
pub(super) fn register(tera: &mut Tera, shared: &Arc<Shared>) {
    tera.register_function("t", text);
    tera.register_function("config", |args: Kwargs, _: &State| {
        let scene = current()?;
        let found = scene.lens.setting(&scene.language, args.must_get::<&str>("key")?);
        TeraResult::Ok(found.map_or(Value::none(), |node| Value::from_serializable(&*node)))
    });
    tera.register_function("option", |args: Kwargs, _: &State| {
        let name = args.must_get::<&str>("name")?;
        match current()?.lens.theme_option(name) {
            Some(value) => Ok(Value::from_serializable(&*value)),
            None => Err(Error::message(format!("the theme has no option `{name}`"))),
        }
    });
    tera.register_function("asset", asset);
    tera.register_function("inline", inline);
    tera.register_function("data", |args: Kwargs, _: &State| {
        let path = args.must_get::<&str>("path")?;
        match current()?.lens.data(path) {
            Some(value) => Ok(Value::from_serializable(&*value)),
            None => Err(Error::message(format!("there is no file `data/{path}`"))),
        }
    });
    tera.register_function("image", |args: Kwargs, _: &State| {
        TeraResult::Ok(files::image(&*current()?, args.must_get::<&str>("src")?))
    });
    tera.register_function("picture", |args: Kwargs, _: &State| pictures::call(&args));
    tera.register_function("qr", |args: Kwargs, _: &State| {
        let (to, label) = (args.must_get::<&str>("to")?, args.must_get::<&str>("label")?);
        let base = current()?.lens.base().origin.clone();
        let whole = if to.starts_with('/') { format!("{base}{to}") } else { to.to_owned() };
        TeraResult::Ok(qr::svg(&whole, label).map_or(Value::none(), |svg| Value::safe_string(&svg)))
    });
    tera.register_function("link", |args: Kwargs, _: &State| {
        TeraResult::Ok(body::link(&*current()?, args.must_get::<&str>("to")?))
    });
    tera.register_function("menu", |_: Kwargs, _: &State| TeraResult::Ok(menu(&*current()?)));
    tera.register_function("home", |_: Kwargs, _: &State| TeraResult::Ok(home(&*current()?)));
    tera.register_function("breadcrumbs", |_: Kwargs, _: &State| TeraResult::Ok(breadcrumbs(&*current()?)));
    tera.register_function("feeds", |_: Kwargs, _: &State| TeraResult::Ok(lists::feeds(&current()?.feeds)));
    tera.register_function("subscribe_page", |_: Kwargs, _: &State| TeraResult::Ok(subscribe_page(&*current()?)));
    tera.register_function("share_links", |_: Kwargs, _: &State| TeraResult::Ok(share_links(&*current()?)));
    tera.register_function("terms", terms);
    register_lists(tera, shared);
}

/// Registers what answers with teasers.
fn register_lists(tera: &mut Tera, shared: &Arc<Shared>) {
    let given = shared.clone();
    tera.register_function("pages", move |args: Kwargs, _: &State| {
        let scene = current()?;
        let found = scene.lens.pages(select(&scene, &args)?);
        TeraResult::Ok(teaser::all(&scene, &given, &found))
    });
    let given = shared.clone();
    tera.register_function("fragment", move |args: Kwargs, _: &State| given.fragments.call(&args));
    let given = shared.clone();
    tera.register_function("children", move |_: Kwargs, _: &State| {
        let scene = current()?;
        let found = scene.page.map_or(Vec::new(), |id| scene.lens.members(id));
        TeraResult::Ok(teaser::all(&scene, &given, &found))
    });
    let given = shared.clone();
    tera.register_function("sections", move |_: Kwargs, _: &State| {
        let scene = current()?;
        let sections = scene.lens.sections(&scene.language).into_iter().map(|id| {
            let mut fields = teaser::of(&scene, &given, id).into_map().unwrap_or_default();
            fields.insert("count".into(), Value::from(scene.lens.members(id).len()));
            Value::from(fields)
        });
        TeraResult::Ok(Value::from(sections.collect::<Vec<Value>>()))
    });
    let given = shared.clone();
    tera.register_function("related", move |args: Kwargs, _: &State| {
        let scene = current()?;
        let limit = args.get::<usize>("limit")?.unwrap_or(4);
        let found = scene.page.map_or(Vec::new(), |id| scene.lens.related(id, limit));
        TeraResult::Ok(teaser::all(&scene, &given, &found))
    });
    let given = shared.clone();
    tera.register_function("neighbours", move |_: Kwargs, _: &State| {
        let scene = current()?;
        let (previous, next) = scene.page.map_or((None, None), |id| scene.lens.neighbours(id));
        let teaser = |id: Option<PageId>| id.map_or(Value::none(), |id| teaser::of(&scene, &given, id));
        TeraResult::Ok(map([("previous", teaser(previous)), ("next", teaser(next))]))
    });
    let given = shared.clone();
    tera.register_function("page_of", move |args: Kwargs, _: &State| {
        let scene = current()?;
        let address = Address::new(args.must_get::<&str>("path")?).map_err(Error::message)?;
        TeraResult::Ok(scene.lens.at(address).map_or(Value::none(), |id| teaser::of(&scene, &given, id)))
    });
    let given = shared.clone();
    tera.register_function("alerts", move |args: Kwargs, _: &State| {
        let scene = current()?;
        let Some(found) = scene.lens.alerts(&scene.language) else { return TeraResult::Ok(Value::none()) };
        let most = args.get::<usize>("most")?.unwrap_or(usize::MAX);
        let shown = &found[..found.len().min(most)];
        TeraResult::Ok(map([
            ("items", teaser::all(&scene, &given, shown)),
            ("more", Value::from(found.len() - shown.len())),
            ("json", Value::from(scene.lens.base().rooted(&alerts_file()))),
        ]))
    });
    let given = shared.clone();
    tera.register_function("a_to_z", move |args: Kwargs, _: &State| {
        let scene = current()?;
        let letters = scene.lens.a_to_z(&scene.language, kind(args.must_get::<&str>("kind")?)?);
        let entry = |entry: Entry| match entry {
            Entry::Page(id) => teaser::of(&scene, &given, id),
            Entry::See(name, pages) => {
                map([("title", Value::from(name)), ("see", teaser::all(&scene, &given, &pages))])
            }
        };
        let letters = letters.into_iter().map(|letter| {
            let items = letter.entries.into_iter().map(entry).collect::<Vec<Value>>();
            map([("letter", Value::from(letter.letter)), ("items", Value::from(items))])
        });
        TeraResult::Ok(Value::from(letters.collect::<Vec<Value>>()))
    });
}

/// `t(key="…", name=value)`: a word of the theme, its `{name}` filled in.
fn text(args: Kwargs, _: &State) -> TeraResult<String> {
    let scene = current()?;
    let key = args.must_get::<&str>("key")?;
    let Some(text) = scene.lens.text(&scene.language, key) else {
        return Err(Error::message(format!("no text is called `{key}` in `strings/`")));
    };
    if !text.contains('{') {
        return Ok(text.to_string());
    }
    let mut filled = text.to_string();
    for (name, value) in args.iter() {
        if let Some(name) = name.as_str().filter(|name| *name != "key") {
            filled = filled.replace(&format!("{{{name}}}"), &value.to_string());
        }
    }
    Ok(filled)
}

/// Where all feeds in the language of the page are listed.
fn subscribe_page(scene: &Scene) -> Value {
    let home = scene.lens.hub_in(&scene.language).unwrap_or_else(Address::home);
    home.child(SUBSCRIBE).map_or(Value::none(), |page| Value::from(scene.lens.base().rooted(&page)))
}

fn asset(args: Kwargs, _: &State) -> TeraResult<String> {
    let path = args.must_get::<&str>("path")?;
    let scene = current()?;
    match scene.lens.asset(path) {
        Some(address) => Ok(scene.lens.base().rooted(&address)),
        None => Err(Error::message(format!("there is no asset `{path}`"))),
    }
}

/// What stands in an asset whose name begins with `inline/`: a script or a style for pages to carry, which the
/// Content-Security-Policy allows by its hash.
fn inline(args: Kwargs, _: &State) -> TeraResult<Value> {
    let path = args.must_get::<&str>("path")?;
    let bytes = current()?.lens.asset_bytes(path).filter(|_| path.starts_with(INLINE));
    match bytes.as_deref().map(std::str::from_utf8) {
        Some(Ok(text)) => Ok(Value::safe_string(text)),
        _ => Err(Error::message(format!("there is no asset `{path}` below `{INLINE}`"))),
    }
}

/// Where the alerts that are in force are listed for programs.
pub(crate) fn alerts_file() -> Address {
    Address::file("alerts.json").unwrap_or_else(|_| Address::home())
}

fn terms(args: Kwargs, _: &State) -> TeraResult<Value> {
    let order = match args.get::<&str>("order")?.unwrap_or("name") {
        "name" => TermOrder::Name,
        "count" => TermOrder::Count,
        other => return Err(unknown("order", other, &["name", "count"])),
    };
    let taxonomy = args.get::<&str>("taxonomy")?.unwrap_or("topics");
    Ok(lists::terms(&*current()?, taxonomy, order, args.get::<usize>("limit")?.unwrap_or(0)))
}

/// Reads the arguments of `pages(…)`. An argument that is none counts as not given.
fn select(scene: &Scene, args: &Kwargs) -> TeraResult<Select> {
    const NAMES: [&str; 9] = ["kind", "section", "topic", "author", "featured", "upcoming", "limit", "offset", "order"];
    for (name, _) in args.iter() {
        let name = name.as_str().unwrap_or_default();
        if !NAMES.contains(&name) {
            return Err(unknown("argument", name, &NAMES));
        }
    }
    let given = |name: &str| args.iter().any(|(key, value)| key.as_str() == Some(name) && !value.is_none());
    let word = |name| if given(name) { args.get::<String>(name) } else { Ok(None) };
    let flag = |name| if given(name) { args.get::<bool>(name) } else { Ok(None) };
    let number = |name| if given(name) { args.get::<usize>(name) } else { Ok(None) };
    let section = match word("section")? {
        None => None,
        Some(name) => {
            let address = Address::new(&format!("{}/", name.trim_matches('/'))).map_err(Error::message)?;
            Some(address.as_str().to_owned())
        }
    };
    Ok(Select {
        language: scene.language.clone(),
        kind: word("kind")?.map(|name| kind(&name)).transpose()?,
        section,
        topic: word("topic")?,
        author: word("author")?,
        featured: flag("featured")?,
        upcoming: flag("upcoming")?,
        limit: number("limit")?.unwrap_or(0),
        offset: number("offset")?.unwrap_or(0),
        order: word("order")?.map(|name| order(&name)).transpose()?.unwrap_or_default(),
    })
}

fn order(name: &str) -> TeraResult<Order> {
    match name {
        "date" => Ok(Order::Date),
        "title" => Ok(Order::Title),
        "weight" => Ok(Order::Weight),
        "starts" => Ok(Order::Starts),
        other => Err(unknown("order", other, &["date", "title", "weight", "starts"])),
    }
}

fn kind(name: &str) -> TeraResult<Kind> {
    Kind::named(name).ok_or_else(|| unknown("kind", name, &Kind::ALL.map(Kind::name)))
}

fn unknown(what: &str, name: &str, known: &[&str]) -> Error {
    let names = known.iter().copied();
    Error::message(format!("there is no {what} `{name}`: {}", did_you_mean(name, names.clone(), one_of(names))))
}

/// The menu: as configured, else the sections.
fn menu(scene: &Scene) -> Value {
    let base = scene.lens.base();
    let here = base.rooted(&scene.address);
    let entry = |title: &str, url: String| {
        let current = url == here;
        let home = base.rooted(&Address::home());
        let within = !current && url != home && here.starts_with(&url);
        map([
            ("title", Value::from(title)),
            ("url", Value::from(url)),
            ("current", Value::from(current)),
            ("within", Value::from(within)),
        ])
    };
    let configured = scene.lens.menu(&scene.language);
    if !configured.is_empty() {
        let root = crate::path::SourcePath::new("content/index.md").unwrap_or_else(|_| scene.source.clone());
        let entries = configured.iter().filter_map(|(title, to)| match values::is_absolute(to) {
            true => Some(entry(title, to.clone())),
            false => match scene.lens.link(&root, to) {
                crate::site::Link::To { address, rest, .. } => {
                    Some(entry(title, format!("{}{rest}", base.rooted(&address))))
                }
                crate::site::Link::Withheld(_) | crate::site::Link::Broken => None,
            },
        });
        return Value::from(entries.collect::<Vec<Value>>());
    }
    let sections = scene.lens.sections(&scene.language).into_iter().map(|id| scene.lens.teaser(id));
    Value::from(sections.map(|page| entry(&page.title, base.rooted(&page.address))).collect::<Vec<Value>>())
}

/// The way down to the page: home first, the page itself last.
fn breadcrumbs(scene: &Scene) -> Value {
    let base = scene.lens.base();
    let page = |id: PageId| {
        let page = scene.lens.teaser(id);
        (page.title.clone(), base.rooted(&page.address))
    };
    let mut crumbs: Vec<(String, String)> = match scene.page {
        Some(id) => scene.lens.way(id).iter().copied().chain([id]).map(page).collect(),
        None => scene.lens.home(&scene.language).into_iter().map(page).collect(),
    };
    if scene.page.is_none() {
        crumbs.extend(scene.trail.iter().map(|link| (link.title.clone(), link.url.clone())));
        crumbs.push((scene.heading.title.clone(), base.rooted(&scene.address)));
    }
    if let Some((home, _)) = crumbs.first_mut()
        && let Some(word) = scene.lens.text(&scene.language, "nav.home")
    {
        *home = word.to_string();
    }
    let crumb = |(title, url): (String, String)| map([("title", Value::from(title)), ("url", Value::from(url))]);
    Value::from(crumbs.into_iter().map(crumb).collect::<Vec<Value>>())
}

/// Where the hub begins in the language of the page.
fn home(scene: &Scene) -> Value {
    let own = scene.lens.home(&scene.language).map(|id| scene.lens.teaser(id).address.clone());
    Value::from(scene.lens.base().rooted(&own.unwrap_or_else(Address::home)))
}

/// Plain links that open each network's own form to share the page: no script of theirs is loaded.
/// None where a patient did not agree to be shown on networks.
fn share_links(scene: &Scene) -> Value {
    if scene.page.is_some_and(|id| !scene.lens.page(id).front.may_be_shared()) {
        return Value::from(Vec::<Value>::new());
    }
    let url = scene.lens.base().absolute(&scene.address);
    let title = match scene.page {
        Some(id) => scene.lens.page(id).title.clone(),
        None => scene.heading.title.clone(),
    };
    let (url, title) = (encode_query(&url), encode_query(&title));
    let both = format!("{title}%20{url}");
    let networks = [
        ("bluesky", "Bluesky", format!("https://bsky.app/intent/compose?text={both}")),
        ("facebook", "Facebook", format!("https://www.facebook.com/sharer/sharer.php?u={url}")),
        ("linkedin", "LinkedIn", format!("https://www.linkedin.com/sharing/share-offsite/?url={url}")),
        ("threads", "Threads", format!("https://www.threads.net/intent/post?text={both}")),
        ("whatsapp", "WhatsApp", format!("https://wa.me/?text={both}")),
        ("x", "X", format!("https://x.com/intent/post?text={title}&url={url}")),
    ];
    let mail = scene.lens.text(&scene.language, "share.email").unwrap_or_else(|| "Email".into());
    let link = |network: &str, label: &str, url: &str| {
        map([("network", Value::from(network)), ("label", Value::from(label)), ("url", Value::from(url))])
    };
    let mut links: Vec<Value> = networks.iter().map(|(network, label, url)| link(network, label, url)).collect();
    links.push(link("email", &mail, &format!("mailto:?subject={title}&body={url}")));
    Value::from(links)
}
