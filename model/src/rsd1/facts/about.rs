//! All that the status of one agent can depend on.

use std::collections::BTreeSet;

use super::{AgentNo, Facts, No, Standing, Stored, StoredClaim, Word};
use crate::id::{AgentId, FactId, FileHash};
use crate::rsd1::fact::{Body, Fact};

/// The facts about one agent.
#[derive(Default, Debug)]
pub(crate) struct About {
    /// What counts, and so is looked at, by id; keys and roles are not named.
    pub(crate) used: Vec<FactId>,
    /// Questions, by id: what is questioned, and who does.
    pub(crate) questions: Vec<(FactId, No, AgentId)>,
    /// What waits for a signature or a confirmation, by id.
    pub(crate) waiting: Vec<No>,
    /// What does not count and is listed, by id.
    pub(crate) refused: Vec<FactId>,
}

/// How near a contribution stands to the agent; what is further away matters less.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Mark {
    /// Not found yet.
    None,
    /// No contribution, or one that was only met.
    Found,
    /// Only whether it stands: it may be the same evidence, or a share of the same thing.
    Stands,
    /// Also its minutes: the same provider on the same day.
    SameDay,
    /// It counts for the agent.
    Own,
}

/// A mark for each fact, to be used again and again.
#[derive(Clone, Default, Debug)]
pub(crate) struct Marks(Vec<Mark>);

/// A list of contributions or people that was gone over.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum List {
    Members(AgentNo),
    Day(u32),
    Evidence(AgentNo, Word, FileHash),
    Parts(Word),
}

/// A list of so few is gone over again rather than remembered.
const LIST_SHORT: usize = 8;

struct Gathering<'a> {
    from: &'a Facts,
    marks: &'a mut Marks,
    found: Vec<No>,
    /// What was met and is to be gone into. A list, and no recursion: people can correct a correction without end.
    next: Vec<(No, Mark)>,
    lists: BTreeSet<List>,
    /// Also by way of what does not count: that may be of the agent too, and is listed.
    is_wide: bool,
    /// Something was met that does not count.
    is_more: bool,
}

impl Facts {
    /// What there is about one agent.
    pub(crate) fn about(&self, agent: AgentId, marks: &mut Marks) -> About {
        let (found, is_more) = self.gather(agent, marks, false);
        let mut about = About::default();
        let mut used = Vec::with_capacity(found.len());
        for no in found.iter().copied().filter(|no| self.counts(*no)) {
            match self.stored(no) {
                Stored::Whole(body) if is_role(body) => continue,
                Stored::Challenge { fact, by } => {
                    let question = (self.id(no), *fact, self.agent(*by));
                    about.questions.push(question);
                }
                _ => {}
            }
            used.push(no);
        }
        let used = self.by_id(used.into_iter());
        about.used = used.into_iter().map(|no| self.id(no)).collect();
        about.questions.sort_unstable();
        let wide = match is_more {
            true => self.gather(agent, marks, true).0,
            false => found,
        };
        self.name_others(&wide, &mut about);
        about
    }

    fn name_others(&self, found: &[No], about: &mut About) {
        for no in found.iter().copied() {
            match self.standing(no) {
                Standing::Waits => about.waiting.push(no),
                Standing::Refused => about.refused.push(self.id(no)),
                _ => {}
            }
        }
        about.waiting.sort_by_key(|no| self.id(*no));
        about.refused.sort_unstable();
    }

    /// The same facts as a set of their own.
    pub(crate) fn only_about(&self, agent: AgentId) -> Facts {
        let (found, _) = self.gather(agent, &mut Marks::default(), false);
        let mut facts = Facts::default();
        for no in found {
            if let Some(body) = self.body(no) {
                let (id, signed) = (self.id(no), self.roles.signed.get(&no).copied());
                facts.add(Fact { id, signed, body });
            }
        }
        facts
    }

    fn gather(&self, agent: AgentId, marks: &mut Marks, is_wide: bool) -> (Vec<No>, bool) {
        marks.0.resize(self.numbers_end(), Mark::None);
        let mut gathering = Gathering {
            from: self,
            marks,
            found: Vec::new(),
            next: Vec::new(),
            lists: BTreeSet::new(),
            is_wide,
            is_more: false,
        };
        gathering.all(agent);
        let (found, is_more) = (gathering.found, gathering.is_more);
        for no in &found {
            marks.0[no.index()] = Mark::None;
        }
        (found, is_more)
    }
}

fn is_role(body: &Body) -> bool {
    matches!(body, Body::Steward(_) | Body::Treasurer(_) | Body::Key(..))
}

impl Gathering<'_> {
    fn all(&mut self, agent: AgentId) {
        let from = self.from;
        if !self.is_wide {
            self.next.extend(from.always().map(|no| (no, Mark::Found)));
        }
        if let Some(agent) = from.find_agent(agent) {
            self.agent(agent);
            let gains = from.gains_of(agent).map(|no| (no, Mark::Own));
            self.next.extend(gains);
        }
        while let Some((no, mark)) = self.next.pop() {
            match from.is_claim(no) {
                true => self.claim(no, mark),
                false => self.fact(no),
            }
        }
    }

    /// Whether the fact is met on this way.
    fn meets(&mut self, no: No) -> bool {
        match self.from.standing(no) {
            Standing::Missing => false,
            Standing::Counts => true,
            standing => {
                // What is inert and leads nowhere is not listed either.
                let leads = match self.from.stored(no) {
                    Stored::Claim(_) | Stored::Whole(_) => true,
                    _ => self.from.is_anything_said(no),
                };
                self.is_more |= standing != Standing::Inert || leads;
                self.is_wide
            }
        }
    }

    /// Quarantined facts lead nowhere: what does not count must not change what is read.
    fn leads(&self, no: No) -> bool {
        !self.from.is_quarantined(no)
    }

    /// Everything about the agent; of who holds a part of it, only the class matters, and who holds a part of them.
    fn agent(&mut self, agent: AgentNo) {
        let from = self.from;
        let (mut agents, mut at) = (vec![agent], 0);
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
        if self.mark(no) != Mark::None || !self.meets(no) {
            return;
        }
        self.set(no, Mark::Found);
        self.found.push(no);
        let from = self.from;
        if from.is_anything_said(no) && self.leads(no) {
            let no_claims = from.said(no).filter(|said| !from.is_claim(*said));
            self.next.extend(no_claims.map(|said| (said, Mark::Found)));
        }
    }

    fn claim(&mut self, no: No, distance: Mark) {
        if self.mark(no) >= distance || !self.meets(no) {
            return;
        }
        self.fact(no);
        self.set(no, distance);
        let from = self.from;
        let Some(claim) = from.any_claim(no).filter(|_| self.leads(no)) else {
            return;
        };
        self.claims(from.said(no), distance);
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
        if self.lists.insert(List::Members(claim.beneficiary)) {
            let members = from.members_of(claim.beneficiary);
            self.next.extend(members.map(|no| (no, Mark::Found)));
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
            if self.from.is_claim(no) && self.mark(no) < distance {
                self.next.push((no, distance));
            }
        }
    }

    fn mark(&self, no: No) -> Mark {
        self.marks.0[no.index()]
    }

    fn set(&mut self, no: No, mark: Mark) {
        self.marks.0[no.index()] = mark;
    }
}
