//! The shapes of the demo's designs, one for each, as parametric models.

use super::shapes::{Point, Solid, Tone, circle, cross, minus, unit};
use Tone::{Accent, Clay, Dark, Green, Pale, Steel, Wood};

/// The shape of a design as binary STL, in millimetres; empty for a key that is none of the demo's.
pub fn solid(key: &str) -> Vec<u8> {
    model(key).map(|solid| stl(&solid)).unwrap_or_default()
}

/// The shape of a design.
pub fn model(key: &str) -> Option<Solid> {
    Some(match key {
        "broadfork" => broadfork(),
        "chicken-coop" => chicken_coop(),
        "corn-sheller" => corn_sheller(),
        "marta-bean" => bean_gauge(),
        "microscope-stage" => microscope_stage(),
        "potentiostat" => potentiostat(),
        "pump-controller" => pump_controller(),
        "rocket-stove" => rocket_stove(),
        "seed-cleaner" => seed_cleaner(),
        "solar-dryer" => solar_dryer(),
        "sourdough-incubation" => jar_in_a_crate(),
        "wheel-hoe" => wheel_hoe(),
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

fn broadfork() -> Solid {
    let bar = Solid::block([-305.0, -20.0, 0.0], [305.0, 20.0, 40.0], Dark);
    let tines = (0..5).flat_map(|n| {
        let x = -240.0 + 120.0 * n as f32;
        (0..8).map(move |k| {
            let (low, high) = (k as f32 / 8.0, (k + 1) as f32 / 8.0);
            let bend = |part: f32| [x, 60.0 * part * part - 10.0, -300.0 * part];
            Solid::rod(bend(low), bend(high), 9.0 - 6.5 * high, Steel)
        })
    });
    let handles = [-1.0, 1.0].into_iter().flat_map(|side| {
        let foot = [side * 270.0, 0.0, 30.0];
        let knee = [side * 270.0, -55.0, 190.0];
        let grip = [side * 262.0, -390.0, 1150.0];
        let socket = Solid::rod(foot, knee, 21.0, Dark);
        [
            socket,
            Solid::rod(knee, grip, 17.0, Wood),
            Solid::ball([19.0, 19.0, 19.0], Wood).moved(grip),
        ]
    });
    bar.with(all(tines))
        .with(all(handles))
        .moved([0.0, 0.0, 300.0])
}

fn chicken_coop() -> Solid {
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

fn corn_sheller() -> Solid {
    let cone = Solid::lathe(
        &[[0.0, 0.0], [70.0, 0.0], [115.0, 260.0], [0.0, 260.0]],
        32,
        Steel,
    );
    let teeth = (0..24).map(|n| {
        let z = 20.0 + 9.5 * n as f32;
        let angle = 137.5 * n as f32;
        let tooth = Solid::lathe(&[[0.0, 0.0], [9.0, 0.0], [0.0, 26.0]], 12, Dark);
        tooth
            .turned_y(90.0)
            .moved([66.0 + 45.0 * z / 260.0, 0.0, z])
            .turned_z(angle)
    });
    let drum = cone
        .with(all(teeth))
        .turned_x(-90.0)
        .moved([0.0, -130.0, 620.0]);
    let flywheel = wheel(270.0, 46.0).with(Solid::tube(232.0, 60.0, 8.0, 38.0, Clay));
    let flywheel = flywheel.turned_x(-90.0).moved([0.0, 190.0, 620.0]);
    let roller = Solid::rod([0.0, -400.0, 620.0], [0.0, -250.0, 620.0], 30.0, Dark);
    let shaft = Solid::rod([0.0, -430.0, 620.0], [0.0, 270.0, 620.0], 10.0, Steel);
    let hopper = Solid::lathe(
        &[[95.0, 0.0], [101.0, 0.0], [216.0, 190.0], [210.0, 190.0]],
        4,
        Accent,
    );
    let hopper = hopper.turned_z(45.0).moved([0.0, 0.0, 740.0]);
    let mut legs = Vec::new();
    for x in [-230.0f32, 230.0] {
        for y in [-420.0f32, 150.0] {
            legs.push(Solid::block(
                [x - 15.0, y - 15.0, 0.0],
                [x + 15.0, y + 15.0, 590.0],
                Green,
            ));
        }
        legs.push(Solid::block(
            [x - 15.0, -435.0, 560.0],
            [x + 15.0, 165.0, 590.0],
            Green,
        ));
        legs.push(Solid::block(
            [x - 15.0, -435.0, 90.0],
            [x + 15.0, 165.0, 120.0],
            Green,
        ));
    }
    for y in [-420.0f32, 150.0] {
        legs.push(Solid::block(
            [-230.0, y - 15.0, 560.0],
            [230.0, y + 15.0, 592.0],
            Green,
        ));
    }
    drum.with(flywheel)
        .with(roller)
        .with(shaft)
        .with(hopper)
        .with(all(legs))
}

/// A plate with slots of growing width, and beans that try them.
fn bean_gauge() -> Solid {
    let mut parts = Vec::new();
    for n in 0..6 {
        let x = 26.0 * n as f32;
        let width = 4.0 + n as f32;
        let frame = [[x, 0.0], [x + 26.0, 0.0], [x + 26.0, 90.0], [x, 90.0]];
        let (left, right) = (x + 13.0 - width / 2.0, x + 13.0 + width / 2.0);
        let slot = [[left, 16.0], [right, 16.0], [right, 74.0], [left, 74.0]];
        parts.push(Solid::ring(&frame, &slot, 0.0, 6.0, Accent));
        parts.push(Solid::block(
            [x + 9.0, 4.0, 6.0],
            [x + 9.0 + width, 9.0, 7.5],
            Pale,
        ));
    }
    parts.push(
        Solid::ring(&circle(20.0, 32), &circle(7.0, 32), 0.0, 6.0, Accent)
            .moved([-17.0, 45.0, 0.0]),
    );
    for (n, turn) in [20.0f32, 95.0, 160.0, 230.0, 300.0, 50.0, 120.0]
        .into_iter()
        .enumerate()
    {
        let place = [8.0 + 23.0 * n as f32, 112.0 + 9.0 * (n % 3) as f32, 4.4];
        parts.push(bean().turned_z(turn).moved(place));
    }
    parts.push(bean().turned_z(80.0).moved([143.0, 45.0, 9.0]));
    parts.push(bean().turned_z(100.0).moved([65.0, 40.0, 9.8]));
    all(parts)
}

/// Eleven millimetres long and bent, with an eye.
fn bean() -> Solid {
    let body = Solid::ball([8.5, 5.4, 4.4], Pale);
    let eye = Solid::ball([1.8, 1.0, 1.3], Clay).moved([0.0, -4.9, 0.6]);
    body.with(eye)
        .mapped(|p| [p[0], p[1] - 0.035 * p[0] * p[0], p[2]])
}

fn microscope_stage() -> Solid {
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

fn potentiostat() -> Solid {
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

fn pump_controller() -> Solid {
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

fn rocket_stove() -> Solid {
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

fn seed_cleaner() -> Solid {
    let drum = Solid::tube(150.0, 147.0, 0.0, 500.0, Steel).with(all((0..5).map(|n| {
        Solid::tube(
            156.0,
            149.0,
            20.0 + 110.0 * n as f32,
            34.0 + 110.0 * n as f32,
            Dark,
        )
    })));
    let drum = drum.turned_y(93.0).moved([-250.0, 0.0, 560.0]);
    let mut parts = vec![drum];
    for x in [-270.0f32, 270.0] {
        for y in [-200.0f32, 200.0] {
            parts.push(Solid::block(
                [x - 20.0, y - 20.0, 0.0],
                [x + 20.0, y + 20.0, 640.0],
                Wood,
            ));
        }
        parts.push(Solid::block(
            [x - 20.0, -180.0, 350.0],
            [x + 20.0, 180.0, 390.0],
            Wood,
        ));
        parts.push(Solid::block(
            [x - 20.0, -180.0, 600.0],
            [x + 20.0, 180.0, 640.0],
            Wood,
        ));
    }
    for y in [-200.0f32, 200.0] {
        parts.push(Solid::block(
            [-250.0, y - 18.0, 352.0],
            [250.0, y + 18.0, 388.0],
            Wood,
        ));
    }
    let hopper = Solid::lathe(
        &[[60.0, 0.0], [66.0, 0.0], [206.0, 210.0], [200.0, 210.0]],
        4,
        Accent,
    );
    parts.push(hopper.turned_z(45.0).moved([-190.0, 0.0, 730.0]));
    let fan_case = Solid::tube(150.0, 142.0, -60.0, 60.0, Steel);
    let blades = (0..4).map(|n| {
        Solid::block([14.0, -2.0, -50.0], [130.0, 2.0, 50.0], Accent)
            .turned_z(90.0 * n as f32 + 20.0)
    });
    let fan = fan_case.with(all(blades)).with(Solid::rod(
        [0.0, 0.0, -80.0],
        [0.0, 0.0, 80.0],
        9.0,
        Steel,
    ));
    parts.push(fan.turned_x(90.0).moved([120.0, 0.0, 190.0]));
    let big = Solid::gear(44, 92.0, 87.0, 14.0, 5.0, Dark)
        .turned_y(90.0)
        .moved([292.0, 0.0, 560.0]);
    let small = Solid::gear(11, 25.0, 20.0, 8.0, 5.0, Dark)
        .turned_y(90.0)
        .moved([292.0, 40.0, 205.0]);
    let chain = rods(
        &[
            ([295.0, -88.0, 545.0], [295.0, 16.0, 200.0]),
            ([295.0, 88.0, 575.0], [295.0, 64.0, 210.0]),
        ],
        3.5,
        Dark,
    );
    let crank = rods(
        &[
            ([300.0, 0.0, 560.0], [330.0, 0.0, 560.0]),
            ([330.0, 0.0, 560.0], [330.0, -120.0, 660.0]),
        ],
        8.0,
        Steel,
    );
    let grip = Solid::rod([330.0, -120.0, 660.0], [440.0, -120.0, 660.0], 15.0, Wood);
    let chute = Solid::block([-120.0, -130.0, 0.0], [240.0, 130.0, 8.0], Steel)
        .turned_y(24.0)
        .moved([-60.0, 0.0, 330.0]);
    parts.extend([big, small, chain, crank, grip, chute]);
    all(parts)
}

fn solar_dryer() -> Solid {
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

fn jar_in_a_crate() -> Solid {
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

fn wheel_hoe() -> Solid {
    let wheel = wheel(250.0, 38.0).turned_x(90.0).moved([0.0, 19.0, 250.0]);
    let axle = Solid::rod([0.0, -60.0, 250.0], [0.0, 60.0, 250.0], 8.0, Steel);
    let mut parts = vec![wheel, axle];
    for side in [-1.0f32, 1.0] {
        let y = side * 48.0;
        parts.push(rods(
            &[
                ([0.0, y, 250.0], [-260.0, y, 300.0]),
                ([-260.0, y, 300.0], [-420.0, side * 90.0, 430.0]),
            ],
            13.0,
            Accent,
        ));
        parts.push(rods(
            &[
                ([-420.0, side * 90.0, 430.0], [-1080.0, side * 215.0, 930.0]),
                (
                    [-1080.0, side * 215.0, 930.0],
                    [-1200.0, side * 215.0, 965.0],
                ),
            ],
            12.0,
            Accent,
        ));
        parts.push(Solid::rod(
            [-1100.0, side * 215.0, 936.0],
            [-1215.0, side * 215.0, 969.0],
            18.0,
            Wood,
        ));
        parts.push(Solid::rod(
            [-300.0, side * 84.0, 40.0],
            [-300.0, side * 84.0, 180.0],
            5.0,
            Steel,
        ));
    }
    parts.push(Solid::block(
        [-315.0, -92.0, 172.0],
        [-285.0, 92.0, 184.0],
        Dark,
    ));
    parts.push(Solid::block(
        [-306.0, -12.0, 180.0],
        [-290.0, 12.0, 320.0],
        Dark,
    ));
    parts.push(Solid::block(
        [-318.0, -88.0, 36.0],
        [-282.0, 88.0, 41.0],
        Steel,
    ));
    parts.push(Solid::rod(
        [-420.0, -96.0, 430.0],
        [-420.0, 96.0, 430.0],
        10.0,
        Accent,
    ));
    parts.push(Solid::rod(
        [-260.0, -60.0, 300.0],
        [-260.0, 60.0, 300.0],
        10.0,
        Dark,
    ));
    parts.push(Solid::rod(
        [-760.0, -154.0, 687.0],
        [-760.0, 154.0, 687.0],
        9.0,
        Accent,
    ));
    all(parts)
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
