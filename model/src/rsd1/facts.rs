//! Facts, indexed by what they are about, so that one agent's status touches few of them.

use std::collections::{BTreeMap, BTreeSet};

use super::fact::{Body, Claim, Fact};
use super::status::{Needs, Waiting};
use crate::day::Day;
use crate::id::{AgentId, DeviceId, FactId, FileHash};

/// A set of facts keyed by id.
///
/// Extended by one fact at a time; [`Facts::about`] takes out what one agent's status can depend on.
#[derive(Clone, Default, Debug)]
pub struct Facts {
    all: BTreeMap<FactId, Fact>,
    topics: BTreeMap<Topic, BTreeSet<FactId>>,
    stewards: BTreeSet<AgentId>,
    treasurers: BTreeSet<AgentId>,
    keys: BTreeSet<(AgentId, DeviceId)>,
    signed: BTreeSet<FactId>,
    waiting: BTreeMap<FactId, (Fact, Needs)>,
}

/// Something that facts are about.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Topic {
    /// Keys, roles and seals: always visible.
    Always,
    /// Uses, payments, agreements, attestations, control and suspensions of an agent.
    Agent(AgentId),
    /// Contributions that count for an agent.
    Beneficiary(AgentId),
    /// Who belongs to an organisation.
    Organisation(AgentId),
    /// The contributions of one provider on one day.
    WorkDay(AgentId, Day),
    /// The contributions of one provider and type with one evidence.
    Evidence(AgentId, String, FileHash),
    /// The contributions to one deliverable, and its splits.
    Deliverable(String),
    /// What is said about a fact.
    Fact(FactId),
}

impl Facts {
    /// Adds a fact; says whether it was new.
    pub fn add(&mut self, fact: Fact) -> bool {
        if self.all.contains_key(&fact.id) {
            return false;
        }
        match &fact.body {
            Body::Steward(agent) => drop(self.stewards.insert(*agent)),
            Body::Treasurer(agent) => drop(self.treasurers.insert(*agent)),
            Body::Key(agent, key) => drop(self.keys.insert((*agent, *key))),
            _ => {}
        }
        if fact.signed.is_some() {
            self.signed.insert(fact.id);
        }
        for topic in topics(&fact.body) {
            self.topics.entry(topic).or_default().insert(fact.id);
        }
        self.all.insert(fact.id, fact);
        true
    }

    /// Names a fact that does not count yet, because somebody still has to sign or confirm it.
    pub fn add_waiting(&mut self, fact: Fact, needs: Needs) {
        self.waiting.insert(fact.id, (fact, needs));
    }

    /// What waits for somebody to sign or confirm it, by id.
    pub fn waiting(&self) -> Vec<Waiting> {
        self.waiting
            .iter()
            .map(|(fact, (_, needs))| Waiting {
                fact: *fact,
                needs: *needs,
            })
            .collect()
    }

    pub(super) fn waiting_facts(&self) -> impl Iterator<Item = &(Fact, Needs)> {
        self.waiting.values()
    }

