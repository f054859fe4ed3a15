//! Short texts that people are sent or type: names, licences, invitations, addresses.

use model::charter::title::{check_name, clean_name, clean_text, is_clean_text};
use model::invitation::{INVITATION_PREFIX, Invitation};
use model::licence::{self, normalise};
use sync::address::PeerAddress;

/// An invitation ends in so many bytes of a checksum.
const CHECKSUM_BYTES: usize = 5;

/// Some that are right, for mutants to begin with.
pub const HONEST: [&str; 10] = [
    "Ana María",
    "Hofwerkstatt e. V.",
    "CERN-OHL-S-2.0 OR (MIT AND GPL-3.0-or-later WITH Classpath-exception-2.0)",
    "CERN OHL v1.2",
    "LicenseRef-CC BY-SA-4.0",
    "192.168.0.17:4242",
    "[fe80::1]:4242",
    "a\u{300}\u{202e}gpj.exe",
    "../../etc/passwd",
    "CON.txt ",
];

/// What was cleaned is clean, and what was read is written as the same.
pub fn take(text: &str) -> bool {
    let mut came_in = false;
    if let Ok(name) = clean_name(text) {
        assert_eq!(check_name(&name), Ok(()), "{name:?}");
        assert_eq!(clean_name(&name).as_deref(), Ok(&name[..]));
        came_in = true;
    }
    let clean = clean_text(text);
    assert!(is_clean_text(&clean, clean.len()), "{clean:?}");
    assert_eq!(clean_text(&clean), clean);
    let _ = normalise(text);
    let _ = licence::kinds(text);
    if let Ok(expression) = licence::parse(text) {
        let written = expression.to_string();
        assert!(licence::parse(&written).is_ok(), "{written:?}");
        came_in = true;
    }
    if let Ok(invitation) = text.parse::<Invitation>() {
        let again = invitation.to_string().parse::<Invitation>();
        assert_eq!(
            again.map(|again| again.to_string()),
            Ok(invitation.to_string())
        );
        came_in = true;
    }
    if let Ok(address) = text.parse::<PeerAddress>() {
        let again = address.to_string().parse::<PeerAddress>();
        assert_eq!(again, Ok(address));
        came_in = true;
    }
    came_in
}

/// The line of an invitation around a version and these bytes, with a checksum that fits.
pub fn invitation(content: &[u8]) -> String {
    let sum = blake3::derive_key("commonwright 2026 invitation checksum v1", content);
    let bytes = [content, &sum[..CHECKSUM_BYTES]].concat();
    let bits = bytes
        .iter()
        .flat_map(|byte| (0..8).rev().map(move |bit| byte >> bit & 1));
    let bits: Vec<u8> = bits.collect();
    let letters = bits.chunks(5).map(|five| {
        let value = (0..5).fold(0, |sum, at| sum << 1 | five.get(at).copied().unwrap_or(0));
        char::from(b"abcdefghijklmnopqrstuvwxyz234567"[usize::from(value)])
    });
    INVITATION_PREFIX.chars().chain(letters).collect()
}

/// What stands in the line of an invitation before its checksum.
pub fn content_of(invitation: &str) -> Vec<u8> {
    let letters = invitation
        .strip_prefix(INVITATION_PREFIX)
        .expect("an invitation");
    let bits = letters.bytes().flat_map(|letter| {
        let value = match letter {
            b'a'..=b'z' => letter - b'a',
            _ => letter - b'2' + 26,
        };
        (0..5).rev().map(move |bit| value >> bit & 1)
    });
    let bits: Vec<u8> = bits.collect();
    let bytes = bits
        .chunks_exact(8)
        .map(|eight| eight.iter().fold(0, |sum, bit| sum << 1 | bit));
    let mut bytes: Vec<u8> = bytes.collect();
    bytes.truncate(bytes.len() - CHECKSUM_BYTES);
    bytes
}
