//! What authors write, and what readers and editors get.

use std::fmt::Write;

use super::*;
use crate::path::SourcePath;
use crate::project::components::{self, Argument, Form};

/// Components to test with.
fn declared() -> Components {
    let argument = |name: &str, form, required| (name.to_owned(), Argument { form, required });
    let component = |name: &str, arguments: Vec<(String, Argument)>| {
        (name.to_owned(), components::Component { arguments: arguments.into_iter().collect() })
    };
    let levels = Form::Choice(vec!["urgent".to_owned(), "emergency".to_owned()]);
    Components::from([
        component("care", vec![argument("level", levels, true), argument("title", Form::Text, false)]),
        component("details", vec![argument("summary", Form::Text, true), argument("open", Form::Flag, false)]),
        component("do", vec![]),
        component("posts", vec![argument("limit", Form::Number, false)]),
        component("quiz", vec![]),
        component("slide", vec![argument("class", Form::Text, false)]),
    ])
}

/// A text read with everything on, as a page of the given title.
fn read(text: &str, raw_html: RawHtml, title: Option<&str>) -> (Document, Diagnostics) {
    let components = declared();
    let options =
        Options { raw_html, smart_punctuation: true, components: &components, title, sections: false, slides: false };
    read_as(text, &options)
}

fn read_as(text: &str, options: &Options<'_>) -> (Document, Diagnostics) {
    let source = Source { path: SourcePath::new("a.md").unwrap(), text: text.into() };
    parse(&source, 0..text.len(), options)
}

/// The HTML of a fragment with its holes in words.
fn shown(fragment: &Fragment) -> String {
    let mut html = String::new();
    let written = fragment.write(&mut html, &mut |hole, out| match hole {
        Hole::Link(to) => write!(out, "[link {}]", to.value),
        Hole::Source(to) => write!(out, "[source {}]", to.value),
        Hole::Image(image) => write!(out, "[image {} {:?} {:?}]", image.src.value, image.alt, image.title),
        Hole::Code(code) => write!(out, "[code {} {:?}]", code.language, code.text),
        Hole::Word(key) => write!(out, "[{key}]"),
        Hole::Citation(citation) => citation
            .works
            .iter()
            .try_for_each(|work| write!(out, "[cite {} {}-{} {}]", work.before, work.number, work.place, work.after)),
        Hole::Section(id) => write!(out, "[section {id}]"),
        Hole::Slide(slide) => {
            let class = slide.class.as_deref().unwrap_or_default();
            write!(out, "[slide {}/{} {class}: {}]", slide.number, slide.count, shown(&slide.body))
        }
        Hole::Component(component) => {
            let arguments: Vec<_> = component.arguments.iter().map(|(k, v)| format!(" {k}={}", v.value)).collect();
            write!(out, "[{}{}: {}]", component.name.value, arguments.concat(), shown(&component.body))
        }
    });
    assert_eq!(written, Ok(()));
    html
}

fn body(text: &str) -> String {
    shown(&read(text, RawHtml::Sanitize, None).0.body)
}

/// Fields, their links filled with what they were written as, in brackets.
fn inline(text: &str) -> String {
    super::inline(text, |target| format!("[{target}]"))
}

fn blocks(text: &str) -> String {
    super::blocks(text, |target| format!("[{target}]"))
}

/// What is wrong with a text: the code, and what is underlined.
fn faults(text: &str) -> Vec<(&'static str, String)> {
    let (_, diagnostics) = read(text, RawHtml::Sanitize, None);
    let underlined = |place: &crate::span::Place| {
        let line = text.lines().nth(place.line - 1).unwrap_or("");
        line.chars().skip(place.column - 1).take(place.length).collect::<String>()
    };
    diagnostics.iter().map(|d| (d.code.text(), underlined(&d.place))).collect()
}

fn fault(code: &'static str, underlined: &str) -> (&'static str, String) {
    (code, underlined.to_owned())
}

#[test]
fn what_the_text_says_is_html_and_what_the_site_says_is_a_hole() {
    assert_eq!(
        body(
            "a *b* **c** ~~d~~ `e<`\\\nf --- \"g\" [h](i.md#j) [k](https://l.example/?m&n \"o\") ![p *q*](r.jpg \"s\")"
        ),
        "<p>a <em>b</em> <strong>c</strong> <del>d</del> <code>e&lt;</code><br>\nf — “g” <a href=\"[link i.md#j]\">h</a> \
         <a href=\"https://l.example/?m&amp;n\" title=\"o\">k</a> [image r.jpg \"p q\" Some(\"s\")]</p>\n"
    );
    assert_eq!(body("```Python linenos\na\n```\n\n    b\n"), "[code python \"a\\n\"]\n[code  \"b\\n\"]\n");
    assert_eq!(body("a\n\n***\n\n3. b\n4. c\n"), "<p>a</p>\n<hr>\n<ol start=\"3\">\n<li>b</li>\n<li>c</li>\n</ol>\n");
    assert_eq!(body("> a\n> > b"), "<blockquote>\n<p>a</p>\n<blockquote>\n<p>b</p>\n</blockquote>\n</blockquote>\n");
    assert_eq!(body("a\n: b\n: c"), "<dl>\n<dt>a</dt>\n<dd>b</dd>\n<dd>c</dd>\n</dl>\n");
    assert_eq!(body("```{r, echo=FALSE}\n1\n```"), "[code r \"1\\n\"]\n");
}

