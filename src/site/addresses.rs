//! Where everything stands: one thing at one address.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::release::is_index;
use super::{PageId, SUBSCRIBE, Site, Structure, feeds, files, gone};
use crate::content::program_files::is_leftover_page;
use crate::content::{self, Facts, Page, Role, address, glob};
use crate::diag::{Code, Diagnostic, Diagnostics};
use crate::disk::Tree;
use crate::hash::{Map, Set};
use crate::path::{Address, PathError, SourcePath};
use crate::project::{Config, Project};
use crate::span::{At, Place};

/// What stands at an address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Spot {
    /// A page.
    Page(PageId),
    /// An update of live coverage: its page and its key.
    Update(PageId, String),
    /// The list of a taxonomy's terms.
    Taxonomy(String),
    /// The pages of one term: taxonomy and slug.
    Term(String, String),
    /// A file that is published as it is.
    File(SourcePath),
    /// The page that lists all feeds, in a language.
    Subscribe(String),
    /// What says that a page is no more.
    Gone,
    /// A redirect, by its place in [`Structure::redirects`](super::Structure::redirects).
    Redirect(usize),
}

/// An address that leads elsewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Redirect {
    /// Where it starts.
    pub from: Address,
    /// Where it leads: a page or file of the site, or an absolute URL.
    pub to: Target,
}

/// Where a redirect leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// Below the site's base, perhaps with an anchor.
    Inside(Address, Option<String>),
    /// Elsewhere.
    Outside(String),
}

/// Takes out pages whose address another page has, the one that sorts first staying.
pub(super) fn without_clashes(mut pages: Vec<Arc<Page>>, tree: &Tree, faults: &mut Diagnostics) -> Vec<Arc<Page>> {
    pages.sort_by(|a, b| a.source.cmp(&b.source));
    let mut taken: Map<&Address, &SourcePath> = Map::default();
    let mut clashing: Set<SourcePath> = Set::default();
    for page in &pages {
        if let Some(first) = taken.get(&page.address) {
            faults.push(taken_twice(&page.address, &page.source, first, tree));
            clashing.insert(page.source.clone());
        } else {
            taken.insert(&page.address, &page.source);
        }
    }
    if !clashing.is_empty() {
        pages.retain(|page| !clashing.contains(&page.source));
    }
    pages
}

/// Makes a page for the home and for each folder that has published pages but no page of its own.
pub(super) fn add_missing_indexes(pages: &mut Vec<Arc<Page>>, tree: &Tree, project: &Project) {
    let mut wanted: BTreeSet<&str> = BTreeSet::from(["content"]);
    let mut last = "";
    for page in pages.iter().filter(|page| page.language == project.config.language) {
        let source = page.source.as_str();
        let own = if is_index(&page.source) { folder_of(source) } else { source };
        let mut folder = folder_of(own);
        // Pages are sorted: most lie where the one before lies.
        if std::mem::replace(&mut last, folder) == folder {
            continue;
        }
        while folder.starts_with("content/") && wanted.insert(folder) {
            folder = folder_of(folder);
        }
    }
    // An index may stand elsewhere, by its `slug` or `url`.
    let own = |page: &&Arc<Page>| page.role == Role::Section && page.language == project.config.language;
    let indexed: Set<&str> = pages.iter().filter(own).map(|page| folder_of(page.source.as_str())).collect();
    let missing = wanted.into_iter().filter(|folder| !indexed.contains(folder));
    let missing: Vec<SourcePath> = missing.filter_map(|folder| SourcePath::new(folder).ok()).collect();
    if missing.is_empty() {
        return;
    }
    let aliases =
        pages.iter().flat_map(|page| &page.front.aliases).chain(project.config.redirects.iter().map(|(from, _)| from));
    let aliases = aliases.filter_map(|alias| Address::new(&alias.value).ok());
    let mut held: Set<Address> = pages.iter().map(|page| page.address.clone()).chain(aliases).collect();
    for folder in missing {
        let missing = content::missing_index(&folder, tree, project);
        if let Some(page) = missing.filter(|page| held.insert(page.address.clone())) {
            pages.push(Arc::new(page));
        }
    }
}

