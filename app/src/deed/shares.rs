//! Who shares what: things that several delivered, parts of businesses that others hold; and pauses.

use super::When;
use super::entries::number;
use crate::commons::Commons;
use crate::trouble::Trouble;
use crate::words::sharing as w;
use model::charter::Role;
use model::day::Day;
use model::id::{AgentId, FactId};
use model::ledger::{Control, Fact, Share, SplitAgreement, Suspension, WrittenFact};
use model::number::Decimal;

/// The kind number of a contribution (model/src/ledger/fact.rs).
const CONTRIBUTION_KIND: u16 = 1;

/// How much of a business somebody else holds.
#[derive(Debug, Clone, Copy)]
pub struct Held<'a> {
    /// The business.
    pub agent: AgentId,
    /// Who holds a part of it.
    pub holder: AgentId,
    /// How much, as typed: `70`, `33.33`.
    pub percent: &'a str,
    /// The first day.
    pub from: Day,
    /// The last day.
    pub to: Option<Day>,
}

/// A pause.
#[derive(Debug, Clone, Copy)]
pub struct Paused<'a> {
    /// Who.
    pub agent: AgentId,
    /// Why.
    pub reason: &'a str,
    /// The first day.
    pub from: Day,
    /// The last day; without one it lasts until stewards decide otherwise.
    pub to: Option<Day>,
}

impl Commons {
    /// Writes down how a thing is shared; it holds when all who share it have signed.
    pub fn split(
        &mut self,
        thing: &str,
        shares: &[(AgentId, String)],
        when: When,
    ) -> Result<FactId, Trouble> {
        let me = self.writer(Role::Maker)?;
        let claims = self.claims_of(thing)?;
        if claims.is_empty() {
            return Err(w::no_thing(thing));
        }
        let read = |(agent, share): &(AgentId, String)| {
            let share = share.trim().parse().map_err(number)?;
            Ok(Share {
                agent: *agent,
                share,
            })
        };
        let shares: Result<Vec<Share>, Trouble> = shares.iter().map(read).collect();
        let mut shares = shares?;
        shares.sort_unstable();
        let missing = claims
            .iter()
            .find(|claimant| !shares.iter().any(|share| share.agent == **claimant));
        if let Some(missing) = missing {
            return Err(w::claimant_missing(&self.called(*missing), thing));
        }
        let mine = |share: &Share| self.charter().speaks_for(me, share.agent);
        if !shares.iter().any(mine) {
            return Err(w::not_among(thing));
        }
        let split = SplitAgreement {
            deliverable: thing.trim().to_owned(),
            shares,
        };
        self.write_fact(me, split, when)
    }

    /// Who has logged work that is a share of that thing.
    pub fn claims_of(&self, thing: &str) -> Result<Vec<AgentId>, Trouble> {
        let rows = self
            .index()
            .entries(&[CONTRIBUTION_KIND], 0, u64::from(u32::MAX))?;
        let claims = rows.iter().filter_map(|row| {
            let Fact::Contribution(work) = WrittenFact::decode(&row.bytes).ok()?.fact else {
                return None;
            };
            (work.deliverable.as_deref() == Some(thing.trim())).then_some(work.provider)
        });
        let mut claims: Vec<AgentId> = claims.collect();
        claims.sort_unstable();
        claims.dedup();
        Ok(claims)
    }

    /// Records that somebody holds a part of a business.
    pub fn hold(&mut self, held: &Held<'_>, when: When) -> Result<FactId, Trouble> {
        let me = self.writer(Role::Maker)?;
        let percent = held.percent.trim().trim_end_matches('%').trim();
        let basis_points = Decimal::parse(percent).map_err(number)?.at_scale(2);
        let basis_points = basis_points.and_then(|points| u32::try_from(points).ok());
        let control = Control {
            agent: held.agent,
            controller: held.holder,
            basis_points: basis_points.ok_or_else(|| w::no_percent(held.percent))?,
            from: held.from,
            to: held.to,
        };
        self.write_fact(me, control, when)
    }

    /// Pauses an account; it holds when enough stewards have signed it.
    pub fn pause(&mut self, paused: &Paused<'_>, when: When) -> Result<FactId, Trouble> {
        let me = self.writer(Role::Steward)?;
        let suspension = Suspension {
            agent: paused.agent,
            reason: paused.reason.trim().to_owned(),
            from: paused.from,
            to: paused.to,
        };
        self.write_fact(me, suspension, when)
    }
}