#[test]
fn punctuation_is_typographic_only_if_wanted() {
    let source = Source { path: SourcePath::new("a.md").unwrap(), text: "\"a\" -- b...".into() };
    let components = Components::new();
    let options = Options {
        raw_html: RawHtml::Sanitize,
        smart_punctuation: false,
        components: &components,
        title: None,
        sections: false,
        slides: false,
    };
    assert_eq!(parse(&source, 0..source.text.len(), &options).0.body.html, "<p>&quot;a&quot; -- b...</p>\n");
}

#[test]
fn every_place_is_one_of_the_file() {
    let text = "---\nx: é\n---\nsee [é](é.md) ![a](b.jpg)\n\n:::care {level=urgent title=\"é \\\" f\"}\n:::\n\n<a href='q.md'>x</a> [w]\n\n[w]: z.md";
    let source = Source { path: SourcePath::new("a.md").unwrap(), text: text.into() };
    let components = declared();
    let options = Options {
        raw_html: RawHtml::Sanitize,
        smart_punctuation: true,
        components: &components,
        title: None,
        sections: false,
        slides: false,
    };
    let (document, diagnostics) = parse(&source, 14..text.len(), &options);
    assert_eq!(diagnostics, []);
    let mut places = Vec::new();
    document.body.each_hole(&mut |hole| match hole {
        Hole::Link(at) | Hole::Source(at) => places.push(&text[at.span.clone()]),
        Hole::Image(image) => places.push(&text[image.src.span.clone()]),
        Hole::Component(component) => {
            places.push(&text[component.name.span.clone()]);
            places.extend(component.arguments.iter().map(|(_, value)| &text[value.span.clone()]));
        }
        Hole::Slide(_) | Hole::Code(_) | Hole::Word(_) | Hole::Citation(_) | Hole::Section(_) => {}
    });
    assert_eq!(places, ["é.md", "b.jpg", "care", "urgent", "é \\\" f", "q.md", "[w]"]);
}

#[test]
fn tables_can_be_scrolled_and_say_what_their_columns_are() {
    assert_eq!(
        body("| a | b |\n|:-:|--:|\n| 1 | `x|y` \\| |\n\n|c|\n|-|"),
        "<div class=\"table\" role=\"region\" tabindex=\"0\" aria-label=\"[table.label]\">\n<table>\n<thead>\n<tr>\n\
         <th scope=\"col\" class=\"align-center\">a</th>\n<th scope=\"col\" class=\"align-right\">b</th>\n</tr>\n</thead>\n\
         <tbody>\n<tr>\n<td class=\"align-center\">1</td>\n<td class=\"align-right\">`x</td>\n</tr>\n</tbody>\n</table>\n</div>\n\
         <div class=\"table\" role=\"region\" tabindex=\"0\" aria-label=\"[table.label] (2)\">\n<table>\n<thead>\n<tr>\n\
         <th scope=\"col\">c</th>\n</tr>\n</thead>\n</table>\n</div>\n"
    );
}

#[test]
fn tables_are_named_by_the_heading_above_them() {
    let table = "|c|\n|-|\n";
    let names = |text: &str| -> Vec<String> {
        let html = body(text);
        html.split("aria-label=\"").skip(1).map(|rest| rest.split('"').next().unwrap().to_owned()).collect()
    };
    let label = |rest: &str| format!("[table.label]{rest}");
    let text = format!(
        "{table}\n## Opening *\\<times>*\n\n{table}\n{table}\n### More\n\n> |c|\n> |-|\n\n## Opening \\<times>\n\n{table}"
    );
    let times = ": Opening &lt;times&gt;";
    assert_eq!(
        names(&text),
        [label(""), label(times), label(&format!("{times} (2)")), label(": More"), label(&format!("{times} (3)"))]
    );
    assert_eq!(names(&format!("##\n\n{table}\n<h2>Raw</h2>\n\n{table}")), [label(""), label(" (2)")]);
}

#[test]
fn an_empty_corner_of_a_table_heads_nothing() {
    let html = body("| | b |\n|:--|--|\n| c | d |");
    assert!(html.contains("<tr>\n<td class=\"align-left\"></td>\n<th scope=\"col\">b</th>\n</tr>"), "{html}");
}

#[test]
fn tasks_have_boxes_that_only_show() {
    assert_eq!(
        body("1. a\n   - [ ] b\n   - c\n2. [x] d"),
        "<ol class=\"tasks\">\n<li>a\n<ul class=\"tasks\">\n<li><input type=\"checkbox\" disabled aria-label=\"[task.open]\"> b</li>\n<li>c</li>\n</ul>\n</li>\n\
         <li><input type=\"checkbox\" disabled checked aria-label=\"[task.done]\"> d</li>\n</ol>\n"
    );
}

