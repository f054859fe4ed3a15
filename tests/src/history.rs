//! Histories of a small commons, made of random steps: acts of the charter and entries of every kind, honest ones and
//! others, as they would be read from the disk. Every entry has the place and the id that it would have there.

use model::change::SignedChange;
use model::charter::act::Invited;
use model::charter::build::{self, NewCommons, NewDevice};
use model::charter::proof::person_id;
use model::charter::{Charter, Role};
use model::day::Day;
use model::entry::fact_id;
use model::id::{AgentId, ChangeHash, CommonsId, DeviceId, DocumentId, FactId, FileHash};
use model::invitation::InvitationKey;
use model::key::DeviceKey;
use model::ledger::{
    self, DesignState, Fact, SealedLedger, Share, UNIT_HOUR, UNIT_MINUTE, UsedDesign, WrittenFact,
};
use model::name::DocumentName;
use model::number::{Currency, Money, Quantity, Ratio};
use model::rsd1::{AgentClass, Policy, Preset};

/// 2026-01-01: the first day on which something is done.
const FIRST_DAY: i32 = 20_454;
/// Who belongs to it; the first founds it.
const PEOPLE: [(&str, Role); 6] = [
    ("ana", Role::Steward),
    ("ben", Role::Steward),
    ("cleo", Role::Steward),
    ("dev", Role::Maker),
    ("eva", Role::Maker),
    ("fay", Role::Treasurer),
];
/// So many of the people also have keys when they come; the last one has not joined when the history begins.
const PEOPLE_FIRST: usize = PEOPLE.len() - 1;

/// One random step: what, who and whom, a fact that it is about, a number, a day, and whatever else it takes.
#[derive(Debug, Clone, Copy)]
pub struct Step {
    /// What is done.
    pub what: u8,
    /// Who does it.
    pub who: u8,
    /// About whom.
    pub whom: u8,
    /// About which earlier fact, counted from the newest.
    pub about: u8,
    /// How much.
    pub number: u16,
    /// Days after the first.
    pub day: u8,
    /// Bits for everything else.
    pub bits: u16,
}

/// Something that arrives.
#[derive(Debug, Clone)]
pub enum Arrival {
    /// A change of the charter.
    Act(Vec<u8>),
    /// An entry of a ledger.
    Entry(Entry),
}

/// An entry as it lies on the disk.
#[derive(Debug, Clone)]
pub struct Entry {
    /// Its id.
    pub id: FactId,
    /// Whose key signed it.
    pub device: DeviceId,
    /// The ledger.
    pub document: DocumentId,
    /// Its place there.
    pub seq: u64,
    /// The envelope with the fact.
    pub bytes: Vec<u8>,
}

/// What can be said about a fact.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// It can be reviewed, confirmed and corrected.
    Work,
    /// It can be withdrawn.
    Review,
    /// It can be co-signed.
    Signed,
    /// It can be confirmed.
    Named,
    /// It can arrive.
    Payment,
    /// It can only be questioned.
    Other,
}

impl Kind {
    fn of(fact: &Fact) -> Kind {
        match fact {
            Fact::Contribution(_) => Kind::Work,
            Fact::ContributionReview(_) => Kind::Review,
            Fact::ClassAttestation(_)
            | Fact::Agreement(_)
            | Fact::Void(_)
            | Fact::Suspension(_)
            | Fact::SplitAgreement(_)
            | Fact::Seal(_) => Kind::Signed,
            Fact::Affiliation(_) | Fact::Control(_) | Fact::UseReport(_) => Kind::Named,
            Fact::Payment(_) => Kind::Payment,
            _ => Kind::Other,
        }
    }
}

/// A commons while its history is made.
pub struct History {
    /// The commons.
    pub commons: CommonsId,
    charter: Charter,
    keys: Vec<DeviceKey>,
    organisations: Vec<AgentId>,
    heights: Vec<u64>,
    facts: Vec<(Kind, FactId)>,
    joined: usize,
    /// Everything in the order in which it was made.
    pub arrivals: Vec<Arrival>,
}

