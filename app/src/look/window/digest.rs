//! The books at a glance: what became of each entry, and what waits for whom.

use super::things::share_of;
use crate::commons::Commons;
use crate::index::EntryRow;
use crate::look::belongings::Belongings;
use crate::look::questions::Question;
use crate::look::versions::{Versions, keeps_reviews};
use crate::trouble::Trouble;
use crate::view::EntryReview;
use model::charter::Role;
use model::day::Day;
use model::id::{AgentId, DocumentId, FactId};
use model::ledger::{ClassAttestation, Contribution, Fact, WrittenFact};
use model::number::Ratio;
use model::rsd1::{Line, PendingReason};
use std::collections::{BTreeMap, BTreeSet};

/// Kinds of entries that stand in the list by themselves; the others are shown with what they speak of.
const LISTED_KINDS: [u16; 15] = [1, 5, 6, 8, 9, 11, 12, 13, 14, 15, 16, 17, 18, 19, 30];
/// The kind of work that says that somebody built a design.
const BUILD_REPORT: &str = "build_report";

/// What the pages need to know of all entries at once.
#[derive(Debug, Clone, Default)]
pub struct Digest {
    /// Whether only a newer program can judge the entries: then they are listed as they were written, and no more.
    pub not_judged: bool,
    /// Entries that are listed, newest first.
    pub listed: Vec<Listed>,
    /// What contributions that do not count yet wait for.
    pub pending: BTreeMap<FactId, PendingReason>,
    /// How much counts of contributions that were corrected, in the unit of their kind, by their first versions.
    pub counted: BTreeMap<FactId, i64>,
    /// Reviews of each contribution that were not withdrawn.
    pub reviews: BTreeMap<FactId, Vec<EntryReview>>,
    /// Who stands behind each entry that needs several people: its author and those who agreed.
    pub signers: BTreeMap<FactId, BTreeSet<AgentId>>,
    /// What was said of the ownership of agents, and by whom, by id.
    pub attestations: BTreeMap<FactId, (ClassAttestation, AgentId)>,
    /// Payments that arrived.
    pub confirmed: BTreeSet<FactId>,
    /// Which entries of work correct which.
    pub versions: Versions,
    /// What entries of work say that were corrected, and their corrections.
    pub corrections: BTreeMap<FactId, Contribution>,
    /// Entries that enough stewards have taken out.
    pub voided: BTreeSet<FactId>,
    /// Entries that do not count, and why.
    pub refused: BTreeMap<FactId, String>,
    /// How many others built each design.
    pub builds: BTreeMap<DocumentId, u32>,
    /// Who reported use to earn money.
    pub users: BTreeSet<AgentId>,
    /// The first days of the periods that are closed.
    pub closed: BTreeSet<Day>,
    /// Every question about an entry, newest first.
    pub questions: Vec<Question>,
    /// Of things that several delivered: who claims which share.
    pub things: BTreeMap<String, Vec<(AgentId, Ratio)>>,
    /// What was proposed of how things are shared.
    pub splits: BTreeMap<FactId, WrittenFact>,
    /// Who holds parts of whom.
    pub holdings: BTreeMap<FactId, WrittenFact>,
    /// Who works for or belongs to which organisation.
    pub belongings: Belongings,
    /// Released versions of designs, the newest first.
    pub releases: BTreeMap<DocumentId, Vec<String>>,
    /// Entries that wait for this person.
    pub waits: BTreeSet<FactId>,
}

/// An entry as it was written.
struct Entry {
    id: FactId,
    fact: WrittenFact,
}

impl Entry {
    fn read(row: &EntryRow) -> Option<Entry> {
        let fact = WrittenFact::kept(&row.bytes).ok()?;
        Some(Entry { id: row.fact, fact })
    }
}

/// One entry of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Listed {
    /// Which.
    pub fact: FactId,
    /// What it is about.
    pub group: Group,
    /// Whether it is this person's, or of an organisation that they act for.
    pub mine: bool,
}

/// What an entry is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Group {
    /// Work.
    Work,
    /// Use and payment.
    Use,
    /// Anything else.
    Other,
}