    /// How many facts there are.
    pub fn len(&self) -> usize {
        self.all.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// All facts, by id.
    pub fn iter(&self) -> impl Iterator<Item = &Fact> {
        self.all.values()
    }

    /// The fact of that name.
    pub fn get(&self, id: FactId) -> Option<&Fact> {
        self.all.get(&id)
    }

    /// The facts that were signed with a key that is not their author's: kept, listed, never counted.
    pub fn quarantine(&self) -> BTreeSet<FactId> {
        let foreign = |id: &&FactId| {
            let signed = self.all.get(id).and_then(|fact| fact.signed);
            signed.is_some_and(|pair| !self.keys.contains(&pair))
        };
        self.signed.iter().filter(foreign).copied().collect()
    }

    /// The same facts without one of them.
    pub fn without(&self, id: FactId) -> Facts {
        let mut rest = Facts::default();
        for fact in self.all.values().filter(|fact| fact.id != id) {
            rest.add(fact.clone());
        }
        rest.waiting = self.waiting.clone();
        rest
    }

    pub(super) fn is_steward(&self, agent: AgentId) -> bool {
        self.stewards.contains(&agent)
    }

    /// Whether that agent may say that a payment arrived.
    pub(super) fn sees_payments(&self, agent: AgentId) -> bool {
        self.is_steward(agent) || self.treasurers.contains(&agent)
    }

    /// What is said about a fact: reviews, confirmations, co-signatures and the like, by id.
    pub fn saying(&self, fact: FactId) -> impl Iterator<Item = &Fact> {
        self.on(&Topic::Fact(fact))
    }

    /// Who is said to belong to an organisation, by id.
    pub fn of_organisation(&self, organisation: AgentId) -> impl Iterator<Item = &Fact> {
        self.on(&Topic::Organisation(organisation))
    }

    /// How many different stewards are among them (RSD-1, section 9).
    pub(super) fn stewards_among(&self, signers: &[AgentId]) -> usize {
        let distinct: BTreeSet<_> = signers
            .iter()
            .filter(|agent| self.is_steward(**agent))
            .collect();
        distinct.len()
    }

    pub(super) fn on<'s>(&'s self, topic: &Topic) -> impl Iterator<Item = &'s Fact> + use<'s> {
        let ids = self.topics.get(topic).into_iter().flatten();
        ids.filter_map(|id| self.all.get(id))
    }

    /// All that the status of one agent can depend on, without the facts of others.
    pub fn about(&self, agent: AgentId) -> Facts {
        let mut facts = Facts {
            waiting: self.waiting.clone(),
            ..Facts::default()
        };
        for id in self.ids_about(agent) {
            facts.add(self.all[&id].clone());
        }
        facts
    }

    /// The names of those facts.
    pub fn ids_about(&self, agent: AgentId) -> BTreeSet<FactId> {
        let mut gathering = Gathering {
            from: self,
            found: BTreeSet::new(),
            found_claims: BTreeMap::new(),
            quarantine: self.quarantine(),
        };
        gathering.agent(agent, &mut BTreeSet::new());
        gathering.contributions(agent);
        gathering.found
    }
}

fn topics(body: &Body) -> Vec<Topic> {
    match body {
        Body::Steward(_) | Body::Treasurer(_) | Body::Key(..) | Body::Seal(_) => {
            vec![Topic::Always]
        }
        Body::Attestation(a) => vec![Topic::Agent(a.agent)],
        Body::Control(c) => vec![Topic::Agent(c.agent)],
        Body::Affiliation(a) => vec![Topic::Organisation(a.organisation)],
        Body::Claim(claim) => claim_topics(claim),
        Body::Review(r) => vec![Topic::Fact(r.claim)],
        Body::ReviewWithdrawn { review, .. } => vec![Topic::Fact(*review)],
        Body::Confirm { claim, .. } => vec![Topic::Fact(*claim)],
        Body::Split(s) => vec![Topic::Deliverable(s.deliverable.clone())],
        Body::Use(u) => vec![Topic::Agent(u.agent)],
        Body::Agreement(a) => vec![Topic::Agent(a.agent)],
        Body::Payment(p) => vec![Topic::Agent(p.agent)],
        Body::PaymentConfirmed { payment, .. } => vec![Topic::Fact(*payment)],
        Body::Suspension(s) => vec![Topic::Agent(s.agent)],
        Body::Void { fact, .. } | Body::Challenge { fact, .. } | Body::CoSign { fact, .. } => {
            vec![Topic::Fact(*fact)]
        }
    }
}

fn claim_topics(claim: &Claim) -> Vec<Topic> {
    let mut topics = vec![
        Topic::Beneficiary(claim.beneficiary()),
        Topic::WorkDay(claim.provider, claim.day),
    ];
    topics.extend(evidence_topics(claim));
    topics.extend(claim.deliverable.clone().map(Topic::Deliverable));
    topics.extend(claim.supersedes.map(Topic::Fact));
    topics
}

pub(super) fn evidence_topics(claim: &Claim) -> impl Iterator<Item = Topic> {
    let of = |hash: &FileHash| Topic::Evidence(claim.provider, claim.kind.clone(), *hash);
    claim.evidence.iter().map(of)
}

