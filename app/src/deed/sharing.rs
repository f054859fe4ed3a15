//! Sharing out an income (RSD-1, section 10), and saying that one's part has come.

use super::When;
use super::entries::number;
use crate::commons::Commons;
use crate::trouble::Trouble;
use crate::words::books as w;
use crate::words::standing::percent;
use model::books::Backing;
use model::charter::Role;
use model::export::statement::runs::table;
use model::export::statement::{Run, Shareable, Uncounted};
use model::id::{AgentId, DocumentId, FactId, FileHash};
use model::ledger::{Bucket, CoSign, Distribution, Received, Source};
use model::number::{Money, Ratio, Rational};
use model::rsd1::Period;
use model::rsd1::distribution::{Origin, Way};
use model::rsd1::lineage::apportion;
use model::rsd1::policies::policy_id;
use std::collections::BTreeMap;

/// What is to be shared out.
#[derive(Debug, Clone)]
pub struct ToShare<'a> {
    /// The period whose income it is.
    pub period: Period,
    /// How much, as typed; `None`: what confirmed payments of the period have settled.
    pub amount: Option<&'a str>,
    /// The designs that it came from, in equal parts; none: those whose use was paid for.
    pub designs: &'a [DocumentId],
    /// The buckets.
    pub buckets: Vec<Bucket>,
    /// A note.
    pub note: &'a str,
}

/// How an income would be shared out.
#[derive(Debug, Clone)]
pub struct Plan {
    /// The run as it would be written.
    pub run: Distribution,
    /// Releases that would share it otherwise, and do not count.
    pub uncounted: Vec<Uncounted>,
}

/// All to those who contributed to the designs.
pub fn one_bucket() -> Vec<Bucket> {
    vec![bucket("Contributors", Ratio::ONE, Way::Designs, &[])]
}

/// Three parts of five to contributors, a quarter for care and upkeep, the rest for machinery (RSD-1, section 10).
pub fn three_buckets() -> Vec<Bucket> {
    let part = |p, q| Ratio::new(p, q).unwrap_or(Ratio::ZERO);
    vec![
        bucket("Contributors", part(3, 5), Way::Designs, &[]),
        bucket(
            "Care and upkeep",
            part(1, 4),
            Way::Work,
            &["care", "governance"],
        ),
        bucket("Machinery", part(3, 20), Way::Kept, &[]),
    ]
}

fn bucket(name: &str, share: Ratio, way: Way, kinds: &[&str]) -> Bucket {
    Bucket {
        name: name.to_owned(),
        share,
        way,
        kinds: kinds.iter().map(|kind| (*kind).to_owned()).collect(),
    }
}

/// Reads a bucket as it is typed: `NAME=SHARE:designs`, `NAME=SHARE:kept` or `NAME=SHARE:care,governance`; a share is
/// `60%` or `3/5`.
pub fn read_bucket(text: &str) -> Result<Bucket, Trouble> {
    let wrong = || {
        Trouble::usage(
            "The bucket is not clear",
            format!("\"{text}\" is not NAME=SHARE:TO"),
            "write for example \"Care=25%:care,governance\", \"Contributors=3/5:designs\" or \"Machinery=15%:kept\"",
        )
    };
    let (name, rest) = text.split_once('=').ok_or_else(wrong)?;
    let (share, to) = rest.split_once(':').ok_or_else(wrong)?;
    let share = read_share(share);
    let mut kinds: Vec<String> = vec![];
    let way = match to.trim() {
        "designs" => Way::Designs,
        "kept" => Way::Kept,
        to => {
            let named = to.split(',').map(|kind| kind.trim().replace('-', "_"));
            kinds.extend(named.filter(|kind| !kind.is_empty()));
            Way::Work
        }
    };
    kinds.sort();
    kinds.dedup();
    Ok(Bucket {
        name: name.trim().to_owned(),
        share: share.ok_or_else(wrong)?,
        way,
        kinds,
    })
}

/// Reads a share of the whole as it is typed: `60 %`, `12.5%`, `3/5` or `0.6`.
pub fn read_share(text: &str) -> Option<Ratio> {
    let text = text.trim();
    let Some(percent) = text.strip_suffix('%') else {
        return text.parse().ok();
    };
    let percent: Ratio = percent.trim().parse().ok()?;
    Ratio::new(percent.numerator(), percent.denominator().checked_mul(100)?)
}

/// Whether parts make the whole, and say whom they are for.
fn check_buckets(buckets: &[Bucket]) -> Result<(), Trouble> {
    if let Some(empty) = buckets
        .iter()
        .find(|it| it.way == Way::Work && it.kinds.is_empty())
    {
        return Err(w::no_kinds(&empty.name));
    }
    let shares = buckets.iter().map(|bucket| Rational::from(bucket.share));
    let whole: Rational = shares.sum();
    match whole == Rational::one() {
        true => Ok(()),
        false => {
            let shares = buckets.iter().map(|bucket| percent(bucket.share));
            Err(w::not_whole(&shares.collect::<Vec<_>>()))
        }
    }
}

