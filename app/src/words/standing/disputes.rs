//! Questioned entries: what comes out with each of them and without it.

use model::rsd1::{Flag, Status};

use super::{Called, code, money, plain_code};
use crate::view::{DisputeView, StandingCode};
use crate::words::reciprocity::standing;

/// Each entry without which another status comes out.
pub(super) fn disputes(status: &Status, called: &Called<'_>) -> Vec<DisputeView> {
    let disputes = status.flags.iter().filter_map(|flag| match flag {
        Flag::Disputed {
            fact,
            by,
            code: other,
            owed,
        } => Some(DisputeView {
            fact: *fact,
            words: questioned((called.agent)(*by)),
            with: comes_out(code(status), status.owed, status),
            without: comes_out(plain_code(*other), *owed, status),
        }),
        _ => None,
    });
    disputes.collect()
}

/// Who questions something.
pub(super) fn questioned(by: String) -> String {
    format!("{by} questions one entry.")
}

fn comes_out(code: StandingCode, owed: i64, status: &Status) -> String {
    let name = standing(code, status.binding);
    format!("{name}, {}", money(owed, status.currency))
}

impl DisputeView {
    /// All of it in a line.
    pub fn line(&self) -> String {
        format!(
            "{} With it: {}. Without it: {}.",
            self.words, self.with, self.without
        )
    }
}
