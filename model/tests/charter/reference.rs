//! What is in effect, written down plainly and slowly from docs/decisions/0013, to compare the charter with.
//!
//! Persons and acts are small numbers, pasts are sets of bits, nothing is remembered between two questions.
//! Everybody has one device.

use model::charter::Role;
use model::charter::Role::{Maker, Steward};
use model::id::FactId;

pub type Set = u32;

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum What {
    Found,
    Invite(Role),
    Join(usize),
    Grant(usize, Role),
    EndRole(usize, Role),
    /// Whom, and the last of their acts that stays where not all do that were seen.
    Remove(usize, Option<u64>),
    Leave,
    Withdraw(usize, Set),
    CoSign(usize),
    Readmit(usize),
}

#[derive(Clone, Debug)]
pub struct Act {
    pub by: usize,
    pub what: What,
    pub past: Set,
    pub seq: u64,
    pub op: u64,
    pub id: FactId,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Right {
    Member(usize),
    Role(usize, Role),
}

pub struct Reference<'a>(pub &'a [Act]);

pub fn has(set: Set, act: usize) -> bool {
    set >> act & 1 == 1
}

impl Reference<'_> {
    /// The endings in effect: the most senior first, each under those before it.
    pub fn taken(&self) -> Set {
        let (mut taken, mut left) = (
            0,
            (0..self.0.len())
                .filter(|act| self.ends(*act))
                .collect::<Vec<_>>(),
        );
        while let Some(next) = left
            .iter()
            .copied()
            .min_by_key(|act| self.turn(*act, taken))
        {
            left.retain(|act| *act != next);
            let (needed, ends_a_steward) = self.needed(next, taken);
            let enough = self.signers(next, taken).len() >= needed;
            let own = self.is_own(next, ends_a_steward) && self.speaks(next, taken);
            let with = taken | 1 << next;
            if (own || enough) && (0..3).any(|person| self.is_steward(person, with)) {
                taken = with;
            }
        }
        taken
    }

    pub fn in_effect(&self, act: usize, taken: Set) -> bool {
        let readmits =
            |by: &usize| self.0[*by].what == What::Readmit(act) && self.weigh(*by, taken, false);
        self.weigh(act, taken, true) || !self.ends(act) && (0..self.0.len()).any(|by| readmits(&by))
    }

    fn weigh(&self, act: usize, taken: Set, readmitting: bool) -> bool {
        let Act { by, what, past, .. } = &self.0[act];
        let right = |right| self.holds(right, Some(act), *past, taken, readmitting);
        match what {
            What::Found => true,
            What::Join(invitation) => {
                let inviter = self.0[*invitation].by;
                let stands = |ending: usize| match self.0[ending].what {
                    What::Withdraw(of, stands) => of != *invitation || has(stands, act),
                    _ => true,
                };
                let invited = if readmitting {
                    self.in_effect(*invitation, taken)
                } else {
                    self.weigh(*invitation, taken, false)
                };
                (0..self.0.len()).all(|ending| !has(taken, ending) || stands(ending))
                    && invited
                    && right(Right::Member(inviter))
                    && right(Right::Role(inviter, Steward))
            }
            What::CoSign(signed) => self.signs(act, *signed, taken),
            _ if self.ends(act) => has(taken, act),
            _ => {
                !self.has_forked(act)
                    && right(Right::Member(*by))
                    && right(Right::Role(*by, Steward))
            }
        }
    }

    /// Whether an act in effect, one of `base`, gave the right and no taken ending covers it for `at`.
    fn holds(
        &self,
        right: Right,
        at: Option<usize>,
        base: Set,
        taken: Set,
        readmitting: bool,
    ) -> bool {
        let covers = |grant: usize, ending: usize| {
            has(taken, ending)
                && self.is_about(ending, right)
                && !has(self.0[grant].past, ending)
                && !at.is_some_and(|at| self.lets_stay(ending, at))
        };
        (0..self.0.len()).any(|grant| {
            has(base, grant)
                && self.gives(grant, right)
                && !(0..self.0.len()).any(|ending| covers(grant, ending))
                && if readmitting {
                    self.in_effect(grant, taken)
                } else {
                    self.weigh(grant, taken, false)
                }
        })
    }

    fn lets_stay(&self, ending: usize, at: usize) -> bool {
        let beyond = match self.0[ending].what {
            What::Remove(person, Some(last)) => self.0[at].by == person && self.0[at].seq > last,
            _ => false,
        };
        has(self.0[ending].past, at) && !beyond
    }

    fn gives(&self, act: usize, right: Right) -> bool {
        let by = self.0[act].by;
        match (&self.0[act].what, right) {
            (What::Found, Right::Member(person) | Right::Role(person, Steward)) => person == by,
            (What::Join(_), Right::Member(person)) => person == by,
            (What::Join(invitation), Right::Role(person, role)) => {
                let includes = self.0[*invitation].what == What::Invite(role);
                person == by && includes
            }
            (What::Grant(to, given), Right::Role(person, role)) => person == *to && role == *given,
            _ => false,
        }
    }

    fn is_about(&self, ending: usize, right: Right) -> bool {
        let person = match right {
            Right::Member(person) | Right::Role(person, _) => person,
        };
        match self.0[ending].what {
            What::Remove(removed, _) => removed == person,
            What::Leave => self.0[ending].by == person,
            What::EndRole(of, role) => right == Right::Role(of, role),
            _ => false,
        }
    }

    fn ends(&self, act: usize) -> bool {
        matches!(
            self.0[act].what,
            What::EndRole(..) | What::Remove(..) | What::Leave | What::Withdraw(..)
        )
    }

    /// What somebody may end alone; an invitation of theirs unless that ends a steward.
    fn is_own(&self, act: usize, ends_a_steward: bool) -> bool {
        match self.0[act].what {
            What::Leave => true,
            What::EndRole(person, _) => person == self.0[act].by,
            What::Withdraw(invitation, _) => {
                self.0[invitation].by == self.0[act].by && !ends_a_steward
            }
            _ => false,
        }
    }

    /// Whether a signature counts as a steward's: by a right that does not come after what is signed.
    fn signs(&self, signature: usize, signed: usize, taken: Set) -> bool {
        let Act { by, past, .. } = self.0[signature];
        let base = (0..self.0.len())
            .filter(|act| has(past, *act) && !has(self.0[*act].past, signed))
            .fold(0, |set, act| set | 1 << act);
        self.speaks(signature, taken)
            && self.holds(Right::Role(by, Steward), Some(signature), base, taken, true)
    }

    fn speaks(&self, signature: usize, taken: Set) -> bool {
        let Act { by, past, .. } = self.0[signature];
        !self.has_forked(signature)
            && self.holds(Right::Member(by), Some(signature), past, taken, true)
    }

    fn signers(&self, act: usize, taken: Set) -> Vec<usize> {
        let signs = |person: &usize| {
            let signature = |one: &usize| {
                self.0[*one].by == *person
                    && (*one == act || self.0[*one].what == What::CoSign(act))
            };
            (0..self.0.len())
                .filter(signature)
                .any(|one| self.signs(one, act, taken))
        };
        (0..3).filter(signs).collect()
    }

    /// From three stewards on, ending one of them needs two. And whether it ends one.
    fn needed(&self, act: usize, taken: Set) -> (usize, bool) {
        // Beside an act only those count whom somebody at least as senior has made stewards.
        let mut behind = self.signers(act, taken);
        behind
            .extend((self.is_own(act, false) && self.speaks(act, taken)).then_some(self.0[act].by));
        let senior = behind.iter().map(|person| self.since(*person)).min();
        let giver = |grant: usize| match self.0[grant].what {
            What::Join(invitation) => self.0[invitation].by,
            _ => self.0[grant].by,
        };
        let all = || (0..self.0.len()).filter(|other| !has(self.0[*other].past, act));
        let counts = |other: &usize| {
            has(self.0[act].past, *other)
                || senior.is_some_and(|senior| self.since(giver(*other)) <= senior)
        };
        let members = all().fold(0, |set, other| set | 1 << other);
        let around = all().filter(counts).fold(0, |set, other| set | 1 << other);
        let steward = |person: &usize| {
            self.holds(Right::Member(*person), Some(act), members, taken, true)
                && self.holds(
                    Right::Role(*person, Steward),
                    Some(act),
                    around,
                    taken,
                    true,
                )
        };
        let ended = |person: &usize| match self.0[act].what {
            What::Remove(removed, _) | What::EndRole(removed, Steward) => removed == *person,
            What::Withdraw(invitation, stands) => (0..self.0.len()).any(|join| {
                // Who made an invitation answers alone for joins that they had not seen.
                let matters =
                    self.0[invitation].by != self.0[act].by || has(self.0[act].past, join);
                self.0[join].what == What::Join(invitation)
                    && self.0[join].by == *person
                    && matters
                    && !has(stands, join)
                    && self.in_effect(join, taken)
            }),
            _ => false,
        };
        let stewards: Vec<usize> = (0..3).filter(steward).collect();
        let others = stewards.iter().filter(|person| !ended(person)).count();
        let ends_one = others < stewards.len();
        (if ends_one && others + 1 >= 3 { 2 } else { 1 }, ends_one)
    }

    /// The seniority of the most senior signer, then older acts first; last of all, nobody's.
    fn turn(&self, act: usize, taken: Set) -> (bool, (bool, u64, FactId), u64, FactId) {
        let mut signers = self.signers(act, taken);
        if self.is_own(act, self.needed(act, taken).1) && self.speaks(act, taken) {
            signers.push(self.0[act].by);
        }
        let senior = signers.iter().map(|person| self.since(*person)).min();
        (
            senior.is_none(),
            senior.unwrap_or((true, 0, FactId([0; 32]))),
            self.0[act].op,
            self.0[act].id,
        )
    }

    /// Since when somebody is a steward; others come after them, since when they are members.
    fn since(&self, person: usize) -> (bool, u64, FactId) {
        let first = |right| {
            (0..self.0.len())
                .filter(move |act| self.gives(*act, right))
                .map(|act| (self.0[act].op, self.0[act].id))
                .min()
        };
        match first(Right::Role(person, Steward)) {
            Some((op, id)) => (false, op, id),
            None => first(Right::Member(person))
                .map_or((true, u64::MAX, FactId([0; 32])), |(op, id)| (true, op, id)),
        }
    }

    fn has_forked(&self, act: usize) -> bool {
        let own =
            |other: &usize| has(self.0[act].past, *other) && self.0[*other].by == self.0[act].by;
        let own: Vec<u64> = (0..self.0.len())
            .filter(own)
            .map(|other| self.0[other].seq)
            .collect();
        own.iter()
            .any(|seq| own.iter().filter(|other| *other == seq).count() > 1)
    }

    pub fn is_steward(&self, person: usize, taken: Set) -> bool {
        self.has_now(Right::Member(person), taken)
            && self.has_now(Right::Role(person, Steward), taken)
    }

    pub fn is_maker(&self, person: usize, taken: Set) -> bool {
        self.has_now(Right::Member(person), taken)
            && [Maker, Steward]
                .iter()
                .any(|role| self.has_now(Right::Role(person, *role), taken))
    }

    pub fn has_now(&self, right: Right, taken: Set) -> bool {
        self.holds(right, None, Set::MAX, taken, true)
    }
}
