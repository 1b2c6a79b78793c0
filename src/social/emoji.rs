//! Emoji sequences that X counts as one: those of Unicode 11, which is what its published counter knows.
//!
//! A sequence that is newer is counted by its parts, there and here. Only what a sequence begins with and what it
//! takes in is of interest: a single emoji weighs as much as any other letter outside the light ranges.

const JOINER: char = '\u{200d}';
const COLOURED: char = '\u{fe0f}';
const KEYCAP: char = '\u{20e3}';

/// How many characters the sequence takes that `text` begins with; 0 if it begins with none.
pub(super) fn sequence(text: &[char]) -> usize {
    let Some(first) = text.first() else { return 0 };
    if *first < '\u{a9}' && !matches!(first, '#' | '*' | '0'..='9') {
        return 0;
    }
    let rules = [at_work, as_woman_or_man, family, fixed, keycap, flag, dressed];
    rules.iter().map(|rule| rule(text)).find(|length| *length > 0).unwrap_or(0)
}

/// A man or woman with a thing that stands for their work or their hair.
fn at_work(text: &[char]) -> usize {
    let [MAN | WOMAN, rest @ ..] = text else { return 0 };
    let skin = usize::from(rest.first().is_some_and(is_skin));
    match &rest[skin..] {
        [JOINER, '\u{2695}' | '\u{2696}' | '\u{2708}', COLOURED, ..] => skin + 4,
        [
            JOINER,
            '\u{1f33e}'
            | '\u{1f373}'
            | '\u{1f393}'
            | '\u{1f3a4}'
            | '\u{1f3a8}'
            | '\u{1f3eb}'
            | '\u{1f3ed}'
            | '\u{1f4bb}'
            | '\u{1f4bc}'
            | '\u{1f527}'
            | '\u{1f52c}'
            | '\u{1f680}'
            | '\u{1f692}'
            | '\u{1f9b0}'..='\u{1f9b3}',
            ..,
        ] => skin + 3,
        _ => 0,
    }
}

/// Somebody who does something, said to be a woman or a man.
fn as_woman_or_man(text: &[char]) -> usize {
    let Some((person, rest)) = text.split_first() else { return 0 };
    let dress = match rest.first() {
        Some(&COLOURED) if wears_colour(*person) => 1,
        Some(next) if is_skin(next) && (wears_colour(*person) || is_doing(*person)) => 1,
        _ if is_doing(*person) || matches!(person, '\u{1f46f}' | '\u{1f93c}' | '\u{1f9de}' | '\u{1f9df}') => 0,
        _ => return 0,
    };
    match &rest[dress..] {
        [JOINER, '\u{2640}' | '\u{2642}', COLOURED, ..] => dress + 4,
        _ => 0,
    }
}

/// Those who are said to be a woman or a man only after a skin or as coloured.
fn wears_colour(c: char) -> bool {
    matches!(c, '\u{26f9}' | '\u{1f3cb}' | '\u{1f3cc}' | '\u{1f574}' | '\u{1f575}')
}

fn is_doing(c: char) -> bool {
    matches!(c,
        '\u{1f3c3}' | '\u{1f3c4}' | '\u{1f3ca}' | '\u{1f46e}' | '\u{1f471}' | '\u{1f473}' | '\u{1f477}' | '\u{1f481}'
        | '\u{1f482}' | '\u{1f486}' | '\u{1f487}' | '\u{1f645}'..='\u{1f647}' | '\u{1f64b}' | '\u{1f64d}' | '\u{1f64e}'
        | '\u{1f6a3}' | '\u{1f6b4}'..='\u{1f6b6}' | '\u{1f926}' | '\u{1f935}' | '\u{1f937}'..='\u{1f939}' | '\u{1f93d}'
        | '\u{1f93e}' | '\u{1f9b8}' | '\u{1f9b9}' | '\u{1f9d6}'..='\u{1f9dd}')
}

const MAN: char = '\u{1f468}';
const WOMAN: char = '\u{1f469}';
const BOY: char = '\u{1f466}';
const GIRL: char = '\u{1f467}';

/// Couples, and parents with one or two children.
fn family(text: &[char]) -> usize {
    match text {
        [MAN, JOINER, '\u{2764}', COLOURED, JOINER, '\u{1f48b}', JOINER, MAN, ..] => 8,
        [WOMAN, JOINER, '\u{2764}', COLOURED, JOINER, '\u{1f48b}', JOINER, MAN | WOMAN, ..] => 8,
        [MAN, JOINER, '\u{2764}', COLOURED, JOINER, MAN, ..] => 6,
        [WOMAN, JOINER, '\u{2764}', COLOURED, JOINER, MAN | WOMAN, ..] => 6,
        [MAN, JOINER, MAN | WOMAN, JOINER, rest @ ..] | [WOMAN, JOINER, WOMAN, JOINER, rest @ ..] => {
            match children(rest) {
                0 => 0,
                taken => 4 + taken,
            }
        }
        [MAN | WOMAN, JOINER, rest @ ..] => match children(rest) {
            0 => 0,
            taken => 2 + taken,
        },
        _ => 0,
    }
}

