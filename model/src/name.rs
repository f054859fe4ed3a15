//! The name of a document: known before its first change, so that the change can be signed for it.

use crate::id::{CommonsId, DeviceId, DocumentId};

/// What a document is (replication.md, section 3).
#[derive(
    Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, minicbor::Encode, minicbor::Decode,
)]
#[cbor(index_only)]
pub enum DocumentKind {
    /// The acts of the commons: one document.
    #[n(0)]
    Charter,
    /// A thousand facts of one device.
    #[n(1)]
    Ledger,
    /// One design.
    #[n(2)]
    Design,
    /// A workshop and its equipment.
    #[n(3)]
    Place,
    /// Name, note and picture of a person or an organisation.
    #[n(4)]
    Profile,
    /// Purpose and code of conduct: one document.
    #[n(5)]
    Commons,
    /// A task of the commons, a shared part, a product sheet, a proposal.
    #[n(6)]
    Item,
}

/// What a document's id commits to: its kind, the device that made it, and a nonce.
#[derive(
    Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, minicbor::Encode, minicbor::Decode,
)]
#[cbor(array)]
pub struct DocumentName {
    /// What the document is, and so which rules judge its changes.
    #[n(0)]
    pub kind: DocumentKind,
    /// The device that made it.
    #[n(1)]
    pub creator: DeviceId,
    /// 128 random bits; of a ledger its number, big endian; of the charter the commons' id.
    #[cbor(n(2), with = "minicbor::bytes")]
    pub nonce: [u8; 16],
}

impl DocumentName {
    /// A document of that kind with a nonce that the caller drew.
    pub fn new(kind: DocumentKind, creator: DeviceId, nonce: [u8; 16]) -> Self {
        Self {
            kind,
            creator,
            nonce,
        }
    }

    /// The charter that this device founded.
    pub fn charter(founder: DeviceId, commons: CommonsId) -> Self {
        Self::new(DocumentKind::Charter, founder, commons.0)
    }

    /// The device's ledger with that number, counted from 0.
    pub fn ledger(device: DeviceId, number: u64) -> Self {
        Self::new(
            DocumentKind::Ledger,
            device,
            u128::from(number).to_be_bytes(),
        )
    }

    /// The number of a ledger, counted from 0; `None` for other documents and for numbers over 64 bits.
    pub fn ledger_number(&self) -> Option<u64> {
        if self.kind != DocumentKind::Ledger {
            return None;
        }
        u128::from_be_bytes(self.nonce).try_into().ok()
    }

    /// The id: BLAKE3 over the commons, the kind, the creator and the nonce.
    pub fn id(&self, commons: CommonsId) -> DocumentId {
        let mut hasher = blake3::Hasher::new_derive_key("commonwright 2026 document name v1");
        hasher.update(&commons.0);
        hasher.update(&[self.kind as u8]);
        hasher.update(&self.creator.0);
        hasher.update(&self.nonce);
        DocumentId(*hasher.finalize().as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_part_of_a_name_changes_its_id() {
        let name = DocumentName::ledger(DeviceId([1; 32]), 7);
        let id = name.id(CommonsId([0; 16]));
        assert_ne!(id, name.id(CommonsId([1; 16])));
        assert_ne!(
            id,
            DocumentName::ledger(DeviceId([2; 32]), 7).id(CommonsId([0; 16]))
        );
        assert_ne!(
            id,
            DocumentName::ledger(DeviceId([1; 32]), 8).id(CommonsId([0; 16]))
        );
        assert_eq!(name.ledger_number(), Some(7));
    }
}
