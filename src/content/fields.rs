//! Every field of front matter: its name, the kinds that have it, an example and a word on it.