impl Digest {
    /// Reads the books.
    pub fn of(commons: &mut Commons, today: Day) -> Result<Digest, Trouble> {
        let rows = commons.index().entries(&[], 0, u64::from(u32::MAX))?;
        let entries: Vec<Entry> = rows.iter().filter_map(Entry::read).collect();
        if commons.judges().is_err() {
            return Ok(Digest::as_written(commons, &entries));
        }
        let refused = commons.quarantine()?;
        let questions = commons.questions()?;
        let closed = commons.seals()?.into_iter().filter(|seal| seal.holds);
        let closed = closed.map(|seal| seal.period.first()).collect();
        let mut digest = Digest {
            questions,
            closed,
            voided: commons.voided()?,
            belongings: commons.belongings(today)?,
            refused: refused
                .into_iter()
                .map(|refused| {
                    (
                        refused.fact,
                        commons.entry_out(refused.fact, refused.reason),
                    )
                })
                .collect(),
            ..Digest::default()
        };
        digest.versions = Versions::of(
            entries.iter().map(|entry| (entry.id, &entry.fact)),
            |id| digest.refused.contains_key(&id) || digest.voided.contains(&id),
            &commons.policy(today),
        );
        digest.read_entries(commons, &entries);
        digest.read_pending(commons, &entries, today)?;
        digest.list(commons, &entries);
        digest.find_waiting(commons, &entries);
        Ok(digest)
    }

    /// Only what was written: nothing of what follows from rules.
    fn as_written(commons: &Commons, entries: &[Entry]) -> Digest {
        let mut digest = Digest::default();
        digest.read_entries(commons, entries);
        let mut digest = Digest {
            not_judged: true,
            reviews: digest.reviews,
            signers: digest.signers,
            attestations: digest.attestations,
            builds: digest.builds,
            ..Digest::default()
        };
        digest.list(commons, entries);
        digest
    }

    fn read_entries(&mut self, commons: &Commons, entries: &[Entry]) {
        let me = commons.me();
        let mut withdrawn = BTreeSet::new();
        for entry in entries {
            match &entry.fact.fact {
                Fact::ContributionReview(review) => {
                    let accepted = (review.accepted.mantissa != 0)
                        .then(|| super::ledger::quantity_words(&review.accepted));
                    let review_line = EntryReview {
                        fact: entry.id,
                        by: commons.called(entry.fact.by),
                        day: entry.fact.day,
                        accepted,
                        reason: review.reason.clone(),
                        mine: Some(entry.fact.by) == me,
                    };
                    self.reviews
                        .entry(review.contribution)
                        .or_default()
                        .push(review_line);
                }
                Fact::ReviewWithdrawn(gone) => {
                    withdrawn.insert(gone.review);
                }
                Fact::PaymentConfirmed(confirmed) => {
                    self.confirmed.insert(confirmed.payment);
                }
                Fact::CoSign(signed) => {
                    self.signers
                        .entry(signed.fact)
                        .or_default()
                        .insert(entry.fact.by);
                }
                Fact::ClassAttestation(attested) => {
                    let by = entry.fact.by;
                    self.signers.entry(entry.id).or_default().insert(by);
                    self.attestations.insert(entry.id, (attested.clone(), by));
                }
                Fact::UseReport(used) if used.commercial => {
                    self.users.insert(used.user);
                }
                Fact::Contribution(work) => {
                    let current = self.versions.current(entry.id);
                    if current != entry.id || work.supersedes.is_some() {
                        self.corrections.insert(entry.id, work.clone());
                    }
                    if self.voided.contains(&entry.id) {
                        continue;
                    }
                    if current == entry.id {
                        self.count_build(work);
                    }
                    // The derivation adds up the shares as they were first claimed.
                    if work.supersedes.is_none()
                        && let Some((thing, agent, share)) = share_of(&entry.fact)
                        && !self.refused.contains_key(&entry.id)
                    {
                        self.things.entry(thing).or_default().push((agent, share));
                    }
                }
                Fact::Release(release) if !self.refused.contains_key(&entry.id) => {
                    let versions = self.releases.entry(release.state.design).or_default();
                    versions.push(release.version.clone());
                }
                Fact::SplitAgreement(_) => {
                    self.splits.insert(entry.id, entry.fact.clone());
                }
                Fact::Control(_) => {
                    self.holdings.insert(entry.id, entry.fact.clone());
                }
                _ => {}
            }
        }
        for reviews in self.reviews.values_mut() {
            reviews.retain(|review| !withdrawn.contains(&review.fact));
        }
    }

