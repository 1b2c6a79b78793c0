//! From a file's name to where its page stands.
