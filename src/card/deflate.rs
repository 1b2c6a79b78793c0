//! The pixels of a card as a zlib stream (RFC 1950 and 1951), by what is known of cards: most of one is its ground, and where
//! it is not, a pixel is like the one before it, like the one above, or a letter comes again.
//!
//! So a repetition is looked for in three places and no other, and rows of the ground are taken as they were pressed once.
//! Codes are made for each card. It comes out as small as with a careful encoder for all kinds of pictures, in a tenth of
//! its time.

use std::ops::Range;

use super::{HEIGHT, STRIDE};

/// The ground of cards, pressed row by row.
pub(super) struct Pressed(Vec<Vec<Token>>);

/// What a stream is made of.
#[derive(Clone, Copy)]
enum Token {
    Byte(u8),
    /// So many bytes as they stand so far back.
    Again {
        length: u16,
        back: u16,
    },
}

/// How many bytes a repetition has, by the format.
const SHORTEST: usize = 3;
const LONGEST: usize = 258;

/// How far back the format reaches.
const WINDOW: usize = 32_768;

/// A repetition from farther away must be so long, and so much longer than that of the last byte, to be worth its bits.
const WORTH: usize = 8;

/// Where a run of one byte is so long, nothing else is looked for.
const LONG_RUN: usize = 16;

impl Pressed {
    /// Presses a ground: rows of [`STRIDE`] bytes, each a filter and its pixels.
    pub(super) fn new(ground: &[u8]) -> Pressed {
        let press_row = |row| {
            let mut tokens = Vec::new();
            press(ground, row * STRIDE..(row + 1) * STRIDE, &mut Places::new(), &mut tokens);
            tokens
        };
        Pressed((0..HEIGHT).map(press_row).collect())
    }

    /// A card that stands on this ground, as a zlib stream. `touched` says which of its rows are not the ground's.
    pub(super) fn stream(&self, card: &[u8], touched: &[bool]) -> Vec<u8> {
        let (mut places, mut tokens) = (Places::new(), Vec::with_capacity(1 << 15));
        // A row is also pressed anew below one that is.
        let is_new = |row: usize| touched[row] || (row > 0 && touched[row - 1]);
        let mut row = 0;
        while row < HEIGHT {
            let end = (row..HEIGHT).find(|row| !is_new(*row)).unwrap_or(HEIGHT);
            press(card, row * STRIDE..end * STRIDE, &mut places, &mut tokens);
            row = (end..HEIGHT).find(|row| is_new(*row)).unwrap_or(HEIGHT);
            self.0[end..row].iter().for_each(|pressed| tokens.extend_from_slice(pressed));
        }
        // The header names the method and its window, the first bits a last block with codes of its own.
        let mut out = Bits { bytes: vec![0x78, 0x01], held: 0, count: 0 };
        out.put(Code::plain(0b101, 3));
        write_block(&tokens, &mut out);
        let mut bytes = out.finish();
        bytes.extend_from_slice(&simd_adler32::adler32(&card).to_be_bytes());
        bytes
    }
}

/// Adds the tokens of a part of `bytes`; what is before it may be repeated.
fn press(bytes: &[u8], part: Range<usize>, places: &mut Places, tokens: &mut Vec<Token>) {
    let mut at = part.start;
    while at < part.end {
        let ahead = &bytes[at..part.end];
        let alike = |back: usize| if back <= at { same(ahead, &bytes[at - back..]) } else { 0 };
        let run = alike(1);
        let (length, back) = if run >= LONG_RUN {
            (0, 0)
        } else {
            let back = places.swap(ahead, at).map(|place| at - place).filter(|back| *back < WINDOW);
            let (again, above) = (back.map_or(0, alike), alike(STRIDE));
            back.filter(|_| again > above).map_or((above, STRIDE), |back| (again, back))
        };
        let (length, back) = if length >= WORTH.max(run + WORTH) { (length, back) } else { (run, 1) };
        if length < SHORTEST {
            tokens.push(Token::Byte(bytes[at]));
            at += 1;
        } else {
            tokens.push(Token::Again { length: length as u16, back: back as u16 });
            at += length;
        }
    }
}

