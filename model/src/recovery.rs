//! The two lines of text by which a person who has no device left comes back (replication.md, section 6).
//!
//! Somebody of the commons hands out a [`WayBack`]; the new device answers with a [`BackRequest`], which those
//! who vouch for it write into the charter. Neither is a secret: a way back opens nothing, and a request
//! counts with the word of those who write it alone. So they have to know who asks.

use crate::cbor::check_canonical;
use crate::charter::act::DeviceRecovered;
use crate::charter::proof::{Newcomer, endpoint_message, recovery_message};
use crate::charter::title::check_name;
use crate::id::{AgentId, CommonsId, DeviceId};
use crate::invitation::{INVITATION_ADDRESS_BYTES_MAX, INVITATION_ADDRESSES_MAX};
use crate::key::verify;
use crate::line::{LineKind, LineProblem};
use crate::name::DocumentName;
use std::fmt;
use std::str::FromStr;

/// What a way back begins with.
pub const WAY_BACK_PREFIX: &str = "commonwright-back:";
/// What a request to be taken back begins with.
pub const BACK_REQUEST_PREFIX: &str = "commonwright-ask:";

/// Where a person who lost their devices finds the commons again, and who they are there.
#[derive(Clone, PartialEq, Eq, Debug, minicbor::Encode, minicbor::Decode)]
#[cbor(map)]
pub struct WayBack {
    /// The commons.
    #[n(0)]
    pub commons: CommonsId,
    /// Who founded it: with the commons' id this names the charter.
    #[n(1)]
    pub founder: DeviceId,
    /// What the commons is called.
    #[n(2)]
    pub commons_name: String,
    /// Who comes back.
    #[n(3)]
    pub person: AgentId,
    /// What they are called.
    #[n(4)]
    pub person_name: String,
    /// Where some peers were last seen.
    #[n(5)]
    pub addresses: Vec<String>,
}

/// What the new device of a person asks those who vouch for it to write.
#[derive(Clone, PartialEq, Eq, Debug, minicbor::Encode, minicbor::Decode)]
#[cbor(map)]
pub struct BackRequest {
    /// The commons.
    #[n(0)]
    pub commons: CommonsId,
    /// The act, but for who writes it.
    #[n(1)]
    pub act: DeviceRecovered,
}

/// Why a text is not such a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RecoveryLineError {
    /// It begins otherwise.
    #[error("this is another kind of text: it should begin with \"{0}\"")]
    Other(&'static str),
    /// A letter is wrong or missing.
    #[error("the text is damaged: a letter is wrong or a part is missing")]
    Damaged,
    /// A newer program wrote it.
    #[error("the text comes from a newer version of the program ({0})")]
    NewerVersion(u8),
}

impl WayBack {
    /// The name of the charter document.
    pub fn charter(&self) -> DocumentName {
        DocumentName::charter(self.founder, self.commons)
    }

    fn is_sound(&self) -> bool {
        let is_long = |address: &String| address.len() > INVITATION_ADDRESS_BYTES_MAX;
        check_name(&self.commons_name).is_ok()
            && check_name(&self.person_name).is_ok()
            && self.addresses.len() <= INVITATION_ADDRESSES_MAX
            && !self.addresses.iter().any(is_long)
    }
}

impl BackRequest {
    /// Whether the new keys have signed that they want this.
    fn is_sound(&self) -> bool {
        let claim = &self.act.device;
        let newcomer = Newcomer {
            commons: self.commons,
            endpoint: claim.endpoint,
            device: self.act.new,
            person: self.act.person,
        };
        let signed = |key: &[u8; 32], message: &[u8], signature| verify(key, message, signature);
        check_name(&claim.label).is_ok()
            && signed(
                &self.act.new.0,
                &recovery_message(&newcomer),
                &self.act.consent,
            )
            && signed(
                &claim.endpoint.0,
                &endpoint_message(&newcomer),
                &claim.endpoint_signature,
            )
    }
}

impl fmt::Display for WayBack {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&WAY_BACK.write(&crate::entry::body_bytes(self)))
    }
}

