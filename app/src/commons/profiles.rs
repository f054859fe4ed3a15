//! What people and organisations are called: the charter's names, and the profiles that they wrote since.

use super::Commons;
use crate::index::IndexError;
use crate::trouble::Trouble;
use model::document::Document;
use model::id::{AgentId, DocumentId};
use model::name::{DocumentKind, DocumentName};
use model::profile::{Profile, Profiles};

/// The profiles that count, and by how many acts of the charter they were chosen.
#[derive(Debug, Default)]
pub(super) struct OpenProfiles {
    profiles: Profiles,
    acts: Option<usize>,
}

impl Commons {
    /// The profiles that count.
    pub fn profiles(&self) -> &Profiles {
        &self.profiles.profiles
    }

    /// What these are called, in alphabetical order.
    pub fn called_all(&self, who: &[AgentId]) -> Vec<String> {
        let mut names: Vec<String> = who.iter().map(|agent| self.called(*agent)).collect();
        names.sort_by_key(|name| name.to_lowercase());
        names
    }

    /// How a person or an organisation is called here.
    pub fn called(&self, agent: AgentId) -> String {
        let name = self.profiles().display_name(self.charter(), agent);
        name.unwrap_or_else(|| format!("somebody ({})", agent.short()))
    }

    /// Reads a profile's document again.
    pub(super) fn refresh_profile(
        &self,
        document: DocumentId,
        name: DocumentName,
    ) -> Result<(), Trouble> {
        let profile = Profile::of(&self.profile_document(document)?);
        self.index
            .put_files(document, &profile.picture.into_iter().collect::<Vec<_>>())?;
        Ok(self.index.put_profile(document, name, &profile)?)
    }

    /// The document of a profile as the history holds it; empty where there is none yet.
    pub(crate) fn profile_document(&self, id: DocumentId) -> Result<Document, Trouble> {
        let stored = self.load_in_effect(id)?;
        let changes = stored.iter().map(|stored| &stored.change.bytes);
        Document::load(self.id, id, changes).map_err(|error| {
            Trouble::new(
                "A profile could not be opened",
                error.to_string(),
                "run `check --repair`, then meet a peer",
            )
        })
    }

    /// Chooses anew which profiles count, when one of them or the charter has changed.
    pub(super) fn reload_profiles(&mut self, has_changed: bool) -> Result<(), IndexError> {
        let acts = self.charter().acts().len();
        if has_changed || self.profiles.acts != Some(acts) {
            let written = self.index.profiles()?;
            self.profiles = OpenProfiles {
                profiles: Profiles::of(self.charter(), written),
                acts: Some(acts),
            };
            self.version += 1;
        }
        Ok(())
    }

    /// Whether this document is a profile.
    pub(super) fn profile_name(&self, document: DocumentId) -> Option<DocumentName> {
        let name = self.name_of(document)?;
        (name.kind == DocumentKind::Profile).then_some(name)
    }
}
