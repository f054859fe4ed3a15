//! What the signatures inside acts cover, and ids that nobody else can take.

use crate::charter::act::Founding;
use crate::day::Day;
use crate::id::{AgentId, CommonsId, DeviceId, EndpointId};
use crate::key::DeviceKey;

/// A device that is about to enter a commons: everything that its proofs cover.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Newcomer {
    /// The commons.
    pub commons: CommonsId,
    /// The home's address key.
    pub endpoint: EndpointId,
    /// The device's actor key.
    pub device: DeviceId,
    /// Whose device it is.
    pub person: AgentId,
}

/// The id of the commons that is founded by these words on this day.
///
/// It commits to all that the founding says but what is signed for the commons itself: the key that founds it, to which
/// the charter's name commits, and the proof of the address key. So nobody founds a commons a second time with other
/// words, not even who has the founder's key, and whoever knows the commons' id knows its founding when they see it.
pub fn commons_id(day: Day, founding: &Founding) -> CommonsId {
    let mut hasher = blake3::Hasher::new_derive_key("commonwright 2026 commons v1");
    hasher.update(&founding.nonce);
    hasher.update(&day.0.to_be_bytes());
    hasher.update(&founding.rule_set.to_be_bytes());
    hasher.update(&[u8::from(founding.open), u8::from(founding.device.replica)]);
    hasher.update(&founding.device.endpoint.0);
    let texts = [
        founding.name.as_bytes(),
        founding.purpose.as_bytes(),
        &founding.policy,
        founding.person_name.as_bytes(),
        founding.device.label.as_bytes(),
    ];
    for text in texts {
        hasher.update(&(text.len() as u64).to_be_bytes());
        hasher.update(text);
    }
    let mut id = [0; 16];
    hasher.finalize_xof().fill(&mut id);
    CommonsId(id)
}

/// The id of a person who enters with this device.
///
/// It commits to the device's key, so that a concurrent join cannot take the id of another.
pub fn person_id(commons: CommonsId, device: DeviceId) -> AgentId {
    agent_id("commonwright 2026 person v1", commons, device, &[])
}

/// The id of the organisation that this device declares with this nonce.
pub fn organisation_id(commons: CommonsId, device: DeviceId, nonce: &[u8; 16]) -> AgentId {
    agent_id("commonwright 2026 organisation v1", commons, device, nonce)
}

fn agent_id(context: &str, commons: CommonsId, device: DeviceId, nonce: &[u8]) -> AgentId {
    let mut hasher = blake3::Hasher::new_derive_key(context);
    hasher.update(&commons.0);
    hasher.update(&device.0);
    hasher.update(nonce);
    let mut id = [0; 16];
    hasher.finalize_xof().fill(&mut id);
    AgentId(id)
}

/// What the home's address key signs: that this device lives there.
pub fn endpoint_message(newcomer: &Newcomer) -> Vec<u8> {
    message(b"commonwright endpoint v1\n", newcomer)
}

/// What the invitation's key signs when somebody joins.
pub fn join_message(newcomer: &Newcomer) -> Vec<u8> {
    message(b"commonwright join v1\n", newcomer)
}

/// What an older device signs for a newer one of the same person.
pub fn vouch_message(newcomer: &Newcomer) -> Vec<u8> {
    message(b"commonwright vouch v1\n", newcomer)
}

/// What the new device of a person without one signs: that it is to be theirs.
pub fn recovery_message(newcomer: &Newcomer) -> Vec<u8> {
    message(b"commonwright recover v1\n", newcomer)
}

fn message(domain: &[u8], newcomer: &Newcomer) -> Vec<u8> {
    let mut message = domain.to_vec();
    message.extend_from_slice(&newcomer.commons.0);
    message.extend_from_slice(&newcomer.endpoint.0);
    message.extend_from_slice(&newcomer.device.0);
    message.extend_from_slice(&newcomer.person.0);
    message
}

impl Newcomer {
    /// A new person with their first device.
    pub fn person(commons: CommonsId, endpoint: &DeviceKey, device: DeviceId) -> Self {
        Self::device_of(person_id(commons, device), commons, endpoint, device)
    }

    /// A further device of a person who is known.
    pub fn device_of(
        person: AgentId,
        commons: CommonsId,
        endpoint: &DeviceKey,
        device: DeviceId,
    ) -> Self {
        Self {
            commons,
            endpoint: endpoint.endpoint(),
            device,
            person,
        }
    }
}