#[test]
fn notes_are_titled_in_the_language_of_the_page() {
    for (kind, name) in
        [("NOTE", "note"), ("tip", "tip"), ("IMPORTANT", "important"), ("WARNING", "warning"), ("CAUTION", "caution")]
    {
        let expected =
            format!("<aside class=\"note {name}\">\n<p class=\"note-title\">[note.{name}]</p>\n<p>a</p>\n</aside>\n");
        assert_eq!(body(&format!("> [!{kind}]\n> a")), expected);
        assert!(WORDS.contains(&format!("note.{name}").as_str()));
    }
    assert!(body("> [!OTHER]\n> a").starts_with("<blockquote>"));
}

#[test]
fn footnotes_come_last_and_lead_back() {
    let text = "a[^x] b[^y] c[^X]\n\n[^y]: Y [l](l.md)\n[^x]: X\n\n    - z\n\n## h";
    assert_eq!(
        body(text),
        "<p>a<sup class=\"footnote-ref\"><a href=\"#fn:1\" id=\"fnref:1\" role=\"doc-noteref\">1</a></sup> \
         b<sup class=\"footnote-ref\"><a href=\"#fn:2\" id=\"fnref:2\" role=\"doc-noteref\">2</a></sup> \
         c<sup class=\"footnote-ref\"><a href=\"#fn:1\" id=\"fnref:1-2\" role=\"doc-noteref\">1</a></sup></p>\n\
         <h2 id=\"h\">h</h2>\n\
         <section class=\"footnotes\" role=\"doc-endnotes\" aria-label=\"[footnotes.label]\">\n<ol>\n\
         <li id=\"fn:1\">\n<p>X</p>\n<ul>\n<li>z</li>\n</ul>\n\
         <a href=\"#fnref:1\" class=\"footnote-back\" role=\"doc-backlink\" aria-label=\"[footnotes.back] 1\">↩\u{fe0e}</a> \
         <a href=\"#fnref:1-2\" class=\"footnote-back\" role=\"doc-backlink\" aria-label=\"[footnotes.back] 1-2\">↩\u{fe0e}</a>\n</li>\n\
         <li id=\"fn:2\">\n<p>Y <a href=\"[link l.md]\">l</a> \
         <a href=\"#fnref:2\" class=\"footnote-back\" role=\"doc-backlink\" aria-label=\"[footnotes.back] 2\">↩\u{fe0e}</a></p>\n</li>\n\
         </ol>\n</section>\n"
    );
    assert_eq!(faults(text), []);
}

#[test]
fn footnotes_that_do_not_meet_are_reported() {
    assert_eq!(faults("a[^x] `[^c]` \\[^e] [^ s] [^"), [fault("markdown/footnote", "[^x]")]);
    assert_eq!(faults("a\n\n[^y]: b"), [fault("markdown/footnote", "[^y]: b")]);
    assert!(body("a\n\n[^y]: b").contains("<li id=\"fn:1\">\n<p>b</p>\n</li>"));
    assert_eq!(faults("a[^y]\n\n[^y]: b\n\n[^y]: c"), [fault("markdown/footnote", "[^y]: c")]);
}

#[test]
fn formulas_are_mathml_and_prices_are_not() {
    assert_eq!(
        body("$E<1$ and\n$$x^2$$"),
        "<p><math><mi>E</mi><mo>&lt;</mo><mn>1</mn></math> and\n\
         <math display=\"block\"><msup><mi>x</mi><mn>2</mn></msup></math></p>\n"
    );
    assert_eq!(body("$5–$10, $20 to $30, \\$4"), "<p>$5–$10, $20 to $30, $4</p>\n");
    assert_eq!(faults("so $a+\\nosuch b$ is"), [fault("markdown/math", "\\nosuch")]);
    assert_eq!(body("$\\nosuch<$"), "<p><code>$\\nosuch&lt;$</code></p>\n");
    assert!(!body("$\\text{&#xFDD0;0&#xFDD1;} \u{fdd0}0\u{fdd1}$").contains('\u{fdd0}'));
}

#[test]
fn addresses_become_links_outside_links_and_code() {
    assert_eq!(
        body("https://a.example/b--c?d=1&amp;e_f. (www.a.example) me@a.example"),
        "<p><a href=\"https://a.example/b--c?d=1&amp;e_f\">https://a.example/b--c?d=1&amp;e_f</a>. \
         (<a href=\"http://www.a.example\">www.a.example</a>) <a href=\"mailto:me@a.example\">me@a.example</a></p>\n"
    );
    assert_eq!(
        body("https://a.example/*b c*"),
        "<p><a href=\"https://a.example/\">https://a.example/</a><em>b c</em></p>\n"
    );
    for text in [
        "[https://a.example](b.md)",
        "`https://a.example`",
        "![https://a.example](b)",
        "<a href=\"b\">https://a.example</a>",
    ] {
        assert!(!body(text).contains("href=\"https"), "{text}");
    }
    let many = body(&"www.a.example ".repeat(3));
    assert_eq!(many.matches("<a href=\"http://www.a.example\">").count(), 3);
    assert!(!body(&format!("https://a.example/{}", "x".repeat(3000))).contains("<a"));
}

