//! Which endings are taken: in order of seniority, each under those taken before it.
//!
//! Seniority is that of their most senior signer (replication.md, section 6; docs/decisions/0013).

use super::reason::OutOfEffect;
use super::seniority::Since;
use super::weigher::{Answer, Level, Moment, Weigher};
use crate::charter::act::{Act, Role};
use crate::charter::right::{Right, Subject, ends};
use crate::id::{AgentId, DeviceId, FactId};
use std::collections::{BTreeMap, BTreeSet};

/// From so many stewards on, removing one of them needs two.
const STEWARDS_OF_TWO_SIGNERS: usize = 3;

/// When an ending is looked at: the most senior signer, of one person the older device; then the
/// older act.
type Turn = (Since, (u64, FactId), u64, FactId);

/// The endings that were taken, and why the others were not.
#[derive(Default)]
pub(super) struct Removals {
    /// By what they are about, in the order in which they were taken.
    pub(super) taken: BTreeMap<Subject, Vec<usize>>,
    /// Why the others have no effect.
    pub(super) void: BTreeMap<usize, OutOfEffect>,
    /// How many co-signatures it took to take each that nobody could take alone.
    pub(super) co_signed: BTreeMap<usize, usize>,
    /// Who stands behind each that needs several, and how many it needs.
    pub(super) waiting: BTreeMap<usize, (BTreeSet<AgentId>, u32)>,
}

/// What decides about one ending at its turn.
struct Ballot {
    signers: BTreeSet<(AgentId, DeviceId)>,
    stewards: BTreeSet<AgentId>,
    /// Its author may end this without anybody's help.
    alone: bool,
    needed: usize,
}

/// Takes the endings one after the other.
pub(super) struct Resolver<'a, 'r> {
    weigher: &'r mut Weigher<'a>,
    stewards: &'r [AgentId],
    /// Who was found to be a steward last: most likely still one.
    steward: Option<AgentId>,
    removals: Removals,
}

impl<'a, 'r> Resolver<'a, 'r> {
    /// `stewards` are all who were ever made one.
    pub(super) fn new(weigher: &'r mut Weigher<'a>, stewards: &'r [AgentId]) -> Self {
        Self {
            weigher,
            stewards,
            steward: None,
            removals: Removals::default(),
        }
    }

    pub(super) fn run(mut self) -> Removals {
        let endings = self.weigher.records.endings.iter();
        let first_turn = |place: &usize| {
            let signatures = self.weigher.signatures(*place);
            let signers = signatures.map(|place| self.signer(place)).collect();
            Some((self.turn(*place, &signers)?, *place))
        };
        let mut queue: BTreeSet<(Turn, usize)> = endings.filter_map(first_turn).collect();
        while let Some((turn, place)) = queue.pop_first() {
            self.weigher.step();
            let ballot = self.ballot(place);
            match self.turn(place, &ballot.signers) {
                None => {
                    let reason = self.weigher.why_author(place);
                    self.removals.void.insert(place, reason);
                }
                // A signature that no longer counts gave it too early a turn.
                Some(later) if later > turn => {
                    queue.insert((later, place));
                }
                Some(_) => self.decide(place, ballot),
            }
        }
        self.removals
    }

    fn decide(&mut self, place: usize, ballot: Ballot) {
        let have = ballot.stewards.len();
        if !ballot.alone && have < ballot.needed {
            let (have, needed) = (count(have), count(ballot.needed));
            let reason = OutOfEffect::Waits { have, needed };
            self.removals.void.insert(place, reason);
            self.removals
                .waiting
                .insert(place, (ballot.stewards, needed));
            return;
        }
        let record = self.weigher.record(place);
        let (act, by) = (&record.written.act, record.written.by);
        let own = usize::from(ballot.stewards.contains(&by));
        let co_signatures = match ballot.alone {
            true => 0,
            false => ballot.needed.saturating_sub(own),
        };
        let Some(subject) = ends(self.weigher.commons, act, by) else {
            return;
        };
        let (stewards, steward) = (self.stewards, &mut self.steward);
        let leaves_one = |weigher: &mut Weigher<'_>| {
            let candidates = steward.iter().chain(stewards).copied();
            *steward = weigher.settle(|weigher| weigher.first_steward(candidates.clone()));
            steward.is_some()
        };
        if self.weigher.take(place, subject, leaves_one) {
            self.removals.taken.entry(subject).or_default().push(place);
            self.removals.co_signed.insert(place, co_signatures);
        } else {
            let reason = OutOfEffect::LastSteward;
            self.removals.void.insert(place, reason);
        }
    }

    fn ballot(&mut self, place: usize) -> Ballot {
        let author = self.signer(place);
        let alone = self.weigher.settle(|weigher| weigher.ends_alone(place));
        let signatures: Vec<usize> = self.weigher.signatures(place).collect();
        let mut signers = BTreeSet::new();
        for signature in signatures {
            let level = Level::Readmitting;
            let signs = |weigher: &Weigher<'_>| weigher.signs(signature, place, level);
            if self.weigher.settle(signs) == Some(true) {
                signers.insert(self.signer(signature));
            }
        }
        let stewards = signers.iter().map(|(person, _)| *person).collect();
        let mut behind = signers.clone();
        behind.extend(alone.then_some(author));
        let (needed, ends_a_steward) = self.needed(place, &behind);
        let is_withdrawal = matches!(
            self.weigher.record(place).written.act,
            Act::InvitationWithdrawn(_)
        );
        // What one may take back alone needs others where it would end a steward.
        let alone = alone && !(is_withdrawal && ends_a_steward);
        Ballot {
            signers: if alone { behind } else { signers },
            stewards,
            alone,
            needed,
        }
    }

    /// How many stewards it needs with these behind it, and whether it ends one.
    fn needed(&mut self, place: usize, behind: &BTreeSet<(AgentId, DeviceId)>) -> (usize, bool) {
        let ended = self.weigher.settle(|weigher| weigher.persons_ended(place));
        let seniority = &self.weigher.seniority;
        if !ended.iter().any(|person| seniority.was_steward(*person)) {
            return (1, false);
        }
        let since = behind
            .iter()
            .filter_map(|(person, _)| seniority.since(*person));
        let most_senior = since.min();
        let candidates = self.stewards;
        let around =
            |weigher: &Weigher<'_>| weigher.stewards_around(place, most_senior, candidates);
        let stewards = self.weigher.settle(around);
        let others = stewards.difference(&ended).count();
        let ends_one = others < stewards.len();
        let two = ends_one && others + 1 >= STEWARDS_OF_TWO_SIGNERS;
        (1 + usize::from(two), ends_one)
    }

    fn signer(&self, place: usize) -> (AgentId, DeviceId) {
        let record = self.weigher.record(place);
        (record.written.by, record.device)
    }

    /// The turn of an ending behind which these stand; `None` without any.
    fn turn(&self, place: usize, signers: &BTreeSet<(AgentId, DeviceId)>) -> Option<Turn> {
        let seniority = &self.weigher.seniority;
        let since = |(person, device): &(AgentId, DeviceId)| {
            Some((seniority.since(*person)?, seniority.device_since(*device)?))
        };
        let (person, device) = signers.iter().filter_map(since).min()?;
        let (number, id) = self.weigher.record(place).order();
        Some((person, device, number, id))
    }
}

