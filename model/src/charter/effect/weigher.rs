//! Whether an act is in effect, given the endings that were taken so far.
//!
//! An act is in effect when its author's device and role were given by acts in effect in its causal
//! past, and no taken ending covers them for it. So questions lead from an act to older ones only; they
//! are answered without recursion, for a chain of grants may be long.

use super::seniority::{Seniority, Since, giver};
use crate::charter::record::{Record, Records};
use crate::charter::right::{Right, Subject};
use crate::id::{CommonsId, DocumentId, FactId};
use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};

/// Whether acts that were admitted again count. Who admits again stands without that.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Level {
    Plain,
    Readmitting,
}

/// An act whose effect has to be known first.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(in crate::charter) struct Ask(usize, Level);

/// An answer, or what has to be answered before.
pub(in crate::charter) type Answer<T> = Result<T, Ask>;

/// For which act a right is asked about, and which of the acts that gave it may be its base.
#[derive(Clone, Copy, Debug)]
pub(super) struct Moment {
    /// The act that endings must let stay.
    at: usize,
    /// Only what this act had seen.
    seen_by: Option<usize>,
    /// Not what had seen this act.
    not_after: Option<usize>,
    /// Of what the act in question had not seen, only what was given by somebody at least so senior.
    beside: Option<Since>,
}

impl Moment {
    /// The act in question.
    pub(super) fn act(self) -> usize {
        self.at
    }

    /// What an act's own author could rest on.
    pub(super) fn of(act: usize) -> Self {
        Self {
            at: act,
            seen_by: Some(act),
            not_after: None,
            beside: None,
        }
    }

    /// What held when an act was written: what its author had seen, and what was given beside it, but
    /// not what had seen it.
    pub(super) fn around(act: usize) -> Self {
        Self {
            at: act,
            seen_by: None,
            not_after: Some(act),
            beside: None,
        }
    }

    /// The same with what another act had seen as its base.
    pub(super) fn seen_by(self, act: usize) -> Self {
        Self {
            seen_by: Some(act),
            ..self
        }
    }

    /// The same without what had seen that act.
    pub(super) fn not_after(self, act: usize) -> Self {
        Self {
            not_after: Some(act),
            ..self
        }
    }

    /// The same without what somebody junior gave beside it.
    pub(super) fn given_by_seniors(self, least: Since) -> Self {
        Self {
            beside: Some(least),
            ..self
        }
    }
}

/// Weighs acts under a growing set of endings.
pub(in crate::charter) struct Weigher<'a> {
    pub(in crate::charter) records: &'a Records,
    pub(in crate::charter) commons: CommonsId,
    pub(super) charter: DocumentId,
    pub(super) seniority: Seniority,
    /// The acts that gave each right, newest first.
    pub(super) grants: BTreeMap<Right, Vec<usize>>,
    /// The newest number among the acts that gave something about a subject.
    pub(super) given_last: BTreeMap<Subject, u64>,
    /// The taken endings that cover something, in the order in which they were taken.
    pub(super) covering: BTreeMap<Subject, Vec<usize>>,
    /// Those among them after which nothing was given any more.
    pub(super) last_words: BTreeMap<Subject, Vec<usize>>,
    /// Of invitations that were taken back, the joins that all withdrawals name.
    pub(super) standing: BTreeMap<FactId, BTreeSet<FactId>>,
    known: Vec<[Option<(u32, bool)>; 2]>,
    pub(super) epoch: u32,
    steps: Cell<u64>,
}

impl<'a> Weigher<'a> {
    pub(super) fn new(records: &'a Records, commons: CommonsId, charter: DocumentId) -> Self {
        let mut grants = records.grants.clone();
        let mut given_last = BTreeMap::new();
        for (right, places) in &mut grants {
            places.sort_by_key(|place| std::cmp::Reverse(records.all[*place].order()));
            let newest = records.all[places[0]].start_op;
            for subject in right.subjects().into_iter().flatten() {
                let last = given_last.entry(subject).or_insert(newest);
                *last = newest.max(*last);
            }
        }
        Self {
            records,
            commons,
            charter,
            seniority: Seniority::of(records),
            grants,
            given_last,
            covering: BTreeMap::new(),
            last_words: BTreeMap::new(),
            standing: BTreeMap::new(),
            known: vec![[None; 2]; records.all.len()],
            epoch: 0,
            steps: Cell::new(0),
        }
    }

    /// How much was looked at so far.
    pub(super) fn steps(&self) -> u64 {
        self.steps.get()
    }

    pub(super) fn step(&self) {
        self.steps.set(self.steps.get() + 1);
    }