/// The folder that holds what is called so; `""` for the root.
fn folder_of(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// What lies in the hub's folders and is not ignored.
pub(super) struct Lying<'t> {
    /// What is called like a page, below `content/`.
    pub(super) pages: Vec<&'t SourcePath>,
    /// What else is to be published of `content/`.
    pub(super) files: Vec<&'t SourcePath>,
    /// Sources of pages that a program left.
    pub(super) leftovers: Vec<&'t SourcePath>,
    /// Files of `static/`.
    pub(super) fixed: Vec<&'t SourcePath>,
}

impl<'t> Lying<'t> {
    pub(super) fn of(tree: &'t Tree, config: &Config) -> Lying<'t> {
        let is_ignored = |path: &&SourcePath| glob::ignores(&config.ignore, path.as_str());
        let (pages, files): (Vec<_>, Vec<_>) = tree.below("content").partition(|path| is_markdown(path));
        let is_page = |path: &&SourcePath| {
            !is_hidden(folder_of(path.as_str())) && (!path.name().starts_with(['.', '_']) || is_index(path))
        };
        let pages = pages.into_iter().filter(is_page).filter(|path| !is_ignored(path));
        let (leftovers, pages) = pages.partition(|path| is_leftover_page(path, |path| tree.has(path.as_str())));
        Lying {
            pages,
            leftovers,
            files: files.into_iter().filter(|path| !is_hidden(path.as_str()) && !is_ignored(path)).collect(),
            fixed: tree.below("static").filter(|path| !is_ignored(path)).collect(),
        }
    }
}

/// Fills the site's map of addresses: pages, taxonomies, files, redirects, in this order of right.
pub(super) fn occupy(
    site: &mut Site,
    lying: &Lying<'_>,
    live: &[PageId],
    tree: &Tree,
    project: &Project,
    faults: &mut Diagnostics,
) {
    let pages: Vec<Address> = site.pages.iter().map(|page| page.address.clone()).collect();
    let Structure { spots, taxonomies, .. } = site.structure();
    spots.extend(pages.into_iter().zip(0..).map(|(address, at)| (address, Spot::Page(PageId(at)))));
    for (name, taxonomy) in taxonomies.iter().filter(|(_, taxonomy)| !taxonomy.terms.is_empty()) {
        spots.entry(taxonomy.address.clone()).or_insert_with(|| Spot::Taxonomy(name.clone()));
        for term in taxonomy.terms.values().filter(|term| term.person.is_none()) {
            spots.entry(term.address.clone()).or_insert_with(|| Spot::Term(name.clone(), term.slug.clone()));
        }
    }
    occupy_with_updates(site, live, tree, faults);
    occupy_with_files(site, lying, live, tree, project, faults);
    let Structure { spots, homes, .. } = site.structure();
    for (language, home) in homes.iter().filter(|_| feeds::has_subscribe(project)) {
        if let Ok(address) = home.child(SUBSCRIBE) {
            spots.entry(address).or_insert_with(|| Spot::Subscribe(language.clone()));
        }
    }
    let Structure { shelves, files, .. } = site.structure();
    shelves.set_files(files);
    occupy_with_redirects(site, tree, project, faults);
    gone::occupy(site, project);
}

/// Gives each update of live coverage an address below its page.
fn occupy_with_updates(site: &mut Site, live: &[PageId], tree: &Tree, faults: &mut Diagnostics) {
    for &id in live {
        let page = site.pages[id.0 as usize].clone();
        let Facts::Live(live) = &page.front.facts else { continue };
        for update in &live.told.updates {
            let address = page.update_address(&update.key);
            let Structure { spots, .. } = site.structure();
            let is_taken = spots.get(&address).is_some();
            if is_taken {
                let heading = At { value: String::new(), span: update.span.start..update.span.start + 2 };
                let message = format!("something stands at `{address}` already");
                let place = place(tree, &page.source, &heading);
                faults.push(Diagnostic::new(Code::AddressTaken, place, message, "give this update another key"));
            } else {
                spots.insert(address, Spot::Update(id, update.key.clone()));
            }
        }
    }
}

fn occupy_with_files(
    site: &mut Site,
    lying: &Lying<'_>,
    live: &[PageId],
    tree: &Tree,
    project: &Project,
    faults: &mut Diagnostics,
) {
    let files::Files { published, held, unlinked } = files::sort(site, lying, live, tree, project, faults);
    site.structure().held_files = held;
    site.structure().unlinked_files = unlinked;
    for (path, address) in published {
        match site.spots.get(&address).or_else(|| page_answered_by(site, &address, tree)) {
            Some(spot) => {
                let first = match spot {
                    Spot::Page(id) | Spot::Update(id, _) => site.pages[id.0 as usize].source.clone(),
                    Spot::File(file) => file.clone(),
                    Spot::Taxonomy(_) | Spot::Term(..) | Spot::Subscribe(_) | Spot::Gone | Spot::Redirect(_) => {
                        SourcePath::root()
                    }
                };
                faults.push(taken_twice(&address, path, &first, tree));
            }
            None => {
                let Structure { spots, files, .. } = site.structure();
                spots.insert(address.clone(), Spot::File(path.clone()));
                files.insert(address, path.clone());
            }
        }
    }
}

/// The page at whose address a server would answer with a file at `address`.
fn page_answered_by<'a>(site: &'a Site, address: &Address, tree: &Tree) -> Option<&'a Spot> {
    let folder = Address::new(address.as_str().strip_suffix("index.html")?).ok()?;
    let is_written = |id: PageId| tree.has(site.page(id).source.as_str());
    site.spots.get(&folder).filter(|spot| matches!(spot, Spot::Page(id) if is_written(*id)))
}

