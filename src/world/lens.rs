//! One render's view of the world: the same questions, each noted.

use std::cell::RefCell;
use std::sync::Arc;

use super::answer::{self, Answer};
use super::answers::Answered;
use super::{Card, Download, Picture, Query, Spoken, TermEntry, Trace, World};
use crate::card::Studio;
use crate::content::{self, Body, Kind, Page};
use crate::diag::Diagnostic;
use crate::disk;
use crate::hash::Set;
use crate::health::alert;
use crate::health::offer::Offer;
use crate::health::review::Standing;
use crate::instant::{Day, When};
use crate::markdown::Fragment;
use crate::path::{Address, SourcePath};
use crate::picture::{Pixels, Unusable};
use crate::project::bibliography::{Library, Work};
use crate::project::components::Component;
use crate::project::strings::DateForm;
use crate::project::{Config, INLINE, Project};
use crate::site::{Alphabet, Fed, Gone, Letter, Link, Notice, PageId, Select, Site, Stream, Target};
use crate::span::Source;
use crate::yaml::Node;

/// What one render asks the world through.
pub struct Lens {
    world: Arc<World>,
    asked: RefCell<Asked>,
}

/// So many questions a page asks at least.
const QUESTIONS: usize = 56;

struct Asked {
    known: Set<u32>,
    trace: Trace,
}

impl Asked {
    fn note(&mut self, number: u32) {
        if self.known.insert(number) {
            self.trace.asked.push(number);
        }
    }
}

impl Lens {
    /// A lens that has noted nothing.
    pub fn new(world: Arc<World>) -> Lens {
        let known = Set::with_capacity_and_hasher(QUESTIONS, Default::default());
        Lens { world, asked: RefCell::new(Asked { known, trace: Trace::default() }) }
    }

    /// A lens on the same world that has noted nothing.
    pub fn again(&self) -> Lens {
        Lens::new(self.world.clone())
    }

    /// What was asked.
    pub fn into_trace(self) -> Trace {
        self.asked.into_inner().trace
    }

    /// What was asked so far.
    pub fn trace(&self) -> Trace {
        self.asked.borrow().trace.clone()
    }

    /// Notes what another render asked whose result is used here.
    pub fn absorb(&self, trace: &Trace) {
        let mut asked = self.asked.borrow_mut();
        trace.asked.iter().for_each(|number| asked.note(*number));
    }

    fn ask(&self, query: Query) -> Arc<Answered> {
        let answered = self.world.ask(query);
        self.asked.borrow_mut().note(answered.number);
        answered
    }

    fn source(&self, id: PageId) -> SourcePath {
        self.world.site.page(id).source.clone()
    }

    /// All of a page.
    pub fn page(&self, id: PageId) -> &Page {
        self.asked.borrow_mut().note(self.world.ask_page(id));
        self.world.site.page(id)
    }

    /// A page of which only what lists show may be used.
    pub fn teaser(&self, id: PageId) -> &Page {
        self.asked.borrow_mut().note(self.world.ask_teaser(id));
        self.world.site.page(id)
    }

    /// The source of a page, for saying where in it something stands; empty if it cannot be read any more.
    pub fn source_text(&self, id: PageId) -> Source {
        let path = &self.page(id).source;
        let text = self.world.tree.text(path, content::LIMIT);
        text.unwrap_or_else(|_| Source { path: path.clone(), text: "".into() })
    }

    /// The body of a page.
    ///
    /// # Errors
    /// What kept its source from being read again.
    pub fn body(&self, id: PageId) -> Result<Arc<Fragment>, Box<Diagnostic>> {
        Body::of(self.page(id), &self.world.tree, &self.world.project)
    }

    /// All of the site but the texts of pages. A coarse question: whatever changes changes this.
    pub fn site(&self) -> &Site {
        self.ask(Query::Shape);
        &self.world.site
    }

