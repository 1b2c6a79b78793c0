//! What is too large, too deep, or grows without end.

use std::fs;

use super::common::Hub;

#[test]
fn fifty_megabytes_on_one_line_are_built() {
    assert_large("word ", 50);
    assert_large("w", SOME);
}

#[test]
fn fifty_megabytes_of_paragraphs_are_built() {
    assert_large("Some words in a paragraph of its own.\n\n", 50);
    assert_large("some words in a line of one paragraph\n", SOME);
}

#[test]
fn fifty_megabytes_of_a_table_or_a_list_are_built() {
    assert_large("| some | words |\n| --- | --- |\n", SOME);
    assert_large("- some words\n", SOME);
    assert_large("<b>*some*</b> [words](/) `x` <https://hub.example/>\n", SOME);
}

/// Fifty megabytes where the code is fast, and fewer where it is not made to be.
const SOME: usize = if cfg!(debug_assertions) { 5 } else { 50 };

/// Builds a page of so many megabytes of `text`.
#[track_caller]
fn assert_large(text: &str, megabytes: usize) {
    let hub = Hub::new();
    let body = text.repeat((megabytes << 20) / text.len());
    hub.write("content/large.md", format!("---\ntitle: Large\ndescription: Large\n---\n{body}"));
    let report = hub.build(&[]);
    assert_eq!(report.code, 0, "{:?}", report.codes());
    assert!(hub.outputs()["large/index.html"].len() >= megabytes << 20);
}

#[test]
fn faults_without_number_are_told_up_to_a_hundred_and_counted() {
    let hub = Hub::new();
    let faults = "[words](#x) [x](nowhere.md) ![](gone.png)\n:::nothing\n:::\n<script>x</script>\n";
    hub.write("content/large.md", format!("---\ntitle: Large\n---\n{}", faults.repeat((SOME << 19) / faults.len())));
    let report = hub.build(&[]);
    for code in ["links/anchor", "links/missing", "images/missing", "images/alt"] {
        assert!((1..=100).contains(&report.codes().iter().filter(|found| *found == code).count()), "{code}");
    }
    let diagnostics = report.json["diagnostics"].as_array().unwrap();
    let more = diagnostics.iter().filter(|it| it["help"].as_str().is_some_and(|help| help.contains("not shown")));
    assert!(more.count() >= 4);
}

#[test]
fn what_is_found_in_words_without_number_is_told_up_to_a_hundred_times_and_counted() {
    let hub = Hub::new();
    let settings =
        "title: T\nbase_url: https://hub.example/\nmarkdown: {raw_html: allow}\nemergency: {number: \"999\"}\n";
    hub.write("bulletin.yaml", settings);
    hub.write(
        "data/a.bib",
        "@book{old, title={Old}, year={1999}, note={Retracted}}\n@book{new, title={New}, year={2000}}",
    );
    let words = "Take 3.0 mg QD, number 219-09-9998, as [it](https://a.example/) says [@old]. \
                 <br> It halves the risk.\n";
    let cards = ":::care {level=\"emergency\" title=\"Call 911\"}\n- See [this](/)\n:::\n\n";
    let updates = "## No time\n\n## 12:00 One {#A}\n\n:::correction {at=\"x\"}\nNo.\n:::\n\n## 11:00 Two\n\n";
    for (name, front, text) in [
        ("line", "", words.replace('\n', " ").as_str()),
        ("paragraph", "", words),
        ("paragraphs", "", &format!("{words}\n")),
        ("cards", "", cards),
        ("live", "kind: live\nstarts: 2026-11-30T11:30\nends: 2026-11-30T11:40\n", updates),
    ] {
        let body = text.repeat((SOME << 17) / text.len());
        hub.write(&format!("content/{name}.md"), format!("---\ntitle: Large\n{front}---\n{body}"));
    }
    // Each is another.
    let others: String = (0..SOME << 12)
        .map(|n| {
            let links =
                format!("[@a{n}] [@old] <https://doi.org/10.5555/a{n}> [a](https://a.example/{n}?utm_source=x)");
            format!("{links} <img src=\"https://b.example/{n}.png\" alt=\"\">\n")
        })
        .collect();
    hub.write("content/others.md", format!("---\ntitle: Others\n---\n{others}"));
    let report = hub.build(&[]);
    for (name, codes) in [
        ("line", &["dose/zero", "dose/abbreviation", "privacy/social-security", "risk/relative"][..]),
        ("paragraph", &["research/cites-retracted", "risk/relative"]),
        ("paragraphs", &["dose/zero", "research/cites-retracted"]),
        ("cards", &["care/twice", "care/link", "care/number"]),
        ("live", &["live/time", "live/order", "live/key"]),
        ("others", &["citations/unknown", "research/cites-retracted", "privacy/tracking-link", "privacy/third-party"]),
    ] {
        let found = report.codes_in(&format!("content/{name}.md"));
        for code in codes {
            assert_eq!(found.iter().filter(|found| found == code).count(), 100, "{name}: {code}");
        }
    }
}

