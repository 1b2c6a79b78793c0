//! What is made of a picture, from what it looks like alone.

use super::pixels::{Part, scaled};
use super::{Form, Look};

/// One file that is made of a picture.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Print {
    /// Its form.
    pub form: Form,
    /// Its width in pixels.
    pub width: u32,
    /// Its height in pixels.
    pub height: u32,
    /// The greatest width of all that is made of the picture: it is read in a size for that.
    pub widest: u32,
    /// How good it is, from 1 to 100.
    pub quality: u8,
    /// The point that it is cut about, in per cent from left and top; none if nothing is cut off.
    pub focus: Option<(u8, u8)>,
}

/// The proportions of a picture that networks and search engines ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ratio {
    /// 1.91:1, for sharing.
    Share,
    /// 16:9.
    Wide,
    /// 4:3.
    Classic,
    /// 1:1.
    Square,
}

/// What is narrower is shown as it is.
const NARROW: u32 = 100;

/// What a picture that looks like this becomes: for each form, the best first, a file of each width that is smaller
/// than its own, and one of its own width or the greatest. None of a picture that is small.
pub fn prints(look: &Look, widths: &[u32], forms: &[Form], quality: u8) -> Vec<Print> {
    let widest = widths.iter().copied().max().unwrap_or(0);
    let own = look.width.min(widest);
    if own < NARROW {
        return Vec::new();
    }
    // A width that is nearly its own is not worth a file.
    let smaller = widths.iter().copied().filter(|width| width * 10 <= own * 9);
    let widths: Vec<u32> = smaller.chain([own]).collect();
    let mut written: Vec<Form> = Vec::new();
    for form in forms {
        let form = suited(look, *form);
        let is_better = form != Form::Png || !is_small_drawing(look, widest);
        if is_better && !written.contains(&form) {
            written.push(form);
        }
    }
    let print = |form: Form, width: u32| {
        let height = scaled(look.height, width, look.width);
        Print { form, width, height, widest, quality, focus: None }
    };
    written.iter().flat_map(|form| widths.iter().map(|width| print(*form, *width))).collect()
}

/// Whether a PNG is smaller than what would be made of it: a drawing gets more colours when it gets smaller.
pub(super) fn is_small_drawing(look: &Look, widest: u32) -> bool {
    look.form == Form::Png && look.is_drawing && look.width <= widest
}

/// JPEG has no transparency and blurs drawings: then PNG.
fn suited(look: &Look, form: Form) -> Form {
    match form {
        Form::Jpeg if look.is_transparent || look.is_drawing => Form::Png,
        form => form,
    }
}

/// What is cut out of a picture for sharing, about its focus; none if it is too small for that: some networks show
/// nothing that is narrower than 300 or lower than 200 pixels.
pub fn crop(look: &Look, ratio: Ratio, focus: Option<(u8, u8)>, widest: u32) -> Option<Print> {
    let (across, down) = ratio.numbers();
    let cut = largest((look.width, look.height), (across, down));
    let width = cut.0.min(LARGEST);
    let height = scaled(width, down, across);
    let is_usable = width >= 300 && height >= 200;
    let (x, y) = focus.unwrap_or((50, 50));
    // Where nothing is cut off, the focus says nothing.
    let focus = (if cut.0 == look.width { 50 } else { x }, if cut.1 == look.height { 50 } else { y });
    is_usable.then_some(Print { form: Form::Jpeg, width, height, widest, quality: SHARED, focus: Some(focus) })
}

/// As wide as a share picture is.
const LARGEST: u32 = 1200;

/// How good share pictures are, if that is not too large.
const SHARED: u8 = 85;

/// The largest size of these proportions in a size.
fn largest((width, height): (u32, u32), (across, down): (u32, u32)) -> (u32, u32) {
    let is_wide = u64::from(width) * u64::from(down) > u64::from(height) * u64::from(across);
    match is_wide {
        true => (scaled(height, across, down).min(width), height),
        false => (width, scaled(width, down, across).min(height)),
    }
}

impl Ratio {
    /// Width and height of the full size.
    fn numbers(self) -> (u32, u32) {
        match self {
            Ratio::Share => (1200, 630),
            Ratio::Wide => (1200, 675),
            Ratio::Classic => (1200, 900),
            Ratio::Square => (1200, 1200),
        }
    }
}

impl Print {
    /// The part of a picture of this size that it shows.
    pub(super) fn part(&self, (width, height): (u32, u32)) -> Part {
        let Some((x, y)) = self.focus else { return (0, 0, width, height) };
        let (cut_width, cut_height) = largest((width, height), (self.width, self.height));
        let start = |whole: u32, cut: u32, focus: u8| {
            let middle = u64::from(whole) * u64::from(focus.min(100)) / 100;
            middle.saturating_sub(u64::from(cut) / 2).min(u64::from(whole - cut)) as u32
        };
        (start(width, cut_width, x), start(height, cut_height, y), cut_width, cut_height)
    }
}
