//! A small painter of triangles: flat shading, a shadow on the ground, soft edges.

use super::shapes::{Point, Solid, Tone, cross, dot, minus, unit};

/// Every pixel is the mean of this many by this many.
const FINE: usize = 2;

/// A picture of `width` by `height` pixels as rows of red, green and blue.
pub(super) fn paint(solid: &Solid, width: usize, height: usize, ground: [f32; 3]) -> Vec<u8> {
    let mut canvas = Canvas::new(width * FINE, height * FINE, ground);
    let camera = Camera::before(solid, &canvas);
    let floor = solid
        .triangles
        .iter()
        .flat_map(|t| t.points)
        .fold(f32::MAX, |low, p| low.min(p[2]));
    let light = unit([0.45, -0.65, 0.95]);
    for triangle in &solid.triangles {
        let cast = triangle.points.map(|p| {
            let fall = (p[2] - floor) / light[2];
            camera.see([p[0] - light[0] * fall, p[1] - light[1] * fall, floor])
        });
        canvas.shade(cast);
    }
    for triangle in &solid.triangles {
        let [a, b, c] = triangle.points;
        let normal = unit(cross(minus(b, a), minus(c, a)));
        if dot(normal, camera.towards) <= 0.0 {
            continue;
        }
        let sun = dot(normal, light).max(0.0);
        let sky = 0.5 + 0.5 * normal[2];
        let brightness = 0.34 + 0.5 * sun + 0.2 * sky;
        canvas.fill(
            triangle.points.map(|p| camera.see(p)),
            colour(triangle.tone).map(|c| (c * brightness).min(1.0)),
        );
    }
    canvas.finish(width, height)
}

fn colour(tone: Tone) -> [f32; 3] {
    match tone {
        Tone::Wood => [0.82, 0.64, 0.42],
        Tone::Steel => [0.70, 0.74, 0.77],
        Tone::Dark => [0.27, 0.29, 0.33],
        Tone::Clay => [0.77, 0.46, 0.33],
        Tone::Accent => [0.90, 0.55, 0.20],
        Tone::Green => [0.25, 0.52, 0.38],
        Tone::Pale => [0.94, 0.92, 0.86],
    }
}

/// Looks down from the right front; nothing gets smaller with distance.
struct Camera {
    right: Point,
    up: Point,
    towards: Point,
    scale: f32,
    shift: [f32; 2],
}

impl Camera {
    fn before(solid: &Solid, canvas: &Canvas) -> Self {
        let towards = unit([0.62, -0.78, 0.55]);
        let right = unit(cross([0.0, 0.0, 1.0], towards));
        let up = cross(towards, right);
        let flat = |p: Point| [dot(p, right), dot(p, up)];
        let mut low = [f32::MAX; 2];
        let mut high = [f32::MIN; 2];
        for seen in solid.triangles.iter().flat_map(|t| t.points).map(flat) {
            for n in 0..2 {
                low[n] = low[n].min(seen[n]);
                high[n] = high[n].max(seen[n]);
            }
        }
        let (wide, tall) = (canvas.width as f32, canvas.height as f32);
        let scale = (wide * 0.78 / (high[0] - low[0])).min(tall * 0.80 / (high[1] - low[1]));
        let middle = [(low[0] + high[0]) / 2.0, (low[1] + high[1]) / 2.0];
        let shift = [
            wide / 2.0 - middle[0] * scale,
            tall / 2.0 + middle[1] * scale,
        ];
        Self {
            right,
            up,
            towards,
            scale,
            shift,
        }
    }

    /// Column, row and nearness.
    fn see(&self, p: Point) -> Point {
        [
            self.shift[0] + dot(p, self.right) * self.scale,
            self.shift[1] - dot(p, self.up) * self.scale,
            dot(p, self.towards),
        ]
    }
}

struct Canvas {
    width: usize,
    height: usize,
    colours: Vec<[f32; 3]>,
    nearness: Vec<f32>,
    shadow: Vec<bool>,
}

impl Canvas {
    fn new(width: usize, height: usize, ground: [f32; 3]) -> Self {
        let row = |y: usize| {
            let light = 1.06 - 0.16 * y as f32 / height as f32;
            ground.map(|c| (c * light).min(1.0))
        };
        let colours = (0..height)
            .flat_map(|y| std::iter::repeat_n(row(y), width))
            .collect();
        let pixels = width * height;
        Self {
            width,
            height,
            colours,
            nearness: vec![f32::MIN; pixels],
            shadow: vec![false; pixels],
        }
    }

    fn shade(&mut self, corners: [Point; 3]) {
        let mut hit = Vec::new();
        self.scan(corners, |at, _| hit.push(at));
        hit.into_iter().for_each(|at| self.shadow[at] = true);
    }

    fn fill(&mut self, corners: [Point; 3], colour: [f32; 3]) {
        let mut hit = Vec::new();
        self.scan(corners, |at, near| hit.push((at, near)));
        for (at, near) in hit {
            if near > self.nearness[at] {
                self.nearness[at] = near;
                self.colours[at] = colour;
            }
        }
    }

    /// Calls for every pixel inside the corners, whichever way round they are.
    fn scan(&self, [a, b, c]: [Point; 3], mut hit: impl FnMut(usize, f32)) {
        let area = (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]);
        if area.abs() < 1e-6 {
            return;
        }
        let side = |p: Point, q: Point, x: f32, y: f32| {
            ((q[0] - p[0]) * (y - p[1]) - (q[1] - p[1]) * (x - p[0])) / area
        };
        let columns = range([a[0], b[0], c[0]], self.width);
        for y in range([a[1], b[1], c[1]], self.height) {
            for x in columns.clone() {
                let (px, py) = (x as f32 + 0.5, y as f32 + 0.5);
                let (to_a, to_b, to_c) =
                    (side(b, c, px, py), side(c, a, px, py), side(a, b, px, py));
                if to_a >= 0.0 && to_b >= 0.0 && to_c >= 0.0 {
                    hit(y * self.width + x, to_a * a[2] + to_b * b[2] + to_c * c[2]);
                }
            }
        }
    }

    fn finish(&self, width: usize, height: usize) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(width * height * 3);
        for y in 0..height {
            for x in 0..width {
                let mut sum = [0.0f32; 3];
                for (dx, dy) in (0..FINE).flat_map(|dy| (0..FINE).map(move |dx| (dx, dy))) {
                    let at = (y * FINE + dy) * self.width + x * FINE + dx;
                    let dim = if self.shadow[at] && self.nearness[at] == f32::MIN {
                        0.80
                    } else {
                        1.0
                    };
                    (0..3).for_each(|n| sum[n] += self.colours[at][n] * dim);
                }
                let share = 255.0 / (FINE * FINE) as f32;
                bytes.extend(sum.map(|c| (c * share).round().clamp(0.0, 255.0) as u8));
            }
        }
        bytes
    }
}

fn range(numbers: [f32; 3], end: usize) -> std::ops::Range<usize> {
    let low = numbers
        .iter()
        .copied()
        .fold(f32::MAX, f32::min)
        .floor()
        .max(0.0) as usize;
    let high = numbers
        .iter()
        .copied()
        .fold(f32::MIN, f32::max)
        .ceil()
        .max(0.0) as usize;
    low.min(end)..high.min(end)
}
