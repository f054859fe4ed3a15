//! Profiles: what people and organisations are called, a note and a picture (replication.md, section 3).
//!
//! The charter says who somebody is, for ever; a profile says how they want to be called, and changes
//! whenever they like. Each device of a person, and of those who act for an organisation, writes a
//! document of its own, `profile/<agent>`, and no other device writes in it. Of several the one with the
//! highest turn is shown; who writes takes a turn above all that they have seen. Two devices that write
//! without knowing of each other take the same turn: then the document with the smaller id is shown, and
//! the other one can be asked for ([`Profiles::rivals`]). In the same document the device says what it is called.

use std::collections::{BTreeMap, BTreeSet};

use crate::change::SignedChange;
use crate::charter::Charter;
use crate::charter::title::{
    self, NameProblem, check_name, clean_name, clean_text, is_clean_text, looks,
};
use crate::document::{Document, WordsError};
use crate::id::{AgentId, DeviceId, DocumentId, FileHash};
use crate::key::DeviceKey;
use crate::name::{DocumentKind, DocumentName};

/// A note is at most this long.
pub const NOTE_BYTES_MAX: usize = 2_000;
/// A picture is at most this long.
pub const PICTURE_BYTES_MAX: u64 = 8 * 1024 * 1024;

/// What one device wrote of a person or an organisation.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Profile {
    /// Higher than that of every profile of the same agent that was known when it was written.
    pub turn: u64,
    /// What they are called; empty: as the charter calls them.
    pub name: String,
    /// Some words of their own.
    pub note: String,
    /// Their picture, and its size in bytes.
    pub picture: Option<(FileHash, u64)>,
    /// What the device that wrote it is called; empty: as the charter calls it. It belongs to the
    /// device, has no turn, and is written by [`Profile::write_device`] alone.
    pub device: String,
}

