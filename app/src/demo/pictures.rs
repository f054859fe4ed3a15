//! A picture for each design of the demo, drawn from its shape.

use image::codecs::png::PngEncoder;
use image::{ExtendedColorType, ImageEncoder};

use super::{raster, solids};

/// Pixels from left to right.
pub const PICTURE_WIDTH: usize = 800;
/// Pixels from top to bottom.
pub const PICTURE_HEIGHT: usize = 600;

/// Calm grounds for the pictures, taken in turn.
const GROUNDS: [[f32; 3]; 4] = [
    [0.86, 0.89, 0.87],
    [0.90, 0.87, 0.81],
    [0.83, 0.87, 0.91],
    [0.89, 0.88, 0.86],
];

/// The picture of a design as PNG; `None` for a key that is none of the demo's.
pub fn picture(key: &str) -> Option<Vec<u8>> {
    let solid = solids::model(key)?;
    let turn = super::DESIGNS.iter().position(|(name, _)| *name == key)?;
    let pixels = raster::paint(
        &solid,
        PICTURE_WIDTH,
        PICTURE_HEIGHT,
        GROUNDS[turn % GROUNDS.len()],
    );
    let mut png = Vec::new();
    PngEncoder::new(&mut png)
        .write_image(
            &pixels,
            PICTURE_WIDTH as u32,
            PICTURE_HEIGHT as u32,
            ExtendedColorType::Rgb8,
        )
        .ok()?;
    Some(png)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_picture_shows_something_of_its_own() {
        let mut different = BTreeSet::new();
        for (key, _) in super::super::DESIGNS {
            let png = picture(key).expect("a picture for each design");
            let seen = image::load_from_memory(&png)
                .expect("a PNG that can be read")
                .to_rgb8();
            assert_eq!(
                seen.dimensions(),
                (PICTURE_WIDTH as u32, PICTURE_HEIGHT as u32)
            );
            let colours: BTreeSet<[u8; 3]> = seen.pixels().map(|pixel| pixel.0).collect();
            assert!(colours.len() > 200, "{key}: {} colours", colours.len());
            assert!(different.insert(png), "{key} looks like another");
        }
        assert!(picture("nothing").is_none());
    }
}