#[test]
fn links_lead_nowhere_unsafe() {
    let text = "[a](javascript:b) [c](<java\tscript:d>) ![e](vbscript:f) <data:text/html,g> [h][i]\n\n[i]: file:///j";
    assert_eq!(body(text), "<p>a c e data:text/html,g h</p>\n");
    assert_eq!(
        faults(text),
        [
            fault("links/scheme", "javascript:b"),
            fault("links/scheme", "java\tscript:d"),
            fault("links/scheme", "vbscript:f"),
            fault("links/scheme", "data:text/html,g"),
            fault("links/scheme", "[h][i]"),
        ]
    );
    let allowed = read("[a](javascript:b)", RawHtml::Allow, None);
    assert_eq!((allowed.0.body.html.as_str(), allowed.1.len()), ("<p><a href=\"javascript:b\">a</a></p>\n", 0));
    assert_eq!(inline("[a](javascript:b) [c](d.md)"), "a <a href=\"[d.md]\">c</a>");
}

#[test]
fn headings_have_anchors_that_stay() {
    let (document, _) = read(
        "## A b\n\n### A b\n\n## *C* `d` {#x .y lang=cy}\n\n## …\n\n## A b\n\n## ![e](f)",
        RawHtml::Sanitize,
        None,
    );
    assert_eq!(
        shown(&document.body),
        "<h2 id=\"a-b\">A b</h2>\n<h3 id=\"a-b-2\">A b</h3>\n\
         <h2 id=\"x\" class=\"y\" lang=\"cy\"><em>C</em> <code>d</code></h2>\n\
         <h2 id=\"section\">…</h2>\n<h2 id=\"a-b-3\">A b</h2>\n<h2 id=\"e\">[image f \"e\" None]</h2>\n"
    );
    let headings: Vec<_> = document.headings.iter().map(|h| (h.level, h.id.as_str(), h.title.as_str())).collect();
    assert_eq!(
        headings,
        [
            (2, "a-b", "A b"),
            (3, "a-b-2", "A b"),
            (2, "x", "C d"),
            (2, "section", "…"),
            (2, "a-b-3", "A b"),
            (2, "e", "e"),
        ]
    );
    assert_eq!(document.ids, ["a-b", "a-b-2", "x", "section", "a-b-3", "e"]);
}

#[test]
fn an_anchor_is_given_once() {
    assert_eq!(faults("## a {#x}\n\n## b {#x}"), [fault("markdown/duplicate-id", "## b {#x}")]);
    assert_eq!(faults("## x\n\n<b id=\"x\">c</b>"), [fault("markdown/duplicate-id", "x")]);
    assert_eq!(faults("<a id=x name=x></a>\n\n## x"), []);
    assert_eq!(read("## a {#x}\n\n## b {#x}", RawHtml::Sanitize, None).0.ids, ["x", "x-2"]);
}

#[test]
fn the_title_is_the_only_first_level_heading() {
    let titled = |text, title| {
        let (document, diagnostics) = read(text, RawHtml::Sanitize, title);
        (shown(&document.body), document.title, diagnostics.len())
    };
    assert_eq!(titled("# A *b*\n\nc", None), ("<p>c</p>\n".to_owned(), Some("A b".to_owned()), 0));
    assert_eq!(titled("x\n\n# A: B!\n\nc", Some("a b")), ("<p>x</p>\n<p>c</p>\n".to_owned(), None, 0));
    assert_eq!(titled("# A\n\n## B", Some("C")).0, "<h2 id=\"a\">A</h2>\n<h3 id=\"b\">B</h3>\n");
    assert_eq!(read("# A b", RawHtml::Sanitize, None).0.words, 0);
    let moved = "x\n\n# A\n\n###### B\n\n# C";
    assert_eq!(titled(moved, None).0, "<p>x</p>\n<h2 id=\"a\">A</h2>\n<h6 id=\"b\">B</h6>\n<h2 id=\"c\">C</h2>\n");
    assert_eq!(
        faults("# T\n\n# A\n\n## B\n\n# C"),
        [fault("markdown/heading-one", "# A"), fault("markdown/heading-one", "# C")]
    );
}

#[test]
fn a_level_that_is_left_out_is_reported() {
    assert_eq!(faults("## a\n\n#### b\n\n## c"), [fault("markdown/heading-jump", "#### b")]);
    assert_eq!(faults("### a"), [fault("markdown/heading-jump", "### a")]);
    assert_eq!(faults("# T\n\n## a\n\n### b\n\n## c\n\n### d"), []);
    assert_eq!(faults("## a\n\n# b\n\n## c"), [fault("markdown/heading-one", "# b")]);
}

#[test]
fn attributes_of_headings_do_not_act() {
    assert_eq!(body("## a {onclick=b}"), "<h2 id=\"a\">a</h2>\n");
    assert_eq!(faults("## a {onclick=b}"), [fault("markdown/html-removed", "## a {onclick=b}")]);
}

