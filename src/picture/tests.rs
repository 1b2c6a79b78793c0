//! What becomes of pictures: turned, smaller, without what their camera noted.

use image::codecs::jpeg::JpegEncoder;
use image::metadata::Orientation;
use image::{DynamicImage, ExtendedColorType, ImageEncoder, Rgb, RgbImage};

use super::*;

/// What a camera may have written that nobody is to see.
const SECRET: &[u8] = b"GPS 51.5 -0.12 serial 4711";

/// A picture whose four corners differ: red and green above, blue and white below.
fn corners(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, y| match (x < width / 2, y < height / 2) {
        (true, true) => Rgb([220, 20, 20]),
        (false, true) => Rgb([20, 200, 20]),
        (true, false) => Rgb([20, 20, 220]),
        (false, false) => Rgb([240, 240, 240]),
    })
}

/// A colour profile as far as anybody here looks at one.
fn profile() -> Vec<u8> {
    let mut profile = vec![7; 600];
    profile[16..20].copy_from_slice(b"RGB ");
    profile
}

/// Exif with an orientation and a secret behind it.
fn exif(orientation: u8) -> Vec<u8> {
    let mut exif = b"II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0".to_vec();
    exif.extend([orientation, 0, 0, 0, 0, 0, 0, 0]);
    exif.extend(SECRET);
    exif
}

fn jpeg(picture: &RgbImage, orientation: u8) -> Vec<u8> {
    let mut plain = Vec::new();
    let mut encoder = JpegEncoder::new_with_quality(&mut plain, 95);
    encoder.set_icc_profile(profile()).unwrap();
    encoder.encode_image(picture).unwrap();
    let segment =
        |marker: u8, content: &[u8]| [&[0xff, marker], &(content.len() as u16 + 2).to_be_bytes()[..], content].concat();
    let exif = segment(0xe1, &[b"Exif\0\0", &exif(orientation)[..]].concat());
    let xmp = segment(0xe1, &[b"http://ns.adobe.com/xap/1.0/\0", SECRET].concat());
    let iptc = segment(0xed, &[b"Photoshop 3.0\0", SECRET].concat());
    let comment = segment(0xfe, SECRET);
    // After the end, as some telephones do, another picture.
    [&plain[..2], &exif, &xmp, &iptc, &comment, &plain[2..], SECRET, &plain].concat()
}

fn png(picture: &DynamicImage, orientation: u8) -> Vec<u8> {
    let mut plain = Vec::new();
    let mut encoder = image::codecs::png::PngEncoder::new(&mut plain);
    encoder.set_icc_profile(profile()).unwrap();
    encoder.set_exif_metadata(exif(orientation)).unwrap();
    let color: ExtendedColorType = picture.color().into();
    encoder.write_image(picture.as_bytes(), picture.width(), picture.height(), color).unwrap();
    let chunk = [b"tEXt", SECRET].concat();
    let mut noted = (SECRET.len() as u32).to_be_bytes().to_vec();
    noted.extend(&chunk);
    noted.extend([0; 4]);
    [&plain[..33], &noted, &plain[33..], SECRET].concat()
}

fn webp(picture: &RgbImage, orientation: u8) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = image::codecs::webp::WebPEncoder::new_lossless(&mut bytes);
    encoder.set_icc_profile(profile()).unwrap();
    encoder.set_exif_metadata(exif(orientation)).unwrap();
    encoder.encode(picture, picture.width(), picture.height(), ExtendedColorType::Rgb8).unwrap();
    bytes
}

fn every_form(orientation: u8) -> [(Form, Vec<u8>); 3] {
    let picture = corners(480, 320);
    [
        (Form::Jpeg, jpeg(&picture, orientation)),
        (Form::Png, png(&picture.clone().into(), orientation)),
        (Form::Webp, webp(&picture, orientation)),
    ]
}

fn has(bytes: &[u8], what: &[u8]) -> bool {
    bytes.windows(what.len()).any(|window| window == what)
}