/// Where the same few bytes stood last, counted from 1; 0 where they did not.
struct Places(Vec<u32>);

impl Places {
    const BITS: u32 = 12;

    fn new() -> Places {
        Places(vec![0; 1 << Places::BITS])
    }

    /// Where what is `ahead` may have stood before; from now on it is `at`.
    fn swap(&mut self, ahead: &[u8], at: usize) -> Option<usize> {
        let bytes = ahead.first_chunk()?;
        // Six bytes: as many as tell one edge of a letter from another.
        let mixed = (u64::from_le_bytes(*bytes) << 16).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let place = &mut self.0[(mixed >> (u64::BITS - Places::BITS)) as usize];
        (std::mem::replace(place, at as u32 + 1) as usize).checked_sub(1)
    }
}

/// How many bytes are the same, at most [`LONGEST`].
fn same(bytes: &[u8], earlier: &[u8]) -> usize {
    let most = bytes.len().min(LONGEST);
    let (bytes, earlier) = (&bytes[..most], &earlier[..most]);
    let mut length = 0;
    while let (Some(one), Some(other)) = (bytes[length..].first_chunk(), earlier[length..].first_chunk()) {
        let differs = u64::from_le_bytes(*one) ^ u64::from_le_bytes(*other);
        if differs != 0 {
            return length + (differs.trailing_zeros() / 8) as usize;
        }
        length += 8;
    }
    length + bytes[length..].iter().zip(&earlier[length..]).take_while(|(one, other)| one == other).count()
}

/// The code that ends a block.
const END: usize = 256;

/// In which order the lengths of the codes of lengths are written.
const ORDER: [usize; 19] = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

/// Writes a block of tokens with the codes that suit them.
fn write_block(tokens: &[Token], out: &mut Bits) {
    let (mut uses, mut uses_of_backs) = ([0_u32; 286], [0_u32; 30]);
    let groups: Vec<Group> = (0..=LONGEST).map(|length| length_group(length.max(SHORTEST))).collect();
    uses[END] = 1;
    for token in tokens {
        match token {
            Token::Byte(byte) => uses[usize::from(*byte)] += 1,
            Token::Again { length, back } => {
                uses[groups[usize::from(*length)].code] += 1;
                uses_of_backs[back_group(*back).code] += 1;
            }
        }
    }
    // A card without two kinds of distances has codes for two nevertheless: a code of one is not well defined.
    (0..2).for_each(|code| uses_of_backs[code] = uses_of_backs[code].max(1));
    let (lengths, lengths_of_backs) = (code_lengths(&uses, 15), code_lengths(&uses_of_backs, 15));
    write_lengths(&lengths, &lengths_of_backs, out);
    let (codes, codes_of_backs) = (canonical(&lengths), canonical(&lengths_of_backs));
    let written: Vec<Code> = groups.iter().map(|group| codes[group.code].and(group.rest, group.bits)).collect();
    for token in tokens {
        match token {
            Token::Byte(byte) => out.put(codes[usize::from(*byte)]),
            Token::Again { length, back } => {
                out.put(written[usize::from(*length)]);
                let group = back_group(*back);
                out.put(codes_of_backs[group.code].and(group.rest, group.bits));
            }
        }
    }
    out.put(codes[END]);
}

/// A code for several numbers, and the bits that say which of them it is.
struct Group {
    code: usize,
    rest: u32,
    bits: u32,
}

/// Four groups for each doubling; the last length has a group of its own.
fn length_group(length: usize) -> Group {
    let from = (length - SHORTEST) as u32;
    match from {
        255 => Group { code: 285, rest: 0, bits: 0 },
        0..8 => Group { code: 257 + from as usize, rest: 0, bits: 0 },
        _ => {
            let bits = from.ilog2() - 2;
            Group { code: 257 + (4 * bits + (from >> bits)) as usize, rest: from & ((1 << bits) - 1), bits }
        }
    }
}

/// Two groups for each doubling.
fn back_group(back: u16) -> Group {
    let from = u32::from(back) - 1;
    match from {
        0..4 => Group { code: from as usize, rest: 0, bits: 0 },
        _ => {
            let bits = from.ilog2() - 1;
            Group { code: (2 * bits + (from >> bits)) as usize, rest: from & ((1 << bits) - 1), bits }
        }
    }
}

