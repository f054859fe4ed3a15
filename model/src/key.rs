//! Signing keys and signatures (Ed25519, strict verification).

use crate::id::{DeviceId, EndpointId};
use ed25519_dalek::{Signer, SigningKey, VerifyingKey};
use std::fmt;

/// The secret half of a device's key. Its public half is the [`DeviceId`].
///
/// The caller brings the 32 secret bytes: this crate has no chance of its own.
#[derive(Clone)]
pub struct DeviceKey(SigningKey);

/// An Ed25519 signature.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, minicbor::Encode, minicbor::Decode)]
#[cbor(transparent)]
pub struct Signature(#[cbor(with = "minicbor::bytes")] pub [u8; 64]);

impl DeviceKey {
    /// The key whose secret is these 32 bytes.
    pub fn from_seed(seed: [u8; 32]) -> Self {
        Self(SigningKey::from_bytes(&seed))
    }

    /// The public half, as the name of a device.
    pub fn device(&self) -> DeviceId {
        DeviceId(self.0.verifying_key().to_bytes())
    }

    /// The public half, as the name of a home on the network.
    pub fn endpoint(&self) -> EndpointId {
        EndpointId(self.0.verifying_key().to_bytes())
    }

    /// Signs the message.
    pub fn sign(&self, message: &[u8]) -> Signature {
        Signature(self.0.sign(message).to_bytes())
    }
}

/// Whether `signature` over `message` was made by the key with these public bytes.
///
/// Strict (RFC 8032 with small-order keys refused), because batch and single verification can
/// disagree on odd keys and all peers must agree (replication.md, section 4).
pub fn verify(key: &[u8; 32], message: &[u8], signature: &Signature) -> bool {
    let Ok(key) = VerifyingKey::from_bytes(key) else {
        return false;
    };
    key.verify_strict(message, &ed25519_dalek::Signature::from_bytes(&signature.0))
        .is_ok()
}

impl fmt::Debug for DeviceKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DeviceKey({:?})", self.device())
    }
}

impl fmt::Debug for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Signature({:02x}{:02x}..)", self.0[0], self.0[1])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_holds_for_its_message_and_key_only() {
        let key = DeviceKey::from_seed([1; 32]);
        let signature = key.sign(b"five hours of design work");
        assert!(verify(
            key.device().as_bytes(),
            b"five hours of design work",
            &signature
        ));
        assert!(!verify(
            key.device().as_bytes(),
            b"six hours of design work",
            &signature
        ));
        let other = DeviceKey::from_seed([2; 32]);
        assert!(!verify(
            other.device().as_bytes(),
            b"five hours of design work",
            &signature
        ));
        assert!(!verify(&[0; 32], b"five hours of design work", &signature));
    }
}
