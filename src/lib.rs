//! Bulletin: Markdown about health in, a site worth sharing out.

pub mod build;
pub mod check;
pub mod cli;
pub mod content;
pub mod diag;
pub mod disk;
pub mod hash;
pub mod health;
pub mod instant;
pub mod markdown;
pub mod output;
pub mod path;
pub mod project;
pub mod render;
pub mod site;
pub mod span;
pub mod text;
pub mod world;
pub mod yaml;
