//! Incomes that were shared out, as people read them.

use super::ledger::design_name;
use crate::commons::Commons;
use crate::deed::sharing::Plan;
use crate::trouble::Trouble;
use crate::view::{PayoutView, RunStanding, RunView, UncountedView};
use crate::words::{books as w, standing};
use model::books::Backing;
use model::charter::Role;
use model::day::Day;
use model::export::statement::{Run, RunOrigin, RunState, Uncounted};
use model::id::{AgentId, FactId};
use model::ledger::{Distribution, Fact, Parent, Payout, WrittenFact};
use model::number::Money;
use model::rsd1::Period;
use model::rsd1::distribution::Receiver;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// One that was written.
pub fn run(commons: &Commons, run: &Run) -> RunView {
    let me = commons.me();
    let is_open = |agent: AgentId| {
        me.is_some_and(|me| commons.charter().speaks_for(me, agent))
            && !run.received.contains_key(&agent)
    };
    let state = match run.state {
        RunState::Same => RunStanding::Same,
        RunState::Differs => RunStanding::Differs,
        RunState::Voided => RunStanding::Voided,
        RunState::NotCounted(reason) => RunStanding::NotCounted(reason.to_string()),
    };
    let mut view = shown(commons, &run.said, &run.uncounted);
    if state == RunStanding::Differs {
        show_differences(commons, run, &mut view.lines);
    }
    for (line, payout) in view.lines.iter_mut().zip(&run.said.payouts) {
        let day = payout.agent.and_then(|agent| run.received.get(&agent));
        line.received = day.copied();
    }
    let origin_said = match run.origin {
        RunOrigin::Settled => None,
        RunOrigin::Again(_) => Some(w::SHARED_AGAIN.to_owned()),
        RunOrigin::Said(settled) => {
            let settled = standing::money(settled, run.said.amount.currency);
            Some(w::from_elsewhere(&commons.called(run.by), &settled))
        }
    };
    let mut receivers = run.said.payouts.iter().filter_map(|payout| payout.agent);
    let is_to_say = state == RunStanding::Differs && run.has_other_rules;
    RunView {
        fact: Some(run.id),
        has_other_rules: is_to_say,
        by: commons.called(run.by),
        origin: Some(run.origin.name()),
        origin_said,
        may_confirm: matches!(state, RunStanding::Same | RunStanding::Differs)
            && receivers.any(is_open),
        state,
        ..view
    }
}

/// Says of each line what it would be, and adds those that would get something and stand in no line.
fn show_differences(commons: &Commons, run: &Run, lines: &mut Vec<PayoutView>) {
    let currency = run.said.amount.currency;
    let mut again = run.again.payouts.clone();
    for (line, payout) in lines.iter_mut().zip(&run.said.payouts) {
        let minor = again.remove(&(payout.bucket, payout.to())).unwrap_or(0);
        line.again = (minor != payout.minor).then_some(Money { minor, currency });
    }
    let left_out = again.into_iter().filter(|(_, minor)| *minor != 0);
    lines.extend(left_out.map(|((bucket, to), minor)| PayoutView {
        again: Some(Money { minor, currency }),
        ..line(commons, &run.said, &Payout::new(bucket, &to, 0))
    }));
}

fn line(commons: &Commons, said: &Distribution, payout: &Payout) -> PayoutView {
    let currency = said.amount.currency;
    let bucket = said.buckets.get(payout.bucket as usize);
    let minor = payout.minor;
    PayoutView {
        bucket: bucket.map_or_else(String::new, |bucket| bucket.name.clone()),
        to: match payout.to() {
            Receiver::Agent(agent) => commons.called(agent),
            Receiver::Commons => w::KEPT.to_owned(),
            Receiver::Upstream(address) => w::upstream(&address),
        },
        amount: standing::money(minor, currency),
        typed: Money { minor, currency }.amount().to_string(),
        received: None,
        again: None,
    }
}

/// One that is not written yet.
pub fn planned(commons: &Commons, plan: &Plan) -> RunView {
    shown(commons, &plan.run, &plan.uncounted)
}

fn shown(commons: &Commons, said: &Distribution, uncounted: &[Uncounted]) -> RunView {
    let currency = said.amount.currency;
    let length = commons.policy(said.from).period;
    let period = Period::of(said.from, length);
    RunView {
        fact: None,
        period: standing::period(period),
        days: (said.from, said.to),
        amount: standing::money(said.amount.minor, currency),
        typed: said.amount.amount().to_string(),
        by: String::new(),
        note: said.note.clone(),
        state: RunStanding::Planned,
        origin: None,
        origin_said: None,
        lines: said
            .payouts
            .iter()
            .map(|payout| line(commons, said, payout))
            .collect(),
        has_other_rules: false,
        may_confirm: false,
        uncounted: uncounted.iter().map(|one| left_out(commons, one)).collect(),
    }
}

/// The kind number of a release (model/src/ledger/fact.rs).
const RELEASE_KIND: u16 = 12;