    /// A setting that has its own type, by its dotted path in the configuration.
    pub fn config<T>(&self, key: &str, read: impl FnOnce(&Config) -> T) -> T {
        self.ask(Query::Setting(String::new(), key.to_owned()));
        read(&self.world.project.config)
    }

    /// The words, settings and time zone that messages of alerts are made with. A coarse question, for checks of alerts.
    pub fn project(&self) -> &Project {
        self.ask(Query::Shape);
        self.ask(Query::Base);
        &self.world.project
    }

    /// Where a link written in `from` leads.
    pub fn link(&self, from: &SourcePath, target: &str) -> Link {
        if let Some(id) = self.world.page_id(from)
            && let Some(at) = self.world.site.page(id).outline.names.iter().position(|name| name == target)
        {
            let answered = self.world.ask_links(id);
            self.asked.borrow_mut().note(answered.number);
            return match &answered.answer {
                Answer::Links(links) => links.get(at).cloned().unwrap_or(Link::Broken),
                _ => Link::Broken,
            };
        }
        match &self.ask(Query::Link(from.clone(), target.to_owned())).answer {
            Answer::Link(link) => link.clone(),
            _ => Link::Broken,
        }
    }

    /// An image as seen from `from`.
    pub fn image(&self, from: &SourcePath, src: &str) -> Option<Arc<Picture>> {
        match &self.ask(Query::Image(from.clone(), src.to_owned())).answer {
            Answer::Picture(picture) => picture.clone(),
            _ => None,
        }
    }

    /// A picture that `from` names, with what is made of it. Only for what the plan knows: images of a body, arguments
    /// that are images, and pictures of front matter.
    pub fn picture(&self, from: &SourcePath, src: &str) -> Option<Arc<Picture>> {
        match &self.ask(Query::Picture(from.clone(), src.to_owned())).answer {
            Answer::Picture(picture) => picture.clone(),
            _ => None,
        }
    }

    /// The pixels of a picture of the hub, in a size for prints up to `widest`.
    ///
    /// # Errors
    /// What kept its file from being read, or why nothing can be made of it.
    pub fn pixels(&self, file: &SourcePath, widest: u32) -> Result<Result<Arc<Pixels>, Unusable>, Box<Diagnostic>> {
        self.ask(Query::Bytes(file.clone()));
        self.world.pixels(file, widest)
    }

    /// A file to be downloaded as seen from `from`.
    pub fn download(&self, from: &SourcePath, target: &str) -> Option<Download> {
        match &self.ask(Query::File(from.clone(), target.to_owned())).answer {
            Answer::Download(download) => download.clone(),
            _ => None,
        }
    }

    /// What the captions say that `from` names, if they are a file of the hub.
    pub fn captions(&self, from: &SourcePath, target: &str) -> Option<Arc<Spoken>> {
        match &self.ask(Query::Captions(from.clone(), target.to_owned())).answer {
            Answer::Spoken(spoken) => spoken.clone(),
            _ => None,
        }
    }

    /// How the credits stand that a page grants.
    pub fn offer(&self, id: PageId) -> Offer {
        match self.ask(Query::Offer(self.source(id))).answer {
            Answer::Offer(offer) => offer,
            _ => Offer::Open,
        }
    }

    /// What the share card of a page says.
    pub fn card(&self, id: PageId) -> Option<Arc<Card>> {
        match &self.ask(Query::Card(self.source(id))).answer {
            Answer::Card(card) => card.clone(),
            _ => None,
        }
    }

    /// What the share card of an update of live coverage says.
    pub fn update_card(&self, id: PageId, key: &str) -> Option<Arc<Card>> {
        match &self.ask(Query::UpdateCard(self.source(id), key.to_owned())).answer {
            Answer::Card(card) => card.clone(),
            _ => None,
        }
    }

