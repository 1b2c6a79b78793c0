//! Text that wants to be more than text, to a browser or to a terminal.

use super::common::{Ended, Hub, bulletin, run};

/// Breaks out of attributes, elements, scripts, CDATA and templates, wherever it is not escaped.
const NASTY: &str = "\"' onmouseover=\"alert(2)\" ><script>alert(1)</script><img src=x onerror=alert(3)>]]>--> {{ 1234 * 1000 }} {% x %} </title> &amp; \u{202e}";

#[test]
fn text_of_any_field_stays_text_everywhere() {
    let hub = Hub::new();
    let n = serde_json::to_string(NASTY).unwrap();
    let js = "'javascript:alert(4)'";
    hub.write(
        "bulletin.yaml",
        format!(
            "title: {n}\ndescription: {n}\nbase_url: https://hub.example/hub/\n\
             organization: {{name: {n}, contact: {{email: {n}, phone: {n}}}}}\n\
             emergency: {{number: {n}, advice: {n}, text: {n}}}\nmenu: [{{title: {n}, url: /news/}}]\n"
        ),
    );
    let common = format!(
        "title: {n}\ndescription: {n}\nauthors: [{n}, jo]\nreviewers: [{n}]\ntopics: [{n}]\n\
         image: {{src: x.png, alt: {n}, credit: {n}, caption: {n}, license: {n}}}\n\
         sources: [{{title: {n}, url: {js}, publisher: {n}}}]\nfunding: [{{funder: {n}, grant: {n}, url: {js}}}]\n\
         interests: {n}\nshare: {{title: {n}, description: {n}, text: {n}}}\nextra: {{a: {n}}}\ndate: 2026-01-02\n"
    );
    let body = format!("# {NASTY}\n\n{NASTY}\n\n## {NASTY}\n\n[{NASTY}](x \"{NASTY}\") ![{NASTY}](x.png)\n");
    for (kind, own) in [
        (
            "news",
            format!(
                "type: announcement\ndateline: {n}\ncontact: {{name: {n}, role: {n}, email: {n}, phone: {n}, hours: {n}}}\nnotes_to_editors: {n}\nvideo: {{url: {js}, title: {n}}}\n"
            ),
        ),
        (
            "research",
            format!(
                "status: retracted\njournal: {n}\nstudy: {{design: {n}, participants: 5, population: {n}}}\nfindings: [{n}]\nplain_summary: {n}\ncitation: {n}\ndata: {n}\ncorrections: [{{date: 2026-02-02, text: {n}}}]\nretraction: {{date: 2026-02-03, reason: {n}, notice: {js}}}\n"
            ),
        ),
        (
            "guides",
            format!("condition: {{name: {n}, codes: [{{system: {n}, code: {n}}}]}}\ntranslations: {{cy: {js}}}\n"),
        ),
        (
            "people",
            format!(
                "role: {n}\ncredentials: [{n}]\nregistration: {n}\nphoto: {{src: x.png, alt: {n}}}\nsame_as: [{js}]\n"
            ),
        ),
        ("questions", format!("answered_by: [{n}]\n")),
        ("events", format!("starts: 2026-12-01\nlocation: {{name: {n}, address: {n}, url: {js}}}\n")),
        ("pages", String::new()),
    ] {
        hub.write(&format!("content/{kind}/a.md"), format!("---\n{common}{own}---\n{body}"));
        hub.write(&format!("content/{kind}/x.png"), b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0");
    }
    hub.write("content/people/jo.md", format!("---\ntitle: {n}\nrole: {n}\n---\n{body}"));
    let report = hub.build(&[]);
    assert!(hub.has("public/news/a/index.html"), "{:#?}", report.faults());
    assert_no_script(&hub);
    assert!(hub.output("news/a/index.html").contains("&lt;script&gt;alert(1)"), "the text itself is shown");
}

#[test]
fn raw_html_of_a_page_brings_no_script() {
    let hub = Hub::new();
    hub.write(
        "content/a.md",
        "---\ntitle: A\n---\n\
         <script>alert(1)</script>\n\n<SCRIPT SRC=//evil.example/x.js></SCRIPT>\n\n<scr<script>ipt>alert(1)</scr</script>ipt>\n\n\
         <img src=x onerror=alert(1)>\n\n<img src=\"x\" alt=\"`><script>alert(1)</script>\">\n\n<svg onload=alert(1)><a xlink:href=\"javascript:alert(1)\"><text>x</text></a></svg>\n\n\
         <math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>\n\n<iframe src=\"https://evil.example\"></iframe>\n\n\
         <object data=\"x\"></object><embed src=\"x\"><base href=\"https://evil.example/\"><meta http-equiv=\"refresh\" content=\"0;url=https://evil.example\">\n\n\
         <form action=\"https://evil.example\"><input name=a><button formaction=\"javascript:alert(1)\">x</button></form>\n\n\
         <style>body{background:url(https://evil.example)}</style><link rel=stylesheet href=//evil.example/x.css>\n\n\
         <a href=\"javascript:alert(1)\">x</a> <a href=\" java\nscript:alert(1)\">x</a> <a href=\"&#106;avascript:alert(1)\">x</a> <a href=\"data:text/html,<script>alert(1)</script>\">x</a> <a href=\"vbscript:x\">x</a>\n\n\
         [x](javascript:alert(1)) [x](JaVaScRiPt:alert(1)) [x](<java\tscript:alert(1)>) [x](&#x6a;avascript:alert(1)) [x](data:text/html,x) ![x](javascript:alert(1)) <javascript:alert(1)>\n\n\
         [ref]\n\n[ref]: javascript:alert(1)\n\n# h {#x\" onclick=\"alert(1) .y\"z onclick=alert(1)}\n\n\
         ```x\" onclick=\"alert(1)\n<script>alert(1)</script>\n```\n\n`<script>alert(1)</script>`\n\n\
         <div title=\"a\" style=\"background:url(javascript:alert(1))\" onclick=\"alert(1)\" class=\"ok\">kept</div>\n\n\
         <details ontoggle=alert(1) open><summary>s</summary>x</details>\n\n<!--><script>alert(1)</script>-->\n\n<![CDATA[<script>alert(1)</script>]]>\n\n\
         <noscript><p title=\"</noscript><img src=x onerror=alert(1)>\"></noscript>\n\n<textarea><img title=\"</textarea><img src=x onerror=alert(1)>\"></textarea>\n\n\
         </main></body></html><script>alert(1)</script>\n\n$\\text{<script>alert(1)</script>}$ $\\href{javascript:alert(1)}{x}$\n\n\
         :::care {level=\"urgent\" title=\"<script>alert(1)</script>\"}\n<script>alert(1)</script>\n:::\n\n\
         :::details {summary=\"\\\" onclick=\\\"alert(1)\"}\nx\n:::\n\n\
         :::figure {src=\"javascript:alert(1)\" alt=\"\\\"><script>alert(1)</script>\"}\n:::\n\n:::quote {cite=\"javascript:alert(1)\"}\nx\n:::\n\n[^<script>]: x\n",
    );
    let report = hub.build(&[]);
    report.expect("content/a.md", "markdown/html-removed");
    report.expect("content/a.md", "links/scheme");
    assert_no_script(&hub);
    let html = hub.output("a/index.html");
    assert!(html.contains("kept</div>") && html.contains("<details"), "{html}");
    assert_eq!(html.matches("</main>").count(), 1);
}

/// Whatever is published parses, and none of it runs.
#[track_caller]
fn assert_no_script(hub: &Hub) {
    let mut entities = 0;
    for (path, bytes) in hub.outputs() {
        let text = String::from_utf8_lossy(&bytes);
        if path.ends_with(".html") {
            for (name, attributes) in tags(&text) {
                check_tag(&path, &name, &attributes);
            }
            assert!(!text.contains("1234000"), "{path}: a template ran");
            const SCRIPT: &str = "<script type=\"application/ld+json\">";
            for (at, _) in text.match_indices(SCRIPT) {
                let json = text[at + SCRIPT.len()..].split("</script>").next().unwrap();
                let entity: serde_json::Value =
                    serde_json::from_str(json).unwrap_or_else(|e| panic!("{path}: {e}\n{json}"));
                assert!(entity["@type"].is_string(), "{path}");
                entities += 1;
            }
        }
        if path.ends_with("feed.xml") {
            let feed = feed_rs::parser::parse(&bytes[..]).unwrap_or_else(|error| panic!("{path}: {error}\n{text}"));
            for body in feed.entries.iter().filter_map(|entry| entry.content.as_ref()?.body.as_ref()) {
                for (name, attributes) in tags(body) {
                    check_tag(&path, &name, &attributes);
                }
            }
        }
        if path.ends_with(".xml") {
            assert!(!text.contains("<script") || text.contains("<![CDATA["), "{path}");
        }
        if path == "_redirects" || path == "_headers" || path == "robots.txt" {
            assert!(!text.contains("alert"), "{path}: {text}");
        }
    }
    assert!(entities > 0, "no structured data was written, so none was looked at");
}

fn check_tag(path: &str, name: &str, attributes: &[(String, String)]) {
    let value = |wanted: &str| attributes.iter().find(|(name, _)| name == wanted).map(|(_, value)| value.as_str());
    let bad = ["iframe", "object", "embed", "base", "form", "frame", "applet", "style"];
    assert!(!bad.contains(&name), "{path}: <{name}> {attributes:?}");
    if name == "script" {
        let ours = value("src").is_some_and(|src| src.starts_with("/assets/") || src.starts_with("/hub/assets/"));
        assert!(ours || value("type") == Some("application/ld+json"), "{path}: {attributes:?}");
    }
    assert!(name != "meta" || value("http-equiv").is_none() || path.contains("old"), "{path}: {attributes:?}");
    for (attribute, value) in attributes {
        assert!(!attribute.starts_with("on"), "{path}: <{name} {attribute}={value:?}>");
        let value: String = value.chars().filter(|c| !c.is_whitespace() && !c.is_control()).collect();
        let value = value.to_lowercase().replace("&#106;", "j").replace("&#x6a;", "j");
        if ["href", "src", "action", "formaction", "cite", "poster", "xlink:href", "srcset"]
            .contains(&attribute.as_str())
        {
            let runs = ["javascript:", "vbscript:", "data:text"].iter().any(|scheme| value.starts_with(scheme));
            assert!(!runs, "{path}: <{name} {attribute}={value:?}>");
        }
    }
}

/// Every start tag of `html` with its attributes, in lower case, as a browser would find them.
fn tags(html: &str) -> Vec<(String, Vec<(String, String)>)> {
    let mut found = Vec::new();
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        rest = &rest[at + 1..];
        if let Some(after) = rest.strip_prefix("!--") {
            rest = after.split_once("-->").map_or("", |(_, rest)| rest);
            continue;
        }
        if !rest.starts_with(|c: char| c.is_ascii_alphabetic()) {
            continue;
        }
        let end = rest.find(|c: char| c.is_whitespace() || c == '/' || c == '>').unwrap_or(rest.len());
        let name = rest[..end].to_lowercase();
        rest = &rest[end..];
        let mut attributes = Vec::new();
        loop {
            rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '/');
            if rest.is_empty() || rest.starts_with('>') {
                break;
            }
            let end = rest.find(|c: char| c.is_whitespace() || "=/>".contains(c)).unwrap_or(rest.len()).max(1);
            let attribute = rest[..end].to_lowercase();
            rest = rest[end..].trim_start();
            let mut value = "";
            if let Some(after) = rest.strip_prefix('=') {
                let after = after.trim_start();
                let quote = after.chars().next().filter(|c| *c == '"' || *c == '\'');
                (value, rest) = match quote {
                    Some(quote) => after[1..].split_once(quote).unwrap_or((&after[1..], "")),
                    None => after.split_at(after.find(|c: char| c.is_whitespace() || c == '>').unwrap_or(after.len())),
                };
            }
            attributes.push((attribute, value.to_owned()));
        }
        // What stands in a script is no markup.
        if name == "script" {
            rest = rest.find("</script").map_or("", |at| &rest[at..]);
        }
        found.push((name, attributes));
    }
    found
}