fn read(bytes: &[u8]) -> RgbImage {
    image::load_from_memory(bytes).unwrap().into_rgb8()
}

/// What stands in the corners, by its strongest colour.
fn corners_of(picture: &RgbImage) -> String {
    let (right, bottom) = (picture.width() - 3, picture.height() - 3);
    let name = |(x, y)| match picture.get_pixel(x, y).0 {
        [200..=255, 200..=255, 200..=255] => 'w',
        [150..=255, ..] => 'r',
        [_, 150..=255, _] => 'g',
        _ => 'b',
    };
    [(2, 2), (right, 2), (2, bottom), (right, bottom)].into_iter().map(name).collect()
}

/// As `corners` shows when it is turned so.
const TURNED: [&str; 8] = ["rgbw", "grwb", "wbgr", "bwrg", "rbgw", "brwg", "wgbr", "gwrb"];

#[test]
fn every_print_is_turned_and_without_secrets_and_keeps_its_colours() {
    for orientation in 1..=8u8 {
        for (form, bytes) in every_form(orientation) {
            assert!(has(&bytes, SECRET));
            let look = look(&bytes).unwrap();
            let (width, height) = if orientation < 5 { (480, 320) } else { (320, 480) };
            assert_eq!((look.form, look.width, look.height), (form, width, height), "{orientation}");
            let pixels = develop(&bytes, 240).unwrap();
            let look = Look { is_drawing: false, ..look };
            let mut prints = prints(&look, &[120, 240], &[Form::Webp, Form::Jpeg, Form::Png], 80);
            prints.extend(crop(&look, Ratio::Square, None, 240));
            assert!(prints.len() >= 5, "{prints:?}");
            for wanted in prints {
                let made = print(&pixels, &wanted).unwrap();
                assert!(!has(&made, SECRET) && !has(&made, b"Exif"), "{wanted:?}");
                let shown = read(&made);
                assert_eq!(shown.dimensions(), (wanted.width, wanted.height));
                assert_eq!(corners_of(&shown), TURNED[usize::from(orientation) - 1], "{orientation} {wanted:?}");
                let kept = parts::of(&made).unwrap();
                assert_eq!((kept.form, kept.turned), (wanted.form, Orientation::NoTransforms));
                if wanted.form != Form::Png {
                    assert!(has(&made, &profile()), "{wanted:?}");
                }
            }
        }
    }
}

#[test]
fn a_file_that_stays_as_it_is_loses_its_secrets_and_no_pixel() {
    for orientation in 1..=8u8 {
        for (form, bytes) in every_form(orientation) {
            let stripped = stripped(&bytes).unwrap();
            assert!(!has(&stripped, SECRET), "{form:?}");
            assert!(read(&stripped) == read(&bytes));
            let (before, after) = (parts::of(&bytes).unwrap(), parts::of(&stripped).unwrap());
            assert_eq!((after.turned, after.turned.to_exif()), (before.turned, orientation));
            assert_eq!(super::stripped(&stripped).unwrap(), stripped);
            assert!(form == Form::Png || has(&stripped, &profile()));
        }
    }
}

#[test]
fn a_jpeg_says_from_its_head_that_it_lies() {
    let picture = corners(40, 20);
    for orientation in 1..=8 {
        assert_eq!(is_on_its_side(&jpeg(&picture, orientation)[..200]), orientation >= 5);
    }
    assert!(!is_on_its_side(b"\xff\xd8\xffExif\0\0Exif\0\0II*\0"));
}

