//! The facts about an agent are followed from one to the next, as far as they matter to it; and from what comes back to
//! those that lead to it.
//!
//! [`Facts::touched_by`] asks the same backwards for all agents. The two are changed together.

use std::collections::BTreeSet;

use super::marks::{Mark, Marks};
use super::{AgentNo, Facts, No, Standing, Stored, StoredClaim, Word};
use crate::id::{AgentId, FileHash};
use crate::rsd1::fact::{Acting, Affiliation, Body};

/// How far facts were followed from an agent.
#[derive(Clone, Default, Debug)]
pub(super) struct Reach {
    pub(super) marks: Marks,
    /// Something was met that does not count.
    pub(super) is_more: bool,
}

/// A list of contributions that was gone over.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum List {
    Day(u32),
    Evidence(AgentNo, Word, FileHash),
    Parts(Word),
}

/// A list of so few is gone over again rather than remembered.
const LIST_SHORT: usize = 8;

/// With most contributions two reviews are met.
const MET_WITH_EACH: usize = 3;

/// So many contributions are fetched from memory together before they are followed.
const READ_AHEAD: usize = 64;

/// Follows facts from an agent.
pub(super) struct Gathering<'a> {
    from: &'a Facts,
    agent: AgentId,
    reach: &'a mut Reach,
    is_wide: bool,
    found: Vec<No>,
    /// What was met and is to be gone into. A list, and no recursion: people can correct a correction without end.
    next: Vec<(No, Mark)>,
    lists: BTreeSet<List>,
    /// Whose members were gone over.
    members: BTreeSet<AgentNo>,
}

impl<'a> Gathering<'a> {
    pub(super) fn of(
        from: &'a Facts,
        agent: AgentId,
        reach: &'a mut Reach,
        is_wide: bool,
    ) -> Gathering<'a> {
        Gathering {
            from,
            agent,
            reach,
            is_wide,
            found: Vec::new(),
            next: Vec::new(),
            lists: BTreeSet::new(),
            members: BTreeSet::new(),
        }
    }

    /// From the beginning: gives all that is found.
    pub(super) fn all(mut self) -> Vec<No> {
        let from = self.from;
        if !self.is_wide {
            self.next.extend(from.always().map(|no| (no, Mark::Found)));
        }
        self.own();
        if let Some(agent) = from.find_agent(self.agent) {
            // As they came: what came at one time lies near each other.
            let gains = from.gains_of(agent);
            self.reach.marks.expect(gains.len() * MET_WITH_EACH);
            self.found.reserve(gains.len() * MET_WITH_EACH);
            for piece in gains.chunks(READ_AHEAD) {
                from.read_ahead(piece);
                self.next.extend(piece.iter().map(|no| (*no, Mark::Own)));
                self.follow();
            }
        }
        self.go_on()
    }

    /// From facts that came or changed: gives what is found and was not before.
    pub(super) fn more(mut self, changed: &[No]) -> Vec<No> {
        for no in changed {
            let mark = match self.from.any_claim(*no) {
                Some(claim) => self.distance(*no, claim),
                None => self.arrival(*no),
            };
            self.next.extend(mark.map(|mark| (*no, mark)));
        }
        self.go_on()
    }

    fn go_on(mut self) -> Vec<No> {
        self.follow();
        self.found
    }

    fn follow(&mut self) {
        while let Some((no, mark)) = self.next.pop() {
            match self.from.is_claim(no) {
                true => self.claim(no, mark),
                false => self.fact(no),
            }
        }
    }

    /// Whether the fact is met on this way.
    fn meets(&mut self, no: No) -> bool {
        match self.from.standing(no) {
            Standing::Missing => false,
            Standing::Counts => {
                // It may come to wait.
                self.reach.is_more |= self.from.has_end(no);
                true
            }
            standing => {
                // What is inert and leads nowhere is not listed either.
                let leads = match self.from.stored(no) {
                    Stored::Claim(_) | Stored::Whole(_) => true,
                    _ => self.from.is_anything_said(no),
                };
                self.reach.is_more |= standing != Standing::Inert || leads;
                self.is_wide
            }
        }
    }

    /// Quarantined facts lead nowhere: what does not count must not change what is read.
    fn leads(&self, no: No) -> bool {
        !self.from.is_quarantined(no)
    }

    /// Everything about the agent; of who holds a part of it, only the class matters, and who holds a part of them.
    fn own(&mut self) {
        let from = self.from;
        let (mut agents, mut at) = (Vec::from_iter(from.find_agent(self.agent)), 0);
        while at < agents.len() {
            for no in from.list_of(agents[at]) {
                let Some(body) = from.whole(no) else {
                    continue;
                };
                let is_ownership = matches!(body, Body::Attestation(_) | Body::Control(_));
                if (at > 0 && !is_ownership) || !self.meets(no) {
                    continue;
                }
                self.next.push((no, Mark::Found));
                if let Body::Control(said) = body
                    && let Some(holder) = from.find_agent(said.controller)
                    && self.leads(no)
                    && !agents.contains(&holder)
                {
                    agents.push(holder);
                }
            }
            at += 1;
        }
    }

    /// A fact and all that is said about it.
    fn fact(&mut self, no: No) {
        if self.mark(no).is_some() || !self.meets(no) {
            return;
        }
        self.reach.marks.put(no, Mark::Found);
        self.found.push(no);
        let from = self.from;
        if from.is_anything_said(no) && self.leads(no) {
            let no_claims = from.said(no).filter(|said| !from.is_claim(*said));
            self.next.extend(no_claims.map(|said| (said, Mark::Found)));
        }
    }

    fn claim(&mut self, no: No, distance: Mark) {
        if self.mark(no) >= Some(distance) || !self.meets(no) {
            return;
        }
        let is_first = self.reach.marks.put(no, distance);
        if is_first {
            self.found.push(no);
        }
        let from = self.from;
        let Some(claim) = from.any_claim(no).filter(|_| self.leads(no)) else {
            return;
        };
        for said in from.said(no) {
            if from.is_claim(said) {
                self.claims([said].into_iter(), distance);
            } else if is_first {
                self.next.push((said, Mark::Found));
            }
        }
        self.claims(claim.supersedes.into_iter(), distance);
        if distance >= Mark::SameDay {
            self.near(claim);
        }
        if distance == Mark::Own {
            if self.is_new(List::Day(claim.day_list), from.count_beside(claim)) {
                self.claims(from.work_beside(claim), Mark::SameDay);
            }
            if let Some(thing) = claim.deliverable() {
                self.parts(thing);
            }
        }
    }

    /// What decides whether a contribution is accepted, besides what is said about it.
    fn near(&mut self, claim: &StoredClaim) {
        let from = self.from;
        for agent in [claim.beneficiary, claim.provider] {
            if from.has_members(agent) && self.members.insert(agent) {
                let members = from.members_of(agent);
                self.next.extend(members.map(|no| (no, Mark::Found)));
            }
        }
        for hash in claim.evidence() {
            let same = from.showing(claim, hash);
            let list = List::Evidence(claim.provider, claim.kind, *hash);
            if self.is_new(list, same.len()) {
                self.claims(same.iter().copied(), Mark::Stands);
            }
        }
    }

    fn parts(&mut self, thing: Word) {
        let from = self.from;
        let parts = from.parts_of(thing);
        if self.is_new(List::Parts(thing), parts.len()) {
            let splits = parts.iter().filter(|no| !from.is_claim(**no));
            self.next.extend(splits.map(|no| (*no, Mark::Found)));
            self.claims(parts.iter().copied(), Mark::Stands);
        }
    }

    /// Whether a list has to be gone over: once, if it is long.
    fn is_new(&mut self, list: List, len: usize) -> bool {
        len <= LIST_SHORT || self.lists.insert(list)
    }

    fn claims(&mut self, list: impl Iterator<Item = No>, distance: Mark) {
        for no in list {
            if self.from.is_claim(no) && self.mark(no) < Some(distance) {
                self.next.push((no, distance));
            }
        }
    }

    fn mark(&self, no: No) -> Option<Mark> {
        self.reach.marks.of(no)
    }
}

