//! Drawing a model into pixels: a depth buffer and flat light, no graphics card.

use egui::{Color32, ColorImage};

use super::mesh::Mesh;
use crate::action::ModelTurn;

/// No side of a drawing is longer than this.
pub const SIDE_PIXELS_MAX: u16 = 2_048;
/// Where the light comes from: from the upper left, and in front.
const LIGHT: [f32; 3] = [-0.41, 0.62, 0.67];
/// The colour of the material in full light.
const MATERIAL: [f32; 3] = [142.0, 178.0, 163.0];

/// Draws `mesh`, turned as asked, on a transparent ground.
pub fn draw(mesh: &Mesh, turn: ModelTurn) -> ColorImage {
    let width = usize::from(turn.width.clamp(16, SIDE_PIXELS_MAX));
    let height = usize::from(turn.height.clamp(16, SIDE_PIXELS_MAX));
    let mut canvas = Canvas {
        width,
        height,
        depth: vec![f32::NEG_INFINITY; width * height],
        pixels: vec![Color32::TRANSPARENT; width * height],
    };
    let camera = Camera::new(turn, width as f32, height as f32);
    for triangle in &mesh.triangles {
        canvas.triangle(triangle.map(|corner| camera.see(corner)));
    }
    ColorImage::new([width, height], canvas.pixels)
}

struct Camera {
    around: (f32, f32),
    tilt: (f32, f32),
    scale: f32,
    centre: [f32; 2],
}

impl Camera {
    fn new(turn: ModelTurn, width: f32, height: f32) -> Camera {
        Camera {
            around: f32::from(turn.around).to_radians().sin_cos(),
            tilt: f32::from(turn.tilt).to_radians().sin_cos(),
            scale: width.min(height) * 0.48,
            centre: [width * 0.5, height * 0.5],
        }
    }

    /// Where a corner is on the picture, and how near: x right, y down, z towards the eye.
    ///
    /// STL files of things that stand have z upwards.
    fn see(&self, [x, y, z]: [f32; 3]) -> [f32; 3] {
        let (sin, cos) = self.around;
        let (right, back) = (x * cos - y * sin, x * sin + y * cos);
        let (sin, cos) = self.tilt;
        let (up, near) = (z * cos + back * sin, z * sin - back * cos);
        [
            self.centre[0] + right * self.scale,
            self.centre[1] - up * self.scale,
            near * self.scale,
        ]
    }
}

struct Canvas {
    width: usize,
    height: usize,
    depth: Vec<f32>,
    pixels: Vec<Color32>,
}

impl Canvas {
    fn triangle(&mut self, [a, b, c]: [[f32; 3]; 3]) {
        let area = (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]);
        if area.abs() < 1e-6 {
            return;
        }
        let colour = shade(a, b, c);
        let (x0, x1) = span(a[0], b[0], c[0], self.width);
        let (y0, y1) = span(a[1], b[1], c[1], self.height);
        for y in y0..y1 {
            let py = y as f32 + 0.5;
            for x in x0..x1 {
                let px = x as f32 + 0.5;
                let v = ((px - a[0]) * (c[1] - a[1]) - (py - a[1]) * (c[0] - a[0])) / area;
                let w = ((b[0] - a[0]) * (py - a[1]) - (b[1] - a[1]) * (px - a[0])) / area;
                if v < 0.0 || w < 0.0 || v + w > 1.0 {
                    continue;
                }
                let depth = a[2] + v * (b[2] - a[2]) + w * (c[2] - a[2]);
                let at = y * self.width + x;
                if depth > self.depth[at] {
                    self.depth[at] = depth;
                    self.pixels[at] = colour;
                }
            }
        }
    }
}

/// The pixels between three corners, inside the picture.
fn span(a: f32, b: f32, c: f32, limit: usize) -> (usize, usize) {
    let low = a.min(b).min(c).floor().max(0.0) as usize;
    let high = a.max(b).max(c).ceil().max(0.0) as usize;
    (low.min(limit), (high + 1).min(limit))
}

/// Flat light; files often have faces the wrong way round, so both sides are lit alike.
fn shade(a: [f32; 3], b: [f32; 3], c: [f32; 3]) -> Color32 {
    let u = [b[0] - a[0], b[1] - a[1], b[2] - a[2]];
    let v = [c[0] - a[0], c[1] - a[1], c[2] - a[2]];
    let normal = [
        u[1] * v[2] - u[2] * v[1],
        u[2] * v[0] - u[0] * v[2],
        u[0] * v[1] - u[1] * v[0],
    ];
    let length = normal.iter().map(|n| n * n).sum::<f32>().sqrt().max(1e-12);
    // The picture has y downwards, the light has it upwards.
    let toward = if normal[2] < 0.0 { -1.0 } else { 1.0 };
    let lit =
        (normal[0] * LIGHT[0] - normal[1] * LIGHT[1] + normal[2] * LIGHT[2]) * toward / length;
    let light = 0.35 + 0.65 * lit.max(0.0);
    let [r, g, b] = MATERIAL.map(|c| (c * light) as u8);
    Color32::from_rgb(r, g, b)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn turn(around: u16) -> ModelTurn {
        ModelTurn {
            around,
            tilt: 25,
            width: 64,
            height: 64,
        }
    }

    #[test]
    fn what_is_nearer_hides_what_is_behind() {
        let tile = |y: f32, half: f32| {
            [
                [[-half, y, -half], [half, y, -half], [-half, y, half]],
                [[half, y, -half], [half, y, half], [-half, y, half]],
            ]
        };
        let mut triangles = tile(0.5, 0.6).to_vec();
        let slanted = [[-0.2, -0.5, -0.2], [0.2, -0.4, -0.2], [0.0, -0.5, 0.3]];
        let alone = draw(
            &Mesh {
                triangles: vec![slanted],
            },
            ModelTurn { tilt: 0, ..turn(0) },
        );
        triangles.push(slanted);
        let both = draw(&Mesh { triangles }, ModelTurn { tilt: 0, ..turn(0) });
        let middle = 32 * 64 + 32;
        assert_ne!(alone.pixels[middle], Color32::TRANSPARENT);
        assert_eq!(both.pixels[middle], alone.pixels[middle]);
    }

    #[test]
    fn a_full_turn_is_the_same_picture() {
        let triangles = vec![[[-0.5, 0.1, -0.5], [0.5, -0.2, -0.4], [0.0, 0.3, 0.7]]];
        let mesh = Mesh { triangles };
        assert_eq!(draw(&mesh, turn(0)).pixels.len(), 64 * 64);
        assert_ne!(draw(&mesh, turn(0)), draw(&mesh, turn(90)));
    }
}
