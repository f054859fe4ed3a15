//! A simulated world: several devices, their disks and the streams between them, played from one seed.
//!
//! ```no_run
//! use tests::world::World;
//!
//! let mut world = World::new(1, &["Ana", "Ben"]);
//! world.found(0);
//! world.invite(0, &[1]);
//! world.connect(0, 1);
//! world.settle();
//! world.check_equal();
//! ```

mod actions;
mod chance;
mod check;
mod device;
mod disk;
mod outside;
pub mod play;
mod streams;
mod traitors;
mod work;

pub use chance::Chance;
pub use device::{Device, day, device_key};
pub use disk::Disk;
pub use outside::OUTSIDE;
pub use streams::{Counts, Stream};
pub use traitors::Mouth;

use model::charter::act::{Invited, Role};
use model::charter::build::invite;
use model::day::Day;
use model::id::{AgentId, CommonsId, EndpointId, FactId};
use model::invitation::InvitationKey;
use model::key::DeviceKey;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap};
use sync::core::{
    BatchId, CloseReason, Input, LinkId, Message, Output, Progress, RefusalReason, Refused,
};
use sync::wire::{Access, RunWriter};

/// A world that does not come to rest within this simulated time is broken.
pub const SETTLE_MS_MAX: u64 = 20 * 60 * 1000;
/// 2026-02-10, at noon.
pub const BEGIN_MS: u64 = 1_770_724_800_000;

const TICK_MS: u64 = 1000;
/// The founding, the invitations and the first designs.
const BEGINNING_CHANGES: usize = 6;

/// What happens at a time.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Event {
    /// The next frame of a stream arrives, in the direction away from this side.
    Arrival { stream: usize, from: usize },
    /// The device's disk has synced a batch.
    Synced {
        device: usize,
        start: u64,
        batch: u64,
    },
    /// A second has passed on a device.
    Tick { device: usize, start: u64 },
    /// A side notices that its stream has ended.
    Ended { stream: usize, side: usize },
}

/// All devices and all streams.
pub struct World {
    /// The time for everyone: milliseconds since 1970.
    pub now_ms: u64,
    /// Where all chance comes from.
    pub chance: Chance,
    /// The devices.
    pub devices: Vec<Device>,
    /// What was sent so far.
    pub counts: Counts,
    /// How long a sync of a disk takes at most.
    pub sync_ms_max: u64,
    /// How long a frame travels at most.
    pub travel_ms_max: u64,
    /// So many syncs in a hundred fail.
    pub failing_syncs_percent: u64,
    streams: Vec<Stream>,
    events: BinaryHeap<Reverse<(u64, u64, Event)>>,
    /// Where each link leads: the stream and its side.
    links: BTreeMap<(usize, LinkId), (usize, usize)>,
    commons: CommonsId,
    last: u64,
    is_checking_promises: bool,
    /// What devices sent to somebody who is no device of this world.
    pub outside: Vec<(LinkId, Message)>,
    /// Streams that devices have closed, and why.
    pub closed: Vec<(LinkId, CloseReason)>,
    /// What devices have answered about what they let others see.
    pub answered: Vec<(EndpointId, Access)>,
    /// How far the newest exchange of each device was said to be.
    pub progress: BTreeMap<usize, Progress>,
    /// Devices that were told that their key is in use elsewhere.
    pub own_keys_elsewhere: Vec<usize>,
    /// What devices have refused.
    pub refused: Vec<Refused>,
    /// Whether somebody in this world is not honest, so that refusals are no failure.
    pub has_villains: bool,
    /// Devices whose programs have been changed. Whatever the others have not from them, they may not refuse.
    pub traitors: BTreeSet<usize>,
    /// Devices whose disks were set back, so that their keys may have signed one number twice.
    pub were_set_back: BTreeSet<usize>,
    /// Acts by which stewards have removed them, whoever still has to sign.
    pub removals: Vec<FactId>,
    /// Who dials whom again whenever they are not connected, while the world settles.
    pub neighbours: Vec<(usize, usize)>,
}

