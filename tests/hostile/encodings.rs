//! What is no text, or no front matter.

use std::fs;

use super::common::Hub;

#[test]
fn text_in_other_encodings_is_told_and_never_guessed() {
    let hub = Hub::new();
    hub.write("content/latin.md", b"# Caf\xe9\n");
    hub.write("content/utf16.md", b"\xff\xfe#\0 \0a\0");
    hub.write("content/utf16be.md", b"\xfe\xff\0#\0 \0a");
    hub.write("data/latin.yaml", b"a: caf\xe9\n");
    hub.write("data/latin.csv", b"a,b\ncaf\xe9,1\n");
    hub.write("data/latin.json", b"{\"a\": \"caf\xe9\"}");
    hub.write("strings/en.yaml", b"read_more: caf\xe9\n");
    hub.write("content/good.md", "# Good\n\nText.\n");
    let report = hub.build(&[]);
    assert_eq!(report.code, 1);
    let files = ["content/latin.md", "content/utf16.md", "content/utf16be.md"];
    for file in files.into_iter().chain(["data/latin.yaml", "data/latin.csv", "data/latin.json", "strings/en.yaml"]) {
        report.expect(file, "disk/encoding");
    }
    assert!(hub.output("good/index.html").contains("Text."), "what is right is built all the same");
    assert!(!hub.has("public/latin/index.html"));

    for file in ["templates/page.html", "bulletin.yaml"] {
        let hub = Hub::new();
        hub.write(file, b"caf\xe9: [\n");
        let report = hub.build(&[]);
        assert_ne!(report.code, 0);
        report.expect(file, "disk/encoding");
    }
}

#[test]
fn front_matter_that_is_wrong_is_told_and_no_word_of_it_is_published() {
    let hub = Hub::new();
    for (name, text, code) in [
        ("open", "---\ntitle: Never closed\n\nBody.\n", "front/unterminated"),
        ("twice", "---\ntitle: One\ntitle: Two\n---\nBody.\n", "yaml/duplicate-key"),
        ("deep-twice", "---\ntitle: A\nextra: {a: {b: 1, b: 2}}\n---\nBody.\n", "yaml/duplicate-key"),
        ("tab", "---\ntitle: A\nextra:\n\tkey: b\n---\nBody.\n", "yaml/syntax"),
        ("list", "---\n- a\n- b\n---\nBody.\n", "yaml/syntax"),
        ("alias", "---\ntitle: *nowhere\n---\nBody.\n", "yaml/syntax"),
        ("many", "---\ntitle: A\n--- \n... \n---\nBody.\n", ""),
        ("date", "---\ntitle: A\ndate: 2026-13-45\n---\nBody.\n", "front/date"),
    ] {
        let file = format!("content/{name}.md");
        hub.write(&file, text);
        if !code.is_empty() {
            let report = hub.build(&[]);
            report.expect(&file, code);
            assert_eq!(report.code, 1, "{name}");
            fs::remove_file(hub.at(&file)).unwrap();
        }
    }
    hub.build(&[]);
}

#[test]
fn marks_line_ends_and_emptiness_do_not_matter() {
    let hub = Hub::new();
    let text = "---\ntitle: A title\ndescription: Words\n---\n# A title\n\nFirst.\n\n- one\n- two\n";
    hub.write("content/plain.md", text);
    hub.write("content/mark.md", format!("\u{feff}{text}"));
    hub.write("content/crlf.md", text.replace('\n', "\r\n"));
    hub.write("content/cr.md", text.replace('\n', "\r"));
    hub.write("content/empty.md", "");
    hub.write("content/only-front.md", "---\n---\n");
    hub.write("content/blank.md", " \n\t\n\n");
    hub.write("content/nul.md", "---\ntitle: A title\n---\nbefore\0after\u{1}\u{7f}\u{fffe}\n");
    let report = hub.build(&[]);
    let main = |name: &str| {
        let html = hub.output(&format!("{name}/index.html")).replace(name, "NAME");
        let (_, rest) = html.split_once("<main").unwrap();
        rest.split_once("</main>").unwrap().0.replace('\r', "")
    };
    for name in ["mark", "crlf"] {
        assert_eq!(main(name), main("plain"), "{name}");
        assert!(report.codes_in(&format!("content/{name}.md")).is_empty(), "{report:?}");
    }
    // Nobody writes CR alone any more; it may be read or refused, but not half.
    assert!(main("cr").contains("<li>") || !report.codes_in("content/cr.md").is_empty());
    for (name, code) in [("empty", "content/empty"), ("blank", "content/empty"), ("only-front", "content/title")] {
        report.expect(&format!("content/{name}.md"), code);
        assert!(hub.has(&format!("public/{name}/index.html")));
    }
    for (path, bytes) in hub.outputs() {
        if path.ends_with(".html") || path.ends_with(".xml") {
            assert!(!bytes.contains(&0), "{path} holds a NUL");
        }
    }
    assert!(hub.output("nul/index.html").contains("after"));
}