#[test]
fn components_hold_markdown() {
    assert_eq!(
        body(":::care {level=\"urgent\" title='Call \"111\"'}\n- a [b](c.md)\n:::\n\nd"),
        "[care level=urgent title=Call \"111\": <ul>\n<li>a <a href=\"[link c.md]\">b</a></li>\n</ul>\n]\n<p>d</p>\n"
    );
    assert_eq!(
        body("::::details {summary=s open}\n:::do\na\n:::\nb\n::::"),
        "[details summary=s open=true: [do: <p>a</p>\n]\n<p>b</p>\n]\n"
    );
    assert_eq!(
        body(":::details {summary=s}\n:::do\na\n:::\nb\n:::"),
        "[details summary=s: [do: <p>a</p>\n]\n<p>b</p>\n]\n"
    );
    assert_eq!(body("a\n::: posts {limit=3}\n:::\nb"), "<p>a</p>\n[posts limit=3: ]\n<p>b</p>\n");
    assert_eq!(body(":::details {\n  summary=\"a\n  b\"\n}\nc\r\n:::"), "[details summary=a   b: <p>c</p>\n]\n");
}

#[test]
fn components_stand_in_lists_quotes_and_footnotes() {
    assert_eq!(
        body("- a\n\n  :::do\n  b\n  :::\n\n  c\n\n> :::do\n> d\n> :::"),
        "<ul>\n<li>\n<p>a</p>\n[do: <p>b</p>\n]\n<p>c</p>\n</li>\n</ul>\n<blockquote>\n[do: <p>d</p>\n]\n</blockquote>\n"
    );
    assert_eq!(body("- :::do\n  a\n  :::"), "<ul>\n<li>\n[do: a\n]\n</li>\n</ul>\n");
    let note = body("a[^1]\n\n[^1]: b\n\n    :::do\n    c\n    :::");
    assert!(note.contains("<p>b</p>\n[do: <p>c</p>\n]\n"), "{note}");
}

#[test]
fn references_and_footnotes_reach_into_components() {
    let text = ":::do\n[a] b[^1]\n:::\n\n[a]: c.md\n\n[^1]: d";
    let html = body(text);
    assert!(html.starts_with("[do: <p><a href=\"[link c.md]\">a</a> b<sup"), "{html}");
    assert_eq!(faults(text), []);
}

#[test]
fn colons_in_code_and_comments_are_not_components() {
    let code = "```\n:::care {x\n  y}\n:::\n```\n\n    :::nosuch\n\n<!--\n:::nosuch\n-->\n\n<pre>\n:::do\n</pre>";
    assert_eq!(body(code), "[code  \":::care {x\\n  y}\\n:::\\n\"]\n[code  \":::nosuch\\n\"]\n<pre>:::do\n</pre>");
    assert_eq!(faults(code), []);
    assert_eq!(body("a ::: b\nc :::do"), "<p>a ::: b\nc :::do</p>\n");
}

#[test]
fn faults_of_components_are_reported_and_their_bodies_read() {
    assert_eq!(faults(":::carre\na\n:::"), [fault("markdown/unknown-component", "carre")]);
    assert_eq!(body(":::carre\na\n:::"), "<p>a</p>\n");
    assert_eq!(faults(":::{.x}\na\n:::"), [fault("markdown/unknown-component", ":::{.x}")]);
    assert_eq!(faults(":::do\na"), [fault("markdown/unclosed-component", "do")]);
    assert_eq!(body(":::do\na"), "[do: <p>a</p>\n]\n");
    assert_eq!(faults("a\n\n:::"), [fault("markdown/unclosed-component", ":::")]);
    assert_eq!(faults("::::do\n:::do\na\n::::"), [fault("markdown/unclosed-component", "do")]);
    assert_eq!(faults("- :::do\n  a\n:::\n\nb"), [fault("markdown/unclosed-component", "do")]);
    assert_eq!(faults("a\n     :::do"), [fault("markdown/unclosed-component", "do")]);
}

#[test]
fn a_closing_line_may_stand_deeper() {
    let text = ":::do\n- a\n  - b\n  :::\n\nc";
    assert_eq!(body(text), "[do: <ul>\n<li>a\n<ul>\n<li>b</li>\n</ul>\n</li>\n</ul>\n]\n<p>c</p>\n");
    assert_eq!(faults(text), []);
}

#[test]
fn arguments_are_those_that_exist_in_the_form_they_have() {
    for (arguments, underlined) in [
        ("level=urgnt", "urgnt"),
        ("level=urgent tilte=x", "tilte"),
        ("level=urgent level=urgent", "level"),
        ("title=x", "care"),
        ("level=urgent title", "title"),
        ("level=urgent !", "!"),
    ] {
        assert_eq!(
            faults(&format!(":::care {{{arguments}}}\n:::")),
            [fault("markdown/argument", underlined)],
            "{arguments}"
        );
    }
    assert_eq!(faults(":::do text\n:::"), [fault("markdown/argument", "text")]);
    assert_eq!(faults(":::do {a\n:::"), [fault("markdown/argument", "{a")]);
    assert_eq!(faults(":::posts {limit=many}\n:::"), [fault("markdown/argument", "many")]);
    assert_eq!(body(":::care {level=no tilte=x title=y}\na\n:::"), "[care title=y: <p>a</p>\n]\n");
    let (_, diagnostics) = read(":::care {level=urgnt}\n:::", RawHtml::Sanitize, None);
    assert_eq!(diagnostics[0].label, "did you mean `urgent`?");
}

