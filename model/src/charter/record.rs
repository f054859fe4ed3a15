//! The acts of the charter as they stand, and what an act's author had seen.

use crate::charter::act::{Act, DeviceClaim, Invited, RULE_SET, Role, WrittenAct};
use crate::charter::fork::{Fork, proven};
use crate::charter::past::Past;
use crate::charter::proof::organisation_id;
use crate::charter::right::{Right, ends};
use crate::day::Day;
use crate::id::{AgentId, ChangeHash, CommonsId, DeviceId, DocumentId, FactId};
use std::collections::{BTreeMap, BTreeSet};

/// One act in its place.
#[derive(Clone, Debug)]
pub struct Record {
    /// The act's id ([`act_id`]).
    pub id: FactId,
    /// The change that carries it.
    pub hash: ChangeHash,
    /// The device that wrote it.
    pub device: DeviceId,
    /// Its place among that device's acts, from 1.
    pub seq: u64,
    /// The author's clock, for display only.
    pub time_ms: i64,
    /// What it says.
    pub written: WrittenAct,
    /// Whether this program could judge it; if not it stands, without effect.
    pub judged: bool,
    pub(super) start_op: u64,
    pub(super) past: Past,
    /// Whether its device had forked, as far as its author could know.
    pub(super) had_forked: bool,
}

impl Record {
    /// An order that all peers share, and in which nothing stands before what it builds on.
    pub(super) fn order(&self) -> (u64, FactId) {
        (self.start_op, self.id)
    }
}

/// The id of the act that this change of a charter carries.
///
/// It commits to the whole change: two devices may write the same words under the same number.
pub fn act_id(commons: CommonsId, charter: DocumentId, change: ChangeHash) -> FactId {
    let mut hasher = blake3::Hasher::new_derive_key("commonwright 2026 act v1");
    hasher.update(&commons.0);
    hasher.update(&charter.0);
    hasher.update(&change.0);
    FactId(*hasher.finalize().as_bytes())
}

/// All acts in order of arrival, with the places where each name is spoken of.
///
/// Every question is asked about a causal past, or answered in the order of [`Record::order`], so the
/// order of arrival never shows.
#[derive(Clone, Default, Debug)]
pub(super) struct Records {
    pub(super) all: Vec<Record>,
    pub(super) by_hash: BTreeMap<ChangeHash, usize>,
    by_id: BTreeMap<FactId, usize>,
    pub(super) introductions: BTreeMap<DeviceId, Vec<usize>>,
    pub(super) grants: BTreeMap<Right, Vec<usize>>,
    pub(super) joins: BTreeMap<FactId, Vec<usize>>,
    pub(super) signatures: BTreeMap<FactId, Vec<usize>>,
    pub(super) endings: Vec<usize>,
    /// Where each person names what stays of their own, when they leave.
    pub(super) leaving: BTreeMap<AgentId, Vec<usize>>,
    /// Acts that let a change of the charter count again, by that change.
    pub(super) readmissions: BTreeMap<ChangeHash, Vec<usize>>,
    pub(super) fork_proofs: BTreeMap<DeviceId, Vec<(usize, Fork)>>,
    numbers: BTreeMap<(DeviceId, u64), Vec<usize>>,
    /// All acts of each device.
    written_by: BTreeMap<DeviceId, Past>,
    /// The numbers that a device has given twice in the charter itself.
    forked: BTreeMap<DeviceId, BTreeSet<u64>>,
    organisations: BTreeMap<AgentId, Vec<usize>>,
    foundings: Vec<usize>,
    pub(super) beyond_us: Vec<usize>,
}

impl Records {
    /// The earliest day that an act bears which gave this right.
    pub(super) fn first_day_of(&self, right: Right) -> Option<Day> {
        let places = self.grants.get(&right).into_iter().flatten();
        places.map(|place| self.all[*place].written.day).min()
    }

    pub(super) fn push(&mut self, commons: CommonsId, mut record: Record) {
        let place = self.all.len();
        record.had_forked = self.has_forked(record.device, record.seq, &record.past);
        let written = self.written_by.entry(record.device).or_default();
        written.insert(place);
        self.by_hash.insert(record.hash, place);
        self.by_id.insert(record.id, place);
        let number = (record.device, record.seq);
        let same = self.numbers.entry(number).or_default();
        same.push(place);
        if same.len() > 1 {
            let forked = self.forked.entry(record.device).or_default();
            forked.insert(record.seq);
        }
        if record.judged {
            self.list(commons, place, &record);
        }
        self.all.push(record);
    }

