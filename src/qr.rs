//! QR codes (ISO/IEC 18004) as pictures in a page: for addresses that people in a room take with their telephone.

use qrcode::{Color, EcLevel, QrCode};

/// How many modules of white a code needs around it.
const QUIET: usize = 4;

/// A drawing of `text` as an `svg` element that is called `label`; none if it is too long for a code. Dark on white in any
/// colours of the page, and the same for the same text.
pub fn svg(text: &str, label: &str) -> Option<String> {
    let code = QrCode::with_error_correction_level(text, EcLevel::M).ok()?;
    let width = code.width();
    let colors = code.to_colors();
    let mut path = String::new();
    for (y, row) in colors.chunks(width).enumerate() {
        let mut x = 0;
        while x < width {
            let run = row[x..].iter().take_while(|color| **color == Color::Dark).count();
            if run > 0 {
                path.push_str(&format!("M{} {}h{run}v1h-{run}z", x + QUIET, y + QUIET));
            }
            x += run.max(1);
        }
    }
    let side = width + 2 * QUIET;
    let label = crate::text::escape_html(label);
    Some(format!(
        "<svg class=\"qr\" role=\"img\" aria-label=\"{label}\" viewBox=\"0 0 {side} {side}\" \
         shape-rendering=\"crispEdges\"><path fill=\"#fff\" d=\"M0 0h{side}v{side}H0z\"/><path d=\"{path}\"/></svg>"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_drawn_row_by_row_and_always_alike() {
        let drawn = svg("https://hub.example/a", "To \"a\"").unwrap();
        // Version 2 has 25 modules; its finder patterns begin with a run of 7.
        assert!(
            drawn.contains("viewBox=\"0 0 33 33\"")
                && drawn.contains("M4 4h7v1h-7z")
                && drawn.contains("M22 4h7v1h-7z")
        );
        assert!(drawn.contains("aria-label=\"To &quot;a&quot;\""));
        assert_eq!(svg("https://hub.example/a", "To \"a\"").unwrap(), drawn);
        assert_eq!(svg(&"x".repeat(3000), ""), None);
    }
}
