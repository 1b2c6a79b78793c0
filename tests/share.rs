//! Shared pages on a real disk: pictures as networks find them, and a hub that is checked from outside.
#![cfg(unix)]
#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "hubs of these tests are folders, and the binary is run on them; what fails, fails the test"
)]

mod common;

use common::{Hub, Report};

/// A grey PNG of 1200 × 630 pixels, with so many bits for each, that nothing compresses.
fn picture(bits: u8) -> Vec<u8> {
    let row = 1 + 1200 * usize::from(bits) / 8;
    let raw = vec![0; row * 630];
    // Deflate allows blocks that are stored as they are.
    let mut packed = vec![0x78, 0x01];
    let blocks = raw.chunks(65_535);
    let last = blocks.len() - 1;
    for (at, block) in blocks.enumerate() {
        let length = u16::try_from(block.len()).unwrap();
        packed.push(u8::from(at == last));
        packed.extend(length.to_le_bytes());
        packed.extend((!length).to_le_bytes());
        packed.extend(block);
    }
    // The check sum of zeros: nothing but their number.
    let sum = u32::try_from(raw.len() % 65_521).unwrap() << 16 | 1;
    packed.extend(sum.to_be_bytes());
    let head = [&1200_u32.to_be_bytes()[..], &630_u32.to_be_bytes(), &[bits, 0, 0, 0, 0]].concat();
    let chunks = [chunk(b"IHDR", &head), chunk(b"IDAT", &packed), chunk(b"IEND", b"")];
    [b"\x89PNG\r\n\x1a\n".to_vec(), chunks.concat()].concat()
}

fn chunk(name: &[u8; 4], content: &[u8]) -> Vec<u8> {
    let length = u32::try_from(content.len()).unwrap().to_be_bytes();
    let body = [name, content].concat();
    let sum = !body.iter().fold(u32::MAX, |sum, byte| {
        (0..8).fold(sum ^ u32::from(*byte), |sum, _| if sum & 1 == 1 { sum >> 1 ^ 0xedb8_8320 } else { sum >> 1 })
    });
    [&length[..], &body, &sum.to_be_bytes()].concat()
}

#[test]
fn heavy_pictures_are_told_by_their_bytes() {
    let hub = Hub::new();
    let template = r#"<!doctype html><html lang="en"><head><meta charset="utf-8"><title>T</title>
        <meta property="og:image" content="https://hub.example/{{ page.title }}.png"></head><body></body></html>"#;
    hub.write("templates/bare.html", template);
    for (name, bits) in [("light", 1), ("heavy", 4), ("heaviest", 8)] {
        hub.write(&format!("static/{name}.png"), picture(bits));
        hub.write(&format!("content/{name}.md"), format!("---\ntitle: {name}\ntemplate: bare\n---\nText.\n"));
    }
    let report = Report::of(hub.run(&["check", "--only", "share/image-heavy", "--format", "json"]));
    let told = report.json["diagnostics"].as_array().unwrap().iter();
    let told: Vec<_> = told.map(|it| (it["place"]["file"].as_str().unwrap(), it["level"].as_str().unwrap())).collect();
    assert_eq!(told, [("content/heaviest.md", "error"), ("content/heavy.md", "warning")]);
}

#[test]
fn feeds_that_are_too_large_are_told() {
    let hub = Hub::new();
    let text = "word ".repeat(270_000);
    for number in 1..=4 {
        let more = if number < 4 { "topics: [some]" } else { "" };
        let page = format!("---\ntitle: Page {number}\ndate: 2026-01-05\n{more}\n---\n{text}\n");
        hub.write(&format!("content/news/{number}.md"), page);
    }
    let told = |settings: &str| {
        hub.write("bulletin.yaml", format!("title: Hub\nbase_url: https://hub.example/\nfeeds: {settings}\n"));
        let report = Report::of(hub.run(&["check", "--only", "share/feed-large", "--format", "json"]));
        let told = report.json["diagnostics"].as_array().unwrap().iter();
        told.map(|it| it["place"]["file"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(told("{formats: [rss]}"), ["feed.xml", "news/feed.xml"], "four pages are too many, three are not");
    assert!(told("{formats: [rss], items: 3}").is_empty());
    assert!(told("{full_text: false}").is_empty());
}

#[test]
fn a_hub_says_what_networks_make_of_it_for_people_and_for_programs() {
    let hub = Hub::new();
    for number in 1..=30 {
        let title = format!("A title that is so long that neither X nor Discord shows all of it, number {number:02}");
        hub.write(&format!("content/news/{number}.md"), format!("---\ntitle: {title}\ndate: 2026-01-05\n---\nText.\n"));
    }
    let ended = hub.run(&["check"]);
    assert_eq!(ended.code, Some(0), "warnings are no errors: {}", ended.err);
    let told = |ended: &common::Ended| ended.err.matches("warning[share/title-long]").count();
    assert_eq!(told(&ended), 3, "they say the same: {}", ended.err);
    assert!(ended.err.contains("and 27 more warnings of share/title-long"), "{}", ended.err);
    assert!(ended.err.contains("30 share/title-long in 30 files"), "{}", ended.err);
    let ended = hub.run(&["check", "--only", "share/title-long"]);
    assert_eq!(told(&ended), 30, "{}", ended.err);
    let ended = hub.run(&["check", "--only", "share/title-long", "--format", "github"]);
    assert_eq!(ended.out.lines().filter(|line| line.contains("title=share/title-long")).count(), 30, "{}", ended.out);
    // Nobody asked a build.
    assert!(!hub.run(&["build"]).err.contains("share/"));
}