    pub(in crate::charter) fn record(&self, place: usize) -> &'a Record {
        &self.records.all[place]
    }

    pub(super) fn sees(&self, later: usize, earlier: usize) -> bool {
        self.records.all[later].past.contains(earlier)
    }

    /// Answers a question, and first whatever it leads to.
    pub(in crate::charter) fn settle<T>(&mut self, question: impl Fn(&Self) -> Answer<T>) -> T {
        loop {
            match question(self) {
                Ok(answer) => return answer,
                Err(ask) => self.resolve(ask),
            }
        }
    }

    fn resolve(&mut self, ask: Ask) {
        let mut stack = vec![ask];
        while let Some(Ask(place, level)) = stack.last().copied() {
            if self.in_effect(place, level).is_ok() {
                stack.pop();
                continue;
            }
            match self.weigh(place, level) {
                Ok(holds) => self.known[place][level as usize] = Some((self.epoch, holds)),
                Err(first) => stack.push(first),
            }
        }
    }

    /// Whether an act is in effect. Endings are not asked about: they are taken or not.
    pub(super) fn in_effect(&self, place: usize, level: Level) -> Answer<bool> {
        self.step();
        match self.known[place][level as usize] {
            Some((epoch, holds)) if epoch == self.epoch => Ok(holds),
            _ => Err(Ask(place, level)),
        }
    }

    /// Whether an act in effect gave the right, and no taken ending covers it for the act in question.
    pub(super) fn holds(&self, right: Right, moment: Moment, level: Level) -> Answer<bool> {
        let ends = |ending: &usize| !self.lets_stay(*ending, moment.at);
        let mut endings: Vec<usize> = self.endings_of(right).filter(ends).collect();
        for grant in self.given_by(right) {
            self.step();
            let fits = self.fits(grant, moment);
            if fits && self.survives(grant, &mut endings) && self.in_effect(grant, level)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Whether an act that gave a right may be its base.
    pub(super) fn fits(&self, grant: usize, moment: Moment) -> bool {
        let is_senior = |least: Since| {
            let since = self.seniority.since(giver(self.records, grant));
            since.is_some_and(|since| since <= least)
        };
        moment.seen_by.is_none_or(|act| self.sees(act, grant))
            && moment.not_after.is_none_or(|act| !self.sees(grant, act))
            && moment
                .beside
                .is_none_or(|least| self.sees(moment.at, grant) || is_senior(least))
    }

    /// Whether somebody has the right now, with all that is known.
    pub(super) fn holds_now(&self, right: Right) -> Answer<bool> {
        let mut endings: Vec<usize> = self.endings_of(right).collect();
        for grant in self.given_by(right) {
            let survives = self.survives(grant, &mut endings);
            if survives && self.in_effect(grant, Level::Readmitting)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// The oldest act by which somebody has the right now.
    pub(in crate::charter) fn held_by(&self, right: Right) -> Answer<Option<usize>> {
        let mut endings: Vec<usize> = self.endings_of(right).collect();
        let mut oldest = None;
        for grant in self.given_by(right) {
            if !self.survives(grant, &mut endings) {
                continue;
            }
            if self.in_effect(grant, Level::Readmitting)? {
                oldest = Some(grant);
            }
        }
        Ok(oldest)
    }

    /// Whether an act in effect has ever given the right.
    pub(in crate::charter) fn was_given(&self, right: Right) -> Answer<bool> {
        for grant in self.given_by(right) {
            if self.in_effect(grant, Level::Readmitting)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Whether what gave a right had seen all of these endings. What stands in the way comes first.
    fn survives(&self, grant: usize, endings: &mut [usize]) -> bool {
        let covers = |ending: &usize| {
            self.step();
            !self.sees(grant, *ending)
        };
        match endings.iter().position(covers) {
            Some(place) => {
                endings.swap(0, place);
                false
            }
            None => true,
        }
    }

    pub(super) fn given_by(&self, right: Right) -> impl Iterator<Item = usize> {
        self.grants.get(&right).into_iter().flatten().copied()
    }

    /// The taken endings of a right, in the order in which they were taken.
    pub(super) fn endings_of(&self, right: Right) -> impl Iterator<Item = usize> {
        let subjects = right.subjects().into_iter().flatten();
        subjects.flat_map(|subject| self.covering.get(&subject).into_iter().flatten().copied())
    }

    /// Whether an ending lets an act stay: its author had seen it, and names no smaller number.
    pub(super) fn lets_stay(&self, ending: usize, act: usize) -> bool {
        self.step();
        let record = self.record(act);
        let stays = self.record(ending).written.act.stays();
        self.sees(ending, act)
            && stays
                .and_then(|stays| stays.last(record.device, self.charter))
                .is_none_or(|last| record.seq <= last)
    }
}
