//! Changing what one is called, one's note and one's picture; and those of an organisation for which one acts.

use super::When;
use crate::commons::Commons;
use crate::files::Kept;
use crate::trouble::Trouble;
use model::charter::Role;
use model::id::AgentId;
use model::profile::{Profile, ProfileError};

/// What is to be different; what is `None` stays.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ProfileChange {
    /// The name; empty for that of the charter.
    pub name: Option<String>,
    /// The note.
    pub note: Option<String>,
    /// The picture, kept in the store of files; `Some(None)` takes it away.
    pub picture: Option<Option<Kept>>,
}

impl Commons {
    /// Changes a profile. Gives whether anything was new.
    pub fn change_profile(
        &mut self,
        agent: AgentId,
        change: ProfileChange,
        when: When,
    ) -> Result<bool, Trouble> {
        let me = self.writer(Role::Guest)?;
        if !self.charter().speaks_for(me, agent) {
            return Err(Trouble::new(
                "The profile was not changed",
                format!("you do not act for {}", self.called(agent)),
                "ask somebody who does",
            ));
        }
        if let Some(Some(kept)) = &change.picture {
            self.hold_file(kept.hash)?;
        }
        let shown = self.profiles().get(agent).cloned().unwrap_or_default();
        let is_settled = self.profiles().rivals(agent).next().is_none();
        let picture = |kept: Kept| (kept.hash, kept.bytes);
        let changed = Profile {
            turn: shown.turn,
            name: change.name.unwrap_or_else(|| shown.name.clone()),
            note: change.note.unwrap_or_else(|| shown.note.clone()),
            picture: change
                .picture
                .map_or(shown.picture, |kept| kept.map(picture)),
            device: shown.device.clone(),
        };
        let changed = changed.cleaned()?;
        if changed == shown && is_settled {
            return Ok(false);
        }
        let changed = Profile {
            turn: self.profiles().next_turn(agent),
            ..changed
        };
        let name = Profile::document(self.device(), agent);
        let mut document = self.profile_document(name.id(self.id()))?;
        let key = self.key().clone();
        let written = changed.write(&mut document, &key, when.time_ms)?;
        self.write(name, written.into_iter().collect())?;
        Ok(true)
    }
}

impl From<ProfileError> for Trouble {
    fn from(error: ProfileError) -> Self {
        let remedy = match &error {
            ProfileError::Name(_) => "choose another name",
            ProfileError::NoteTooLong => "make it shorter",
            ProfileError::PictureTooLarge => "choose a smaller one",
            ProfileError::Words(_) => "run `check --repair`, then meet a peer",
        };
        Trouble::new("The profile was not changed", error.to_string(), remedy)
    }
}