impl fmt::Display for BackRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&BACK_REQUEST.write(&crate::entry::body_bytes(self)))
    }
}

impl FromStr for WayBack {
    type Err = RecoveryLineError;

    fn from_str(text: &str) -> Result<Self, RecoveryLineError> {
        let body = read(&WAY_BACK, text)?;
        let line: WayBack = minicbor::decode(&body).map_err(|_| RecoveryLineError::Damaged)?;
        sound(line.is_sound(), line)
    }
}

impl FromStr for BackRequest {
    type Err = RecoveryLineError;

    fn from_str(text: &str) -> Result<Self, RecoveryLineError> {
        let body = read(&BACK_REQUEST, text)?;
        let line: BackRequest = minicbor::decode(&body).map_err(|_| RecoveryLineError::Damaged)?;
        sound(line.is_sound(), line)
    }
}

fn read(kind: &LineKind, text: &str) -> Result<Vec<u8>, RecoveryLineError> {
    let body = kind.read(text).map_err(|problem| match problem {
        LineProblem::Other => RecoveryLineError::Other(kind.prefix),
        LineProblem::Damaged => RecoveryLineError::Damaged,
        LineProblem::NewerVersion(version) => RecoveryLineError::NewerVersion(version),
    })?;
    match check_canonical(&body) {
        Ok(()) => Ok(body),
        Err(_) => Err(RecoveryLineError::Damaged),
    }
}

fn sound<T>(is_sound: bool, line: T) -> Result<T, RecoveryLineError> {
    if is_sound {
        Ok(line)
    } else {
        Err(RecoveryLineError::Damaged)
    }
}

const WAY_BACK: LineKind = LineKind {
    prefix: WAY_BACK_PREFIX,
    context: "commonwright 2026 way back checksum v1",
    version: 1,
};

const BACK_REQUEST: LineKind = LineKind {
    prefix: BACK_REQUEST_PREFIX,
    context: "commonwright 2026 back request checksum v1",
    version: 1,
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::charter::build::{NewDevice, recovery_request};
    use crate::key::DeviceKey;

    fn way_back() -> WayBack {
        WayBack {
            commons: CommonsId([1; 16]),
            founder: DeviceId([2; 32]),
            commons_name: "Hofwerkstatt Süd".into(),
            person: AgentId([3; 16]),
            person_name: "Ana".into(),
            addresses: vec!["abc@192.168.1.7:4242".into()],
        }
    }

    fn request() -> BackRequest {
        let (endpoint, key) = (DeviceKey::from_seed([5; 32]), DeviceKey::from_seed([6; 32]));
        let commons = CommonsId([1; 16]);
        let home = NewDevice {
            endpoint: &endpoint,
            device: key.device(),
            label: "new laptop",
            replica: false,
        };
        let act = recovery_request(commons, AgentId([3; 16]), &home, &key).unwrap();
        BackRequest { commons, act }
    }

    #[test]
    fn both_lines_survive_mail_and_are_told_apart() {
        let (way, ask) = (way_back().to_string(), request().to_string());
        assert_eq!(way.to_uppercase().parse(), Ok(way_back()));
        assert_eq!(format!(" <{ask}>\n").parse(), Ok(request()));
        assert_eq!(
            ask.parse::<WayBack>(),
            Err(RecoveryLineError::Other(WAY_BACK_PREFIX))
        );
        assert_eq!(
            way.parse::<BackRequest>(),
            Err(RecoveryLineError::Other(BACK_REQUEST_PREFIX))
        );
        assert_eq!(
            way[..way.len() - 1].parse::<WayBack>(),
            Err(RecoveryLineError::Damaged)
        );
    }

    #[test]
    fn a_request_for_somebody_else_is_not_made_of_one() {
        let mut stolen = request();
        stolen.act.person = AgentId([4; 16]);
        let line = stolen.to_string();
        assert_eq!(line.parse::<BackRequest>(), Err(RecoveryLineError::Damaged));
    }
}
