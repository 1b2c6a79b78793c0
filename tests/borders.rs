//! Who may use whom: the order of the modules, one home for each large dependency, and what only `cli` may do.
//!
//! Reads the sources as text: comments, strings and test code are blanked first, so that only what the program does
//! counts. Each rule is tried on a planted fault too, so that none of them can stop seeing unnoticed.
#![expect(clippy::disallowed_methods, reason = "a test reads the sources from disk")]

use std::fs;
use std::path::Path;

/// The modules in their order: each uses only those before it.
const ORDER: [&str; 26] = [
    "instant", "hash", "path", "span", "text", "diag", "yaml", "captions", "qr", "picture", "card", "chart", "disk",
    "project", "markdown", "health", "content", "site", "world", "render", "output", "social", "check", "build",
    "watch", "cli",
];

/// Where each dependency is named: modules, or `""` for everywhere.
const HOMES: &[(&str, &[&str])] = &[
    ("ammonia", &["markdown"]),
    ("annotate_snippets", &["cli"]),
    ("anstream", &["cli"]),
    ("anstyle", &["cli"]),
    ("biblatex", &["project"]),
    ("borsh", &[""]),
    ("bytes", &["content", "build"]),
    ("clap", &["cli"]),
    ("clap_complete", &["cli"]),
    ("csv", &["project"]),
    ("fast_image_resize", &["picture"]),
    ("foldhash", &["hash", "world"]),
    ("hashbrown", &["world"]),
    ("html5gum", &["social"]),
    ("hyper", &["watch"]),
    ("hyper_util", &["watch"]),
    ("icu_normalizer", &["text"]),
    ("icu_properties", &["markdown"]),
    ("image", &["picture"]),
    ("imagesize", &["check", "world"]),
    ("include_dir", &["project", "cli"]),
    ("jiff", &["instant"]),
    ("jpeg_encoder", &["picture"]),
    ("math_core", &["markdown"]),
    ("maud", &["watch"]),
    ("memchr", &["text"]),
    ("mimalloc", &["main"]),
    ("miniz_oxide", &["card"]),
    ("simd_adler32", &["card"]),
    ("notify", &["watch"]),
    ("parley", &["card"]),
    ("png", &["card"]),
    ("pulldown_cmark", &["markdown"]),
    ("qrcode", &["qr"]),
    ("quick_xml", &["picture"]),
    ("rayon", &["disk", "content", "site", "output", "check", "build", "watch", "cli"]),
    ("regex", &["content"]),
    ("serde", &[""]),
    ("serde_json", &[""]),
    ("serde_yaml", &["yaml"]),
    ("sha2", &["disk", "output", "build"]),
    ("skrifa", &["card"]),
    ("strsim", &["text", "site"]),
    ("syntect", &["markdown"]),
    ("tera", &["render"]),
    ("tokio", &["watch"]),
    ("unicode_segmentation", &["social"]),
    ("uuid", &["output"]),
    ("walkdir", &["disk"]),
    ("webp", &["picture"]),
    ("xxhash_rust", &["hash", "world"]),
    ("zeno", &["card"]),
    ("bulletin", &["main"]),
];

/// What nobody below `cli` does: print, read the environment, exit, run programs.
const ONLY_CLI: [&str; 10] = [
    "println!",
    "eprintln!",
    "print!",
    "eprint!",
    "std::env",
    "io::stdout",
    "io::stderr",
    "process::exit",
    "process::abort",
    "process::Command",
];

#[test]
fn modules_look_down_only() {
    assert_eq!(everywhere(looks_up), [] as [String; 0]);
}

#[test]
fn dependencies_stay_at_home() {
    assert_eq!(everywhere(strays), [] as [String; 0]);
}

