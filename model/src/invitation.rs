//! Invitations: one line of text with all that a newcomer needs.

use crate::cbor::check_canonical;
use crate::charter::act::Role;
use crate::charter::title::check_name;
use crate::day::Day;
use crate::id::{AgentId, CommonsId, DeviceId, DocumentId};
use crate::key::DeviceKey;
use crate::line::{LineKind, LineProblem};
use crate::name::DocumentName;
use std::fmt;
use std::str::FromStr;

/// What every invitation begins with.
pub const INVITATION_PREFIX: &str = "commonwright:";
/// The version of the text that this program writes.
pub const INVITATION_VERSION: u8 = 1;
/// An invitation names at most so many addresses.
pub const INVITATION_ADDRESSES_MAX: usize = 16;
/// One address has at most so many bytes.
pub const INVITATION_ADDRESS_BYTES_MAX: usize = 512;

/// The public half of an invitation's key, as the charter names it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, minicbor::Encode, minicbor::Decode)]
#[cbor(transparent)]
pub struct InvitationKey(#[cbor(with = "minicbor::bytes")] pub [u8; 32]);

/// What is handed to a newcomer. Whoever holds it may join, so it is kept like a key.
#[derive(Clone, PartialEq, Eq)]
pub struct Invitation {
    /// The commons.
    pub commons: CommonsId,
    /// Who founded it: with the commons' id this names the charter, the root of all trust.
    pub founder: DeviceId,
    /// Seeds the key that signs the join.
    pub secret: [u8; 32],
    /// What who joins may do.
    pub role: Role,
    /// What the commons is called, to be shown before anything is fetched.
    pub commons_name: String,
    /// The last day on which it can be used.
    pub expires: Option<Day>,
    /// Set when it is for another device of this person.
    pub for_person: Option<AgentId>,
    /// Where some peers were last seen, as `address.rs` in sync writes them.
    pub addresses: Vec<String>,
}

/// Why a text is no invitation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvitationError {
    /// It does not begin like one.
    #[error("this is not an invitation: an invitation begins with \"commonwright:\"")]
    NotAnInvitation,
    /// A letter is wrong or missing.
    #[error("the invitation is damaged: a letter is wrong or a part is missing")]
    Damaged,
    /// A newer program wrote it.
    #[error("the invitation comes from a newer version of the program ({0})")]
    NewerVersion(u8),
}

/// The part that is written as CBOR.
#[derive(minicbor::Encode, minicbor::Decode)]
#[cbor(map)]
struct Body {
    #[n(0)]
    commons: CommonsId,
    #[n(1)]
    founder: DeviceId,
    #[cbor(n(2), with = "minicbor::bytes")]
    secret: [u8; 32],
    #[n(3)]
    role: Role,
    #[n(4)]
    commons_name: String,
    #[n(5)]
    expires: Option<Day>,
    #[n(6)]
    for_person: Option<AgentId>,
    #[n(7)]
    addresses: Vec<String>,
}

impl Invitation {
    /// The name of the charter document.
    pub fn charter(&self) -> DocumentName {
        DocumentName::charter(self.founder, self.commons)
    }

    /// The id of the charter document.
    pub fn charter_document(&self) -> DocumentId {
        self.charter().id(self.commons)
    }

    /// The key that signs the join and the hello of the newcomer.
    pub fn key(&self) -> DeviceKey {
        DeviceKey::from_seed(self.secret)
    }

    /// The public half, as the invitation act in the charter names it.
    pub fn public(&self) -> InvitationKey {
        InvitationKey(self.key().device().0)
    }

    /// Whether its last day is over, by the clock of who asks.
    pub fn is_expired(&self, today: Day) -> bool {
        self.expires.is_some_and(|last| today > last)
    }

    fn body(&self) -> Body {
        Body {
            commons: self.commons,
            founder: self.founder,
            secret: self.secret,
            role: self.role,
            commons_name: self.commons_name.clone(),
            expires: self.expires,
            for_person: self.for_person,
            addresses: self
                .addresses
                .iter()
                .filter(|address| address.len() <= INVITATION_ADDRESS_BYTES_MAX)
                .take(INVITATION_ADDRESSES_MAX)
                .cloned()
                .collect(),
        }
    }
}

