//! Small histories of three people, as acts of a real charter and as the reference reads them.

use crate::reference::{Act, Set, What, has};
use model::change::Header;
use model::charter::act::Invited;
use model::charter::build::{self, NewCommons, NewDevice};
use model::charter::proof::person_id;
use model::charter::{ActRefusal, Charter, Role, act_id};
use model::day::Day;
use model::id::{AgentId, ChangeHash, CommonsId, DeviceId, DocumentId, FactId};
use model::invitation::{Invitation, InvitationKey};
use model::key::DeviceKey;
use model::name::DocumentName;
use model::rsd1::{Policy, Preset};
use std::collections::BTreeMap;

/// The id to which its founding leads.
pub const COMMONS: CommonsId =
    CommonsId(292_415_419_516_285_887_036_442_014_858_766_237_019_u128.to_be_bytes());
const TODAY: Day = Day(20_494);

/// One person with one device.
pub struct Person {
    key: DeviceKey,
    endpoint: DeviceKey,
    pub id: AgentId,
    /// The joins by each invitation, signed once.
    joins: BTreeMap<FactId, Vec<u8>>,
}

/// Ana, Ben and Cleo.
pub struct People {
    pub all: [Person; 3],
    pub document: DocumentId,
}

/// Some acts, in an order in which they can arrive.
#[derive(Clone)]
pub struct History {
    pub acts: Vec<Act>,
    changes: Vec<(Header, Vec<u8>)>,
    /// The acts that all histories of a beginning share.
    pub shared: usize,
    /// All acts have arrived here, in this order.
    pub charter: Charter,
}

impl People {
    pub fn new() -> Self {
        let person = |seed: u8| {
            let key = DeviceKey::from_seed([seed; 32]);
            Person {
                id: person_id(COMMONS, key.device()),
                endpoint: DeviceKey::from_seed([seed + 100; 32]),
                key,
                joins: BTreeMap::new(),
            }
        };
        let all = [person(1), person(2), person(3)];
        let name = DocumentName::charter(all[0].key.device(), COMMONS);
        Self {
            document: name.id(COMMONS),
            all,
        }
    }

    fn device(&self, person: usize) -> DeviceId {
        self.all[person].key.device()
    }

    fn home(&self, person: usize) -> NewDevice<'_> {
        NewDevice {
            endpoint: &self.all[person].endpoint,
            device: self.device(person),
            label: "laptop",
            replica: false,
        }
    }

    /// Ana has founded the commons and made two invitations, for stewards and for makers.
    pub fn founded(&mut self) -> History {
        let mut history = History {
            acts: vec![],
            changes: vec![],
            shared: 0,
            charter: Charter::empty(COMMONS, self.document),
        };
        history.begin(self, 0, 0, What::Found);
        history.begin(self, 0, 0b1, What::Invite(Role::Steward));
        history.begin(self, 0, 0b11, What::Invite(Role::Maker));
        for (person, invitation) in [(1, 1), (1, 2), (2, 1), (2, 2)] {
            let (id, secret) = (history.acts[invitation].id, [invitation as u8; 32]);
            let invitation = Invitation {
                commons: COMMONS,
                founder: self.device(0),
                secret,
                role: Role::Guest,
                commons_name: "Hof".into(),
                expires: None,
                for_person: None,
                addresses: vec![],
            };
            let join = build::join(&invitation, id, &self.home(person), TODAY, "Somebody");
            let join = join.expect("the names are fine");
            self.all[person].joins.insert(id, join);
        }
        history.share()
    }

    fn bytes(&self, by: usize, what: &What, acts: &[Act]) -> Vec<u8> {
        let (who, day) = (self.all[by].id, TODAY);
        let id = |person: &usize| self.all[*person].id;
        let none = build::WhatStays::new();
        match what {
            What::Found => {
                let policy = Policy::preset(Preset::CopyFair);
                let new = NewCommons {
                    nonce: [1; 16],
                    name: "Hof",
                    purpose: "",
                    open: false,
                    policy: &policy,
                    person_name: "Ana",
                };
                build::found(COMMONS, &self.home(by), day, &new).expect("the names are fine")
            }
            What::Invite(role) => {
                let secret = [acts.len() as u8; 32];
                let invited = Invited {
                    key: InvitationKey(DeviceKey::from_seed(secret).device().0),
                    role: *role,
                    uses: 2,
                    expires: None,
                    for_person: None,
                };
                build::invite(who, day, invited)
            }
            What::Join(invitation) => self.all[by].joins[&acts[*invitation].id].clone(),
            What::Grant(person, role) => build::grant(who, day, id(person), *role),
            What::EndRole(person, role) => {
                build::end_role((who, day), (id(person), *role), &none, "")
            }
            What::Remove(person, last) => {
                let charter = last.map(|last| [(self.document, last)].into());
                let stays = charter.map(|named| (self.device(*person), named));
                build::remove_person((who, day), id(person), &stays.into_iter().collect(), "")
            }
            What::Leave => build::leave((who, day), &none, true),
            What::Withdraw(invitation, stands) => {
                let stands = (0..acts.len()).filter(|act| has(*stands, *act));
                let stands = stands.map(|act| acts[act].id).collect();
                build::withdraw_invitation(who, day, acts[*invitation].id, stands)
            }
            What::CoSign(act) => build::co_sign(who, day, acts[*act].id),
            What::Readmit(act) => {
                let readmitted = &acts[*act];
                let hash = History::hash(readmitted, acts);
                let named = (self.device(readmitted.by), readmitted.seq, hash);
                build::readmit(who, day, self.document, named)
            }
        }
    }
}

