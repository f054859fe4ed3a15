//! Closed meshes from a few parameters: prisms, rings, turned profiles, rods and gears. Millimetres.

use std::f32::consts::TAU;

/// A point in millimetres; z is up.
pub type Point = [f32; 3];

/// What a part is made of, for pictures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// Larch, ash, spruce.
    Wood,
    /// Bare metal.
    Steel,
    /// Painted or dark metal, tyres.
    Dark,
    /// Clay, bricks, bread.
    Clay,
    /// A printed or painted part that should be seen.
    Accent,
    /// Boards, leaves.
    Green,
    /// Glass, light plastic, beans.
    Pale,
}

/// Three points, counter-clockwise when seen from outside.
#[derive(Debug, Clone, Copy)]
pub struct Triangle {
    /// The corners.
    pub points: [Point; 3],
    /// Its material.
    pub tone: Tone,
}

/// A set of closed shells.
#[derive(Debug, Clone, Default)]
pub struct Solid {
    /// All triangles.
    pub triangles: Vec<Triangle>,
}

impl Solid {
    /// A box between two corners.
    pub fn block(low: Point, high: Point, tone: Tone) -> Self {
        let outline = [
            [low[0], low[1]],
            [high[0], low[1]],
            [high[0], high[1]],
            [low[0], high[1]],
        ];
        Self::prism(&outline, low[2], high[2], tone)
    }

    /// An outline (counter-clockwise, all of it seen from its middle) between two heights.
    pub fn prism(outline: &[[f32; 2]], bottom: f32, top: f32, tone: Tone) -> Self {
        let count = outline.len() as f32;
        let middle = outline.iter().fold([0.0, 0.0], |sum, p| {
            [sum[0] + p[0] / count, sum[1] + p[1] / count]
        });
        let mut solid = Self::default();
        for (a, b) in pairs(outline) {
            solid.wall(a, b, bottom, top, tone);
            solid.face([at(middle, top), at(a, top), at(b, top)], tone);
            solid.face([at(middle, bottom), at(b, bottom), at(a, bottom)], tone);
        }
        solid
    }

    /// The room between two outlines with as many points each.
    pub fn ring(outer: &[[f32; 2]], inner: &[[f32; 2]], bottom: f32, top: f32, tone: Tone) -> Self {
        let mut solid = Self::default();
        for ((a, b), (c, d)) in pairs(outer).zip(pairs(inner)) {
            solid.wall(a, b, bottom, top, tone);
            solid.wall(d, c, bottom, top, tone);
            solid.quad([at(a, top), at(b, top), at(d, top), at(c, top)], tone);
            solid.quad(
                [at(a, bottom), at(c, bottom), at(d, bottom), at(b, bottom)],
                tone,
            );
        }
        solid
    }

    /// A closed profile of (radius, height), counter-clockwise, turned around the z axis.
    pub fn lathe(profile: &[[f32; 2]], sides: usize, tone: Tone) -> Self {
        let point = |p: [f32; 2], side: usize| {
            let angle = TAU * (side % sides) as f32 / sides as f32;
            [p[0] * angle.cos(), p[0] * angle.sin(), p[1]]
        };
        let mut solid = Self::default();
        for (p, q) in pairs(profile) {
            for side in 0..sides {
                solid.quad(
                    [
                        point(p, side),
                        point(p, side + 1),
                        point(q, side + 1),
                        point(q, side),
                    ],
                    tone,
                );
            }
        }
        solid
    }

    /// A round bar from one point to another.
    pub fn rod(from: Point, to: Point, radius: f32, tone: Tone) -> Self {
        let along = minus(to, from);
        let length = dot(along, along).sqrt();
        let w = scale(along, 1.0 / length);
        let aside = if w[2].abs() < 0.9 {
            [0.0, 0.0, 1.0]
        } else {
            [1.0, 0.0, 0.0]
        };
        let u = unit(cross(aside, w));
        let v = cross(w, u);
        let profile = [[0.0, 0.0], [radius, 0.0], [radius, length], [0.0, length]];
        let put = |p: Point| {
            plus(
                from,
                plus(plus(scale(u, p[0]), scale(v, p[1])), scale(w, p[2])),
            )
        };
        Self::lathe(&profile, 16, tone).mapped(put)
    }

    /// A gear or chainring with a bore, lying flat.
    pub fn gear(teeth: usize, tip: f32, root: f32, bore: f32, thickness: f32, tone: Tone) -> Self {
        let radii = [root, tip, tip, root];
        let shift = [0.10, 0.32, 0.58, 0.80];
        let angle = |n: usize| TAU * ((n / 4) as f32 + shift[n % 4]) / teeth as f32;
        let outer: Vec<[f32; 2]> = (0..teeth * 4)
            .map(|n| polar(radii[n % 4], angle(n)))
            .collect();
        let inner: Vec<[f32; 2]> = (0..teeth * 4).map(|n| polar(bore, angle(n))).collect();
        Self::ring(&outer, &inner, 0.0, thickness, tone)
    }