    /// What draws cards. Whoever uses it has asked for the card that is to be drawn, whose answer changes with this.
    pub fn studio(&self) -> Option<&Studio> {
        self.world.project.theme.studio.as_deref()
    }

    fn ask_pages(&self, query: Query) -> Vec<PageId> {
        match &self.ask(query).answer {
            Answer::Pages(pages) => pages.clone(),
            _ => Vec::new(),
        }
    }

    fn ask_page(&self, query: Query) -> Option<PageId> {
        match &self.ask(query).answer {
            Answer::MaybePage(page) => *page,
            _ => None,
        }
    }

    fn ask_text(&self, query: Query) -> Option<Arc<str>> {
        match &self.ask(query).answer {
            Answer::Text(text) => text.clone(),
            _ => None,
        }
    }

    fn ask_node(&self, query: Query) -> Option<Arc<Node>> {
        match &self.ask(query).answer {
            Answer::Node(node) => node.clone(),
            _ => None,
        }
    }

    /// A selection of pages.
    pub fn pages(&self, select: Select) -> Vec<PageId> {
        self.ask_pages(Query::Pages(Box::new(select)))
    }

    /// The pages of a section.
    pub fn members(&self, id: PageId) -> Vec<PageId> {
        self.ask_pages(Query::Members(self.source(id)))
    }

    /// The events of a section that are over, which are the last of its pages.
    pub fn over(&self, id: PageId) -> Vec<PageId> {
        self.ask_pages(Query::Over(self.source(id)))
    }

    /// The top sections of a language.
    pub fn sections(&self, language: &str) -> Vec<PageId> {
        self.ask_pages(Query::Sections(language.to_owned()))
    }

    /// The pages above a page, home first.
    pub fn above(&self, id: PageId) -> &[PageId] {
        self.around(id).above(id)
    }

    /// The way down to a page: the home page of its language, if it is below that, else the hub's, then those between.
    pub fn way(&self, id: PageId) -> &[PageId] {
        let site = self.around(id);
        let above = site.above(id);
        let is_home = |above: &PageId| site.page(*above).is_home();
        &above[above.iter().rposition(is_home).unwrap_or(0)..]
    }

    /// The outermost section of a page.
    pub fn section(&self, id: PageId) -> Option<PageId> {
        self.around(id).section(id)
    }

    /// The site, of which only what a page is part of may be used.
    fn around(&self, id: PageId) -> &Site {
        self.asked.borrow_mut().note(self.world.ask_around(id));
        &self.world.site
    }

    /// The pages before and after a page.
    pub fn neighbours(&self, id: PageId) -> (Option<PageId>, Option<PageId>) {
        match self.ask(Query::Neighbours(self.source(id))).answer {
            Answer::Pair(previous, next) => (previous, next),
            _ => (None, None),
        }
    }

    /// Pages that have to do with a page.
    pub fn related(&self, id: PageId, limit: usize) -> Vec<PageId> {
        self.ask_pages(Query::Related(self.source(id), limit))
    }

    /// The page in each language that it exists in; empty when there is only one.
    pub fn translations(&self, id: PageId) -> &[PageId] {
        self.around(id).translations(id)
    }

    /// The page that a page translates.
    pub fn original(&self, id: PageId) -> Option<PageId> {
        self.around(id).original(id)
    }

    /// The page for each audience that it is written for in its language; empty when there is only one.
    pub fn audiences(&self, id: PageId) -> &[PageId] {
        self.around(id).audiences(id)
    }

    /// When what a page translates last changed, if that was after it was translated.
    pub fn stale_since(&self, id: PageId) -> Option<When> {
        match self.ask(Query::Stale(self.source(id))).answer {
            Answer::Moment(when) => when,
            _ => None,
        }
    }

