//! Incomes that were shared out, as people read them.

use crate::commons::Commons;
use crate::view::{PayoutView, RunStanding, RunView};
use crate::words::{books as w, standing};
use model::export::statement::{Run, RunState};
use model::id::AgentId;
use model::ledger::Distribution;
use model::number::Money;
use model::rsd1::Period;
use model::rsd1::distribution::Receiver;
use serde_json::{Value, json};

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
    let mut view = planned(commons, &run.said);
    if state == RunStanding::Differs {
        for (line, payout) in view.lines.iter_mut().zip(&run.said.payouts) {
            let key = (payout.bucket, payout.to());
            let minor = run.again.payouts.get(&key).copied().unwrap_or(0);
            let differs = minor != payout.minor;
            line.again = differs.then(|| standing::money(minor, run.said.amount.currency));
        }
    }
    for (line, payout) in view.lines.iter_mut().zip(&run.said.payouts) {
        let day = payout.agent.and_then(|agent| run.received.get(&agent));
        line.received = day.copied();
    }
    let mut receivers = run.said.payouts.iter().filter_map(|payout| payout.agent);
    RunView {
        fact: Some(run.id),
        by: commons.called(run.by),
        may_confirm: matches!(state, RunStanding::Same | RunStanding::Differs)
            && receivers.any(is_open),
        state,
        ..view
    }
}

/// One that is not written yet.
pub fn planned(commons: &Commons, said: &Distribution) -> RunView {
    let currency = said.amount.currency;
    let line = |payout: &model::ledger::Payout| {
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
    };
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
        lines: said.payouts.iter().map(line).collect(),
        may_confirm: false,
    }
}

impl RunView {
    /// For people, line by line.
    pub fn text(&self) -> String {
        let mut text = vec![w::run(self)];
        for line in &self.lines {
            let received = line.received.map(w::received);
            let again = line.again.as_deref().map(w::again);
            let more: Vec<String> = received.into_iter().chain(again).collect();
            text.push(format!(
                "  {}  {}  {}{}",
                line.bucket,
                line.to,
                line.amount,
                if more.is_empty() {
                    String::new()
                } else {
                    format!("  ({})", more.join("; "))
                }
            ));
        }
        text.push(w::run_state(&self.state));
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
            })
        };
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
            "payouts": self.lines.iter().map(line).collect::<Vec<_>>(),
        })
    }
}
