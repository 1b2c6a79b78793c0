//! Images, and what is copied as it is.

use std::fs;

use super::common::Hub;

#[test]
fn images_that_lie_or_are_cut_off_are_told_or_shown_without_a_size() {
    let hub = Hub::new();
    let png = |width: u32, height: u32| {
        let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
        bytes.extend(width.to_be_bytes());
        bytes.extend(height.to_be_bytes());
        bytes.extend(b"\x08\x06\0\0\0\0\0\0\0");
        bytes
    };
    let cut = [
        ("empty.png", Vec::new()),
        ("cut.png", png(1, 1)[..18].to_vec()),
        ("cut.jpg", b"\xff\xd8\xff\xe0\0\x10JFIF\0\x01".to_vec()),
        ("loop.jpg", [b"\xff\xd8".to_vec(), b"\xff\xe0\0\0".repeat(70_000)].concat()),
        ("cut.gif", b"GIF89a\x01".to_vec()),
        ("cut.webp", b"RIFF\xff\xff\xff\xffWEBPVP8X".to_vec()),
        ("cut.avif", b"\0\0\0\x1cftypavif\0\0\0\0".to_vec()),
        ("zero.avif", [b"\0\0\0\x1cftypavif\0\0\0\0avifmif1miaf".to_vec(), b"\0\0\0\0meta".repeat(100)].concat()),
        ("cut.svg", b"<svg width=\"10".to_vec()),
        ("bomb.svg", b"<!DOCTYPE svg [<!ENTITY a \"&b;&b;\"><!ENTITY b \"&a;&a;\">]><svg width=\"&a;\"/>".to_vec()),
        ("not-a.png", b"#!/bin/sh\necho no\n".to_vec()),
    ];
    let mut body = String::from("---\ntitle: Pictures\n---\n");
    for (name, bytes) in &cut {
        hub.write(&format!("content/pictures/{name}"), bytes);
        body.push_str(&format!("![A picture]({name})\n\n"));
    }
    // Sizes that cannot be true: kept as they are written, and never used to reserve memory.
    for (name, bytes) in [
        ("huge.png", png(u32::MAX, u32::MAX)),
        ("none.png", png(0, 0)),
        ("minus.svg", b"<svg width=\"-5\" height=\"1e400\"></svg>".to_vec()),
        ("nan.svg", b"<svg width=\"NaN\" height=\"inf\"></svg>".to_vec()),
        ("box.svg", b"<svg viewBox=\"0 0 -1 99999999999999999999\"></svg>".to_vec()),
    ] {
        hub.write(&format!("content/pictures/{name}"), bytes);
        body.push_str(&format!("![A picture]({name})\n\n"));
        hub.write(
            &format!("content/share-{name}.md"),
            format!("---\ntitle: T\nimage: {{src: pictures/{name}, alt: A}}\n---\nBody.\n"),
        );
    }
    hub.write("content/pictures/index.md", body);
    let report = hub.build(&[]);
    let told: Vec<_> = report.faults().into_iter().filter(|(code, ..)| code == "images/unreadable").collect();
    assert!(told.len() >= 7, "{told:#?}");
    for (name, bytes) in &cut {
        let published = fs::read(hub.at(&format!("public/pictures/{name}"))).ok();
        match name.rsplit('.').next().unwrap() {
            // Nothing says what else they hold, so they are not published.
            "jpg" | "webp" | "svg" => assert!(published.is_none(), "{name} is not published"),
            _ if *name == "cut.png" => assert!(published.is_none(), "{name} is not published"),
            _ => assert_eq!(published.as_ref(), Some(bytes), "{name} is copied as it is"),
        }
    }
    let mut pages = hub.outputs();
    pages.retain(|path, _| path.ends_with(".html"));
    for attribute in ["width=\"", "height=\"", "og:image:width\" content=\"", "og:image:height\" content=\""] {
        let mut sizes = 0;
        for (path, bytes) in &pages {
            let html = String::from_utf8_lossy(bytes);
            for (at, _) in html.match_indices(attribute) {
                let value = html[at + attribute.len()..].split('"').next().unwrap();
                // What HTML can hold: a whole number that is more than nothing and no wrong guess.
                let is_size = value.parse::<u64>().is_ok_and(|size| (1..=u64::from(u32::MAX)).contains(&size));
                assert!(is_size, "{path}: {attribute}{value}");
                sizes += 1;
            }
        }
        assert!(sizes > 0, "no page has `{attribute}`, so none was looked at");
    }
}

#[test]
fn what_stands_in_static_is_copied_as_it_is_but_drawings_run_nothing() {
    let hub = Hub::new();
    let svg = "<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>";
    hub.write("static/x.svg", svg);
    hub.write("static/page.html", "<script>alert(1)</script>{{ 7 * 7 }}");
    hub.write("static/.well-known/security.txt", "Contact: mailto:a@hub.example\n");
    hub.write("static/nothing", "");
    hub.build_well();
    assert_eq!(hub.output("x.svg"), "<svg xmlns=\"http://www.w3.org/2000/svg\"></svg>\n");
    assert_eq!(hub.output("page.html"), "<script>alert(1)</script>{{ 7 * 7 }}");
    assert_eq!(hub.output(".well-known/security.txt"), "Contact: mailto:a@hub.example\n");
    assert_eq!(hub.output("nothing"), "");
}
