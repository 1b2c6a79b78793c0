//! Share cards, drawn and looked at: a few are kept as pictures, which no change may alter unseen.
//!
//! `UPDATE=1 cargo test --test cards` draws them again; look at them before they are committed.
#![expect(clippy::disallowed_methods, reason = "a test reads and writes the pictures that it compares")]

mod example;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use bulletin::card::{Design, Field, Fields, HEIGHT, HubMark, LIMIT, LeftOut, Picture, Studio, WIDTH};
use bulletin::hash;
use bulletin::path::SourcePath;
use bulletin::span::Source;
use bulletin::yaml;

/// A studio for the default theme in one of its palettes.
fn studio(palette: &str) -> Studio {
    let text = fs::read_to_string(root().join("themes/clarity/card.yaml")).expect("the theme has a card");
    studio_of(&text, palette, HubMark::Theme)
}

/// A studio for a design as it is written.
fn studio_of(text: &str, palette: &str, mark: HubMark) -> Studio {
    let source = Source { path: SourcePath::new("card.yaml").expect("a path"), text: text.into() };
    let node = yaml::parse(&source, 0..source.text.len()).expect("the card can be read");
    let mut faults = Vec::new();
    let design = Design::read(&source, node, &|_| Some(palette.to_owned()), &mut faults);
    assert!(faults.is_empty(), "{faults:?}");
    Studio::new(design, Vec::new(), Vec::new(), (mark, hash::of(b"")))
}