    /// Pages of a kind, and other names of what they are about, by letter of the language.
    pub fn a_to_z(&self, language: &str, kind: Kind) -> Vec<Letter> {
        let text = |key| self.text(language, key).map(|text| text.to_string()).unwrap_or_default();
        let alphabet = Alphabet { letters: text("az.letters"), ignored: text("az.ignored") };
        match &self.ask(Query::AToZ(language.to_owned(), kind, alphabet)).answer {
            Answer::Letters(letters) => letters.clone(),
            _ => Vec::new(),
        }
    }

    /// The terms of a taxonomy, by name.
    pub fn terms(&self, taxonomy: &str) -> Vec<TermEntry> {
        match &self.ask(Query::Terms(taxonomy.to_owned())).answer {
            Answer::Terms(terms) => terms.clone(),
            _ => Vec::new(),
        }
    }

    /// The pages of a term, newest first.
    pub fn term(&self, taxonomy: &str, slug: &str) -> Vec<PageId> {
        self.ask_pages(Query::Term(taxonomy.to_owned(), slug.to_owned()))
    }

    /// The page at an address.
    pub fn at(&self, address: Address) -> Option<PageId> {
        self.ask_page(Query::At(address))
    }

    /// The home page of a language.
    pub fn home(&self, language: &str) -> Option<PageId> {
        self.ask_page(Query::Home(language.to_owned()))
    }

    /// The page of somebody, by id or name.
    pub fn person(&self, name: &str) -> Option<PageId> {
        self.ask_page(Query::Person(name.to_owned()))
    }

    /// The work that the page `from` means by a key.
    pub fn work(&self, from: &SourcePath, key: &str) -> Option<Arc<Work>> {
        match &self.ask(Query::Work(from.clone(), key.to_owned())).answer {
            Answer::Work(work) => work.clone(),
            _ => None,
        }
    }

    /// Every key that the page `from` may cite, sorted.
    pub fn work_keys(&self, from: &SourcePath) -> Vec<&str> {
        self.ask(Query::WorkKeys(from.clone()));
        self.world.project.library.keys(answer::bibliography(&self.world, from))
    }

    /// Whether the bibliography that the page `from` names exists.
    pub fn has_bibliography(&self, from: &SourcePath) -> bool {
        matches!(self.ask(Query::Bibliography(from.clone())).answer, Answer::Fact(Some(_)))
    }

    /// The bibliographies, of which only the names may be used, and whether each could be read.
    pub fn bibliographies(&self) -> &Library {
        self.ask(Query::Bibliographies);
        &self.world.project.library
    }

    /// A word of the theme.
    pub fn text(&self, language: &str, key: &str) -> Option<Arc<str>> {
        let answered = self.world.ask_word(language, key);
        self.asked.borrow_mut().note(answered.number);
        match &answered.answer {
            Answer::Text(text) => text.clone(),
            _ => None,
        }
    }

    /// A date in words.
    pub fn date(&self, language: &str, day: Day, form: DateForm) -> Arc<str> {
        self.ask_text(Query::Date(language.to_owned(), day, form)).unwrap_or_else(|| "".into())
    }

    /// A value of the configuration as pages in `language` see it, by dotted path.
    pub fn setting(&self, language: &str, key: &str) -> Option<Arc<Node>> {
        self.ask_node(Query::Setting(language.to_owned(), key.to_owned()))
    }

    /// A text of the configuration, likewise.
    pub fn setting_text(&self, language: &str, key: &str) -> Option<String> {
        match &self.setting(language, key)?.value {
            crate::yaml::Value::Text(text) if !text.is_empty() => Some(text.clone()),
            _ => None,
        }
    }

    /// An option of the theme.
    pub fn theme_option(&self, name: &str) -> Option<Arc<Node>> {
        self.ask_node(Query::ThemeOption(name.to_owned()))
    }

    /// A file of `data/`.
    pub fn data(&self, path: &str) -> Option<Arc<Node>> {
        self.ask_node(Query::Data(path.to_owned()))
    }

