//! Who may do what and by which act; what has no effect, and why; what waits for whom.

use crate::charter::act::{Act, Role};
use crate::charter::effect::{OutOfEffect, quorum, vouchers};
use crate::charter::fork::Fork;
use crate::charter::judge::signer_roles;
use crate::charter::member::OpenInvitation;
use crate::charter::right::Right;
use crate::charter::{Charter, Record};
use crate::day::Day;
use crate::id::{AgentId, DeviceId, DocumentId, FactId};
use crate::rsd1::Policy;
use std::collections::BTreeSet;

/// What somebody may do.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Held {
    /// What belongs to a role.
    Role(Role),
    /// Speak for an organisation.
    Acting(AgentId),
    /// Confirm the bookings of a place.
    Keeper(DocumentId),
}

/// What somebody may do, and by which act.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Holding {
    /// Who.
    pub person: AgentId,
    /// What.
    pub held: Held,
    /// The act that gave it.
    pub act: FactId,
}

/// An act that needs more people than stand behind it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct WaitingAct {
    /// The act.
    pub act: FactId,
    /// Who stands behind it so far.
    pub signers: BTreeSet<AgentId>,
    /// How many more it takes, at least.
    pub more: u32,
    /// Who could still sign it.
    pub could: BTreeSet<AgentId>,
}

/// Rules that were adopted.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AdoptedRules {
    /// The act; the founding for the first ones.
    pub act: FactId,
    /// The first day on which they are in force; the first day of all for those of the founding.
    pub from: Day,
    /// Who stands behind them.
    pub signers: BTreeSet<AgentId>,
    /// The rules.
    pub policy: Policy,
}

/// Who could bring back a person who has no device left.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RecoveryHelp {
    /// The other stewards: two of them, or one with two members.
    pub stewards: BTreeSet<AgentId>,
    /// The other members who may vouch.
    pub members: BTreeSet<AgentId>,
    /// Set for a steward beside whom there are two others: so many of these count beside each other, it takes two of
    /// them, and members do not help.
    pub only_stewards: Option<usize>,
}

impl RecoveryHelp {
    /// Whether there are enough. A steward who is the only one is brought back by nobody: the commons
    /// lives on, and no act that needs a steward is ever in effect again.
    pub fn is_enough(&self) -> bool {
        match self.only_stewards {
            Some(counting) => counting >= 2,
            None => {
                self.stewards.len() >= 2 || (self.stewards.len() == 1 && self.members.len() >= 2)
            }
        }
    }
}

impl Charter {
    /// Who may do what, and by which act: by person.
    pub fn holdings(&self) -> Vec<Holding> {
        let members = &self.effect().members;
        let holding = |(right, act): (&Right, &FactId)| {
            let (person, held) = match *right {
                Right::Role(person, role) => (person, Held::Role(role)),
                Right::Acting {
                    organisation,
                    person,
                } => (person, Held::Acting(organisation)),
                Right::Keeper { place, person } => (person, Held::Keeper(place)),
                Right::Member(_) | Right::Device(..) => return None,
            };
            let is_member = self.person(person)?.is_member();
            let act = *act;
            is_member.then_some(Holding { person, held, act })
        };
        let mut holdings: Vec<Holding> = members.held.iter().filter_map(holding).collect();
        holdings.sort_unstable();
        holdings
    }

    /// Why an act has no effect; `None` when it has, or does not stand here.
    pub fn why_out(&self, act: FactId) -> Option<OutOfEffect> {
        self.effect().out[self.records.place(act)?]
    }

    /// All acts without effect, and why, in an order that all peers share.
    pub fn out_of_effect(&self) -> Vec<(&Record, OutOfEffect)> {
        let acts = self.records.all.iter().zip(&self.effect().out);
        let mut out: Vec<_> = acts
            .filter_map(|(record, out)| Some((record, (*out)?)))
            .collect();
        out.sort_by_key(|(record, _)| record.order());
        out
    }

    /// All rules that were adopted, by the day from which they are in force and then by act; the founding's come first.
    pub fn adopted_rules(&self) -> Vec<AdoptedRules> {
        let records = self.records.all.iter().enumerate();
        let adopted = records.filter_map(|(place, record)| {
            self.effect().out[place].is_none().then_some(())?;
            let (from, bytes) = match &record.written.act {
                Act::Founding(act) if self.is_founding(record) => (Day::FIRST, &act.policy),
                Act::PolicyAdopted(act) => (act.from, &act.policy),
                _ => return None,
            };
            let signers = match self.effect().ballots.get(&place) {
                Some((signers, _)) => signers.clone(),
                None => [record.written.by].into(),
            };
            let policy = Policy::from_bytes(bytes).ok()?;
            let asked = self.effect().adopted_for.get(&place);
            let policies = self.effect().policies.as_ref();
            let start = policies.and_then(|all| all.start_of(*asked?, &policy));
            Some(AdoptedRules {
                act: record.id,
                from: start.unwrap_or(from),
                signers,
                policy,
            })
        });
        let mut all: Vec<AdoptedRules> = adopted.collect();
        all.sort_by_key(|rules| (rules.from, rules.act));
        all
    }