fn occupy_with_redirects(site: &mut Site, tree: &Tree, project: &Project, faults: &mut Diagnostics) {
    let mut redirects: BTreeMap<Address, (Target, SourcePath, At<String>)> = BTreeMap::new();
    for page in &site.pages {
        for alias in &page.front.aliases {
            let Ok(from) = Address::new(&alias.value) else { continue };
            let to = Target::Inside(page.address.clone(), None);
            claim(site, &mut redirects, from, to, &page.source, alias, tree, faults);
        }
    }
    let config = SourcePath::new("bulletin.yaml").unwrap_or_else(|_| SourcePath::root());
    for (from, to) in &project.config.redirects {
        let Ok(address) = Address::new(&from.value) else { continue };
        match redirect_target(site, &to.value) {
            Some(target) => claim(site, &mut redirects, address, target, &config, from, tree, faults),
            None => faults.push(redirect_nowhere(&config, to, tree)),
        }
    }
    for (from, (to, ..)) in redirects {
        let Structure { spots, redirects, .. } = site.structure();
        spots.insert(from.clone(), Spot::Redirect(redirects.len()));
        redirects.push(Redirect { from, to });
    }
}

#[expect(clippy::too_many_arguments, reason = "one private step of two loops, which share all of it")]
fn claim(
    site: &Site,
    redirects: &mut BTreeMap<Address, (Target, SourcePath, At<String>)>,
    from: Address,
    to: Target,
    file: &SourcePath,
    written: &At<String>,
    tree: &Tree,
    faults: &mut Diagnostics,
) {
    let here = place(tree, file, written);
    if let Some((first, other, at)) = redirects.get(&from) {
        if *first != to {
            let message = format!("`{from}` leads to two places");
            let fault = Diagnostic::new(Code::AddressAlias, here, message, "this one is left out");
            faults.push(fault.also(place(tree, other, at), "the first has it"));
        }
        return;
    }
    match site.spots.get(&from) {
        Some(Spot::Page(id)) => {
            let source = &site.pages[id.0 as usize].source;
            let message = format!("`{from}` cannot lead elsewhere: a page stands there");
            let fault = Diagnostic::new(Code::AddressAlias, here, message, "the page has it");
            faults.push(fault.also(whole(tree, source), "the page"));
        }
        // Whoever has another page of feeds may lead there.
        Some(Spot::Subscribe(_)) | None => {
            redirects.insert(from, (to, file.clone(), written.clone()));
        }
        Some(_) => {
            let message = format!("`{from}` cannot lead elsewhere: something stands there");
            faults.push(Diagnostic::new(Code::AddressAlias, here, message, "choose another address or leave it out"));
        }
    }
}