#[test]
fn raw_html_says_more_and_does_nothing() {
    assert_eq!(
        body(
            "<details open>\n<summary>S</summary>\n\n*a* <abbr title=\"b\">c</abbr> [d](e.md) <a href=f.md>g</a>\n\n</details>"
        ),
        "<details open=\"\">\n<summary>S</summary>\n<p><em>a</em> <abbr title=\"b\">c</abbr> \
         <a href=\"[link e.md]\">d</a> <a href=\"[link f.md]\">g</a></p>\n</details>"
    );
    assert_eq!(
        body("a <img src=b.jpg alt=c onerror=d> <a href=https://e.example target=_blank>f</a><!-- g -->"),
        "<p>a <img src=\"[source b.jpg]\" alt=\"c\"> <a href=\"https://e.example\">f</a></p>\n"
    );
    assert_eq!(body("a<script>b</script>c <iframe src=d>e</iframe>f"), "<p>ac f</p>\n");
    assert_eq!(body("<style>\na\n\nb\n</style>\n\nc"), "<p>c</p>\n");
    assert_eq!(body("<!-- a\n\nb -->\n\nc"), "<p>c</p>\n");
}

#[test]
fn what_is_removed_is_reported_once() {
    assert_eq!(
        faults(
            "<div onclick=\"a\" style=\"b\" class=\"c\">\n\nd <script>e</script> <font>f</font>\n\n<a href=\"javascript:g\" data-h>i</a>\n\n</div>"
        ),
        [
            fault("markdown/html-removed", "onclick"),
            fault("markdown/html-removed", "style"),
            fault("markdown/html-removed", "script"),
            fault("markdown/html-removed", "font"),
            fault("links/scheme", "javascript:g"),
            fault("markdown/html-removed", "data-h"),
        ]
    );
    assert_eq!(faults("> a <b\n> onclick=x>c</b>"), [fault("markdown/html-removed", "<b")]);
    assert_eq!(faults("> <div>\n> <b onclick=x>c</b>"), [fault("markdown/html-removed", "onclick")]);
    assert_eq!(faults("<!-- a --> <b>c</b> <br> <h2 id=x>d</h2>"), []);
    assert_eq!(faults("<h1>a</h1>"), [fault("markdown/html-removed", "h1")]);
}

#[test]
fn a_tag_that_does_not_end_swallows_nothing() {
    assert_eq!(body("a <script> b <title> c\n\nd"), "<p>a  b  c</p>\n<p>d</p>\n");
    assert_eq!(body("<div class=\"a\n\nb"), "&lt;div class=\"a\n<p>b</p>\n");
    assert_eq!(body("- <b>a\n- c</b>\n\nd"), "<ul>\n<li><b>a</b></li>\n<li>c</li>\n</ul>\n<p>d</p>\n");
    assert_eq!(body("> </blockquote></div>a\n\nb"), "<blockquote>\na\n</blockquote>\n<p>b</p>\n");
    assert_eq!(body(":::do\n<div>\n\na\n\n:::\n\nb"), "[do: <div>\n<p>a</p>\n</div>]\n<p>b</p>\n");
    assert_eq!(body("<a id=b /> c"), "<p><a id=\"b\"></a> c</p>\n");
}

#[test]
fn what_we_write_ourselves_passes_the_sanitizer() {
    let text = "a[^1] $x^2$ é&nbsp;b\n\n- [ ] c\n- [x] d\n\n| e | f |\n|---|--:|\n| g | h |\n\n> [!TIP]\n> i\n\n3. j\n\n       k\n\n\
                ## l {#m .n}\n\n![o](p)\\\nq [r](s.md) <https://t.example>\n\n:::do\nu $y$\n:::\n\nv\n: w\n\n[^1]: z $z$";
    let plain = body(text);
    assert_eq!(
        body(&format!("{text}\n\n<b></b>")),
        plain.replacen("\n<section", "\n<p><b></b></p>\n<section", 1).replace('\u{a0}', "&nbsp;")
    );
}

#[test]
fn raw_html_may_be_allowed_or_shown() {
    let shown_as = |text, raw_html| {
        let (document, diagnostics) = read(text, raw_html, None);
        assert_eq!(diagnostics, []);
        (shown(&document.body), document.ids)
    };
    let text = "<div style='a' id=b><a href='c.md' onclick=d><img src=e.jpg></a>\n<script>'<a href=f>'</script></div>\n\ng <!-- h --> <i id=\"j\">k</i>";
    assert_eq!(
        shown_as(text, RawHtml::Allow),
        (
            "<div style='a' id=b><a href=\"[link c.md]\" onclick=d><img src=\"[source e.jpg]\"></a>\n\
         <script>'<a href=f>'</script></div>\n<p>g <!-- h --> <i id=\"j\">k</i></p>\n"
                .to_owned(),
            vec!["b".to_owned(), "j".to_owned()]
        )
    );
    assert_eq!(
        shown_as("<div>a</div>\n\nb <i>c</i><!-- d -->\n\n<!-- e -->", RawHtml::Escape).0,
        "<p>&lt;div&gt;a&lt;/div&gt;</p>\n<p>b &lt;i&gt;c&lt;/i&gt;</p>\n"
    );
}

