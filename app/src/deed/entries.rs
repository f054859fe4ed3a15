//! Entries of the ledger: work, reviews, use, payment and who vouches for what.

use super::When;
use crate::commons::Commons;
use crate::trouble::Trouble;
use model::charter::Role;
use model::day::Day;
use model::design::{Field, Table, View};
use model::id::{AgentId, DocumentId, FactId, FileHash};
use model::ledger::work::{UNIT_MINUTE, UNIT_ONE};
use model::ledger::{
    ClassAttestation, CoSign, Confirm, Contribution, ContributionReview, DesignReview, DesignState,
    Fact, LedgerError, LedgerWriter, Payment, PaymentConfirmed, Release, ReviewWithdrawn,
    UseReport, UsedDesign, Verdict, WrittenFact,
};
use model::name::DocumentName;
use model::number::{Money, NumberError, Quantity, Ratio};
use model::rsd1::policy::{ContributionType, ContributionUnit, is_time_of_people};
use model::rsd1::{AgentClass, Policy};

/// Work to be logged.
#[derive(Debug, Clone)]
pub struct Work<'a> {
    /// What kind of work, as the policy names it.
    pub kind: &'a str,
    /// How much, as typed: `5h`, `90min`, `1`, `20.00`.
    pub quantity: &'a str,
    /// For which design, in its present state.
    pub design: Option<DocumentId>,
    /// For which organisation.
    pub on_behalf: Option<AgentId>,
    /// Who did it, when that is another person than I; it waits until they confirm it.
    pub provider: Option<AgentId>,
    /// The first day, when it took several.
    pub from: Option<Day>,
    /// The last day, when that is not the day of the entry.
    pub to: Option<Day>,
    /// Files that show it.
    pub evidence: Vec<FileHash>,
    /// Of which thing it is a share, and of what size, as typed.
    pub part_of: Option<(&'a str, &'a str)>,
    /// Which part of it a machine or a program made; empty for none.
    pub machine: &'a str,
    /// A note.
    pub note: &'a str,
}

/// Use to be reported.
#[derive(Debug, Clone)]
pub struct Used<'a> {
    /// Who used it.
    pub user: AgentId,
    /// Which designs.
    pub designs: Vec<UsedPart<'a>>,
    /// For profit or not.
    pub commercial: bool,
    /// The first day.
    pub from: Day,
    /// The last day.
    pub to: Day,
    /// What was earned with it, as typed.
    pub revenue: &'a str,
    /// How many were made or sold; 0 for unknown.
    pub units: u32,
    /// A note.
    pub note: &'a str,
}

/// A design that is used.
#[derive(Debug, Clone, Copy)]
pub struct UsedPart<'a> {
    /// Which.
    pub design: DocumentId,
    /// In which released version (`None`: as it stands).
    pub version: Option<&'a str>,
    /// Which part of the product it is, as typed: `1`, `1/2`.
    pub part: &'a str,
}

/// Who somebody is, by who owns the business.
#[derive(Debug, Clone)]
pub struct Attested<'a> {
    /// About whom.
    pub agent: AgentId,
    /// What it is.
    pub class: AgentClass,
    /// Whether all surplus goes to those who work there.
    pub all_surplus_to_workers: bool,
    /// Where that can be read.
    pub source: &'a str,
    /// Files that show it.
    pub evidence: Vec<FileHash>,
    /// From this day on.
    pub from: Day,
    /// Until this day.
    pub to: Option<Day>,
}

impl Commons {
    /// The rules of reciprocity in force on that day.
    pub fn policy(&self, day: Day) -> Policy {
        self.charter()
            .policy(day)
            .cloned()
            .unwrap_or_else(|| Policy::preset(model::rsd1::Preset::CopyFair))
    }

    /// Writes a fact into this device's ledger and gives its id.
    pub fn write_fact(
        &mut self,
        by: AgentId,
        fact: impl Into<Fact>,
        when: When,
    ) -> Result<FactId, Trouble> {
        let fact = WrittenFact {
            by,
            day: when.day,
            fact: fact.into().in_one_form(),
        };
        let writer = LedgerWriter::resume(self.id(), self.own_ledgers());
        let entry = writer.next_change(self.key(), when.time_ms, &fact)?;
        self.write(entry.name, vec![entry.change])?;
        Ok(entry.id)
    }

