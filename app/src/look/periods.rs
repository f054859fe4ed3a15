//! Periods: which are closed, by whom, and what their seals wait for.

use crate::commons::Commons;
use crate::trouble::Trouble;
use crate::view::PeriodState;
use crate::words;
use model::charter::{Act, Role};
use model::day::Day;
use model::id::{AgentId, FactId};
use model::ledger::{Fact, Seal};
use model::name::DocumentKind;
use model::rsd1::{Period, Policies, SealStanding};

/// So many periods are listed, the newest.
pub const PERIODS_SHOWN_MAX: usize = 40;

/// One period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PeriodPage {
    /// Which.
    pub period: Period,
    /// How things are with it.
    pub state: PeriodState,
    /// Its seals; the one that holds comes first.
    pub seals: Vec<SealPage>,
    /// Who signed two of them.
    pub signed_twice: Vec<AgentId>,
}

/// One seal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealPage {
    /// The entry.
    pub fact: FactId,
    /// Who wrote it.
    pub by: AgentId,
    /// When.
    pub day: Day,
    /// The stewards who signed it.
    pub signers: Vec<AgentId>,
    /// How many more it takes.
    pub more: u32,
    /// Who could still sign it.
    pub could: Vec<AgentId>,
    /// Whether it is the one that holds.
    pub holds: bool,
    /// Work and uses of the period that came later.
    pub late: u32,
    /// Ledgers that it names further than they are here.
    pub beyond: usize,
    /// Entries that it leaves out.
    pub left_out: Vec<FactId>,
}

impl Commons {
    /// The periods up to that day, newest first.
    pub fn periods(&mut self, today: Day) -> Result<Vec<PeriodPage>, Trouble> {
        let standings = self.seals()?;
        let first_day = self.first_day()?;
        let Some(policies) = self.charter().policies() else {
            return Ok(vec![]);
        };
        let founded = self.founded_on().unwrap_or(today);
        let first = first_day.unwrap_or(founded).min(founded).min(today);
        let mut periods = periods_between(policies, first, today);
        for standing in &standings {
            // What has not begun is closed by nobody, whatever somebody wrote.
            if standing.period.first() <= today && !periods.contains(&standing.period) {
                periods.push(standing.period);
            }
        }
        periods.sort_by_key(|period| std::cmp::Reverse((period.first(), *period)));
        periods.truncate(PERIODS_SHOWN_MAX);
        let page = |period| self.period_page(period, &standings, today);
        periods.into_iter().map(page).collect()
    }

    /// The period in which a day lies, by the rules of that day.
    pub fn period_of(&self, day: Day) -> Period {
        match self.charter().policies() {
            Some(policies) => policies.period_of(day),
            None => Period::of(day, self.policy(day).period),
        }
    }

    /// Refuses what the rules of its own days do not make a period.
    pub fn is_period(&self, period: Period) -> Result<(), Trouble> {
        let known = [period.first(), period.last()].map(|day| self.period_of(day));
        if known == [period, period] {
            return Ok(());
        }
        Err(words::periods::not_by_the_rules(period, known))
    }

    /// The day of the founding.
    pub fn founded_on(&self) -> Option<Day> {
        let mut acts = self.charter().acts().iter();
        let founding = acts.find(|record| matches!(record.written.act, Act::Founding(_)));
        founding.map(|record| record.written.day)
    }

    fn period_page(
        &self,
        period: Period,
        standings: &[SealStanding],
        today: Day,
    ) -> Result<PeriodPage, Trouble> {
        let of_it = standings.iter().filter(|one| one.period == period);
        let seals: Result<Vec<SealPage>, Trouble> =
            of_it.map(|standing| self.seal_page(standing)).collect();
        let mut seals = seals?;
        seals.sort_by_key(|seal| (!seal.holds, seal.more, seal.fact));
        let whole = seals.iter().filter(|seal| seal.more == 0);
        let whole: Vec<&SealPage> = whole.collect();
        let state = match (whole.len(), seals.is_empty()) {
            (0, true) if period.last() >= today => PeriodState::Running,
            (0, true) => PeriodState::Open,
            (0, false) => PeriodState::Waiting,
            (1, _) => PeriodState::Closed,
            _ => PeriodState::Twice,
        };
        let mut signed_twice: Vec<AgentId> = whole
            .iter()
            .flat_map(|seal| seal.signers.iter().copied())
            .filter(|agent| {
                let signed = whole.iter().filter(|seal| seal.signers.contains(agent));
                signed.count() > 1
            })
            .collect();
        signed_twice.sort_unstable();
        signed_twice.dedup();
        Ok(PeriodPage {
            period,
            state,
            seals,
            signed_twice,
        })
    }

    fn seal_page(&self, standing: &SealStanding) -> Result<SealPage, Trouble> {
        let written = self.fact(standing.seal)?;
        let (beyond, left_out) = match &written.fact {
            Fact::Seal(seal) => (self.beyond(seal), seal.exceptions.clone()),
            _ => (0, vec![]),
        };
        let have = u32::try_from(standing.signers.len()).unwrap_or(u32::MAX);
        let more = standing.needed.saturating_sub(have);
        let could = self.charter().persons().filter(|person| {
            person.has_role(Role::Steward) && !standing.signers.contains(&person.id)
        });
        Ok(SealPage {
            fact: standing.seal,
            by: written.by,
            day: written.day,
            more,
            could: could.map(|person| person.id).collect(),
            signers: standing.signers.clone(),
            holds: standing.holds,
            late: standing.late,
            beyond,
            left_out,
        })
    }

    /// How many ledgers a seal names further than they are here.
    pub fn beyond(&self, seal: &Seal) -> usize {
        let is_beyond = |ledger: &&model::ledger::SealedLedger| {
            let name = self.name_of(ledger.document);
            let Some(name) = name.filter(|name| name.kind == DocumentKind::Ledger) else {
                return true;
            };
            let heights = self.core().heights(ledger.document);
            heights.seq(name.creator) < u64::from(ledger.entries)
        };
        seal.ledgers.iter().filter(is_beyond).count()
    }
}

/// The periods from the one of that day to the one of this, oldest first; of very many the newest.
pub(super) fn periods_between(policies: &Policies, first: Day, today: Day) -> Vec<Period> {
    let mut periods = vec![];
    let mut day = first.max(Day::FIRST);
    loop {
        let period = policies.period_of(day);
        periods.push(period);
        if period.last() >= today || period.last() >= Day::LAST {
            break;
        }
        day = period.last().plus(1);
    }
    let skipped = periods.len().saturating_sub(PERIODS_SHOWN_MAX);
    periods.split_off(skipped)
}
