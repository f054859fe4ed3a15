//! The lines of the table about where people stand.

use crate::everyday::{self, StatusTimes};
use crate::measure::{at, median};
use crate::report::{Line, Table, megabytes, of, time};
use crate::stock::{Everyday, Stock};
use crate::town::Town;
use model::books::Books;
use std::time::Duration;

/// People and companies of an everyday ledger, and of a large one.
pub const EVERYDAY: (usize, usize) = (50, 6);
const LARGE: (usize, usize) = (300, 20);
/// The large ledger has so many times the entries of the everyday one.
const LARGE_TIMES: usize = 10;

/// All of them, for an everyday ledger of so many entries.
pub fn lines(table: &mut Table, entries: usize) {
    let (small, large) = (entries / 10, entries * LARGE_TIMES);
    after_one_entry(table, entries);
    let town = Town::make(EVERYDAY.0, EVERYDAY.1, entries);
    first_of_each(table, &town, entries);
    drop(town);
    let small_town = Town::make(EVERYDAY.0, EVERYDAY.1, small);
    let large_town = Town::make(LARGE.0, LARGE.1, large);
    all_of_many(table, &small_town, &large_town, (small, large));
}

/// In the program as people use it, with a home on the disk.
fn after_one_entry(table: &mut Table, entries: usize) {
    let stock = Everyday::make(EVERYDAY, entries);
    let (person, company) = everyday::status_of_both(&stock);
    for (who, times) in [("a person", person), ("a company", company)] {
        let StatusTimes {
            ours,
            passes,
            lines,
        } = times;
        let middle = median(ours.iter().copied());
        let pass = median(passes);
        table.add(Line {
            work: format!(
                "status of {who} with {lines} lines after one new entry, among {entries}: median and slowest"
            ),
            beside: "one pass that decodes every entry and sums".into(),
            ours: format!("{} and {}", time(middle), time(at(ours, 100))),
            theirs: time(pass),
            ratio: of(middle, pass),
            target: "under 10 ms".into(),
            met: Some(middle < Duration::from_millis(10)),
        });
    }
}

/// In memory: the first status of each, and one after one new entry.
fn first_of_each(table: &mut Table, town: &Town, entries: usize) {
    let (first, mut books) = town.first();
    let village = &town.village;
    for (who, agent) in [
        ("person", village.people[5]),
        ("company", village.companies[0]),
    ] {
        let times = town.after_one(&mut books, agent);
        let middle = median(times.iter().copied());
        table.add(Line {
            work: format!(
                "status of a {who} after one new entry, {entries} in memory: median and slowest"
            ),
            beside: "one pass that decodes every entry and sums".into(),
            ours: format!("{} and {}", time(middle), time(at(times, 100))),
            theirs: time(first.pass),
            ratio: of(middle, first.pass),
            target: "under 10 ms".into(),
            met: Some(middle < Duration::from_millis(10)),
        });
    }
    let (middle, slowest) = (median(first.each.iter().copied()), at(first.each, 100));
    table.add(Line {
        work: format!(
            "the first status of somebody, {entries} entries in memory: median and slowest"
        ),
        beside: "one pass that decodes every entry and sums".into(),
        ours: format!("{} and {}", time(middle), time(slowest)),
        theirs: time(first.pass),
        ratio: of(middle, first.pass),
        target: "slowest under 20 ms".into(),
        met: Some(slowest < Duration::from_millis(20)),
    });
}

fn all_of_many(
    table: &mut Table,
    small_town: &Town,
    large_town: &Town,
    (small, large): (usize, usize),
) {
    let (first, mut large_books) = large_town.first();
    let ratio = of(first.all, first.pass);
    table.add(Line {
        work: format!(
            "all {} statuses of {large} entries from their bytes ({} of it reading and judging)",
            first.each.len(),
            time(first.reading)
        ),
        beside: "one pass that decodes every entry and sums".into(),
        ours: time(first.all),
        theirs: time(first.pass),
        ratio,
        target: "at most 3 x".into(),
        met: Some(ratio <= 3.0),
    });
    table.note(&format!(
        "The books of {large} entries with all statuses take {} of memory when it is the most (target: under 500 MB).",
        megabytes(first.grown_bytes)
    ));
    let (_, mut small_books) = small_town.first();
    let after = |town: &Town, books: &mut Books| {
        let newcomer = town.welcome(books);
        median(town.after_one(books, newcomer))
    };
    let in_large = after(large_town, &mut large_books);
    let in_small = after(small_town, &mut small_books);
    let ratio = of(in_large, in_small);
    table.add(Line {
        work: format!("status of a company of 40 entries after one new fact, among {large}"),
        beside: format!("the same among {small}"),
        ours: time(in_large),
        theirs: time(in_small),
        ratio,
        target: "at most 1.2 x and 5 ms".into(),
        met: Some(ratio <= 1.2 && in_large < Duration::from_millis(5)),
    });
    let own = |town: &Town, books: &mut Books| {
        time(median(town.after_one(books, town.village.people[5])))
    };
    let (in_large, in_small) = (
        own(large_town, &mut large_books),
        own(small_town, &mut small_books),
    );
    table.note(&format!(
        "A status lists each contribution, so it grows with the person's own history: after one new fact that of a person takes {in_small} among {small} entries ({} days) and {in_large} among {large} ({} days).",
        small_town.days(),
        large_town.days()
    ));
}

/// The extreme: one person who wrote everything, 400 entries a day.
pub fn extreme(table: &mut Table, stock: &Stock) {
    const NEW_ENTRIES: usize = 11;
    let (ours, cold) = everyday::status(stock, NEW_ENTRIES);
    table.note(&format!(
        "The extreme: where one person wrote every entry of the ledger, 400 on each day, more than anybody can work, the status of one of the organisations takes {} after one new entry, and {} the first time, when all entries are read from the disk.",
        time(median(ours)),
        time(cold)
    ));
}