fn redirect_target(site: &Site, to: &str) -> Option<Target> {
    if to.starts_with("https://") || to.starts_with("http://") {
        return Some(Target::Outside(to.to_owned()));
    }
    let (path, anchor) = match to.split_once('#') {
        Some((path, anchor)) => (path, Some(anchor.to_owned())),
        None => (to, None),
    };
    let address = [Address::new(path), Address::file(path)].into_iter().flatten();
    let address = address.into_iter().find(|address| site.spots.contains_key(address))?;
    Some(Target::Inside(address, anchor))
}

/// Where the files of each folder stand that has a page: beside it.
pub(super) fn folder_addresses(site: &Site) -> Map<SourcePath, Address> {
    let indexes = site.pages.iter().filter(|page| is_index(&page.source) && page.role != Role::Home);
    indexes.map(|page| (page.source.parent(), page.address.clone())).collect()
}

/// Where a file of `content/` stands: beside its folder's page, under its own name.
pub(super) fn file_address(path: &SourcePath, folder: Option<&Address>) -> Result<Address, PathError> {
    let below = path.parent().below("content").unwrap_or_default().to_owned();
    let folder = match folder {
        Some(address) => address.clone(),
        None => address::of_folder(&below).unwrap_or_else(|_| Address::home()),
    };
    folder.child_file(path.name())
}

fn is_hidden(path: &str) -> bool {
    path.split('/').any(|name| name.starts_with(['.', '_']))
}

pub(super) fn is_markdown(path: &SourcePath) -> bool {
    let is = |extension: &str| extension.eq_ignore_ascii_case("md") || extension.eq_ignore_ascii_case("markdown");
    path.extension().is_some_and(is)
}

fn taken_twice(address: &Address, second: &SourcePath, first: &SourcePath, tree: &Tree) -> Diagnostic {
    let message = format!("two sources of one address: `{address}`");
    let fault = Diagnostic::new(Code::AddressTaken, whole(tree, second), message, "this one is left out");
    fault.also(whole(tree, first), "this one has it").help("rename one of them, or give it a `slug` or `url`")
}

fn redirect_nowhere(config: &SourcePath, to: &At<String>, tree: &Tree) -> Diagnostic {
    let message = format!("a redirect leads to `{}`, which is not there", to.value);
    Diagnostic::new(Code::RedirectTarget, place(tree, config, to), message, "it is left out")
}

/// The first line of a file.
fn whole(tree: &Tree, path: &SourcePath) -> Place {
    match tree.text(path, 1 << 26) {
        Ok(source) => source.place(0..source.text.lines().next().map_or(0, str::len)),
        Err(_) => Place::file(path.as_str()),
    }
}

/// The place of a value in a file, which is read again for it.
pub(super) fn place(tree: &Tree, file: &SourcePath, written: &At<String>) -> Place {
    match tree.text(file, 1 << 26) {
        Ok(source) => source.place(written.span.clone()),
        Err(_) => Place::file(file.as_str()),
    }
}
