//! What people try who mean harm, in one list: the attack, the name by which it is refused, and the test that shows it.
//!
//! The tests stand where the rest of their subject stands. What needs no other process, disk or network is made once more by the
//! lists of its suite, and the refusal has to be seen while it runs; of the others it is held that they are there and
//! assert that refusal.

#[path = "attacks/changes.rs"]
mod changes;
#[path = "attacks/collected.rs"]
mod collected;
#[path = "attacks/joins.rs"]
mod joins;
#[path = "attacks/names.rs"]
mod names;
#[path = "attacks/peers.rs"]
mod peers;
#[path = "attacks/wire.rs"]
mod wire;

use std::path::Path;
use tests::fire::{forge, history};

/// One attack.
struct Attack {
    name: &'static str,
    /// The name of the refusal, as the test asserts it.
    refusal: &'static str,
    file: &'static str,
    test: &'static str,
}

macro_rules! attacks {
    ($($file:literal { $($name:literal => $refusal:literal $test:ident;)* })*) => {
        &[$($(Attack { name: $name, refusal: $refusal, file: $file, test: stringify!($test) },)*)*]
    };
}

const ATTACKS: &[Attack] = attacks! {
    "tests/tests/admission/signatures.rs" {
        "a signature with a flipped bit" => "Signature" a_signature_with_any_flipped_bit_is_forged;
        "a change under somebody else's signature" => "Signature" nobody_signs_for_another_or_for_another_place;
        "a change replayed into another document" => "Signature" nobody_signs_for_another_or_for_another_place;
        "a change replayed into another commons" => "Signature" nobody_signs_for_another_or_for_another_place;
        "a run with a hole under one signature" => "BrokenRun" one_signature_proves_an_unbroken_run;
    }
    "tests/tests/attacks/changes.rs" {
        "another author's change signed again" => "Signature" another_authors_change_is_not_mine_by_signing_it;
        "another author's change in one's own name" => "SequenceGap" another_authors_change_is_not_mine_by_signing_it;
        "two changes that claim to build on each other" => "Pending" nothing_hangs_from_itself;
        "an entry of 64 KiB and a byte" => "TooLong" an_entry_is_at_most_64_kib_whatever_is_in_it;
    }
    "tests/tests/admission/forms.rs" {
        "a gap in the numbers of an author" => "SequenceGap" an_author_counts_without_gaps_and_repeats;
        "the same change again" => "AlreadyHere" an_author_counts_without_gaps_and_repeats;
        "a number beyond all numbers" => "Counter" an_author_counts_without_gaps_and_repeats;
        "a change beside one's own previous one" => "PreviousNotNamed" an_author_counts_without_gaps_and_repeats;
        "two branches of one author joined by their author" => "TwoPrevious" an_author_counts_without_gaps_and_repeats;
        "operations counted from elsewhere" => "StartOfOperations" an_author_counts_without_gaps_and_repeats;
        "operations that end beyond the last number" => "Counter" operations_end_before_the_last_number;
        "an unknown device among those listed" => "UnknownActor" a_change_names_the_devices_it_needs_and_no_other;
        "a device listed and not used" => "UnusedActor" a_change_names_the_devices_it_needs_and_no_other;
        "257 other devices" => "TooManyActors" a_change_names_the_devices_it_needs_and_no_other;
        "an author footer" => "Trailing" a_change_has_one_form;
        "a compressed change" => "Compressed" a_change_has_one_form;
        "a compressed column" => "ColumnCompressed" a_change_has_one_form;
        "ten million rows in three bytes" => "TooManyRows" a_change_has_one_form;
        "a document instead of a change" => "OtherChunk" a_change_has_one_form;
        "a run that is not in its one form" => "Form" a_change_has_one_form;
        "columns of different length" => "Rows" a_change_has_one_form;
        "an unknown column" => "ColumnUnknown" a_change_has_one_form;
        "65 heads" => "TooManyDependencies" a_change_has_one_form;
        "a time before all times" => "Time" a_change_has_one_form;
        "64 KiB and a byte" => "TooLong" a_change_is_at_most_64_kib_and_undamaged;
        "a wrong checksum" => "Checksum" a_change_is_at_most_64_kib_and_undamaged;
        "a number that is not in its shortest form" => "Number" a_change_is_at_most_64_kib_and_undamaged;
    }
    "tests/tests/admission/designs.rs" {
        "an object that its author cannot know" => "UnknownObject" an_operation_writes_where_its_author_could;
        "an element that its author cannot know" => "UnknownElement" an_operation_writes_where_its_author_could;
        "a list addressed like a map" => "KeyKind" an_operation_writes_where_its_author_could;
        "a value that its author cannot know replaced" => "UnknownPredecessor" a_change_replaces_exactly_what_its_author_saw;
        "a value of another place replaced" => "PredecessorElsewhere" a_change_replaces_exactly_what_its_author_saw;
        "a value overwritten unseen" => "Predecessors" a_change_replaces_exactly_what_its_author_saw;
        "a deletion of nothing" => "DeletesNothing" a_deletion_removes_something_that_is_there;
        "a deletion that says it inserts" => "DeletesNothing" a_deletion_removes_something_that_is_there;
        "a counter" => "Value" only_what_designs_are_made_of_comes_in;
        "a table" => "Action" only_what_designs_are_made_of_comes_in;
        "a mark on a text" => "Mark" only_what_designs_are_made_of_comes_in;
        "two letters in one place of a text" => "TextElement" only_what_designs_are_made_of_comes_in;
        "a key of 129 bytes" => "KeyTooLong" only_what_designs_are_made_of_comes_in;
        "objects nested nine deep" => "TooDeep" objects_are_nested_no_deeper_than_eight;
        "a fixed object replaced" => "FixedObject" the_fixed_objects_of_a_design_stay;
    }
    "tests/tests/admission/entries.rs" {
        "an entry overwritten" => "NotTheNextEntry" a_ledger_takes_exactly_the_next_entry;
        "an entry deleted" => "NotTheNextEntry" a_ledger_takes_nothing_but_entries;
        "an entry left out" => "NotTheNextEntry" a_ledger_takes_exactly_the_next_entry;
        "two entries at once" => "NotTheNextEntry" a_ledger_takes_nothing_but_entries;
        "an entry in another device's ledger" => "OtherWriter" a_ledger_takes_nothing_but_entries;
        "an entry that is not in its one form" => "NotCanonical" a_ledger_takes_nothing_but_entries;
        "entry 1,001" => "LedgerFull" a_full_ledger_goes_on_in_the_next_one;
        "a ledger that continues none" => "LedgerBroken" a_full_ledger_goes_on_in_the_next_one;
        "a writer whom nobody knows" => "Author" who_is_not_known_yet_is_waited_for;
    }
    "tests/tests/attacks/collected.rs" {
        "what harmed Automerge, as a member could sign it" => "StartOfOperations" each_collected_attack_is_refused_for_what_it_does;
        "operation numbers used twice" => "StartOfOperations" operation_numbers_are_never_used_twice;
        "what harmed Automerge, as it was found" => "Refused" the_collected_attacks_are_refused_as_they_are;
    }
    "tests/tests/admission/forks.rs" {
        "both branches of a fork" => "OtherBranch" both_branches_come_in_and_everywhere_the_same_one_stays;
        "a removed device on an old branch" => "Removed" what_lies_beyond_a_removal_is_set_aside_with_what_builds_on_it;
    }
    "model/src/charter/tests/hostile.rs" {
        "an act by a maker that needs a steward" => "NeedsRole" a_maker_cannot_do_what_needs_a_steward;
        "an act by a role that its author has not seen" => "NeedsRole" a_role_counts_for_who_has_seen_that_it_was_given;
        "an act in another's name" => "WrongSpeaker" nobody_speaks_for_another;
        "an invitation guessed" => "JoinProof" a_join_needs_its_invitation_seen_unused_and_its_key;
        "an invitation used once too often" => "InvitationUsedUp" a_join_needs_its_invitation_seen_unused_and_its_key;
        "an invitation that its user has not seen" => "InvitationUnseen" a_join_needs_its_invitation_seen_unused_and_its_key;
        "a join that somebody else has signed" => "EndpointProof" a_join_needs_its_invitation_seen_unused_and_its_key;
        "the id of another person" => "PersonTaken" a_join_cannot_take_the_id_of_another;
        "a device that nobody of the person has vouched for" => "OlderDeviceUnknown" only_an_older_device_of_the_same_person_vouches;
        "a second founding" => "NotTheFounder" strangers_and_second_founders_have_no_say;
        "a second founding as the founder's first act" => "OtherFounding" the_founders_key_founds_no_commons_a_second_time;
        "an act by a stranger" => "NotIntroduced" strangers_and_second_founders_have_no_say;
        "a name that turns the text around it" => "Invisible" names_that_deceive_and_bodies_beyond_their_limits_are_refused;
        "a name of 121 letters" => "TooLong" names_that_deceive_and_bodies_beyond_their_limits_are_refused;
        "an act by an always-on copy" => "ReplicaWrites" a_replica_writes_nothing;
    }
    "model/src/charter/tests/withdrawal.rs" {
        "an invitation that was taken back" => "Withdrawn" a_leaked_invitation_is_taken_back_and_only_the_named_joins_stand;
        "an invitation that leaked, used on an old branch" => "Withdrawn" a_leaked_invitation_is_taken_back_and_only_the_named_joins_stand;
        "a role handed on by whom a leak let in" => "Baseless" a_leaked_invitation_is_taken_back_and_only_the_named_joins_stand;
        "an invitation of a removed steward" => "InviterEnded" the_invitations_of_a_removed_steward_end_with_them;
        "an invitation that has expired" => "Expired" expired_is_for_clocks_to_say_and_used_up_for_the_past;
    }
    "model/src/charter/tests/removal.rs" {
        "a steward who is removed and appoints a friend on an old branch" => "Baseless" what_a_removed_steward_gives_away_on_an_old_branch_counts_for_nothing;
        "one steward of three who removes another alone" => "Waits" from_three_stewards_on_removing_one_needs_two;
        "the last steward removed" => "LastSteward" the_last_steward_cannot_go_however_they_try;
    }
    "model/src/charter/tests/forked.rs" {
        "a fork claimed and not proved" => "ForkUnproven" nothing_but_a_fork_proves_a_fork;
    }
    "tests/tests/conversation.rs" {
        "a device that was removed asks for more" => "RightEnded" whom_two_stewards_remove_learns_so_and_gets_nothing_more;
        "a removed device's work on an old branch, on every peer" => "Removed" what_a_removed_device_wrote_beyond_what_stays_is_set_aside_everywhere;
        "a stranger asks for a closed commons" => "NotAllowed" who_is_no_member_of_a_closed_commons_sees_nothing;
        "an invitation used up, at the door" => "UsedUp" a_used_up_invitation_is_told_so;
        "an invitation expired, at the door" => "Expired" an_expired_invitation_is_told_so;
        "another message than a hello first" => "closed" a_peer_that_speaks_nonsense_is_left_and_nothing_changes;
    }
    "tests/tests/villains.rs" {
        "a run that nothing proves" => "NotProved" a_run_that_nothing_proves_is_refused_whole;
        "a flood of changes that miss something" => "WAITING_PER_AUTHOR_MAX" a_flood_of_changes_that_miss_something_stays_bounded_and_hinders_nobody;
        "a frame that unpacks to 64 MiB" => "Nonsense" a_small_frame_that_unpacks_to_much_closes_the_stream;
        "a disk that was set back" => "own_keys_elsewhere" a_device_whose_disk_was_set_back_is_told_to_stop_writing;
    }
    "tests/tests/attacks/peers.rs" {
        "two sides of a fork, to different peers first" => "OtherBranch" two_sides_of_a_fork_told_to_different_peers_first_end_as_one;
        "a change whose cause is never shown" => "Missing" what_is_never_shown_is_waited_for_without_holding_anybody_up;
        "a fork of one's own, out of order" => "OwnFork" a_program_never_signs_one_number_twice_whatever_it_is_asked;
    }
    "tests/tests/attacks/joins.rs" {
        "an invitation that is used up, its joining forged" => "InvitationUsedUp" a_forged_join_by_a_used_up_invitation_is_refused_by_name;
        "an invitation that was taken back, its joining forged" => "Withdrawn" a_forged_join_by_an_invitation_that_was_taken_back_has_no_effect;
        "an invitation after its last day, its joining forged" => "Withdrawn" a_forged_join_after_the_last_day_holds_only_until_the_invitation_is_closed;
        "a forged joining that hides its invitation" => "InvitationUnseen" a_forged_join_that_hides_the_invitation_itself_is_refused_by_name;
    }
    "tests/tests/attacks/wire.rs" {
        "a frame of 4 GiB" => "NotUnderstood" a_frame_longer_than_any_is_not_read;
        "a frame that never ends" => "ByUs" a_frame_that_never_ends_holds_no_more_than_what_came;
        "a stream with signs of life and nothing else" => "ByUs" signs_of_life_alone_hold_no_place;
        "a million tiny frames" => "FRAMES" a_million_tiny_frames_wait_for_who_reads_them;
        "a thousand connections" => "CALLERS_PER_PEER_MAX" a_thousand_callers_leave_room_for_a_member;
    }
    "tests/tests/net.rs" {
        "a reader who does not read" => "Full" a_slow_reader_makes_the_sender_wait_and_loses_nothing;
        "somebody else at a member's address" => "NoAnswer" somebody_else_at_the_address_is_not_taken_for_the_peer;
    }
    "tests/tests/files.rs" {
        "a stranger asks for a file by its name" => "Refused" a_stranger_gets_nothing_and_learns_nothing;
        "a file of another size than was signed" => "WrongSize" a_file_of_another_size_than_promised_is_not_taken;
        "a file written over another" => "AlreadyThere" nothing_is_written_over_and_only_files_are_taken_in;
        "a link in the place of a file" => "NotAFile" nothing_is_written_over_and_only_files_are_taken_in;
    }
    "tests/tests/attacks/names.rs" {
        "names with controls, bidi and zero width" => "Invisible" a_name_hides_nothing_and_is_short;
        "a name of a megabyte" => "TooLong" a_name_hides_nothing_and_is_short;
        "a file called ../../x, NUL, CON or a:stream" => "is_taken_everywhere" no_name_leads_out_of_its_folder_on_any_system;
        "a device, a pipe, a socket or a link as a file" => "NotAFile" devices_pipes_and_links_are_no_files;
    }
    "model/src/charter/tests/story.rs" {
        "two persons of one name" => "display_name" two_persons_of_one_name_get_a_mark;
    }
    "model/src/export/sheet.rs" {
        "a cell that begins with =" => "'=1+1" a_table_is_written_as_rfc_4180_says;
        "cells that calculate, of every kind" => "FORMULA_STARTS" every_text_comes_back_and_none_calculates;
        "a table without end" => "TooLarge" tables_of_others_come_in_with_their_own_separators;
    }
    "tests/tests/okh.rs" {
        "a manifest without end, or nested without end" => "TooLarge" too_much_is_refused_before_it_hurts;
    }
    "sync/src/drivers/bundle/tests.rs" {
        "a stick that was cut" => "Truncated" a_cut_bundle_is_noticed_wherever_it_was_cut;
        "a stick with a changed byte" => "Damaged" a_changed_byte_anywhere_is_noticed;
        "a stick of another commons" => "WrongCommons" every_wrong_file_gets_its_own_answer;
        "a file on a stick that is not what it says" => "WrongFile" an_unfinished_bundle_leaves_nothing_behind;
    }
};

