//! `seal`: closes a period, or lists which are closed and by whom.

use super::{Everywhere, Report, open_commons};
use crate::commons::Commons;
use crate::deed::When;
use crate::look::periods::{PeriodPage, SealPage};
use crate::look::sharing::unbacked;
use crate::trouble::Trouble;
use crate::view::{PeriodState, UncountedView};
use crate::words::{periods as w, standing};
use clap::Args;
use model::id::FactId;
use model::rsd1::Period;
use serde_json::{Value, json};

/// What `seal` is told.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  commonwright seal\n  commonwright seal 2026-Q1 --dry-run\n  commonwright seal 2026-Q1\n  commonwright seal 2026-Q1 --leave-out ENTRY\n\nAll entries that are on this computer go into it; meet the others first. It holds when as many stewards\nas the rules ask for have signed it: they do so with `confirm ENTRY`. What comes later counts from the\nnext open period on."
)]
pub struct SealArgs {
    /// The period: 2026-Q1, 2026-03 or 2026; without it, the periods are listed
    pub period: Option<String>,
    /// Leave this entry out, because it is questioned
    #[arg(long, value_name = "ENTRY")]
    pub leave_out: Vec<String>,
    /// Only say what there is to be done before
    #[arg(long)]
    pub dry_run: bool,
    /// Write another one although one waits or holds; the one that more stewards sign holds
    #[arg(long)]
    pub anew: bool,
}

impl SealArgs {
    /// Closes it, or lists them.
    pub fn run(&self, everywhere: &Everywhere) -> Result<Report, Trouble> {
        let mut commons = open_commons(everywhere)?;
        let when = When::now(everywhere.day);
        let Some(text) = &self.period else {
            let periods = commons.periods(when.day)?;
            return Ok(list(&commons, &periods));
        };
        let period = Period::parse(text.trim()).ok_or_else(|| w::not_read(text))?;
        let left_out = self.leave_out.iter();
        let left_out = left_out.map(|text| commons.find_fact(text));
        let left_out = left_out.collect::<Result<Vec<FactId>, Trouble>>()?;
        let unbacked = unbacked(&mut commons, period.last())?;
        if self.dry_run {
            return Ok(would_close(period, &unbacked));
        }
        let fact = commons.seal(period, &left_out, self.anew, when)?;
        let periods = commons.periods(when.day)?;
        let mut seals = periods.iter().flat_map(|page| &page.seals);
        let Some(seal) = seals.find(|seal| seal.fact == fact) else {
            return Ok(Report::new(json!({"fact": fact.to_string()}), fact.short()));
        };
        let mut text = format!("{}: {}", standing::period(period), sentence(&commons, seal));
        if seal.more > 0 {
            text.push_str(&format!(" They sign it with `confirm {}`.", fact.short()));
        }
        if !unbacked.is_empty() {
            text.push_str(&format!("\n{}", w::unbacked(&unbacked)));
        }
        let mut page = seal_json(&commons, seal);
        page["period"] = json!(period.to_string());
        page["unbacked"] = unbacked_json(&unbacked);
        Ok(Report::new(page, text))
    }
}

/// What there is to be done before a period is closed.
fn would_close(period: Period, unbacked: &[UncountedView]) -> Report {
    let mut text = vec![format!("{}: {}", standing::period(period), w::CLOSE_WHY)];
    if !unbacked.is_empty() {
        text.push(w::unbacked(unbacked));
    }
    let json = json!({
        "period": period.to_string(),
        "done": false,
        "unbacked": unbacked_json(unbacked),
    });
    Report::new(json, text.join("\n"))
}

fn unbacked_json(unbacked: &[UncountedView]) -> Value {
    let one = |one: &UncountedView| json!({"release": one.release.to_string(), "said": one.said});
    unbacked.iter().map(one).collect()
}

fn list(commons: &Commons, periods: &[PeriodPage]) -> Report {
    let mut text = vec![];
    for page in periods {
        let (name, last) = (standing::period(page.period), page.period.last());
        text.push(format!("{name}  {}", w::state(page.state, last)));
        for seal in &page.seals {
            text.push(format!(
                "  {}  {}",
                seal.fact.short(),
                sentence(commons, seal)
            ));
        }
        if page.state == PeriodState::Twice {
            text.push(format!(
                "  {}",
                w::twice(&commons.called_all(&page.signed_twice))
            ));
        }
    }
    if text.is_empty() {
        text.push(w::NONE.to_owned());
    }
    let page = |page: &PeriodPage| {
        json!({
            "period": page.period.to_string(),
            "state": state_name(page.state),
            "seals": page.seals.iter().map(|seal| seal_json(commons, seal)).collect::<Vec<_>>(),
            "signed_twice": commons.called_all(&page.signed_twice),
        })
    };
    let all: Vec<Value> = periods.iter().map(page).collect();
    Report::new(json!({"periods": all}), text.join("\n"))
}

fn seal_json(commons: &Commons, seal: &SealPage) -> Value {
    json!({
        "fact": seal.fact.to_string(),
        "by": commons.called(seal.by),
        "day": seal.day.to_string(),
        "signers": commons.called_all(&seal.signers),
        "more": seal.more,
        "could": commons.called_all(&seal.could),
        "holds": seal.holds,
        "late": seal.late,
        "beyond": seal.beyond,
        "left_out": seal.left_out.iter().map(ToString::to_string).collect::<Vec<_>>(),
    })
}

fn sentence(commons: &Commons, seal: &SealPage) -> String {
    let could = commons.called_all(&seal.could);
    let mut text = w::seal(
        &commons.called_all(&seal.signers),
        seal.day,
        seal.more,
        &could,
    );
    if seal.late > 0 {
        text = format!("{text} {}", w::late(seal.late));
    }
    if !seal.left_out.is_empty() {
        text = format!("{text} {}", w::left_out(seal.left_out.len()));
    }
    if seal.beyond > 0 {
        text = format!("{text} {}", w::beyond(seal.beyond));
    }
    text
}

fn state_name(state: PeriodState) -> &'static str {
    match state {
        PeriodState::Running => "running",
        PeriodState::Open => "open",
        PeriodState::Waiting => "waiting",
        PeriodState::Closed => "closed",
        PeriodState::Twice => "closed-twice",
    }
}
