//! What is made of photos: how long it takes one core, and how large it becomes.

use std::fs;
use std::io;
use std::path::Path;

use bulletin::picture::{self, Form, Ratio};

use super::cost::{median, run};

/// So many times each is done in a process, because the kernel counts in hundredths of a second.
const TIMES: u32 = 5;

/// Measures a photo of twelve million pixels and prints a row for each step.
pub fn measure(place: &Path, rounds: usize) -> io::Result<()> {
    fs::create_dir_all(place)?;
    let photo = place.join("photo.jpg");
    fs::write(&photo, drawn()?)?;
    println!(
        "\na photo of 4032 by 3024 pixels, {} kB; medians of {rounds} rounds\n",
        fs::metadata(&photo)?.len() / 1000
    );
    println!("| step | CPU | bytes |\n|---|--:|--:|");
    let steps = ["look", "read", "webp", "jpeg", "share", "strip"];
    for step in steps {
        let costs: io::Result<Vec<_>> = (0..rounds).map(|_| run("picture", &[&photo, Path::new(step)])).collect();
        let cpu = median(costs?.into_iter().filter_map(|cost| cost.cpu));
        let cpu =
            cpu.map_or("unknown".to_owned(), |cpu| format!("{:.0} ms", cpu.as_secs_f64() * 1000.0 / TIMES as f64));
        println!("| {step} | {cpu} | {} |", step_of(&fs::read(&photo)?, step)?);
    }
    Ok(())
}

/// The role of a measured process: one step, so many times.
pub fn run_step() -> io::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [photo, step, ..] = arguments.as_slice() else { return Err(io::ErrorKind::InvalidInput.into()) };
    let bytes = fs::read(photo)?;
    (0..TIMES).try_for_each(|_| step_of(&bytes, step).map(drop))
}

/// Does a step, which includes reading the picture but for `look` and `strip`; how many bytes came of it.
fn step_of(bytes: &[u8], step: &str) -> io::Result<usize> {
    let other = |fault| io::Error::other(format!("{fault}"));
    let look = || picture::look(bytes).map_err(other);
    let printed = |form: Form| -> io::Result<usize> {
        let pixels = picture::develop(bytes, 1600).map_err(other)?;
        let prints = picture::prints(&look_of(), &[480, 960, 1600], &[form], 80);
        prints.iter().map(|print| picture::print(&pixels, print).map(|made| made.len()).map_err(other)).sum()
    };
    match step {
        "look" => look().map(|_| 0),
        "read" => picture::develop(bytes, 1600).map(|_| 0).map_err(other),
        "webp" => printed(Form::Webp),
        "jpeg" => printed(Form::Jpeg),
        "share" => {
            let pixels = picture::develop(bytes, 1600).map_err(other)?;
            let print = picture::crop(&look_of(), Ratio::Share, None, 1600);
            print.map_or(Ok(0), |print| picture::print(&pixels, &print).map(|made| made.len()).map_err(other))
        }
        "strip" => picture::stripped(bytes).map(|made| made.len()).map_err(other),
        _ => Err(io::ErrorKind::InvalidInput.into()),
    }
}

/// What the photo looks like, known before.
fn look_of() -> picture::Look {
    let (width, height) = SIZE;
    picture::Look { form: Form::Jpeg, width, height, is_transparent: false, is_drawing: false, tone: None }
}

const SIZE: (u32, u32) = (4032, 3024);

/// A picture that is about as hard to write as a photo: soft shapes, edges, and a little noise.
fn drawn() -> io::Result<Vec<u8>> {
    let mut seed = 1u32;
    let picture = image::RgbImage::from_fn(SIZE.0, SIZE.1, |x, y| {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let noise = (seed >> 28) as i32 - 8;
        let soft = (f64::from(x) / 190.0).sin() * 50.0 + (f64::from(y) / 130.0).cos() * 50.0;
        let edge = if (x / 300 + y / 220) % 3 == 0 { 45 } else { 0 };
        let part = |more: i32| (128 + soft as i32 + edge + noise + more).clamp(0, 255) as u8;
        image::Rgb([part(10), part(0), part(-20)])
    });
    let mut bytes = Vec::new();
    let encoder = image::codecs::jpeg::JpegEncoder::new_with_quality(&mut bytes, 90);
    picture.write_with_encoder(encoder).map_err(io::Error::other)?;
    Ok(bytes)
}
