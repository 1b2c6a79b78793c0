//! Pieces of a page that look the same on many pages, rendered once: the rows of lists.
//!
//! A fragment is given one page's teaser and a few plain values and knows nothing of the page around it,
//! so it is the same wherever these are the same. What it asked goes into the trace of each page that
//! shows it.

use std::fmt::Write;
use std::rc::Rc;
use std::sync::{Arc, PoisonError, RwLock, Weak};

use tera::value::Key;
use tera::{Context, Error, Kwargs, Tera, TeraResult, Value};

use super::{Entered, FAULT, Scene, current};
use crate::hash::{self, Hash, Map};
use crate::world::Trace;

/// Fragments by what they are made of.
#[derive(Default)]
pub(super) struct Fragments {
    /// The templates; they hold the functions that hold this.
    tera: std::sync::OnceLock<Weak<Tera>>,
    known: RwLock<Map<Hash, Arc<Fragment>>>,
}

struct Fragment {
    html: Value,
    trace: Trace,
}

impl Fragments {
    /// Says which templates fragments are made of.
    pub(super) fn use_templates(&self, tera: &Arc<Tera>) {
        self.tera.get_or_init(|| Arc::downgrade(tera));
    }

    /// `fragment(template="…", item=teaser, name=value…)`.
    pub(super) fn call(&self, arguments: &Kwargs) -> TeraResult<Value> {
        let scene = current()?;
        let key = key(&scene, arguments)?;
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner).get(&key).cloned();
        let fragment = match known {
            Some(fragment) => fragment,
            None => {
                let made = Arc::new(self.make(&scene, arguments)?);
                let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
                known.entry(key).or_insert(made).clone()
            }
        };
        scene.lens.absorb(&fragment.trace);
        Ok(fragment.html.clone())
    }

    fn make(&self, around: &Scene, arguments: &Kwargs) -> TeraResult<Fragment> {
        let tera = self.tera.get().and_then(Weak::upgrade);
        let tera = tera.ok_or_else(|| Error::message("templates are not ready"))?;
        let template = arguments.must_get::<&str>("template")?;
        let scene = Rc::new(around.apart());
        let entered = Entered::into(&scene);
        scene.lens.template(template);
        let mut context = Context::new();
        for (name, value) in arguments.iter() {
            if let Some(name) = name.as_str().filter(|name| *name != "template") {
                context.insert_value(name.to_owned(), value.clone());
            }
        }
        match tera.render(template, &context) {
            Ok(html) => {
                drop(entered);
                Ok(Fragment { html: Value::safe_string(html.trim()), trace: scene.end() })
            }
            Err(error) => {
                // Of a function's error the engine keeps the words only, and not its place.
                let words = Error::message(error.to_string());
                FAULT.set(Some(error));
                Err(words)
            }
        }
    }
}

/// What makes a fragment what it is: language, template, the page's address, and the plain values.
fn key(scene: &Scene, arguments: &Kwargs) -> TeraResult<Hash> {
    let mut key = String::with_capacity(256);
    key.push_str(&scene.language);
    for (name, value) in arguments.iter() {
        let Some(name) = name.as_str() else { continue };
        key.push('\n');
        key.push_str(name);
        key.push('=');
        match (name, value.as_str()) {
            ("item", _) => key.push_str(address(value)?),
            (_, Some(text)) => key.push_str(text),
            (_, None) => {
                let _ = write!(key, "{value}");
            }
        }
    }
    Ok(hash::of(key.as_bytes()))
}

/// The address of a page, by its teaser.
fn address(item: &Value) -> TeraResult<&str> {
    let url = item.as_map().and_then(|item| item.get(&Key::Str("url"))).and_then(Value::as_str);
    url.ok_or_else(|| Error::message("a fragment needs a page as its `item`"))
}
