//! A join that is not over: kept beside the history, so that it goes on after the program was closed.

use super::{Commons, INVITATION};
use crate::trouble::Trouble;
use model::invitation::Invitation;

/// The name under which the store keeps who is joining.
const JOINING: &str = "joining";

impl Commons {
    /// Keeps that this person is joining with the invitation that this commons knocks with.
    pub fn keep_joining(&mut self, person: &str) -> Result<(), Trouble> {
        Ok(self.store.local_set(JOINING, person.as_bytes())?)
    }

    /// The join that is not over: the invitation, and the name of who joins.
    pub fn kept_joining(&self) -> Result<Option<(Invitation, String)>, Trouble> {
        let text = |name| -> Result<Option<String>, Trouble> {
            let kept = self.store.local_get(name)?;
            Ok(kept.and_then(|bytes| String::from_utf8(bytes).ok()))
        };
        let (Some(person), Some(invitation)) = (text(JOINING)?, text(INVITATION)?) else {
            return Ok(None);
        };
        Ok(invitation
            .parse()
            .ok()
            .map(|invitation| (invitation, person)))
    }

    /// The join is over.
    pub fn forget_joining(&mut self) -> Result<(), Trouble> {
        if self.store.local_get(JOINING)?.is_some() {
            self.store.local_remove(JOINING)?;
        }
        Ok(())
    }
}
