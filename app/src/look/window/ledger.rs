//! The ledger as the window lists it.

use super::again::again;
use super::details::details;
use super::digest::{Digest, Group};
use super::signing::signing;
use super::things::{questions_of, thing};
use super::work;
use crate::action::EntryFilter;
use crate::commons::Commons;
use crate::deed::entries::evidence_of;
use crate::look::ledger::{design_name, subject};
use crate::view::{
    EntryKind, EntryState, EntryView, EvidenceFile, FilePlace, LedgerView, QuestionState,
};
use crate::words::{self, people, standing};
use model::id::{FactId, FileHash};
use model::ledger::work::UNIT_MINUTE;
use model::ledger::{Fact, WrittenFact};
use model::number::{Money, Quantity};
use model::rsd1::PendingReason;
use std::ops::Range;

/// One request gets at most so many entries.
const ENTRIES_MAX: usize = 400;

/// The entries in sight.
pub fn ledger(
    commons: &Commons,
    digest: &Digest,
    filter: EntryFilter,
    wanted: &Range<usize>,
) -> LedgerView {
    let fits = |listed: &&super::digest::Listed| match filter {
        EntryFilter::All => true,
        EntryFilter::Mine => listed.mine,
        EntryFilter::WaitsForMe => digest.waits.contains(&listed.fact),
        EntryFilter::Work => listed.group == Group::Work,
        EntryFilter::UseAndPayment => listed.group == Group::Use,
    };
    let found: Vec<FactId> = digest
        .listed
        .iter()
        .filter(fits)
        .map(|listed| listed.fact)
        .collect();
    let first = wanted.start.min(found.len());
    let last = wanted
        .end
        .clamp(first, found.len())
        .min(first + ENTRIES_MAX);
    let entries = found[first..last]
        .iter()
        .filter_map(|fact| entry(commons, digest, *fact))
        .collect();
    LedgerView {
        ready: true,
        filter,
        count: found.len(),
        first,
        entries,
        waiting: digest.waits.len(),
    }
}

/// One entry as the window shows it.
pub fn entry(commons: &Commons, digest: &Digest, id: FactId) -> Option<EntryView> {
    let row = commons.index().entry(id).ok().flatten()?;
    let written = &WrittenFact::kept(&row.bytes).ok()?;
    let (kind, amount, typed) = what(commons, &written.fact);
    let pending = work::pending(digest, id);
    let waits = digest.waits.contains(&id);
    let is_review = matches!(pending, Some(PendingReason::Reviews { .. }));
    let is_confirm = matches!(pending, Some(PendingReason::Confirmation { .. }));
    let is_payment = matches!(written.fact, Fact::Payment(_));
    Some(EntryView {
        fact: id,
        day: written.day,
        kind,
        who: who(commons, written),
        for_whom: for_whom(commons, written),
        amount,
        amount_typed: typed,
        design: design(commons, &written.fact),
        details: details(commons, &written.fact),
        note: note(&written.fact),
        about: about(&written.fact),
        questions: questions_of(commons, digest, id),
        may_question: may_question(commons, digest, id, &written.fact),
        thing: thing(commons, digest, &written.fact),
        state: state(commons, digest, id, written),
        reviews: work::reviews(digest, id),
        corrected_by: work::corrected_by(digest, id),
        correct: work::correctable(commons, digest, id, written),
        again: again(commons, digest, id, written),
        may_review: waits && is_review,
        may_confirm: waits && (is_confirm || matches!(written.fact, Fact::ClassAttestation(_))),
        may_sign: waits
            && !matches!(written.fact, Fact::ClassAttestation(_))
            && signing(commons, id, digest.signers.get(&id), written).is_some(),
        may_confirm_payment: waits && is_payment,
        evidence: evidence(commons, &written.fact),
        written_on: commons.retired_device(row.device),
    })
}

/// The files that show it; which of them are on this computer says the store of files ([`crate::session`]).
fn evidence(commons: &Commons, fact: &Fact) -> Vec<EvidenceFile> {
    let place = |file: FileHash| match commons.wants_file(file) {
        true => FilePlace::AskedFor,
        false => FilePlace::Elsewhere,
    };
    let files = evidence_of(fact).iter().map(|file| EvidenceFile {
        file: *file,
        place: place(*file),
    });
    files.collect()
}

