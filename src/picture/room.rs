//! Room for pictures that are being read: all threads together read so many pixels at once and no more.

use std::sync::{Condvar, Mutex, PoisonError};

use super::MOST_PIXELS;

static FREE: Mutex<u64> = Mutex::new(MOST_PIXELS);
static FREED: Condvar = Condvar::new();

/// Room for so many pixels, for as long as this lives.
pub(super) struct Room(u64);

impl Room {
    /// Waits until there is room. Who has room waits for nobody, so it comes.
    pub(super) fn for_pixels(pixels: u64) -> Room {
        let pixels = pixels.min(MOST_PIXELS);
        let free = FREE.lock().unwrap_or_else(PoisonError::into_inner);
        let mut free = FREED.wait_while(free, |free| *free < pixels).unwrap_or_else(PoisonError::into_inner);
        *free -= pixels;
        Room(pixels)
    }
}

impl Drop for Room {
    fn drop(&mut self) {
        *FREE.lock().unwrap_or_else(PoisonError::into_inner) += self.0;
        FREED.notify_all();
    }
}