    /// The reviews of an entry of work, and those of its earlier versions that still count.
    pub fn reviews_of(&self, id: FactId) -> Vec<&EntryReview> {
        let of = |id: &FactId| self.reviews.get(id).into_iter().flatten();
        let own: Vec<&EntryReview> = of(&id).collect();
        if self.versions.current(id) != id {
            return own;
        }
        let all = self.versions.all(id);
        let earlier = all
            .iter()
            .filter(|one| **one != id && self.is_like(**one, id));
        earlier.flat_map(of).chain(own).collect()
    }

    /// Whether reviews of one version say something of the other.
    fn is_like(&self, one: FactId, other: FactId) -> bool {
        let terms = |id: FactId| self.corrections.get(&id);
        terms(one)
            .zip(terms(other))
            .is_some_and(|(one, other)| keeps_reviews(one, other))
    }

    fn count_build(&mut self, work: &Contribution) {
        if let Some(state) = work.state.as_ref().filter(|_| work.kind == BUILD_REPORT) {
            *self.builds.entry(state.design).or_default() += 1;
        }
    }

    fn read_pending(
        &mut self,
        commons: &mut Commons,
        entries: &[Entry],
        today: Day,
    ) -> Result<(), Trouble> {
        let gaining: BTreeSet<AgentId> = entries
            .iter()
            .filter_map(|entry| match &entry.fact.fact {
                Fact::Contribution(work) => Some(work.beneficiary()),
                _ => None,
            })
            .collect();
        for agent in gaining {
            let status = commons.status(agent, today)?;
            let waiting = status.pending.iter().map(|one| (one.claim, one.reason));
            self.pending.extend(waiting);
            let counted = status.lines.iter().filter_map(|line| match line {
                Line::Counted {
                    claim, quantity, ..
                } => Some((*claim, *quantity)),
                _ => None,
            });
            let of_corrected = counted.filter(|(claim, _)| self.corrections.contains_key(claim));
            self.counted.extend(of_corrected);
        }
        Ok(())
    }

    fn list(&mut self, commons: &Commons, entries: &[Entry]) {
        let me = commons.me();
        let is_mine = |agent: AgentId| me.is_some_and(|me| commons.charter().speaks_for(me, agent));
        let listed = entries
            .iter()
            .filter(|entry| LISTED_KINDS.contains(&entry.fact.fact.kind()));
        self.listed = listed
            .map(|entry| {
                let written = &entry.fact;
                let subject = crate::look::ledger::subject(&written.fact);
                let group = match &written.fact {
                    Fact::Contribution(_) => Group::Work,
                    Fact::UseReport(_)
                    | Fact::Payment(_)
                    | Fact::Agreement(_)
                    | Fact::Distribution(_) => Group::Use,
                    _ => Group::Other,
                };
                Listed {
                    fact: entry.id,
                    group,
                    mine: Some(written.by) == me || subject.is_some_and(is_mine),
                }
            })
            .collect();
    }

    fn find_waiting(&mut self, commons: &Commons, entries: &[Entry]) {
        let Some(me) = commons.me() else {
            return;
        };
        let charter = commons.charter();
        let books = commons.books_read();
        for entry in entries {
            let id = entry.id;
            if self.refused.contains_key(&id) {
                continue;
            }
            let waits = match &entry.fact.fact {
                // Another one closes the period already.
                Fact::Seal(seal) if self.closed.contains(&seal.from) => false,
                Fact::Contribution(_) => match super::work::pending(self, id) {
                    Some(PendingReason::Confirmation { by }) => by == me,
                    Some(PendingReason::Reviews { .. }) => {
                        books.reviewers(charter, id).contains(&me)
                            && !self.reviews_of(id).iter().any(|review| review.mine)
                    }
                    _ => false,
                },
                Fact::Payment(_) => {
                    charter.has_role(me, Role::Treasurer) && !self.confirmed.contains(&id)
                }
                _ => {
                    let signing =
                        super::signing::signing(commons, id, self.signers.get(&id), &entry.fact);
                    signing.is_some_and(|signing| signing.more > 0 && signing.could.contains(&me))
                }
            };
            if waits {
                self.waits.insert(id);
            }
        }
    }
}
