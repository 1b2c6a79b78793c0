//! Templates, and only here.
//!
//! A [`Renderer`] holds the compiled templates of a world. Each render happens in a [`Scene`]: the page
//! that is shown and the lens through which the template's functions ask. Functions find the scene of
//! their own thread; there is no other way from a template to the site, and no lock behind it.

mod body;
pub mod chart;
mod faults;
mod files;
mod filters;
mod fragments;
mod functions;
mod lists;
mod media;
mod people;
mod pictures;
mod quiz;
mod references;
mod rows;
pub mod table;
mod teaser;
mod uses;
mod values;

use std::cell::{OnceCell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::{Arc, Mutex, OnceLock, PoisonError, RwLock};

use tera::{Context, Tera, Value};

use crate::diag::{Diagnostic, Diagnostics};
use crate::hash::Map;
use crate::health::references::Cited;
use crate::markdown::Fragment;
use crate::path::{Address, SourcePath};
use crate::site::PageId;
use crate::text::{is_all_printable, is_printable};
use crate::world::{Lens, Trace, World};

pub use faults::grouped;
pub(crate) use functions::alerts_file;
pub use lists::{Feed, FeedFile, FeedGroup, List};
pub use rows::Wrong;
pub use uses::Uses;
pub use values::{Link, Posted};

/// The compiled templates of a world, and what is made of its pages once for all renders.
pub struct Renderer {
    tera: Arc<Tera>,
    world: Arc<World>,
    shared: Arc<Shared>,
    /// By page that several outputs show: its body.
    bodies: Uses<Body>,
    /// By page of live coverage: its body in sections, cut once for all outputs that show one of them.
    parts: Mutex<Map<PageId, Arc<Parts>>>,
}

/// The sections of a body by their anchor; what stands before the first has none.
type Parts = Vec<(Option<String>, Fragment)>;

/// Values that many renders use.
struct Shared {
    /// By page: what lists show of it, for templates, and what was asked for it.
    teasers: Vec<OnceLock<(Value, Trace)>>,
    fragments: fragments::Fragments,
    /// By first page of a list and number of its pages: all of them, for templates.
    entries: RwLock<Map<(Address, usize), Vec<Value>>>,
}

/// A page's body as HTML, and what was asked for it.
type Body = Result<(String, Trace), Box<Diagnostic>>;

/// What a render shows.
pub struct Scene {
    /// Through which it asks.
    pub lens: Lens,
    /// The page; none for lists of terms, a term and the page for what is not found.
    pub page: Option<PageId>,
    /// From where links are resolved.
    pub source: SourcePath,
    /// Where it stands.
    pub address: Address,
    /// Its language.
    pub language: String,
    /// Its title and kind, for a scene without a page.
    pub heading: Heading,
    /// The feeds that have to do with it.
    pub feeds: Vec<Feed>,
    /// The pages above it, for a scene without a page, without the home page.
    pub trail: Vec<Link>,
    /// The works that its page cites, once somebody asked.
    cited: OnceCell<Option<Cited>>,
}

/// What a scene without a page is called.
#[derive(Clone, Debug, Default)]
pub struct Heading {
    /// Its title.
    pub title: String,
    /// Its description.
    pub description: String,
    /// `taxonomy`, `term`, `subscribe`, `update`, `gone` or `404`.
    pub kind: &'static str,
}

impl Heading {
    /// Whether it stands for nothing that search engines should know.
    pub fn is_unlisted(&self) -> bool {
        matches!(self.kind, "404" | "gone")
    }
}

/// What a template is given besides the page.
#[derive(Default)]
pub struct Given {
    /// The share-ready head.
    pub head: String,
    /// The body.
    pub body: String,
    /// The list, on pages of lists.
    pub list: Option<List>,
    /// The taxonomy whose terms are shown.
    pub terms: Option<String>,
    /// Every feed, on the page that lists them.
    pub feeds: Option<Vec<FeedGroup>>,
    /// Where a redirect leads: from the root, and whole.
    pub to: Option<(String, String)>,
    /// Updates of live coverage, in the order in which they are shown.
    pub updates: Option<Vec<Posted>>,
    /// One of them, where it is shown by itself.
    pub update: Option<Posted>,
}

/// So many bytes stand around most heads and bodies.
const FRAME: usize = 12 << 10;

thread_local! {
    static SCENE: RefCell<Option<Rc<Scene>>> = const { RefCell::new(None) };
    /// What a fragment failed with, on the way through the template that asked for it.
    static FAULT: RefCell<Option<tera::Error>> = const { RefCell::new(None) };
}

impl Renderer {
    /// Compiles the templates of `world`.
    ///
    /// # Errors
    /// A diagnostic for each template that cannot be read; then nothing can be rendered.
    pub fn new(world: Arc<World>) -> Result<Renderer, Diagnostics> {
        let pages = world.site.pages.len();
        let teasers = (0..pages).map(|_| OnceLock::new()).collect();
        let shared =
            Arc::new(Shared { teasers, fragments: fragments::Fragments::default(), entries: RwLock::default() });
        let mut tera = Tera::new();
        functions::register(&mut tera, &shared);
        filters::register(&mut tera);
        let templates = &world.project.theme.templates;
        let all = templates.iter().map(|(name, source)| (name.clone(), source.text.to_string()));
        if let Err(error) = tera.add_raw_templates(all) {
            return Err(faults::of_templates(&tera, templates, &error));
        }
        let tera = Arc::new(tera);
        shared.fragments.use_templates(&tera);
        Ok(Renderer { tera, world, shared, bodies: Uses::default(), parts: Mutex::default() })
    }

    /// Remembers the bodies of these pages until so many outputs have shown them.
    pub fn remember(&mut self, pages: impl IntoIterator<Item = (PageId, usize)>) {
        self.bodies.expect(pages);
    }

    /// A lens on the world that is rendered: the only way to it.
    pub fn lens(&self) -> Lens {
        Lens::new(self.world.clone())
    }

    /// Renders `template` in `scene`.
    ///
    /// # Errors
    /// `template/render`, which names template, line and page.
    pub fn render(&self, scene: &Rc<Scene>, template: &str, given: Given) -> Result<Vec<u8>, Box<Diagnostic>> {
        let _entered = Entered::into(scene);
        scene.lens.template(template);
        let mut context = Context::new();
        context.insert_value("page", values::page(scene, &self.shared));
        context.insert_value("head", Value::safe_string(&given.head));
        context.insert_value("body", Value::safe_string(&given.body));
        if let Some(list) = &given.list {
            context.insert_value("list", lists::list(scene, &self.shared, list));
        }
        if let Some(taxonomy) = &given.terms {
            context.insert_value("terms", lists::terms(scene, taxonomy, functions::TermOrder::Name, 0));
        }
        if let Some(groups) = &given.feeds {
            context.insert_value("groups", lists::feed_groups(scene, groups));
        }
        if let Some(updates) = &given.updates {
            let updates = updates.iter().map(|update| values::update(scene, update));
            context.insert_value("updates", Value::from(updates.collect::<Vec<Value>>()));
        }
        if let Some(update) = &given.update {
            context.insert_value("update", values::update(scene, update));
        }
        if let Some((to, absolute)) = &given.to {
            context.insert("to", to);
            context.insert("to_absolute", absolute);
        }
        self.run(scene, template, &context, given.head.len() + given.body.len() + FRAME)
    }

    /// The body of a page as HTML with addresses from the root of the host.
    ///
    /// # Errors
    /// `template/render` of a component.
    pub fn body(&self, lens: &Lens, id: PageId) -> Result<String, Box<Diagnostic>> {
        let body = self.bodies.get(id, || self.make_body(id));
        let (html, trace) = Arc::try_unwrap(body).unwrap_or_else(|shared| (*shared).clone())?;
        lens.absorb(&trace);
        Ok(html)
    }

    /// What stands above the updates of live coverage, and each of them by its key, as [`Renderer::body`] has them, to be
    /// shown where `around` stands.
    ///
    /// # Errors
    /// `template/render` of a component.
    pub fn sections(&self, around: &Scene, id: PageId) -> Result<(String, BTreeMap<String, String>), Box<Diagnostic>> {
        let scene = Scene { address: around.address.clone(), ..Scene::of_page(around.lens.again(), id) };
        let scene = Rc::new(scene);
        let entered = Entered::into(&scene);
        let (mut opening, mut sections) = (String::new(), BTreeMap::new());
        for (key, body) in &*self.parts(&scene.lens, id)? {
            let html = self.part(&scene, body)?;
            match key {
                Some(key) => drop(sections.insert(key.clone(), html)),
                None => opening = html,
            }
        }
        // The list of works stands on the page alone.
        let address = &scene.lens.page(id).address;
        match *address == around.address {
            true => references::list(&scene, &mut opening),
            false => sections.values_mut().for_each(|html| lead_to_works(&scene, address, html)),
        }
        drop(entered);
        around.lens.absorb(&scene.end());
        Ok((opening, sections))
    }

    /// One of the updates of live coverage, as [`Renderer::sections`] has them, to be shown where `around` stands, which is
    /// not its page. Empty if there is none with this key.
    ///
    /// # Errors
    /// `template/render` of a component.
    pub fn section(&self, around: &Scene, id: PageId, key: &str) -> Result<String, Box<Diagnostic>> {
        let scene = Scene { address: around.address.clone(), ..Scene::of_page(around.lens.again(), id) };
        let scene = Rc::new(scene);
        let entered = Entered::into(&scene);
        let parts = self.parts(&scene.lens, id)?;
        let mut html = match parts.iter().find(|(known, _)| known.as_deref() == Some(key)) {
            Some((_, body)) => self.part(&scene, body)?,
            None => String::new(),
        };
        lead_to_works(&scene, &scene.lens.page(id).address, &mut html);
        drop(entered);
        around.lens.absorb(&scene.end());
        Ok(html)
    }

    /// The body of a page in sections. Who comes while it is being cut waits for it.
    fn parts(&self, lens: &Lens, id: PageId) -> Result<Arc<Parts>, Box<Diagnostic>> {
        let mut known = self.parts.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(parts) = known.get(&id) {
            lens.page(id);
            return Ok(parts.clone());
        }
        let body = lens.body(id)?;
        let parts = body.sections().into_iter().map(|(key, body)| (key.map(str::to_owned), body));
        Ok(known.entry(id).or_insert(Arc::new(parts.collect())).clone())
    }

    /// A section as HTML.
    fn part(&self, scene: &Rc<Scene>, body: &Fragment) -> Result<String, Box<Diagnostic>> {
        let mut html = String::new();
        body::write(self, scene, body, &mut html)?;
        html.retain(is_printable);
        Ok(html)
    }

    fn make_body(&self, id: PageId) -> Body {
        let scene = Rc::new(Scene::of_page(self.lens(), id));
        let entered = Entered::into(&scene);
        let body = scene.lens.body(id)?;
        let mut html = String::with_capacity(body.html.len() * 5 / 4);
        body::write(self, &scene, &body, &mut html)?;
        references::list(&scene, &mut html);
        scene.lens.page(id).body.release();
        // A numeric reference may stand for anything.
        if !is_all_printable(&html) {
            html.retain(is_printable);
        }
        drop(entered);
        Ok((html, scene.end()))
    }

    /// Runs a template whose scene is entered, into room for so many bytes.
    fn run(&self, scene: &Scene, template: &str, context: &Context, room: usize) -> Result<Vec<u8>, Box<Diagnostic>> {
        let mut out = Vec::with_capacity(room);
        match self.tera.render_to(template, context, &mut out) {
            Ok(()) => Ok(out),
            Err(error) => {
                let error = FAULT.take().unwrap_or(error);
                Err(Box::new(faults::of_render(&self.world, template, scene, &error)))
            }
        }
    }
}

impl Scene {
    /// What was asked in it.
    pub fn end(self: Rc<Scene>) -> Trace {
        match Rc::try_unwrap(self) {
            Ok(scene) => scene.lens.into_trace(),
            Err(scene) => scene.lens.trace(),
        }
    }

    /// The works that its page cites.
    fn cited(&self) -> Option<&Cited> {
        self.cited.get_or_init(|| references::cited(self)).as_ref()
    }

    /// A scene of no page: what is made in it is the same on every page in this language.
    fn apart(&self) -> Scene {
        Scene {
            lens: self.lens.again(),
            page: None,
            source: home(),
            address: Address::home(),
            language: self.language.clone(),
            heading: Heading::default(),
            feeds: Vec::new(),
            trail: Vec::new(),
            cited: OnceCell::new(),
        }
    }

    /// The scene of a page.
    pub fn of_page(lens: Lens, id: PageId) -> Scene {
        let page = lens.page(id);
        Scene {
            page: Some(id),
            source: page.source.clone(),
            address: page.address.clone(),
            language: page.language.clone(),
            heading: Heading::default(),
            feeds: Vec::new(),
            trail: Vec::new(),
            cited: OnceCell::new(),
            lens,
        }
    }

    /// The scene of what has no page, at `address`, in the hub's language.
    pub fn without_page(lens: Lens, address: Address, heading: Heading) -> Scene {
        Scene {
            page: None,
            source: home(),
            address,
            language: lens.config("language", |config| config.language.clone()),
            heading,
            feeds: Vec::new(),
            trail: Vec::new(),
            cited: OnceCell::new(),
            lens,
        }
    }
}

/// Lets citations lead to the list of works, which stands on the page at `address` alone.
fn lead_to_works(scene: &Scene, address: &Address, html: &mut String) {
    let url = scene.lens.base().rooted(address);
    *html = html.replace("href=\"#ref:", &format!("href=\"{url}#ref:"));
}

/// From where links of what has no page are resolved.
pub fn home() -> SourcePath {
    SourcePath::new("content/index.md").unwrap_or_else(|_| SourcePath::root())
}

/// A scene is the current one of its thread for as long as this lives; then the one before it is.
struct Entered(Option<Rc<Scene>>);

impl Entered {
    fn into(scene: &Rc<Scene>) -> Entered {
        Entered(SCENE.replace(Some(scene.clone())))
    }
}

impl Drop for Entered {
    fn drop(&mut self) {
        SCENE.set(self.0.take());
    }
}

/// The scene of the render that is running on this thread.
fn current() -> tera::TeraResult<Rc<Scene>> {
    SCENE.with_borrow(Clone::clone).ok_or_else(|| tera::Error::message("this function needs a page"))
}
