//! The body of a page: held from reading to rendering, and read again when it is asked for later.
//!
//! Bodies are most of what a hub weighs, and few of them are asked for twice. So a page does not own
//! its body: it is there as long as somebody will need it, and the source says it again at any time.

use std::sync::{Arc, Mutex, PoisonError};

use super::{Facts, LIMIT, Page, Project, Tree, markdown_options, printable};
use crate::diag::{Code, Diagnostic};
use crate::markdown::{self, Fragment};
use crate::span::Place;

/// Where a page's body is, if it is held. Copies share one place.
#[derive(Clone, Debug, Default)]
pub struct Body(Arc<Mutex<Option<Arc<Fragment>>>>);

impl Body {
    /// A body that is held.
    pub(super) fn held(fragment: Fragment) -> Body {
        Body(Arc::new(Mutex::new(Some(Arc::new(fragment)))))
    }

    /// The body of `page`, read from its source if it is not held; then it is not held either.
    ///
    /// # Errors
    /// What kept the source from being read. A page that has no source has an empty body.
    pub fn of(page: &Page, tree: &Tree, project: &Project) -> Result<Arc<Fragment>, Box<Diagnostic>> {
        let whole = Body::whole(page, tree, project)?;
        match &page.front.facts {
            Facts::Live(live) => Ok(Arc::new(whole.with_sections(|key| live.told.update(key).is_some()))),
            _ => Ok(whole),
        }
    }

    /// All of it, of live coverage what is not to be seen yet too.
    fn whole(page: &Page, tree: &Tree, project: &Project) -> Result<Arc<Fragment>, Box<Diagnostic>> {
        if let Some(fragment) = &*page.body.place() {
            return Ok(fragment.clone());
        }
        if !tree.has(page.source.as_str()) {
            return Ok(Arc::default());
        }
        let (source, hash) = tree.text_now(&page.source, LIMIT)?;
        // What was saved since may have other words above, or be under embargo by now.
        if hash != page.hash {
            tree.outdate();
            return Err(Box::new(saved_since(page)));
        }
        let source = printable(source);
        let options = markdown_options(page.kind, Some(&page.front), project);
        let (document, _) = markdown::parse(&source, page.body_start..source.text.len(), &options);
        Ok(Arc::new(document.body))
    }

    /// Lets go of it.
    pub fn release(&self) {
        self.place().take();
    }

    fn place(&self) -> std::sync::MutexGuard<'_, Option<Arc<Fragment>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn saved_since(page: &Page) -> Diagnostic {
    let message = format!("`{}` was saved while the site was made", page.source);
    Diagnostic::new(Code::DiskUnreadable, Place::file(page.source.as_str()), message, "").help("build again")
}
