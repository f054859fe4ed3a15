//! Facts, numbered as they come and listed by what they are about, so that one agent's status touches few of them.
//!
//! A commons may have a million facts. What is looked at for each of them is kept side by side in small pieces; names
//! are numbers everywhere inside.

mod about;
mod ahead;
mod gathering;
mod judged;
mod lists;
mod marks;
mod names;
mod roles;
mod stored;
mod touch;

use std::collections::BTreeMap;

use super::fact::{Agreement, Body, Fact, Seal, Suspension};
use super::status::{Needs, Waiting};
use crate::id::{AgentId, DocumentId, FactId};
use lists::Lists;
use names::{Agents, Ledgers, Names, Words};
use roles::Roles;

pub(crate) use about::About;
pub(crate) use names::{AgentNo, No, Recent, Word, beginning};
pub(crate) use stored::{ClaimNo, Fill, Stored, StoredClaim};
pub(super) use touch::Touched;

/// What becomes of a fact.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Standing {
    /// Only its name is known, from another fact.
    Missing,
    /// It counts.
    Counts,
    /// It counts once somebody else signs or confirms it.
    Waits,
    /// It does not count, and is listed with the reason.
    Refused,
    /// The derivation has no use for it.
    Inert,
}

/// What somebody who judges facts says of one.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Verdict {
    Counts,
    /// It counts until the rules at that place begin; then it waits.
    Until(Needs, usize),
    Waits(Needs),
    Refused,
    Inert,
}

/// Where a fact stands: a ledger, by its number here, and the place in it.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub(crate) struct Place {
    pub(crate) ledger: u32,
    /// From 1; 0 for what stands in no ledger.
    pub(crate) seq: u32,
}

/// What is kept of each fact side by side: to follow facts from one to the next takes one trip to memory for each.
///
/// A fact is said about one other at most; so what is said about one hangs together in a chain.
#[derive(Clone, Debug)]
struct Kept {
    stored: Stored,
    /// What was said last about this fact.
    last_said: Option<No>,
    /// What was said before this about the same fact.
    before: Option<No>,
    standing: Standing,
}

impl Kept {
    /// A name of which nothing is known yet.
    const NAME: Kept = Kept {
        stored: Stored::Plain,
        last_said: None,
        before: None,
        standing: Standing::Missing,
    };
}

/// A set of facts keyed by id, extended by one fact at a time.
#[derive(Clone, Default, Debug)]
pub struct Facts {
    names: Names,
    // By number, each as long as there are names:
    kept: Vec<Kept>,
    places: Vec<Place>,
    claims: Vec<StoredClaim>,
    agents: Agents,
    words: Words,
    ledgers: Ledgers,
    lists: Lists,
    roles: Roles,
    waiting: BTreeMap<No, Needs>,
    /// Of what counts, what more have to sign once later rules have begun: the place of the first of those rules.
    until: BTreeMap<No, usize>,
    len: usize,
}

impl Facts {
    /// An empty set that spreads its names by a seed; see [`Names`].
    pub(crate) fn seeded(seed: u64) -> Facts {
        Facts {
            names: Names::seeded(seed),
            ..Facts::default()
        }
    }

    /// Makes room for so many facts.
    pub(crate) fn expect(&mut self, count: usize) {
        self.names.expect(count);
        self.kept.reserve(count);
        self.places.reserve(count);
    }

    /// Adds a fact; says whether it was new.
    pub fn add(&mut self, fact: Fact) -> bool {
        if self.find(fact.id).is_some() {
            return false;
        }
        let no = self.put(fact.id, Some(fact.body), Standing::Counts);
        if let Some(pair) = fact.signed {
            self.roles.signed.insert(no, pair);
        }
        true
    }

    /// How many facts there are.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The number of a fact that has arrived.
    pub(crate) fn find(&self, id: FactId) -> Option<No> {
        self.names.find(id).filter(|no| self.is_here(*no))
    }

    /// Numbers of facts and of names are all below this.
    pub(crate) fn numbers_end(&self) -> usize {
        self.names.len()
    }

