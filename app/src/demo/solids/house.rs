//! For the yard, the kitchen and what is kept.

use super::super::shapes::{Solid, Tone};
use super::{all, square, wheel};
use Tone::{Accent, Clay, Dark, Green, Pale, Steel, Wood};

pub(super) fn chicken_coop() -> Solid {
    let mut parts = Vec::new();
    for (side, tone) in [(-1.0f32, Clay), (1.0, Clay)] {
        let sheet = Solid::block([0.0, -1500.0, 0.0], [18.0, 700.0, 1650.0], tone);
        parts.push(
            sheet
                .turned_y(-side * 32.0)
                .moved([side * 890.0, 0.0, 330.0]),
        );
    }
    for y in [-1480.0f32, -760.0, -40.0, 680.0, 1560.0] {
        for side in [-1.0f32, 1.0] {
            parts.push(Solid::rod(
                [side * 900.0, y, 300.0],
                [0.0, y, 1720.0],
                27.0,
                Wood,
            ));
        }
        parts.push(Solid::rod(
            [-900.0, y, 310.0],
            [900.0, y, 310.0],
            24.0,
            Wood,
        ));
    }
    for x in [-900.0f32, 900.0] {
        parts.push(Solid::rod(
            [x, -2150.0, 330.0],
            [x, 1600.0, 330.0],
            29.0,
            Wood,
        ));
    }
    parts.push(Solid::rod(
        [0.0, -1520.0, 1730.0],
        [0.0, 1580.0, 1730.0],
        30.0,
        Wood,
    ));
    parts.extend((0..8).map(|n| {
        let y = 770.0 + 100.0 * n as f32;
        Solid::rod([-560.0, y, 850.0], [560.0, y, 850.0], 5.0, Steel)
    }));
    parts.push(Solid::block(
        [-960.0, -400.0, 620.0],
        [-560.0, 300.0, 960.0],
        Accent,
    ));
    for x in [-1010.0f32, 950.0] {
        parts.push(wheel(200.0, 60.0).turned_y(90.0).moved([x, -380.0, 200.0]));
    }
    parts.push(Solid::rod(
        [-1000.0, -380.0, 200.0],
        [1000.0, -380.0, 200.0],
        12.0,
        Steel,
    ));
    all(parts)
}

pub(super) fn rocket_stove() -> Solid {
    let drum = Solid::lathe(
        &[
            [62.0, 0.0],
            [290.0, 0.0],
            [290.0, 280.0],
            [297.0, 290.0],
            [290.0, 300.0],
            [290.0, 580.0],
            [297.0, 590.0],
            [290.0, 600.0],
            [290.0, 780.0],
            [62.0, 780.0],
        ],
        40,
        Clay,
    );
    let skirt = Solid::tube(262.0, 256.0, 780.0, 960.0, Steel);
    let pot = Solid::lathe(
        &[
            [0.0, 800.0],
            [225.0, 800.0],
            [242.0, 830.0],
            [242.0, 1040.0],
            [252.0, 1052.0],
            [236.0, 1052.0],
            [228.0, 840.0],
            [0.0, 832.0],
        ],
        40,
        Dark,
    );
    let grips = [-1.0f32, 1.0].map(|side| {
        Solid::rod(
            [side * 244.0, -40.0, 1005.0],
            [side * 292.0, 0.0, 1005.0],
            9.0,
            Dark,
        )
    });
    let feed = Solid::ring(&square(92.0, 32), &square(60.0, 32), 0.0, 230.0, Clay);
    let feed = feed.turned_x(90.0).moved([0.0, -230.0, 150.0]);
    let wood = (0..4).map(|n| {
        let x = -36.0 + 24.0 * n as f32;
        Solid::rod(
            [x, -620.0, 122.0 + 6.0 * (n % 2) as f32],
            [x * 0.6, -180.0, 140.0],
            14.0,
            Wood,
        )
    });
    let chimney = Solid::tube(60.0, 55.0, 0.0, 1180.0, Steel).moved([0.0, 240.0, 440.0]);
    let hat = Solid::lathe(&[[0.0, 1690.0], [130.0, 1650.0], [0.0, 1720.0]], 28, Steel)
        .moved([0.0, 240.0, 0.0]);
    let bricks = (0..6).map(|n| {
        let x = -345.0 + 115.0 * n as f32;
        Solid::block([x, -560.0, 0.0], [x + 111.0, -500.0, 50.0], Clay)
    });
    drum.with(skirt)
        .with(pot)
        .with(all(grips))
        .with(feed)
        .with(all(wood))
        .with(chimney)
        .with(hat)
        .with(all(bricks))
}

