//! What strangers and members can make a home keep or do is counted here, in items and never in times.

use super::*;
use crate::log::Tip;
use crate::wire::{Hello, hello_tag};
use model::charter::act::Invited;
use model::charter::build::{self, NewCommons, NewDevice};
use model::charter::proof::person_id;
use model::charter::{Charter, Role};
use model::day::Day;
use model::id::{AgentId, ChangeHash};
use model::invitation::InvitationKey;
use model::key::DeviceKey;
use model::name::DocumentKind;
use model::rsd1::{Policy, Preset};

mod forks;
mod quota;
mod runs;
mod strangers;
mod turns;

/// Ana's open commons, by its founding.
const COMMONS: CommonsId =
    CommonsId(308_854_666_943_402_975_062_665_938_876_173_050_755_u128.to_be_bytes());
/// Her closed one.
const CLOSED: CommonsId =
    CommonsId(292_415_419_516_285_887_036_442_014_858_766_237_019_u128.to_be_bytes());
const TODAY: Day = Day(20_494);
const DAY_MS: u64 = 86_400_000;
const NOW: u64 = 20_494 * DAY_MS;
const LINK: LinkId = LinkId(7);

/// A home with one key.
struct Home {
    commons: CommonsId,
    key: DeviceKey,
    endpoint: DeviceKey,
    person: AgentId,
}

impl Home {
    fn new(seed: u8) -> Self {
        Self::of(COMMONS, seed)
    }

    fn of(commons: CommonsId, seed: u8) -> Self {
        let key = DeviceKey::from_seed([seed; 32]);
        Self {
            commons,
            person: person_id(commons, key.device()),
            endpoint: DeviceKey::from_seed([seed + 100; 32]),
            key,
        }
    }

    fn device(&self) -> NewDevice<'_> {
        NewDevice {
            endpoint: &self.endpoint,
            device: self.key.device(),
            label: "laptop",
            replica: false,
        }
    }

    fn at(&self) -> EndpointId {
        EndpointId(self.endpoint.device().0)
    }

    fn charter(&self) -> DocumentName {
        DocumentName::charter(self.key.device(), self.commons)
    }

    fn open(&self, opening: Opening) -> Core {
        let config = CoreConfig {
            commons: self.commons,
            me: self.key.device(),
            endpoint: self.at(),
            charter: self.charter(),
            invitation: None,
            program: "x".into(),
        };
        Core::open(config, opening).unwrap()
    }
}

/// A disk that stores at once.
fn handle_at(core: &mut Core, now: u64, input: Input) -> Vec<Output> {
    let (mut all, mut inputs) = (vec![], vec![input]);
    while let Some(input) = inputs.pop() {
        for output in core.handle(now, input) {
            if let Output::Store { batch, .. } = &output {
                inputs.push(Input::Stored { batch: *batch });
            }
            all.push(output);
        }
    }
    all
}

fn handle(core: &mut Core, input: Input) -> Vec<Output> {
    handle_at(core, NOW, input)
}

fn receive(core: &mut Core, message: &Message) -> Vec<Output> {
    let frame = message.encode();
    handle(core, Input::Received { link: LINK, frame })
}

/// A commons of Ana's that everybody may read, or members only.
fn founded(open: bool) -> (Core, Charter, Home) {
    let ana = Home::of(if open { COMMONS } else { CLOSED }, 1);
    let mut core = ana.open(Opening::default());
    let mut mirror = Charter::empty(ana.commons, ana.charter().id(ana.commons));
    let new = NewCommons {
        nonce: [1; 16],
        name: "Hof",
        purpose: "",
        open,
        policy: &Policy::preset(Preset::CopyFair),
        person_name: "Ana",
    };
    let founding = build::found(ana.commons, &ana.device(), TODAY, &new).unwrap();
    let change = mirror.next_change(&ana.key, NOW as i64, &founding).unwrap();
    mirror.admit_chunk(&change.bytes).unwrap();
    let (name, changes) = (ana.charter(), vec![change]);
    handle(&mut core, Input::Edited { name, changes });
    (core, mirror, ana)
}

/// Somebody comes on a stream and says hello.
fn comes(core: &mut Core, from: &Home, to: &Home, link: LinkId) -> Vec<Output> {
    let peer = from.at();
    let hello = Hello {
        tag: hello_tag(to.commons, peer, to.at()),
        program: "m".into(),
        rule_set: 1,
        proof: None,
        access: Access::Everything,
        charter: [0; 16],
        root: [0; 32],
    };
    let we_dialled = false;
    handle(
        core,
        Input::Connected {
            link,
            peer,
            we_dialled,
        },
    );
    let frame = Message::Hello(hello).encode();
    handle(core, Input::Received { link, frame })
}

fn closed(outputs: &[Output]) -> Option<CloseReason> {
    outputs.iter().find_map(|output| match output {
        Output::Close { reason, .. } => Some(*reason),
        _ => None,
    })
}

/// A document id and a device that nobody has heard of.
fn invented(n: u32) -> [u8; 32] {
    *blake3::hash(&n.to_be_bytes()).as_bytes()
}

/// A home with so many designs of one change each.
fn with_designs(ana: &Home, designs: u32) -> Core {
    let design = |n: u32| {
        let id = invented(n);
        let nonce = id[..16].try_into().unwrap();
        let name = DocumentName::new(DocumentKind::Design, ana.key.device(), nonce);
        DocumentSummary {
            document: name.id(COMMONS),
            name,
            heights: Heights::from([Tip::new(ana.key.device(), 1, ChangeHash(id))]),
            heads: vec![ChangeHash(id)],
            changes: 1,
        }
    };
    ana.open(Opening {
        summaries: (0..designs).map(design).collect(),
        ..Opening::default()
    })
}

/// The bytes of something that can stand in a ledger.
fn some_entry(by: AgentId) -> Vec<u8> {
    build::invite(by, TODAY, invited(1, Role::Guest))
}

fn invited(seed: u8, role: Role) -> Invited {
    Invited {
        key: InvitationKey(DeviceKey::from_seed([seed; 32]).device().0),
        role,
        uses: 1,
        expires: None,
        for_person: None,
    }
}