#[test]
fn every_dependency_has_a_home() {
    let manifest = fs::read_to_string(root().join("Cargo.toml")).expect("the manifest is there");
    let section = manifest.split("\n[").find_map(|section| section.strip_prefix("dependencies]"));
    let names = section.expect("it has dependencies").lines().filter_map(|line| line.split_once(" = "));
    let homeless: Vec<String> = names
        .map(|(name, _)| name.trim().replace('-', "_"))
        .filter(|name| !name.starts_with('#') && !HOMES.iter().any(|(known, _)| known == name))
        .collect();
    assert_eq!(homeless, [] as [String; 0], "say in HOMES where these are named");
}

#[test]
fn only_the_command_line_speaks() {
    assert_eq!(everywhere(speaks), [] as [String; 0]);
}

#[test]
fn every_file_says_what_it_holds() {
    let silent = |file: &File| (!file.text.starts_with("//! ")).then(|| "does not begin with `//!`".to_owned());
    assert_eq!(everywhere(|file| Vec::from_iter(silent(file))), [] as [String; 0]);
}

#[test]
fn nothing_is_unwrapped_or_left_undone() {
    assert_eq!(everywhere(unwraps), [] as [String; 0]);
    let undone = |file: &File| {
        ["TODO", "FIXME"].into_iter().filter(|word| file.text.contains(word)).map(str::to_owned).collect()
    };
    assert_eq!(everywhere(undone), [] as [String; 0]);
}

#[test]
fn every_module_has_its_place() {
    let modules: Vec<String> =
        files().iter().map(File::module).filter(|module| module != "main" && module != "lib").collect();
    assert!(modules.len() > 50, "only {} files were found", modules.len());
    for module in modules {
        assert!(ORDER.contains(&module.as_str()), "`{module}` is not in ORDER");
    }
}

#[test]
fn planted_faults_are_seen() {
    let seen = |name: &str, text: &str, rule: fn(&File) -> Vec<String>| rule(&File::new(name, text)).len();
    assert_eq!(seen("site/mod.rs", "use crate::render::Lens;", looks_up), 1);
    assert_eq!(seen("site/mod.rs", "use crate::{path, output::{Route, Plan}, hash};", looks_up), 1);
    assert_eq!(seen("site/mod.rs", "fn f() { crate::cli::main() }", looks_up), 1);
    assert_eq!(seen("site/links.rs", "use super::super::check::run;", looks_up), 1);
    assert_eq!(seen("hash.rs", "use super::yaml;", looks_up), 1);
    assert_eq!(seen("site/links.rs", "use super::Site; use crate::{path, disk::{Tree, check}};", looks_up), 0);
    assert_eq!(
        seen("site/links.rs", "// crate::cli\nconst S: &str = \"crate::cli\"; const C: char = '\"';", looks_up),
        0
    );
    assert_eq!(seen("site/links.rs", "#[cfg(test)]\nmod tests { use crate::cli; }\nuse crate::watch;", looks_up), 1);
    assert_eq!(seen("site/links.rs", "const S: &str = r#\"crate::cli \" \"#; use crate::watch;", looks_up), 1);
    assert_eq!(seen("site/mod.rs", "use tera::Tera;", strays), 1);
    assert_eq!(seen("site/mod.rs", "fn f<'a>(x: &'a str) { ::tera::f(x) }", strays), 1);
    assert_eq!(seen("render/mod.rs", "use tera::Tera;", strays), 0);
    assert_eq!(seen("site/mod.rs", "fn f() { println!(\"x\"); }", speaks), 1);
    assert_eq!(seen("site/mod.rs", "use std::{fs, env};", speaks), 1);
    assert_eq!(seen("site/mod.rs", "fn f() { x.unwrap(); }", unwraps), 1);
    assert_eq!(seen("site/mod.rs", "#[cfg(test)]\nfn f() { x.unwrap(); }", unwraps), 0);
}

/// What a rule says of every file, with the file's name.
fn everywhere(rule: impl Fn(&File) -> Vec<String>) -> Vec<String> {
    let told =
        |file: &File| rule(file).into_iter().map(|fault| format!("src/{}: {fault}", file.name)).collect::<Vec<_>>();
    files().iter().flat_map(told).collect()
}