    fn list(&mut self, commons: CommonsId, place: usize, record: &Record) {
        if let Some((device, _)) = introduced(record) {
            let places = self.introductions.entry(device).or_default();
            places.push(place);
        }
        for right in self.gives(commons, record) {
            self.grants.entry(right).or_default().push(place);
        }
        if ends(commons, &record.written.act, record.written.by).is_some() {
            self.endings.push(place);
        }
        match &record.written.act {
            Act::Founding(act) => {
                self.foundings.push(place);
                if act.rule_set != RULE_SET {
                    self.beyond_us.push(place);
                }
            }
            Act::Joined(act) => self.joins.entry(act.invitation).or_default().push(place),
            Act::OrganisationDeclared(act) => {
                let id = organisation_id(commons, record.device, &act.nonce);
                self.organisations.entry(id).or_default().push(place);
            }
            Act::CoSigned(act) => self.signatures.entry(act.act).or_default().push(place),
            Act::Readmitted(act) => {
                let places = self.readmissions.entry(act.change).or_default();
                places.push(place);
            }
            Act::RuleSetRaised(act) if act.rule_set != RULE_SET => self.beyond_us.push(place),
            Act::ForkProven(act) => {
                if let Some(fork) = proven(commons, act) {
                    let proofs = self.fork_proofs.entry(fork.device).or_default();
                    proofs.push((place, fork));
                }
            }
            Act::Left(_) => {
                let places = self.leaving.entry(record.written.by).or_default();
                places.push(place);
            }
            Act::Unknown(_) => self.beyond_us.push(place),
            _ => {}
        }
    }

    /// What an act gives, once it is in effect.
    fn gives(&self, commons: CommonsId, record: &Record) -> Vec<Right> {
        let (by, device) = (record.written.by, record.device);
        match &record.written.act {
            Act::Founding(_) => vec![
                Right::Member(by),
                Right::Device(device, by),
                Right::Role(by, Role::Steward),
            ],
            Act::Joined(act) => match self.invited(act.invitation) {
                Some(invited) if invited.for_person.is_none() => vec![
                    Right::Member(by),
                    Right::Device(device, by),
                    Right::Role(by, invited.role),
                ],
                _ => vec![Right::Device(device, by)],
            },
            Act::DeviceVouched(_) => vec![Right::Device(device, by)],
            Act::DeviceRecovered(act) => vec![
                Right::Member(act.person),
                Right::Device(act.new, act.person),
            ],
            Act::RoleGranted(act) => vec![Right::Role(act.person, act.role)],
            Act::OrganisationDeclared(act) => {
                let organisation = organisation_id(commons, device, &act.nonce);
                let acting = |person: &AgentId| Right::Acting {
                    organisation,
                    person: *person,
                };
                act.acting.iter().map(acting).collect()
            }
            Act::ActsFor(act) => vec![Right::Acting {
                organisation: act.organisation,
                person: act.person,
            }],
            Act::KeeperNamed(act) => vec![Right::Keeper {
                place: act.place.id(commons),
                person: act.person,
            }],
            _ => vec![],
        }
    }

    fn invited(&self, invitation: FactId) -> Option<&Invited> {
        match &self.get(invitation)?.written.act {
            Act::Invited(act) => Some(act),
            _ => None,
        }
    }

    pub(super) fn get(&self, id: FactId) -> Option<&Record> {
        Some(&self.all[self.place(id)?])
    }

    pub(super) fn place(&self, id: FactId) -> Option<usize> {
        self.by_id.get(&id).copied()
    }

    /// What who has seen exactly this may know.
    pub(super) fn seen<'a>(&'a self, past: &'a Past) -> Seen<'a> {
        Seen {
            records: self,
            past,
        }
    }

    /// Whether the device had forked in the past of its act with this number: by a proof, or by more
    /// acts of its own than there are numbers below.
    fn has_forked(&self, device: DeviceId, seq: u64, past: &Past) -> bool {
        let proofs = self.fork_proofs.get(&device).into_iter().flatten();
        let mut proofs = proofs.map(|(place, _)| *place);
        let own = self.written_by.get(&device);
        let own = own.map_or(0, |written| past.common(written));
        own >= seq || proofs.any(|place| past.contains(place))
    }

    /// Whether the device has forked, as far as the charter shows it.
    pub(super) fn is_forked(&self, device: DeviceId) -> bool {
        self.fork_proofs.contains_key(&device) || self.forked.contains_key(&device)
    }

    /// The numbers that a device gave twice in the charter itself, with the acts of each.
    pub(super) fn forks(&self) -> impl Iterator<Item = (DeviceId, u64, &[usize])> {
        let numbers = self
            .forked
            .iter()
            .flat_map(|(device, numbers)| numbers.iter().map(|seq| (*device, *seq)));
        numbers.map(|number| (number.0, number.1, &self.numbers[&number][..]))
    }
}