    fn own_ledgers(&self) -> Vec<(u64, u64, model::id::ChangeHash)> {
        let device = self.device();
        let height = |number| {
            let document = DocumentName::ledger(device, number).id(self.id());
            let newest = self.core().heights(document).top(device)?;
            Some((number, newest.seq, newest.hash))
        };
        (0..).map_while(height).collect()
    }

    /// Logs work.
    pub fn contribute(&mut self, work: &Work<'_>, when: When) -> Result<FactId, Trouble> {
        let me = self.writer(Role::Maker)?;
        let policy = self.policy(when.day);
        let kind = work_kind(&policy, work.kind)?;
        let provider = work.provider.unwrap_or(me);
        if is_time_of_people(&kind.name, kind.unit)
            && self.charter().organisation(provider).is_some()
        {
            return Err(Trouble::usage(
                "Nothing was logged",
                "hours are given by people, and this is an organisation",
                "log them for who gave them, on behalf of the organisation",
            ));
        }
        let quantity = quantity_of(work.quantity, kind, &policy)?;
        let state = work
            .design
            .map(|design| self.state_of(design))
            .transpose()?;
        let share = work.part_of.map(|(_, share)| share.trim().parse());
        for file in &work.evidence {
            self.hold_file(*file)?;
        }
        let mut evidence = work.evidence.clone();
        evidence.sort_unstable();
        evidence.dedup();
        let contribution = Contribution {
            provider,
            on_behalf_of: work.on_behalf,
            kind: kind.name.clone(),
            quantity,
            from: work.from.or(work.to).unwrap_or(when.day),
            to: work.to.unwrap_or(when.day),
            state,
            deliverable: work.part_of.map(|(thing, _)| thing.trim().to_owned()),
            share: share.transpose().map_err(number)?,
            evidence,
            note: work.note.to_owned(),
            supersedes: None,
            machine_part: (!work.machine.trim().is_empty()).then(|| work.machine.trim().to_owned()),
        };
        self.write_fact(me, contribution, when)
    }

    /// Accepts so much of somebody's work, as typed, or rejects it with a reason.
    pub fn review(
        &mut self,
        contribution: FactId,
        accepted: Result<&str, &str>,
        when: When,
    ) -> Result<FactId, Trouble> {
        let me = self.writer(Role::Maker)?;
        let Fact::Contribution(work) = self.fact(contribution)?.fact else {
            return Err(Trouble::new(
                "Nothing was reviewed",
                "the entry is not a contribution",
                "name a contribution; see them with `ledger`",
            ));
        };
        let policy = self.policy(when.day);
        let kind = policy.contribution_type(&work.kind);
        let (accepted, reason) = match accepted {
            Ok(text) => match kind {
                Some(kind) => (quantity_of(text, kind, &policy)?, ""),
                None => (quantity(text, ContributionUnit::Other, &policy)?, ""),
            },
            Err(reason) => (
                Quantity {
                    mantissa: 0,
                    ..work.quantity.clone()
                },
                reason,
            ),
        };
        let review = ContributionReview {
            contribution,
            accepted,
            reason: reason.to_owned(),
        };
        self.write_fact(me, review, when)
    }

    /// Takes back a review or a question of one's own.
    pub fn withdraw(&mut self, review: FactId, when: When) -> Result<FactId, Trouble> {
        let me = self.writer(Role::Maker)?;
        let written = self.fact(review)?;
        let is_said = matches!(
            written.fact,
            Fact::ContributionReview(_) | Fact::Challenge(_)
        );
        if !is_said || written.by != me {
            return Err(Trouble::new(
                "Nothing was withdrawn",
                "the entry is not a review or a question of yours",
                "name one of yours; see them with `ledger` and `challenge`",
            ));
        }
        self.write_fact(
            me,
            ReviewWithdrawn {
                review,
                reason: String::new(),
            },
            when,
        )
    }