/// The same ways backwards: from a fact to those that lead to it.
impl Gathering<'_> {
    /// How near a contribution stands by what was found.
    fn distance(&self, no: No, claim: &StoredClaim) -> Option<Mark> {
        let from = self.from;
        if from.find_agent(self.agent) == Some(claim.beneficiary) {
            return Some(Mark::Own);
        }
        let corrected = claim.supersedes.into_iter();
        let versions = from.said(no).chain(corrected);
        let as_version = versions.filter(|no| from.is_claim(*no) && self.leads(*no));
        let as_version = as_version.filter_map(|no| self.mark(no)).max();
        let is_same_day = self.leads_from(from.work_beside(claim), Mark::Own);
        let mut others = claim.evidence().iter();
        let shows_same = others.any(|hash| {
            let same = from.showing(claim, hash).iter().copied();
            self.leads_from(same, Mark::SameDay)
        });
        let is_part = claim
            .deliverable()
            .is_some_and(|thing| self.is_shared(thing));
        let as_other = match (is_same_day, shows_same || is_part) {
            (true, _) => Some(Mark::SameDay),
            (false, true) => Some(Mark::Stands),
            (false, false) => None,
        };
        as_version.max(as_other)
    }

    /// Whether any other fact leads to one that is no contribution.
    fn arrival(&mut self, no: No) -> Option<Mark> {
        let from = self.from;
        let is_met = match from.stored(no) {
            Stored::Split(thing, _) => self.is_shared(*thing),
            Stored::Whole(body) => match &**body {
                Body::Affiliation(Affiliation { organisation, .. })
                | Body::Acting(Acting { organisation, .. }) => {
                    let organisation = from.find_agent(*organisation).into_iter();
                    let mut work = organisation.flat_map(|agent| {
                        let gains = from.gains_of(agent).iter().copied();
                        gains.chain(from.work_of(agent))
                    });
                    self.leads_from(&mut work, Mark::SameDay)
                }
                body if is_role(body) || matches!(body, Body::Seal(_)) => !self.is_wide,
                _ => {
                    self.own();
                    false
                }
            },
            said => from
                .target_of(said)
                .is_some_and(|target| self.mark(target).is_some() && self.leads(target)),
        };
        is_met.then_some(Mark::Found)
    }

    /// Whether the agent has a share in a thing.
    fn is_shared(&self, thing: Word) -> bool {
        let parts = self.from.parts_of(thing).iter().copied();
        self.leads_from(parts.filter(|no| self.from.is_claim(*no)), Mark::Own)
    }

    /// Whether one of these was found at least as near as that, and leads on.
    fn leads_from(&self, mut claims: impl Iterator<Item = No>, distance: Mark) -> bool {
        claims.any(|no| self.mark(no) >= Some(distance) && self.leads(no))
    }
}

pub(super) fn is_role(body: &Body) -> bool {
    matches!(body, Body::Steward(_) | Body::Treasurer(_) | Body::Key(..))
}