#[test]
fn what_authors_wrote_does_nothing_to_a_terminal() {
    let hub = Hub::new();
    let nasty = "\"A\\e[5m\\e]0;owned\\a\\e[2J\\u009b5m\\x7f\\b::error title=x::y\\n::error::z\"";
    hub.write("bulletin.yaml", format!("title: {nasty}\nbase_url: https://hub.example/\n"));
    hub.write("content/draft.md", format!("---\ntitle: {nasty}\ndraft: true\n---\nBody.\n"));
    hub.write(
        "content/a.md",
        format!("---\ntitle: {nasty}\n{nasty}: x\ndate: {nasty}\ntemplate: {nasty}\nurl: {nasty}\ntopics: [{nasty}]\n---\nBody\n"),
    );
    hub.write(
        "content/b.md",
        "---\ntitle: B\n---\n[x](no\u{1b}[5mwhere.md) \u{1b}[5m <x\u{1b}[5m>\n:::ca\u{1b}[5mre\n:::\n",
    );
    hub.write("content/c.md", "---\ntitle: \u{1b}[5mC\n---\nBody.\n");
    hub.write("data/a.csv", "a,b\n\u{1b}[5m1\n");
    hub.write("data/b.json", "{\"\u{1b}[5m\": ]");
    hub.write("templates/news.html", "{{ \u{1b}[5m }}");
    for arguments in [vec!["build"], vec!["check"], vec!["list"], vec!["new", "\u{1b}[5mnews", "x"]] {
        for more in [&["--color", "always"][..], &["--color", "never"], &["--format", "github"]] {
            let ended = hub.run(&[arguments.clone(), more.to_vec()].concat());
            harmless(&ended);
            if more[1] == "github" {
                for line in ended.out.lines().filter(|line| line.starts_with("::")) {
                    assert!(line.starts_with("::error file=") || line.starts_with("::warning file="), "{line}");
                }
            }
        }
    }
    hub.write("bulletin.yaml", format!("{nasty}: {nasty}\ntheme: {nasty}\n"));
    harmless(&hub.run(&["build", "--color", "always"]));
    for arguments in
        [["build", "--base-url", "\u{1b}[5m"], ["check", "--only", "\u{1b}[5m"], ["build", "--out", "a\u{1b}[5m/.."]]
    {
        harmless(&hub.watch(
            bulletin(&hub.root()).args(arguments).args(["--color", "always"]),
            &["hub/public", "hub/.bulletin", "hub/a\u{1b}[5m"],
        ));
    }
    harmless(&run(bulletin(&hub.root()).args(["list", "--color", "always", "--root", "\u{1b}[5m"])));
}

/// What is shown has colours of ours and nothing else that a terminal obeys.
#[track_caller]
pub fn harmless(ended: &Ended) {
    for text in [&ended.out, &ended.err] {
        let mut parts = text.split('\u{1b}');
        let mut plain = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            let style = part.strip_prefix('[').and_then(|rest| rest.split_once('m'));
            let Some((style, rest)) = style else { panic!("an escape that is no style: {text:?}") };
            let is_style = style.bytes().all(|b| b.is_ascii_digit() || b == b';');
            assert!(is_style && style != "5", "a style that is not ours, {style:?}: {text:?}");
            plain.push_str(rest);
        }
        let bad = plain.chars().find(|c| c.is_control() && !matches!(c, '\n' | '\t'));
        let line = bad.and_then(|bad| plain.lines().find(|line| line.contains(bad)));
        assert!(bad.is_none(), "{bad:?} in {line:?}");
    }
}