impl History {
    /// A commons by these rules in which the steps were done.
    pub fn of(policy: &Policy, steps: &[Step]) -> History {
        let keys: Vec<DeviceKey> = (1..=PEOPLE.len())
            .map(|n| DeviceKey::from_seed([n as u8; 32]))
            .collect();
        let endpoint = DeviceKey::from_seed([100; 32]);
        let commons = build::new_commons_id(&endpoint, "laptop", day(0), &founding(policy));
        let commons = commons.expect("a name");
        let document = DocumentName::charter(keys[0].device(), commons).id(commons);
        let mut history = History {
            commons,
            charter: Charter::empty(commons, document),
            heights: vec![0; keys.len()],
            keys,
            organisations: vec![],
            facts: vec![],
            joined: 0,
            arrivals: vec![],
        };
        history.begin(policy);
        for step in steps {
            history.step(*step);
        }
        history
    }

    /// A charter that knows nothing yet.
    pub fn empty_charter(&self) -> Charter {
        Charter::empty(self.commons, self.charter.document())
    }

    /// Everybody of whom there are facts.
    pub fn agents(&self) -> Vec<AgentId> {
        let people = (0..PEOPLE.len()).map(|at| self.person(at));
        people.chain(self.organisations.iter().copied()).collect()
    }

    fn begin(&mut self, policy: &Policy) {
        let endpoint = DeviceKey::from_seed([100; 32]);
        let home = self.home(0, &endpoint);
        let founding = build::found(self.commons, &home, day(0), &founding(policy));
        self.act(0, &founding.expect("a name"));
        self.joined = 1;
        while self.joined < PEOPLE_FIRST {
            self.join();
        }
        for (name, acting) in [("Acme", 3), ("Forge", 4)] {
            self.declare(name, acting);
        }
    }

