//! What a period brought, as one page for the assembly. It says what was done, never who did most.
//!
//! What is on the page follows from the entries, the rules and a day: computers that hold the same ones show the same rows
//! and numbers. What people and designs are called does not: names travel on their own, and one computer may know a newer
//! one. So the code at the bottom is of the page with ids in place of names.

use crate::commons::Commons;
use crate::look::questions::Question;
use crate::trouble::Trouble;
use crate::view::{PageSection, PageView, QuestionState, RunStanding};
use crate::words::{count, names, quarter as w, standing};
use model::day::Day;
use model::export::statement::{
    Fate, Fee, FeeState, PaidState, SettledBy, Statement, Use, Work, WorkState,
};
use model::id::{AgentId, DocumentId, FactId};
use model::ledger::UNIT_MINUTE;
use model::number::{Currency, Decimal, Rational, minor_digits};
use model::rsd1::{Flag, Needs, Period};
use std::collections::{BTreeMap, BTreeSet};

/// The page of a period as of a day.
pub fn quarter(commons: &mut Commons, period: Period, as_of: Day) -> Result<PageView, Trouble> {
    let (statement, _) = commons.statement(as_of)?;
    let doubts = commons.questions()?;
    Ok(page(commons, &statement, &doubts, period))
}

/// The same of books that were read already.
pub fn page(
    commons: &Commons,
    statement: &Statement,
    doubts: &[Question],
    period: Period,
) -> PageView {
    let by_id = |by_id| {
        Looked {
            commons,
            statement,
            period,
            by_id,
        }
        .page(doubts)
    };
    // The code is of everything on it but the names, so two pages can be compared by reading it aloud.
    let code = model::id::spoken_code(blake3::hash(by_id(true).text().as_bytes()).as_bytes());
    let mut page = by_id(false);
    page.foot.push(w::code(&code));
    page
}

struct Looked<'a> {
    commons: &'a Commons,
    statement: &'a Statement,
    period: Period,
    /// People, organisations and designs stand by their ids in place of their names.
    by_id: bool,
}

/// What was given of one kind of work.
#[derive(Default)]
struct Given {
    entries: u64,
    people: BTreeSet<AgentId>,
    accepted: BTreeMap<String, Decimal>,
    points: Rational,
    waits: u64,
}