#[test]
fn front_matter_of_fifty_megabytes_is_refused() {
    let hub = Hub::new();
    hub.write("content/large.md", format!("---\ntitle: {}\n---\nBody.\n", "x".repeat(50 << 20)));
    let report = hub.build(&[]);
    report.expect("content/large.md", "yaml/limit");
    assert!(!hub.has("public/large/index.html"));
}

#[test]
fn a_file_beyond_its_limit_is_not_read() {
    let hub = Hub::new();
    for file in ["content/a.md", "data/a.json", "templates/page.html", "strings/en.yaml", "themes/b/theme.yaml"] {
        fs::create_dir_all(hub.at(file).parent().unwrap()).unwrap();
        // A file with a hole: it takes no room on the disk.
        fs::File::create(hub.at(file)).unwrap().set_len(40 << 30).unwrap();
    }
    let report = hub.build(&[]);
    assert_eq!(report.code, 1);
    for file in ["content/a.md", "data/a.json", "templates/page.html", "strings/en.yaml"] {
        report.expect(file, "disk/size");
    }
    let hub = Hub::new();
    fs::File::create(hub.at("bulletin.yaml")).unwrap().set_len(40 << 30).unwrap();
    let report = hub.build(&[]);
    assert_eq!(report.code, 2);
    report.expect("bulletin.yaml", "disk/size");
}