/// A card that is kept: name, palette, language, and what it says.
type Kept = (&'static str, &'static str, &'static str, &'static [(Field, &'static str)]);

const KEPT: [Kept; 10] = [
    (
        "latin",
        "lagoon",
        "en-GB",
        &[
            (Field::Hub, "Northgate Hospitals"),
            (Field::Label, "News"),
            (Field::Title, "New scanner halves the wait for heart patients"),
            (Field::Author, "Ada Okafor"),
            (Field::Date, "20 November 2026"),
        ],
    ),
    (
        "short",
        "plum",
        "en-GB",
        &[
            (Field::Hub, "Northgate Hospitals"),
            (Field::Label, "Guides"),
            (Field::Title, "Flu"),
            (Field::Reviewer, "Reviewed by Dr Marek Łuczak"),
        ],
    ),
    (
        "long",
        "moss",
        "en-GB",
        &[
            (Field::Hub, "Northgate Hospitals and Community Services Partnership of the Upper Valley"),
            (Field::Label, "Research"),
            (
                Field::Title,
                "Effect of a nurse-led, telephone-based follow-up programme on unplanned readmission within thirty days \
                 of discharge among older adults with heart failure, chronic obstructive pulmonary disease or both: a \
                 pragmatic, stepped-wedge, cluster-randomised trial in eleven community hospitals",
            ),
            (Field::Author, "Ada Okafor, Marek Łuczak, Priya Raman, Siân Hughes-Bowen and others of the study group"),
            (Field::Date, "3 March 2026"),
        ],
    ),
    (
        "retracted",
        "lagoon",
        "en-GB",
        &[
            (Field::Hub, "Northgate Hospitals"),
            (Field::Label, "Research"),
            (Field::Status, "RETRACTED"),
            (Field::Title, "Vitamin D and recovery after surgery: a cohort of 412 adults"),
            (Field::Author, "Ada Okafor"),
            (Field::Date, "3 March 2026"),
        ],
    ),
    (
        "arabic",
        "indigo",
        "ar",
        &[
            (Field::Hub, "مستشفيات نورثغيت"),
            (Field::Label, "الأخبار"),
            (Field::Title, "جهاز MRI جديد يقلّص مدة انتظار مرضى القلب إلى النصف"),
            (Field::Date, "٢٠ نوفمبر ٢٠٢٦"),
        ],
    ),
    (
        "hebrew",
        "lagoon",
        "he",
        &[
            (Field::Hub, "בתי החולים נורתגייט"),
            (Field::Label, "מדריכים"),
            (Field::Title, "מה לעשות כשיש חום לילד"),
            (Field::Date, "20 בנובמבר 2026"),
        ],
    ),
    (
        "devanagari",
        "plum",
        "hi",
        &[
            (Field::Hub, "नॉर्थगेट अस्पताल"),
            (Field::Label, "मार्गदर्शिकाएँ"),
            (Field::Title, "बच्चे को बुखार हो तो क्या करें और डॉक्टर को कब दिखाएँ"),
            (Field::Date, "20 नवंबर 2026"),
        ],
    ),
    (
        "thai",
        "moss",
        "th",
        &[
            (Field::Hub, "โรงพยาบาลนอร์ธเกต"),
            (Field::Label, "คู่มือ"),
            (Field::Title, "วัคซีนไข้หวัดใหญ่สำหรับผู้สูงอายุและหญิงตั้งครรภ์ในฤดูหนาวนี้"),
            (Field::Date, "20 พฤศจิกายน 2569"),
        ],
    ),
    (
        "chinese",
        "lagoon",
        "zh-Hans",
        &[
            (Field::Hub, "诺斯盖特医院"),
            (Field::Label, "新闻"),
            (Field::Title, "新型核磁共振扫描仪将心脏病患者的等候时间缩短一半"),
            (Field::Date, "2026年11月20日"),
        ],
    ),
    (
        "korean",
        "indigo",
        "ko",
        &[
            (Field::Hub, "노스게이트 병원"),
            (Field::Label, "소식"),
            (Field::Title, "새 MRI 장비로 심장 환자의 대기 시간이 절반으로 줄었습니다"),
            (Field::Date, "2026년 11월 20일"),
        ],
    ),
];

fn fields(language: &str, texts: &[(Field, &str)]) -> Fields {
    let is_rtl = ["ar", "he", "ur", "fa"].contains(&language);
    let texts: BTreeMap<Field, String> = texts.iter().map(|(field, text)| (*field, (*text).to_owned())).collect();
    Fields { language: language.to_owned(), is_rtl, texts }
}

#[test]
fn no_card_of_the_example_is_too_large() {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let hub = example::copy(folder.path(), "hub");
    example::run(example::command(&hub));
    let files = example::files(&hub.join("public"));
    let cards: Vec<(&String, &Vec<u8>)> = files.iter().filter(|(name, _)| name.ends_with("card.png")).collect();
    assert!(cards.len() > 30, "the example has only {} cards", cards.len());
    for (name, bytes) in cards {
        assert!(bytes.len() <= LIMIT, "{name} has {} bytes", bytes.len());
        assert_eq!(pixels(bytes).len(), WIDTH * HEIGHT * 3, "{name} is not opaque");
    }
}

#[test]
fn a_card_full_of_text_is_not_too_large() {
    let studio = studio("lagoon");
    for (language, words) in [
        ("en", "A randomised, double-blind Wegmann-type WMQXK trial & 8% @ §§ ßæœ"),
        ("ru", "Щёлочь Жуковской больницы ФЖЩ фармакология предшествующих"),
        ("ar", "المستشفيات الجامعية تقلّص مُدَّةَ انتظار المرضى"),
        ("hi", "राष्ट्रीय स्वास्थ्य कार्यक्रम के अन्तर्गत टीकाकरण"),
        ("zh-Hant", "醫療護理體檢驗證藥劑觀察嚴重臟器衰竭聽覺障礙"),
        ("ja", "鬱病護憂難聴驚愕薔薇麒麟臓器移植検査観察"),
        ("ko", "뇌졸중 환자의 재활 훈련과 흡입기 사용법 괜찮습니다 뚫렸을 때"),
    ] {
        let text = [words; 12].join(" ");
        let said =
            [Field::Hub, Field::Status, Field::Title, Field::Author, Field::Date].map(|field| (field, text.as_str()));
        let drawn = studio.draw(&fields(language, &said));
        assert!(drawn.len() <= LIMIT, "{language} has {} bytes", drawn.len());
        assert_eq!(pixels(&drawn).len(), WIDTH * HEIGHT * 3);
    }
}

#[test]
fn a_ground_that_is_too_large_gives_way() {
    let full = "mark: {at: [0, 0, 1200, 630]}\ntexts: [{fields: title, at: [72, 72, 1000, 480], size: 60, lines: 6}]";
    let zigzag: String = (0..60).map(|turn| format!("L{} {}", turn * 577 % 1200, turn * 353 % 630)).collect();
    let shapes = format!("shapes: [{{path: \"M0 0{zigzag}\", stroke: \"#fff\", width: 2}}]\n{full}");
    let clarity = fs::read_to_string(root().join("themes/clarity/card.yaml")).expect("the theme has a card");
    for (design, mark, left_out) in [
        (clarity.as_str(), photo(false), None),
        (clarity.as_str(), photo(true), Some(LeftOut::Mark)),
        (full, photo(true), Some(LeftOut::Mark)),
        (full, HubMark::None, None),
        (&shapes, HubMark::None, Some(LeftOut::Shapes)),
    ] {
        let studio = studio_of(design, "lagoon", mark);
        assert_eq!(studio.left_out(), left_out, "{design}");
        let text = ["A randomised, double-blind Wegmann-type trial"; 12].join(" ");
        let said = [Field::Hub, Field::Title, Field::Author].map(|field| (field, text.as_str()));
        for language in ["en", "ar"] {
            let drawn = studio.draw(&fields(language, &said));
            assert!(drawn.len() <= LIMIT, "{left_out:?} has {} bytes", drawn.len());
        }
    }
}

#[test]
fn a_design_full_of_small_text_leaves_out_what_stands_last() {
    let text_box =
        |field: &str, top: u32| format!("  - {{fields: {field}, at: [0, {top}, 1200, 210], size: 9, lines: 20}}\n");
    let design = format!("texts:\n{}{}{}", text_box("title", 0), text_box("note", 210), text_box("author", 420));
    let studio = studio_of(&design, "", HubMark::None);
    // Characters that differ from each other, so that nothing comes again.
    let text: String = (0..4000).filter_map(|at| char::from_u32(0x4e00 + at * 577 % 0x4e00)).collect();
    let said = [Field::Title, Field::Note, Field::Author].map(|field| (field, text.as_str()));
    let drawn = studio.draw(&fields("zh-Hant", &said));
    assert!(drawn.len() <= LIMIT, "{} bytes", drawn.len());
    let rows = pixels(&drawn);
    let is_empty = |from: usize, to: usize| rows[from * WIDTH * 3..to * WIDTH * 3].iter().all(|part| *part == rows[0]);
    assert!(!is_empty(0, 210), "{}", drawn.len());
    assert!(is_empty(420, 630), "{}", drawn.len());
}

/// A mark of many colours, soft ones or all mixed up.
fn photo(is_noise: bool) -> HubMark {
    let mut seed = 1_u32;
    let mut pixel = || {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (seed >> 24) as u8
    };
    let soft = |at: usize| [(at % 400 * 255 / 400) as u8, (at / 400 * 255 / 400) as u8, 128];
    let mixed = |at| if is_noise { [pixel(), pixel(), pixel()] } else { soft(at) };
    let samples: Vec<u8> = (0..400 * 400).flat_map(mixed).collect();
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, 400, 400);
    encoder.set_color(png::ColorType::Rgb);
    let mut writer = encoder.write_header().expect("memory can be written");
    writer.write_image_data(&samples).expect("memory can be written");
    drop(writer);
    HubMark::Picture(Picture::read(&bytes).expect("a PNG"))
}

#[test]
fn kept_cards_are_drawn_as_they_were() {
    for (name, palette, language, texts) in KEPT {
        let studio = studio(palette);
        let fields = fields(language, texts);
        let drawn = studio.draw(&fields);
        assert_eq!(studio.missing(&fields), Vec::<char>::new(), "{name}");
        assert!(drawn.len() <= LIMIT, "{name} has {} bytes", drawn.len());
        let path = root().join(format!("tests/cards/{name}.png"));
        if std::env::var("UPDATE").is_ok() {
            fs::write(&path, &drawn).expect("the picture can be written");
        }
        let kept = fs::read(&path).expect("the picture is there: UPDATE=1 draws it");
        assert!(
            pixels(&kept) == pixels(&drawn),
            "the card `{name}` is drawn otherwise: UPDATE=1 draws it again, look at it"
        );
        assert!(kept == drawn, "the card `{name}` looks the same and has other bytes");
    }
}

/// The pixels of a PNG, in colours.
fn pixels(bytes: &[u8]) -> Vec<u8> {
    let mut decoder = png::Decoder::new(std::io::Cursor::new(bytes));
    decoder.set_transformations(png::Transformations::EXPAND);
    let mut reader = decoder.read_info().expect("a PNG");
    assert_eq!(reader.info().size(), (WIDTH as u32, HEIGHT as u32));
    let mut pixels = vec![0; reader.output_buffer_size().expect("its size")];
    reader.next_frame(&mut pixels).expect("its pixels");
    pixels
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}