#[test]
fn every_attack_is_refused_by_its_name_in_a_test() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut astray = Vec::new();
    for attack in ATTACKS {
        let text = std::fs::read_to_string(root.join(attack.file)).unwrap_or_default();
        match body(&text, attack.test) {
            None => astray.push(format!("{}: no test {}", attack.file, attack.test)),
            Some(body) if !body.contains(attack.refusal) => astray.push(format!(
                "{}: {} says nothing of {}, which refuses {}",
                attack.file, attack.test, attack.refusal, attack.name
            )),
            Some(_) => {}
        }
    }
    let made = |file: &str| -> Option<&str> {
        let [first, .., last] = file.split('/').collect::<Vec<_>>()[..] else {
            return None;
        };
        let in_memory = [
            "changes.rs",
            "collected.rs",
            "peers.rs",
            "names.rs",
            "joins.rs",
        ];
        match () {
            () if file.starts_with("tests/tests/admission/") => Some("tests/tests/admission.rs"),
            () if file.starts_with("model/src/charter/tests/") => {
                Some("model/src/charter/tests/corpus.rs")
            }
            () if first == "tests" && in_memory.contains(&last) => Some("tests/tests/attacks.rs"),
            () => None,
        }
    };
    // What is no name of a refusal but of what shows it is held to the text alone.
    let named = |attack: &&Attack| attack.refusal.starts_with(char::is_uppercase);
    for attack in ATTACKS.iter().filter(named) {
        let Some(list) = made(attack.file) else {
            continue;
        };
        let text = std::fs::read_to_string(root.join(list)).unwrap_or_default();
        let row = format!("(\"{}\", \"{}\",", attack.name, attack.refusal);
        let text: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
        if !text.replace("( \"", "(\"").contains(&row) {
            astray.push(format!("{list} does not make: {}", attack.name));
        }
    }
    assert!(astray.is_empty(), "{}", astray.join("\n"));
    let mut names: Vec<&str> = ATTACKS.iter().map(|attack| attack.name).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), ATTACKS.len(), "each attack stands here once");
    assert!(names.len() >= 100, "only {} attacks are left", names.len());
}