/// Writes how long the codes are: of bytes and lengths, then of distances.
fn write_lengths(lengths: &[u8], backs: &[u8], out: &mut Bits) {
    // Each a code, and what follows it in how many bits: 17 and 18 are so many zeros.
    let mut parts: Vec<(usize, u32, u32)> = Vec::new();
    let all: Vec<u8> = lengths.iter().chain(backs).copied().collect();
    for run in all.chunk_by(|one, next| one == next) {
        match run[0] {
            0 => parts.extend(run.chunks(138).flat_map(|zeros| match zeros.len() {
                few @ 0..3 => vec![(0, 0, 0); few],
                some @ 3..11 => vec![(17, some as u32 - 3, 3)],
                many => vec![(18, many as u32 - 11, 7)],
            })),
            length => parts.extend(run.iter().map(|_| (usize::from(length), 0, 0))),
        }
    }
    let mut uses = [0_u32; 19];
    parts.iter().for_each(|(code, ..)| uses[*code] += 1);
    let own = code_lengths(&uses, 7);
    let codes = canonical(&own);
    out.put(Code::plain(lengths.len() as u32 - 257, 5));
    out.put(Code::plain(backs.len() as u32 - 1, 5));
    out.put(Code::plain(ORDER.len() as u32 - 4, 4));
    ORDER.iter().for_each(|code| out.put(Code::plain(u32::from(own[*code]), 3)));
    parts.into_iter().for_each(|(code, rest, bits)| out.put(codes[code].and(rest, bits)));
}

/// How long the code of each symbol is, none longer than `most` bits: Huffman's, evened out where they are.
fn code_lengths(uses: &[u32], most: usize) -> Vec<u8> {
    let mut used: Vec<usize> = (0..uses.len()).filter(|symbol| uses[*symbol] > 0).collect();
    used.sort_by_key(|symbol| (uses[*symbol], *symbol));
    // A tree: leaves, rarest first, then the nodes that join two, which come out in the order of their weight too.
    let leaves = used.len();
    let mut weights: Vec<u32> = used.iter().map(|symbol| uses[*symbol]).collect();
    let mut parents = vec![0; (2 * leaves).saturating_sub(1)];
    let (mut leaf, mut node) = (0, leaves);
    for join in leaves..parents.len() {
        let mut take = || {
            let is_leaf = leaf < leaves && (node >= weights.len() || weights[leaf] <= weights[node]);
            let taken = if is_leaf { &mut leaf } else { &mut node };
            *taken += 1;
            *taken - 1
        };
        let (one, other) = (take(), take());
        (parents[one], parents[other]) = (join, join);
        weights.push(weights[one] + weights[other]);
    }
    let mut depths = vec![0_usize; parents.len()];
    let mut counts = vec![0_usize; most + 1];
    for at in (0..parents.len().saturating_sub(1)).rev() {
        depths[at] = depths[parents[at]] + 1;
        counts[depths[at].min(most)] += usize::from(at < leaves);
    }
    // Those that were made shorter took room that others have to give.
    let mut room: usize = counts.iter().enumerate().skip(1).map(|(length, count)| count << (most - length)).sum();
    while room > 1 << most {
        let Some(length) = (1..most).rev().find(|length| counts[*length] > 0) else { break };
        counts[most] -= 1;
        counts[length] -= 1;
        counts[length + 1] += 2;
        room -= 1;
    }
    let mut lengths = vec![0; uses.len()];
    let longest_first = (1..=most).rev().flat_map(|length| std::iter::repeat_n(length as u8, counts[length]));
    used.iter().zip(longest_first).for_each(|(symbol, length)| lengths[*symbol] = length);
    lengths
}

/// Bits, the first one lowest, and how many there are.
#[derive(Clone, Copy)]
struct Code {
    bits: u32,
    count: u32,
}

impl Code {
    fn plain(bits: u32, count: u32) -> Code {
        Code { bits, count }
    }

