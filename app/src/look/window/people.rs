//! Who is in the commons and on which devices, as the window shows it.

use super::digest::Digest;
use super::members;
use crate::commons::Commons;
use crate::engine::Engine;
use crate::look::alike::Alike;
use crate::trouble::Trouble;
use crate::view::{
    AttestationView, BelongingView, DeviceView, MeView, NearState, NearView, OrganisationView,
    PeopleView, PersonView, ProfileView, ProgressView,
};
use crate::words::{self, since::when};
use model::charter::{Device, Organisation, Person, Role};
use model::day::Day;
use model::id::{AgentId, EndpointId};
use model::ledger::Fact;
use model::rsd1::AgentClass;
use std::collections::BTreeMap;

/// The page.
pub fn people(
    engine: &Engine,
    commons: &Commons,
    digest: &Digest,
    today: Day,
) -> Result<PeopleView, Trouble> {
    let charter = commons.charter();
    let classes = classes(commons, digest, today);
    let alike = Alike::of(commons);
    let mut people: Vec<PersonView> = charter
        .persons()
        .map(|person| person_view(commons, person, &classes, &alike, today))
        .collect();
    people.sort_by_key(|person| person.name.to_lowercase());
    let mut organisations: Vec<OrganisationView> = charter
        .organisations()
        .map(|organisation| organisation_view(commons, digest, organisation, &classes, today))
        .collect();
    organisations.sort_by_key(|organisation| organisation.name.to_lowercase());
    let is_steward = |me| charter.has_role(me, Role::Steward);
    Ok(PeopleView {
        people,
        gone: members::gone(commons),
        waiting: members::waiting(commons, today),
        organisations,
        returns: super::recovery::returns(commons),
        mine: super::devices::mine(commons, today),
        near: near(engine, Some(commons)),
        only_here: only_here(commons),
        progress: progress(commons),
        invitations: members::invitations(commons, today),
        address: engine
            .net()
            .map(|net| net.address().to_string())
            .unwrap_or_default(),
        may_invite: commons.writer(Role::Steward).is_ok() && commons.me().is_some_and(is_steward),
        one_steward: charter.stewards().count() == 1,
        attesters: match digest.not_judged {
            true => 0,
            false => commons.policy(today).attesters,
        },
        newer: newer_programs(commons),
    })
}

/// Who is at this computer.
pub fn me(commons: &Commons) -> Option<MeView> {
    let me = commons.me()?;
    let charter = commons.charter();
    let own = |device: &Device| device.id == commons.device();
    Some(MeView {
        agent: me,
        name: commons.called(me),
        profile: profile(commons, me),
        acts_for: charter
            .organisations_of(me)
            .map(|organisation| (organisation.id, commons.called(organisation.id)))
            .collect(),
        steward: charter.has_role(me, Role::Steward),
        wrote_before: charter.devices().any(own)
            && commons.core().documents().any(|(_, name)| {
                name.kind == model::name::DocumentKind::Ledger && name.creator == commons.device()
            }),
    })
}

/// The note and the picture of somebody.
pub fn profile(commons: &Commons, agent: AgentId) -> ProfileView {
    let written = commons.profiles().get(agent);
    let others = commons.profiles().rivals(agent);
    ProfileView {
        note: written
            .map(|profile| profile.note.clone())
            .unwrap_or_default(),
        picture: written.and_then(|profile| Some(profile.picture?.0)),
        others: others.map(|other| other.name.clone()).collect(),
    }
}

type Classes = BTreeMap<AgentId, AgentClass>;

/// What each is on this day, where enough people say so.
fn classes(commons: &Commons, digest: &Digest, today: Day) -> Classes {
    let mut classes = Classes::new();
    if digest.not_judged {
        return classes;
    }
    let needed = commons.policy(today).attesters as usize;
    for (id, (attested, _)) in &digest.attestations {
        let signed = digest.signers.get(id).map_or(0, |all| all.len());
        let holds = attested.from <= today && attested.to.is_none_or(|to| today <= to);
        if signed >= needed && holds && !digest.refused.contains_key(id) {
            classes.insert(attested.agent, attested.class);
        }
    }
    classes
}

fn person_view(
    commons: &Commons,
    person: &Person,
    classes: &Classes,
    alike: &Alike,
    today: Day,
) -> PersonView {
    let devices = commons.charter().devices();
    PersonView {
        agent: person.id,
        name: commons.called(person.id),
        profile: profile(commons, person.id),
        me: commons.me() == Some(person.id),
        roles: person.roles.iter().copied().collect(),
        joined: format!("since {}", words::day(person.since)),
        class: classes.get(&person.id).copied(),
        alike: commons.names_like(alike, person.id),
        devices: devices
            .filter(|device| device.person == person.id)
            .map(|device| device_view(commons, device, today))
            .collect(),
    }
}

/// A device, and how far it is.
pub(super) fn device_view(commons: &Commons, device: &Device, today: Day) -> DeviceView {
    let here = device.id == commons.device();
    let label = commons.device_called(device.id);
    let connected = commons
        .core()
        .peers()
        .iter()
        .any(|peer| peer.peer == device.endpoint);
    let behind = (!here)
        .then(|| commons.core().lacking(device.endpoint))
        .flatten();
    DeviceView {
        words: words::spoken::key(device.id),
        compared: commons.compared_on(device.id),
        device: device.id,
        label: match commons.was_this_device(device.id) {
            true => format!("{label}{}", words::keys::EARLIER_KEY),
            false => label,
        },
        here,
        connected,
        met: commons
            .last_met(device.endpoint)
            .map(|at| when(at as i64, today)),
        behind,
    }
}