    /// Confirms an entry: a payment, work logged in my name, or what needs several people to say.
    pub fn confirm(&mut self, fact: FactId, when: When) -> Result<FactId, Trouble> {
        match self.fact(fact)?.fact {
            Fact::Payment(_) => {
                let me = self.writer(Role::Treasurer)?;
                self.write_fact(me, PaymentConfirmed { payment: fact }, when)
            }
            Fact::Contribution(work) => {
                let me = self.writer(Role::Maker)?;
                if work.provider != me {
                    return Err(Trouble::new(
                        "Nothing was confirmed",
                        "the work was logged in another person's name",
                        "review it with `review` instead",
                    ));
                }
                self.write_fact(me, Confirm { fact }, when)
            }
            Fact::ClassAttestation(_) => {
                let me = self.writer(Role::Maker)?;
                self.write_fact(me, CoSign { fact }, when)
            }
            Fact::Distribution(run) => self.confirm_part(fact, &run, when),
            Fact::Release(_) => self.back_release(fact, when),
            Fact::Affiliation(_) | Fact::Control(_) | Fact::UseReport(_) => {
                let me = self.writer(Role::Maker)?;
                self.write_fact(me, Confirm { fact }, when)
            }
            Fact::Agreement(_)
            | Fact::SplitAgreement(_)
            | Fact::Seal(_)
            | Fact::Suspension(_)
            | Fact::Void(_) => self.sign_too(fact, when),
            _ => Err(Trouble::new(
                "Nothing was confirmed",
                "this kind of entry needs nobody's confirmation",
                "see the entries with `ledger`",
            )),
        }
    }

    /// Records who owns a business and who gets its surplus.
    pub fn attest(&mut self, attested: &Attested<'_>, when: When) -> Result<FactId, Trouble> {
        let me = self.writer(Role::Maker)?;
        let mut evidence = attested.evidence.clone();
        evidence.sort_unstable();
        evidence.dedup();
        let attestation = ClassAttestation {
            agent: attested.agent,
            class: attested.class,
            all_surplus_to_workers: attested.all_surplus_to_workers,
            evidence,
            source: attested.source.to_owned(),
            from: attested.from,
            to: attested.to,
        };
        self.write_fact(me, attestation, when)
    }

    /// Reports the use of designs.
    pub fn report_use(&mut self, used: &Used<'_>, when: When) -> Result<FactId, Trouble> {
        let me = self.writer(Role::Maker)?;
        self.may_speak(me, used.user)?;
        let report = self.reported(used)?;
        self.write_fact(me, report, when)
    }

    /// What a report of use would say.
    pub(super) fn reported(&mut self, used: &Used<'_>) -> Result<UseReport, Trouble> {
        let policy = self.policy(used.from);
        let policies = self.charter().policies();
        let period = policies.map(|policies| policies.period_of(used.from));
        if let Some(period) = period.filter(|period| used.to > period.last()) {
            return Err(Trouble::usage(
                "Nothing was reported",
                format!(
                    "the days do not lie in one period: {period} ends on {}",
                    period.last()
                ),
                "report each period by itself",
            ));
        }
        let mut designs = vec![];
        for one in &used.designs {
            let part: Ratio = one.part.trim().parse().map_err(number)?;
            let (state, release) = match one.version {
                None => (self.state_of(one.design)?, None),
                Some(version) => {
                    let (id, release) = self.release_named(one.design, version)?;
                    (release.state, Some(id))
                }
            };
            designs.push(UsedDesign {
                state,
                release,
                part,
            });
        }
        Ok(UseReport {
            user: used.user,
            designs,
            commercial: used.commercial,
            from: used.from,
            to: used.to,
            units: (used.units > 0).then_some(used.units),
            revenue: used
                .commercial
                .then(|| Money::parse(used.revenue, policy.currency))
                .transpose()
                .map_err(number)?,
            note: used.note.to_owned(),
        })
    }

    /// Reports a payment.
    pub fn pay(
        &mut self,
        payer: AgentId,
        amount: &str,
        day: Day,
        reference: &str,
        when: When,
    ) -> Result<FactId, Trouble> {
        let me = self.writer(Role::Maker)?;
        self.may_speak(me, payer)?;
        let amount = Money::parse(amount, self.policy(when.day).currency).map_err(number)?;
        self.write_fact(
            me,
            Payment {
                payer,
                amount,
                day,
                reference: reference.to_owned(),
            },
            when,
        )
    }

    /// Says what one thinks of exactly that state of a design.
    pub fn review_state(
        &mut self,
        state: DesignState,
        verdict: Verdict,
        note: &str,
        when: When,
    ) -> Result<FactId, Trouble> {
        let me = self.writer(Role::Maker)?;
        self.write_fact(
            me,
            DesignReview {
                state,
                verdict,
                checked: vec![],
                note: note.to_owned(),
            },
            when,
        )
    }

