//! One newtype per name, so that no two kinds of bytes can be mixed up.
//!
//! Every name is a fixed number of raw bytes, ordered bytewise, and written as lower-case base32
//! without padding where a person or a file has to carry it.

use data_encoding::{BASE32_NOPAD, Specification};
use std::fmt;
use std::str::FromStr;

/// A text that should have been a name and is not.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("\"{text}\" is not a {kind}: expected {expected} letters and digits")]
pub struct IdError {
    /// What was expected, in the product's words.
    pub kind: &'static str,
    /// The text as it came, cut to 80 characters.
    pub text: String,
    /// How many characters such a name has.
    pub expected: usize,
}

fn encode(bytes: &[u8]) -> String {
    BASE32_NOPAD.encode(bytes).to_ascii_lowercase()
}

fn decode<const N: usize>(text: &str, kind: &'static str) -> Result<[u8; N], IdError> {
    let fail = || IdError {
        kind,
        text: text.chars().take(80).collect(),
        expected: (N * 8).div_ceil(5),
    };
    let bytes = BASE32_NOPAD
        .decode(text.trim().to_ascii_uppercase().as_bytes())
        .map_err(|_| fail())?;
    bytes.try_into().map_err(|_| fail())
}

/// The first and the last 32 bytes whose text begins with these letters; `None` where no text does.
pub fn range_beginning_with(letters: &str) -> Option<([u8; 32], [u8; 32])> {
    const LETTERS: &[u8] = b"abcdefghijklmnopqrstuvwxyz234567";
    const BITS_EACH: usize = 5;
    let (mut first, mut last) = ([0; 32], [0xff; 32]);
    for (number, letter) in letters.bytes().enumerate() {
        let value = LETTERS.iter().position(|known| *known == letter)?;
        for bit in 0..BITS_EACH {
            let is_set = value >> (BITS_EACH - 1 - bit) & 1 == 1;
            let place = number * BITS_EACH + bit;
            let (byte, mask) = (place / 8, 0x80 >> (place % 8));
            // The last letter has more bits than are left: those are zero.
            if byte >= first.len() {
                if is_set {
                    return None;
                }
            } else if is_set {
                first[byte] |= mask;
            } else {
                last[byte] &= !mask;
            }
        }
    }
    Some((first, last))
}

macro_rules! name {
    ($(#[$doc:meta])* $name:ident, $bytes:literal, $kind:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, minicbor::Encode, minicbor::Decode)]
        #[cbor(transparent)]
        pub struct $name(#[cbor(with = "minicbor::bytes")] pub [u8; $bytes]);

        impl $name {
            /// How many bytes such a name has.
            pub const BYTES: usize = $bytes;

            /// The raw bytes.
            pub fn as_bytes(&self) -> &[u8; $bytes] {
                &self.0
            }

            /// The first eight characters: enough for a person to tell two apart, never a key.
            pub fn short(&self) -> String {
                self.to_string().chars().take(8).collect()
            }
        }

        impl From<[u8; $bytes]> for $name {
            fn from(bytes: [u8; $bytes]) -> Self {
                Self(bytes)
            }
        }

        impl TryFrom<&[u8]> for $name {
            type Error = std::array::TryFromSliceError;
            fn try_from(bytes: &[u8]) -> Result<Self, Self::Error> {
                Ok(Self(bytes.try_into()?))
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&encode(&self.0))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({})", stringify!($name), self.short())
            }
        }

        impl FromStr for $name {
            type Err = IdError;
            fn from_str(text: &str) -> Result<Self, IdError> {
                Ok(Self(decode(text, $kind)?))
            }
        }
    };
}

name!(
    /// A commons: 128 random bits chosen by its founder.
    CommonsId, 16, "commons"
);
name!(
    /// A person or an organisation (vf:Agent): 128 random bits.
    AgentId, 16, "person or organisation"
);
name!(
    /// A device in one commons: the public half of its Ed25519 actor key, and so its Automerge actor id.
    DeviceId, 32, "device"
);
name!(
    /// A home on the network: its Ed25519 iroh endpoint id.
    EndpointId, 32, "network address"
);
name!(
    /// A document: the hash of its [`crate::document::DocumentName`].
    DocumentId, 32, "document"
);
name!(
    /// A fact or an act: BLAKE3-256 of its commons, document, position and bytes.
    FactId, 32, "entry"
);
name!(
    /// An Automerge change: SHA-256 of its chunk.
    ChangeHash, 32, "change"
);
name!(
    /// The content of a file: BLAKE3-256 of its bytes.
    FileHash, 32, "file"
);
name!(
    /// A line, a step or a file reference inside one document: 64 random bits.
    LineId, 8, "line"
);

/// Crockford-like alphabet for codes that people compare by reading aloud: no I, L, O or U.
fn spoken() -> data_encoding::Encoding {
    let mut specification = Specification::new();
    specification
        .symbols
        .push_str("0123456789abcdefghjkmnpqrstvwxyz");
    specification
        .encoding()
        .expect("the alphabet has 32 distinct symbols")
}

/// The first 100 bits of a digest as five groups of four letters, for two people to compare.
///
/// Used for the fingerprint of a history and of a status (replication.md, section 6).
pub fn spoken_code(digest: &[u8; 32]) -> String {
    let text = spoken().encode(&digest[..15]);
    let letters: Vec<char> = text.chars().take(20).collect();
    letters
        .chunks(4)
        .map(|group| group.iter().collect::<String>())
        .collect::<Vec<_>>()
        .join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_survives_writing_and_reading() {
        let id = DocumentId([7; 32]);
        assert_eq!(id.to_string().parse::<DocumentId>(), Ok(id));
        assert!("not a name".parse::<DocumentId>().is_err());
        assert_eq!(id.to_string().len(), 52);
    }

    #[test]
    fn the_beginning_of_a_name_finds_all_names_that_begin_so_and_no_others() {
        let mut bytes = [0x5a; 32];
        for step in 0..200u8 {
            bytes[usize::from(step) % 32] ^= step.wrapping_mul(37);
            let text = DocumentId(bytes).to_string();
            for count in [0, 1, 6, 7, 51, 52] {
                let (first, last) = range_beginning_with(&text[..count]).unwrap();
                assert!((first..=last).contains(&bytes), "{text} {count}");
                for edge in [first, last] {
                    assert!(DocumentId(edge).to_string().starts_with(&text[..count]));
                }
                let before = DocumentId(less_one(first)).to_string();
                assert!(count == 0 || first == [0; 32] || !before.starts_with(&text[..count]));
            }
        }
        for no_name in [
            "1",
            "A",
            "é",
            "7777777777777777777777777777777777777777777777777777",
        ] {
            assert_eq!(range_beginning_with(no_name), None);
        }
    }

    fn less_one(mut bytes: [u8; 32]) -> [u8; 32] {
        for byte in bytes.iter_mut().rev() {
            let borrows = *byte == 0;
            *byte = byte.wrapping_sub(1);
            if !borrows {
                break;
            }
        }
        bytes
    }

    #[test]
    fn a_spoken_code_has_a_hundred_bits_in_five_groups() {
        let code = spoken_code(&[255; 32]);
        assert_eq!(code, "zzzz-zzzz-zzzz-zzzz-zzzz");
    }
}
