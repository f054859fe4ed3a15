//! The door: what honest people write comes in, and everything else is refused by name.

#[path = "admission/designs.rs"]
mod designs;
#[path = "admission/entries.rs"]
mod entries;
#[path = "admission/forks.rs"]
mod forks;
#[path = "admission/forms.rs"]
mod forms;
#[path = "admission/scene.rs"]
mod scene;
#[path = "admission/signatures.rs"]
mod signatures;

use history::{admit, history, shuffled, state};
use model::admission::{Context, DocumentState, Verdict};
use tests::fire::barrage;
use tests::fire::dice::Dice;
use tests::fire::honest::{honest, writers};
use tests::fire::{forge, history};
use tests::plain_admission::{Around, Plain, PlainDocument};

#[test]
fn what_three_people_write_is_admitted_in_every_order() {
    for seed in 0..60 {
        let changes = history(seed, 40);
        let mut dice = Dice::new(seed + 1000);
        let mut heads = None;
        for _ in 0..3 {
            let mut state = state();
            for change in shuffled(&changes, &mut dice) {
                let verdict = admit(&mut state, change.raw_bytes());
                assert_eq!(
                    verdict,
                    Verdict::Admitted,
                    "seed {seed}: {:?}",
                    change.decode()
                );
            }
            assert_eq!(state.changes(), changes.len() as u64);
            let all = state.heads();
            assert_eq!(*heads.get_or_insert_with(|| all.clone()), all);
            let bytes = changes.iter().map(|change| change.raw_bytes());
            let rebuilt = DocumentState::rebuild(history::COMMONS, history::design(), bytes);
            assert_eq!(rebuilt.map(|state| state.heads()), Ok(all));
        }
    }
}

#[test]
fn both_admissions_take_in_what_honest_people_write_in_every_order() {
    for seed in 0..48 {
        let honest = honest(seed, 30);
        let writers = writers();
        let authority = history::Writers(&writers);
        let context = Context {
            authority: &authority,
            previous_ledger: &honest.ends,
        };
        let around = Around {
            writers: &writers,
            ends: &honest.ends,
        };
        let mut state = DocumentState::new(history::COMMONS, honest.name);
        let mut plain = PlainDocument::new(honest.name);
        for change in shuffled(&honest.changes, &mut Dice::new(seed)) {
            let (bytes, said) = (change.raw_bytes(), change.decode());
            let verdict = history::admit_around(&mut state, bytes, &context);
            assert_eq!(verdict, Verdict::Admitted, "seed {seed}: {said:?}");
            assert_eq!(plain.admit(bytes, around), Plain::Admitted, "seed {seed}");
        }
    }
}

#[test]
fn no_mutant_that_comes_in_harms_a_document() {
    let mutants = number_from("COMMONWRIGHT_MUTANTS").unwrap_or(16_000);
    let seed = number_from("COMMONWRIGHT_SEED").unwrap_or(1);
    let tally = barrage::run(mutants as usize, seed);
    println!("{tally:#?}");
    assert_eq!(tally.mutants, mutants as usize);
    if mutants >= 16_000 {
        // They must reach deep: most rules have to have spoken, and some mutants come in.
        assert!(tally.admitted > tally.mutants / 100);
        assert!(tally.refused.len() > 40);
    }
}

fn number_from(variable: &str) -> Option<u64> {
    let said = std::env::var(variable).ok()?;
    Some(said.parse().expect("a number"))
}

