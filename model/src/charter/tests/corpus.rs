//! The attacks on the charter: each is made once more, and the name by which it is refused has to be seen.

use super::{forked, hostile, removal, withdrawal};
use std::cell::RefCell;
use std::fmt::Debug;

thread_local! {
    /// What was seen on this thread, while somebody wants to know.
    static SEEN: RefCell<Option<Vec<String>>> = const { RefCell::new(None) };
}

/// The usual assertion, which also notes what it was given.
macro_rules! assert_eq_seen {
    ($left:expr, $right:expr $(, $($said:tt)*)?) => {
        match (&$left, &$right) {
            (left, right) => {
                $crate::charter::tests::corpus::saw(left);
                ::std::assert_eq!(left, right $(, $($said)*)?);
            }
        }
    };
}

pub(super) use assert_eq_seen as assert_eq;

/// Notes what was seen, where somebody wants to know.
pub(in crate::charter) fn saw(what: &(impl Debug + ?Sized)) {
    SEEN.with_borrow_mut(|seen| {
        if let Some(seen) = seen {
            seen.push(format!("{what:?}"));
        }
    });
}

/// Each attack, the name by which it is refused, and its test.
const ATTACKS: &[(&str, &str, fn())] = &[
    (
        "an act by a maker that needs a steward",
        "NeedsRole",
        hostile::a_maker_cannot_do_what_needs_a_steward,
    ),
    (
        "an act by a role that its author has not seen",
        "NeedsRole",
        hostile::a_role_counts_for_who_has_seen_that_it_was_given,
    ),
    (
        "an act in another's name",
        "WrongSpeaker",
        hostile::nobody_speaks_for_another,
    ),
    (
        "an invitation guessed",
        "JoinProof",
        hostile::a_join_needs_its_invitation_seen_unused_and_its_key,
    ),
    (
        "an invitation used once too often",
        "InvitationUsedUp",
        hostile::a_join_needs_its_invitation_seen_unused_and_its_key,
    ),
    (
        "an invitation that its user has not seen",
        "InvitationUnseen",
        hostile::a_join_needs_its_invitation_seen_unused_and_its_key,
    ),
    (
        "a join that somebody else has signed",
        "EndpointProof",
        hostile::a_join_needs_its_invitation_seen_unused_and_its_key,
    ),
    (
        "the id of another person",
        "PersonTaken",
        hostile::a_join_cannot_take_the_id_of_another,
    ),
    (
        "a device that nobody of the person has vouched for",
        "OlderDeviceUnknown",
        hostile::only_an_older_device_of_the_same_person_vouches,
    ),
    (
        "a second founding",
        "NotTheFounder",
        hostile::strangers_and_second_founders_have_no_say,
    ),
    (
        "an act by a stranger",
        "NotIntroduced",
        hostile::strangers_and_second_founders_have_no_say,
    ),
    (
        "a name that turns the text around it",
        "Invisible",
        hostile::names_that_deceive_and_bodies_beyond_their_limits_are_refused,
    ),
    (
        "a name of 121 letters",
        "TooLong",
        hostile::names_that_deceive_and_bodies_beyond_their_limits_are_refused,
    ),
    (
        "an act by an always-on copy",
        "ReplicaWrites",
        hostile::a_replica_writes_nothing,
    ),
    (
        "an invitation that was taken back",
        "Withdrawn",
        withdrawal::a_leaked_invitation_is_taken_back_and_only_the_named_joins_stand,
    ),
    (
        "an invitation that leaked, used on an old branch",
        "Withdrawn",
        withdrawal::a_leaked_invitation_is_taken_back_and_only_the_named_joins_stand,
    ),
    (
        "a role handed on by whom a leak let in",
        "Baseless",
        withdrawal::a_leaked_invitation_is_taken_back_and_only_the_named_joins_stand,
    ),
    (
        "an invitation of a removed steward",
        "InviterEnded",
        withdrawal::the_invitations_of_a_removed_steward_end_with_them,
    ),
    (
        "an invitation that has expired",
        "Expired",
        withdrawal::expired_is_for_clocks_to_say_and_used_up_for_the_past,
    ),
    (
        "a steward who is removed and appoints a friend on an old branch",
        "Baseless",
        removal::what_a_removed_steward_gives_away_on_an_old_branch_counts_for_nothing,
    ),
    (
        "one steward of three who removes another alone",
        "Waits",
        removal::from_three_stewards_on_removing_one_needs_two,
    ),
    (
        "the last steward removed",
        "LastSteward",
        removal::the_last_steward_cannot_go_however_they_try,
    ),
    (
        "a fork claimed and not proved",
        "ForkUnproven",
        forked::nothing_but_a_fork_proves_a_fork,
    ),
    (
        "a second founding as the founder's first act",
        "OtherFounding",
        hostile::the_founders_key_founds_no_commons_a_second_time,
    ),
];

#[test]
fn each_attack_on_the_charter_is_refused_by_its_name_when_it_is_made() {
    for (attack, refusal, test) in ATTACKS {
        SEEN.set(Some(vec![]));
        test();
        let seen = SEEN.take().unwrap_or_default();
        let is_named = |one: &String| {
            let mut words = one.split(|letter: char| !letter.is_alphanumeric());
            words.any(|word| word == *refusal)
        };
        assert!(
            seen.iter().any(is_named),
            "{attack}: {refusal} was not seen in {seen:?}"
        );
    }
}