#[test]
fn what_is_cut_off_or_lies_is_refused_and_nothing_panics() {
    for (form, bytes) in every_form(6) {
        // What the picture is without what follows it.
        let bytes = stripped(&bytes).unwrap();
        for end in (0..bytes.len()).step_by(bytes.len() / 97 + 1) {
            assert!(look(&bytes[..end]).is_err(), "{form:?} {end}");
            assert!(stripped(&bytes[..end]).is_err(), "{form:?} {end}");
        }
        for at in (0..bytes.len()).step_by(bytes.len() / 61 + 1) {
            let mut wrong = bytes.clone();
            wrong[at] ^= 0x55;
            let _ = (look(&wrong), stripped(&wrong));
        }
    }
    assert_eq!(look(b"GIF89a"), Err(Unusable::Other));
    assert_eq!(look(b""), Err(Unusable::Other));
}

#[test]
fn a_picture_of_a_hundred_million_pixels_is_refused_before_it_is_read() {
    let size = [10_000u32.to_be_bytes(), 10_000u32.to_be_bytes()].concat();
    let mut large = png(&corners(4, 4).into(), 1);
    large[16..24].copy_from_slice(&size);
    assert_eq!(look(&large), Err(Unusable::TooLarge(10_000, 10_000)));
    assert!(stripped(&large).is_ok());
    // A JPEG that says it is larger than its bytes could be.
    let mut lying = jpeg(&corners(16, 16), 1);
    let frame = lying.windows(2).position(|window| window == [0xff, 0xc0]).unwrap();
    lying[frame + 5..frame + 9].copy_from_slice(&[0xff; 4]);
    assert_eq!(look(&lying), Err(Unusable::TooLarge(65_535, 65_535)));
}

#[test]
fn what_moves_is_left_as_it_is() {
    let still = png(&corners(200, 100).into(), 1);
    let control = b"\0\0\0\x08acTL\0\0\0\x01\0\0\0\0\0\0\0\0";
    let moving = [&still[..33], control, &still[33..]].concat();
    assert_eq!(look(&moving), Err(Unusable::Moving));
    assert!(has(&stripped(&moving).unwrap(), b"acTL"));
}

#[test]
fn widths_are_those_that_are_smaller_and_its_own() {
    let look =
        |width, height| Look { form: Form::Jpeg, width, height, is_transparent: false, is_drawing: false, tone: None };
    let sizes = |width, height| -> Vec<(u32, u32)> {
        let made = prints(&look(width, height), &[480, 960, 1600], &[Form::Jpeg], 80);
        made.into_iter().map(|print| (print.width, print.height)).collect()
    };
    assert_eq!(sizes(4032, 3024), [(480, 360), (960, 720), (1600, 1200)]);
    assert_eq!(sizes(1000, 500), [(480, 240), (1000, 500)]);
    assert_eq!(sizes(300, 600), [(300, 600)]);
    assert_eq!(sizes(99, 600), []);
    let transparent = Look { is_transparent: true, ..look(300, 300) };
    let forms = |look: &Look| -> Vec<Form> {
        let made = prints(look, &[480], &[Form::Webp, Form::Jpeg, Form::Png], 80);
        made.into_iter().map(|print| print.form).collect()
    };
    assert_eq!(forms(&transparent), [Form::Webp, Form::Png]);
    // A drawing stays what it is for who knows no WebP, unless it is too large.
    let drawing = Look { form: Form::Png, is_drawing: true, ..look(300, 300) };
    assert_eq!(forms(&drawing), [Form::Webp]);
    assert_eq!(forms(&Look { width: 3000, ..drawing }), [Form::Webp, Form::Png]);
}

#[test]
fn a_crop_is_about_its_focus_and_is_never_enlarged() {
    let look =
        |width, height| Look { form: Form::Jpeg, width, height, is_transparent: false, is_drawing: false, tone: None };
    let share = |width, height, focus| crop(&look(width, height), Ratio::Share, focus, 1600);
    let large = share(4000, 3000, Some((50, 0))).unwrap();
    assert_eq!((large.width, large.height), (1200, 630));
    assert_eq!(large.part((1600, 1200)), (0, 0, 1600, 840));
    let low = share(4000, 3000, Some((50, 100))).unwrap();
    assert_eq!(low.part((1600, 1200)), (0, 360, 1600, 840));
    let wide = share(6000, 1000, Some((90, 50))).unwrap();
    assert_eq!(wide.part((6000, 1000)), (6000 - 1905, 0, 1905, 1000));
    assert_eq!(share(800, 600, None).map(|print| (print.width, print.height)), Some((800, 420)));
    assert_eq!(share(378, 600, None), None);
    assert_eq!(share(600, 199, None), None);
    assert_eq!(
        pixels::decode(&jpeg(&corners(600, 1300), 1), &parts::of(&jpeg(&corners(600, 1300), 1)).unwrap(), 300)
            .unwrap()
            .width,
        600
    );
}

