//! Reading an STL that a stranger made, as a stream, with limits.

use std::io::Cursor;

/// A model has at most so many triangles.
pub const TRIANGLES_MAX: usize = 4_000_000;

/// A model: triangles around the origin, the farthest corner at distance 1.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Mesh {
    /// Three corners each.
    pub triangles: Vec<[[f32; 3]; 3]>,
}

/// Why a model is not shown.
#[derive(Debug, thiserror::Error)]
pub enum MeshError {
    /// Not an STL, or a broken one.
    #[error("this model cannot be read: {0}")]
    Unreadable(String),
    /// Nothing in it.
    #[error("this model has no surface")]
    Empty,
    /// Too much in it.
    #[error("this model is too detailed to be shown here")]
    TooLarge,
}

/// Reads an STL, in text or in binary.
///
/// # Errors
/// When it is none, broken, empty, or has more than [`TRIANGLES_MAX`] triangles.
pub fn read_stl(bytes: &[u8]) -> Result<Mesh, MeshError> {
    let unreadable = |error: std::io::Error| MeshError::Unreadable(error.to_string());
    let mut cursor = Cursor::new(bytes);
    let reader = stl_io::create_stl_reader(&mut cursor).map_err(unreadable)?;
    let mut triangles = Vec::new();
    for triangle in reader {
        if triangles.len() == TRIANGLES_MAX {
            return Err(MeshError::TooLarge);
        }
        let corners = triangle
            .map_err(unreadable)?
            .vertices
            .map(|corner| corner.0);
        // Corners at infinity, or that are no numbers, would swallow the whole model.
        if corners.iter().flatten().all(|number| number.is_finite()) {
            triangles.push(corners);
        }
    }
    if triangles.is_empty() {
        return Err(MeshError::Empty);
    }
    Ok(centred(triangles))
}

fn centred(mut triangles: Vec<[[f32; 3]; 3]>) -> Mesh {
    let mut low = [f32::INFINITY; 3];
    let mut high = [f32::NEG_INFINITY; 3];
    for corner in triangles.iter().flatten() {
        for axis in 0..3 {
            low[axis] = low[axis].min(corner[axis]);
            high[axis] = high[axis].max(corner[axis]);
        }
    }
    let centre: [f32; 3] = std::array::from_fn(|axis| low[axis] * 0.5 + high[axis] * 0.5);
    let mut far = 0.0_f32;
    for corner in triangles.iter_mut().flatten() {
        for axis in 0..3 {
            corner[axis] -= centre[axis];
        }
        far = far.max(corner.iter().map(|c| c * c).sum::<f32>());
    }
    let scale = if far > 0.0 && far.is_finite() {
        far.sqrt().recip()
    } else {
        1.0
    };
    triangles
        .iter_mut()
        .flatten()
        .flatten()
        .for_each(|number| *number *= scale);
    Mesh { triangles }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "solid tile\n facet normal 0 0 1\n  outer loop\n   vertex 0 0 0\n   vertex 10 0 0\n   vertex 0 10 0\n  endloop\n endfacet\nendsolid tile\n";

    #[test]
    fn a_model_in_text_is_read_and_centred() {
        let mesh = read_stl(TEXT.as_bytes()).expect("it is an STL");
        assert_eq!(mesh.triangles.len(), 1);
        let far = mesh.triangles[0]
            .iter()
            .map(|c| c.iter().map(|n| n * n).sum::<f32>())
            .fold(0.0, f32::max);
        assert!((far - 1.0).abs() < 1e-5);
    }

    #[test]
    fn broken_models_are_refused_and_nothing_panics() {
        assert!(read_stl(b"").is_err());
        assert!(read_stl(b"solid nothing\nendsolid nothing\n").is_err());
        let mut claims = vec![0; 84];
        claims[80..84].copy_from_slice(&u32::MAX.to_le_bytes());
        assert!(read_stl(&claims).is_err());
        for cut in 0..TEXT.len() {
            let _ = read_stl(&TEXT.as_bytes()[..cut]);
        }
    }
}