/// The modules after its own that a file uses.
fn looks_up(file: &File) -> Vec<String> {
    let place = |module: &str| ORDER.iter().position(|name| *name == module);
    let Some(own) = place(&file.module()) else { return Vec::new() };
    let above = |used: &String| place(used).is_some_and(|used| used > own);
    file.used().into_iter().filter(above).map(|used| format!("uses `{used}`, which comes after it")).collect()
}

/// The dependencies that a file names without being their home.
fn strays(file: &File) -> Vec<String> {
    let module = file.module();
    let lives_here = |homes: &[&str]| homes.iter().any(|home| home.is_empty() || *home == module);
    let named = |name: &str| {
        let path = format!("{name}::");
        file.code.match_indices(&path).any(|(at, _)| begins_a_path(&file.code[..at]))
            || file.code.contains(&format!("use {name};"))
    };
    let strays = HOMES.iter().filter(|(name, homes)| !lives_here(homes) && named(name));
    strays.map(|(name, _)| format!("names `{name}`")).collect()
}

/// Whether what follows `before` is the first part of a path, and not the middle of a word or a path.
fn begins_a_path(before: &str) -> bool {
    let before =
        before.strip_suffix("::").map_or(before, |outer| if outer.ends_with(is_word) { before } else { outer });
    !before.ends_with(is_word) && !before.ends_with(':')
}

/// What a file does that only the command line may.
fn speaks(file: &File) -> Vec<String> {
    if ["cli", "main"].contains(&file.module().as_str()) {
        return Vec::new();
    }
    let calls = |call: &&&str| file.code.match_indices(**call).any(|(at, _)| !file.code[..at].ends_with(is_word));
    let mut found: Vec<String> = ONLY_CLI.iter().filter(calls).map(|call| format!("has `{call}`")).collect();
    let grouped = |group: &str| parts(group).iter().any(|part| part == "env");
    found.extend(groups(&file.code, "std::").filter(|group| grouped(group)).map(|_| "has `std::env`".to_owned()));
    found
}

fn unwraps(file: &File) -> Vec<String> {
    file.code.match_indices(".unwrap()").map(|_| "has `.unwrap()` outside tests".to_owned()).collect()
}

/// A source file.
struct File {
    /// Its path below `src/`.
    name: String,
    /// What stands in it.
    text: String,
    /// The same with comments, strings and test code blanked.
    code: String,
}

impl File {
    fn new(name: &str, text: &str) -> File {
        let code = if name.ends_with("/tests.rs") { String::new() } else { without_tests(&without_words(text)) };
        File { name: name.to_owned(), text: text.to_owned(), code }
    }

    /// The top-level module it belongs to.
    fn module(&self) -> String {
        let first = self.name.split('/').next().unwrap_or(&self.name);
        first.trim_end_matches(".rs").to_owned()
    }

    /// The top-level modules that it names: by `crate::`, or by as many `super::` as lead there.
    fn used(&self) -> Vec<String> {
        let inner =
            self.name.matches('/').count() + usize::from(!self.name.ends_with("mod.rs") && self.name.contains('/'));
        let climb = "super::".repeat(inner.max(1));
        ["crate::", &climb].into_iter().flat_map(|root| roots(&self.code, root)).collect()
    }
}

/// The first parts of the paths that begin with `root`, groups in braces opened.
fn roots(code: &str, root: &str) -> Vec<String> {
    let simple = code.match_indices(root).filter(|(at, _)| begins_a_path(&code[..*at]));
    let mut found: Vec<String> =
        simple.map(|(at, _)| word(&code[at + root.len()..])).filter(|name| !name.is_empty()).collect();
    found.extend(groups(code, root).flat_map(parts));
    found
}

/// The insides of the brace groups that follow `root`.
fn groups<'a>(code: &'a str, root: &'a str) -> impl Iterator<Item = &'a str> {
    code.match_indices(root).filter_map(move |(at, _)| {
        let rest = code[at + root.len()..].strip_prefix('{')?;
        Some(&rest[..closing(rest)])
    })
}

