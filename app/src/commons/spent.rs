//! Invitations that are used up or over are closed for good.
//!
//! A join is judged by what its author had seen, so whoever holds an old invitation can go back to when it was open, make a
//! new key and come in once more. What stops that is a withdrawal, which names the joins that stand. The program of who
//! invited writes it, or later that of a steward: one act for each invitation, some days after it was seen to be spent, so
//! that those who joined in time and out of reach arrive before. Who arrives later is shown, and can be admitted again.

use super::Commons;
use crate::deed::When;
use crate::trouble::Trouble;
use model::charter::{OpenInvitation, Role};
use model::day::Day;
use model::id::FactId;
use std::collections::BTreeMap;

/// It is looked so often whether an invitation is spent.
pub const SPENT_LOOK_EVERY_MS: u64 = 60 * 60 * 1000;
/// So long after it was seen to be spent, the program of who invited closes it.
pub const SPENT_OWN_MS: u64 = 7 * DAY_MS;
/// So long after, the program of a steward does, where that of who invited has not.
pub const SPENT_OTHERS_MS: u64 = 14 * DAY_MS;
/// At once at most so many invitations are closed.
const SPENT_ACTS_MAX: usize = 16;
/// So many spent invitations are kept in mind.
const SPENT_MAX: usize = 1_000;
const DAY_MS: u64 = 24 * 60 * 60 * 1000;
/// An act's id, and when it was seen to be spent.
const NOTE_BYTES: usize = 40;

impl Commons {
    /// Closes the invitations that have been spent for some days, where I may. Called about once a second.
    pub fn close_spent_when_due(&mut self, now_ms: u64) {
        if !self.spent.is_now(now_ms, SPENT_LOOK_EVERY_MS) {
            return;
        }
        if let Err(trouble) = self.close_spent(now_ms) {
            // Nobody asked for it, and the next look tries again.
            tracing::warn!("{trouble}");
        }
    }

    fn close_spent(&mut self, now_ms: u64) -> Result<(), Trouble> {
        let Ok(me) = self.writer(Role::Guest) else {
            return Ok(());
        };
        if self.core.weighs() || self.key_in_doubt().is_some() {
            // What is in effect is not known yet, or nothing can be signed.
            return Ok(());
        }
        let time_ms = i64::try_from(now_ms).unwrap_or(0);
        let day = crate::chance::day_of(time_ms);
        let before = self.spent_since()?;
        let mut since = BTreeMap::new();
        let mut due = vec![];
        for one in self.charter().invitations() {
            if !is_spent(one, day) || !self.may_withdraw(one) || since.len() == SPENT_MAX {
                continue;
            }
            // A clock that was ahead must not put it off for ever.
            let seen = before.get(&one.id).filter(|seen| **seen <= now_ms);
            let seen = seen.copied().unwrap_or(now_ms);
            let wait = match one.by == me {
                true => SPENT_OWN_MS,
                false => SPENT_OTHERS_MS,
            };
            if now_ms - seen >= wait && due.len() < SPENT_ACTS_MAX {
                due.push(one.id);
            } else {
                since.insert(one.id, seen);
            }
        }
        if since != before {
            self.store.local_set(SPENT, &bytes_of(&since))?;
        }
        for invitation in due {
            let act = self.closing(invitation, (me, day));
            self.write_act(&act, When { day, time_ms })?;
        }
        Ok(())
    }

    /// Since when invitations that are not closed are known to be spent.
    fn spent_since(&self) -> Result<BTreeMap<FactId, u64>, Trouble> {
        let kept = self.store.local_get(SPENT)?.unwrap_or_default();
        let notes = kept.chunks_exact(NOTE_BYTES).filter_map(|note| {
            let (id, seen) = note.split_at_checked(32)?;
            let id = FactId(id.try_into().ok()?);
            Some((id, u64::from_be_bytes(seen.try_into().ok()?)))
        });
        Ok(notes.collect())
    }
}

/// Whether an invitation is open only for those who go back to when it was.
fn is_spent(invitation: &OpenInvitation, today: Day) -> bool {
    invitation.out.is_none() && (invitation.is_used_up() || invitation.is_expired(today))
}

fn bytes_of(since: &BTreeMap<FactId, u64>) -> Vec<u8> {
    let notes = since.iter();
    notes
        .flat_map(|(id, seen)| id.0.into_iter().chain(seen.to_be_bytes()))
        .collect()
}

/// Since when this device knows invitations to be spent, in milliseconds since 1970.
const SPENT: &str = "spent";
