//! Where a person or an organisation stands, in words and with stable keys.

use crate::commons::Commons;
use crate::trouble::Trouble;
use crate::view::{AccountView, DisputeView};
use crate::words::reciprocity::standing;
use crate::words::sharing::pause;
use crate::words::standing::{Called, account};
use model::day::Day;
use model::id::{AgentId, FactId};
use model::ledger::Fact;
use model::number::{Currency, Money};
use model::rsd1::{Flag, Status};
use serde_json::{Value, json};

/// One status as a page.
pub struct StatusPage {
    /// The derivation, as data.
    pub status: Status,
    /// The same in words.
    pub account: AccountView,
}

/// Where an agent stands on a day.
pub fn status(commons: &mut Commons, agent: AgentId, as_of: Day) -> Result<StatusPage, Trouble> {
    let status = commons.status(agent, as_of)?;
    Ok(page_of(commons, status))
}

/// A status as a page.
pub fn page_of(commons: &Commons, status: Status) -> StatusPage {
    page_called(commons, status, &|agent| commons.called(agent))
}

/// A status as a page, with the names that are given.
pub fn page_called(
    commons: &Commons,
    status: Status,
    agent: &dyn Fn(AgentId) -> String,
) -> StatusPage {
    let called = Called {
        agent,
        design: &|design| super::ledger::design_name(commons, design),
        pause: &|decision| match commons.fact(decision).ok()?.fact {
            Fact::Suspension(paused) => Some(pause(&paused.reason, paused.to)),
            _ => None,
        },
        refusal: &|fact| match commons.books_read().refusal(fact) {
            Some(reason) => commons.entry_out(fact, reason),
            // Books under other rules may refuse what those of the commons do not.
            None => crate::words::refused::BY_THESE_RULES.to_owned(),
        },
    };
    let account = account(&status, &called);
    StatusPage { account, status }
}

impl StatusPage {
    /// The page with stable keys; amounts as exact decimals.
    pub fn json(&self) -> Value {
        let status = &self.status;
        let facts = |facts: &[FactId]| facts.iter().map(ToString::to_string).collect::<Vec<_>>();
        json!({
            "agent": self.account.name,
            "id": status.agent.to_string(),
            "as_of": status.as_of.to_string(),
            "code": status.code.name(),
            "screen": standing(self.account.code, self.account.binding),
            "owed": amount(status.owed, status.currency),
            "currency": status.currency.as_str(),
            "due": status.due.map(|day| day.to_string()),
            "accruing": amount(status.accruing, status.currency),
            "binding": status.binding,
            "points": status.points.to_string(),
            "sentence": self.account.sentence,
            "disputes": self.account.disputes.iter().map(dispute).collect::<Vec<_>>(),
            "not_counted": self.account.refused,
            "flags": status.flags.iter().map(flag_name).collect::<Vec<_>>(),
            "lines": self.account.why,
            "remedies": self.account.remedies.iter().map(|remedy| remedy.text.clone()).collect::<Vec<_>>(),
            "pending": status.pending.iter().map(|pending| pending.claim.to_string()).collect::<Vec<_>>(),
            "unconfirmed": facts(&status.unconfirmed),
            "quarantine": facts(&status.quarantine),
            "fingerprint": self.account.fingerprint,
        })
    }

    /// The page for people: one sentence, why, what would change it.
    pub fn text(&self) -> String {
        let account = &self.account;
        let mut text = vec![account.sentence.clone()];
        let mut section = |title: &str, lines: Vec<&str>| {
            if !lines.is_empty() {
                text.push(format!("\n{title}"));
                text.extend(lines.into_iter().map(|line| format!("  {line}")));
            }
        };
        section("Why", account.why.iter().map(String::as_str).collect());
        section(
            "What would change it",
            account
                .remedies
                .iter()
                .map(|remedy| remedy.text.as_str())
                .collect(),
        );
        let disputes: Vec<String> = account.disputes.iter().map(|one| one.line()).collect();
        section("Questioned", disputes.iter().map(String::as_str).collect());
        section(
            "Good to know",
            account
                .flags
                .iter()
                .chain(&account.refused)
                .map(String::as_str)
                .collect(),
        );
        text.push(format!(
            "\nAs of {}  fingerprint {}",
            self.status.as_of, account.fingerprint
        ));
        text.join("\n")
    }
}

fn dispute(one: &DisputeView) -> Value {
    json!({
        "entry": one.fact.to_string(),
        "words": one.words,
        "with": one.with,
        "without": one.without,
    })
}

/// An amount of minor units as an exact decimal, such as `1250.00`.
pub fn amount(minor: i64, currency: Currency) -> String {
    Money { minor, currency }.amount().to_string()
}

fn flag_name(flag: &Flag) -> &'static str {
    match flag {
        Flag::Provisional { .. } => "PROVISIONAL",
        Flag::Disputed { .. } => "DISPUTED",
        Flag::ContestedSplit { .. } => "CONTESTED_SPLIT",
        Flag::PolicyConflict { .. } => "POLICY_CONFLICT",
        Flag::DoubleSeal { .. } => "DOUBLE_SEAL",
        Flag::ConcurrentCorrections { .. } => "CONCURRENT_CORRECTIONS",
        Flag::PaymentUnconfirmed { .. } => "PAYMENT_UNCONFIRMED",
        Flag::PendingReview { .. } => "PENDING_REVIEW",
    }
}