impl World {
    /// Devices that are on and know nothing; the first one's key names the charter.
    pub fn new(seed: u64, names: &[&'static str]) -> Self {
        let commons = device::commons_of(names.first().expect("somebody founds it"));
        let founder = device_key(0);
        let devices = names.iter().enumerate();
        let mut world = Self {
            now_ms: BEGIN_MS,
            chance: Chance::new(seed),
            devices: devices
                .map(|(n, name)| Device::new(name, n as u8, commons, &founder))
                .collect(),
            counts: Counts::default(),
            sync_ms_max: 20,
            travel_ms_max: 50,
            failing_syncs_percent: 0,
            streams: Vec::new(),
            events: BinaryHeap::new(),
            links: BTreeMap::new(),
            commons,
            last: 0,
            is_checking_promises: true,
            outside: Vec::new(),
            closed: Vec::new(),
            answered: Vec::new(),
            progress: BTreeMap::new(),
            own_keys_elsewhere: Vec::new(),
            refused: Vec::new(),
            has_villains: false,
            traitors: BTreeSet::new(),
            were_set_back: BTreeSet::new(),
            removals: Vec::new(),
            neighbours: Vec::new(),
        };
        for device in 0..world.devices.len() {
            world.at(TICK_MS, Event::Tick { device, start: 1 });
        }
        world
    }

    /// The device founds a closed commons.
    pub fn found(&mut self, device: usize) {
        let input = self.devices[device].founding(self.now_ms);
        self.tell(device, input);
    }

    /// The device writes one invitation for these others and hands it to them.
    pub fn invite(&mut self, by: usize, others: &[usize]) {
        self.invite_until(by, others, None);
    }

    /// As [`World::invite`], with a last day.
    pub fn invite_until(&mut self, by: usize, others: &[usize], expires: Option<Day>) {
        self.invite_as(by, others, Role::Steward, expires);
    }

    /// As [`World::invite_until`], with another role.
    pub fn invite_as(&mut self, by: usize, others: &[usize], role: Role, expires: Option<Day>) {
        let secret = self.chance.bytes();
        let person = self.person(by).expect("who invites is a member");
        let invited = Invited {
            key: InvitationKey(DeviceKey::from_seed(secret).device().0),
            role,
            uses: others.len() as u32,
            expires,
            for_person: None,
        };
        let act = invite(person, day(self.now_ms), invited);
        let input = self.devices[by]
            .act(self.now_ms, &act)
            .expect("a steward may invite");
        self.tell(by, input);
        // An invitation is handed on when it is safe, as everything is that a screen shows.
        while self.devices[by].is_storing {
            self.step();
        }
        let invitation = self.devices[by].charter().write_invitation(secret, vec![]);
        let invitation = invitation.expect("it was just written");
        for other in others {
            self.devices[*other].invitation = Some(invitation.clone());
            self.restart(*other);
        }
    }

    /// One device gives the invitation that it came with to another.
    pub fn hand_on_invitation(&mut self, from: usize, to: usize) {
        self.devices[to].invitation = self.devices[from].invitation.clone();
        self.restart(to);
    }

    /// The device writes an act of the charter; gives its id.
    pub fn write_act(&mut self, device: usize, act: &[u8]) -> FactId {
        let input = self.devices[device].act(self.now_ms, act);
        self.tell(device, input.expect("the act may be written"));
        let acts = self.devices[device].charter().acts();
        acts.last().expect("it was just written").id
    }

    /// The person whose device it is, once it belongs to the commons.
    pub fn person(&self, device: usize) -> Option<AgentId> {
        let device = &self.devices[device];
        device
            .core
            .as_ref()?
            .charter()
            .device(device.key.device())
            .map(|known| known.person)
    }

    /// Switches a device off without warning, and on again.
    pub fn restart(&mut self, device: usize) {
        self.crash(device);
        self.switch_on(device);
    }

    /// The power of a device fails.
    pub fn crash(&mut self, device: usize) {
        self.devices[device].crash();
        for stream in 0..self.streams.len() {
            if let Some(side) = self.streams[stream].side_of(device) {
                self.cut(stream, 0, 2_000);
                self.streams[stream].is_noticed[side] = true;
            }
        }
        self.links.retain(|(of, _), _| *of != device);
    }

    /// The disk of a device that is off comes back as it was so many changes ago: a backup, or a copied
    /// computer. Its program does not know, and writes on with the same key.
    pub fn set_back(&mut self, device: usize, changes: usize) {
        self.has_villains = true;
        self.were_set_back.insert(device);
        let disk = &mut self.devices[device].disk;
        // What names the commons and invites the others is on other disks too, or nobody could go on.
        disk.set_back(disk.len().saturating_sub(changes).max(BEGINNING_CHANGES));
    }

    /// Switches a device on.
    pub fn switch_on(&mut self, device: usize) {
        if self.devices[device].is_on() {
            return;
        }
        self.devices[device].start();
        let start = self.devices[device].starts;
        self.at(TICK_MS, Event::Tick { device, start });
        self.join_if_invited(device);
    }

    fn join_if_invited(&mut self, device: usize) {
        if let Some(input) = self.devices[device].joining(self.now_ms) {
            self.tell(device, input);
        }
    }

    fn at(&mut self, in_ms: u64, event: Event) {
        self.last += 1;
        self.events
            .push(Reverse((self.now_ms + in_ms, self.last, event)));
    }

    /// Devices of one commons that have everything and are connected as a star around the first.
    pub fn of_members(seed: u64, names: &[&'static str]) -> Self {
        let mut world = Self::new(seed, names);
        let others: Vec<usize> = (1..names.len()).collect();
        world.found(0);
        world.invite(0, &others);
        for other in others {
            world.connect(other, 0);
        }
        world.settle();
        world
    }

    /// Forgets what was counted so far.
    pub fn count_anew(&mut self) {
        self.counts = Counts::default();
    }

    /// Tells a core what happened and has its orders carried out.
    pub fn tell(&mut self, device: usize, input: Input) {
        let now_ms = self.now_ms;
        let Some(core) = self.devices[device].core.as_mut() else {
            return;
        };
        let orders = core.handle(now_ms, input);
        self.devices[device].work.extend(orders);
        self.carry_out(device);
    }

    /// Carries out orders one after the other; a batch on its way to the disk holds up what follows.
    fn carry_out(&mut self, device: usize) {
        while !self.devices[device].is_storing {
            let Some(order) = self.devices[device].work.pop_front() else {
                return;
            };
            self.carry_out_one(device, order);
        }
    }

    fn carry_out_one(&mut self, device: usize, order: Output) {
        match order {
            Output::Store { batch, changes } => self.store(device, batch, changes),
            Output::Send { link, frame } => self.send(device, link, frame),
            Output::SendTails { link, tails } => {
                let mut writer = RunWriter::new();
                for tail in tails {
                    let mut changes = self.devices[device].disk.tail(tail.document, &tail.after);
                    let until = tail.until.as_ref();
                    changes.retain(|change| {
                        until
                            .is_none_or(|until| until.seq(change.header.actor) >= change.header.seq)
                    });
                    for frame in writer.add(changes) {
                        self.send(device, link, frame);
                    }
                }
                if let Some(frame) = writer.finish() {
                    self.send(device, link, frame);
                }
            }
            Output::Load { document } => {
                let changes = self.devices[device].disk.load(document);
                self.tell(device, Input::Loaded { document, changes });
            }
            // What it sends leaves at once.
            Output::Withhold { .. } => {}
            Output::Close { link, reason } => {
                self.closed.push((link, reason));
                self.close(device, link);
            }
            Output::Deliver {
                name,
                document,
                changes,
                ..
            } => {
                self.check_delivered(device, &changes);
                self.devices[device].show(name, document, &changes);
                self.join_if_invited(device);
            }
            Output::Effect {
                name,
                document,
                aside,
            } => self.devices[device].show_again(name, document, aside),
            Output::Remember(learnt) => {
                for (peer, document, heights) in learnt {
                    self.check_remembered(device, peer, document, &heights);
                    self.devices[device].disk.remember(peer, document, heights);
                }
            }
            Output::OwnKeyElsewhere { .. } => self.own_keys_elsewhere.push(device),
            Output::Refused(refused) if self.may_refuse(device, &refused) => {
                if matches!(
                    refused.reason,
                    RefusalReason::OwnFork | RefusalReason::Adrift
                ) {
                    self.devices[device].forget_what_was_refused(refused.document);
                }
                self.refused.push(refused);
            }
            Output::Refused(refused) => self.fail_refused(device, &refused),
            Output::Damaged { document, error } => panic!("{document:?} is damaged: {error}"),
            Output::Answered { peer, access } => self.answered.push((peer, access)),
            Output::Disagreement { peer, documents } => {
                let is_false = self.is_false(peer);
                assert!(
                    documents.is_empty() || is_false,
                    "{peer:?} judges {documents:?} differently"
                );
            }
            Output::Progress(progress) => {
                self.progress.insert(device, progress);
            }
            Output::Stopped => {}
        }
    }

    fn store(&mut self, device: usize, batch: BatchId, changes: Vec<sync::core::ToStore>) {
        let in_ms = self.chance.below(self.sync_ms_max + 1);
        let device_state = &mut self.devices[device];
        device_state.disk.write(changes);
        device_state.is_storing = true;
        let start = device_state.starts;
        self.at(
            in_ms,
            Event::Synced {
                device,
                start,
                batch: batch.0,
            },
        );
    }

    /// Lets the next thing happen; false when nothing is left.
    pub fn step(&mut self) -> bool {
        let Some(Reverse((at, _, event))) = self.events.pop() else {
            return false;
        };
        self.now_ms = self.now_ms.max(at);
        match event {
            Event::Arrival { stream, from } => self.arrive(stream, from),
            Event::Synced {
                device,
                start,
                batch,
            } if self.is_same_start(device, start) => {
                self.synced(device, BatchId(batch));
            }
            Event::Tick { device, start } if self.is_same_start(device, start) => {
                self.at(TICK_MS, Event::Tick { device, start });
                self.tell(device, Input::Tick);
            }
            Event::Ended { stream, side } => self.notice_end(stream, side),
            Event::Synced { .. } | Event::Tick { .. } => {}
        }
        true
    }

    fn synced(&mut self, device: usize, batch: BatchId) {
        self.devices[device].is_storing = false;
        if self.chance.percent(self.failing_syncs_percent) {
            self.devices[device].disk.crash();
            self.tell(device, Input::StoreFailed { batch });
            assert!(
                self.devices[device]
                    .core
                    .as_ref()
                    .is_some_and(sync::core::Core::has_stopped)
            );
            return self.restart(device);
        }
        self.devices[device].disk.sync();
        self.tell(device, Input::Stored { batch });
    }

    fn is_same_start(&self, device: usize, start: u64) -> bool {
        self.devices[device].is_on() && self.devices[device].starts == start
    }

    /// Lets so much time pass.
    pub fn pass(&mut self, ms: u64) {
        let end = self.now_ms + ms;
        while self
            .events
            .peek()
            .is_some_and(|Reverse((at, ..))| *at <= end)
        {
            self.step();
        }
        self.now_ms = end;
    }

    /// Lets time pass until everything has arrived everywhere.
    pub fn settle(&mut self) {
        let end = self.now_ms + SETTLE_MS_MAX;
        while !self.is_settled() {
            assert!(
                self.now_ms < end,
                "the world does not come to rest: {}",
                self.unrest()
            );
            self.dial_again();
            self.pass(100);
        }
    }

    fn dial_again(&mut self) {
        for (from, to) in self.neighbours.clone() {
            let mut streams = self.streams.iter();
            if !streams.any(|stream| stream.ends == [from, to] && stream.is_open()) {
                self.connect(from, to);
            }
        }
    }

    /// The devices' commons.
    pub fn commons(&self) -> CommonsId {
        self.commons
    }
}