/// The device that an act introduces, and the home it lives in.
pub(super) fn introduced(record: &Record) -> Option<(DeviceId, &DeviceClaim)> {
    match &record.written.act {
        Act::DeviceRecovered(act) => Some((act.new, &act.device)),
        act => Some((record.device, act.introduces()?)),
    }
}

/// Whose device it becomes.
pub(super) fn introduced_for(record: &Record) -> AgentId {
    match &record.written.act {
        Act::DeviceRecovered(act) => act.person,
        _ => record.written.by,
    }
}

/// The charter as the author of an act had seen it: which acts stood, whether in effect or not.
#[derive(Clone, Copy)]
pub(super) struct Seen<'a> {
    records: &'a Records,
    past: &'a Past,
}

impl<'a> Seen<'a> {
    fn within(&self, places: Option<&'a Vec<usize>>) -> impl Iterator<Item = &'a Record> {
        let places = places.into_iter().flatten();
        let seen = places.filter(|place| self.past.contains(**place));
        seen.map(|place| &self.records.all[*place])
    }

    fn any(&self, places: Option<&'a Vec<usize>>) -> bool {
        self.within(places).next().is_some()
    }

    pub(super) fn is_founded(&self) -> bool {
        self.any(Some(&self.records.foundings))
    }

    /// The rule set that the founding names; the highest, should the founder have forked.
    pub(super) fn founding_rule_set(&self) -> u16 {
        let foundings = self.within(Some(&self.records.foundings));
        let rule_sets = foundings.filter_map(|record| match &record.written.act {
            Act::Founding(act) => Some(act.rule_set),
            _ => None,
        });
        rule_sets.max().unwrap_or(RULE_SET)
    }

    /// Whether something was seen by whose rules this program cannot judge.
    pub(super) fn is_beyond_us(&self) -> bool {
        self.any(Some(&self.records.beyond_us))
    }

    /// Whose device it is, and whether it is a replica.
    pub(super) fn device(&self, device: DeviceId) -> Option<(AgentId, bool)> {
        let seen = self.within(self.records.introductions.get(&device));
        let first = seen.min_by_key(|record| record.id)?;
        let (_, claim) = introduced(first)?;
        Some((introduced_for(first), claim.replica))
    }

    /// Whether an act gave this right, in effect or not.
    pub(super) fn was_given(&self, right: Right) -> bool {
        self.any(self.records.grants.get(&right))
    }

    pub(super) fn has_role(&self, person: AgentId, role: Role) -> bool {
        let mut roles = role.covered_by().iter();
        roles.any(|role| self.was_given(Right::Role(person, *role)))
    }

    pub(super) fn knows_person(&self, person: AgentId) -> bool {
        self.was_given(Right::Member(person))
    }

    pub(super) fn knows_organisation(&self, organisation: AgentId) -> bool {
        self.any(self.records.organisations.get(&organisation))
    }

    /// Whether anybody else has ever been a steward.
    pub(super) fn knows_another_steward(&self, person: AgentId) -> bool {
        let grants = self.records.grants.iter();
        let mut others = grants.filter(|(right, _)| match right {
            Right::Role(other, Role::Steward) => *other != person,
            _ => false,
        });
        others.any(|(_, places)| self.any(Some(places)))
    }

    pub(super) fn invitation(&self, id: FactId) -> Option<&'a Invited> {
        match &self.act(id)?.written.act {
            Act::Invited(act) => Some(act),
            _ => None,
        }
    }

    /// The devices that came by an invitation.
    pub(super) fn joined_with(&self, invitation: FactId) -> BTreeSet<DeviceId> {
        let joins = self.within(self.records.joins.get(&invitation));
        joins.map(|record| record.device).collect()
    }

    /// An act that was judged, by its id.
    pub(super) fn act(&self, id: FactId) -> Option<&'a Record> {
        let place = self.records.place(id)?;
        let record = &self.records.all[place];
        (record.judged && self.past.contains(place)).then_some(record)
    }

    /// An act by the change that carries it.
    pub(super) fn change(&self, hash: ChangeHash) -> Option<&'a Record> {
        let record = &self.records.all[*self.records.by_hash.get(&hash)?];
        self.act(record.id)
    }

    pub(super) fn has_signed(&self, person: AgentId, act: FactId) -> bool {
        let mut signatures = self.within(self.records.signatures.get(&act));
        signatures.any(|record| record.written.by == person)
    }
}
