//! What an entry says beyond its line.

use crate::words::{day, names};
use model::day::Day;
use model::number::Ratio;

/// An agreement by amount.
pub const BY_FLAT: &str = "For each report of use";
/// An agreement by part.
pub const BY_RATE: &str = "Of the revenue";

/// From when to when.
pub fn days(from: Day, to: Option<Day>) -> String {
    match to {
        Some(to) if to == from => format!("On {}", day(from)),
        Some(to) => format!("{} – {}", day(from), day(to)),
        None => format!("From {}", day(from)),
    }
}

/// When it was paid.
pub fn paid_on(on: Day) -> String {
    format!("Paid on {}", day(on))
}

/// A design that was used, in which version, as which part of the product.
pub fn used(name: &str, version: Option<&str>, part: Ratio) -> String {
    let version = version.map(|version| format!(", version {version}"));
    let part = match part == Ratio::ONE {
        true => "all of the product".to_owned(),
        false => format!("{part} of the product"),
    };
    format!("{name}{}: {part}", version.unwrap_or_default())
}

/// How many.
pub fn units(units: u32) -> String {
    match units {
        1 => "1 was made".to_owned(),
        n => format!("{n} were made"),
    }
}

/// For which designs an agreement is.
pub fn designs(designs: &[String]) -> String {
    match designs {
        [] => "For all designs of this commons".to_owned(),
        some => format!("For {}", names(some)),
    }
}

/// Which part of some work a machine made.
pub fn machine(part: &str) -> String {
    format!("Made by a machine: {part}")
}
