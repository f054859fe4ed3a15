//! Somebody who holds an invitation and does not play by its words: their program forges the joining, whatever it should say.

use model::admission::Refusal;
use model::charter::act::{Invited, Role};
use model::charter::build::{self, NewDevice};
use model::charter::proof::person_id;
use model::charter::{ActRefusal, OutOfEffect};
use model::day::Day;
use model::entry::{EntryChange, act_key};
use model::id::{AgentId, ChangeHash, FactId};
use model::invitation::Invitation;
use model::invitation::InvitationKey;
use model::key::DeviceKey;
use sync::core::{RefusalReason, ToStore};
use sync::wire::{Message, Segment, pack};
use tests::corpus::assert_eq;
use tests::world::{OUTSIDE, World, day};

const ANA: usize = 0;
const SECRET: [u8; 32] = [50; 32];

/// Somebody outside with keys of their own.
struct Mallory {
    key: DeviceKey,
    endpoint: DeviceKey,
}

impl Mallory {
    fn new(seed: u8) -> Mallory {
        Mallory {
            key: DeviceKey::from_seed([seed; 32]),
            endpoint: DeviceKey::from_seed([seed + 100; 32]),
        }
    }

    fn person(&self, world: &World) -> AgentId {
        person_id(world.commons(), self.key.device())
    }

    /// The joining that a changed program makes: signed well, on top of these acts, and asked of nobody.
    fn forges(&self, world: &World, invitation: (&Invitation, FactId), seen: &Seen) -> ToStore {
        let device = NewDevice {
            endpoint: &self.endpoint,
            device: self.key.device(),
            label: "laptop",
            replica: false,
        };
        let act = build::join(
            invitation.0,
            invitation.1,
            &device,
            day(world.now_ms),
            "Mallory",
        );
        let entry = EntryChange {
            actor: self.key.device(),
            seq: 1,
            start_op: seen.last_op + 1,
            time_ms: world.now_ms as i64,
            deps: seen.heads.clone(),
            key: &act_key(self.key.device(), 1),
            value: &act.expect("it has its form"),
        };
        let name = world.devices[ANA].charter_name();
        let forged = world.signed(&self.key, name, entry.encode());
        forged.expect("it is a change")
    }

    /// Comes to Ana's door with it. What she refuses for it, if she does.
    fn brings(&self, world: &mut World, forged: &ToStore) -> Option<Refusal> {
        let before = world.refused.len();
        let peer = self.endpoint.endpoint();
        world.comes_in(ANA, peer);
        let hello = world.hello_of(peer, ANA);
        world.says(ANA, &Message::Hello(hello));
        let name = world.devices[ANA].charter_name();
        world.says(
            ANA,
            &pack(&[Segment::bulk(name, std::slice::from_ref(forged))]),
        );
        world.pass(3_000);
        world.tell(ANA, sync::core::Input::Disconnected { link: OUTSIDE });
        world.pass(3_000);
        let refused = world.refused[before..]
            .first()
            .map(|one| one.reason.clone());
        refused.map(|reason| match reason {
            RefusalReason::Rule(refusal) => refusal,
            other => panic!("{other:?}"),
        })
    }

    /// Why their device speaks for nobody, where it does not.
    fn out(&self, world: &World) -> Option<OutOfEffect> {
        let known = world.devices[ANA].charter().device(self.key.device());
        known.expect("it was kept").out
    }

    fn is_member(&self, world: &World) -> bool {
        let known = world.devices[ANA].charter().device(self.key.device());
        known.is_some_and(|device| device.out.is_none())
    }
}

/// What a program has seen of the charter.
struct Seen {
    heads: Vec<ChangeHash>,
    last_op: u64,
}

/// What Ana's charter holds now.
fn seen(world: &World) -> Seen {
    let charter = world.devices[ANA].charter_document();
    let all = world.devices[ANA].disk.of(charter);
    let all: Vec<_> = all.map(|stored| &stored.change.header).collect();
    let is_head = |hash: &ChangeHash| !all.iter().any(|one| one.deps.contains(hash));
    let mut heads: Vec<ChangeHash> = all.iter().map(|one| one.hash).filter(is_head).collect();
    heads.sort();
    Seen {
        heads,
        last_op: all
            .iter()
            .map(|one| one.max_op)
            .max()
            .expect("the founding"),
    }
}

/// Ana and Ben, and an invitation of Ana's for one maker.
fn invited(expires: Option<Day>) -> (World, Invitation, FactId) {
    let mut world = World::of_members(31, &["Ana", "Ben"]);
    world.has_villains = true;
    let invited = Invited {
        key: InvitationKey(DeviceKey::from_seed(SECRET).device().0),
        role: Role::Maker,
        uses: 1,
        expires,
        for_person: None,
    };
    let me = world.person(ANA).expect("she founded it");
    let today = day(world.now_ms);
    let open = world.write_act(ANA, &build::invite(me, today, invited));
    world.settle();
    let invitation = world.devices[ANA]
        .charter()
        .write_invitation(SECRET, vec![]);
    (world, invitation.expect("just written"), open)
}