pub(super) fn solar_dryer() -> Solid {
    let rim = [
        [-500.0, 0.0],
        [500.0, 0.0],
        [500.0, 2000.0],
        [-500.0, 2000.0],
    ];
    let room = [
        [-470.0, 30.0],
        [470.0, 30.0],
        [470.0, 1970.0],
        [-470.0, 1970.0],
    ];
    let bottom = Solid::block([-500.0, 0.0, 0.0], [500.0, 2000.0, 12.0], Wood);
    let walls = Solid::ring(&rim, &room, 12.0, 140.0, Wood);
    let screen = Solid::block([-470.0, 30.0, 60.0], [470.0, 1970.0, 64.0], Dark);
    let bars = (0..5).map(|n| {
        Solid::block(
            [-500.0, 470.0 * n as f32, 140.0],
            [500.0, 470.0 * n as f32 + 36.0, 152.0],
            Steel,
        )
    });
    let collector = bottom
        .with(walls)
        .with(screen)
        .with(all(bars))
        .turned_x(22.0)
        .moved([0.0, -1500.0, 130.0]);
    let mut parts = vec![collector];
    for x in [-480.0f32, 440.0] {
        parts.push(Solid::block(
            [x, 300.0, 0.0],
            [x + 40.0, 340.0, 1560.0],
            Wood,
        ));
        parts.push(Solid::block(
            [x, 780.0, 0.0],
            [x + 40.0, 820.0, 1560.0],
            Wood,
        ));
        parts.push(Solid::block(
            [x + 10.0, 300.0, 820.0],
            [x + 22.0, 800.0, 1560.0],
            Wood,
        ));
        parts.push(Solid::rod(
            [x + 20.0, -1450.0, 0.0],
            [x + 20.0, -1450.0, 170.0],
            22.0,
            Wood,
        ));
    }
    parts.push(Solid::block(
        [-470.0, 800.0, 820.0],
        [470.0, 812.0, 1560.0],
        Wood,
    ));
    parts.push(Solid::block(
        [-500.0, 290.0, 1560.0],
        [500.0, 830.0, 1576.0],
        Wood,
    ));
    for n in 0..8 {
        let z = 860.0 + 80.0 * n as f32;
        let frame = Solid::ring(
            &[
                [-440.0, 305.0],
                [440.0, 305.0],
                [440.0, 780.0],
                [-440.0, 780.0],
            ],
            &[
                [-415.0, 330.0],
                [415.0, 330.0],
                [415.0, 755.0],
                [-415.0, 755.0],
            ],
            z,
            z + 16.0,
            Pale,
        );
        parts.push(frame);
        parts.extend((0..6).map(|k| {
            Solid::lathe(
                &[[0.0, 0.0], [34.0, 0.0], [34.0, 9.0], [0.0, 9.0]],
                14,
                Clay,
            )
            .moved([
                -350.0 + 140.0 * k as f32,
                370.0 + 30.0 * (n % 2) as f32,
                z + 14.0,
            ])
        }));
    }
    parts.push(Solid::tube(78.0, 73.0, 1576.0, 2350.0, Dark).moved([0.0, 600.0, 0.0]));
    parts.push(
        Solid::lathe(&[[0.0, 2420.0], [150.0, 2385.0], [0.0, 2450.0]], 28, Dark)
            .moved([0.0, 600.0, 0.0]),
    );
    all(parts)
}

pub(super) fn jar_in_a_crate() -> Solid {
    let mut parts = vec![Solid::block(
        [-240.0, -180.0, 0.0],
        [240.0, 180.0, 16.0],
        Wood,
    )];
    for n in 0..4 {
        let z = 26.0 + 72.0 * n as f32;
        for y in [-180.0f32, 166.0] {
            let top = if y < 0.0 && n > 1 { continue } else { z + 60.0 };
            parts.push(Solid::block([-240.0, y, z], [240.0, y + 14.0, top], Wood));
        }
        for x in [-240.0f32, 226.0] {
            parts.push(Solid::block(
                [x, -166.0, z],
                [x + 14.0, 166.0, z + 60.0],
                Wood,
            ));
        }
    }
    parts.push(Solid::block(
        [-222.0, 126.0, 16.0],
        [222.0, 164.0, 296.0],
        Pale,
    ));
    let glass = Solid::lathe(
        &[
            [0.0, 0.0],
            [62.0, 0.0],
            [72.0, 12.0],
            [72.0, 190.0],
            [60.0, 212.0],
            [60.0, 226.0],
            [54.0, 226.0],
            [54.0, 210.0],
            [66.0, 188.0],
            [66.0, 118.0],
            [0.0, 126.0],
        ],
        40,
        Pale,
    );
    let dough = Solid::lathe(
        &[
            [0.0, 127.0],
            [65.0, 119.0],
            [64.0, 134.0],
            [40.0, 150.0],
            [0.0, 156.0],
        ],
        40,
        Clay,
    );
    let lid = Solid::lathe(
        &[
            [0.0, 228.0],
            [66.0, 228.0],
            [66.0, 238.0],
            [16.0, 244.0],
            [14.0, 262.0],
            [0.0, 264.0],
        ],
        40,
        Wood,
    );
    let lines = (0..3).map(|n| {
        Solid::tube(
            73.6,
            72.2,
            70.0 + 42.0 * n as f32,
            73.0 + 42.0 * n as f32,
            Accent,
        )
    });
    parts.push(
        glass
            .with(dough)
            .with(lid)
            .with(all(lines))
            .moved([-80.0, 0.0, 16.0]),
    );
    let bottle = Solid::lathe(
        &[
            [0.0, 0.0],
            [40.0, 0.0],
            [42.0, 6.0],
            [42.0, 170.0],
            [16.0, 220.0],
            [16.0, 250.0],
            [0.0, 250.0],
        ],
        32,
        Green,
    );
    parts.push(bottle.moved([60.0, 30.0, 16.0]));
    let lamp =
        Solid::ball([24.0, 24.0, 30.0], Accent).with(Solid::tube(13.0, 6.0, 20.0, 52.0, Dark));
    parts.push(lamp.moved([165.0, 20.0, 70.0]));
    let loaf =
        Solid::ball([105.0, 78.0, 62.0], Clay).mapped(|p| [p[0], p[1], p[2].max(-22.0) + 22.0]);
    parts.push(loaf.moved([150.0, -300.0, 0.0]));
    all(parts)
}