    /// A tube standing on z = `bottom`.
    pub fn tube(outer: f32, inner: f32, bottom: f32, top: f32, tone: Tone) -> Self {
        Self::ring(&circle(outer, 36), &circle(inner, 36), bottom, top, tone)
    }

    /// A ball, stretched along the axes.
    pub fn ball(radii: Point, tone: Tone) -> Self {
        let profile: Vec<[f32; 2]> = (0..=14)
            .map(|n| {
                let angle = TAU * (n as f32 / 28.0 - 0.25);
                let radius = if n == 0 || n == 14 { 0.0 } else { angle.cos() };
                [radius, angle.sin()]
            })
            .collect();
        Self::lathe(&profile, 24, tone)
            .mapped(|p| [p[0] * radii[0], p[1] * radii[1], p[2] * radii[2]])
    }

    /// With another solid beside it.
    pub fn with(mut self, other: Self) -> Self {
        self.triangles.extend(other.triangles);
        self
    }

    /// Moved.
    pub fn moved(self, by: Point) -> Self {
        self.mapped(|p| plus(p, by))
    }

    /// Turned around the x axis, in degrees.
    pub fn turned_x(self, degrees: f32) -> Self {
        let (sin, cos) = degrees.to_radians().sin_cos();
        self.mapped(|p| [p[0], p[1] * cos - p[2] * sin, p[1] * sin + p[2] * cos])
    }

    /// Turned around the y axis, in degrees.
    pub fn turned_y(self, degrees: f32) -> Self {
        let (sin, cos) = degrees.to_radians().sin_cos();
        self.mapped(|p| [p[0] * cos + p[2] * sin, p[1], p[2] * cos - p[0] * sin])
    }

    /// Turned around the z axis, in degrees.
    pub fn turned_z(self, degrees: f32) -> Self {
        let (sin, cos) = degrees.to_radians().sin_cos();
        self.mapped(|p| [p[0] * cos - p[1] * sin, p[0] * sin + p[1] * cos, p[2]])
    }

    /// Every point put elsewhere, by a map that keeps the inside inside.
    pub fn mapped(mut self, put: impl Fn(Point) -> Point) -> Self {
        for triangle in &mut self.triangles {
            triangle.points = triangle.points.map(&put);
        }
        self
    }

    fn wall(&mut self, a: [f32; 2], b: [f32; 2], bottom: f32, top: f32, tone: Tone) {
        self.quad([at(a, bottom), at(b, bottom), at(b, top), at(a, top)], tone);
    }

    fn quad(&mut self, [a, b, c, d]: [Point; 4], tone: Tone) {
        self.face([a, b, c], tone);
        self.face([a, c, d], tone);
    }

    /// One triangle; one without area is left out. Minus zero becomes zero, so that equal corners have equal bytes.
    fn face(&mut self, points: [Point; 3], tone: Tone) {
        let points = points.map(|p| p.map(|number| number + 0.0));
        let [a, b, c] = points;
        if a != b && b != c && c != a {
            self.triangles.push(Triangle { points, tone });
        }
    }
}

/// Points on a circle, counter-clockwise.
pub fn circle(radius: f32, sides: usize) -> Vec<[f32; 2]> {
    (0..sides)
        .map(|n| polar(radius, TAU * n as f32 / sides as f32))
        .collect()
}

fn polar(radius: f32, angle: f32) -> [f32; 2] {
    [radius * angle.cos(), radius * angle.sin()]
}

fn pairs(outline: &[[f32; 2]]) -> impl Iterator<Item = ([f32; 2], [f32; 2])> {
    (0..outline.len()).map(|n| (outline[n], outline[(n + 1) % outline.len()]))
}

fn at(p: [f32; 2], z: f32) -> Point {
    [p[0], p[1], z]
}

pub(super) fn plus(a: Point, b: Point) -> Point {
    [a[0] + b[0], a[1] + b[1], a[2] + b[2]]
}

pub(super) fn minus(a: Point, b: Point) -> Point {
    [a[0] - b[0], a[1] - b[1], a[2] - b[2]]
}

pub(super) fn scale(a: Point, by: f32) -> Point {
    a.map(|number| number * by)
}

pub(super) fn dot(a: Point, b: Point) -> f32 {
    a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
}

pub(super) fn cross(a: Point, b: Point) -> Point {
    [
        a[1] * b[2] - a[2] * b[1],
        a[2] * b[0] - a[0] * b[2],
        a[0] * b[1] - a[1] * b[0],
    ]
}

pub(super) fn unit(a: Point) -> Point {
    scale(a, 1.0 / dot(a, a).sqrt().max(f32::MIN_POSITIVE))
}
