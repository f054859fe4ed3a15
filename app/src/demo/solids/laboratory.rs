//! For measuring and switching.

use super::super::shapes::{Solid, Tone, circle};
use super::{all, square};
use Tone::{Accent, Clay, Dark, Green, Pale, Steel};

pub(super) fn microscope_stage() -> Solid {
    let base = Solid::ring(&square(59.0, 36), &circle(34.0, 36), 0.0, 6.0, Accent);
    let table = Solid::ring(&square(32.0, 36), &circle(11.0, 36), 52.0, 60.0, Accent);
    let mut parts = vec![base, table];
    for x in [-1.0f32, 1.0] {
        for y in [-1.0f32, 1.0] {
            let leg = Solid::block(
                [x * 27.0 - 4.0, y * 27.0 - 4.0, 9.0],
                [x * 27.0 + 4.0, y * 27.0 + 4.0, 49.0],
                Accent,
            );
            let necks = [[5.0, 10.0], [48.0, 53.0]].map(|[low, high]| {
                Solid::block(
                    [x * 27.0 - 4.0, y * 27.0 - 0.6, low],
                    [x * 27.0 + 4.0, y * 27.0 + 0.6, high],
                    Accent,
                )
            });
            parts.push(leg);
            parts.extend(necks);
            parts.push(Solid::tube(7.0, 1.7, 6.0, 14.0, Pale).moved([x * 48.0, y * 48.0, 0.0]));
        }
    }
    for turn in [0.0f32, 120.0, 240.0] {
        let tower = Solid::tube(9.0, 4.0, 6.0, 46.0, Dark);
        let gear = Solid::gear(50, 19.0, 17.2, 3.0, 6.0, Pale).moved([0.0, 0.0, 48.0]);
        let screw = Solid::rod([0.0, 0.0, 10.0], [0.0, 0.0, 60.0], 1.5, Steel);
        parts.push(
            tower
                .with(gear)
                .with(screw)
                .moved([0.0, 47.0, 0.0])
                .turned_z(turn),
        );
    }
    let clip = |x: f32| Solid::block([x - 3.0, -20.0, 60.0], [x + 3.0, 22.0, 62.0], Steel);
    parts.extend([
        clip(-18.0),
        clip(18.0),
        Solid::block([-24.0, -9.0, 60.0], [24.0, 9.0, 61.2], Pale),
    ]);
    all(parts)
}

pub(super) fn potentiostat() -> Solid {
    let mut parts = open_case([96.0, 64.0, 20.0], Accent);
    parts.push(Solid::block([-40.0, -25.0, 8.0], [40.0, 25.0, 9.6], Green));
    for (x, y, wide, deep) in [
        (-22.0, 6.0, 8.0, 6.0),
        (-6.0, 6.0, 8.0, 6.0),
        (10.0, 8.0, 12.0, 9.0),
        (14.0, -12.0, 22.0, 18.0),
    ] {
        parts.push(Solid::block(
            [x, y - deep / 2.0, 9.6],
            [x + wide, y + deep / 2.0, 11.8],
            Dark,
        ));
    }
    for n in 0..7 {
        let x = -34.0 + 6.0 * n as f32;
        parts.push(Solid::block([x, -16.0, 9.6], [x + 3.2, -14.4, 10.6], Pale));
        parts.push(Solid::block([x, -20.0, 9.6], [x + 3.2, -18.4, 10.4], Steel));
    }
    parts.push(Solid::block([32.0, -5.0, 9.6], [49.0, 5.0, 14.0], Steel));
    for n in 0..3 {
        let y = -9.0 + 9.0 * n as f32;
        parts.push(Solid::block(
            [-49.0, y - 4.0, 9.6],
            [-37.0, y + 4.0, 19.0],
            Green,
        ));
        parts.push(Solid::rod([-43.0, y, 19.0], [-43.0, y, 20.0], 2.4, Steel));
        parts.push(Solid::rod(
            [-48.0, y, 14.0],
            [-92.0, y * 2.2, 8.0],
            1.6,
            [Dark, Clay, Pale][n],
        ));
    }
    all(parts)
}

/// The bottom of a case with walls and four bosses, its middle at the origin.
fn open_case([width, depth, height]: [f32; 3], tone: Tone) -> Vec<Solid> {
    let rectangle = |inset: f32| {
        let (x, y) = (width / 2.0 - inset, depth / 2.0 - inset);
        [[-x, -y], [x, -y], [x, y], [-x, y]]
    };
    let mut parts = vec![
        Solid::prism(&rectangle(0.0), 0.0, 2.4, tone),
        Solid::ring(&rectangle(0.0), &rectangle(2.4), 2.4, height, tone),
    ];
    for x in [-1.0f32, 1.0] {
        for y in [-1.0f32, 1.0] {
            let at = [x * (width / 2.0 - 6.0), y * (depth / 2.0 - 6.0), 0.0];
            parts.push(Solid::tube(4.0, 1.4, 2.4, height - 1.0, tone).moved(at));
        }
    }
    parts
}

pub(super) fn pump_controller() -> Solid {
    let mut parts = open_case([150.0, 100.0, 44.0], Pale);
    parts.push(Solid::block(
        [-75.0, -50.0, 44.6],
        [75.0, 50.0, 52.0],
        Accent,
    ));
    parts.push(Solid::block([-44.0, 2.0, 52.0], [44.0, 32.0, 56.0], Dark));
    parts.push(Solid::block([-38.0, 7.0, 56.0], [38.0, 27.0, 56.8], Green));
    for n in 0..3 {
        parts.push(Solid::tube(6.5, 3.0, 52.0, 57.0, Dark).moved([
            -26.0 + 26.0 * n as f32,
            -22.0,
            0.0,
        ]));
        parts.push(Solid::rod(
            [-26.0 + 26.0 * n as f32, -22.0, 52.0],
            [-26.0 + 26.0 * n as f32, -22.0, 60.0],
            2.8,
            Pale,
        ));
    }
    for n in 0..4 {
        let x = -54.0 + 36.0 * n as f32;
        let gland =
            Solid::gear(6, 9.5, 8.6, 4.0, 9.0, Dark).with(Solid::tube(7.0, 4.0, 9.0, 20.0, Dark));
        parts.push(gland.turned_x(90.0).moved([x, -50.0, 22.0]));
        parts.push(Solid::rod(
            [x, -66.0, 22.0],
            [x + 4.0, -120.0, 8.0],
            3.6,
            Dark,
        ));
    }
    for x in [-1.0f32, 1.0] {
        parts.push(
            Solid::ring(&circle(11.0, 28), &circle(3.2, 28), 0.0, 4.0, Pale).moved([
                x * 84.0,
                0.0,
                0.0,
            ]),
        );
        for y in [-1.0f32, 1.0] {
            parts.push(Solid::rod(
                [x * 67.0, y * 42.0, 52.0],
                [x * 67.0, y * 42.0, 54.5],
                3.6,
                Steel,
            ));
        }
    }
    all(parts)
}
