//! The shapes of the demo's designs, one for each, as parametric models.

mod garden;
mod house;
mod laboratory;

use super::shapes::{Point, Solid, Tone, circle, cross, minus, unit};
use Tone::{Dark, Steel};

/// The shape of a design as binary STL, in millimetres; empty for a key that is none of the demo's.
pub fn solid(key: &str) -> Vec<u8> {
    model(key).map(|solid| stl(&solid)).unwrap_or_default()
}

/// The shape of a design.
pub fn model(key: &str) -> Option<Solid> {
    Some(match key {
        "broadfork" => garden::broadfork(),
        "chicken-coop" => house::chicken_coop(),
        "corn-sheller" => garden::corn_sheller(),
        "marta-bean" => garden::bean_gauge(),
        "microscope-stage" => laboratory::microscope_stage(),
        "potentiostat" => laboratory::potentiostat(),
        "pump-controller" => laboratory::pump_controller(),
        "rocket-stove" => house::rocket_stove(),
        "seed-cleaner" => garden::seed_cleaner(),
        "solar-dryer" => house::solar_dryer(),
        "sourdough-incubation" => house::jar_in_a_crate(),
        "wheel-hoe" => garden::wheel_hoe(),
        _ => return None,
    })
}

fn all(parts: impl IntoIterator<Item = Solid>) -> Solid {
    parts.into_iter().fold(Solid::default(), Solid::with)
}

fn rods(points: &[(Point, Point)], radius: f32, tone: Tone) -> Solid {
    all(points
        .iter()
        .map(|(from, to)| Solid::rod(*from, *to, radius, tone)))
}

/// A wheel of this radius lying flat: tyre, spokes and hub.
fn wheel(radius: f32, width: f32) -> Solid {
    let middle = width / 2.0;
    let tyre = Solid::tube(radius, radius * 0.86, 0.0, width, Dark);
    let hub = Solid::tube(radius * 0.16, radius * 0.05, -4.0, width + 4.0, Steel);
    let spokes = (0..12).map(|n| {
        let angle = std::f32::consts::TAU * n as f32 / 12.0;
        let point = |r: f32| [r * angle.cos(), r * angle.sin(), middle];
        Solid::rod(
            point(radius * 0.12),
            point(radius * 0.9),
            radius * 0.02,
            Steel,
        )
    });
    tyre.with(hub).with(all(spokes))
}

/// A square with as many points as a circle, starting at the same angle.
fn square(half: f32, points: usize) -> Vec<[f32; 2]> {
    circle(1.0, points)
        .into_iter()
        .map(|[x, y]| {
            let far = x.abs().max(y.abs());
            [half * x / far, half * y / far]
        })
        .collect()
}

/// Binary STL: 80 bytes of header, a count, and fifty bytes for each triangle, all little-endian.
fn stl(solid: &Solid) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(84 + 50 * solid.triangles.len());
    bytes.extend_from_slice(&[b' '; 80]);
    bytes.extend_from_slice(&(solid.triangles.len() as u32).to_le_bytes());
    for triangle in &solid.triangles {
        let [a, b, c] = triangle.points;
        let normal = unit(cross(minus(b, a), minus(c, a)));
        for point in [normal, a, b, c] {
            point
                .iter()
                .for_each(|number| bytes.extend_from_slice(&number.to_le_bytes()));
        }
        bytes.extend_from_slice(&[0, 0]);
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::super::shapes::dot;
    use super::*;
    use std::collections::{BTreeMap, BTreeSet};

    #[test]
    fn every_design_has_a_closed_shape_of_its_own() {
        let mut different = BTreeSet::new();
        for (key, _) in super::super::DESIGNS {
            let solid = model(key).expect("a shape for each design");
            let count = solid.triangles.len();
            assert!((500..20_000).contains(&count), "{key}: {count} triangles");
            let mut edges: BTreeMap<([u32; 3], [u32; 3]), i64> = BTreeMap::new();
            let mut volume = 0.0;
            for Triangle { points, .. } in &solid.triangles {
                for n in 0..3 {
                    let bits = |p: Point| p.map(f32::to_bits);
                    let (from, to) = (bits(points[n]), bits(points[(n + 1) % 3]));
                    *edges.entry((from.min(to), from.max(to))).or_default() +=
                        if from < to { 1 } else { -1 };
                }
                volume += dot(points[0], cross(points[1], points[2])) / 6.0;
            }
            let open = edges.values().filter(|balance| **balance != 0).count();
            assert_eq!(open, 0, "{key}: edges without a neighbour");
            assert!(volume > 0.0, "{key} is inside out");
            let bytes = super::solid(key);
            assert_eq!(bytes.len(), 84 + 50 * count);
            assert!(different.insert(bytes), "{key} looks like another");
        }
        assert!(solid("nothing").is_empty());
    }

    use super::super::shapes::Triangle;
}
