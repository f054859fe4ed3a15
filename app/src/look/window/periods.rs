//! Periods, as the window shows them.

use super::digest::Digest;
use crate::commons::Commons;
use crate::look::periods::{PeriodPage, SealPage};
use crate::look::sharing;
use crate::trouble::Trouble;
use crate::view::{PeriodState, PeriodView, PeriodsView, QuestionState, SealView};
use crate::words::{periods as w, questions, standing};
use model::charter::Role;
use model::day::Day;
use model::id::{AgentId, FactId};
use std::collections::BTreeMap;

/// The page.
pub fn periods(commons: &mut Commons, digest: &Digest, today: Day) -> Result<PeriodsView, Trouble> {
    if digest.not_judged {
        return Ok(PeriodsView {
            ready: true,
            ..PeriodsView::default()
        });
    }
    let pages = commons.periods(today)?;
    let mut unbacked = BTreeMap::new();
    for page in &pages {
        if matches!(page.state, PeriodState::Open | PeriodState::Waiting) {
            unbacked.insert(page.period, sharing::unbacked(commons, page.period.last())?);
        }
    }
    let me = commons
        .me()
        .filter(|me| commons.charter().has_role(*me, Role::Steward));
    Ok(PeriodsView {
        ready: true,
        periods: pages
            .iter()
            .map(|page| PeriodView {
                unbacked: unbacked.remove(&page.period).unwrap_or_default(),
                ..view(commons, me, page)
            })
            .collect(),
        questioned: questioned(commons, digest),
    })
}

/// Entries with an open question, each once.
fn questioned(commons: &Commons, digest: &Digest) -> Vec<(FactId, String)> {
    let open = digest.questions.iter();
    let open = open.filter(|one| one.state == QuestionState::Open);
    let mut all: BTreeMap<FactId, String> = BTreeMap::new();
    for one in open {
        let asks = questions::asks(&commons.called(one.by), one.day, &one.reason);
        let entry = super::ledger::entry(commons, digest, one.about);
        let what = entry.map_or_else(String::new, |entry| {
            let kind = crate::words::ledger::kind(&entry.kind);
            format!("{kind}, {}, {}. ", entry.who, entry.amount)
        });
        all.entry(one.about).or_insert(format!("{what}{asks}"));
    }
    all.into_iter().collect()
}

fn view(commons: &Commons, me: Option<AgentId>, page: &PeriodPage) -> PeriodView {
    let seals = page.seals.iter().map(|seal| seal_view(commons, me, seal));
    let twice = page.state == PeriodState::Twice;
    PeriodView {
        period: page.period,
        name: standing::period(page.period),
        last: page.period.last(),
        state: page.state,
        seals: seals.collect(),
        twice: twice.then(|| w::twice(&commons.called_all(&page.signed_twice))),
        unbacked: vec![],
    }
}

fn seal_view(commons: &Commons, me: Option<AgentId>, seal: &SealPage) -> SealView {
    let (signers, could) = (
        commons.called_all(&seal.signers),
        commons.called_all(&seal.could),
    );
    let mut notes = vec![];
    if seal.late > 0 {
        notes.push(w::late(seal.late));
    }
    if !seal.left_out.is_empty() {
        notes.push(w::left_out(seal.left_out.len()));
    }
    if seal.beyond > 0 {
        notes.push(w::beyond(seal.beyond));
    }
    SealView {
        fact: seal.fact,
        words: w::seal(&signers, seal.day, seal.more, &could),
        notes,
        holds: (seal.more == 0).then_some(seal.holds),
        may_sign: seal.beyond == 0 && me.is_some_and(|me| seal.could.contains(&me)),
    }
}