    pub(crate) fn is_here(&self, no: No) -> bool {
        self.standing(no) != Standing::Missing
    }

    pub(crate) fn id(&self, no: No) -> FactId {
        self.names.id(no)
    }

    pub(crate) fn stored(&self, no: No) -> &Stored {
        &self.kept[no.index()].stored
    }

    pub(crate) fn standing(&self, no: No) -> Standing {
        self.kept[no.index()].standing
    }

    fn is_claim(&self, no: No) -> bool {
        matches!(self.stored(no), Stored::Claim(_))
    }

    pub(crate) fn place(&self, no: No) -> Place {
        self.places[no.index()]
    }

    /// Everything that is said about a fact, the newest here first, whether it counts or not.
    pub(crate) fn said(&self, no: No) -> impl Iterator<Item = No> + use<'_> {
        let last = self.kept[no.index()].last_said;
        std::iter::successors(last, |said| self.kept[said.index()].before)
    }

    fn is_anything_said(&self, no: No) -> bool {
        self.kept[no.index()].last_said.is_some()
    }

    pub(crate) fn word(&self, word: Word) -> &str {
        self.words.text(word)
    }

    /// The number of a word.
    pub(crate) fn word_number(&mut self, text: &str) -> Word {
        self.words.number(text)
    }

    pub(crate) fn agent(&self, agent: AgentNo) -> AgentId {
        self.agents.id(agent)
    }

    /// The number of an agent of whom there are facts.
    pub(super) fn find_agent(&self, agent: AgentId) -> Option<AgentNo> {
        self.agents.find(agent)
    }

    /// The number of a ledger.
    pub(crate) fn ledger(&self, document: DocumentId) -> Option<u32> {
        self.ledgers.find(document)
    }

    /// Whether it has arrived, counts, and was not signed with a key that is not its author's.
    pub(crate) fn counts(&self, no: No) -> bool {
        self.standing(no) == Standing::Counts && !self.is_quarantined(no)
    }

    /// A contribution, whether it counts or not.
    pub(crate) fn any_claim(&self, no: No) -> Option<&StoredClaim> {
        match self.stored(no) {
            Stored::Claim(claim) => Some(&self.claims[claim.index()]),
            _ => None,
        }
    }

    /// A contribution that stands among the facts, whatever a period sees of it.
    pub(super) fn claim(&self, no: No) -> Option<&StoredClaim> {
        match self.stored(no) {
            Stored::Claim(claim) if self.standing(no) == Standing::Counts => {
                Some(&self.claims[claim.index()])
            }
            _ => None,
        }
    }

    /// What comes rarely, as it was given.
    pub(crate) fn whole(&self, no: No) -> Option<&Body> {
        match self.stored(no) {
            Stored::Whole(body) => Some(body),
            _ => None,
        }
    }

    /// A seal, if it is one and counts.
    pub(super) fn seal(&self, no: No) -> Option<&Seal> {
        match self.whole(no)? {
            Body::Seal(seal) if self.standing(no) == Standing::Counts => Some(seal),
            _ => None,
        }
    }

    /// What a waiting fact waits for.
    pub(crate) fn waiting(&self, no: No) -> Option<Waiting> {
        let (fact, needs) = (self.id(no), *self.waiting.get(&no)?);
        Some(Waiting { fact, needs })
    }

    /// Everything that waits for somebody else to sign or confirm it.
    pub(crate) fn all_waiting(&self) -> impl Iterator<Item = No> {
        self.waiting.keys().copied()
    }

    /// Keys, roles and seals.
    pub(super) fn always(&self) -> impl Iterator<Item = No> {
        let here = |no: &No| self.standing(*no) == Standing::Counts;
        self.lists.always.iter().copied().filter(here)
    }

    /// Who signed an agreement or a decision.
    pub(super) fn signers(&self, no: No) -> Option<Vec<AgentId>> {
        match self.stored(no) {
            Stored::Void { signers, .. } => Some(signers.to_vec()),
            Stored::Whole(body) => match &**body {
                Body::Agreement(Agreement { signers, .. })
                | Body::Suspension(Suspension { signers, .. }) => Some(signers.clone()),
                _ => None,
            },
            _ => None,
        }
    }

    /// Facts by id.
    pub(super) fn by_id(&self, facts: impl Iterator<Item = No>) -> Vec<No> {
        let keyed = facts.map(|no| (self.names.beginning(no), no));
        let mut keyed: Vec<(u64, No)> = keyed.collect();
        // Numbers alone are sorted much faster; names that begin alike are made up for tests, or to do harm.
        keyed.sort_unstable_by_key(|(beginning, _)| *beginning);
        for alike in keyed.chunk_by_mut(|(one, _), (other, _)| one == other) {
            if alike.len() > 1 {
                alike.sort_unstable_by_key(|(_, no)| self.id(*no));
            }
        }
        keyed.into_iter().map(|(_, no)| no).collect()
    }
}

