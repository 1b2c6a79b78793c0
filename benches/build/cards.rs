//! Share cards: how long one takes on one core once fonts and ground are there, and how large it is.

use std::time::{Duration, Instant};

use bulletin::card::{Field, Fields, Studio};
use bulletin::disk::Tree;
use bulletin::project::{self, Options};

use super::cost::median;

/// So many cards are drawn of each script.
const CARDS: usize = 1_000;

/// A script, its language, and words of which titles are made.
const SCRIPTS: [(&str, &str, &str); 4] = [
    ("Latin", "en", "new scanner halves the wait for heart patients in winter and nurses lead follow up after surgery"),
    ("Arabic", "ar", "جهاز جديد يقلص مدة انتظار مرضى القلب في الشتاء والممرضات يقدن المتابعة بعد الجراحة"),
    (
        "Chinese",
        "zh-Hans",
        "新型 扫描仪 缩短 心脏病 患者 等候 时间 护士 主导 术后 随访 冬季 流感 疫苗 问答 指南 儿童 用药 安全",
    ),
    ("Korean", "ko", "새로운 장비로 심장 환자의 대기 시간이 줄었습니다 겨울철 독감 예방 접종 안내 수술 후 간호사 상담"),
];

/// Draws cards and prints what they took.
pub fn measure() {
    let now = "2026-11-20T09:00:00Z".parse().expect("it is an instant");
    let options = Options { now, base_url: Some("https://hub.example/".to_owned()), drafts: false };
    let (project, _) = project::load(&Tree::memory([]), &options).expect("an empty hub can be read");
    let studio = project.theme.studio.expect("the theme has a design");
    println!("\n{CARDS} share cards of each script, one after the other on one core\n");
    println!("| script | median | slowest of 100 | first | size | largest |\n|---|--:|--:|--:|--:|--:|");
    for (script, language, words) in SCRIPTS {
        print(script, &studio, language, &words.split(' ').collect::<Vec<_>>());
    }
}

fn print(script: &str, studio: &Studio, language: &str, words: &[&str]) {
    let (mut times, mut sizes) = (Vec::new(), Vec::new());
    for number in 0..CARDS {
        let fields = card(number, language, words);
        let begin = Instant::now();
        let size = studio.draw(&fields).len();
        times.push(begin.elapsed());
        sizes.push(size);
    }
    let milliseconds = |time: Option<Duration>| time.map_or(0.0, |time| time.as_secs_f64() * 1000.0);
    let first = milliseconds(times.first().copied());
    let middle = milliseconds(median(times.iter().copied()));
    times.sort();
    let slow = milliseconds(times.get(CARDS * 99 / 100).copied());
    let kilobytes = |size: Option<usize>| size.unwrap_or_default() as f64 / 1000.0;
    let (size, largest) = (kilobytes(median(sizes.iter().copied())), kilobytes(sizes.iter().copied().max()));
    println!("| {script} | {middle:.2} ms | {slow:.2} ms | {first:.1} ms | {size:.1} kB | {largest:.1} kB |");
}

/// A card with a title of four to twelve words.
fn card(number: usize, language: &str, words: &[&str]) -> Fields {
    let word = |at: usize| words[(number * 7 + at * (number % 5 + 1)) % words.len()];
    let gap = if language.starts_with("zh") { "" } else { " " };
    let title = (0..4 + number % 9).map(word).collect::<Vec<_>>().join(gap);
    let texts = [
        (Field::Hub, words[..2].join(gap)),
        (Field::Label, words[2].to_owned()),
        (Field::Title, format!("{title} {number}")),
        (Field::Author, words[3..5].join(gap)),
        (Field::Date, "20.11.2026".to_owned()),
    ];
    Fields { language: language.to_owned(), is_rtl: language == "ar", texts: texts.into() }
}