#[test]
fn ten_thousand_levels_of_anything_are_built_or_told() {
    const DEEP: usize = 10_000;
    let hub = Hub::new();
    let steps: String = (0..1_000).map(|depth| format!("{}- x\n", "  ".repeat(depth))).collect();
    let components: String = (0..DEEP).map(|_| ":::details {summary=\"x\"}\n").collect();
    let colons: String = (0..1_000).rev().map(|depth| format!("{}details\n", ":".repeat(depth + 3))).collect();
    for (name, text) in [
        ("quotes", format!("{} x", ">".repeat(DEEP))),
        ("spaced-quotes", format!("{}x", "> ".repeat(DEEP))),
        ("lists", format!("{}x", "- ".repeat(DEEP))),
        ("numbers", format!("{}x", "1. ".repeat(DEEP))),
        ("mixed", format!("{}x", "> - ".repeat(DEEP))),
        ("steps", steps),
        ("brackets", "[".repeat(DEEP * 5)),
        ("closed-brackets", format!("{}x{}", "[".repeat(DEEP), "](y)".repeat(DEEP))),
        ("images", format!("{}x{}", "![".repeat(DEEP), "](y)".repeat(DEEP))),
        ("stars", format!("{}x{}", "*".repeat(DEEP), "*".repeat(DEEP))),
        ("open-stars", "*a **a ".repeat(DEEP)),
        ("underscores", "a_".repeat(DEEP)),
        ("strikes", format!("{}x{}", "~~a ".repeat(DEEP), "~~".repeat(DEEP))),
        ("ticks", (1..1_000).map(|n| format!("e{}", "`".repeat(n))).collect()),
        ("backslashes", "\\".repeat(DEEP)),
        ("divs", format!("{}x", "<div>".repeat(DEEP))),
        ("inline-html", format!("a {}x", "<b><i>".repeat(DEEP))),
        ("open-tags", "<a ".repeat(DEEP)),
        ("comments", "<!-- a ".repeat(DEEP)),
        ("instructions", "a <? ".repeat(DEEP)),
        ("components", components),
        ("colons", colons),
        ("notes", (0..DEEP).map(|n| format!("[^{n}]: [^{}]\n\n", n + 1)).collect::<String>() + "[^0]"),
        ("self-note", "[^a]\n\n[^a]: x [^a]\n".to_owned()),
        ("references", (0..DEEP).map(|n| format!("[r{n}]: /x\n")).collect::<String>() + &"[r1]".repeat(DEEP)),
        ("math", format!("$${}x{}$$", "{".repeat(DEEP), "}".repeat(DEEP))),
        ("fractions", format!("${}x", "\\frac{".repeat(DEEP))),
        ("headings", "# a\n".repeat(DEEP)),
        ("definitions", "a\n: b\n".repeat(DEEP)),
        ("pipes", "|".repeat(DEEP)),
        ("columns", format!("{}\n{}\n|x|", "|a".repeat(2_000), "|-".repeat(2_000))),
        ("entities", "&amp;&#0;&#x110000;&zzz;".repeat(DEEP)),
        ("rules", "---\n".repeat(DEEP)),
        ("fences", "```\n".repeat(DEEP + 1)),
        ("code", format!("```rust\n{}", "{[(".repeat(DEEP))),
        ("attributes", format!("# a {{{}}}", "#b ".repeat(DEEP))),
        ("arguments", format!(":::care {{{}}}\n:::\n", "a=\"b\" ".repeat(DEEP))),
    ] {
        hub.write(&format!("content/{name}.md"), format!("---\ntitle: {name}\n---\n{text}\n"));
    }
    let report = hub.build(&[]);
    for (name, says) in [("quotes", "markdown/depth"), ("lists", "markdown/depth"), ("numbers", "markdown/depth")] {
        let page = format!("public/{name}/index.html");
        assert!(hub.has(&page) || report.codes_in(&format!("content/{name}.md")).contains(&says.to_owned()), "{name}");
    }
    assert!(hub.has("public/index.html") && hub.has("public/stars/index.html"));
}

