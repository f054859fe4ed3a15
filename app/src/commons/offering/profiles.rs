//! What this device wrote of a profile on a branch that does not stay is written again, where nobody has changed it since.

use super::past_of;
use crate::commons::Commons;
use crate::deed::When;
use crate::deed::profile::ProfileChange;
use crate::files::Kept;
use crate::trouble::Trouble;
use crate::view::NoticeKind;
use crate::words::keys as words;
use model::id::{AgentId, DocumentId};
use model::profile::Profile;
use sync::log::StoredChange;

impl Commons {
    pub(super) fn offer_profile(
        &mut self,
        document: DocumentId,
        agent: AgentId,
    ) -> Result<(), Trouble> {
        let stored = self.store().load(document)?;
        let mut offered = self.offered(document)?;
        let mine = stored.iter();
        let mine = mine.filter(|stored| self.is_to_offer(document, stored, &offered));
        let mine: Vec<&StoredChange> = mine.collect();
        let (Some(first), Some(last)) = (mine.first(), mine.last()) else {
            return Ok(());
        };
        let before = Profile::of(&past_of(&stored, &first.change.header.deps, document)?);
        let after = Profile::of(&past_of(&stored, &[last.change.header.hash], document)?);
        let shown = self.profiles().get(agent).cloned().unwrap_or_default();
        let (change, left) = offer(&before, &after, &shown);
        let written = change != ProfileChange::default()
            && self.change_profile(agent, change, When::now(None))?;
        offered.extend(mine.iter().map(|change| change.change.header.hash));
        self.note_offered(document, &offered)?;
        if written || left {
            let kind = match left {
                true => NoticeKind::Bad,
                false => NoticeKind::News,
            };
            let said = words::profile_offered_again(&self.called(agent), &after.name, left);
            self.tell(kind, said);
            self.version += 1;
        }
        Ok(())
    }
}

/// What of a profile is written again: a value that stands as it did before; and whether others were changed since.
fn offer(before: &Profile, after: &Profile, shown: &Profile) -> (ProfileChange, bool) {
    let mut left = false;
    let mut again = |is_new: bool, is_untouched: bool, is_there: bool| {
        left |= is_new && !is_untouched && !is_there;
        is_new && is_untouched && !is_there
    };
    let name = again(
        after.name != before.name,
        shown.name == before.name,
        shown.name == after.name,
    );
    let note = again(
        after.note != before.note,
        shown.note == before.note,
        shown.note == after.note,
    );
    let picture = again(
        after.picture != before.picture,
        shown.picture == before.picture,
        shown.picture == after.picture,
    );
    let kept = after.picture.map(|(hash, bytes)| Kept {
        hash,
        bytes,
        name: String::new(),
    });
    let change = ProfileChange {
        name: name.then(|| after.name.clone()),
        note: note.then(|| after.note.clone()),
        picture: picture.then_some(kept),
    };
    (change, left)
}
