//! Facts about income that is shared out: a run with its whole table, and that a part of it has arrived.

use crate::day::Day;
use crate::id::{AgentId, DocumentId, FactId, FileHash};
use crate::ledger::problem::{
    Check, FactProblem, NOTE_BYTES_MAX, REFERENCE_BYTES_MAX, at_least, at_most, happened, name,
    part, require, some_but_at_most, sorted, span, text,
};
use crate::number::{Money, Ratio, Rational};
use crate::rsd1::distribution::{Origin, Receiver, Way};
use minicbor::{Decode, Encode};

/// A run has at most so many buckets.
pub const BUCKETS_MAX: usize = 16;
/// A bucket names at most so many kinds of work.
pub const BUCKET_KINDS_MAX: usize = 32;
/// An income comes from at most so many designs.
pub const SOURCES_MAX: usize = 200;
/// A run has at most so many parts.
pub const PAYOUTS_MAX: usize = 1000;

/// A part of an income with a purpose.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
#[cbor(map)]
pub struct Bucket {
    /// What it is called.
    #[n(0)]
    pub name: String,
    /// Its share of the income.
    #[n(1)]
    pub share: Ratio,
    /// Whom it goes to.
    #[n(2)]
    pub way: Way,
    /// The kinds of work that it goes to, sorted; some where the way is work, none elsewhere.
    #[n(3)]
    pub kinds: Vec<String>,
}

/// A design that brought a part of the income.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Encode, Decode)]
#[cbor(map)]
pub struct Source {
    /// The design.
    #[n(0)]
    pub design: DocumentId,
    /// The release of it, when there is one.
    #[n(1)]
    pub release: Option<FactId>,
    /// How much, in minor units.
    #[n(2)]
    pub minor: i64,
}

/// What somebody gets of a bucket; the commons keeps what names nobody.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
#[cbor(map)]
pub struct Payout {
    /// The place of the bucket, from 0.
    #[n(0)]
    pub bucket: u32,
    /// The person or organisation.
    #[n(1)]
    pub agent: Option<AgentId>,
    /// What a design came from elsewhere, for which it is held.
    #[n(2)]
    pub address: Option<String>,
    /// How much, in minor units.
    #[n(3)]
    pub minor: i64,
}

impl Payout {
    /// A line of the table.
    pub fn new(bucket: u32, to: &Receiver, minor: i64) -> Payout {
        let (agent, address) = match to {
            Receiver::Agent(agent) => (Some(*agent), None),
            Receiver::Commons => (None, None),
            Receiver::Upstream(address) => (None, Some(address.clone())),
        };
        Payout {
            bucket,
            agent,
            address,
            minor,
        }
    }

    /// Who gets it.
    pub fn to(&self) -> Receiver {
        match (self.agent, &self.address) {
            (Some(agent), _) => Receiver::Agent(agent),
            (None, Some(address)) => Receiver::Upstream(address.clone()),
            (None, None) => Receiver::Commons,
        }
    }
}

/// An income of one period is shared out (RSD-1, section 10). Every computer computes the table again.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
#[cbor(map)]
pub struct Distribution {
    /// The first day of the period.
    #[n(0)]
    pub from: Day,
    /// Its last day; points count as of this day.
    #[n(1)]
    pub to: Day,
    /// What is shared out.
    #[n(2)]
    pub amount: Money,
    /// The rules of which the share for parents was taken, by their content.
    #[n(3)]
    pub policy: FileHash,
    /// What it came from, sorted; together the amount, or nothing where no bucket goes by designs.
    #[n(4)]
    pub sources: Vec<Source>,
    /// The buckets; together the whole.
    #[n(5)]
    pub buckets: Vec<Bucket>,
    /// The table, sorted by bucket and receiver; together the amount.
    #[n(6)]
    pub payouts: Vec<Payout>,
    /// In the author's words.
    #[n(7)]
    pub note: String,
}

impl Distribution {
    pub(super) fn check(&self, entry: Day) -> Check {
        span(self.from, Some(self.to))?;
        happened(self.to, entry)?;
        at_least(self.amount, 1)?;
        at_most(&self.sources, SOURCES_MAX)?;
        sorted(&self.sources)?;
        self.sources
            .iter()
            .try_for_each(|source| require(source.minor > 0, FactProblem::AmountTooSmall))?;
        let by_designs = self.buckets.iter().any(|bucket| bucket.way == Way::Designs);
        if by_designs || !self.sources.is_empty() {
            self.adds_up(self.sources.iter().map(|source| source.minor))?;
        }
        some_but_at_most(&self.buckets, BUCKETS_MAX)?;
        self.buckets.iter().try_for_each(Bucket::check)?;
        let shares = self
            .buckets
            .iter()
            .map(|bucket| Rational::from(bucket.share));
        let whole: Rational = shares.sum();
        require(whole == Rational::one(), FactProblem::SharesNotWhole)?;
        self.check_table()?;
        text(&self.note, NOTE_BYTES_MAX)
    }

    fn check_table(&self) -> Check {
        some_but_at_most(&self.payouts, PAYOUTS_MAX)?;
        let keys: Vec<(u32, Receiver)> = self
            .payouts
            .iter()
            .map(|payout| (payout.bucket, payout.to()))
            .collect();
        sorted(&keys)?;
        for payout in &self.payouts {
            let is_known = (payout.bucket as usize) < self.buckets.len();
            require(is_known, FactProblem::Contradiction)?;
            let is_one = payout.agent.is_none() || payout.address.is_none();
            require(is_one, FactProblem::NotExactlyOne)?;
            require(payout.minor > 0, FactProblem::AmountTooSmall)?;
            payout
                .address
                .iter()
                .try_for_each(|address| text(address, REFERENCE_BYTES_MAX))?;
        }
        self.adds_up(self.payouts.iter().map(|payout| payout.minor))
    }

    fn adds_up(&self, mut parts: impl Iterator<Item = i64>) -> Check {
        let sum = parts.try_fold(0i64, i64::checked_add);
        require(sum == Some(self.amount.minor), FactProblem::SharesNotWhole)
    }

    /// What the income came from.
    pub fn origins(&self) -> impl Iterator<Item = (Origin, i64)> {
        self.sources.iter().map(|source| {
            let origin = match source.release {
                Some(release) => Origin::Release(release),
                None => Origin::Design(source.design),
            };
            (origin, source.minor)
        })
    }

    /// What somebody gets of all buckets, in minor units.
    pub fn for_agent(&self, agent: AgentId) -> i64 {
        let own = self.payouts.iter().filter(|it| it.agent == Some(agent));
        own.fold(0, |sum, payout| sum.saturating_add(payout.minor))
    }
}

impl Bucket {
    fn check(&self) -> Check {
        name(&self.name)?;
        part(self.share)?;
        at_most(&self.kinds, BUCKET_KINDS_MAX)?;
        sorted(&self.kinds)?;
        self.kinds.iter().try_for_each(|kind| name(kind))?;
        let names_kinds = !self.kinds.is_empty();
        require(
            names_kinds == (self.way == Way::Work),
            FactProblem::Contradiction,
        )
    }
}

/// Somebody's part of a run has arrived, says the receiver.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
#[cbor(map)]
pub struct Received {
    /// The run.
    #[n(0)]
    pub distribution: FactId,
    /// Who got it.
    #[n(1)]
    pub agent: AgentId,
}

impl Received {
    pub(super) fn check(&self, _entry: Day) -> Check {
        Ok(())
    }
}