impl Looked<'_> {
    fn page(&self, doubts: &[Question]) -> PageView {
        let doubts = doubts
            .iter()
            .filter(|doubt| doubt.state == QuestionState::Open && self.holds(doubt.day));
        PageView {
            title: w::title(
                self.commons.charter().name(),
                &standing::period(self.period),
            ),
            intro: vec![w::as_of(self.statement.as_of), w::WHAT.to_owned()],
            sections: vec![
                self.given(),
                self.used(),
                self.fees(),
                self.settled(),
                self.payments(),
                self.open(doubts.collect()),
                self.shared_out(),
            ],
            foot: vec![],
        }
    }

    fn holds(&self, day: Day) -> bool {
        (self.period.first()..=self.period.last()).contains(&day)
    }

    fn called(&self, agent: AgentId) -> String {
        match self.by_id {
            true => agent.to_string(),
            false => self.commons.called(agent),
        }
    }

    fn design(&self, design: DocumentId) -> String {
        match self.by_id {
            true => design.to_string(),
            false => super::ledger::design_name(self.commons, design),
        }
    }

    fn money(&self, minor: i64) -> String {
        standing::money(minor, self.statement.currency)
    }

    /// Whether an entry was written on a day of the period.
    fn wrote(&self, fact: FactId) -> bool {
        let written = self.commons.fact(fact);
        written.is_ok_and(|written| self.holds(written.day))
    }

    fn work(&self) -> impl Iterator<Item = &Work> {
        let all = self.statement.work.iter();
        all.filter(|work| self.holds(work.said.from))
            .filter(|work| work.state.counts() || work.state.waits())
    }

    /// By kind of work, in the order of their names.
    fn given(&self) -> PageSection {
        let mut kinds: BTreeMap<&str, Given> = BTreeMap::new();
        for work in self.work() {
            let given = kinds.entry(&work.said.kind).or_default();
            given.entries += 1;
            given.people.insert(work.said.provider);
            given.points += &work.points;
            given.waits += u64::from(work.state.waits());
            if let Some(accepted) = work.accepted {
                let sum = given.accepted.entry(work.unit.clone());
                let sum = sum.or_insert(Decimal {
                    mantissa: 0,
                    scale: accepted.scale,
                });
                sum.mantissa = sum.mantissa.saturating_add(accepted.mantissa);
            }
        }
        let row = |(kind, given): (&str, Given)| {
            let accepted: Vec<String> = given
                .accepted
                .iter()
                .map(|(unit, sum)| amount(unit, *sum, self.statement.currency))
                .collect();
            vec![
                crate::words::ledger::work(kind),
                given.entries.to_string(),
                given.people.len().to_string(),
                names(&accepted),
                standing::points(&given.points),
                given.waits.to_string(),
            ]
        };
        let rows: Vec<Vec<String>> = kinds.into_iter().map(row).collect();
        section(w::GIVEN, w::GIVEN_NONE, &w::GIVEN_HEADINGS, rows)
    }

    /// By whom and what, in the order of the days.
    fn used(&self) -> PageSection {
        let uses = self.statement.uses.iter();
        let row = |one: &Use| {
            let design = one.used().state.design;
            let fates: BTreeSet<&str> = one.fates.iter().map(w::fate).collect();
            let fates: Vec<String> = match fates.is_empty() {
                true => vec![w::FREE.to_owned()],
                false => fates.into_iter().map(str::to_owned).collect(),
            };
            vec![
                self.called(one.said.user),
                self.design(design),
                w::days(one.said.from, one.said.to),
                match one.said.commercial {
                    true => w::TO_EARN.to_owned(),
                    false => w::NOT_TO_EARN.to_owned(),
                },
                self.money(one.base.floor_to_minor()),
                names(&fates),
            ]
        };
        let rows = uses.filter(|one| self.holds(one.said.from)).map(row);
        section(w::USED, w::USED_NONE, &w::USED_HEADINGS, rows.collect())
    }

    fn fees_of_period(&self) -> impl Iterator<Item = &Fee> {
        let fees = self.statement.fees.iter();
        fees.filter(|fee| fee.period == self.period && fee.amount > 0)
    }

    fn fees(&self) -> PageSection {
        let row = |fee: &Fee| {
            vec![
                self.called(fee.agent),
                self.money(fee.amount),
                self.money(fee.by_payment()),
                self.money(fee.by_offset().saturating_add(fee.by_waiver())),
                self.money(fee.open),
                crate::words::day(fee.due),
                w::fee_state(fee.state).to_owned(),
            ]
        };
        let rows = by_name(self.fees_of_period().map(row).collect());
        section(w::FEES, w::FEES_NONE, &w::FEES_HEADINGS, rows)
    }

    /// What work has paid of fees, at the end of this period.
    fn settled(&self) -> PageSection {
        let mut rows = Vec::new();
        for fee in &self.statement.fees {
            for settled in &fee.settled {
                let (points, is_of_period) = match &settled.by {
                    SettledBy::Payment(_) => continue,
                    SettledBy::Offset { at, points, .. } => (points, *at == self.period),
                    SettledBy::Waived { points, .. } => (points, fee.period == self.period),
                };
                if is_of_period {
                    rows.push(vec![
                        self.called(fee.agent),
                        standing::points(points),
                        self.money(settled.amount),
                        standing::period(fee.period),
                    ]);
                }
            }
        }
        section(
            w::OFFSETS,
            w::OFFSETS_NONE,
            &w::OFFSETS_HEADINGS,
            by_name(rows),
        )
    }

    fn payments(&self) -> PageSection {
        let payments = self.statement.payments.iter();
        let within = payments.filter(|paid| self.holds(paid.said.day));
        let rows = within.map(|paid| {
            let confirmers = paid.confirmers();
            let confirmers = confirmers.iter().map(|agent| self.called(*agent));
            vec![
                self.called(paid.said.payer),
                crate::words::day(paid.said.day),
                standing::money(paid.said.amount.minor, paid.said.amount.currency),
                names(&confirmers.collect::<Vec<_>>()),
                w::paid_state(paid.state).to_owned(),
            ]
        });
        section(
            w::PAYMENTS,
            w::PAYMENTS_NONE,
            &w::PAYMENTS_HEADINGS,
            rows.collect(),
        )
    }

    /// What somebody has to do something about, of this period.
    fn open(&self, doubts: Vec<&Question>) -> PageSection {
        let mut lines: Vec<String> = Vec::new();
        let waits = |state: &WorkState| matches!(state, WorkState::WaitsForReviews { .. });
        let reviews = self.work().filter(|work| waits(&work.state)).count() as u64;
        let confirms = self.work().filter(|work| work.state.waits()).count() as u64 - reviews;
        let mut counted = |n: u64, line: fn(&str) -> String| {
            if n > 0 {
                lines.push(line(&count(n, "entry", "entries")));
            }
        };
        counted(reviews, w::waits_for_reviews);
        counted(confirms, w::waits_for_confirmation);
        let payments = self.statement.payments.iter();
        let unconfirmed = payments
            .filter(|paid| self.holds(paid.said.day) && paid.state == PaidState::Unconfirmed);
        for paid in unconfirmed {
            lines.push(w::payment_unconfirmed(&self.called(paid.said.payer)));
        }
        for fee in self.fees_of_period().filter(|fee| fee.open > 0) {
            let is_owed = fee.state != FeeState::Accruing;
            let line = w::fee_open(&self.called(fee.agent), &self.money(fee.open), fee.due);
            lines.extend(is_owed.then_some(line));
        }
        for one in self
            .statement
            .uses
            .iter()
            .filter(|one| self.holds(one.said.from))
        {
            let user = self.called(one.said.user);
            lines.extend(one.fates.iter().filter_map(|fate| match fate {
                Fate::NotCovered(_) => Some(w::not_covered(&user)),
                Fate::Undeclared => Some(w::undeclared(&user)),
                Fate::WaitsForConfirmation => Some(w::use_unconfirmed(&user)),
                _ => None,
            }));
        }
        for status in self.statement.statuses.values() {
            for waiting in status.waiting.iter().filter(|it| self.wrote(it.fact)) {
                if let Needs::Stewards { have, needed } = waiting.needs {
                    let more = count(
                        u64::from(needed.saturating_sub(have)),
                        "steward",
                        "stewards",
                    );
                    lines.push(w::waits_for_stewards(&self.called(status.agent), &more));
                }
            }
        }
        let doubts = doubts.into_iter();
        lines.extend(doubts.map(|doubt| w::doubt(&self.called(doubt.by), &doubt.reason)));
        let mut flags = self.statement.statuses.values().flat_map(|it| &it.flags);
        let is_open = flags.any(
            |flag| matches!(flag, Flag::Provisional { periods } if periods.contains(&self.period)),
        );
        if is_open {
            lines.push(w::NOT_SEALED.to_owned());
        }
        lines.sort();
        lines.dedup();
        let rows = lines.into_iter().map(|line| vec![line]).collect();
        section(w::OPEN, w::OPEN_NONE, &[], rows)
    }

    fn shared_out(&self) -> PageSection {
        let mut rows = Vec::new();
        let runs = self.statement.runs.iter();
        for run in runs.filter(|run| self.holds(run.said.to)) {
            let view = super::sharing::run(self.commons, run);
            let currency = run.said.amount.currency;
            for (line, payout) in view.lines.iter().zip(&run.said.payouts) {
                rows.push(vec![
                    line.bucket.clone(),
                    match payout.agent {
                        Some(agent) => self.called(agent),
                        None => line.to.clone(),
                    },
                    standing::money(payout.minor, currency),
                    match (&view.state, line.received) {
                        (RunStanding::Same, Some(day)) => crate::words::books::received(day),
                        (RunStanding::Same, None) if payout.agent.is_some() => {
                            w::NOT_CONFIRMED.to_owned()
                        }
                        (RunStanding::Same, None) => String::new(),
                        (state, _) => crate::words::books::run_state(state),
                    },
                ]);
            }
        }
        section(w::SHARED, w::SHARED_NONE, &w::SHARED_HEADINGS, rows)
    }
}

fn section(title: &str, none: &str, headings: &[&str], rows: Vec<Vec<String>>) -> PageSection {
    PageSection {
        title: title.to_owned(),
        note: if rows.is_empty() { none } else { "" }.to_owned(),
        headings: headings
            .iter()
            .map(|heading| (*heading).to_owned())
            .collect(),
        rows,
    }
}

/// Rows in the order of their first cells, so that their order says nothing else.
fn by_name(mut rows: Vec<Vec<String>>) -> Vec<Vec<String>> {
    rows.sort_by_key(|row| row.first().map(|name| name.to_lowercase()));
    rows
}

/// Minutes as hours, everything else with its unit.
fn amount(unit: &str, sum: Decimal, currency: Currency) -> String {
    match unit {
        unit if unit == currency.as_str() => {
            let minor = sum.at_scale(minor_digits(currency));
            minor.map_or_else(|| sum.to_string(), |minor| standing::money(minor, currency))
        }
        UNIT_MINUTE if sum.scale == 0 => standing::minutes(sum.mantissa),
        "om:one" => sum.to_string(),
        unit => format!("{sum} {unit}"),
    }
}