    /// With more bits after it.
    fn and(self, bits: u32, count: u32) -> Code {
        Code { bits: self.bits | bits << self.count, count: self.count + count }
    }
}

/// The codes that follow from their lengths.
fn canonical(lengths: &[u8]) -> Vec<Code> {
    let mut next = [0_u32; 17];
    for length in 1..16 {
        let before = lengths.iter().filter(|other| usize::from(**other) == length).count() as u32;
        next[length + 1] = (next[length] + before) << 1;
    }
    let code = |length: &u8| {
        let (count, code) = (u32::from(*length), &mut next[usize::from(*length)]);
        let bits = if count == 0 { 0 } else { code.reverse_bits() >> (u32::BITS - count) };
        *code += 1;
        Code { bits, count }
    };
    lengths.iter().map(code).collect()
}

/// Bits as they fill bytes, the first one lowest.
struct Bits {
    bytes: Vec<u8>,
    held: u64,
    count: u32,
}

impl Bits {
    /// Adds at most 32 bits.
    fn put(&mut self, Code { bits, count }: Code) {
        self.held |= u64::from(bits) << self.count;
        self.count += count;
        if self.count >= 32 {
            self.bytes.extend_from_slice(&(self.held as u32).to_le_bytes());
            self.held >>= 32;
            self.count -= 32;
        }
    }

    fn finish(mut self) -> Vec<u8> {
        let rest = self.count.div_ceil(8) as usize;
        self.bytes.extend_from_slice(&self.held.to_le_bytes()[..rest]);
        self.bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A card whose pixels follow from their places, with the rows that it has of its own.
    fn card(ground: &[u8], rows: Range<usize>, pixel: impl Fn(usize, usize) -> u8) -> (Vec<u8>, Vec<bool>) {
        let mut card = ground.to_vec();
        for row in rows.clone() {
            (1..STRIDE).for_each(|column| card[row * STRIDE + column] = pixel(row, column));
        }
        (card, (0..HEIGHT).map(|row| rows.contains(&row)).collect())
    }

    fn check(ground: &[u8], rows: Range<usize>, pixel: impl Fn(usize, usize) -> u8) -> usize {
        let (card, touched) = card(ground, rows, pixel);
        let stream = Pressed::new(ground).stream(&card, &touched);
        let back = miniz_oxide::inflate::decompress_to_vec_zlib(&stream);
        assert!(back.as_ref().is_ok_and(|back| *back == card), "{:?}", back.ok().map(|back| back.len()));
        stream.len()
    }

    #[test]
    fn a_stream_gives_back_what_was_pressed() {
        let flat = vec![0; STRIDE * HEIGHT];
        let striped: Vec<u8> = (0..STRIDE * HEIGHT).map(|at| u8::from(at % STRIDE > 0 && at % 7 == 0)).collect();
        assert!(check(&flat, 0..0, |_, _| 0) < 2_000);
        for ground in [&flat, &striped] {
            check(ground, 0..1, |_, column| column as u8);
            check(ground, HEIGHT - 1..HEIGHT, |_, _| 9);
            check(ground, 100..300, |row, column| (row * row + column * column / 50) as u8 % 16);
            // Noise, in which nothing is repeated and all bytes are as frequent as each other.
            check(ground, 0..HEIGHT, |row, column| ((row * STRIDE + column).wrapping_mul(2_654_435_761) >> 13) as u8);
        }
    }

    #[test]
    fn no_code_is_longer_than_allowed() {
        let mut uses = vec![1_u32, 1];
        (2..30).for_each(|at| uses.push(uses[at - 1] + uses[at - 2]));
        for (most, uses) in [(15, &uses[..]), (7, &uses[..19]), (15, &uses[..2])] {
            let lengths = code_lengths(uses, most);
            assert!(lengths.iter().all(|length| (1..=most).contains(&usize::from(*length))), "{lengths:?}");
            let room: usize = lengths.iter().map(|length| 1 << (most - usize::from(*length))).sum();
            assert_eq!(room, 1 << most, "{lengths:?}");
            assert!(lengths.is_sorted_by(|one, next| one >= next), "{lengths:?}");
        }
    }
}
