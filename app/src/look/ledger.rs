//! The entries of the ledgers, as people read them.

use super::place::spoken;
use crate::commons::Commons;
use crate::deed::entries::evidence_of;
use crate::index::EntryRow;
use crate::trouble::Trouble;
use crate::words;
use model::id::{AgentId, FactId, FileHash};
use model::ledger::{Fact, Verdict, WrittenFact};
use serde_json::{Value, json};

/// One entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntryPage {
    /// Its id.
    pub fact: FactId,
    /// Its day.
    pub day: String,
    /// What kind of entry, as a stable name.
    pub kind: &'static str,
    /// Who wrote it.
    pub by: String,
    /// In whose name it counts, where that is another.
    pub on_behalf: Option<String>,
    /// What it says, in words.
    pub what: String,
    /// Its note.
    pub note: String,
    /// The files that show it.
    pub evidence: Vec<FileHash>,
    /// The entry that it corrects.
    pub corrects: Option<FactId>,
    /// Which part of some work a machine made.
    pub machine_part: Option<String>,
    /// On which device it was written, where that was retired since.
    pub written_on: Option<String>,
}

/// Entries, newest first; only those that name this agent, when one is given.
pub fn entries(
    commons: &Commons,
    of: Option<AgentId>,
    offset: u64,
    most: usize,
) -> Result<Vec<EntryPage>, Trouble> {
    let limit = if of.is_some() {
        u64::from(u32::MAX)
    } else {
        most as u64
    };
    let rows = commons.index().entries(&[], offset, limit)?;
    let pages = rows.iter().filter_map(|row| {
        let written = WrittenFact::kept(&row.bytes).ok()?;
        let concerned =
            of.is_none_or(|agent| written.by == agent || subject(&written.fact) == Some(agent));
        concerned.then(|| page(commons, row, &written))
    });
    Ok(pages.take(most).collect())
}

/// The person or organisation that an entry is about.
pub fn subject(fact: &Fact) -> Option<AgentId> {
    match fact {
        Fact::Contribution(work) => Some(work.beneficiary()),
        Fact::ClassAttestation(attested) => Some(attested.agent),
        Fact::UseReport(used) => Some(used.user),
        Fact::Payment(payment) => Some(payment.payer),
        Fact::Agreement(agreement) => Some(agreement.licensee),
        Fact::Affiliation(affiliation) => Some(affiliation.organisation),
        Fact::Control(control) => Some(control.agent),
        Fact::Suspension(paused) => Some(paused.agent),
        _ => None,
    }
}

/// One entry as a person reads it.
pub fn page(commons: &Commons, row: &EntryRow, written: &WrittenFact) -> EntryPage {
    let on_behalf = match &written.fact {
        Fact::Contribution(work) => work.on_behalf_of.map(|agent| commons.called(agent)),
        fact => subject(fact)
            .filter(|agent| *agent != written.by)
            .map(|agent| commons.called(agent)),
    };
    EntryPage {
        fact: row.fact,
        day: written.day.to_string(),
        kind: kind(&written.fact),
        by: commons.called(written.by),
        on_behalf,
        what: what(commons, written),
        note: note(&written.fact).to_owned(),
        evidence: evidence_of(&written.fact).to_vec(),
        machine_part: match &written.fact {
            Fact::Contribution(work) => work.machine_part.clone(),
            _ => None,
        },
        corrects: match &written.fact {
            Fact::Contribution(work) => work.supersedes,
            _ => None,
        },
        written_on: commons.retired_device(row.device),
    }
}

/// The kind of an entry, as a name that does not change.
pub fn kind(fact: &Fact) -> &'static str {
    match fact {
        Fact::Contribution(_) => "contribution",
        Fact::ContributionReview(_) => "review",
        Fact::ReviewWithdrawn(_) => "review-withdrawn",
        Fact::Confirm(_) => "confirmation",
        Fact::Affiliation(_) => "affiliation",
        Fact::ClassAttestation(_) => "attestation",
        Fact::CoSign(_) => "co-signing",
        Fact::UseReport(_) => "use",
        Fact::Payment(_) => "payment",
        Fact::PaymentConfirmed(_) => "payment-confirmed",
        Fact::DesignReview(_) => "design-review",
        Fact::Release(_) => "release",
        Fact::Control(_) => "control",
        Fact::Void(_) => "void",
        Fact::Agreement(_) => "agreement",
        Fact::Seal(_) => "seal",
        Fact::SplitAgreement(_) => "split",
        Fact::Challenge(_) => "challenge",
        Fact::Suspension(_) => "suspension",
        Fact::Distribution(_) => "distribution",
        Fact::Received(_) => "received",
        Fact::Unknown(_) => "unknown",
    }
}

