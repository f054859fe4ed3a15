//! Acts as a device writes them: each function gives the bytes for [`Charter::next_change`].
//!
//! [`Charter::next_change`]: super::Charter::next_change

mod ending;
mod several;

pub use ending::{
    WhatStays, end_acting_for, end_keeping, end_role, leave, remove_person, retire_device,
    withdraw_invitation,
};
pub use several::{
    adopt_policy, co_sign, keep, pin, prove_fork, raise_rule_set, readmit, recover,
    recovery_request,
};

use crate::charter::act::{
    Act, ActsFor, DeviceClaim, DeviceVouched, Founding, Invited, Joined, OrganisationDeclared,
    RULE_SET, Role, RoleGranted, WrittenAct,
};
use crate::charter::proof::{
    Newcomer, commons_id, endpoint_message, join_message, organisation_id, person_id, vouch_message,
};
use crate::charter::title::{NameProblem, clean_name, clean_text};
use crate::day::Day;
use crate::id::{AgentId, CommonsId, DeviceId, FactId};
use crate::invitation::Invitation;
use crate::key::DeviceKey;
use crate::rsd1::Policy;

/// The home that enters a commons.
#[derive(Clone, Copy, Debug)]
pub struct NewDevice<'a> {
    /// The home's address key.
    pub endpoint: &'a DeviceKey,
    /// The public half of the device's actor key.
    pub device: DeviceId,
    /// What its person calls it.
    pub label: &'a str,
    /// It reads and relays and writes nothing.
    pub replica: bool,
}

/// What the founder decides.
#[derive(Clone, Copy, Debug)]
pub struct NewCommons<'a> {
    /// 128 random bits.
    pub nonce: [u8; 16],
    /// What it is called.
    pub name: &'a str,
    /// What it is for.
    pub purpose: &'a str,
    /// Whether anyone who knows an address may read.
    pub open: bool,
    /// The first policy.
    pub policy: &'a Policy,
    /// The founder's name.
    pub person_name: &'a str,
}

/// The id of the commons that would be founded so: known before the key that founds it, which is derived from it.
pub fn new_commons_id(
    endpoint: &DeviceKey,
    label: &str,
    day: Day,
    new: &NewCommons,
) -> Result<CommonsId, NameProblem> {
    let nobody = NewDevice {
        endpoint,
        device: endpoint.device(),
        label,
        replica: false,
    };
    let founding = founding(CommonsId([0; 16]), &nobody, new)?;
    Ok(commons_id(day, &founding))
}

/// Founds a commons; `commons` is [`new_commons_id`] of the same words, or nobody takes the act.
pub fn found(
    commons: CommonsId,
    home: &NewDevice,
    day: Day,
    new: &NewCommons,
) -> Result<Vec<u8>, NameProblem> {
    let act = Act::Founding(founding(commons, home, new)?);
    Ok(bytes(person_id(commons, home.device), day, act))
}

fn founding(
    commons: CommonsId,
    home: &NewDevice,
    new: &NewCommons,
) -> Result<Founding, NameProblem> {
    let newcomer = Newcomer::person(commons, home.endpoint, home.device);
    Ok(Founding {
        rule_set: RULE_SET,
        name: clean_name(new.name)?,
        purpose: clean_text(new.purpose),
        open: new.open,
        policy: new.policy.to_bytes(),
        person_name: clean_name(new.person_name)?,
        device: claim(home, &newcomer)?,
        nonce: new.nonce,
    })
}

/// Invites whoever holds the secret of `invited.key`.
pub fn invite(by: AgentId, day: Day, invited: Invited) -> Vec<u8> {
    bytes(by, day, Act::Invited(invited))
}

/// Joins by an invitation; `act` is its act in the charter.
///
/// For a further device of a person the name is taken over from the first and `person_name` is
/// only checked.
pub fn join(
    invitation: &Invitation,
    act: FactId,
    home: &NewDevice,
    day: Day,
    person_name: &str,
) -> Result<Vec<u8>, NameProblem> {
    let commons = invitation.commons;
    let newcomer = match invitation.for_person {
        Some(person) => Newcomer::device_of(person, commons, home.endpoint, home.device),
        None => Newcomer::person(commons, home.endpoint, home.device),
    };
    let joined = Joined {
        invitation: act,
        person_name: clean_name(person_name)?,
        device: claim(home, &newcomer)?,
        proof: invitation.key().sign(&join_message(&newcomer)),
    };
    Ok(bytes(newcomer.person, day, Act::Joined(joined)))
}

/// Enters with a new device of a person, on the word of an older device's key.
pub fn vouch(
    commons: CommonsId,
    older: &DeviceKey,
    person: AgentId,
    home: &NewDevice,
    day: Day,
) -> Result<Vec<u8>, NameProblem> {
    let newcomer = Newcomer::device_of(person, commons, home.endpoint, home.device);
    let vouched = DeviceVouched {
        older: older.device(),
        proof: older.sign(&vouch_message(&newcomer)),
        device: claim(home, &newcomer)?,
    };
    Ok(bytes(person, day, Act::DeviceVouched(vouched)))
}

/// Gives a person a further role.
pub fn grant(by: AgentId, day: Day, person: AgentId, role: Role) -> Vec<u8> {
    bytes(by, day, Act::RoleGranted(RoleGranted { person, role }))
}

/// Declares an organisation and who acts for it; gives its id and the act.
///
/// `nonce` is 128 random bits, and `device` the one that will sign the act.
pub fn declare_organisation(
    (commons, device): (CommonsId, DeviceId),
    by: AgentId,
    day: Day,
    nonce: [u8; 16],
    name: &str,
    acting: Vec<AgentId>,
) -> Result<(AgentId, Vec<u8>), NameProblem> {
    let name = clean_name(name)?;
    let act = Act::OrganisationDeclared(OrganisationDeclared {
        nonce,
        name,
        acting,
    });
    let id = organisation_id(commons, device, &nonce);
    Ok((id, bytes(by, day, act)))
}

/// Adds a person who acts for an organisation.
pub fn act_for(by: AgentId, day: Day, organisation: AgentId, person: AgentId) -> Vec<u8> {
    let act = ActsFor {
        organisation,
        person,
    };
    bytes(by, day, Act::ActsFor(act))
}

fn claim(home: &NewDevice, newcomer: &Newcomer) -> Result<DeviceClaim, NameProblem> {
    Ok(DeviceClaim {
        label: clean_name(home.label)?,
        endpoint: newcomer.endpoint,
        endpoint_signature: home.endpoint.sign(&endpoint_message(newcomer)),
        replica: home.replica,
    })
}

fn bytes(by: AgentId, day: Day, act: Act) -> Vec<u8> {
    WrittenAct { by, day, act }.encode()
}