fn children(text: &[char]) -> usize {
    match text {
        [BOY, JOINER, BOY, ..] | [GIRL, JOINER, BOY | GIRL, ..] => 3,
        [BOY | GIRL, ..] => 1,
        _ => 0,
    }
}

/// The rainbow and the pirates' flag, and the eye in a bubble.
fn fixed(text: &[char]) -> usize {
    match text {
        ['\u{1f3f3}', COLOURED, JOINER, '\u{1f308}', ..] | ['\u{1f3f4}', JOINER, '\u{2620}', COLOURED, ..] => 4,
        ['\u{1f441}', JOINER, '\u{1f5e8}', ..] => 3,
        _ => 0,
    }
}

fn keycap(text: &[char]) -> usize {
    match text {
        ['#' | '*' | '0'..='9', COLOURED, KEYCAP, ..] => 3,
        ['#' | '*' | '0'..='9', KEYCAP, ..] => 2,
        _ => 0,
    }
}

/// The flag of a country, and those of England, Scotland and Wales.
fn flag(text: &[char]) -> usize {
    if let ['\u{1f3f4}', tags @ ..] = text {
        let parts = ["gbeng", "gbsct", "gbwls"];
        let is_part = |name: &&str| {
            let spelled = name.bytes().map(|letter| char::from_u32(0xe0000 + u32::from(letter)).unwrap_or_default());
            tags.iter().copied().take(6).eq(spelled.chain(['\u{e007f}']))
        };
        return if parts.iter().any(is_part) { 7 } else { 0 };
    }
    let [first, second, ..] = text else { return 0 };
    let (Some(first), Some(second)) = (region(*first), region(*second)) else { return 0 };
    let known = FLAGS.split(' ').find(|line| line.starts_with(first));
    if known.is_some_and(|line| line[1..].contains(second)) { 2 } else { 0 }
}

fn region(c: char) -> Option<char> {
    ('\u{1f1e6}'..='\u{1f1ff}').contains(&c).then(|| char::from(b'A' + (c as u32 - 0x1f1e6) as u8))
}

/// The first letter of each flag, and the second ones that follow it.
const FLAGS: &str = "ACDEFGILMOQRSTUWXZ BABDEFGHIJLMNOQRSTVWYZ CACDFGHIKLMNOPRUVWXYZ DEGJKMOZ EACEGHRSTU FIJKMOR \
    GABDEFGHILMNPQRSTUWY HKMNRTU ICDELMNOQRST JEMOP KEGHIMNPRWYZ LABCIKRSTUVY MACDEFGHKLMNOPQRSTUVWXYZ NACEFGILOPRUZ \
    OM PAEFGHKLMNRSTWY QA REOSUW SABCDEGHIJKLMNORSTVXYZ TACDFGHJKLMNORTVWZ UAGMNSYZ VACEGINU WFS XK YET ZAMW";

/// One that is said to be coloured, or has a skin.
fn dressed(text: &[char]) -> usize {
    let [first, rest @ ..] = text else { return 0 };
    let coloured = usize::from(rest.first() == Some(&COLOURED) && has_colour(*first));
    let takes_skin = has_skin(*first) && (coloured == 0 || has_colour(*first));
    let skin = usize::from(takes_skin && rest.get(coloured).is_some_and(is_skin));
    if coloured + skin > 0 { 1 + coloured + skin } else { 0 }
}

fn is_skin(c: &char) -> bool {
    ('\u{1f3fb}'..='\u{1f3ff}').contains(c)
}