fn what(commons: &Commons, written: &WrittenFact) -> String {
    let fact = &written.fact;
    let of = |fact: &FactId| format!("of entry {}", fact.short());
    match fact {
        Fact::Contribution(work) => {
            let design = work
                .state
                .as_ref()
                .map(|state| format!(" for {}", design_name(commons, state.design)))
                .unwrap_or_default();
            // Whose work it was, where another one logged it.
            let whose = match work.provider == written.by {
                true => String::new(),
                false => format!(" by {}", commons.called(work.provider)),
            };
            let corrects = work.supersedes.as_ref();
            let corrects = corrects
                .map(|earlier| format!(", corrects {}", earlier.short()))
                .unwrap_or_default();
            format!(
                "{} {}{whose}{design}{corrects}",
                amount(&work.quantity),
                spoken(&work.kind.replace('_', "-")).to_lowercase()
            )
        }
        Fact::ContributionReview(review) if review.accepted.mantissa == 0 => {
            format!("rejected, {}: {}", of(&review.contribution), review.reason)
        }
        Fact::ContributionReview(review) => format!(
            "accepted {} {}",
            amount(&review.accepted),
            of(&review.contribution)
        ),
        Fact::ReviewWithdrawn(withdrawn) => format!("review withdrawn, {}", of(&withdrawn.review)),
        Fact::Confirm(confirm) => format!("confirmed, {}", of(&confirm.fact)),
        Fact::Affiliation(affiliation) => words::belonging::works_with(
            &commons.called(affiliation.person),
            &commons.called(affiliation.organisation),
            affiliation.from,
            affiliation.to,
        ),
        Fact::ClassAttestation(attested) => format!(
            "{} is {}",
            commons.called(attested.agent),
            attested.class.name().replace('_', " ")
        ),
        Fact::CoSign(signed) => format!("co-signed, {}", of(&signed.fact)),
        Fact::UseReport(used) => {
            let designs: Vec<String> = used
                .designs
                .iter()
                .map(|used| {
                    let version = super::window::details::version(commons, used);
                    let version = version.map(|version| format!(" {version}"));
                    let name = design_name(commons, used.state.design);
                    format!("{name}{}", version.unwrap_or_default())
                })
                .collect();
            let revenue = used
                .revenue
                .map(|money| format!(", {money}"))
                .unwrap_or_default();
            let units = used.units.map(|units| format!(", {units} made"));
            let units = units.unwrap_or_default();
            format!(
                "used {} from {} to {}{revenue}{units}",
                designs.join(", "),
                used.from,
                used.to
            )
        }
        Fact::Payment(payment) => format!("paid {}", payment.amount),
        Fact::PaymentConfirmed(confirmed) => {
            format!("payment confirmed, {}", of(&confirmed.payment))
        }
        Fact::DesignReview(review) => format!(
            "{} is {}",
            design_name(commons, review.state.design),
            verdict_words(review.verdict)
        ),
        Fact::Release(release) => format!(
            "{} version {}",
            design_name(commons, release.state.design),
            release.version
        ),
        Fact::Agreement(agreement) => format!(
            "agreement with {} from {}",
            commons.called(agreement.licensee),
            agreement.from
        ),
        Fact::Distribution(run) => {
            format!("{} shared out, for {} to {}", run.amount, run.from, run.to)
        }
        Fact::Received(received) => format!(
            "{} got their part, {}",
            commons.called(received.agent),
            of(&received.distribution)
        ),
        other => decided(commons, other),
    }
}

