//! Signed changes: the unit in which everything is made, kept and spread (replication.md, section 4).

use crate::id::{ChangeHash, CommonsId, DeviceId, DocumentId};
use crate::key::{DeviceKey, Signature, verify};

/// A change is at most this long.
pub const CHANGE_BYTES_MAX: usize = 64 * 1024;
/// One signature may prove at most so many changes of one author.
pub const RUN_CHANGES_MAX: usize = 256;
/// The changes that are proved together take at most so many bytes, before they are packed.
pub const RUN_BYTES_MAX: usize = 1024 * 1024;

/// What stands at the head of a change, read from its bytes without Automerge.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Header {
    /// SHA-256 of the chunk, as Automerge computes it.
    pub hash: ChangeHash,
    /// Who made it.
    pub actor: DeviceId,
    /// Its place among its author's changes of this document, from 1.
    pub seq: u64,
    /// The counter of its first operation.
    pub start_op: u64,
    /// The counter of its last operation; `start_op - 1` when it has none.
    pub max_op: u64,
    /// The author's clock in milliseconds since 1970, for display only.
    pub time_ms: i64,
    /// The changes it builds on, sorted.
    pub deps: Vec<ChangeHash>,
    /// The other devices whose operations it names.
    pub other_actors: Vec<DeviceId>,
}

/// A change as it travels: plain chunk bytes, and a signature unless it stands inside a run.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SignedChange {
    /// The document it belongs to.
    pub document: DocumentId,
    /// The plain, uncompressed Automerge change chunk.
    pub bytes: Vec<u8>,
    /// The author's signature. Inside a run only its last change needs one, because each change
    /// of an author depends on that author's previous one.
    pub signature: Option<Signature>,
}

impl SignedChange {
    /// Signs a change chunk for its place.
    ///
    /// `hash` must be the chunk's hash; [`chunk_hash`] computes it.
    pub fn sign(
        key: &DeviceKey,
        commons: CommonsId,
        document: DocumentId,
        bytes: Vec<u8>,
        hash: ChangeHash,
    ) -> Self {
        let signature = key.sign(&signing_message(commons, document, hash));
        Self {
            document,
            bytes,
            signature: Some(signature),
        }
    }
}

/// Whether this signature by `author` covers that change in that place.
pub fn is_signed_by(
    author: DeviceId,
    commons: CommonsId,
    document: DocumentId,
    hash: ChangeHash,
    signature: &Signature,
) -> bool {
    verify(
        author.as_bytes(),
        &signing_message(commons, document, hash),
        signature,
    )
}

const SIGNING_DOMAIN: &[u8; 16] = b"commonwright c1\n";

/// The bytes that a signature covers: `domain | commons id | document id | change hash`.
pub fn signing_message(commons: CommonsId, document: DocumentId, hash: ChangeHash) -> [u8; 96] {
    let mut message = [0; 96];
    message[..16].copy_from_slice(SIGNING_DOMAIN);
    message[16..32].copy_from_slice(&commons.0);
    message[32..64].copy_from_slice(&document.0);
    message[64..].copy_from_slice(&hash.0);
    message
}

/// The hash of a plain change chunk: SHA-256 of everything after magic and checksum.
///
/// `None` when the chunk is shorter than its header.
pub fn chunk_hash(chunk: &[u8]) -> Option<ChangeHash> {
    use sha2::Digest;
    let body = chunk.get(8..)?;
    Some(ChangeHash(sha2::Sha256::digest(body).into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_does_not_hold_in_another_place() {
        let key = DeviceKey::from_seed([3; 32]);
        let (commons, document, hash) =
            (CommonsId([1; 16]), DocumentId([2; 32]), ChangeHash([4; 32]));
        let signed = SignedChange::sign(&key, commons, document, vec![], hash);
        let signature = signed.signature.expect("just signed");
        assert!(is_signed_by(
            key.device(),
            commons,
            document,
            hash,
            &signature
        ));
        assert!(!is_signed_by(
            key.device(),
            CommonsId([9; 16]),
            document,
            hash,
            &signature
        ));
        assert!(!is_signed_by(
            key.device(),
            commons,
            DocumentId([9; 32]),
            hash,
            &signature
        ));
        assert!(!is_signed_by(
            key.device(),
            commons,
            document,
            ChangeHash([9; 32]),
            &signature
        ));
    }
}
