//! The body of a page: held from reading to rendering, and read again when it is asked for later.
//!
//! Bodies are most of what a hub weighs, and few of them are asked for twice. So a page does not own
//! its body: it is there as long as somebody will need it, and the source says it again at any time.

use std::sync::{Arc, Mutex, PoisonError};

use super::{LIMIT, Page, Project, Tree, markdown_options, printable};
use crate::diag::Diagnostic;
use crate::markdown::{self, Fragment};

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
        if let Some(fragment) = &*page.body.place() {
            return Ok(fragment.clone());
        }
        if !tree.has(page.source.as_str()) {
            return Ok(Arc::default());
        }
        let source = printable(tree.text(&page.source, LIMIT)?);
        let title = page.front.title.as_ref().map(|title| title.value.as_str());
        // It may have been saved since: then it is read anew before long, and until then only has to be read somehow.
        let start = (0..=page.body_start.min(source.text.len())).rfind(|at| source.text.is_char_boundary(*at));
        let start = start.unwrap_or_default();
        let (document, _) = markdown::parse(&source, start..source.text.len(), &markdown_options(title, project));
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