impl Weigher<'_> {
    /// Whether the author may end this without anybody's help: what is theirs, or what acting for an
    /// organisation or keeping a place allows.
    fn ends_alone(&self, place: usize) -> Answer<bool> {
        let record = self.record(place);
        let by = record.written.by;
        let is_own = match &record.written.act {
            Act::Left(_) => true,
            Act::RoleEnded(act) => act.person == by,
            Act::DeviceRetired(act) => {
                let own = Right::Device(act.device, by);
                self.given_by(own).next().is_some()
            }
            Act::InvitationWithdrawn(act) => self.is_inviter(by, act.invitation),
            Act::ActsForEnded(_) | Act::KeeperEnded(_) => {
                return self.author_may(place, Level::Readmitting);
            }
            _ => false,
        };
        let moment = Moment::of(place);
        Ok(is_own && self.device_may(place, moment, Level::Readmitting)?)
    }

    fn is_inviter(&self, person: AgentId, invitation: FactId) -> bool {
        let invitation = self.records.get(invitation);
        invitation.is_some_and(|invitation| invitation.written.by == person)
    }

    /// Whom an ending takes out of the commons or of stewardship, or parts from a device.
    fn persons_ended(&self, place: usize) -> Answer<BTreeSet<AgentId>> {
        let record = self.record(place);
        let mut persons = BTreeSet::new();
        match &record.written.act {
            Act::RoleEnded(act) if act.role == Role::Steward => {
                persons.insert(act.person);
            }
            Act::PersonRemoved(act) => {
                persons.insert(act.person);
            }
            Act::DeviceRetired(act) => {
                let introductions = self.records.introductions.get(&act.device);
                let introductions = introductions.into_iter().flatten();
                let owner =
                    |place: &usize| crate::charter::record::introduced_for(self.record(*place));
                persons.extend(introductions.map(owner));
            }
            Act::InvitationWithdrawn(act) => {
                let joins = self.records.joins.get(&act.invitation);
                // Who made the invitation answers alone for joins that they had not seen.
                let is_own = self.is_inviter(record.written.by, act.invitation);
                for join in joins.into_iter().flatten() {
                    let joined = self.record(*join);
                    let is_left_out = act.stands.binary_search(&joined.id).is_err();
                    let matters = is_left_out && (!is_own || self.sees(place, *join));
                    if matters && self.in_effect(*join, Level::Readmitting)? {
                        persons.insert(joined.written.by);
                    }
                }
            }
            _ => {}
        }
        Ok(persons)
    }

    /// Of these, the stewards who count against an act: those whom its author had seen, and those who
    /// were made stewards beside it by somebody at least as senior as who stands behind it. So nobody
    /// fends off a removal or a decision by appointing others where it was not known, but seniors.
    pub(super) fn stewards_around(
        &self,
        place: usize,
        most_senior: Option<Since>,
        candidates: &[AgentId],
    ) -> Answer<BTreeSet<AgentId>> {
        let around = Moment::around(place);
        let given = match most_senior {
            Some(least) => around.given_by_seniors(least),
            None => Moment::of(place),
        };
        let level = Level::Readmitting;
        let mut stewards = BTreeSet::new();
        for person in candidates {
            let role = Right::Role(*person, Role::Steward);
            if self.holds(role, given, level)?
                && self.holds(Right::Member(*person), around, level)?
            {
                stewards.insert(*person);
            }
        }
        Ok(stewards)
    }

    /// The first of these who is a steward now.
    fn first_steward(
        &self,
        mut candidates: impl Iterator<Item = AgentId>,
    ) -> Answer<Option<AgentId>> {
        candidates
            .find_map(|person| match self.is_steward_now(person) {
                Ok(false) => None,
                Ok(true) => Some(Ok(person)),
                Err(ask) => Some(Err(ask)),
            })
            .transpose()
    }

    pub(super) fn is_steward_now(&self, person: AgentId) -> Answer<bool> {
        let has_role = self.holds_now(Right::Role(person, Role::Steward))?;
        Ok(has_role && self.holds_now(Right::Member(person))?)
    }
}

fn count(persons: usize) -> u32 {
    u32::try_from(persons).unwrap_or(u32::MAX)
}