    fn home<'k>(&self, who: usize, endpoint: &'k DeviceKey) -> NewDevice<'k> {
        NewDevice {
            endpoint,
            device: self.keys[who].device(),
            label: "laptop",
            replica: false,
        }
    }

    /// The next of the people comes.
    fn join(&mut self) {
        let who = self.joined;
        let Some((name, role)) = PEOPLE.get(who).copied() else {
            return;
        };
        let seed = 50 + who as u8;
        let key = InvitationKey(DeviceKey::from_seed([seed; 32]).device().0);
        let invited = Invited {
            key,
            role,
            uses: 1,
            expires: None,
            for_person: None,
        };
        self.act(0, &build::invite(self.person(0), day(0), invited));
        let invitation = self.charter.write_invitation([seed; 32], vec![]);
        let invitation = invitation.expect("it was just made");
        let invited = self.charter.invitations().find(|open| open.key == key);
        let open = invited.expect("it was just made").id;
        let endpoint = DeviceKey::from_seed([seed + 100; 32]);
        let home = self.home(who, &endpoint);
        let join = build::join(&invitation, open, &home, day(0), name);
        self.act(who, &join.expect("a name"));
        self.joined += 1;
    }

    fn declare(&mut self, name: &str, acting: usize) {
        let nonce = [self.organisations.len() as u8; 16];
        let by = (self.commons, self.keys[0].device());
        let acting = vec![self.person(acting)];
        let declared = build::declare_organisation(by, self.person(0), day(0), nonce, name, acting);
        let (organisation, act) = declared.expect("a name");
        self.act(0, &act);
        self.organisations.push(organisation);
    }

    fn act(&mut self, who: usize, act: &[u8]) {
        // An act that may not stand is not made: the charter has tests of its own.
        let change: Option<SignedChange> = self.charter.next_change(&self.keys[who], 0, act).ok();
        if let Some(change) = change
            && self.charter.admit_chunk(&change.bytes).is_ok()
        {
            self.arrivals.push(Arrival::Act(change.bytes));
        }
    }

    fn person(&self, at: usize) -> AgentId {
        person_id(self.commons, self.keys[at].device())
    }

    /// A person or an organisation.
    fn agent(&self, number: u8) -> AgentId {
        let all = self.agents();
        all[usize::from(number) % all.len()]
    }

    fn organisation(&self, number: u8) -> AgentId {
        self.organisations[usize::from(number) % self.organisations.len()]
    }

    fn step(&mut self, step: Step) {
        let who = usize::from(step.who) % PEOPLE.len();
        match step.what % 64 {
            0 => self.join(),
            1 => {
                let whom = self.person(usize::from(step.whom) % PEOPLE.len());
                let role = [Role::Steward, Role::Treasurer][usize::from(step.bits % 2)];
                self.act(0, &build::grant(self.person(0), day(0), whom, role));
            }
            2 => {
                let (person, organisation) = (self.person(who), self.organisation(step.whom));
                let act = build::act_for(self.person(0), day(0), organisation, person);
                self.act(0, &act);
            }
            3 => self.adopt(step),
            _ => {
                let fact = self.fact(step);
                self.write(who, step, fact);
            }
        }
    }

    /// Other rules from some day on; all stewards sign.
    fn adopt(&mut self, step: Step) {
        let preset = Preset::ALL[usize::from(step.number) % Preset::ALL.len()];
        let people = 1 + u32::from(step.bits % 2);
        let policy = Policy::preset(preset).with_people(people, people, people);
        let from = day(step.day);
        self.act(
            0,
            &build::adopt_policy(self.person(0), day(0), from, &policy),
        );
        let newest = self.charter.waiting().last().map(|waiting| waiting.act);
        for who in 1..PEOPLE.len() {
            if let Some(act) = newest {
                self.act(who, &build::co_sign(self.person(who), day(0), act));
            }
        }
    }

    /// Writes with the key of one, and mostly in their name.
    fn write(&mut self, key: usize, step: Step, fact: Fact) {
        let by = match step.bits % 41 {
            0 => self.agent(step.whom),
            _ => self.person(key),
        };
        let kind = Kind::of(&fact);
        let written = WrittenFact {
            by,
            day: day(step.day).plus(120),
            fact,
        };
        let bytes = written.encode();
        let device = self.keys[key].device();
        let document = DocumentName::ledger(device, 0).id(self.commons);
        self.heights[key] += 1;
        let seq = self.heights[key];
        let id = fact_id(self.commons, document, seq, &bytes);
        self.facts.push((kind, id));
        self.arrivals.push(Arrival::Entry(Entry {
            id,
            device,
            document,
            seq,
            bytes,
        }));
    }

    /// An earlier fact, mostly one of those kinds; or one that nobody knows.
    fn target(&self, step: Step, kinds: &[Kind]) -> FactId {
        let is_any = step.bits.is_multiple_of(13);
        let fits = |(kind, _): &&(Kind, FactId)| is_any || kinds.contains(kind);
        let found: Vec<FactId> = self.facts.iter().filter(fits).map(|(_, id)| *id).collect();
        let back = usize::from(step.about) % (found.len() + 1);
        let at = found.len().checked_sub(1 + back);
        at.map_or(FactId([9; 32]), |at| found[at])
    }

    fn fact(&self, step: Step) -> Fact {
        let about = |kinds: &[Kind]| self.target(step, kinds);
        match step.what % 64 {
            4..=17 => self.contribution(step).into(),
            18..=31 => ledger::ContributionReview {
                contribution: about(&[Kind::Work]),
                accepted: quantity(i64::from(step.number % 600), step),
                reason: "Seen".to_owned(),
            }
            .into(),
            32 => ledger::ReviewWithdrawn {
                review: about(&[Kind::Review]),
                reason: String::new(),
            }
            .into(),
            33..=35 => ledger::Confirm {
                fact: about(&[Kind::Work, Kind::Named]),
            }
            .into(),
            36..=46 => ledger::CoSign {
                fact: about(&[Kind::Signed]),
            }
            .into(),
            47 | 48 => ledger::PaymentConfirmed {
                payment: about(&[Kind::Payment]),
            }
            .into(),
            49 => ledger::Void {
                fact: about(&[Kind::Work, Kind::Review, Kind::Named, Kind::Payment]),
                reason: "By mistake".to_owned(),
            }
            .into(),
            50 => ledger::Challenge {
                fact: about(&[Kind::Work, Kind::Review, Kind::Signed, Kind::Named]),
                reason: "Who saw it?".to_owned(),
            }
            .into(),
            _ => self.fact_about_agents(step),
        }
    }

    fn fact_about_agents(&self, step: Step) -> Fact {
        let (from, to) = span(step);
        match step.what % 64 {
            51..=53 => self.report(step).into(),
            54 => ledger::Payment {
                payer: self.organisation(step.whom),
                amount: money(i64::from(step.number) * 10, step),
                day: day(step.day),
                reference: String::new(),
            }
            .into(),
            55 => ledger::Affiliation {
                person: self.person(usize::from(step.about) % PEOPLE.len()),
                organisation: self.agent(step.whom),
                from,
                to,
            }
            .into(),
            56 | 57 => ledger::ClassAttestation {
                agent: self.agent(4 + step.whom % 4),
                class: AgentClass::ALL[usize::from(step.number % 7)],
                all_surplus_to_workers: step.bits.is_multiple_of(2),
                evidence: vec![],
                source: String::new(),
                from: day(0).plus(-i32::from(step.day)),
                to,
            }
            .into(),
            58 => ledger::Control {
                agent: self.organisation(step.whom),
                controller: self.agent(step.about),
                basis_points: u32::from(step.number) % 11_000,
                from: from.plus(-50),
                to,
            }
            .into(),
            59 => self.agreement(step).into(),
            60 if !step.bits.is_multiple_of(3) => self.split(step).into(),
            60 => ledger::Suspension {
                agent: self.agent(step.whom),
                reason: "A talk first".to_owned(),
                from,
                to,
            }
            .into(),
            61 | 62 => self.seal(step).into(),
            _ => Fact::Unknown(ledger::UnknownFact {
                version: 1,
                kind: 999,
                body: vec![0xa0],
            }),
        }
    }

    fn contribution(&self, step: Step) -> ledger::Contribution {
        let person = self.person(usize::from(step.who) % PEOPLE.len());
        let bit = |n: u32| step.bits >> n & 1 == 1;
        let provider = if bit(0) && bit(1) && bit(2) {
            self.agent(step.whom)
        } else {
            person
        };
        let deliverable = (bit(3) && bit(4)).then(|| "mill".to_owned());
        let minutes = 30 + i64::from(step.number % 500);
        ledger::Contribution {
            provider,
            on_behalf_of: bit(5).then(|| self.organisation(step.whom)),
            kind: ["design", "care", "repair", "build_report"][usize::from(step.about % 16 / 5)]
                .to_owned(),
            quantity: quantity(minutes, step),
            // Few days, so that there is much on each.
            from: day(step.day % 120 / 8 * 8),
            to: day(step.day % 120 / 8 * 8).plus(i32::from(bit(6) && bit(7))),
            state: None,
            share: deliverable
                .is_some()
                .then(|| Ratio::new(1 + i64::from(step.number % 2), 2).expect("not zero")),
            deliverable,
            evidence: (bit(8) && bit(9))
                .then_some(FileHash([1; 32]))
                .into_iter()
                .collect(),
            note: String::new(),
            supersedes: (bit(10) && bit(11)).then(|| self.target(step, &[Kind::Work])),
            machine_part: bit(9).then(|| "drawn by a program".to_owned()),
        }
    }

    fn report(&self, step: Step) -> ledger::UseReport {
        let licence = ["LicenseRef-CopyFair", "PPL", "CERN-OHL-S-2.0"];
        let state = DesignState {
            design: DocumentId([5; 32]),
            heads: vec![ChangeHash([1; 32])],
            licence: licence[usize::from(step.about % 8 / 3)].to_owned(),
        };
        let from = day(step.day % 80);
        ledger::UseReport {
            user: self.organisation(step.whom),
            designs: vec![UsedDesign {
                state,
                release: None,
                part: Ratio::ONE,
            }],
            commercial: !step.bits.is_multiple_of(5),
            from,
            to: from.plus(i32::from(step.bits % 30)),
            units: None,
            revenue: Some(money(i64::from(step.number) * 2000, step)),
            note: String::new(),
        }
    }

    fn agreement(&self, step: Step) -> ledger::Agreement {
        let (from, to) = span(step);
        let is_flat = step.bits.is_multiple_of(2);
        ledger::Agreement {
            licensee: self.organisation(step.whom),
            designs: vec![],
            flat: is_flat.then(|| money(i64::from(step.number), step)),
            rate: (!is_flat).then(|| Ratio::new(1, 50).expect("not zero")),
            from,
            to,
            text: None,
            note: String::new(),
        }
    }

    fn split(&self, step: Step) -> ledger::SplitAgreement {
        let mut agents: Vec<AgentId> = (0..2 + usize::from(step.bits % 3))
            .map(|at| self.person((usize::from(step.who) + at) % PEOPLE.len()))
            .collect();
        agents.sort_unstable();
        let count = agents.len() as i64;
        let share = |agent| Share {
            agent,
            share: Ratio::new(1, count).expect("not zero"),
        };
        ledger::SplitAgreement {
            deliverable: "mill".to_owned(),
            shares: agents.into_iter().map(share).collect(),
        }
    }

    /// A seal of the first quarter, mostly, over the ledgers as they are, with some exceptions.
    fn seal(&self, step: Step) -> ledger::Seal {
        let (from, to) = match step.bits % 8 {
            0 => (Day(FIRST_DAY + 90), Day(FIRST_DAY + 180)),
            1 => (Day(FIRST_DAY), Day(FIRST_DAY + 30)),
            _ => (Day(FIRST_DAY), Day(FIRST_DAY + 89)),
        };
        let ledger = |at: usize| {
            let document = DocumentName::ledger(self.keys[at].device(), 0).id(self.commons);
            let entries = self.heights[at].saturating_sub(u64::from(step.number % 3));
            SealedLedger {
                document,
                entries: entries as u32,
                hash: ChangeHash([1; 32]),
            }
        };
        let named = (0..PEOPLE.len()).filter(|at| step.bits >> at & 1 == 0);
        let mut ledgers: Vec<SealedLedger> =
            named.map(ledger).filter(|one| one.entries > 0).collect();
        ledgers.sort_unstable();
        ledger::Seal {
            from,
            to,
            ledgers,
            exceptions: step
                .about
                .is_multiple_of(4)
                .then(|| self.target(step, &[Kind::Work, Kind::Review]))
                .into_iter()
                .collect(),
            rules: model::id::FileHash([0; 32]),
        }
    }
}

/// The day so many days after the first.
pub fn day(after: u8) -> Day {
    Day(FIRST_DAY + i32::from(after))
}

fn span(step: Step) -> (Day, Option<Day>) {
    let from = day(step.day);
    let is_open = step.bits.is_multiple_of(3);
    let to = (!is_open).then(|| from.plus(i32::from(step.bits % 90)));
    (from, to)
}

fn quantity(minutes: i64, step: Step) -> Quantity {
    let unit = match step.bits % 37 {
        0 | 1 => UNIT_HOUR,
        2 => "EUR",
        _ => UNIT_MINUTE,
    };
    Quantity::parse(&minutes.to_string(), unit).expect("a number")
}

fn money(minor: i64, step: Step) -> Money {
    let currency = match step.bits % 29 {
        0 => "USD",
        _ => "EUR",
    };
    let currency: Currency = currency.parse().expect("a currency");
    Money { minor, currency }
}

fn founding(policy: &Policy) -> NewCommons<'_> {
    NewCommons {
        nonce: [3; 16],
        name: "Valley Tools",
        purpose: "",
        open: false,
        policy,
        person_name: PEOPLE[0].0,
    }
}