/// Why a profile cannot be written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ProfileError {
    /// The name cannot be used.
    #[error(transparent)]
    Name(#[from] NameProblem),
    /// The note is too long.
    #[error("the note is longer than {NOTE_BYTES_MAX} bytes")]
    NoteTooLong,
    /// The picture is too large.
    #[error("the picture is larger than 8 MB")]
    PictureTooLarge,
    /// The document is damaged.
    #[error(transparent)]
    Words(#[from] WordsError),
}

impl Profile {
    /// The document in which this device writes of that agent.
    pub fn document(device: DeviceId, agent: AgentId) -> DocumentName {
        DocumentName::new(DocumentKind::Profile, device, agent.0)
    }

    /// Of whom the document of that name speaks; `None` for documents that are no profiles.
    pub fn subject(name: DocumentName) -> Option<AgentId> {
        (name.kind == DocumentKind::Profile).then_some(AgentId(name.nonce))
    }

    /// What stands in the document. A value that could not have been written here is as if it were not there.
    pub fn of(document: &Document) -> Profile {
        let words = document.root_words();
        let word = |key: &str| words.get(key).cloned().unwrap_or_default();
        let mut profile = Profile {
            turn: word(TURN).parse().unwrap_or(0),
            name: word(NAME),
            note: word(NOTE),
            picture: picture(&word(PICTURE), &word(PICTURE_SIZE)),
            device: word(DEVICE),
        };
        for name in [&mut profile.name, &mut profile.device] {
            if check_name(name).is_err() {
                name.clear();
            }
        }
        if !is_clean_text(&profile.note, NOTE_BYTES_MAX) {
            profile.note.clear();
        }
        profile
    }

    /// The same with the exact forms of what a person typed.
    ///
    /// # Errors
    /// When the name cannot be used, or something is too long. An empty name is none.
    pub fn cleaned(mut self) -> Result<Profile, ProfileError> {
        if !self.name.trim().is_empty() {
            self.name = clean_name(&self.name)?;
        } else {
            self.name.clear();
        }
        self.note = clean_text(&self.note);
        if self.note.len() > NOTE_BYTES_MAX {
            return Err(ProfileError::NoteTooLong);
        }
        if self
            .picture
            .is_some_and(|(_, size)| size > PICTURE_BYTES_MAX)
        {
            return Err(ProfileError::PictureTooLarge);
        }
        Ok(self)
    }

    /// Writes it into the document of this device; `None` when nothing is new.
    ///
    /// # Errors
    /// When the document is not one that this device could have begun.
    pub fn write(
        &self,
        document: &mut Document,
        key: &DeviceKey,
        time_ms: i64,
    ) -> Result<Option<SignedChange>, ProfileError> {
        let (file, size) = match self.picture {
            Some((file, size)) => (file.to_string(), size.to_string()),
            None => Default::default(),
        };
        let turn = self.turn.to_string();
        let words = [
            (TURN, turn.as_str()),
            (NAME, &self.name),
            (NOTE, &self.note),
            (PICTURE, &file),
            (PICTURE_SIZE, &size),
        ];
        Ok(document.set_root_words(&words, key, time_ms)?)
    }

    /// Writes what this device is called into its own document; `None` when nothing is new.
    ///
    /// # Errors
    /// When the name cannot be used, or the document is not one that this device could have begun.
    pub fn write_device(
        name: &str,
        document: &mut Document,
        key: &DeviceKey,
        time_ms: i64,
    ) -> Result<Option<SignedChange>, ProfileError> {
        let name = clean_name(name)?;
        Ok(document.set_root_words(&[(DEVICE, &name)], key, time_ms)?)
    }

    /// Whether both say the same of a person or an organisation.
    fn says_as(&self, other: &Profile) -> bool {
        let said =
            |profile: &Profile| (profile.name.clone(), profile.note.clone(), profile.picture);
        said(self) == said(other)
    }
}

fn picture(file: &str, size: &str) -> Option<(FileHash, u64)> {
    let size = size.parse().ok()?;
    (size <= PICTURE_BYTES_MAX).then_some((file.parse().ok()?, size))
}

/// The profiles of a commons that count: those of devices that speak for whom they write of.
#[derive(Debug, Clone, Default)]
pub struct Profiles {
    /// Of each agent the one that is shown first.
    all: BTreeMap<AgentId, Vec<(DocumentId, Profile)>>,
    /// Who is called by a name of a profile, by what it looks like.
    named: BTreeMap<String, BTreeSet<AgentId>>,
    /// What devices call themselves, where their person changed it.
    devices: BTreeMap<DeviceId, String>,
}

impl Profiles {
    /// Those that count, by this charter.
    pub fn of(
        charter: &Charter,
        written: impl IntoIterator<Item = (DocumentName, Profile)>,
    ) -> Profiles {
        let mut profiles = Profiles::default();
        for (name, profile) in written {
            let Some(agent) = Profile::subject(name) else {
                continue;
            };
            let Some(author) = charter.device(name.creator) else {
                continue;
            };
            if author.person == agent && !profile.device.is_empty() {
                profiles.devices.insert(author.id, profile.device.clone());
            }
            let document = name.id(charter.commons());
            let stays = charter.stays(name.creator, DocumentKind::Profile, document) != Some(0);
            // A device that only named itself has said nothing of anybody.
            let has_turn = profile.turn > 0;
            if has_turn && stays && charter.speaks_for(author.person, agent) {
                profiles
                    .all
                    .entry(agent)
                    .or_default()
                    .push((document, profile));
            }
        }
        for (agent, all) in &mut profiles.all {
            all.sort_by_key(|(document, profile)| (std::cmp::Reverse(profile.turn), *document));
            let shown = &all[0].1.name;
            if !shown.is_empty() {
                for looks in looks(shown) {
                    profiles.named.entry(looks).or_default().insert(*agent);
                }
            }
        }
        profiles
    }

    /// The profile of somebody; `None` where they never wrote one.
    pub fn get(&self, agent: AgentId) -> Option<&Profile> {
        Some(&self.all.get(&agent)?.first()?.1)
    }

    /// What was written at the same time as the profile that is shown, on another device, and differs.
    pub fn rivals(&self, agent: AgentId) -> impl Iterator<Item = &Profile> {
        let all = self.all.get(&agent).map(Vec::as_slice).unwrap_or_default();
        let shown = all.first().map(|(_, profile)| profile);
        let others = all.iter().skip(1).map(|(_, profile)| profile);
        others.filter(move |other| {
            shown.is_some_and(|shown| shown.turn == other.turn && !shown.says_as(other))
        })
    }

    /// What a device is called: as its person named it since, or as the charter has it; `None` for strangers.
    pub fn device_name<'a>(&'a self, charter: &'a Charter, device: DeviceId) -> Option<&'a str> {
        let named = self.devices.get(&device).map(String::as_str);
        named.or_else(|| Some(&charter.device(device)?.label))
    }

    /// The turn of what is written next.
    pub fn next_turn(&self, agent: AgentId) -> u64 {
        self.get(agent)
            .map_or(1, |shown| shown.turn.saturating_add(1))
    }

    /// What somebody is called, without a mark; `None` for strangers.
    pub fn name<'a>(&'a self, charter: &'a Charter, agent: AgentId) -> Option<&'a str> {
        let given = self.get(agent).map_or("", |profile| &profile.name);
        let known = charter.given_name(agent)?;
        Some(if given.is_empty() { known } else { given })
    }

    /// What somebody is called, as it is shown: where two have names that cannot be told apart, each gets a short mark.
    /// `None` for strangers.
    pub fn display_name(&self, charter: &Charter, agent: AgentId) -> Option<String> {
        let name = self.name(charter, agent)?;
        let looks = looks(name);
        let by_charter = charter.named(name).into_iter().filter(|other| {
            // Who has taken another name since is not called by the old one any more.
            let now = self.name(charter, *other).map(title::looks);
            now.is_some_and(|now| now.iter().any(|look| looks.contains(look)))
        });
        let by_profile = looks.iter().filter_map(|look| self.named.get(look));
        let by_profile = by_profile.flatten().copied();
        let mut same: BTreeSet<AgentId> = by_charter.chain(by_profile).collect();
        same.insert(agent);
        Some(Charter::marked_name(name, agent, &same))
    }
}

const TURN: &str = "turn";
const NAME: &str = "name";
const NOTE: &str = "note";
const PICTURE: &str = "picture";
const PICTURE_SIZE: &str = "picture-size";
const DEVICE: &str = "device";
