//! Reading a picture that a stranger made, with limits.

use std::io::Cursor;

use egui::ColorImage;
use image::{ImageReader, Limits};

/// No side of a picture is longer than this.
pub const SIDE_PIXELS_MAX: u32 = 16_384;
/// Decoding takes at most this much memory.
pub const DECODE_BYTES_MAX: u64 = 512 * 1024 * 1024;

/// Why a picture is not shown.
#[derive(Debug, thiserror::Error)]
pub enum PictureError {
    /// Not a PNG, JPEG or WebP, or a broken one.
    #[error("this picture cannot be read: {0}")]
    Unreadable(String),
}

/// Reads a PNG, JPEG or WebP and makes it no larger than `pixels` on its longer side.
///
/// # Errors
/// When it is none of these, broken, or beyond the limits.
pub fn read(bytes: &[u8], pixels: u32) -> Result<ColorImage, PictureError> {
    let unreadable = |error: &dyn std::fmt::Display| PictureError::Unreadable(error.to_string());
    let mut reader = ImageReader::new(Cursor::new(bytes))
        .with_guessed_format()
        .map_err(|error| unreadable(&error))?;
    let mut limits = Limits::default();
    limits.max_image_width = Some(SIDE_PIXELS_MAX);
    limits.max_image_height = Some(SIDE_PIXELS_MAX);
    limits.max_alloc = Some(DECODE_BYTES_MAX);
    reader.limits(limits);
    let picture = reader.decode().map_err(|error| unreadable(&error))?;
    let picture = if picture.width().max(picture.height()) > pixels {
        picture.thumbnail(pixels.max(1), pixels.max(1))
    } else {
        picture
    };
    let rgba = picture.to_rgba8();
    let size = [rgba.width() as usize, rgba.height() as usize];
    Ok(ColorImage::from_rgba_unmultiplied(size, rgba.as_raw()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn png(width: u32, height: u32) -> Vec<u8> {
        let mut bytes = Vec::new();
        image::RgbImage::from_pixel(width, height, image::Rgb([200, 40, 40]))
            .write_to(&mut Cursor::new(&mut bytes), image::ImageFormat::Png)
            .expect("a PNG can be written");
        bytes
    }

    #[test]
    fn a_large_picture_is_made_small_and_keeps_its_shape() {
        let small = read(&png(400, 200), 100).expect("it is a PNG");
        assert_eq!(small.size, [100, 50]);
        let same = read(&png(40, 20), 100).expect("it is a PNG");
        assert_eq!(same.size, [40, 20]);
    }

    #[test]
    fn a_picture_that_claims_to_be_huge_is_refused() {
        let mut bomb = png(4, 4);
        bomb[16..20].copy_from_slice(&1_000_000_u32.to_be_bytes());
        assert!(read(&bomb, 100).is_err());
        assert!(read(b"GIF89a and so on", 100).is_err());
    }
}
