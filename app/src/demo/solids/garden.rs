//! For the field and the harvest.

use super::super::shapes::{Solid, Tone, circle};
use super::{all, rods, wheel};
use Tone::{Accent, Clay, Dark, Green, Pale, Steel, Wood};

pub(super) fn broadfork() -> Solid {
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

pub(super) fn wheel_hoe() -> Solid {
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

pub(super) fn corn_sheller() -> Solid {
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
pub(super) fn bean_gauge() -> Solid {
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

pub(super) fn seed_cleaner() -> Solid {
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