#[test]
fn nobody_can_write_the_mark_of_a_hole() {
    for raw_html in [RawHtml::Sanitize, RawHtml::Escape] {
        let mark = "\u{fdd0}0\u{fdd1}";
        let reference = "&#xFDD0;0&#64977;";
        for mark in [mark, reference] {
            let text = format!(
                "[a](b.md) {mark} `{mark}` [{mark}]({mark} \"{mark}\") ![{mark}]({mark})\n\n```{mark}\n{mark}\n```\n\n\
                 ## {mark} {{#{mark}}}\n\n<b title=\"{mark}\">{mark}</b>\n\n:::details {{summary=\"{mark}\"}}\n:::\n\n$\\text{{{mark}}}$"
            );
            let (document, _) = read(&text, raw_html, None);
            let filled = shown(&document.body);
            assert!(!filled.contains(|c| matches!(c, '\u{fdd0}'..='\u{fdef}')), "{filled}");
            assert_eq!(filled.matches("[link b.md]").count(), 1, "{filled}");
        }
    }
}

#[test]
fn depth_has_an_end() {
    for text in [
        "> ".repeat(5_000) + "a",
        "- ".repeat(5_000) + "a",
        format!("{}a{}", "*a **b ".repeat(1_000), "** c*".repeat(1_000)),
        "<div>".repeat(5_000) + "a",
        format!("{}a", ":::do\n".repeat(5_000)),
    ] {
        let (document, diagnostics) = read(&text, RawHtml::Sanitize, None);
        let depth = diagnostics.iter().filter(|d| d.code.text() == "markdown/depth").count();
        assert_eq!(depth, 1, "{:.20}", text);
        let html = shown(&document.body);
        assert!(html.contains('a') && html.len() < 5_000 + 20 * text.len(), "{:.20}", text);
        assert!(html.matches("<blockquote>").count() <= 100);
    }
}

#[test]
fn many_faults_are_told_of_up_to_a_point() {
    let (_, diagnostics) = read(&"[a](x:y)\n\n".repeat(150), RawHtml::Sanitize, None);
    assert_eq!(diagnostics.len(), 100);
    assert_eq!(diagnostics[99].help.as_deref(), Some("50 more in this file are not shown"));
}

#[test]
fn words_are_those_that_are_read() {
    let words = |text| read(text, RawHtml::Sanitize, None).0.words;
    assert_eq!(words("one *two*three `no`\n- four\n- five\n\n|six|\n|-|\n|seven|"), 6);
    assert_eq!(words("    no\n\n```\nno\n```\n\n:::care {level=urgent title=\"no no\"}\none\n:::\n\n![no](no)"), 1);
    assert_eq!(words("## one\n\ntwo[^1]\n\n[^1]: three\n\n<b>four</b>\n\n<div>five</div>"), 5);
}

#[test]
fn the_excerpt_is_the_first_paragraph() {
    let excerpt = |text| read(text, RawHtml::Sanitize, None).0.excerpt;
    assert_eq!(excerpt("## a\n\n> b\n\n:::do\nc\n:::\n\n![x](y)\n\nd *e*\n`f` ![g](h)[^1]\n\ni\n\n[^1]: j"), "d e f");
    assert_eq!(excerpt("- a\n\n:::do\nb <b>c</b>\n:::"), "b c");
    assert_eq!(excerpt("## a\n\n- b"), "");
}

#[test]
fn fields_have_no_holes() {
    assert_eq!(inline("a *b* <i>c</i>\n# d"), "a <em>b</em> &lt;i&gt;c&lt;/i&gt; # d");
    assert_eq!(inline("_a_"), "<em>a</em>");
    for text in ["# a", "1. a", "- a", "> a", "    a", "| a |", "a: b", ":::do", "~~~"] {
        assert!(!inline(text).contains("<h") && !inline(text).starts_with('<'), "{text}");
    }
    assert_eq!(inline(""), "");
    assert_eq!(
        blocks(
            "# a\n\n### b\n\n<b>c</b> ![d](e.jpg \"f\") https://g.example\n\n- h\n\n```\ni\n```\n\nj[^1]\n\n[^1]: k"
        ),
        "<h3>a</h3>\n<h4>b</h4>\n<p>&lt;b&gt;c&lt;/b&gt; <img src=\"e.jpg\" alt=\"d\" title=\"f\"> \
         <a href=\"https://g.example\">https://g.example</a></p>\n<ul>\n<li>h</li>\n</ul>\n\
         <pre class=\"code\" tabindex=\"0\"><code>i\n</code></pre>\n<p>j<a href=\"[k]\">^1</a></p>\n"
    );
    assert!(!blocks("> [!TIP]\n> a\n\n|b|\n|-|").contains('\u{fdd0}'));
}

fn acts(fragment: &Fragment) -> bool {
    fragment.html.contains("<script")
        || fragment.html.contains("<p on")
        || fragment.holes.iter().any(|hole| match hole {
            Hole::Component(component) => {
                acts(&component.body) || component.answer.as_ref().is_some_and(|answer| acts(&answer.body))
            }
            Hole::Slide(slide) => acts(&slide.body),
            Hole::Link(_) | Hole::Source(_) | Hole::Image(_) | Hole::Citation(_) => false,
            Hole::Code(_) | Hole::Word(_) | Hole::Section(_) => false,
        })
}