/// The attacks of this suite, the name by which each is refused, and its test.
const ATTACKS: &[(&str, &str, fn())] = &[
    (
        "a signature with a flipped bit",
        "Signature",
        signatures::a_signature_with_any_flipped_bit_is_forged,
    ),
    (
        "a change under somebody else's signature",
        "Signature",
        signatures::nobody_signs_for_another_or_for_another_place,
    ),
    (
        "a change replayed into another document",
        "Signature",
        signatures::nobody_signs_for_another_or_for_another_place,
    ),
    (
        "a change replayed into another commons",
        "Signature",
        signatures::nobody_signs_for_another_or_for_another_place,
    ),
    (
        "a run with a hole under one signature",
        "BrokenRun",
        signatures::one_signature_proves_an_unbroken_run,
    ),
    (
        "a gap in the numbers of an author",
        "SequenceGap",
        forms::an_author_counts_without_gaps_and_repeats,
    ),
    (
        "the same change again",
        "AlreadyHere",
        forms::an_author_counts_without_gaps_and_repeats,
    ),
    (
        "a number beyond all numbers",
        "Counter",
        forms::an_author_counts_without_gaps_and_repeats,
    ),
    (
        "a change beside one's own previous one",
        "PreviousNotNamed",
        forms::an_author_counts_without_gaps_and_repeats,
    ),
    (
        "two branches of one author joined by their author",
        "TwoPrevious",
        forms::an_author_counts_without_gaps_and_repeats,
    ),
    (
        "operations counted from elsewhere",
        "StartOfOperations",
        forms::an_author_counts_without_gaps_and_repeats,
    ),
    (
        "operations that end beyond the last number",
        "Counter",
        forms::operations_end_before_the_last_number,
    ),
    (
        "an unknown device among those listed",
        "UnknownActor",
        forms::a_change_names_the_devices_it_needs_and_no_other,
    ),
    (
        "a device listed and not used",
        "UnusedActor",
        forms::a_change_names_the_devices_it_needs_and_no_other,
    ),
    (
        "257 other devices",
        "TooManyActors",
        forms::a_change_names_the_devices_it_needs_and_no_other,
    ),
    ("an author footer", "Trailing", forms::a_change_has_one_form),
    (
        "a compressed change",
        "Compressed",
        forms::a_change_has_one_form,
    ),
    (
        "a compressed column",
        "ColumnCompressed",
        forms::a_change_has_one_form,
    ),
    (
        "ten million rows in three bytes",
        "TooManyRows",
        forms::a_change_has_one_form,
    ),
    (
        "a document instead of a change",
        "OtherChunk",
        forms::a_change_has_one_form,
    ),
    (
        "a run that is not in its one form",
        "Form",
        forms::a_change_has_one_form,
    ),
    (
        "columns of different length",
        "Rows",
        forms::a_change_has_one_form,
    ),
    (
        "an unknown column",
        "ColumnUnknown",
        forms::a_change_has_one_form,
    ),
    (
        "65 heads",
        "TooManyDependencies",
        forms::a_change_has_one_form,
    ),
    (
        "a time before all times",
        "Time",
        forms::a_change_has_one_form,
    ),
    (
        "64 KiB and a byte",
        "TooLong",
        forms::a_change_is_at_most_64_kib_and_undamaged,
    ),
    (
        "a wrong checksum",
        "Checksum",
        forms::a_change_is_at_most_64_kib_and_undamaged,
    ),
    (
        "a number that is not in its shortest form",
        "Number",
        forms::a_change_is_at_most_64_kib_and_undamaged,
    ),
    (
        "an object that its author cannot know",
        "UnknownObject",
        designs::an_operation_writes_where_its_author_could,
    ),
    (
        "an element that its author cannot know",
        "UnknownElement",
        designs::an_operation_writes_where_its_author_could,
    ),
    (
        "a list addressed like a map",
        "KeyKind",
        designs::an_operation_writes_where_its_author_could,
    ),
    (
        "a value that its author cannot know replaced",
        "UnknownPredecessor",
        designs::a_change_replaces_exactly_what_its_author_saw,
    ),
    (
        "a value of another place replaced",
        "PredecessorElsewhere",
        designs::a_change_replaces_exactly_what_its_author_saw,
    ),
    (
        "a value overwritten unseen",
        "Predecessors",
        designs::a_change_replaces_exactly_what_its_author_saw,
    ),
    (
        "a deletion of nothing",
        "DeletesNothing",
        designs::a_deletion_removes_something_that_is_there,
    ),
    (
        "a deletion that says it inserts",
        "DeletesNothing",
        designs::a_deletion_removes_something_that_is_there,
    ),
    (
        "a counter",
        "Value",
        designs::only_what_designs_are_made_of_comes_in,
    ),
    (
        "a table",
        "Action",
        designs::only_what_designs_are_made_of_comes_in,
    ),
    (
        "a mark on a text",
        "Mark",
        designs::only_what_designs_are_made_of_comes_in,
    ),
    (
        "two letters in one place of a text",
        "TextElement",
        designs::only_what_designs_are_made_of_comes_in,
    ),
    (
        "a key of 129 bytes",
        "KeyTooLong",
        designs::only_what_designs_are_made_of_comes_in,
    ),
    (
        "objects nested nine deep",
        "TooDeep",
        designs::objects_are_nested_no_deeper_than_eight,
    ),
    (
        "a fixed object replaced",
        "FixedObject",
        designs::the_fixed_objects_of_a_design_stay,
    ),
    (
        "an entry overwritten",
        "NotTheNextEntry",
        entries::a_ledger_takes_exactly_the_next_entry,
    ),
    (
        "an entry deleted",
        "NotTheNextEntry",
        entries::a_ledger_takes_nothing_but_entries,
    ),
    (
        "an entry left out",
        "NotTheNextEntry",
        entries::a_ledger_takes_exactly_the_next_entry,
    ),
    (
        "two entries at once",
        "NotTheNextEntry",
        entries::a_ledger_takes_nothing_but_entries,
    ),
    (
        "an entry in another device's ledger",
        "OtherWriter",
        entries::a_ledger_takes_nothing_but_entries,
    ),
    (
        "an entry that is not in its one form",
        "NotCanonical",
        entries::a_ledger_takes_nothing_but_entries,
    ),
    (
        "entry 1,001",
        "LedgerFull",
        entries::a_full_ledger_goes_on_in_the_next_one,
    ),
    (
        "a ledger that continues none",
        "LedgerBroken",
        entries::a_full_ledger_goes_on_in_the_next_one,
    ),
    (
        "a writer whom nobody knows",
        "Author",
        entries::who_is_not_known_yet_is_waited_for,
    ),
    (
        "both branches of a fork",
        "OtherBranch",
        forks::both_branches_come_in_and_everywhere_the_same_one_stays,
    ),
    (
        "a removed device on an old branch",
        "Removed",
        forks::what_lies_beyond_a_removal_is_set_aside_with_what_builds_on_it,
    ),
];

#[test]
fn each_attack_is_refused_by_its_name_when_it_is_made() {
    let unseen = tests::corpus::unseen(ATTACKS.iter().copied());
    assert!(unseen.is_empty(), "{}", unseen.join("\n"));
}
