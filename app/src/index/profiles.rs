//! The profiles that devices wrote, as rows.

use super::{Index, IndexError};
use model::id::{AgentId, DeviceId, DocumentId, FileHash};
use model::name::DocumentName;
use model::profile::Profile;
use rusqlite::params;

impl Index {
    /// Keeps what stands in a profile's document.
    pub fn put_profile(
        &self,
        document: DocumentId,
        name: DocumentName,
        profile: &Profile,
    ) -> Result<(), IndexError> {
        let (file, size) = profile.picture.unzip();
        self.run(
            "INSERT OR REPLACE INTO profiles(document, agent, device, turn, name, note, picture, size, label)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
            params![
                document.0,
                name.nonce,
                name.creator.0,
                profile.turn as i64,
                profile.name,
                profile.note,
                file.map(|file| file.0),
                size.unwrap_or(0) as i64,
                profile.device,
            ],
        )?;
        self.run("DELETE FROM marked WHERE document = ?1", [document.0])
    }

    /// Every profile, by document.
    pub fn profiles(&self) -> Result<Vec<(DocumentName, Profile)>, IndexError> {
        let text = "SELECT agent, device, turn, name, note, picture, size, label FROM profiles
             ORDER BY document";
        self.rows(text, [], |row| {
            let name = Profile::document(DeviceId(row.get(1)?), AgentId(row.get(0)?));
            let size = row.get::<_, i64>(6)? as u64;
            let picture = row.get::<_, Option<[u8; 32]>>(5)?;
            let profile = Profile {
                turn: row.get::<_, i64>(2)? as u64,
                name: row.get(3)?,
                note: row.get(4)?,
                picture: picture.map(|file| (FileHash(file), size)),
                device: row.get(7)?,
            };
            Ok((name, profile))
        })
    }
}