    /// Where an asset is published.
    pub fn asset(&self, name: &str) -> Option<Address> {
        match &self.ask(Query::Asset(name.to_owned())).answer {
            Answer::Asset(asset) => asset.as_ref().map(|(address, _)| address.clone()),
            _ => None,
        }
    }

    /// Whether there is a template called `name`. Who uses it needs to ask no more: what it says, and what each other
    /// says that it names, is part of the answer.
    pub fn template(&self, name: &str) -> bool {
        matches!(self.ask(Query::Template(name.to_owned())).answer, Answer::Fact(Some(_)))
    }

    /// What all templates are called.
    pub fn template_names(&self) -> impl Iterator<Item = &str> {
        self.ask(Query::TemplateNames);
        self.world.project.theme.templates.keys().map(String::as_str)
    }

    /// What a component of the theme takes.
    pub fn component(&self, name: &str) -> Option<&Component> {
        self.ask(Query::Component(name.to_owned()));
        self.world.project.theme.components.get(name)
    }

    /// The bytes of an asset of the theme, without what it names.
    pub fn asset_bytes(&self, name: &str) -> Option<Arc<[u8]>> {
        self.ask(Query::Asset(name.to_owned()));
        self.world.project.theme.assets.get(name).map(|asset| asset.bytes.clone())
    }

    /// The scripts and styles that templates write into pages, by name.
    pub fn inlined(&self) -> impl Iterator<Item = (&str, &[u8])> {
        self.ask(Query::Inlined);
        let assets = self.world.project.theme.assets.iter();
        assets.filter(|(name, _)| name.starts_with(INLINE)).map(|(name, asset)| (name.as_str(), &*asset.bytes))
    }

    /// The bytes of a file of the hub.
    ///
    /// # Errors
    /// What kept it from being read.
    pub fn file(&self, file: &SourcePath) -> Result<Arc<[u8]>, Box<Diagnostic>> {
        let bytes = self.world.tree.read(file)?;
        self.ask(Query::Bytes(file.clone()));
        Ok(bytes)
    }

    /// The first bytes of a file of the hub that is too large to be held; none of another.
    ///
    /// # Errors
    /// What kept it from being read.
    pub fn head_of_large(&self, file: &SourcePath, limit: usize) -> Result<Option<Vec<u8>>, Box<Diagnostic>> {
        let tree = &self.world.tree;
        if tree.size(file.as_str()).is_none_or(|size| size <= disk::HELD) {
            return Ok(None);
        }
        let head = tree.head(file, limit)?;
        self.ask(Query::Bytes(file.clone()));
        Ok(Some(head))
    }

    /// Whether a page has this anchor.
    pub fn anchor(&self, id: PageId, anchor: &str) -> bool {
        matches!(self.ask(Query::Anchor(self.source(id), anchor.to_owned())).answer, Answer::Flag(true))
    }

    /// What a feed shows, newest first.
    pub fn stream(&self, stream: Stream, limit: usize) -> Vec<PageId> {
        self.ask_pages(Query::Stream(stream, limit))
    }

    /// The notices about results that a feed shows, newest first.
    pub fn notices(&self, stream: Stream, limit: usize) -> Vec<Notice> {
        match &self.ask(Query::Notices(stream, limit)).answer {
            Answer::Notices(notices) => notices.clone(),
            _ => Vec::new(),
        }
    }

    /// The results that a page is the notice about.
    pub fn notice_about(&self, id: PageId) -> &[PageId] {
        self.around(id).notice_about(id)
    }

    /// The page of the result with this DOI, if it is not to be relied on.
    pub fn void_work(&self, doi: &str) -> Option<PageId> {
        self.ask_page(Query::VoidWork(doi.to_owned()))
    }

    fn ask_place(&self, query: Query) -> Option<(String, Address)> {
        match &self.ask(query).answer {
            Answer::Place(place) => place.clone(),
            _ => None,
        }
    }

