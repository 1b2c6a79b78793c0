//! What makes a page healthcare: evidence, review, study, consent, identifiers, alerts. Pure rules over facts
//! and an instant.
//!
//! It knows neither files nor pages nor the site, only texts, works, days and instants: `content` reads front
//! matter by its vocabularies, and `check`, `render` and `output` ask it.

pub mod alert;
pub mod cap;
pub mod dose;
pub mod identifiers;
pub mod lay_summary;
pub mod live;
pub mod marks;
pub mod offer;
pub mod privacy;
pub mod readability;
pub mod references;
pub mod review;
pub mod risk;
pub mod standing;
pub mod tracking;
pub mod translation;
pub mod vocabulary;
pub mod words;