/// The text of a test, to the line that ends it.
fn body<'a>(text: &'a str, test: &str) -> Option<&'a str> {
    let named = text.find(&format!("fn {test}("))?;
    let begin = text[..named].rfind('\n').map_or(0, |at| at + 1);
    let (head, line) = text.split_at(begin);
    let indent = &line[..line.len() - line.trim_start().len()];
    let marked = head.trim_end().ends_with("#[test]");
    let end = text[begin..].find(&format!("\n{indent}}}\n"))?;
    marked.then_some(&text[begin..begin + end])
}

/// The attacks that are made in this suite, the name by which each is refused, and its test.
const MADE_HERE: &[(&str, &str, fn())] = &[
    (
        "another author's change signed again",
        "Signature",
        changes::another_authors_change_is_not_mine_by_signing_it,
    ),
    (
        "another author's change in one's own name",
        "SequenceGap",
        changes::another_authors_change_is_not_mine_by_signing_it,
    ),
    (
        "two changes that claim to build on each other",
        "Pending",
        changes::nothing_hangs_from_itself,
    ),
    (
        "an entry of 64 KiB and a byte",
        "TooLong",
        changes::an_entry_is_at_most_64_kib_whatever_is_in_it,
    ),
    (
        "what harmed Automerge, as a member could sign it",
        "StartOfOperations",
        collected::each_collected_attack_is_refused_for_what_it_does,
    ),
    (
        "operation numbers used twice",
        "StartOfOperations",
        collected::operation_numbers_are_never_used_twice,
    ),
    (
        "what harmed Automerge, as it was found",
        "Refused",
        collected::the_collected_attacks_are_refused_as_they_are,
    ),
    (
        "two sides of a fork, to different peers first",
        "OtherBranch",
        peers::two_sides_of_a_fork_told_to_different_peers_first_end_as_one,
    ),
    (
        "a change whose cause is never shown",
        "Missing",
        peers::what_is_never_shown_is_waited_for_without_holding_anybody_up,
    ),
    (
        "a fork of one's own, out of order",
        "OwnFork",
        peers::a_program_never_signs_one_number_twice_whatever_it_is_asked,
    ),
    (
        "names with controls, bidi and zero width",
        "Invisible",
        names::a_name_hides_nothing_and_is_short,
    ),
    (
        "a name of a megabyte",
        "TooLong",
        names::a_name_hides_nothing_and_is_short,
    ),
    (
        "a device, a pipe, a socket or a link as a file",
        "NotAFile",
        names::devices_pipes_and_links_are_no_files,
    ),
    (
        "an invitation that is used up, its joining forged",
        "InvitationUsedUp",
        joins::a_forged_join_by_a_used_up_invitation_is_refused_by_name,
    ),
    (
        "an invitation that was taken back, its joining forged",
        "Withdrawn",
        joins::a_forged_join_by_an_invitation_that_was_taken_back_has_no_effect,
    ),
    (
        "an invitation after its last day, its joining forged",
        "Withdrawn",
        joins::a_forged_join_after_the_last_day_holds_only_until_the_invitation_is_closed,
    ),
    (
        "a forged joining that hides its invitation",
        "InvitationUnseen",
        joins::a_forged_join_that_hides_the_invitation_itself_is_refused_by_name,
    ),
];

#[test]
fn each_attack_is_refused_by_its_name_when_it_is_made() {
    let unseen = tests::corpus::unseen(MADE_HERE.iter().copied());
    assert!(unseen.is_empty(), "{}", unseen.join("\n"));
}
