//! Random worlds of four devices: whatever happens, all end with the same.
//!
//! `cargo world` plays 300 of them. `WORLD_SEED=1234 cargo world` plays one again, and
//! `WORLD_COUNT=5000 cargo world` plays more.

use model::id::ChangeHash;
use std::collections::BTreeSet;
use tests::world::{Chance, World};

const WORLDS: u64 = 300;
const STEPS: u64 = 60;
const NAMES: [&str; 4] = ["Ana", "Ben", "Cleo", "Dev"];

#[test]
fn all_worlds_end_with_the_same_everywhere() {
    if let Some(seed) = number("WORLD_SEED") {
        play(seed);
        return;
    }
    let count = number("WORLD_COUNT").unwrap_or(WORLDS);
    let threads = std::thread::available_parallelism().map_or(2, |count| count.get() as u64);
    let ends: Vec<End> = std::thread::scope(|scope| {
        let part = |first| {
            move || {
                let seeds = (first..count).step_by(threads as usize);
                seeds.map(play_named).collect::<Vec<_>>()
            }
        };
        let parts: Vec<_> = (0..threads).map(|first| scope.spawn(part(first))).collect();
        let parts = parts.into_iter();
        parts
            .flat_map(|part| part.join().expect("a world failed; see above"))
            .collect()
    });
    let average = ends.iter().map(|end| end.changes).sum::<u64>() / count;
    let forked = ends.iter().filter(|end| end.forked).count() as u64;
    let aside = ends.iter().map(|end| end.aside).sum::<u64>();
    println!(
        "{count} worlds with {average} changes on average; {forked} forked, {aside} changes set aside"
    );
    assert!(
        forked >= count / 30,
        "hardly any key forks in these worlds: {forked}"
    );
    assert!(
        average > 40,
        "hardly anything happens in these worlds: {average} changes on average"
    );
}

fn number(variable: &str) -> Option<u64> {
    std::env::var(variable).ok()?.parse().ok()
}

/// Plays a world; when it fails, says how to play it again.
fn play_named(seed: u64) -> End {
    std::panic::catch_unwind(|| play(seed)).unwrap_or_else(|_| {
        panic!("world {seed} failed; play it again with: WORLD_SEED={seed} cargo world");
    })
}

/// What everyone holds in the end.
struct End {
    changes: u64,
    forked: bool,
    aside: u64,
}

/// One world: faults all the time, then peace, then everything is compared.
fn play(seed: u64) -> End {
    let mut world = World::new(seed, &NAMES);
    let faults = Faults::of(seed);
    world.sync_ms_max = if faults.slow_disks { 2_000 } else { 20 };
    world.travel_ms_max = if faults.slow_lines { 5_000 } else { 50 };
    world.found(0);
    world.invite(0, &[1, 2, 3]);
    world.failing_syncs_percent = if faults.full_disks { 5 } else { 0 };
    for _ in 0..STEPS {
        disturb(&mut world, &faults);
        for _ in 0..world.chance.below(4) {
            let device = world.chance.below(4) as usize;
            world.act(device);
        }
        let ms = world.chance.below(3_000);
        world.pass(ms);
    }
    let promised = promised(&world);
    make_peace(&mut world);
    world.settle();
    world.check_equal();
    world.check_nothing_lost(&promised);
    let device = &world.devices[0];
    let core = device.core.as_ref().expect("all are on");
    let mut documents = core.documents();
    let aside = core
        .all_aside()
        .map(|(_, aside)| aside.changes.len() as u64);
    End {
        changes: device.disk.len() as u64,
        forked: documents.any(|(id, _)| core.heights(id).forked().next().is_some()),
        aside: aside.sum(),
    }
}

/// Which kinds of trouble a world has.
struct Faults {
    crashes: bool,
    cuts: bool,
    stalls: bool,
    full_disks: bool,
    slow_disks: bool,
    slow_lines: bool,
    set_back: bool,
}

impl Faults {
    fn of(seed: u64) -> Self {
        let mut chance = Chance::new(seed ^ 0xfa17);
        Self {
            crashes: chance.percent(60),
            cuts: chance.percent(60),
            stalls: chance.percent(40),
            full_disks: chance.percent(25),
            slow_disks: chance.percent(30),
            slow_lines: chance.percent(30),
            set_back: chance.percent(25),
        }
    }
}

fn disturb(world: &mut World, faults: &Faults) {
    let (one, other) = (
        world.chance.below(4) as usize,
        world.chance.below(4) as usize,
    );
    if one != other
        && world.devices[one].is_on()
        && world.devices[other].is_on()
        && world.chance.percent(40)
    {
        world.connect(one, other);
    }
    if faults.crashes && world.chance.percent(8) {
        world.crash(one);
    }
    if faults.set_back && world.own_keys_elsewhere.is_empty() && world.chance.percent(8) {
        let changes = world.chance.below(12) as usize;
        world.crash(one);
        world.set_back(one, changes);
        world.switch_on(one);
        for _ in 0..3 {
            world.act(one);
        }
    }
    if world.chance.percent(30) {
        world.switch_on(other);
    }
    let open: Vec<usize> = (0..world.streams().len())
        .filter(|stream| world.streams()[*stream].is_open())
        .collect();
    let Some(stream) = world.chance.pick(&open).copied() else {
        return;
    };
    if faults.cuts && world.chance.percent(15) {
        world.cut(stream, 0, 20_000);
    }
    if faults.stalls && world.chance.percent(20) {
        let (side, stalled) = (world.chance.below(2) as usize, world.chance.percent(60));
        world.stall(stream, side, stalled);
    }
}

/// What has been stored is not lost whatever follows.
fn promised(world: &World) -> BTreeSet<ChangeHash> {
    let disks = world.devices.iter().map(|device| &device.disk);
    let stored = disks.flat_map(|disk| disk.all());
    stored.map(|stored| stored.change.header.hash).collect()
}

/// All devices are on, and each has a way to each other one, over others perhaps.
fn make_peace(world: &mut World) {
    world.failing_syncs_percent = 0;
    for stream in 0..world.streams().len() {
        world.cut(stream, 0, 100);
    }
    world.pass(200);
    for device in 0..NAMES.len() {
        world.switch_on(device);
    }
    for device in 1..NAMES.len() {
        let other = world.chance.below(device as u64) as usize;
        let (from, to) = if world.chance.percent(50) {
            (device, other)
        } else {
            (other, device)
        };
        world.neighbours.push((from, to));
    }
}
