//! What there is to write and to ask is in the documentation.
#![expect(clippy::disallowed_methods, reason = "a test reads the files that it is about")]

use std::fs;
use std::path::Path;

fn read(path: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).expect("the file is part of the project")
}

#[test]
fn every_field_is_explained() {
    let page = read("docs/writing.md");
    let missing: Vec<&str> = bulletin::content::fields::FIELDS
        .iter()
        .map(|field| field.name)
        .filter(|name| !page.contains(&format!("`{name}`")))
        .collect();
    assert!(missing.is_empty(), "docs/writing.md lacks {missing:?}");
}

#[test]
fn every_component_is_explained() {
    let page = read("docs/writing.md");
    let manifest = read("themes/clarity/theme.yaml");
    let components = manifest.split("\ncomponents:\n").nth(1).unwrap();
    let names =
        components.lines().filter(|line| line.starts_with("  ") && !line.starts_with("   ") && line.ends_with(':'));
    let names: Vec<&str> = names.map(|line| line.trim().trim_end_matches(':')).collect();
    assert!(names.len() >= 10, "{names:?}");
    for name in names {
        assert!(page.contains(&format!("`{name}`")), "docs/writing.md lacks the component `{name}`");
    }
}

#[test]
fn every_function_and_filter_is_explained() {
    let page = read("docs/themes.md");
    let mut names = Vec::new();
    for file in ["src/render/functions.rs", "src/render/filters.rs"] {
        let text = read(file);
        for call in ["register_function(\"", "register_filter(\""] {
            names.extend(text.split(call).skip(1).map(|rest| rest.split('"').next().unwrap().to_owned()));
        }
    }
    assert!(names.len() > 20, "{names:?}");
    for name in names {
        let said = page.contains(&format!("`{name}(")) || page.contains(&format!("`{name}`"));
        assert!(said, "docs/themes.md lacks `{name}`");
    }
}

#[test]
fn every_option_of_the_preview_is_explained() {
    let page = read("docs/watch.md");
    let text = read("src/cli/args.rs");
    let options = text.split("struct WatchOptions {").nth(1).and_then(|rest| rest.split("\n}").next()).unwrap();
    let names = options.lines().filter_map(|line| line.trim().strip_prefix("pub(super) ")?.split(':').next());
    let names: Vec<&str> = names.collect();
    assert_eq!(names.len(), 5, "{names:?}");
    for name in names {
        assert!(page.contains(&format!("`--{name}")), "docs/watch.md lacks `--{name}`");
    }
}

#[test]
fn every_check_is_explained_with_its_level() {
    let page = read("docs/checks.md");
    for code in bulletin::diag::Code::ALL {
        let level = format!("{:?}", code.level()).to_lowercase();
        let is_always = if code.is_firm() { ", *always*" } else { "" };
        let row = format!("| `{}` | {level}{is_always} | ", code.text());
        assert_eq!(page.matches(&row).count(), 1, "docs/checks.md lacks {row}");
    }
    let told = page.lines().filter(|line| line.starts_with("| `")).count();
    assert_eq!(told, bulletin::diag::Code::ALL.len(), "docs/checks.md has a code that does not exist");
}

#[test]
fn every_tag_is_explained() {
    let page = read("docs/sharing.md");
    let text = read("src/output/head.rs");
    let text = text.split("\nfn property(").next().unwrap();
    let tags = ["property(", "named("].into_iter().flat_map(|call| text.split(call).skip(1));
    let names = tags.filter_map(|rest| rest.split_once(", \"")?.1.split('"').next());
    let names: Vec<&str> =
        names.filter(|name| name.bytes().all(|b| b.is_ascii_lowercase() || b":_-".contains(&b))).collect();
    assert!(names.len() >= 20, "{names:?}");
    for name in names {
        assert!(page.contains(&format!("`{name}`")), "docs/sharing.md lacks the tag `{name}`");
    }
}

#[test]
fn every_thing_of_structured_data_is_explained() {
    let page = read("docs/sharing.md");
    let text = ["mod", "article", "event", "live", "media", "page", "person", "research"]
        .map(|name| read(&format!("src/output/structured/{name}.rs")))
        .concat();
    let calls = ["typed(\"", "article(\"", "whole(head, page, \"", "named(head, \"", "event::of(head, \""];
    let names = calls.into_iter().flat_map(|call| text.split(call).skip(1)).filter_map(|rest| rest.split('"').next());
    let names: Vec<&str> = names.filter(|name| name.starts_with(|c: char| c.is_ascii_uppercase())).collect();
    assert!(names.len() >= 12, "{names:?}");
    for name in names {
        assert!(page.contains(&format!("`{name}`")), "docs/sharing.md lacks `{name}`");
    }
}

#[test]
fn every_policy_of_the_organization_is_explained() {
    let page = read("docs/sharing.md");
    let text = read("src/output/structured/organization.rs");
    let policies = text.split("const POLICIES").nth(1).and_then(|rest| rest.split("];").next()).unwrap();
    let names: Vec<&str> = policies.split("(\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    assert_eq!(names.len(), 4, "{names:?}");
    for name in names {
        assert!(page.contains(&format!("{name}:")), "docs/sharing.md lacks `{name}`");
    }
}

/// The texts of a file of strings: key and text, as written.
fn strings(language: &str) -> Vec<(String, String)> {
    let text = read(&format!("themes/clarity/strings/{language}.yaml"));
    let entries = text.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once(": "));
    entries.map(|(key, text)| (key.to_owned(), text.to_owned())).collect()
}

#[test]
fn every_language_of_the_theme_has_every_text() {
    // Every `{name}` of a text, whatever their order.
    let names = |text: &str| {
        let mut names: Vec<String> =
            text.split('{').skip(1).filter_map(|rest| rest.split('}').next()).map(str::to_owned).collect();
        names.sort();
        names
    };
    let english = strings("en");
    assert!(english.len() > 300, "{}", english.len());
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("themes/clarity/strings");
    let files = fs::read_dir(folder).expect("the theme has strings").map(|file| file.unwrap().file_name());
    let languages: Vec<String> =
        files.filter_map(|name| Some(name.to_str()?.strip_suffix(".yaml")?.to_owned())).collect();
    assert!(languages.len() > 2, "{languages:?}");
    for language in languages {
        let texts = strings(&language);
        for (key, text) in &english {
            let own = texts.iter().find(|(own, _)| own == key).map(|(_, text)| text);
            assert!(own.is_some(), "{language}.yaml lacks `{key}`");
            assert_eq!(own.map(|own| names(own)), Some(names(text)), "{language}.yaml: `{key}`");
        }
    }
}