#[test]
fn yaml_that_expands_or_nests_without_end_is_told() {
    let mut laughs = String::from("a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]\n");
    for level in 1..12 {
        let before = format!("*a{},", level - 1).repeat(9);
        laughs.push_str(&format!("a{level}: &a{level} [{before}]\n"));
    }
    let quadratic = format!("a: &a {}\nb: [{}]\n", "x".repeat(20_000), "*a,".repeat(20_000));
    let merges = format!("a: &a {{k: v}}\nb: {{{}}}\n", "<<: *a, ".repeat(5_000));
    let bombs = [
        ("laughs", laughs),
        ("quadratic", quadratic),
        ("merges", merges),
        ("itself", "a: &a [*a]\n".to_owned()),
        ("map", format!("a: {}1{}\n", "{a: ".repeat(10_000), "}".repeat(10_000))),
        ("list", format!("a: {}\n", "[".repeat(10_000))),
        ("closed", format!("a: {}{}\n", "[".repeat(10_000), "]".repeat(10_000))),
        ("block", (0..1_000).map(|depth| format!("{}a:\n", " ".repeat(depth))).collect()),
        ("dashes", format!("a:\n  {}x\n", "- ".repeat(10_000))),
        ("keys", (0..100_000).map(|n| format!("k{n}: 1\n")).collect()),
        ("anchors", (0..50_000).map(|n| format!("k{n}: &a{n} 1\n")).collect()),
        ("complex", format!("{}a\n", "? ".repeat(10_000))),
        ("tag", format!("a: !!{} 1\n", "x".repeat(100_000))),
        ("documents", "a: 1\n--- \n".repeat(10_000)),
    ];
    let hub = Hub::new();
    for (name, yaml) in &bombs {
        hub.write(&format!("content/{name}.md"), format!("---\ntitle: T\nextra:\n{}---\nBody.\n", indented(yaml)));
        hub.write(&format!("data/{name}.yaml"), yaml);
        hub.write(&format!("strings/x{name}.yaml"), yaml);
    }
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    hub.write("data/deep.json", deep);
    hub.write("data/wide.csv", format!("{}\n{}\n", "a,".repeat(50_000), "1,".repeat(50_000)));
    hub.write("data/quote.csv", format!("a,b\n\"{}", "x,\n".repeat(50_000)));
    let report = hub.build(&[]);
    assert_eq!(report.code, 1);
    for bomb in ["laughs", "quadratic", "itself", "map", "list"] {
        for file in [format!("content/{bomb}.md"), format!("data/{bomb}.yaml")] {
            let codes = report.codes_in(&file);
            assert!(codes.iter().any(|code| code.starts_with("yaml/") || code == "data/syntax"), "{file}: {codes:?}");
        }
    }
    report.expect("data/deep.json", "data/syntax");
    assert!(hub.has("public/index.html"));

    for (name, yaml) in &bombs[..6] {
        for place in ["bulletin.yaml", "themes/mine/theme.yaml", "strings/en.yaml"] {
            let hub = Hub::new();
            hub.write("bulletin.yaml", "title: T\nbase_url: https://hub.example/\n");
            if place.starts_with("themes") {
                hub.write("bulletin.yaml", "title: T\ntheme: mine\n");
            }
            hub.write(place, yaml);
            let report = hub.build(&[]);
            assert_ne!(report.code, 0, "{name} in {place}");
            assert!(!report.codes_in(place).is_empty(), "{name} in {place}: {report:?}");
        }
    }
}

fn indented(yaml: &str) -> String {
    yaml.lines().map(|line| format!("  {line}\n")).collect()
}

#[test]
fn templates_that_call_themselves_or_count_without_end_are_told() {
    for (template, more) in [
        ("{% include \"page.html\" %}", ""),
        ("{% extends \"page.html\" %}", ""),
        ("{% include \"partials/a.html\" %}", "{% include \"partials/b.html\" %}"),
        ("{% for x in range(end=1000000000000) %}x{% endfor %}", ""),
        ("{% set x = range(end=9223372036854775807) %}", ""),
        ("{{ 1 / 0 }}{{ 9223372036854775807 + 1 }}", ""),
        ("{{ \"x\" | repeat(count=1000000000000) }}", ""),
        ("{{ nothing.of.this }}", ""),
        ("{% block a %}{% block a %}{% endblock %}", ""),
        ("{{ content | no_filter }}", ""),
        ("{% macro a() %}{{ self::a() }}{% endmacro %}{{ self::a() }}", ""),
    ] {
        let hub = Hub::new();
        hub.write("content/a.md", "---\ntitle: A\n---\nBody.\n");
        hub.write("templates/page.html", template);
        hub.write("templates/partials/a.html", more);
        hub.write("templates/partials/b.html", "{% include \"partials/a.html\" %}");
        let report = hub.build(&[]);
        let told = report.codes().iter().any(|code| code.starts_with("template/"));
        assert!(told && report.code == 1, "{template}: {:?}", report.faults());
    }
    let hub = Hub::new();
    hub.write("content/a.md", "---\ntitle: A\n---\nBody.\n");
    hub.write("templates/page.html", format!("{}x{}", "{% if true %}".repeat(5_000), "{% endif %}".repeat(5_000)));
    hub.build(&[]);
    hub.write("templates/page.html", format!("{{{{ {}1{} }}}}", "(".repeat(5_000), ")".repeat(5_000)));
    hub.build(&[]);
}
