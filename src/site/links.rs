//! Links as written, resolved.
//!
//! A link names a file as seen from its page (`../guides/asthma.md#inhalers`), or an address of the
//! site (`/guides/asthma/`). What is neither is broken, and is told apart from what only is not
//! published.

use super::{PageId, Site, Spot};
use crate::content::MISSING;
use crate::path::{Address, SourcePath};
use crate::text::decode_path;

/// Where a link leads.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Link {
    /// To something of the site.
    To {
        /// Where it stands.
        address: Address,
        /// The page, if it is one.
        page: Option<PageId>,
        /// `?…` and `#…` as written, with their signs.
        rest: String,
    },
    /// To a page or file that is not published now. The address is the nearest one above it that is.
    Withheld(Address),
    /// To nothing.
    Broken,
}

impl Site {
    /// Where `target`, written in `from`, leads.
    pub fn resolve(&self, from: &SourcePath, target: &str) -> Link {
        let cut = target.find(['#', '?']).unwrap_or(target.len());
        let (path, rest) = target.split_at(cut);
        let path = decode_path(path);
        if path.is_empty() {
            return match self.by_source(from.as_str()) {
                Some(id) => self.to_page(id, rest),
                None => Link::Broken,
            };
        }
        match path.strip_prefix('/') {
            Some(rooted) => self.resolve_rooted(rooted, rest),
            None => self.resolve_relative(from, &path, rest),
        }
    }

    fn resolve_rooted(&self, rooted: &str, rest: &str) -> Link {
        if let Ok(file) = Address::file(rooted)
            && let Some(Spot::File(_)) = self.at(&file)
        {
            return Link::To { address: file, page: None, rest: rest.to_owned() };
        }
        let Ok(address) = Address::new(rooted) else { return Link::Broken };
        match self.to_address(&address, rest) {
            Link::Broken => match SourcePath::new(rooted) {
                Ok(file) => self.to_file(&file, rest),
                Err(_) => Link::Broken,
            },
            found => found,
        }
    }

    fn resolve_relative(&self, from: &SourcePath, path: &str, rest: &str) -> Link {
        if let Ok(file) = from.parent().join(path) {
            match self.to_file(&file, rest) {
                Link::Broken => {}
                found => return found,
            }
        }
        let Some(id) = self.by_source(from.as_str()) else { return Link::Broken };
        let mut names: Vec<&str> = self.page(id).address.as_str().split('/').filter(|name| !name.is_empty()).collect();
        for name in path.split('/') {
            match name {
                "" | "." => {}
                ".." if names.pop().is_none() => return Link::Broken,
                ".." => {}
                _ => names.push(name),
            }
        }
        match Address::new(&names.join("/")) {
            Ok(address) => self.to_address(&address, rest),
            Err(_) => Link::Broken,
        }
    }

    /// To what `file` became: a page, a folder's page, a file of `content/` or `static/`.
    fn to_file(&self, file: &SourcePath, rest: &str) -> Link {
        if let Some(id) = self.by_source(file.as_str()) {
            return self.to_page(id, rest);
        }
        for index in [MISSING, "index.md", "_index.md"] {
            if let Some(id) = file.join(index).ok().and_then(|index| self.by_source(index.as_str())) {
                return self.to_page(id, rest);
            }
        }
        if let Some(address) = self.shelves.file(file) {
            return Link::To { address: address.clone(), page: None, rest: rest.to_owned() };
        }
        let held =
            self.withheld.iter().find(|held| held.source == *file || held.source.parent() == *file && held.owns_folder);
        match held {
            Some(held) => Link::Withheld(self.nearest(&held.address)),
            None if self.held_files.binary_search(file).is_ok() => Link::Withheld(Address::home()),
            None => Link::Broken,
        }
    }

    fn to_address(&self, address: &Address, rest: &str) -> Link {
        match self.at(address) {
            Some(Spot::Page(id)) => self.to_page(*id, rest),
            Some(Spot::Gone) => Link::Withheld(self.nearest(address)),
            Some(_) => Link::To { address: address.clone(), page: None, rest: rest.to_owned() },
            None if self.withheld.iter().any(|held| held.address == *address) => Link::Withheld(self.nearest(address)),
            None => Link::Broken,
        }
    }

    fn to_page(&self, id: PageId, rest: &str) -> Link {
        Link::To { address: self.page(id).address.clone(), page: Some(id), rest: rest.to_owned() }
    }

    /// The nearest page at or above `address`.
    pub(super) fn nearest(&self, address: &Address) -> Address {
        let mut names: Vec<&str> = address.as_str().split('/').filter(|name| !name.is_empty()).collect();
        while names.pop().is_some() {
            if let Ok(above) = Address::new(&format!("{}/", names.join("/")))
                && matches!(self.at(&above), Some(Spot::Page(_)))
            {
                return above;
            }
        }
        Address::home()
    }
}