fn who(commons: &Commons, written: &WrittenFact) -> String {
    match &written.fact {
        Fact::Contribution(work) => commons.called(work.provider),
        fact => commons.called(subject(fact).unwrap_or(written.by)),
    }
}

fn for_whom(commons: &Commons, written: &WrittenFact) -> Option<String> {
    match &written.fact {
        Fact::Contribution(work) => work.on_behalf_of.map(|agent| commons.called(agent)),
        _ => None,
    }
}

/// Its kind, its amount in words, and the amount as somebody would type it.
fn what(commons: &Commons, fact: &Fact) -> (EntryKind, String, String) {
    let bare = |kind: EntryKind, text: String| (kind, text.clone(), text);
    match fact {
        Fact::Contribution(work) => (
            EntryKind::Work(work.kind.clone()),
            quantity_words(&work.quantity),
            quantity_typed(&work.quantity),
        ),
        Fact::UseReport(used) => {
            let kind = if used.commercial {
                EntryKind::CommercialUse
            } else {
                EntryKind::Use
            };
            let revenue = used.revenue;
            (
                kind,
                revenue
                    .map(|money| standing::money(money.minor, money.currency))
                    .unwrap_or_default(),
                revenue
                    .map(|money| money.amount().to_string())
                    .unwrap_or_default(),
            )
        }
        Fact::Payment(payment) => (
            EntryKind::Payment,
            standing::money(payment.amount.minor, payment.amount.currency),
            payment.amount.amount().to_string(),
        ),
        Fact::Distribution(run) => bare(
            EntryKind::SharedOut,
            standing::money(run.amount.minor, run.amount.currency),
        ),
        Fact::ClassAttestation(attested) => bare(
            EntryKind::Ownership,
            people::class(attested.class).to_owned(),
        ),
        Fact::Release(release) => bare(EntryKind::Release, release.version.clone()),
        Fact::DesignReview(review) => bare(
            EntryKind::DesignReview,
            crate::words::design::verdict(review.verdict).to_owned(),
        ),
        Fact::Affiliation(affiliation) => bare(
            EntryKind::Belonging,
            commons.called(affiliation.organisation),
        ),
        other => decided(commons, other),
    }
}

/// The same for what people decide together.
fn decided(commons: &Commons, fact: &Fact) -> (EntryKind, String, String) {
    let (kind, amount) = match fact {
        Fact::Agreement(agreed) => {
            let flat = agreed
                .flat
                .map(|flat| standing::money(flat.minor, flat.currency));
            let rate = agreed.rate.map(standing::percent);
            (EntryKind::Agreement, flat.or(rate).unwrap_or_default())
        }
        Fact::Seal(seal) => {
            let policies = commons.charter().policies();
            let period = policies.map(|policies| standing::period(policies.period_of(seal.from)));
            (EntryKind::Closing, period.unwrap_or_default())
        }
        Fact::SplitAgreement(split) => (EntryKind::Split, split.deliverable.clone()),
        Fact::Control(control) => {
            let holder = commons.called(control.controller);
            let part = words::decide::percent(control.basis_points);
            (EntryKind::Control, format!("{part}, {holder}"))
        }
        Fact::Void(void) => match commons.fact(void.fact).map(|target| target.fact) {
            Ok(Fact::Challenge(_)) => (EntryKind::Settled, String::new()),
            Ok(Fact::Suspension(paused)) => (EntryKind::PauseEnd, commons.called(paused.agent)),
            _ => (EntryKind::LeftOut, String::new()),
        },
        Fact::Challenge(_) => (EntryKind::Question, String::new()),
        Fact::Suspension(_) => (EntryKind::Pause, String::new()),
        _ => (EntryKind::Other, String::new()),
    };
    (kind, amount, String::new())
}