/// What people decide together, in words.
fn decided(commons: &Commons, fact: &Fact) -> String {
    let of = |fact: &FactId| format!("entry {}", fact.short());
    match fact {
        Fact::Seal(seal) => format!("closes {} to {}", seal.from, seal.to),
        Fact::Void(void) => match commons.fact(void.fact).map(|target| target.fact) {
            Ok(Fact::Challenge(_)) => format!(
                "settles question {}: the entry stands: {}",
                void.fact.short(),
                void.reason
            ),
            Ok(Fact::Suspension(paused)) => format!(
                "the pause of {} ends: {}",
                commons.called(paused.agent),
                void.reason
            ),
            _ => format!("{} shall not count: {}", of(&void.fact), void.reason),
        },
        Fact::Challenge(doubt) => format!("questions {}: {}", of(&doubt.fact), doubt.reason),
        Fact::Suspension(paused) => format!(
            "{} is paused from {}: {}",
            commons.called(paused.agent),
            paused.from,
            paused.reason
        ),
        Fact::Control(control) => format!(
            "{} holds {} of {}",
            commons.called(control.controller),
            crate::words::decide::percent(control.basis_points),
            commons.called(control.agent)
        ),
        Fact::SplitAgreement(split) => {
            let shares = split.shares.iter();
            let shares = shares.map(|one| format!("{} {}", commons.called(one.agent), one.share));
            let shares: Vec<String> = shares.collect();
            format!(
                "\u{201c}{}\u{201d} is shared: {}",
                split.deliverable,
                shares.join(", ")
            )
        }
        Fact::Unknown(_) => "something that this program does not understand".to_owned(),
        other => spoken(kind(other)).to_lowercase(),
    }
}

/// A quantity as people say it: minutes as hours and minutes.
pub fn amount(quantity: &model::number::Quantity) -> String {
    let minutes = (quantity.unit == model::ledger::work::UNIT_MINUTE && quantity.scale == 0)
        .then_some(quantity.mantissa);
    match minutes {
        Some(minutes) if minutes % 60 == 0 => format!("{} h", minutes / 60),
        Some(minutes) if minutes > 60 => format!("{} h {} min", minutes / 60, minutes % 60),
        Some(minutes) => format!("{minutes} min"),
        None => quantity.to_string(),
    }
}

/// What a design is called, also one that has not arrived yet.
pub fn design_name(commons: &Commons, design: model::id::DocumentId) -> String {
    let row = commons.index().design(design).ok().flatten();
    row.map(|row| row.name)
        .filter(|name| !name.is_empty())
        .unwrap_or_else(|| format!("a design that is not here ({})", design.short()))
}

fn verdict_words(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Good => "good",
        Verdict::NeedsWork => "in need of work",
        Verdict::Unsafe => "unsafe",
    }
}

fn note(fact: &Fact) -> &str {
    match fact {
        Fact::Contribution(work) => &work.note,
        Fact::UseReport(used) => &used.note,
        Fact::DesignReview(review) => &review.note,
        Fact::Release(release) => &release.note,
        Fact::Payment(payment) => &payment.reference,
        Fact::Distribution(run) => &run.note,
        _ => "",
    }
}

impl EntryPage {
    /// One line for people.
    pub fn line(&self) -> String {
        let on_behalf = self
            .on_behalf
            .as_ref()
            .map(|name| format!(" for {name}"))
            .unwrap_or_default();
        let note = if self.note.is_empty() {
            String::new()
        } else {
            format!("  \u{201c}{}\u{201d}", self.note)
        };
        let machine = self.machine_part.as_ref();
        let machine = machine
            .map(|part| format!("  ({})", words::details::machine(part)))
            .unwrap_or_default();
        let evidence = match self.evidence.len() {
            0 => String::new(),
            n => format!("  [{}]", words::count(n as u64, "file", "files")),
        };
        let device = self.written_on.as_ref();
        let device = device
            .map(|device| format!(" ({device})"))
            .unwrap_or_default();
        format!(
            "{}  {}  {}{on_behalf}: {}{note}{machine}{evidence}{device}",
            self.fact.short(),
            self.day,
            self.by,
            self.what
        )
    }

    /// The same with stable keys.
    pub fn json(&self) -> Value {
        json!({
            "fact": self.fact.to_string(),
            "day": self.day,
            "kind": self.kind,
            "by": self.by,
            "for": self.on_behalf,
            "what": self.what,
            "note": self.note,
            "evidence": self.evidence.iter().map(ToString::to_string).collect::<Vec<_>>(),
            "machine_part": self.machine_part,
            "corrects": self.corrects.map(|fact| fact.to_string()),
            "written_on": self.written_on,
        })
    }
}
