//! Which acts are in effect: a fold over the whole set, the same in whatever order they came.
//!
//! Endings are taken in order of seniority (`removals`); every other act is weighed under those that
//! were taken (`weigher`). Nothing leaves the charter, and an act falls only with its author's right.

mod reason;
mod recovery;
mod removals;
mod rests;
mod seniority;
mod several;
mod taking;
mod weigher;
mod why;

pub use reason::OutOfEffect;
pub(super) use several::quorum;

use crate::charter::act::{Act, Role};
use crate::charter::fold::{Members, Reading};
use crate::charter::record::Records;
use crate::charter::right::{Right, Subject};
use crate::day::Day;
use crate::id::{AgentId, ChangeHash, CommonsId, DeviceId, DocumentId};
use crate::rsd1::Policies;
use removals::{Removals, Resolver};
use several::Decided;
use std::collections::{BTreeMap, BTreeSet};
pub(super) use weigher::Weigher;

/// Of these stewards those who count beside each other when they vouch for a steward; `None` where the person never was one.
pub(super) fn vouchers(
    records: &Records,
    person: AgentId,
    stewards: &BTreeSet<AgentId>,
) -> Option<BTreeSet<AgentId>> {
    let seniority = seniority::Seniority::of(records);
    let was_steward = seniority.was_steward(person);
    was_steward.then(|| recovery::independent(records, &seniority, person, stewards))
}

/// One change that counts again.
pub(super) type Named = (DeviceId, u64, ChangeHash);

/// What is in effect by a set of acts.
#[derive(Debug)]
pub(super) struct Effect {
    /// Why each act is out of effect, by its place; `None` for those in effect.
    pub(super) out: Vec<Option<OutOfEffect>>,
    /// The endings in effect by what they are about.
    pub(super) ended: BTreeMap<Subject, Vec<usize>>,
    /// How many co-signatures it took to take each ending.
    pub(super) co_signed: BTreeMap<usize, usize>,
    /// Who stands behind each act of several people, and how many it needs.
    pub(super) ballots: BTreeMap<usize, (BTreeSet<AgentId>, u32)>,
    pub(super) members: Members,
    /// The day for which each policy was adopted.
    pub(super) adopted_for: BTreeMap<usize, Day>,
    /// All policies; `None` before the founding, or while only a newer program can read its policy.
    pub(super) policies: Option<Policies>,
    pub(super) rule_set: u16,
    pub(super) unreadable: bool,
    /// Whether a steward has written an act, in effect, that only a newer program knows.
    pub(super) has_unknown: bool,
    /// Whether every right that acts have given is held.
    pub(super) is_whole: bool,
    pub(super) pins: BTreeMap<DocumentId, BTreeSet<ChangeHash>>,
    pub(super) readmitted: BTreeMap<DocumentId, BTreeSet<Named>>,
    /// How many comparisons this took: what the tests hold to be linear.
    pub(super) steps: u64,
}

impl Effect {
    pub(super) fn of(records: &Records, commons: CommonsId, charter: DocumentId) -> Self {
        let mut in_order: Vec<usize> = (0..records.all.len()).collect();
        in_order.sort_by_key(|place| records.all[*place].order());
        let mut weigher = Weigher::new(records, commons, charter);
        let stewards: Vec<AgentId> = ever_stewards(records).collect();
        let removals = Resolver::new(&mut weigher, &stewards).run();
        let decided = several::decide(&mut weigher, &in_order, &stewards);
        let out = verdicts(&mut weigher, &removals, &decided, &in_order);
        let (pins, readmitted) = named_changes(records, &out);
        let members = Members::of(&mut Reading {
            weigher: &mut weigher,
            in_order: &in_order,
            out: &out,
            ended: &removals.taken,
        });
        let has_unknown = has_unknown(&mut weigher);
        let is_whole = members.held.len() == records.grants.len();
        let mut ballots = decided.ballots;
        ballots.extend(removals.waiting);
        Self {
            out,
            ended: removals.taken,
            co_signed: removals.co_signed,
            ballots,
            members,
            is_whole,
            adopted_for: decided.adopted_for,
            policies: decided.policies,
            rule_set: decided.rule_set,
            unreadable: decided.unreadable,
            has_unknown,
            pins,
            readmitted,
            steps: weigher.steps(),
        }
    }
}

