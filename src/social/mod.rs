//! What social networks make of a page and of a post: pure, from strings to values.
//!
//! [`networks`] has the limits, each with where it comes from; [`count`] counts as a network counts; [`compose()`] writes a
//! post that fits; [`read`] reads a finished page as a network does, by its own precedence; [`preview()`] is the card that
//! it would show. Nothing here knows of files or the site: what is asked for is an
//! argument.

pub mod compose;
pub mod count;
mod emoji;
mod links;
pub mod networks;
pub mod preview;
pub mod read;

pub use compose::{Brief, Post, compose};
pub use count::Unit;
pub use networks::Network;
pub use preview::{Preview, preview};
pub use read::{Document, Seen, see};