#[test]
pub(super) fn a_forged_join_by_a_used_up_invitation_is_refused_by_name() {
    let (mut world, invitation, open) = invited(None);
    let before = seen(&world);
    let first = Mallory::new(60);
    let joined = first.forges(&world, (&invitation, open), &before);
    assert_eq!(first.brings(&mut world, &joined), None);
    assert!(first.is_member(&world), "the one for whom it was");
    // Who has seen that it is used up is refused by every program, and the act goes nowhere.
    let second = Mallory::new(61);
    let forged = second.forges(&world, (&invitation, open), &seen(&world));
    let refused = second.brings(&mut world, &forged);
    assert_eq!(refused, Some(Refusal::Act(ActRefusal::InvitationUsedUp)));
    assert!(!second.is_member(&world));
    // Who hides that they have seen it comes in, as somebody far away would: it is in sight as one too many, and the
    // stewards take it back.
    let hidden = Mallory::new(62);
    let forged = hidden.forges(&world, (&invitation, open), &before);
    assert_eq!(hidden.brings(&mut world, &forged), None);
    let surplus: Vec<usize> = world.devices[ANA]
        .charter()
        .surplus()
        .map(|one| one.surplus())
        .collect();
    assert_eq!(surplus, [1]);
    let stays = world.devices[ANA]
        .charter()
        .person(first.person(&world))
        .expect("known")
        .act;
    closes(&mut world, open, vec![stays]);
    assert!(first.is_member(&world) && !hidden.is_member(&world));
}

#[test]
pub(super) fn a_forged_join_by_an_invitation_that_was_taken_back_has_no_effect() {
    let (mut world, invitation, open) = invited(None);
    let before = seen(&world);
    let withdrawal = closes(&mut world, open, vec![]);
    // What their own program refuses to write is kept where another one wrote it, by this name, and lets nobody in.
    let mallory = Mallory::new(60);
    let forged = mallory.forges(&world, (&invitation, open), &seen(&world));
    assert_eq!(mallory.brings(&mut world, &forged), None);
    assert_eq!(
        mallory.out(&world),
        Some(OutOfEffect::Withdrawn(withdrawal))
    );
    // From an old branch it is admitted, and out of effect wherever both are known.
    let hidden = Mallory::new(61);
    let forged = hidden.forges(&world, (&invitation, open), &before);
    assert_eq!(hidden.brings(&mut world, &forged), None);
    assert!(!hidden.is_member(&world));
    assert_eq!(hidden.out(&world), Some(OutOfEffect::Withdrawn(withdrawal)));
}

#[test]
pub(super) fn a_forged_join_after_the_last_day_holds_only_until_the_invitation_is_closed() {
    let (mut world, invitation, open) = invited(Some(day(tests::world::BEGIN_MS)));
    world.now_ms += 3 * 24 * 60 * 60 * 1000;
    world.pass(3_000);
    let before = seen(&world);
    let door = world.devices[ANA]
        .charter()
        .invitation_door(invitation.public(), day(world.now_ms));
    assert_eq!(door, model::charter::InvitationDoor::Expired);
    // No clock is a judge, so an act that forges its way past the door is taken as one of somebody who was late.
    let mallory = Mallory::new(60);
    let forged = mallory.forges(&world, (&invitation, open), &seen(&world));
    assert_eq!(mallory.brings(&mut world, &forged), None);
    assert!(mallory.is_member(&world));
    // Everybody sees who came, and what closes the invitation leaves them out, from whatever branch they come.
    let withdrawal = closes(&mut world, open, vec![]);
    assert!(!mallory.is_member(&world));
    assert_eq!(
        mallory.out(&world),
        Some(OutOfEffect::Withdrawn(withdrawal))
    );
    let second = Mallory::new(61);
    let forged = second.forges(&world, (&invitation, open), &before);
    assert_eq!(second.brings(&mut world, &forged), None);
    assert_eq!(second.out(&world), Some(OutOfEffect::Withdrawn(withdrawal)));
}

/// Ana closes the invitation; only these joins stand.
fn closes(world: &mut World, open: FactId, stands: Vec<FactId>) -> FactId {
    let me = world.person(ANA).expect("a steward");
    let today = day(world.now_ms);
    let closed = world.write_act(ANA, &build::withdraw_invitation(me, today, open, stands));
    world.pass(3_000);
    closed
}

#[test]
pub(super) fn a_forged_join_that_hides_the_invitation_itself_is_refused_by_name() {
    let (mut world, invitation, open) = invited(None);
    let mallory = Mallory::new(60);
    // On top of the founding alone, where nobody was invited.
    let charter = world.devices[ANA].charter_document();
    let mut acts = world.devices[ANA].disk.of(charter);
    let founding = &acts.next().expect("it is there").change.header;
    let seen = Seen {
        heads: vec![founding.hash],
        last_op: founding.max_op,
    };
    drop(acts);
    let forged = mallory.forges(&world, (&invitation, open), &seen);
    let refused = mallory.brings(&mut world, &forged);
    assert_eq!(refused, Some(Refusal::Act(ActRefusal::InvitationUnseen)));
    assert!(!mallory.is_member(&world));
}
