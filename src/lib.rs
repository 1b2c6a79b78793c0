//! Bulletin

pub mod content;
pub mod diag;
pub mod disk;
pub mod hash;
pub mod health;
pub mod instant;
pub mod markdown;
pub mod path;
pub mod project;
pub mod span;
pub mod text;
pub mod yaml;