    /// Releases a design as it stands.
    pub fn release(
        &mut self,
        design: DocumentId,
        version: &str,
        note: &str,
        when: When,
    ) -> Result<FactId, Trouble> {
        let me = self.writer(Role::Maker)?;
        let view = self.view_design(design)?;
        let missing = model::design::missing_for_release(&view);
        if !missing.is_empty() {
            let names: Vec<String> = missing
                .iter()
                .map(|what| crate::look::place::missing_words(*what).to_owned())
                .collect();
            return Err(Trouble::new(
                "The design was not released",
                format!("it still needs {}", names.join(", ")),
                "add what is missing and release again",
            ));
        }
        if self.release_named(design, version).is_ok() {
            return Err(Trouble::new(
                "The design was not released",
                format!("version {version} was released before"),
                "choose the next version",
            ));
        }
        let mut files: Vec<FileHash> = view
            .lines(Table::Files)
            .iter()
            .filter_map(|line| line.file())
            .collect();
        files.sort_unstable();
        files.dedup();
        let release = Release {
            state: self.state_of(design)?,
            version: version.trim().to_owned(),
            snapshot: FileHash(model::design::snapshot(&view)),
            files,
            parents: self.parents_of(&view)?,
            note: note.to_owned(),
        };
        let released = self.write_fact(me, release, when)?;
        // A release pins what it names. A maker's is pinned by the next weekly pin of a steward's program.
        self.pin_released(design, when);
        Ok(released)
    }

    /// The exact state of a design as it stands, with its licence on that day.
    pub fn state_of(&mut self, design: DocumentId) -> Result<DesignState, Trouble> {
        let view = self.view_design(design)?;
        Ok(state_of_view(&view))
    }

    /// The release of a design with that version.
    pub fn release_named(
        &self,
        design: DocumentId,
        version: &str,
    ) -> Result<(FactId, Release), Trouble> {
        let found = self
            .releases(design)?
            .into_iter()
            .find(|(_, release)| release.version == version.trim());
        found.ok_or_else(|| {
            Trouble::new(
                "The version was not found",
                format!("no version {version} of this design was released"),
                "see the versions with `design show`",
            )
        })
    }

    /// Every release of a design, newest first.
    pub fn releases(&self, design: DocumentId) -> Result<Vec<(FactId, Release)>, Trouble> {
        let rows = self
            .index()
            .entries(&[RELEASE_KIND], 0, u64::from(u32::MAX))?;
        let read = |row: crate::index::EntryRow| match WrittenFact::decode(&row.bytes).ok()?.fact {
            Fact::Release(release) if release.state.design == design => Some((row.fact, release)),
            _ => None,
        };
        Ok(rows.into_iter().filter_map(read).collect())
    }

    /// One entry as its author wrote it.
    pub fn fact(&self, fact: FactId) -> Result<WrittenFact, Trouble> {
        let missing = || {
            Trouble::new(
                "The entry was not found",
                "it is not on this computer",
                "see the entries with `ledger`",
            )
        };
        let row = self.index().entry(fact)?.ok_or_else(missing)?;
        WrittenFact::decode(&row.bytes).map_err(|error| {
            Trouble::new(
                "The entry cannot be read",
                error.to_string(),
                "update the program",
            )
        })
    }

    fn may_speak(&self, me: AgentId, agent: AgentId) -> Result<(), Trouble> {
        if self.charter().speaks_for(me, agent) {
            return Ok(());
        }
        let name = self.called(agent);
        Err(Trouble::new(
            "Nothing was written",
            format!("you do not act for {name}"),
            format!(
                "let somebody who acts for {name} write it, or be added with `organisation acting`"
            ),
        ))
    }
}

/// The kind number of a release (model/src/ledger/fact.rs).
pub const RELEASE_KIND: u16 = 12;
/// The kind number of a review of a design's state.
pub const DESIGN_REVIEW_KIND: u16 = 11;

/// The kind number of a contribution.
pub const CONTRIBUTION_KIND: u16 = 1;
/// The kind number of an agreement.
pub const AGREEMENT_KIND: u16 = 15;
/// The kind number of what is said about who owns a business.
pub const ATTESTATION_KIND: u16 = 6;

/// The files that show what an entry says.
pub fn evidence_of(fact: &Fact) -> &[FileHash] {
    match fact {
        Fact::Contribution(work) => &work.evidence,
        Fact::ClassAttestation(attested) => &attested.evidence,
        Fact::Agreement(agreed) => agreed.text.as_slice(),
        _ => &[],
    }
}