impl Effect {
    /// Whether two effects say the same of the same acts, in whatever order these came.
    pub(super) fn is_as(&self, own: &Records, other: &Effect, others: &Records) -> bool {
        self.members == other.members
            && self.policies == other.policies
            && self.rule_set == other.rule_set
            && self.pins == other.pins
            && self.readmitted == other.readmitted
            && self.reasons(own).eq(other.reasons(others))
    }

    fn reasons<'a>(
        &'a self,
        records: &'a Records,
    ) -> impl Iterator<Item = (&'a ChangeHash, Option<OutOfEffect>)> {
        let places = records.by_hash.iter();
        places.map(|(hash, place)| (hash, self.out[*place]))
    }
}

/// Whether a steward has written an act that only a newer program knows, and no ending covers it.
///
/// New kinds of acts come with a rule set, which stewards raise. If anybody's counted, one guest would make all programs
/// stop judging, also once they were removed.
fn has_unknown(weigher: &mut Weigher<'_>) -> bool {
    let records = weigher.records;
    let unknown = |place: &&usize| matches!(records.all[**place].written.act, Act::Unknown(_));
    records.beyond_us.iter().filter(unknown).any(|place| {
        let (by, level) = (records.all[*place].written.by, weigher::Level::Readmitting);
        weigher.settle(|weigher| {
            let moment = weigher::Moment::of(*place);
            Ok(weigher.device_may(*place, moment, level)?
                && weigher.role_holds(by, Role::Steward, moment, level)?)
        })
    })
}

/// Everyone to whom an act has given the role of a steward, in effect or not.
fn ever_stewards(records: &Records) -> impl Iterator<Item = AgentId> {
    records.grants.keys().filter_map(|right| match right {
        Right::Role(person, Role::Steward) => Some(*person),
        _ => None,
    })
}

fn verdicts(
    weigher: &mut Weigher<'_>,
    removals: &Removals,
    decided: &Decided,
    in_order: &[usize],
) -> Vec<Option<OutOfEffect>> {
    let endings: BTreeSet<usize> = weigher.records.endings.iter().copied().collect();
    let mut out = vec![None; in_order.len()];
    for place in in_order {
        let record = weigher.record(*place);
        out[*place] = if !record.judged || matches!(record.written.act, Act::Unknown(_)) {
            Some(OutOfEffect::Newer)
        } else if endings.contains(place) {
            removals.void.get(place).copied()
        } else if let Some((signers, needed)) = decided.ballots.get(place) {
            let have = u32::try_from(signers.len()).unwrap_or(u32::MAX);
            let waits = OutOfEffect::Waits {
                have,
                needed: *needed,
            };
            let contradicts = decided.contradicting.get(place);
            match signers.len() {
                0 => Some(weigher.why_author(*place)),
                _ if have < *needed => Some(waits),
                _ => contradicts.map(|how| OutOfEffect::Contradicts(*how)),
            }
        } else {
            weigher.why(*place)
        };
    }
    out
}

type Pins = BTreeMap<DocumentId, BTreeSet<ChangeHash>>;
type Readmitted = BTreeMap<DocumentId, BTreeSet<Named>>;

fn named_changes(records: &Records, out: &[Option<OutOfEffect>]) -> (Pins, Readmitted) {
    let (mut pins, mut readmitted) = (Pins::new(), Readmitted::new());
    let in_effect = records.all.iter().zip(out).filter(|(_, out)| out.is_none());
    for (record, _) in in_effect {
        match &record.written.act {
            Act::Pinned(act) => {
                for pinned in &act.documents {
                    let heads = pins.entry(pinned.document).or_default();
                    heads.extend(pinned.heads.iter().copied());
                }
            }
            Act::Readmitted(act) => {
                let named = (act.device, act.seq, act.change);
                readmitted.entry(act.document).or_default().insert(named);
            }
            _ => {}
        }
    }
    (pins, readmitted)
}