impl History {
    pub fn share(mut self) -> Self {
        self.shared = self.acts.len();
        self
    }

    /// Adds an act of those that all histories of a beginning share.
    pub fn begin(&mut self, people: &People, by: usize, past: Set, what: What) {
        let added = self.add(people, by, past, what);
        added.expect("every beginning may stand");
    }

    /// Adds one more act by a person who has seen exactly `past`.
    pub fn add(
        &mut self,
        people: &People,
        by: usize,
        past: Set,
        what: What,
    ) -> Result<(), ActRefusal> {
        let seen = || (0..self.acts.len()).filter(|act| has(past, *act));
        let own = seen().filter(|act| self.acts[*act].by == by);
        let seq = own.map(|act| self.acts[act].seq).max().unwrap_or(0) + 1;
        let op = seen().map(|act| self.acts[act].op).max().unwrap_or(0) + 1;
        let bytes = people.bytes(by, &what, &self.acts);
        let mut act = Act {
            by,
            what,
            past,
            seq,
            op,
            id: FactId([0; 32]),
        };
        let hash = Self::hash(&act, &self.acts);
        act.id = act_id(COMMONS, people.document, hash);
        let header = Header {
            hash,
            actor: people.device(by),
            seq,
            start_op: op,
            max_op: op,
            time_ms: 0,
            deps: seen().map(|act| self.changes[act].0.hash).collect(),
            other_actors: vec![],
        };
        self.charter.admit(&header, &bytes)?;
        self.acts.push(act);
        self.changes.push((header, bytes));
        Ok(())
    }

    /// A name for the change that depends on all that is in it, and on nothing else.
    fn hash(act: &Act, acts: &[Act]) -> ChangeHash {
        let mut hasher = blake3::Hasher::new();
        hasher.update(format!("{} {:?} {}", act.by, act.what, act.seq).as_bytes());
        for (place, before) in acts.iter().enumerate() {
            if has(act.past, place) {
                hasher.update(&before.id.0);
            }
        }
        ChangeHash(*hasher.finalize().as_bytes())
    }

    /// All sets of acts that somebody can have seen: with each act all it builds on.
    pub fn pasts(&self) -> Vec<Set> {
        let shared = (1 << self.shared) - 1;
        let closed = |set: &Set| {
            let inside = |act: &usize| has(*set, *act);
            let mut acts = (0..self.acts.len()).filter(inside);
            acts.all(|act| self.acts[act].past & !*set == 0)
        };
        let more = 0..1 << (self.acts.len() - self.shared);
        let sets = more.map(|more: Set| more << self.shared | shared);
        sets.filter(closed).collect()
    }

    /// Calls `arrived` with a charter for each order in which the acts can arrive.
    pub fn in_every_order(&self, start: &Charter, arrived: &mut impl FnMut(&Charter)) {
        self.deliver(start, (1 << self.shared) - 1, arrived);
    }

    /// A charter for one order in which the acts can arrive; `choose` says which of so many comes next.
    pub fn in_any_order(&self, start: &Charter, mut choose: impl FnMut(usize) -> usize) -> Charter {
        let mut charter = start.clone();
        let mut there: Set = (1 << self.shared) - 1;
        for _ in self.shared..self.acts.len() {
            let ready = (0..self.acts.len())
                .filter(|place| !has(there, *place) && self.acts[*place].past & !there == 0);
            let ready: Vec<usize> = ready.collect();
            let place = ready[choose(ready.len())];
            let (header, bytes) = &self.changes[place];
            charter
                .admit(header, bytes)
                .expect("stood in another order");
            there |= 1 << place;
        }
        charter
    }

    fn deliver(&self, charter: &Charter, there: Set, arrived: &mut impl FnMut(&Charter)) {
        let mut is_whole = true;
        for (place, act) in self.acts.iter().enumerate() {
            if has(there, place) {
                continue;
            }
            is_whole = false;
            if act.past & !there == 0 {
                let mut charter = charter.clone();
                let (header, bytes) = &self.changes[place];
                charter
                    .admit(header, bytes)
                    .expect("stood in another order");
                self.deliver(&charter, there | 1 << place, arrived);
            }
        }
        if is_whole {
            arrived(charter);
        }
    }
}