/// Releases up to that day that say what their design was made from, and behind which no steward stands: an income of the
/// period is not shared out by them, and once it is closed nothing mends that for it.
pub fn unbacked(commons: &mut Commons, last: Day) -> Result<Vec<UncountedView>, Trouble> {
    let lineages = commons.lineages()?;
    let refused = commons.quarantine()?;
    let refused: BTreeSet<FactId> = refused.iter().map(|one| one.fact).collect();
    let first = commons.period_of(last).first();
    let rows = commons
        .index()
        .entries(&[RELEASE_KIND], 0, u64::from(u32::MAX))?;
    let mut unbacked = vec![];
    for row in rows.iter().filter(|row| !refused.contains(&row.fact)) {
        let Ok(written) = WrittenFact::decode(&row.bytes) else {
            continue;
        };
        let Fact::Release(release) = &written.fact else {
            continue;
        };
        let backing = lineages.backing(row.fact, first);
        let is_unbacked = backing == Backing::Nobody && !release.parents.is_empty();
        if is_unbacked && written.day <= last {
            let one = Uncounted {
                release: row.fact,
                design: release.state.design,
                backing,
                is_closed: false,
            };
            unbacked.push(left_out(commons, &one));
        }
    }
    Ok(unbacked)
}

/// A release whose word about what a design came from does not count.
fn left_out(commons: &Commons, one: &Uncounted) -> UncountedView {
    let said = match commons.fact(one.release) {
        Ok(WrittenFact {
            by,
            fact: Fact::Release(release),
            ..
        }) => {
            let parents = release.parents.iter();
            let parents: Vec<String> = parents.map(|parent| came_from(commons, parent)).collect();
            let design = design_name(commons, one.design);
            w::release_says(&design, &release.version, &commons.called(by), &parents)
        }
        _ => one.release.short(),
    };
    let is_steward = commons.writer(Role::Steward).is_ok();
    UncountedView {
        release: one.release,
        said,
        why: w::uncounted(one.backing, one.is_closed),
        may_back: is_steward && one.backing == Backing::Nobody,
    }
}

/// What a release says that a part of it came from.
fn came_from(commons: &Commons, parent: &Parent) -> String {
    if let Some(address) = &parent.address {
        return address.clone();
    }
    let release = parent.release.unwrap_or(FactId([0; 32]));
    match commons.fact(release).map(|written| written.fact) {
        Ok(Fact::Release(said)) => {
            let name = design_name(commons, said.state.design);
            format!("{name} {}", said.version)
        }
        _ => w::of_a_version_not_here(&release.short()),
    }
}

impl PayoutView {
    /// What is to be said of it beside the amount: that it has come, that it would be another; empty where nothing is.
    pub fn more(&self) -> String {
        let received = self.received.map(w::received);
        let again = self.again;
        let again = again.map(|again| w::again(&standing::money(again.minor, again.currency)));
        let more: Vec<String> = received.into_iter().chain(again).collect();
        more.join("; ")
    }
}

impl RunView {
    /// For people, line by line.
    pub fn text(&self) -> String {
        let mut text = vec![w::run(self)];
        for line in &self.lines {
            let more = line.more();
            text.push(format!(
                "  {}  {}  {}{}",
                line.bucket,
                line.to,
                line.amount,
                match more.is_empty() {
                    true => String::new(),
                    false => format!("  ({more})"),
                }
            ));
        }
        text.push(w::run_state(&self.state));
        if self.has_other_rules {
            text.push(w::OTHER_RULES.to_owned());
        }
        text.extend(self.origin_said.clone());
        for one in &self.uncounted {
            text.push(format!(
                "{} {} ({})",
                one.said,
                one.why,
                one.release.short()
            ));
        }
        text.join("\n")
    }

    /// With stable keys.
    pub fn json(&self) -> Value {
        let line = |line: &PayoutView| {
            json!({
                "bucket": line.bucket,
                "to": line.to,
                "amount": line.typed,
                "received": line.received.map(|day| day.to_string()),
                "again": line.again.map(|again| again.amount().to_string()),
            })
        };
        let left_out = |one: &UncountedView| json!({"release": one.release.to_string(), "said": one.said, "why": one.why});
        json!({
            "fact": self.fact.map(|fact| fact.to_string()),
            "from": self.days.0.to_string(),
            "to": self.days.1.to_string(),
            "amount": self.typed,
            "by": self.by,
            "note": self.note,
            "state": match &self.state {
                RunStanding::Planned => "planned",
                RunStanding::Same => "same",
                RunStanding::Differs => "differs",
                RunStanding::Voided => "voided",
                RunStanding::NotCounted(_) => "not-counted",
            },
            "origin": self.origin,
            "other_rules": self.has_other_rules,
            "payouts": self.lines.iter().map(line).collect::<Vec<_>>(),
            "not_counted": self.uncounted.iter().map(left_out).collect::<Vec<_>>(),
        })
    }
}
