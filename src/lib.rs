//! Bulletin

pub mod diag;
pub mod hash;
pub mod instant;
pub mod path;
pub mod span;
pub mod text;
pub mod yaml;