#[test]
fn share_pictures_are_small_enough_and_opaque() {
    let mut seed = 1u32;
    let mut noise = || {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (seed >> 24) as u8
    };
    let picture = image::RgbaImage::from_fn(1300, 700, |_, _| image::Rgba([noise(), noise(), noise(), 128]));
    let bytes = png(&picture.into(), 1);
    let look = look(&bytes).unwrap();
    assert!(look.is_transparent && look.tone.is_none());
    let wanted = crop(&look, Ratio::Share, None, 1600).unwrap();
    let made = print(&develop(&bytes, 1600).unwrap(), &wanted).unwrap();
    assert!(made.len() <= 450_000, "{}", made.len());
    assert_eq!(Form::of(&made), Some(Form::Jpeg));
    let [red, ..] = read(&made).get_pixel(600, 300).0;
    assert!(red > 100, "what is half transparent is half white");
}

#[test]
fn tones_are_near_the_colours() {
    let sky = RgbImage::from_pixel(300, 200, Rgb([70, 140, 210]));
    let tone = look(&jpeg(&sky, 1)).unwrap().tone.unwrap();
    assert_eq!(tone.to_string(), "48c");
}

#[test]
fn resizing_gives_the_same_bytes_on_every_machine() {
    use fast_image_resize::{FilterType, PixelType, ResizeAlg, ResizeOptions, Resizer, images};
    let picture = corners(331, 217);
    let options = ResizeOptions::new().resize_alg(ResizeAlg::Convolution(FilterType::CatmullRom));
    let source = images::ImageRef::new(331, 217, picture.as_raw(), PixelType::U8x3).unwrap();
    let mut target = images::Image::new(123, 77, PixelType::U8x3);
    Resizer::new().resize(&source, &mut target, &options).unwrap();
    // Found without SIMD, with SSE 4.1 and with AVX2: all three agree.
    assert_eq!(crate::hash::of(&target.into_vec()).short(), "f650b52e6f");
}

