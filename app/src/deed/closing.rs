//! Closing a period: a steward's program writes down how far it holds each ledger, and other stewards sign the same.

use super::When;
use crate::commons::Commons;
use crate::trouble::Trouble;
use crate::words::periods as w;
use model::charter::Role;
use model::day::Day;
use model::id::{AgentId, FactId, FileHash};
use model::ledger::decision::SEAL_EXCEPTIONS_MAX;
use model::ledger::{CoSign, Fact, Seal, SealedLedger};
use model::name::DocumentKind;
use model::rsd1::policies::policy_id;
use model::rsd1::{Needs, Period, SealStanding};
use std::cmp::Reverse;
use std::collections::BTreeSet;

impl Commons {
    /// Closes a period with all that is here, less some entries; it holds when enough stewards have signed it.
    ///
    /// `anew` writes one also where another waits or holds already: with more signers it takes its place.
    pub fn seal(
        &mut self,
        period: Period,
        left_out: &[FactId],
        anew: bool,
        when: When,
    ) -> Result<FactId, Trouble> {
        self.judges()?;
        let me = self.writer(Role::Steward)?;
        self.may_close(me, period, anew, when)?;
        let mut exceptions = left_out.to_vec();
        exceptions.sort_unstable();
        exceptions.dedup();
        self.leave_out_waiting(&mut exceptions, when.day)?;
        let seal = Seal {
            from: period.first(),
            to: period.last(),
            ledgers: self.ledgers_of(period)?,
            exceptions,
            rules: self.rules_of(period.first()),
        };
        let sealed = self.write_fact(me, seal, when)?;
        self.pin_sealed(when);
        Ok(sealed)
    }

    /// What waits counts nowhere yet. It would count in the closed period as soon as more sign it; left out, it acts in the next
    /// open one. What stewards have signed comes first, so that nobody else can fill the list.
    fn leave_out_waiting(
        &mut self,
        exceptions: &mut Vec<FactId>,
        today: Day,
    ) -> Result<(), Trouble> {
        let mut waiting = self.waiting_on(today)?;
        waiting.sort_by_key(|one| match one.needs {
            Needs::Stewards { have, .. } => (Reverse(have), one.fact),
            Needs::Confirmation { .. } => (Reverse(0), one.fact),
        });
        waiting.retain(|one| !exceptions.contains(&one.fact));
        let room = SEAL_EXCEPTIONS_MAX.saturating_sub(exceptions.len());
        exceptions.extend(waiting.iter().take(room).map(|one| one.fact));
        exceptions.sort_unstable();
        Ok(())
    }

    fn may_close(
        &mut self,
        me: AgentId,
        period: Period,
        anew: bool,
        when: When,
    ) -> Result<(), Trouble> {
        let policies = self.charter().policies();
        let own = policies.map(|policies| policies.period_of(period.first()));
        if own != Some(period) {
            return Err(w::no_period(period, own));
        }
        if period.last() >= when.day {
            return Err(w::not_over(period));
        }
        let seals = self.seals()?;
        if let Some(open) = self.open_before(period, &seals) {
            return Err(w::earlier_first(period, open));
        }
        let of_it = seals.iter().filter(|seal| seal.period == period);
        let more = |seal: &SealStanding| {
            let have = u32::try_from(seal.signers.len()).unwrap_or(u32::MAX);
            seal.needed.saturating_sub(have)
        };
        let first = of_it.min_by_key(|seal| (!seal.holds, more(seal), seal.seal));
        match first {
            Some(seal) if !anew => {
                let by = self.fact(seal.seal)?.by;
                Err(w::there_is_one(
                    period,
                    (&self.called(by), seal.signers.contains(&me)),
                    &seal.seal.short(),
                    seal.holds,
                ))
            }
            _ => Ok(()),
        }
    }

    /// The first period from the founding on that no seal closes and that lies before this one.
    fn open_before(&self, period: Period, seals: &[SealStanding]) -> Option<Period> {
        let policies = self.charter().policies()?;
        let closed = seals.iter().filter(|seal| seal.holds);
        let closed: BTreeSet<Period> = closed.map(|seal| seal.period).collect();
        let mut day = self.founded_on()?.max(Day::FIRST);
        while day < period.first() {
            let earlier = policies.period_of(day);
            if !closed.contains(&earlier) {
                return Some(earlier);
            }
            day = earlier.last().plus(1);
        }
        None
    }

    /// How far each ledger reaches here that the closed periods before this one do not know wholly, by ledger.
    fn ledgers_of(&mut self, period: Period) -> Result<Vec<SealedLedger>, Trouble> {
        let ledgers = self.core().documents();
        let ledgers = ledgers.filter(|(_, name)| name.kind == DocumentKind::Ledger);
        let reaches = ledgers.filter_map(|(document, name)| {
            let newest = self.core().heights(document).top(name.creator)?;
            Some(SealedLedger {
                document,
                entries: u32::try_from(newest.seq).ok()?,
                hash: newest.hash,
            })
        });
        let mut all: Vec<SealedLedger> = reaches.collect();
        all.sort_unstable();
        self.ledgers_to_seal(period, all)
    }

    /// Signs what takes several people: a seal only where all that it names is here.
    pub fn sign_too(&mut self, fact: FactId, when: When) -> Result<FactId, Trouble> {
        let written = self.fact(fact)?;
        let is_split = matches!(written.fact, Fact::SplitAgreement(_));
        let me = self.writer(if is_split { Role::Maker } else { Role::Steward })?;
        if written.by == me || self.has_signed(fact, me)? {
            return Err(w::signed_already());
        }
        if let Fact::Seal(seal) = &written.fact {
            match self.beyond(seal) {
                0 if !self.holds_exactly(seal)? => return Err(w::another_branch()),
                0 if seal.rules != self.rules_of(seal.from) => return Err(w::other_rules()),
                0 => {}
                n => return Err(w::goes_further(n)),
            }
        }
        self.write_fact(me, CoSign { fact }, when)
    }

    /// The rules of a period as they are known here, by their content.
    fn rules_of(&self, first: Day) -> FileHash {
        FileHash(policy_id(&self.policy(first)))
    }

    /// Whether somebody has signed an entry already.
    fn has_signed(&self, fact: FactId, who: AgentId) -> Result<bool, Trouble> {
        let rows = self
            .index()
            .entries(&[CO_SIGN_KIND], 0, u64::from(u32::MAX))?;
        Ok(rows.iter().any(|row| {
            let written = model::ledger::WrittenFact::decode(&row.bytes);
            written.is_ok_and(|written| {
                written.by == who && matches!(written.fact, Fact::CoSign(of) if of.fact == fact)
            })
        }))
    }

    /// Whether the entries to which a seal goes are the ones that stand here at those places.
    fn holds_exactly(&self, seal: &Seal) -> Result<bool, Trouble> {
        for ledger in &seal.ledgers {
            let Some(name) = self.name_of(ledger.document) else {
                return Ok(false);
            };
            let heights = self.core().heights(ledger.document);
            let seq = u64::from(ledger.entries);
            if heights.has_tip(name.creator, seq, ledger.hash) {
                continue;
            }
            let stored = self.store().load(ledger.document)?;
            let is_it = stored.iter().any(|stored| {
                let header = &stored.change.header;
                header.seq == seq && header.hash == ledger.hash
            });
            if !is_it {
                return Ok(false);
            }
        }
        Ok(true)
    }
}

/// The kind number of a co-signature (model/src/ledger/fact.rs).
const CO_SIGN_KIND: u16 = 7;
