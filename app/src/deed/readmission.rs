//! Letting count again what a removal has set aside, and choosing which branch of a fork stands.

use super::When;
use crate::action::Again;
use crate::commons::Commons;
use crate::trouble::Trouble;
use crate::words::branches as words;
use model::admission::SetAside;
use model::charter::{Role, build};
use model::id::{ChangeHash, DeviceId, DocumentId};

/// One request admits at most so many changes again; what is left is admitted by the next.
pub const ADMITTED_AT_ONCE_MAX: usize = 500;

/// A change by its author, its number and its name.
type Named = (DeviceId, u64, ChangeHash);

impl Commons {
    /// Admits again what a removal or the end of a role has set aside. Gives how many changes.
    pub fn admit_again(&mut self, again: &Again, when: When) -> Result<u64, Trouble> {
        let me = self.writer(Role::Steward)?;
        let (document, named) = self.named_by(again)?;
        let mut admitted = 0;
        for change in named.into_iter().take(ADMITTED_AT_ONCE_MAX) {
            self.write_act(&build::readmit(me, when.day, document, change), when)?;
            admitted += 1;
        }
        if admitted == 0 {
            return Err(Trouble::new(
                "Nothing was admitted",
                "nothing of it is set aside any more",
                "see what does not count with `refused`",
            ));
        }
        self.weigh_what_is_open();
        self.catch_up()?;
        Ok(admitted)
    }

    fn named_by(&self, again: &Again) -> Result<(DocumentId, Vec<Named>), Trouble> {
        match again {
            Again::Act(act) => {
                let record = self.charter().act(*act);
                let record = record.filter(|_| self.charter().why_out(*act).is_some());
                let named = record.map(|record| (record.device, record.seq, record.hash));
                Ok((self.charter().document(), named.into_iter().collect()))
            }
            Again::Entry(fact) => {
                let Some(row) = self.index().entry(*fact)? else {
                    return Ok((self.charter().document(), vec![]));
                };
                self.removed_in(row.document, row.device, Some(row.seq))
            }
            Again::Changes(document, device) => self.removed_in(*document, *device, None),
            Again::Branch(document, first) => self.branch_named(*document, *first),
        }
    }

    /// The first change of a branch: naming it is what chooses the branch.
    fn branch_named(
        &self,
        design: DocumentId,
        first: ChangeHash,
    ) -> Result<(DocumentId, Vec<Named>), Trouble> {
        let Some(branch) = self.branch_aside(design, first)? else {
            return Ok((design, vec![]));
        };
        match branch.effect {
            Ok(_) => Ok((design, vec![branch.first])),
            Err(why) => Err(Trouble::new(
                "The branch was not chosen",
                words::no_choice(why),
                "see both branches with `refused`",
            )),
        }
    }

    fn removed_in(
        &self,
        document: DocumentId,
        device: DeviceId,
        only: Option<u64>,
    ) -> Result<(DocumentId, Vec<Named>), Trouble> {
        let stored = self.store().load(document)?;
        let headers = stored.iter().map(|stored| &stored.change.header);
        let meant = headers.filter(|header| {
            let why = || {
                self.core()
                    .is_aside(document, device, header.seq, header.hash)
            };
            header.actor == device
                && only.is_none_or(|seq| seq == header.seq)
                && why() == Some(SetAside::Removed)
        });
        let named = meant.map(|header| (header.actor, header.seq, header.hash));
        Ok((document, named.collect()))
    }
}
