//! The licence of a use, checked where it can be: a report that names a released version says what the version says.
//!
//! Of a state that was not released only its author says which licence they read in it; whoever has the design can look.

use std::collections::BTreeMap;

use crate::id::{DocumentId, FactId};
use crate::ledger::{DesignState, Fact};
use crate::rsd1::facts::{No, Word};

/// What versions say of their licence, and what reports of use say of it.
#[derive(Clone, Default, Debug)]
pub(super) struct Licences {
    released: BTreeMap<FactId, Licence>,
    used: BTreeMap<No, Vec<(FactId, Licence)>>,
    /// The reports that name a version, which may come later.
    naming: BTreeMap<FactId, Vec<No>>,
}

/// A design, and the licence that is said to stand in it.
type Licence = (DocumentId, Word);

impl Licences {
    /// Takes in a version or a report of use. Licences are named by `word`.
    pub(super) fn add(
        &mut self,
        (no, id): (No, FactId),
        fact: &Fact,
        mut word: impl FnMut(&str) -> Word,
    ) {
        let mut licence = |state: &DesignState| (state.design, word(&state.licence));
        match fact {
            Fact::Release(said) => {
                self.released.insert(id, licence(&said.state));
            }
            Fact::UseReport(said) => {
                for used in &said.designs {
                    if let Some(release) = used.release {
                        let said = (release, licence(&used.state));
                        self.used.entry(no).or_default().push(said);
                        self.naming.entry(release).or_default().push(no);
                    }
                }
            }
            _ => {}
        }
    }

    /// Whether a report says of each version that is here what that says itself.
    pub(super) fn are_those_of_versions(&self, report: No) -> bool {
        let mut used = self.used.get(&report).into_iter().flatten();
        used.all(|(release, said)| {
            let released = self.released.get(release);
            released.is_none_or(|released| released == said)
        })
    }

    /// The reports that name a version.
    pub(super) fn naming(&self, release: FactId) -> Vec<No> {
        self.naming.get(&release).cloned().unwrap_or_default()
    }
}