#[test]
fn drawings_lose_what_could_run() {
    let svg = r##"<?xml version="1.0"?><?xml-stylesheet href="https://evil.example/a.css"?>
<!DOCTYPE svg [<!ENTITY ns "http://www.w3.org/2000/svg"><!ENTITY word "Ward 7">]>
<!-- made by Jo -->
<svg xmlns="&ns;" xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:sodipodi="http://s.example/" onload="run()"
 sodipodi:docname="/home/jo/ward.svg" viewBox="0 0 10 10"><metadata>Jo</metadata><sodipodi:namedview/>
<script>run()</script><script xlink:href="https://evil.example/a.js"/><g ONCLICK="run()" fill="url(#a)"><title>A &amp; B &word;</title>
<a xlink:href="java&#10;script:run()"><rect width="1" height="2" fill="url(https://evil.example/b)"/></a>
<a href="https://hub.example/"><path d="M0 0"/></a><foreignObject><body xmlns="http://www.w3.org/1999/xhtml"><img src="x" onerror="run()"/></body></foreignObject>
<image href="https://evil.example/c.png"/><image href="data:image/png;base64,AA=="/><use href="#b"/><use href="other.svg#c"/>
<animate attributeName="href" to="javascript:run()"/><set attributeName="onclick" to="run()"/><animate attributeName="x" to="2"/>
<style><![CDATA[.a > .b { fill: red }]]></style><style>@import "https://evil.example/d.css";</style></g></svg>"##;
    let safe = safe_svg(svg.as_bytes()).unwrap();
    for gone in [
        "script",
        "run",
        "evil",
        "onload",
        "ONCLICK",
        "metadata",
        "Jo",
        "foreignObject",
        "img",
        "DOCTYPE",
        "other.svg",
        "xml-stylesheet",
    ] {
        assert!(!safe.contains(gone), "{gone} in {safe}");
    }
    for kept in [
        "<svg xmlns=\"http://www.w3.org/2000/svg\"",
        "viewBox=\"0 0 10 10\"",
        "<title>A &amp; B Ward 7</title>",
        "fill=\"url(#a)\"",
        "<a href=\"https://hub.example/\">",
        "<image href=\"data:image/png;base64,AA==\"/>",
        "<use href=\"#b\"/>",
        "<animate attributeName=\"x\" to=\"2\"/>",
        ".a &gt; .b { fill: red }",
    ] {
        assert!(safe.contains(kept), "{kept} not in {safe}");
    }
    assert_eq!(safe_svg(safe.as_bytes()).unwrap(), safe);
    for wrong in ["", "<svg>", "<svg><g></svg>", "<html></html>", "<svg>&nothing;</svg>", "<svg/><svg/>", "words"] {
        assert!(safe_svg(wrong.as_bytes()).is_err(), "{wrong}");
    }
}

#[test]
fn drawing_that_would_load_something_behind_an_escape_does_not() {
    for attribute in [
        r"mask='u\72l(https://evil.example/a)'",
        r"fill='u\72 l(//evil.example/a)'",
        "fill='image-set(\"https://evil.example/a\" 1x)'",
        "cursor='src(\"https://evil.example/a\")'",
        "style='background: src(\"https://evil.example/a\")'",
    ] {
        let svg = format!("<svg xmlns='http://www.w3.org/2000/svg'><rect {attribute} width='1'/></svg>");
        let made = safe_svg(svg.as_bytes()).unwrap();
        assert!(!made.contains("evil") && made.contains("width=\"1\""), "{made}");
    }
    for inside in [
        "<style><g></g>@import 'https://evil.example/a';</style>",
        "<style>@imp<svg:g/>ort 'https://evil.example/a';</style>",
        r"<set attributeName='mask' to='u\72l(https://evil.example/a)'/>",
        r"<animate attributeName='fill' values='red;u\72l(https://evil.example/a)'/>",
    ] {
        let svg = format!("<svg xmlns='http://www.w3.org/2000/svg'>{inside}</svg>");
        let made = safe_svg(svg.as_bytes()).unwrap();
        assert!(!made.contains("evil"), "{made}");
    }
    let good = "<svg xmlns='http://www.w3.org/2000/svg'><style>.a{fill:url(#b)}</style><g fill='url(#b)'/></svg>";
    assert_eq!(safe_svg(good.as_bytes()).unwrap().matches("url(#b)").count(), 2);
}

#[test]
fn drawing_whose_entities_or_elements_multiply_is_refused() {
    let letters = "x".repeat(1000);
    let head = format!("<!DOCTYPE svg [<!ENTITY a \"{letters}\">]><svg xmlns='http://www.w3.org/2000/svg'>");
    let few = format!("{head}<text id='&a;'>&a;</text></svg>");
    assert!(safe_svg(few.as_bytes()).is_ok());
    for many in [
        format!("{head}<text>{}</text></svg>", "&a;".repeat(100_000)),
        format!("{head}<text id='{}'/></svg>", "&a;".repeat(100_000)),
        format!("{head}{}</svg>", "<text id='&a;'/>".repeat(100_000)),
        format!("{head}{}{}</svg>", "<g>".repeat(100_000), "</g>".repeat(100_000)),
    ] {
        assert!(matches!(safe_svg(many.as_bytes()), Err(Unusable::Damaged(_))));
    }
}