impl Commons {
    /// Computes how an income is shared out, without writing it.
    pub fn plan_sharing(&mut self, to_share: &ToShare<'_>, when: When) -> Result<Plan, Trouble> {
        self.judges()?;
        self.is_period(to_share.period)?;
        check_buckets(&to_share.buckets)?;
        let days = (to_share.period.first(), to_share.period.last());
        if days.1 > when.day {
            return Err(nothing_shared(
                "the period is not over yet",
                format!("wait until {}", days.1),
            ));
        }
        let shareable = self.shareable(days, when.day)?;
        let rules = shareable.basis.rules();
        let (minor, sources) = self.income(to_share, &shareable, when)?;
        let origins: Vec<(Origin, i64)> = sources.iter().map(origin).collect();
        let again = shareable.basis.share(minor, &to_share.buckets, &origins);
        let uncounted = shareable.basis.uncounted(&again);
        let run = Distribution {
            from: days.0,
            to: days.1,
            amount: Money {
                minor,
                currency: rules.currency,
            },
            policy: FileHash(policy_id(rules)),
            sources,
            buckets: to_share.buckets.clone(),
            payouts: table(&again),
            note: to_share.note.trim().to_owned(),
        };
        Ok(Plan { run, uncounted })
    }

    /// Shares an income out: writes the whole table, which every computer computes again.
    pub fn share_out(&mut self, to_share: &ToShare<'_>, when: When) -> Result<FactId, Trouble> {
        let me = self.writer(Role::Treasurer)?;
        let plan = self.plan_sharing(to_share, when)?;
        self.write_fact(me, plan.run, when)
    }

    /// Stands behind what a release says of where its design came from, so that incomes are shared out by it.
    pub(super) fn back_release(&mut self, release: FactId, when: When) -> Result<FactId, Trouble> {
        let me = self.writer(Role::Steward)?;
        let today = self.period_of(when.day).first();
        match self.lineages()?.backing(release, today) {
            Backing::Nobody => self.write_fact(me, CoSign { fact: release }, when),
            Backing::Backed | Backing::TooLate => Err(w::backed_already()),
            Backing::Voided => Err(w::release_voided()),
        }
    }

    /// How much, and what it came from.
    fn income(
        &self,
        to_share: &ToShare<'_>,
        shareable: &Shareable,
        when: When,
    ) -> Result<(i64, Vec<Source>), Trouble> {
        // Amounts that others wrote may be anything; what is too much is refused by the entry's own check.
        let each = shareable.sources.iter().map(|source| source.minor);
        let paid = each.fold(0i64, i64::saturating_add);
        let minor = match to_share.amount {
            Some(text) => {
                let currency = self.policy(when.day).currency;
                Money::parse(text, currency).map_err(number)?.minor
            }
            None => paid,
        };
        if minor <= 0 {
            return Err(nothing_shared(
                "no confirmed payment of that period has settled a fee",
                "name the amount and the designs that it came from",
            ));
        }
        let weights: BTreeMap<(DocumentId, Option<FactId>), Rational> = match to_share.designs {
            [] => shareable
                .sources
                .iter()
                .map(|source| ((source.design, source.release), source.minor.into()))
                .collect(),
            designs => designs
                .iter()
                .map(|design| shareable.basis.source(*design, None, 1))
                .map(|source| ((source.design, source.release), Rational::one()))
                .collect(),
        };
        let by_designs = to_share.buckets.iter().any(|it| it.way == Way::Designs);
        if weights.is_empty() && by_designs {
            return Err(nothing_shared(
                "nothing says which designs the amount came from",
                "name them",
            ));
        }
        let sources = apportion(minor, &weights).into_iter();
        let sources = sources.filter(|(_, minor)| *minor > 0);
        Ok((
            minor,
            sources
                .map(|((design, release), minor)| Source {
                    design,
                    release,
                    minor,
                })
                .collect(),
        ))
    }

    /// Says that the part of a run has come, of everybody for whom this person acts and who has not said so.
    pub(super) fn confirm_part(
        &mut self,
        run: FactId,
        said: &Distribution,
        when: When,
    ) -> Result<FactId, Trouble> {
        let me = self.writer(Role::Maker)?;
        let known = self.run(run, when)?;
        let receivers = said.payouts.iter().filter_map(|payout| payout.agent);
        let mut own: Vec<AgentId> = receivers
            .filter(|agent| self.charter().speaks_for(me, *agent))
            .filter(|agent| !known.received.contains_key(agent))
            .collect();
        own.sort_unstable();
        own.dedup();
        let mut last = None;
        for agent in own {
            let received = Received {
                distribution: run,
                agent,
            };
            last = Some(self.write_fact(me, received, when)?);
        }
        last.ok_or_else(|| {
            Trouble::new(
                "Nothing was confirmed",
                "no part of it is for you or those you act for, or you have confirmed it already",
                "see who gets what with `distribute`",
            )
        })
    }

    /// One income that was shared out, as it stands today.
    pub fn run(&mut self, run: FactId, when: When) -> Result<Run, Trouble> {
        let (statement, _) = self.statement(when.day)?;
        let found = statement.runs.into_iter().find(|known| known.id == run);
        found.ok_or_else(|| {
            Trouble::new(
                "It was not found",
                "the entry shares no income out",
                "see them with `distribute`",
            )
        })
    }
}

fn origin(source: &Source) -> (Origin, i64) {
    let origin = match source.release {
        Some(release) => Origin::Release(release),
        None => Origin::Design(source.design),
    };
    (origin, source.minor)
}

fn nothing_shared(why: impl Into<String>, help: impl Into<String>) -> Trouble {
    Trouble::new("Nothing was shared out", why, help)
}