/// Those that are plain or coloured.
fn has_colour(c: char) -> bool {
    matches!(c,
        '\u{a9}' | '\u{ae}' | '\u{203c}' | '\u{2049}' | '\u{2122}' | '\u{2139}' | '\u{2194}'..='\u{2199}' |
        '\u{21a9}'..='\u{21aa}' | '\u{231a}'..='\u{231b}' | '\u{2328}' | '\u{23cf}' | '\u{23ed}'..='\u{23ef}'
        | '\u{23f1}'..='\u{23f2}' | '\u{23f8}'..='\u{23fa}' | '\u{24c2}' | '\u{25aa}'..='\u{25ab}' |
        '\u{25b6}' | '\u{25c0}' | '\u{25fb}'..='\u{25fe}' | '\u{2600}'..='\u{2604}' | '\u{260e}' | '\u{2611}'
        | '\u{2614}'..='\u{2615}' | '\u{2618}' | '\u{261d}' | '\u{2620}' | '\u{2622}'..='\u{2623}' |
        '\u{2626}' | '\u{262a}' | '\u{262e}'..='\u{262f}' | '\u{2638}'..='\u{263a}' | '\u{2640}' | '\u{2642}'
        | '\u{2648}'..='\u{2653}' | '\u{265f}'..='\u{2660}' | '\u{2663}' | '\u{2665}'..='\u{2666}' |
        '\u{2668}' | '\u{267b}' | '\u{267f}' | '\u{2692}'..='\u{2697}' | '\u{2699}' | '\u{269b}'..='\u{269c}'
        | '\u{26a0}'..='\u{26a1}' | '\u{26aa}'..='\u{26ab}' | '\u{26b0}'..='\u{26b1}' |
        '\u{26bd}'..='\u{26be}' | '\u{26c4}'..='\u{26c5}' | '\u{26c8}' | '\u{26cf}' | '\u{26d1}' |
        '\u{26d3}'..='\u{26d4}' | '\u{26e9}'..='\u{26ea}' | '\u{26f0}'..='\u{26f5}' | '\u{26f7}'..='\u{26fa}'
        | '\u{26fd}' | '\u{2702}' | '\u{2708}'..='\u{2709}' | '\u{270c}'..='\u{270d}' | '\u{270f}' |
        '\u{2712}' | '\u{2714}' | '\u{2716}' | '\u{271d}' | '\u{2721}' | '\u{2733}'..='\u{2734}' | '\u{2744}'
        | '\u{2747}' | '\u{2757}' | '\u{2763}'..='\u{2764}' | '\u{27a1}' | '\u{2934}'..='\u{2935}' |
        '\u{2b05}'..='\u{2b07}' | '\u{2b1b}'..='\u{2b1c}' | '\u{2b50}' | '\u{2b55}' | '\u{3030}' | '\u{303d}'
        | '\u{3297}' | '\u{3299}' | '\u{1f004}' | '\u{1f170}'..='\u{1f171}' | '\u{1f17e}'..='\u{1f17f}' |
        '\u{1f202}' | '\u{1f21a}' | '\u{1f22f}' | '\u{1f237}' | '\u{1f321}' | '\u{1f324}'..='\u{1f32c}' |
        '\u{1f336}' | '\u{1f37d}' | '\u{1f396}'..='\u{1f397}' | '\u{1f399}'..='\u{1f39b}' |
        '\u{1f39e}'..='\u{1f39f}' | '\u{1f3cb}'..='\u{1f3ce}' | '\u{1f3d4}'..='\u{1f3df}' | '\u{1f3f3}' |
        '\u{1f3f5}' | '\u{1f3f7}' | '\u{1f43f}' | '\u{1f441}' | '\u{1f4fd}' | '\u{1f549}'..='\u{1f54a}' |
        '\u{1f56f}'..='\u{1f570}' | '\u{1f573}'..='\u{1f579}' | '\u{1f587}' | '\u{1f58a}'..='\u{1f58d}' |
        '\u{1f590}' | '\u{1f5a5}' | '\u{1f5a8}' | '\u{1f5b1}'..='\u{1f5b2}' | '\u{1f5bc}' |
        '\u{1f5c2}'..='\u{1f5c4}' | '\u{1f5d1}'..='\u{1f5d3}' | '\u{1f5dc}'..='\u{1f5de}' | '\u{1f5e1}' |
        '\u{1f5e3}' | '\u{1f5e8}' | '\u{1f5ef}' | '\u{1f5f3}' | '\u{1f5fa}' | '\u{1f6cb}' |
        '\u{1f6cd}'..='\u{1f6cf}' | '\u{1f6e0}'..='\u{1f6e5}' | '\u{1f6e9}' | '\u{1f6f0}' | '\u{1f6f3}')
}

/// Those that may have a skin.
fn has_skin(c: char) -> bool {
    matches!(c,
        '\u{261d}' | '\u{26f7}' | '\u{26f9}' | '\u{270a}'..='\u{270d}' | '\u{1f385}' |
        '\u{1f3c2}'..='\u{1f3c4}' | '\u{1f3c7}' | '\u{1f3ca}'..='\u{1f3cc}' | '\u{1f442}'..='\u{1f443}' |
        '\u{1f446}'..='\u{1f450}' | '\u{1f466}'..='\u{1f469}' | '\u{1f46e}' | '\u{1f470}'..='\u{1f478}' |
        '\u{1f47c}' | '\u{1f481}'..='\u{1f483}' | '\u{1f485}'..='\u{1f487}' | '\u{1f4aa}' |
        '\u{1f574}'..='\u{1f575}' | '\u{1f57a}' | '\u{1f590}' | '\u{1f595}'..='\u{1f596}' |
        '\u{1f645}'..='\u{1f647}' | '\u{1f64b}'..='\u{1f64f}' | '\u{1f6a3}' | '\u{1f6b4}'..='\u{1f6b6}' |
        '\u{1f6c0}' | '\u{1f6cc}' | '\u{1f918}'..='\u{1f91c}' | '\u{1f91e}'..='\u{1f91f}' | '\u{1f926}' |
        '\u{1f930}'..='\u{1f939}' | '\u{1f93d}'..='\u{1f93e}' | '\u{1f9b5}'..='\u{1f9b6}' |
        '\u{1f9b8}'..='\u{1f9b9}' | '\u{1f9d1}'..='\u{1f9dd}')
}