/// What an amount rests on can be questioned, once by each.
fn may_question(commons: &Commons, digest: &Digest, id: FactId, fact: &Fact) -> bool {
    let rests = !matches!(
        fact,
        Fact::Seal(_) | Fact::Challenge(_) | Fact::DesignReview(_) | Fact::Release(_)
    );
    let me = commons.me();
    let mut asked = digest.questions.iter().filter(|one| one.about == id);
    let asks = asked.any(|one| one.state == QuestionState::Open && Some(one.by) == me);
    rests && !asks && !digest.refused.contains_key(&id)
}

/// The entry that another one is about, or that it corrects.
fn about(fact: &Fact) -> Option<FactId> {
    match fact {
        Fact::Void(void) => Some(void.fact),
        Fact::Challenge(challenge) => Some(challenge.fact),
        Fact::Contribution(work) => work.supersedes,
        _ => None,
    }
}

fn design(commons: &Commons, fact: &Fact) -> Option<(model::id::DocumentId, String)> {
    let design = match fact {
        Fact::Contribution(work) => work.state.as_ref()?.design,
        Fact::UseReport(used) => match used.designs.as_slice() {
            [only] => only.state.design,
            // Several stand below the line.
            _ => return None,
        },
        Fact::DesignReview(review) => review.state.design,
        Fact::Release(release) => release.state.design,
        _ => return None,
    };
    Some((design, design_name(commons, design)))
}

fn note(fact: &Fact) -> String {
    match fact {
        Fact::Contribution(work) => work.note.clone(),
        Fact::UseReport(used) => used.note.clone(),
        Fact::DesignReview(review) => review.note.clone(),
        Fact::Release(release) => release.note.clone(),
        Fact::Payment(payment) => payment.reference.clone(),
        Fact::ClassAttestation(attested) => attested.source.clone(),
        Fact::Agreement(agreed) => agreed.note.clone(),
        Fact::Void(void) => void.reason.clone(),
        Fact::Challenge(challenge) => challenge.reason.clone(),
        Fact::Suspension(paused) => paused.reason.clone(),
        _ => String::new(),
    }
}

fn state(commons: &Commons, digest: &Digest, id: FactId, written: &WrittenFact) -> EntryState {
    if digest.not_judged {
        return EntryState::NotJudged;
    }
    if let Some(why) = digest.refused.get(&id) {
        return EntryState::NotCounted(why.clone());
    }
    match &written.fact {
        Fact::Contribution(said) => work::state(commons, digest, id, said),
        Fact::Payment(_) if digest.confirmed.contains(&id) => EntryState::Confirmed,
        Fact::Payment(_) => EntryState::Waits {
            more: 1,
            could: treasurers(commons),
        },
        _ => match signing(commons, id, digest.signers.get(&id), written) {
            None => EntryState::Recorded,
            Some(signing) if signing.more == 0 => EntryState::Confirmed,
            Some(signing) => EntryState::Waits {
                more: signing.more,
                could: commons.called_all(&signing.could),
            },
        },
    }
}

fn treasurers(commons: &Commons) -> Vec<String> {
    let may = |person: &&model::charter::Person| person.has_role(model::charter::Role::Treasurer);
    let persons = commons.charter().persons().filter(may);
    persons.map(|person| commons.called(person.id)).collect()
}

/// A quantity as people say it: minutes as hours, money with its sign.
pub fn quantity_words(quantity: &Quantity) -> String {
    if quantity.unit == UNIT_MINUTE && quantity.scale == 0 {
        return standing::minutes(quantity.mantissa);
    }
    if quantity.unit == model::ledger::work::UNIT_ONE {
        return quantity_typed(quantity);
    }
    let typed = quantity_typed(quantity);
    match quantity
        .unit
        .parse()
        .map(|currency| Money::parse(&typed, currency))
    {
        Ok(Ok(money)) => standing::money(money.minor, money.currency),
        _ => quantity.to_string(),
    }
}

/// A quantity as somebody would type it again.
pub fn quantity_typed(quantity: &Quantity) -> String {
    if quantity.unit == UNIT_MINUTE && quantity.scale == 0 {
        let minutes = quantity.mantissa;
        return if minutes % 60 == 0 {
            (minutes / 60).to_string()
        } else {
            format!("{minutes} min")
        };
    }
    let text = quantity.to_string();
    text.split(' ').next().unwrap_or_default().to_owned()
}
