//! Random worlds of four honest devices, in two of three with a traitor among them: faults all the time, then peace,
//! then all who play fair have to hold the same.

use super::{Chance, World};
use model::charter::Role;
use model::id::{ChangeHash, FactId};
use std::collections::BTreeSet;

/// A world goes on for so many steps at most.
const STEPS_MAX: u64 = 60;
const NAMES: [&str; 5] = ["Ana", "Ben", "Cleo", "Dev", "Mal"];
/// Who may be a traitor; the others are honest.
const MAL: usize = 4;

/// What became of many worlds.
#[derive(Default, Debug)]
pub struct Played {
    /// How many there were.
    pub worlds: u64,
    /// How many changes everyone held in the end, over all worlds.
    pub changes: u64,
    /// In how many of them a key forked.
    pub forked: u64,
    /// How many changes were set aside.
    pub aside: u64,
    /// How much that came from traitors was refused.
    pub refused: u64,
    /// In how many of them a traitor was removed.
    pub removed: u64,
}

/// Plays the worlds of these seeds on all cores; the first that fails says how to play it again.
pub fn play_all(seeds: std::ops::Range<u64>) -> Played {
    let threads = std::thread::available_parallelism().map_or(2, |count| count.get() as u64);
    std::thread::scope(|scope| {
        let part = |first: u64| {
            let seeds = (seeds.start + first..seeds.end).step_by(threads as usize);
            move || {
                let mut played = Played::default();
                for seed in seeds {
                    played.add(&play_named(seed));
                    if first == 0 && played.worlds.is_multiple_of(1_000) {
                        println!("{} worlds, seed {seed}", played.worlds * threads);
                    }
                }
                played
            }
        };
        let parts: Vec<_> = (0..threads).map(|first| scope.spawn(part(first))).collect();
        let mut all = Played::default();
        for part in parts {
            all.join(&part.join().expect("a world failed; see above"));
        }
        all
    })
}

impl Played {
    fn add(&mut self, end: &End) {
        self.join(&Played {
            worlds: 1,
            changes: end.changes,
            forked: u64::from(end.forked),
            aside: end.aside,
            refused: end.refused,
            removed: u64::from(end.removed),
        });
    }

    fn join(&mut self, other: &Played) {
        self.worlds += other.worlds;
        self.changes += other.changes;
        self.forked += other.forked;
        self.aside += other.aside;
        self.refused += other.refused;
        self.removed += other.removed;
    }
}

/// Plays a world; when it fails, says how to play it again.
fn play_named(seed: u64) -> End {
    std::panic::catch_unwind(|| play(seed)).unwrap_or_else(|_| {
        panic!("world {seed} failed; play it again with: WORLD_SEED={seed} cargo world");
    })
}

/// What everyone holds in the end.
pub struct End {
    /// How many changes.
    pub changes: u64,
    /// Whether some key forked.
    pub forked: bool,
    /// How many changes are set aside.
    pub aside: u64,
    /// How much that came from a traitor was refused.
    pub refused: u64,
    /// Whether a traitor was removed, or the traitor's device.
    pub removed: bool,
}

/// One world: faults all the time, then peace, then everything is compared.
pub fn play(seed: u64) -> End {
    let faults = Faults::of(seed);
    let devices = if faults.traitor.is_some() { 5 } else { 4 };
    let mut world = World::new(seed, &NAMES[..devices]);
    world.sync_ms_max = if faults.slow_disks { 2_000 } else { 20 };
    world.travel_ms_max = if faults.slow_lines { 5_000 } else { 50 };
    world.found(0);
    world.invite(0, &[1, 2, 3]);
    if let Some(role) = faults.traitor {
        world.invite_as(0, &[MAL], role, None);
        world.betray(MAL);
    }
    world.failing_syncs_percent = if faults.full_disks { 5 } else { 0 };
    for _ in 0..faults.steps {
        disturb(&mut world, &faults);
        for _ in 0..world.chance.below(4) {
            let device = world.chance.below(4) as usize;
            world.act(device);
        }
        if faults.traitor.is_some() {
            play_false(&mut world);
        }
        let ms = world.chance.below(3_000);
        world.pass(ms);
    }
    let promised = promised(&world);
    make_peace(&mut world);
    world.settle();
    world.check_equal();
    world.check_nothing_lost(&promised);
    world.check_honest_work();
    end_of(&world)
}

/// What the traitor does in a step, and what stewards do about it.
fn play_false(world: &mut World) {
    for _ in 0..world.chance.below(3) {
        world.mislead(MAL);
    }
    if world.chance.percent(30) {
        world.act(MAL);
    }
    let steward = world.chance.below(4) as usize;
    match world.chance.below(10) {
        0 => world.remove_traitor(steward),
        1..4 => world.weigh_removals(steward),
        _ => {}
    }
}

fn end_of(world: &World) -> End {
    let device = &world.devices[0];
    let core = world.core(0);
    let mut documents = core.documents();
    let aside = core
        .all_aside()
        .map(|(_, aside)| aside.changes.len() as u64);
    let charter = core.charter();
    let removals = world.removals.iter();
    let takes_effect =
        |act: &&FactId| charter.act(**act).is_some() && charter.why_out(**act).is_none();
    End {
        changes: device.disk.len() as u64,
        forked: documents.any(|(id, _)| core.heights(id).forked().next().is_some()),
        aside: aside.sum(),
        refused: world.refused.len() as u64,
        removed: removals.filter(takes_effect).count() > 0,
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
    /// What a traitor is, if there is one.
    traitor: Option<Role>,
    steps: u64,
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
            traitor: match chance.below(6) {
                0 | 1 => None,
                2 | 3 => Some(Role::Steward),
                _ => Some(Role::Maker),
            },
            // Most are short, so that there can be many.
            steps: match chance.below(8) {
                0 => STEPS_MAX,
                _ => STEPS_MAX / 5 + chance.below(STEPS_MAX / 5),
            },
        }
    }
}

fn disturb(world: &mut World, faults: &Faults) {
    let devices = world.devices.len() as u64;
    let (one, other) = (
        world.chance.below(devices) as usize,
        world.chance.below(devices) as usize,
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
    let honest = world.honest().into_iter();
    let disks = honest.map(|device| &world.devices[device].disk);
    let stored = disks.flat_map(|disk| disk.all());
    stored.map(|stored| stored.change.header.hash).collect()
}

/// All devices are on, and each that plays fair has a way to each other one, over others perhaps.
fn make_peace(world: &mut World) {
    world.failing_syncs_percent = 0;
    for stream in 0..world.streams().len() {
        world.cut(stream, 0, 100);
    }
    world.pass(200);
    for device in 0..world.devices.len() {
        world.switch_on(device);
    }
    // Who plays fair does not depend on a traitor, who may talk all the same.
    if world.devices.len() > MAL {
        let other = world.chance.below(4) as usize;
        world.connect(MAL, other);
        for _ in 0..3 {
            world.mislead(MAL);
        }
    }
    for device in 1..MAL {
        let other = world.chance.below(device as u64) as usize;
        let (from, to) = if world.chance.percent(50) {
            (device, other)
        } else {
            (other, device)
        };
        world.neighbours.push((from, to));
    }
}