    /// Where the hub begins in a language that it has feeds in.
    pub fn hub_in(&self, language: &str) -> Option<Address> {
        self.ask_place(Query::HubIn(language.to_owned())).map(|(_, address)| address)
    }

    /// News that is fresh at the instant of the build, newest first.
    pub fn recent(&self) -> Vec<PageId> {
        self.ask_pages(Query::Recent)
    }

    /// Alerts in force as pages in `language` show them, the gravest first; with `""` all of them, in every language. None
    /// if there has never been an alert.
    pub fn alerts(&self, language: &str) -> Option<Vec<PageId>> {
        match &self.ask(Query::Alerts(language.to_owned())).answer {
            Answer::MaybePages(pages) => pages.clone(),
            _ => None,
        }
    }

    /// How the alert of this source stands at the instant of the build.
    pub fn standing(&self, source: &SourcePath) -> Option<alert::Standing> {
        match self.ask(Query::Standing(source.clone())).answer {
            Answer::Standing(standing) => standing,
            _ => None,
        }
    }

    /// The section or author whose feeds a page leads to.
    pub fn feed_for(&self, id: PageId) -> Option<Fed> {
        self.around(id).feed_for(id)
    }

    /// Where the terms of a taxonomy are listed.
    pub fn taxonomy(&self, name: &str) -> Option<Address> {
        self.ask_place(Query::Taxonomy(name.to_owned())).map(|(_, address)| address)
    }

    /// A term's name and where its pages are listed.
    pub fn term_place(&self, taxonomy: &str, slug: &str) -> Option<(String, Address)> {
        self.ask_place(Query::TermPlace(taxonomy.to_owned(), slug.to_owned()))
    }

    /// The language of a term's name.
    pub fn term_language(&self, taxonomy: &str, slug: &str) -> Option<Arc<str>> {
        match &self.ask(Query::TermLanguage(taxonomy.to_owned(), slug.to_owned())).answer {
            Answer::Text(language) => language.clone(),
            _ => None,
        }
    }

    /// Where a redirect leads.
    pub fn redirect(&self, from: &Address) -> Option<Target> {
        match &self.ask(Query::Redirect(from.clone())).answer {
            Answer::Target(target) => target.clone(),
            _ => None,
        }
    }

    /// What the address of a page says that is no more.
    pub fn gone(&self, address: &Address) -> Option<Gone> {
        match &self.ask(Query::Gone(address.clone())).answer {
            Answer::Gone(gone) => gone.clone(),
            _ => None,
        }
    }

    /// How the review of a page stands.
    pub fn review(&self, id: PageId) -> Standing {
        match self.ask(Query::Review(self.source(id))).answer {
            Answer::Review(standing) => standing,
            _ => Standing::Kept,
        }
    }

    /// The earliest day of a notice about a page's result that has not come.
    pub fn notice_ahead(&self, id: PageId) -> Option<When> {
        match self.ask(Query::NoticeAhead(self.source(id))).answer {
            Answer::Moment(when) => when,
            _ => None,
        }
    }

    /// Where the site will stand. Part of every output; a change of it is a change of everything.
    pub fn base(&self) -> &crate::project::Base {
        self.asked.borrow_mut().note(self.world.ask_base());
        &self.world.project.base
    }

    /// The hub's time zone. Part of every output with a date, as [`Lens::base`] is of all.
    pub fn zone(&self) -> &crate::instant::Zone {
        self.ask(Query::Setting(String::new(), "time_zone".to_owned()));
        &self.world.project.zone
    }

    /// The configured menu of pages in `language`: titles and links; empty when the sections make it.
    pub fn menu(&self, language: &str) -> Vec<(String, String)> {
        self.ask(Query::Setting(language.to_owned(), "menu".to_owned()));
        let menu = self.world.project.config.menu_in(language).iter();
        menu.map(|entry| (entry.title.clone(), entry.url.value.clone())).collect()
    }
}
