//! Photos from a camera, from outside: what is published of them, and what is not.
#![expect(clippy::disallowed_methods, reason = "these tests look at hubs on disk")]
#![allow(clippy::unwrap_used, reason = "a helper that fails is a test that fails")]

mod common;

use std::collections::BTreeMap;
use std::fs;

use common::Hub;
use image::{Rgb, RgbImage};

/// What a camera noted, which is to be nowhere.
const SECRET: &[u8] = b"GPS 51.5N 0.12W serial 4711";

/// A photo on its side: shown, its upper half is red and its lower half blue.
fn photo(width: u32, height: u32, mark: u8) -> Vec<u8> {
    let side = |x| if x < width / 2 { Rgb([210, mark, 20]) } else { Rgb([20, mark, 210]) };
    let mut plain = Vec::new();
    let picture = RgbImage::from_fn(width, height, |x, _| side(x));
    image::codecs::jpeg::JpegEncoder::new_with_quality(&mut plain, 90).encode_image(&picture).unwrap();
    let segment =
        |marker: u8, content: &[u8]| [&[0xff, marker], &(content.len() as u16 + 2).to_be_bytes()[..], content].concat();
    // One entry: the orientation is 6, a quarter turn.
    let exif = [b"Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0", SECRET].concat();
    let more = [segment(0xe1, &exif), segment(0xed, SECRET), segment(0xfe, SECRET)].concat();
    [&plain[..2], &more, &plain[2..], SECRET].concat()
}

fn hub() -> Hub {
    let hub = Hub::new();
    hub.write("bulletin.yaml", "title: Northside\nbase_url: https://hub.example/\nimages: {widths: [100, 200]}\n");
    hub.write("content/news/ward/ward.jpg", photo(640, 480, 90));
    hub.write("content/news/ward/bed.jpg", photo(320, 240, 90));
    hub.write("static/plan.jpg", photo(120, 120, 90));
    hub.write(
        "content/news/ward/index.md",
        "---\ntitle: A ward\nimage: {src: ward.jpg, alt: The ward, focus: 50% 0%}\n---\n![A bed](bed.jpg) [The plan](/plan.jpg)\n",
    );
    hub
}

fn pictures(hub: &Hub) -> BTreeMap<String, Vec<u8>> {
    let is_picture = |path: &str| [".jpg", ".webp", ".png"].iter().any(|end| path.ends_with(end));
    hub.outputs().into_iter().filter(|(path, _)| is_picture(path) && !path.starts_with("assets/")).collect()
}

#[test]
fn what_a_camera_noted_is_nowhere() {
    let hub = hub();
    hub.build_well();
    for (path, bytes) in hub.outputs() {
        assert!(!bytes.windows(SECRET.len()).any(|window| window == SECRET), "{path}");
    }
    // Three as they are, two with two widths in two forms, and four that are cut of the first; and cards of the home page
    // and of the section.
    assert_eq!(pictures(&hub).len(), 3 + 8 + 4 + 2);
}

#[test]
fn prints_are_turned_and_cut_about_their_focus() {
    let hub = hub();
    hub.build_well();
    let mut seen = 0;
    for (path, bytes) in pictures(&hub).into_iter().filter(|(path, _)| path.starts_with("news/ward/ward-")) {
        let size = path.trim_end_matches(".webp").trim_end_matches(".jpg").rsplit('-').next().unwrap().to_owned();
        let picture = image::load_from_memory(&bytes).unwrap().into_rgb8();
        let [red, _, blue] = picture.get_pixel(picture.width() / 2, 4).0;
        assert!(red > 150 && blue < 80, "{path} is red above");
        match size.split_once('x') {
            None => assert_eq!(picture.width().to_string(), size),
            Some((width, height)) => {
                assert_eq!((picture.width().to_string(), picture.height().to_string()), (width.into(), height.into()));
                assert!(bytes.len() <= 300_000 && bytes.starts_with(b"\xff\xd8"), "{path}");
            }
        }
        seen += 1;
    }
    assert_eq!(seen, 8);
    let page = hub.output("news/ward/index.html");
    for part in
        ["width=\"480\" height=\"640\"", "-480x252.jpg\"", "<meta property=\"og:image:height\" content=\"252\">"]
    {
        assert!(page.contains(part), "{part} in {page}");
    }
}

#[test]
fn a_build_makes_only_what_is_made_of_a_picture_that_changed() {
    let hub = hub();
    hub.build_well();
    let before = pictures(&hub);
    let again = hub.build(&[]);
    assert_eq!((&again.json["rendered"], &again.json["written"]), (&0.into(), &0.into()));
    // Another text makes no picture again.
    hub.write(
        "content/news/ward/index.md",
        "---\ntitle: A new ward\nimage: {src: ward.jpg, alt: The ward, focus: 50% 0%}\n---\n![A bed](bed.jpg)\n",
    );
    let made = hub.build(&["--explain"]);
    let reasons = made.json["reasons"].as_object().unwrap();
    assert!(reasons.contains_key("news/ward/index.html"));
    assert!(!reasons.keys().any(|path| path.ends_with(".jpg") || path.ends_with(".webp")), "{reasons:#?}");
    // Another focus makes another cut, and another photo all of its own.
    hub.write(
        "content/news/ward/index.md",
        "---\ntitle: A new ward\nimage: {src: ward.jpg, alt: The ward, focus: 50% 100%}\n---\n![A bed](bed.jpg)\n",
    );
    hub.write("content/news/ward/bed.jpg", photo(320, 240, 10));
    hub.build(&[]);
    let after = pictures(&hub);
    let new: Vec<&String> = after.keys().filter(|path| !before.contains_key(*path)).collect();
    assert_eq!(new.len(), 4 + 4, "{new:#?}");
    assert_eq!(after.len(), before.len());
    // A clean build makes the same.
    fs::remove_dir_all(hub.at("public")).unwrap();
    fs::remove_dir_all(hub.at(".bulletin")).unwrap();
    hub.build(&[]);
    assert!(pictures(&hub) == after);
}

#[test]
fn a_damaged_photo_that_no_page_names_is_told_and_not_published() {
    let hub = hub();
    let whole = photo(200, 100, 90);
    hub.write("static/cut.jpg", &whole[..whole.len() / 2]);
    let report = hub.build(&[]);
    report.expect("static/cut.jpg", "images/unreadable");
    assert!(!hub.has("public/cut.jpg"));
}