impl fmt::Display for Invitation {
    /// One line: the prefix and base32 of version, body and checksum, in lower case.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&LINE.write(&crate::entry::body_bytes(&self.body())))
    }
}

impl fmt::Debug for Invitation {
    /// Leaves the secret out: logs are read by others.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Invitation")
            .field("commons", &self.commons)
            .field("public", &self.public())
            .field("role", &self.role)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for InvitationKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "InvitationKey({:02x}{:02x}..)", self.0[0], self.0[1])
    }
}

impl FromStr for Invitation {
    type Err = InvitationError;

    /// Reads an invitation as people paste it: upper case, line breaks and spaces do no harm.
    fn from_str(text: &str) -> Result<Self, InvitationError> {
        read_body(&LINE.read(text).map_err(|problem| match problem {
            LineProblem::Other => InvitationError::NotAnInvitation,
            LineProblem::Damaged => InvitationError::Damaged,
            LineProblem::NewerVersion(version) => InvitationError::NewerVersion(version),
        })?)
    }
}

fn read_body(bytes: &[u8]) -> Result<Invitation, InvitationError> {
    check_canonical(bytes).map_err(|_| InvitationError::Damaged)?;
    let body: Body = minicbor::decode(bytes).map_err(|_| InvitationError::Damaged)?;
    check_name(&body.commons_name).map_err(|_| InvitationError::Damaged)?;
    let long = |address: &String| address.len() > INVITATION_ADDRESS_BYTES_MAX;
    if body.addresses.len() > INVITATION_ADDRESSES_MAX || body.addresses.iter().any(long) {
        return Err(InvitationError::Damaged);
    }
    Ok(Invitation {
        commons: body.commons,
        founder: body.founder,
        secret: body.secret,
        role: body.role,
        commons_name: body.commons_name,
        expires: body.expires,
        for_person: body.for_person,
        addresses: body.addresses,
    })
}

const LINE: LineKind = LineKind {
    prefix: INVITATION_PREFIX,
    context: "commonwright 2026 invitation checksum v1",
    version: INVITATION_VERSION,
};

#[cfg(test)]
mod tests {
    use super::*;

    fn invitation() -> Invitation {
        Invitation {
            commons: CommonsId([1; 16]),
            founder: DeviceId([2; 32]),
            secret: [3; 32],
            role: Role::Steward,
            commons_name: "Hofwerkstatt Süd".into(),
            expires: Some(Day(20_600)),
            for_person: None,
            addresses: vec!["abc@192.168.1.7:4242".into()],
        }
    }

    #[test]
    fn an_invitation_survives_mail_and_paper() {
        let text = invitation().to_string();
        assert_eq!(text.parse(), Ok(invitation()));
        let mut pasted = text.to_uppercase();
        pasted.insert_str(40, "\r\n  ");
        assert_eq!(pasted.parse(), Ok(invitation()));
        assert_eq!(text.lines().count(), 1);
    }

    #[test]
    fn every_wrong_or_missing_letter_is_noticed() {
        let text = invitation().to_string();
        for at in INVITATION_PREFIX.len()..text.len() {
            let mut typo = text.clone().into_bytes();
            typo[at] = if typo[at] == b'a' { b'b' } else { b'a' };
            let typo = String::from_utf8(typo).expect("ASCII stays ASCII");
            assert_eq!(typo.parse::<Invitation>(), Err(InvitationError::Damaged));
            assert_eq!(
                text[..at].parse::<Invitation>(),
                Err(InvitationError::Damaged)
            );
        }
    }

    #[test]
    fn other_texts_and_newer_versions_are_told_apart() {
        let not = Err(InvitationError::NotAnInvitation);
        assert_eq!("https://example.org".parse::<Invitation>(), not);
        assert_eq!("".parse::<Invitation>(), not);
        let newer = LineKind { version: 2, ..LINE }.write(&[0xa0]);
        assert_eq!(
            newer.parse::<Invitation>(),
            Err(InvitationError::NewerVersion(2))
        );
    }

    #[test]
    fn its_last_day_still_counts() {
        assert!(!invitation().is_expired(Day(20_600)));
        assert!(invitation().is_expired(Day(20_601)));
    }

    #[test]
    fn its_secret_is_in_no_log() {
        assert!(!format!("{:?}", invitation()).contains("secret"));
    }
}