    /// Whether it is the founding by which the commons is known, and not the same words signed once more.
    fn is_founding(&self, record: &Record) -> bool {
        let foundation = self.foundation();
        foundation.is_some_and(|foundation| foundation.act == record.id)
    }

    /// The acts that wait for more people, oldest first.
    pub fn waiting(&self) -> Vec<WaitingAct> {
        let mut waiting: Vec<_> = self.out_of_effect();
        waiting.retain(|(_, out)| matches!(out, OutOfEffect::Waits { .. }));
        waiting
            .into_iter()
            .map(|(record, out)| self.waiting_act(record, out))
            .collect()
    }

    fn waiting_act(&self, record: &Record, out: OutOfEffect) -> WaitingAct {
        let (have, needed) = match out {
            OutOfEffect::Waits { have, needed } => (have, needed),
            _ => (0, 0),
        };
        let place = self.records.place(record.id).unwrap_or(0);
        let signers = match self.effect().ballots.get(&place) {
            Some((signers, _)) => signers.clone(),
            None => self.standing_signers(record),
        };
        let mut roles = signer_roles(&record.written.act).unwrap_or_default();
        let recovered = match &record.written.act {
            Act::DeviceRecovered(act) => Some(act.person),
            _ => None,
        };
        if recovered.is_some_and(|it| self.recovery_help(it).only_stewards.is_some()) {
            roles = &[Role::Steward];
        }
        let signed = self.standing_signers(record);
        let could = self.persons().filter(|person| {
            roles.iter().any(|role| person.has_role(*role))
                && !signed.contains(&person.id)
                && recovered != Some(person.id)
        });
        WaitingAct {
            act: record.id,
            could: could.map(|person| person.id).collect(),
            more: needed.saturating_sub(have),
            signers,
        }
    }

    /// The author and all who co-signed, whether that counts or not.
    fn standing_signers(&self, record: &Record) -> BTreeSet<AgentId> {
        let signatures = self.records.signatures.get(&record.id);
        let others = signatures.into_iter().flatten();
        let others = others.map(|place| self.records.all[*place].written.by);
        others.chain([record.written.by]).collect()
    }

    /// How many stewards a decision would take that is written now, by the policy of that day.
    pub fn quorum(&self, day: Day) -> usize {
        let number = self.policy(day).map_or(0, |policy| policy.seal_quorum);
        quorum(number, self.stewards().count())
    }

    /// The invitations by which more came than may, each not knowing of the other.
    pub fn surplus(&self) -> impl Iterator<Item = &OpenInvitation> {
        self.invitations()
            .filter(|invitation| invitation.surplus() > 0)
    }

    /// What proves that a device has forked: within other documents by an act, within the charter by
    /// two acts with one number.
    pub fn forks(&self) -> Vec<Fork> {
        let proofs = self.records.fork_proofs.values().flatten();
        let mut forks: Vec<Fork> = proofs.map(|(_, fork)| *fork).collect();
        for (device, seq, places) in self.records.forks() {
            let mut hashes: Vec<_> = places
                .iter()
                .map(|place| self.records.all[*place].hash)
                .collect();
            hashes.sort_unstable();
            if let [one, other, ..] = hashes[..] {
                forks.push(Fork {
                    device,
                    document: self.document(),
                    seq,
                    changes: (one, other),
                });
            }
        }
        forks.sort_unstable();
        forks.dedup();
        forks
    }

    /// Whether a device is known to have forked.
    pub fn has_forked(&self, device: DeviceId) -> bool {
        self.records.is_forked(device)
    }

    /// How many comparisons it took to find out what is in effect: for those who hold it to be linear.
    pub fn fold_steps(&self) -> u64 {
        self.effect().steps
    }

    /// Who could vouch for a new device of a person who has none left.
    pub fn recovery_help(&self, person: AgentId) -> RecoveryHelp {
        let others = || self.persons().filter(|other| other.id != person);
        let with = |role| {
            let persons = others().filter(move |other| other.has_role(role));
            persons.map(|other| other.id)
        };
        let stewards: BTreeSet<AgentId> = with(Role::Steward).collect();
        let members = with(Role::Maker).chain(with(Role::Treasurer));
        let two = (stewards.len() >= 2).then_some(&stewards);
        let counting = two.and_then(|stewards| vouchers(&self.records, person, stewards));
        RecoveryHelp {
            members: members.filter(|one| !stewards.contains(one)).collect(),
            only_stewards: counting.map(|counting| counting.len()),
            stewards,
        }
    }
}
