//! The acts of the charter as they stand, and what an act's author had seen.

use crate::charter::act::{Act, Role, WrittenAct};
use crate::charter::past::Past;
use crate::charter::proof::organisation_id;
use crate::id::{AgentId, ChangeHash, CommonsId, DeviceId, FactId};
use std::collections::BTreeMap;

/// One act in its place.
#[derive(Clone, Debug)]
pub struct Record {
    /// The act's id.
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
}

/// All acts in order of arrival, with the places where each name is spoken of.
///
/// Every question is asked about a causal past, so the order of arrival never shows.
#[derive(Clone, Default, Debug)]
pub(super) struct Records {
    pub(super) all: Vec<Record>,
    pub(super) by_hash: BTreeMap<ChangeHash, usize>,
    by_id: BTreeMap<FactId, usize>,
    introductions: BTreeMap<DeviceId, Vec<usize>>,
    roles: BTreeMap<AgentId, Vec<(usize, Role)>>,
    joins: BTreeMap<FactId, Vec<usize>>,
    organisations: BTreeMap<AgentId, Vec<usize>>,
    acting: BTreeMap<(AgentId, AgentId), Vec<usize>>,
    foundings: Vec<usize>,
    pub(super) beyond_us: Vec<usize>,
}

impl Records {
    pub(super) fn push(&mut self, commons: CommonsId, record: Record) {
        let place = self.all.len();
        self.by_hash.insert(record.hash, place);
        self.by_id.insert(record.id, place);
        if record.judged {
            self.list(commons, place, &record);
        }
        self.all.push(record);
    }

    fn list(&mut self, commons: CommonsId, place: usize, record: &Record) {
        let by = record.written.by;
        if record.written.act.introduces().is_some() {
            let places = self.introductions.entry(record.device).or_default();
            places.push(place);
        }
        match &record.written.act {
            Act::Founding(act) => {
                self.foundings.push(place);
                if act.rule_set != crate::charter::act::RULE_SET {
                    self.beyond_us.push(place);
                }
                self.role(by, place, Role::Steward);
            }
            Act::Joined(act) => {
                self.joins.entry(act.invitation).or_default().push(place);
                if let Some((role, None)) = self.invitation_role(act.invitation) {
                    self.role(by, place, role);
                }
            }
            Act::RoleGranted(act) => self.role(act.person, place, act.role),
            Act::OrganisationDeclared(act) => {
                let id = organisation_id(commons, record.device, &act.nonce);
                self.organisations.entry(id).or_default().push(place);
                for person in &act.acting {
                    self.acts_for(id, *person, place);
                }
            }
            Act::ActsFor(act) => self.acts_for(act.organisation, act.person, place),
            Act::Unknown(_) => self.beyond_us.push(place),
            Act::Invited(_) | Act::DeviceVouched(_) => {}
        }
    }

    fn role(&mut self, person: AgentId, place: usize, role: Role) {
        self.roles.entry(person).or_default().push((place, role));
    }

    fn acts_for(&mut self, organisation: AgentId, person: AgentId, place: usize) {
        let places = self.acting.entry((organisation, person)).or_default();
        places.push(place);
    }

    fn invitation_role(&self, invitation: FactId) -> Option<(Role, Option<AgentId>)> {
        match &self.get(invitation)?.written.act {
            Act::Invited(act) => Some((act.role, act.for_person)),
            _ => None,
        }
    }

    pub(super) fn get(&self, id: FactId) -> Option<&Record> {
        self.by_id.get(&id).map(|place| &self.all[*place])
    }

    /// What who has seen exactly this may know.
    pub(super) fn seen<'a>(&'a self, past: &'a Past) -> Seen<'a> {
        Seen {
            records: self,
            past,
        }
    }
}

/// The charter as the author of an act had seen it.
#[derive(Clone, Copy)]
pub(super) struct Seen<'a> {
    records: &'a Records,
    past: &'a Past,
}

impl<'a> Seen<'a> {
    fn any(&self, places: Option<&Vec<usize>>) -> bool {
        places.is_some_and(|places| places.iter().any(|place| self.past.contains(*place)))
    }

    pub(super) fn is_founded(&self) -> bool {
        self.any(Some(&self.records.foundings))
    }

    /// Whether something was seen by whose rules this program cannot judge.
    pub(super) fn is_beyond_us(&self) -> bool {
        self.any(Some(&self.records.beyond_us))
    }

    /// Whose device it is, and whether it is a replica.
    pub(super) fn device(&self, device: DeviceId) -> Option<(AgentId, bool)> {
        let places = self.records.introductions.get(&device)?.iter();
        let seen = places.filter(|place| self.past.contains(**place));
        let first = seen
            .map(|place| &self.records.all[*place])
            .min_by_key(|record| record.id)?;
        let claim = first.written.act.introduces()?;
        Some((first.written.by, claim.replica))
    }

    pub(super) fn has_role(&self, person: AgentId, role: Role) -> bool {
        let Some(grants) = self.records.roles.get(&person) else {
            return false;
        };
        let mut grants = grants.iter();
        grants.any(|(place, own)| self.past.contains(*place) && own.includes(role))
    }

    /// Whoever came has at least the role of a guest.
    pub(super) fn knows_person(&self, person: AgentId) -> bool {
        self.has_role(person, Role::Guest)
    }

    pub(super) fn knows_organisation(&self, organisation: AgentId) -> bool {
        self.any(self.records.organisations.get(&organisation))
    }

    pub(super) fn acts_for(&self, person: AgentId, organisation: AgentId) -> bool {
        self.any(self.records.acting.get(&(organisation, person)))
    }

    pub(super) fn invitation(&self, id: FactId) -> Option<&'a crate::charter::act::Invited> {
        let place = *self.records.by_id.get(&id)?;
        let record = &self.records.all[place];
        match &record.written.act {
            Act::Invited(act) if record.judged && self.past.contains(place) => Some(act),
            _ => None,
        }
    }

    pub(super) fn joins_with(&self, invitation: FactId) -> usize {
        let Some(places) = self.records.joins.get(&invitation) else {
            return 0;
        };
        places
            .iter()
            .filter(|place| self.past.contains(**place))
            .count()
    }
}