/// How near a contribution stands to the agent; what is further away matters less.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Distance {
    /// Only whether it stands: it may be the same evidence, or a share of the same thing.
    Stands,
    /// Also its minutes: the same provider on the same day.
    SameDay,
    /// It counts for the agent.
    Own,
}

struct Gathering<'a> {
    from: &'a Facts,
    found: BTreeSet<FactId>,
    found_claims: BTreeMap<FactId, Distance>,
    /// These lead nowhere: what does not count must not change what is read.
    quarantine: BTreeSet<FactId>,
}

impl Gathering<'_> {
    fn agent(&mut self, agent: AgentId, seen: &mut BTreeSet<AgentId>) {
        self.topic(&Topic::Always);
        seen.insert(agent);
        self.topic(&Topic::Agent(agent));
        let controllers: Vec<AgentId> = self
            .from
            .on(&Topic::Agent(agent))
            .filter(|fact| !self.quarantine.contains(&fact.id))
            .filter_map(|fact| match &fact.body {
                Body::Control(control) => Some(control.controller),
                _ => None,
            })
            .collect();
        for controller in controllers {
            if !seen.contains(&controller) {
                self.ownership(controller, seen);
            }
        }
    }

    /// Of who holds a part of the agent, only the class matters, and who holds a part of them.
    fn ownership(&mut self, agent: AgentId, seen: &mut BTreeSet<AgentId>) {
        seen.insert(agent);
        let from = self.from;
        for fact in from.on(&Topic::Agent(agent)) {
            match &fact.body {
                Body::Attestation(_) => self.fact(fact.id),
                Body::Control(control) => {
                    self.fact(fact.id);
                    let leads = !self.quarantine.contains(&fact.id);
                    if leads && !seen.contains(&control.controller) {
                        self.ownership(control.controller, seen);
                    }
                }
                _ => {}
            }
        }
    }

    fn contributions(&mut self, agent: AgentId) {
        let from = self.from;
        for fact in from.on(&Topic::Beneficiary(agent)) {
            self.claim(fact.id, Distance::Own);
        }
    }

    fn topic(&mut self, topic: &Topic) {
        let from = self.from;
        for fact in from.on(topic) {
            match fact.body {
                Body::Claim(_) => {}
                _ => self.fact(fact.id),
            }
        }
    }

    /// A fact and all that is said about it.
    fn fact(&mut self, id: FactId) {
        if self.found.insert(id) && !self.quarantine.contains(&id) {
            self.topic(&Topic::Fact(id));
        }
    }

    fn claim(&mut self, id: FactId, distance: Distance) {
        let from = self.from;
        let Some(Body::Claim(claim)) = from.get(id).map(|fact| &fact.body) else {
            return;
        };
        if self
            .found_claims
            .get(&id)
            .is_some_and(|known| *known >= distance)
        {
            return;
        }
        self.found_claims.insert(id, distance);
        self.fact(id);
        if self.quarantine.contains(&id) {
            return;
        }
        self.versions(id, claim, distance);
        if distance >= Distance::SameDay {
            self.topic(&Topic::Organisation(claim.beneficiary()));
            evidence_topics(claim).for_each(|topic| self.claims_on(&topic, Distance::Stands));
        }
        if distance == Distance::Own {
            self.claims_on(
                &Topic::WorkDay(claim.provider, claim.day),
                Distance::SameDay,
            );
            if let Some(deliverable) = &claim.deliverable {
                let topic = Topic::Deliverable(deliverable.clone());
                self.topic(&topic);
                self.claims_on(&topic, Distance::Stands);
            }
        }
    }

    /// Corrections of a contribution, and what it corrects.
    fn versions(&mut self, id: FactId, claim: &Claim, distance: Distance) {
        self.claims_on(&Topic::Fact(id), distance);
        if let Some(corrected) = claim.supersedes {
            self.claim(corrected, distance);
        }
    }

    fn claims_on(&mut self, topic: &Topic, distance: Distance) {
        let from = self.from;
        for fact in from.on(topic) {
            if matches!(fact.body, Body::Claim(_)) {
                self.claim(fact.id, distance);
            }
        }
    }
}