/// Changes.
impl Facts {
    /// The number of a name, which may be that of a fact that has not arrived.
    fn number(&mut self, id: FactId) -> No {
        let (no, is_new) = self.names.number(id);
        if is_new {
            self.kept.push(Kept::NAME);
            self.places.push(Place::default());
        }
        no
    }

    /// The number for a fact that is to be put in; `None` where it has arrived.
    pub(crate) fn number_of_new(&mut self, id: FactId) -> Option<No> {
        let no = self.number(id);
        (!self.is_here(no)).then_some(no)
    }

    /// Puts a fact in that has not arrived before; `None` for one that says nothing to the derivation.
    pub(crate) fn put(&mut self, id: FactId, body: Option<Body>, standing: Standing) -> No {
        let stored = body.map_or(Stored::Plain, |body| self.store(body));
        let no = self.number(id);
        self.put_stored(no, stored, standing);
        no
    }

    /// The same for a fact that has its number.
    pub(crate) fn put_as(&mut self, no: No, body: Option<Body>, standing: Standing) {
        let stored = body.map_or(Stored::Plain, |body| self.store(body));
        self.put_stored(no, stored, standing);
    }

    fn put_stored(&mut self, no: No, stored: Stored, standing: Standing) {
        if let Some(target) = self.target_of(&stored) {
            let before = self.kept[target.index()].last_said.replace(no);
            self.kept[no.index()].before = before;
        }
        self.kept[no.index()].stored = stored;
        self.len += 1;
        self.enter(no);
        self.stand(no, standing);
    }

    /// Notes in which ledger a fact stands, and where; says whether that is a new ledger.
    pub(crate) fn put_at(&mut self, no: No, document: DocumentId, seq: u64) -> bool {
        let (ledger, is_new) = self.ledgers.number(document);
        let seq = u32::try_from(seq).unwrap_or(u32::MAX);
        self.places[no.index()] = Place { ledger, seq };
        is_new
    }

    /// Takes out the fact that was put in last.
    pub(super) fn take_back(&mut self, no: No) {
        self.stand(no, Standing::Missing);
        self.leave(no);
        if let Some(target) = self.target_of(self.stored(no)) {
            self.kept[target.index()].last_said = self.kept[no.index()].before.take();
        }
        let stored = std::mem::replace(&mut self.kept[no.index()].stored, Stored::Plain);
        if let Stored::Claim(_) = stored {
            self.claims.pop();
        }
        self.len -= 1;
        if no.index() + 1 == self.names.len() && !self.is_anything_said(no) {
            self.names.forget_last();
            self.kept.pop();
            self.places.pop();
        }
    }

    /// Lets a fact stand otherwise than before; gives the standing before.
    pub(crate) fn stand(&mut self, no: No, standing: Standing) -> Standing {
        let kept = &mut self.kept[no.index()];
        let before = std::mem::replace(&mut kept.standing, standing);
        if before == Standing::Waits && standing != Standing::Waits {
            self.waiting.remove(&no);
        }
        let is_change = (before == Standing::Counts) != (standing == Standing::Counts);
        if let (Stored::Whole(body), true) = (&kept.stored, is_change) {
            self.roles.count(body, standing == Standing::Counts);
        }
        before
    }
}