fn organisation_view(
    commons: &Commons,
    digest: &Digest,
    organisation: &Organisation,
    classes: &Classes,
    today: Day,
) -> OrganisationView {
    let needed = commons.policy(today).attesters as usize;
    let said = digest.attestations.iter();
    let said = said.filter(|(_, (attested, _))| attested.agent == organisation.id);
    let attestations = said.map(|(id, (attested, _))| {
        let signed = digest.signers.get(id);
        let mut signers: Vec<String> = signed
            .into_iter()
            .flatten()
            .map(|agent| commons.called(*agent))
            .collect();
        signers.sort_by_key(|name| name.to_lowercase());
        AttestationView {
            fact: *id,
            class: attested.class,
            signers,
            more: (!digest.not_judged)
                .then(|| needed.saturating_sub(signed.map_or(0, |all| all.len())) as u32),
            from: attested.from,
            until: attested.to,
            may_cosign: digest.waits.contains(id),
        }
    });
    let acting = organisation.acting.iter();
    let mut acting: Vec<String> = acting.map(|person| commons.called(*person)).collect();
    acting.sort_by_key(|name| name.to_lowercase());
    OrganisationView {
        agent: organisation.id,
        name: commons.called(organisation.id),
        profile: profile(commons, organisation.id),
        mine: commons
            .me()
            .is_some_and(|me| organisation.acting.contains(&me)),
        class: classes.get(&organisation.id).copied(),
        acting,
        may_end: may_end(commons, organisation),
        attestations: attestations.collect(),
        held: held(commons, digest, organisation.id),
        belong: belong(commons, digest, organisation.id),
        may_say: commons.may_say_belongs(organisation.id),
    }
}

/// Who works for an organisation, by name.
fn belong(commons: &Commons, digest: &Digest, organisation: AgentId) -> Vec<BelongingView> {
    let all = digest.belongings.of(organisation);
    let view = |(person, from, to): (AgentId, Day, Option<Day>)| {
        let name = commons.called(person);
        BelongingView {
            person,
            words: words::belonging::works(&name, from, to),
            name,
            from,
            may_end: to.is_none() && commons.may_say_belongs(person),
        }
    };
    let mut all: Vec<BelongingView> = all.map(view).collect();
    all.sort_by_key(|one| (one.name.to_lowercase(), one.from));
    all
}

/// Who holds a part of somebody, in words.
fn held(commons: &Commons, digest: &Digest, agent: AgentId) -> Vec<String> {
    let holdings = digest.holdings.iter();
    let holdings = holdings.filter(|(id, _)| !digest.refused.contains_key(id));
    let of_it = holdings.filter_map(|(_, written)| match &written.fact {
        Fact::Control(control) if control.agent == agent => Some(words::sharing::holds(
            &commons.called(control.controller),
            control.basis_points,
            control.from,
            control.to,
        )),
        _ => None,
    });
    of_it.collect()
}

/// Whose acting for an organisation the person at this computer may end.
fn may_end(commons: &Commons, organisation: &Organisation) -> Vec<(AgentId, String)> {
    let (me, is_steward) = (commons.me(), commons.writer(Role::Steward).is_ok());
    let acts = me.is_some_and(|me| organisation.acting.contains(&me));
    let may = commons.writer(Role::Guest).is_ok() && (acts || is_steward);
    let acting = organisation.acting.iter().filter(|_| may);
    acting
        .map(|person| (*person, commons.called(*person)))
        .collect()
}

/// Devices that say on the local network that they are there.
pub fn near(engine: &Engine, commons: Option<&Commons>) -> Vec<NearView> {
    let view = |endpoint: EndpointId| {
        let device = commons.and_then(|commons| {
            let device = commons.charter().devices_at(endpoint).next()?;
            Some((commons, device))
        });
        let connected = commons.is_some_and(|commons| {
            let peers = commons.core().peers();
            peers.iter().any(|peer| peer.peer == endpoint)
        });
        NearView {
            endpoint,
            label: match device {
                Some((commons, device)) => commons.device_called(device.id),
                None => endpoint.short(),
            },
            person: device.map(|(commons, device)| commons.called(device.person)),
            state: match (connected, device, commons) {
                (true, ..) => NearState::Connected,
                (false, None, Some(_)) => NearState::Stranger,
                _ => NearState::Near,
            },
        }
    };
    engine
        .near()
        .map(|address| view(address.endpoint))
        .collect()
}

/// Members who are met now and whose program knows newer rules than this one, each in a sentence.
pub fn newer_programs(commons: &Commons) -> Vec<String> {
    let newer = commons.newer_programs().into_iter();
    newer
        .map(|whose| words::people::newer_program(&whose))
        .collect()
}

/// How many changes are, as far as is known, on no other disk.
pub fn only_here(commons: &Commons) -> u64 {
    commons.core().only_here()
}

/// What comes in, while something does.
pub fn progress(commons: &Commons) -> Option<ProgressView> {
    let talking: Vec<EndpointId> = commons
        .core()
        .peers()
        .iter()
        .map(|peer| peer.peer)
        .collect();
    let progress = commons
        .progress()
        .values()
        .find(|progress| !progress.done && talking.contains(&progress.peer))?;
    Some(ProgressView {
        what: "changes".to_owned(),
        done: progress.changes,
        total: Some(progress.changes_total),
    })
}
