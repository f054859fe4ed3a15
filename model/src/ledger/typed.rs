//! Texts as people type and paste them, in the one form in which they are written (RSD-1, section 1: NFC).

use super::{Fact, Parent};
use crate::charter::title::{clean_name, clean_text};

impl Fact {
    /// The same fact with its texts in their one form: composed, line ends `\n`, without what nobody sees. A name that has
    /// none stays as it is, and is refused with the reason.
    pub fn in_one_form(mut self) -> Fact {
        match &mut self {
            Fact::Contribution(said) => {
                text(&mut said.note);
                said.deliverable.as_mut().into_iter().for_each(name);
                said.machine_part.as_mut().into_iter().for_each(text);
            }
            Fact::ContributionReview(said) => text(&mut said.reason),
            Fact::ReviewWithdrawn(said) => text(&mut said.reason),
            Fact::SplitAgreement(said) => name(&mut said.deliverable),
            Fact::UseReport(said) => text(&mut said.note),
            Fact::Payment(said) => text(&mut said.reference),
            Fact::Agreement(said) => text(&mut said.note),
            Fact::ClassAttestation(said) => text(&mut said.source),
            Fact::DesignReview(said) => text(&mut said.note),
            Fact::Release(said) => {
                name(&mut said.version);
                text(&mut said.note);
                said.parents.iter_mut().for_each(parent);
            }
            Fact::Void(said) => text(&mut said.reason),
            Fact::Challenge(said) => text(&mut said.reason),
            Fact::Suspension(said) => text(&mut said.reason),
            Fact::Distribution(said) => {
                text(&mut said.note);
                said.buckets
                    .iter_mut()
                    .for_each(|bucket| name(&mut bucket.name));
            }
            Fact::Confirm(_)
            | Fact::CoSign(_)
            | Fact::Affiliation(_)
            | Fact::PaymentConfirmed(_)
            | Fact::Control(_)
            | Fact::Seal(_)
            | Fact::Received(_)
            | Fact::Unknown(_) => {}
        }
        self
    }
}

fn parent(parent: &mut Parent) {
    parent.address.as_mut().into_iter().for_each(text);
}

fn text(typed: &mut String) {
    *typed = clean_text(typed);
}

fn name(typed: &mut String) {
    if let Ok(clean) = clean_name(typed) {
        *typed = clean;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::FactId;
    use crate::ledger::tests::{one_of_each, written};
    use crate::ledger::{Challenge, WrittenFact};

    #[test]
    fn what_is_pasted_from_elsewhere_is_written_in_one_form() {
        let pasted = "  Rosi\u{65}\u{301}\r\nTab\there\u{202e}  ";
        let challenge = Challenge {
            fact: FactId([3; 32]),
            reason: pasted.to_owned(),
        };
        let as_typed = written(challenge.clone());
        assert!(as_typed.check().is_err());
        let fact = as_typed.fact.in_one_form();
        let Fact::Challenge(said) = &fact else {
            panic!("it is the same kind: {fact:?}");
        };
        assert_eq!(said.reason, "Rosi\u{e9}\nTab here");
        assert_eq!(
            WrittenFact {
                fact,
                ..written(challenge)
            }
            .check(),
            Ok(())
        );
    }

    #[test]
    fn what_is_in_its_one_form_stays_as_it_is() {
        for fact in one_of_each() {
            let before = written(fact);
            assert_eq!(before.fact.clone().in_one_form(), before.fact);
        }
    }
}