/// Pieces of Markdown in every order: nothing panics, every place is in the file, every hole is
/// marked, and nothing that acts comes through.
#[test]
fn no_text_is_too_strange() {
    const PIECES: [&str; 71] = [
        "[@a; see @b, p. 1]",
        "[@",
        "a",
        " ",
        "\n",
        "\n\n",
        "    ",
        "> ",
        "- ",
        "1. ",
        "# ",
        "## ",
        "é",
        "中",
        "\t",
        "*",
        "**",
        "_",
        "`",
        "```\n",
        "~~~",
        "$",
        "$$",
        "[",
        "]",
        "](",
        ")",
        "[^1]",
        "[^1]: ",
        "[a]: b\n",
        "![",
        "<",
        ">",
        "<b>",
        "</b>",
        "<div>\n",
        "</div>",
        "<script>",
        "</script>",
        "<a href=x.md>",
        "<p onclick='",
        "\"",
        "'",
        "<!--",
        "-->",
        ":::",
        ":::do\n",
        "::::care {",
        "level=urgent",
        "}\n",
        "\n:::\n",
        "&#xFDD0;",
        "\u{fdd0}",
        "&amp;",
        "|",
        "\n|-|\n",
        "\r\n",
        "https://a.b/",
        "www.a.b",
        "a@b.c",
        "{#x}",
        "\\",
        ": ",
        "[!TIP]\n",
        "- [ ] ",
        "\\frac{",
        ":::slide\n",
        ":::quiz\n",
        "\n---\n",
        "- [x] ",
        "Note: ",
    ];
    let components = declared();
    let mut state = 1_u64;
    let mut random = move |below: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % below
    };
    for round in 0..6_000 {
        let text: String = (0..1 + random(40)).map(|_| PIECES[random(PIECES.len())]).collect();
        let policy = [RawHtml::Sanitize, RawHtml::Escape, RawHtml::Allow][round % 3];
        let (title, slides) = ([None, Some("a")][round % 2], round % 5 == 0);
        let options = Options {
            raw_html: policy,
            smart_punctuation: true,
            components: &components,
            title,
            slides,
            sections: false,
        };
        let (document, _) = read_as(&text, &options);
        document.body.each_hole(&mut |hole| match hole {
            Hole::Link(at) | Hole::Source(at) => assert!(text.get(at.span.clone()).is_some(), "{text:?}"),
            Hole::Image(image) => assert!(text.get(image.src.span.clone()).is_some(), "{text:?}"),
            Hole::Component(component) => assert!(text.get(component.name.span.clone()).is_some(), "{text:?}"),
            Hole::Slide(_) | Hole::Code(_) | Hole::Word(_) | Hole::Citation(_) | Hole::Section(_) => {}
        });
        let html = shown(&document.body);
        assert!(!html.contains(frame::is_mark), "{text:?}\n{html}");
        if policy != RawHtml::Allow {
            assert!(!acts(&document.body), "{text:?}\n{html}");
        }
        inline(&text);
        blocks(&text);
        commonmark(&text);
    }
}

#[test]
fn sections_stand_by_themselves() {
    let components = Default::default();
    let text = "Before.[^a]\n\n## One *more* {#one}\n\n<div>open\n\n### Below\n\nA [link](a.md).[^b]\n\n\
                ## Two\n\n> ## Quoted\n\nLast.\n\n[^a]: First.\n[^b]: Second.\n";
    let source = Source { path: SourcePath::new("content/a.md").unwrap(), text: text.into() };
    let options = Options {
        raw_html: RawHtml::Sanitize,
        smart_punctuation: false,
        components: &components,
        title: None,
        sections: true,
        slides: false,
    };
    let (document, _) = parse(&source, 0..text.len(), &options);
    let sections = document.body.sections();
    let ids: Vec<_> = sections.iter().map(|(id, _)| *id).collect();
    assert_eq!(ids, [None, Some("one"), Some("two")]);
    let html: Vec<String> = sections.iter().map(|(_, section)| shown(section)).collect();
    assert!(html[0].contains("Before.") && html[0].contains("First.") && !html[0].contains("Second."), "{}", html[0]);
    assert!(
        html[1].contains("[link a.md]") && html[1].contains("Second.") && html[1].contains("</div>"),
        "{}",
        html[1]
    );
    assert!(!html[1].contains("One") && html[2].contains("Quoted") && html[2].trim_end().ends_with("Last.</p>"));
    let named: Vec<_> =
        document.sections.iter().map(|it| (it.title.as_str(), it.is_named, &text[it.span.clone()])).collect();
    assert_eq!(named, [("One more", true, "## One *more* {#one}\n"), ("Two", false, "## Two\n")]);
    let second = document.body.with_sections(|id| id == "two");
    assert_eq!(shown(&second).matches("[section two]").count(), 1);
    assert!(!shown(&second).contains("link a.md"));
}
