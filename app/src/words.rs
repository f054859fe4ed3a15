//! Every word a person reads, in one place, so that it can be said in other languages later.
//!
//! Plain words only: a change, a version, a device, "copy on your devices"; never the machinery.
//! The window and the commands share what stands here for statuses and errors.

use model::day::Day;

pub use model::charter::title::visible;

pub mod acts;
pub mod belonging;
pub mod books;
pub mod branches;
pub mod catalogue;
pub mod commands;
pub mod compare;
pub mod correcting;
pub mod decide;
pub mod design;
pub mod details;
pub mod devices;
pub mod ended;
pub mod endings;
pub mod export;
pub mod first_start;
pub mod invitations;
pub mod keys;
pub mod ledger;
pub mod passphrase;
pub mod people;
pub mod periods;
pub mod picker;
pub mod profile;
pub mod quarter;
pub mod questions;
pub mod reciprocity;
pub mod recovery;
pub mod refused;
pub mod rights;
pub mod rules;
pub mod settings;
pub mod sharing;
pub mod shell;
pub mod since;
pub mod spoken;
pub mod standing;
pub mod statement;
pub mod timeline;
pub mod what_if;

/// On a button while its request is at work.
pub const SAVING: &str = "Saving…";
/// Close.
pub const CLOSE: &str = "Close";
/// Cancel.
pub const CANCEL: &str = "Cancel";
/// The rules in force are of a newer version of the program.
pub const NOT_JUDGED: &str = "Not judged here";
/// Why, and what helps.
pub const NOT_JUDGED_WHY: &str = "This commons uses rules of a newer version of the program. What counts, what is owed and where anybody stands is told by a program that knows them: update this one.";
/// Copy.
pub const COPY: &str = "Copy";
/// After copying.
pub const COPIED: &str = "Copied";
/// Before the first entry and each use report.
pub const STAYS: &str =
    "Everyone in this commons will see this, and it cannot be erased, only corrected.";
/// The same in an open commons.
pub const STAYS_OPEN: &str = "Anyone will see this, and it cannot be erased, only corrected.";
/// A form that lacks something.
pub const FILL_IN: &str = "Fill in what is missing first";
/// A device that may only read.
pub const READ_ONLY: &str = "This device reads this commons and does not write in it";
/// While a page is being read from the disk.
pub const OPENING: &str = "Opening…";

/// What stays, in this kind of commons.
pub fn stays(open: bool) -> &'static str {
    if open { STAYS_OPEN } else { STAYS }
}

/// One less of it.
pub fn fewer(name: &str) -> String {
    format!("Fewer: {name}")
}

/// One more of it.
pub fn more(name: &str) -> String {
    format!("More: {name}")
}

/// "1 change", "3 changes", "3,137 changes".
pub fn count(n: u64, one: &str, many: &str) -> String {
    if n == 1 {
        format!("1 {one}")
    } else {
        format!("{} {many}", number(n))
    }
}

/// "3,137".
pub fn number(n: u64) -> String {
    let digits = n.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// "10 Feb 2026".
pub fn day(day: Day) -> String {
    let (year, month, day) = day.civil();
    format!("{day} {} {year}", MONTHS[month as usize - 1])
}

const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];

/// "3.2 MB".
pub fn bytes(n: u64) -> String {
    let tenths = |unit: u64| (n * 10 + unit / 2) / unit;
    let shown = |tenths: u64, name: &str| format!("{}.{} {name}", tenths / 10, tenths % 10);
    match n {
        0..1_000 => format!("{n} bytes"),
        1_000..1_000_000 => shown(tenths(1_000), "kB"),
        1_000_000..1_000_000_000 => shown(tenths(1_000_000), "MB"),
        _ => shown(tenths(1_000_000_000), "GB"),
    }
}

/// "Ana", "Ana and Ben", "Ana, Ben and 4 others".
pub fn names(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [one, two] => format!("{one} and {two}"),
        [one, two, three] => format!("{one}, {two} and {three}"),
        [one, two, rest @ ..] => format!("{one}, {two} and {} others", rest.len()),
    }
}

/// With a capital letter, to begin a sentence.
pub fn capital(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    first.chain(letters).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_days_and_sizes_read_as_people_write_them() {
        assert_eq!(number(50_000), "50,000");
        assert_eq!(number(999), "999");
        assert_eq!(count(1, "change", "changes"), "1 change");
        assert_eq!(count(0, "change", "changes"), "0 changes");
        assert_eq!(bytes(3_249_000), "3.2 MB");
        assert_eq!(bytes(12), "12 bytes");
        assert_eq!(
            Day::from_civil(2026, 2, 10).map(day),
            Some("10 Feb 2026".into())
        );
        let four = ["Ana", "Ben", "Cleo", "Dev"].map(str::to_owned);
        assert_eq!(names(&four), "Ana, Ben and 2 others");
    }
}