/// The exact state that a view shows.
pub fn state_of_view(view: &View) -> DesignState {
    DesignState {
        design: view.document,
        heads: view.heads.clone(),
        licence: view.field(Field::Licence).to_owned(),
    }
}

/// The kind of work of that name, as the policy counts it.
pub(super) fn work_kind<'a>(
    policy: &'a Policy,
    name: &str,
) -> Result<&'a ContributionType, Trouble> {
    let mut types = policy.types.iter();
    let found = types.find(|kind| kind.name.eq_ignore_ascii_case(name));
    found.ok_or_else(|| {
        let known: Vec<_> = policy.types.iter().map(|kind| kind.name.as_str()).collect();
        Trouble::usage(
            "Nothing was logged",
            format!("this commons has no kind of work called \"{name}\""),
            format!("use one of {}", known.join(", ")),
        )
    })
}

/// Reads a quantity as people type it, in the unit that the kind of work is counted in.
///
/// Time: `5h`, `1.5h`, `1:30`, `90min`, `2h30`; a bare number counts hours. Things: `1`. Money: `20.00`.
pub fn quantity(text: &str, unit: ContributionUnit, policy: &Policy) -> Result<Quantity, Trouble> {
    match unit {
        ContributionUnit::Minute => minutes(text),
        ContributionUnit::Deliverable | ContributionUnit::Other => {
            Quantity::parse(text.trim(), UNIT_ONE).map_err(number)
        }
        ContributionUnit::Minor => {
            let money = Money::parse(text, policy.currency).map_err(number)?;
            Quantity::parse(&money.amount().to_string(), policy.currency.as_str()).map_err(number)
        }
    }
}

/// The same for a kind of work; one that names its own unit is given in it: `12`, `12 kWh`.
pub(super) fn quantity_of(
    text: &str,
    kind: &ContributionType,
    policy: &Policy,
) -> Result<Quantity, Trouble> {
    let Some(unit) = &kind.unit_name else {
        return quantity(text, kind.unit, policy);
    };
    let text = text.trim();
    let bare = text.strip_suffix(unit.as_str()).unwrap_or(text);
    Quantity::parse(bare.trim(), unit).map_err(number)
}

fn minutes(text: &str) -> Result<Quantity, Trouble> {
    let clean = text.trim().to_lowercase().replace(' ', "");
    let (hours, minutes) = if let Some((hours, minutes)) = clean.split_once(':') {
        (hours.to_owned(), minutes.to_owned())
    } else if let Some(minutes) = clean
        .strip_suffix("min")
        .or_else(|| clean.strip_suffix('m'))
    {
        match minutes.split_once('h') {
            Some((hours, minutes)) => (hours.to_owned(), minutes.to_owned()),
            None => (String::new(), minutes.to_owned()),
        }
    } else {
        let (hours, minutes) = clean.split_once('h').unwrap_or((&clean, ""));
        (hours.to_owned(), minutes.to_owned())
    };
    let unclear = || {
        Trouble::usage(
            "The time is not clear",
            format!("\"{text}\" is no time of whole minutes"),
            "write it as 5h, 1.5h, 1:30 or 90min",
        )
    };
    let sixtieths = whole_times(&hours, 60).ok_or_else(unclear)?;
    let rest = whole_times(&minutes, 1).ok_or_else(unclear)?;
    let total = sixtieths.checked_add(rest).ok_or_else(unclear)?;
    Quantity::parse(&total.to_string(), UNIT_MINUTE).map_err(|_| unclear())
}

/// The number in the text (0 when empty) times `factor`, where that is whole.
fn whole_times(text: &str, factor: i64) -> Option<i64> {
    if text.is_empty() {
        return Some(0);
    }
    let decimal = model::number::Decimal::parse(text).ok()?;
    let units = 10i64.checked_pow(u32::from(decimal.scale))?;
    let times = decimal.mantissa.checked_mul(factor)?;
    (times % units == 0).then_some(times / units)
}

pub(super) fn number(error: NumberError) -> Trouble {
    Trouble::usage(
        "A number is not clear",
        error.to_string(),
        "write numbers as 1250, 1,250.00 or 3/100",
    )
}

impl From<LedgerError> for Trouble {
    fn from(error: LedgerError) -> Self {
        Trouble::new(
            "Nothing was written",
            error.to_string(),
            "correct what is named and try again",
        )
    }
}