/// The first words of the parts of a group, at its own level.
fn parts(group: &str) -> Vec<String> {
    let mut depth = 0;
    let outer = group.split(|letter| {
        depth += i32::from(letter == '{') - i32::from(letter == '}');
        letter == ',' && depth == 0
    });
    outer.map(|part| word(part.trim_start())).collect()
}

/// The length of what stands before the brace that closes the one already open.
fn closing(text: &str) -> usize {
    let mut depth = 1;
    let ends = |letter: char| {
        depth += i32::from(letter == '{') - i32::from(letter == '}');
        depth == 0
    };
    text.find(ends).unwrap_or(text.len())
}

fn word(text: &str) -> String {
    text.chars().take_while(|letter| is_word(*letter)).collect()
}

fn is_word(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_'
}

/// The text without what is not code: comments, and what stands in strings and characters.
fn without_words(text: &str) -> String {
    let mut code = String::new();
    let mut rest = text;
    while let Some(letter) = rest.chars().next() {
        let raw = rest.strip_prefix('r').map(|after| after.len() - after.trim_start_matches('#').len());
        let length = if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with("/*") {
            rest.find("*/").map_or(rest.len(), |end| end + 2)
        } else if letter == '"' {
            quoted(rest)
        } else if let Some(hashes) =
            raw.filter(|hashes| !code.ends_with(is_word) && rest[1 + hashes..].starts_with('"'))
        {
            let end = format!("\"{}", "#".repeat(hashes));
            let inside = 2 + hashes;
            rest[inside..].find(&end).map_or(rest.len(), |at| inside + at + end.len())
        } else if let Some(length) = character(rest) {
            length
        } else {
            code.push(letter);
            rest = &rest[letter.len_utf8()..];
            continue;
        };
        code.push(' ');
        rest = &rest[length..];
    }
    code
}

/// The length of the string that `text` begins with.
fn quoted(text: &str) -> usize {
    let mut escaped = false;
    let ends = |(at, letter): &(usize, char)| {
        let end = *at > 0 && *letter == '"' && !escaped;
        escaped = *letter == '\\' && !escaped;
        end
    };
    text.char_indices().find(ends).map_or(text.len(), |(at, _)| at + 1)
}

/// The length of the character that `text` begins with; a lifetime is none.
fn character(text: &str) -> Option<usize> {
    let inside = text.strip_prefix('\'')?;
    if let Some(escape) = inside.strip_prefix('\\') {
        let first = escape.chars().next()?.len_utf8();
        return escape[first..].find('\'').map(|end| 1 + 1 + first + end + 1);
    }
    let first = inside.chars().next()?.len_utf8();
    inside[first..].starts_with('\'').then_some(1 + first + 1)
}

/// The code without the items that are compiled for tests only.
fn without_tests(code: &str) -> String {
    const MARK: &str = "#[cfg(test)]";
    let mut kept = String::new();
    let mut rest = code;
    while let Some(at) = rest.find(MARK) {
        kept.push_str(&rest[..at]);
        let item = &rest[at + MARK.len()..];
        let end = item.find(['{', ';']).map_or(item.len(), |start| match item[start..].strip_prefix('{') {
            Some(body) => item.len() - body.len() + closing(body),
            None => start,
        });
        rest = item.get(end + 1..).unwrap_or_default();
    }
    kept + rest
}

/// Every source file, sorted by name.
fn files() -> Vec<File> {
    let mut found = Vec::new();
    collect(&root().join("src"), "", &mut found);
    found.sort_by(|one, other| one.name.cmp(&other.name));
    found
}

fn collect(folder: &Path, prefix: &str, found: &mut Vec<File>) {
    for entry in fs::read_dir(folder).expect("the sources can be listed") {
        let entry = entry.expect("the sources can be listed");
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if entry.path().is_dir() {
            collect(&entry.path(), &format!("{name}/"), found);
        } else if name.ends_with(".rs") {
            let text = fs::read_to_string(entry.path()).expect("the sources can be read");
            found.push(File::new(&name, &text));
        }
    }
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}
