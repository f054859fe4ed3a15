//! Deeds: everything that a person can do to a commons, whether the window or a command asks.
//!
//! Each deed is one or a few signed changes, stored when it returns.

pub mod backup;
pub mod belonging;
pub mod bundle;
pub mod closing;
pub mod compare;
pub mod correcting;
pub mod cosigning;
pub mod deciding;
pub mod decisions;
pub mod designs;
pub mod devices;
pub mod endings;
pub mod entries;
pub mod export;
pub mod find;
pub mod import;
pub mod invitations;
pub mod people;
pub mod profile;
pub mod readmission;
pub mod recovery;
pub mod rules;
pub mod rules_file;
pub mod shares;
pub mod sharing;
pub mod statement;
pub mod variants;
pub mod what_if;

use model::day::Day;

/// When a deed is done: the day that its author gives it, and the clock for display.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct When {
    /// The civil day of the entry.
    pub day: Day,
    /// The clock in milliseconds since 1970.
    pub time_ms: i64,
}

impl When {
    /// Now, by this computer's clock; on `day` when the person names one.
    pub fn now(day: Option<Day>) -> When {
        let time_ms = i64::try_from(crate::chance::now_ms()).unwrap_or(0);
        let time_ms = match day {
            // A named day also shows as the day of a change to a design.
            Some(day) => i64::from(day.0) * 86_400_000 + time_ms.rem_euclid(86_400_000),
            None => time_ms,
        };
        When {
            day: day.unwrap_or_else(|| crate::chance::day_of(time_ms)),
            time_ms: time_ms.max(0),
        }
    }
}
