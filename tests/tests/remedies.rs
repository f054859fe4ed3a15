//! Every remedy that a status shows comes true: it is carried out with real, signed facts, and the status becomes what
//! the remedy promised. Ana, Ben and Cleo are stewards; Dev acts for Acme; Eva makes things.

use std::collections::{BTreeMap, BTreeSet};

use model::books::{BookEntry, Books, Refusal};
use model::charter::act::Invited;
use model::charter::build::{self, NewCommons, NewDevice};
use model::charter::proof::person_id;
use model::charter::{Charter, Role};
use model::day::Day;
use model::id::{AgentId, ChangeHash, CommonsId, DocumentId, FactId};
use model::invitation::InvitationKey;
use model::key::DeviceKey;
use model::ledger::{
    self, DesignState, Fact, LedgerWriter, SealedLedger, UNIT_HOUR, UNIT_MINUTE, UsedDesign,
    WrittenFact, read_entry,
};
use model::name::DocumentName;
use model::number::{Currency, Money, Quantity, Ratio};
use model::rsd1::{
    Action, AgentClass, Flag, Line, Needs, Policy, Preset, ReviewRefusal, Status, StatusCode,
};

#[path = "remedies/kept_rules.rs"]
mod kept_rules;
#[path = "remedies/ledgers.rs"]
mod ledgers;
#[path = "remedies/lineages.rs"]
mod lineages;
#[path = "remedies/numbers.rs"]
mod numbers;
#[path = "remedies/tricks.rs"]
mod tricks;

const PEOPLE: [(&str, Role); 5] = [
    ("ana", Role::Steward),
    ("ben", Role::Steward),
    ("cleo", Role::Steward),
    ("dev", Role::Maker),
    ("eva", Role::Maker),
];

#[test]
fn five_reviewed_hours_pay_a_hundred_and_the_rest_is_paid() {
    let mut commons = Commons::found(Preset::CopyFair);
    let acme = commons.acme;
    commons.attest(acme, AgentClass::ForProfit, day("2026-01-01"));
    commons.sell(45_000_00, "LicenseRef-CopyFair");
    commons.sell(10_000_00, "CERN-OHL-S-2.0");
    let hours = commons.hours("ana", "5", "2026-02-10");
    let before = commons.status(acme, "2026-04-15");
    assert_eq!((before.code, before.owed), (StatusCode::FeeDue, 1_350_00));
    assert_eq!(before.due, Some(day("2026-04-30")));
    let own_licence = |line: &&Line| matches!(line, Line::OwnLicence { licence, .. } if licence == "CERN-OHL-S-2.0");
    assert_eq!(before.lines.iter().filter(own_licence).count(), 1);
    commons.accept("ben", hours, "5", "2026-02-20");
    commons.accept("cleo", hours, "5", "2026-02-20");
    let after = commons.status(acme, "2026-04-15");
    assert_eq!((after.code, after.owed), (StatusCode::FeeDue, 1_250_00));
    let payment = commons.pay(1_250_00, "2026-04-15");
    assert_eq!(commons.status(acme, "2026-04-15").unconfirmed, [payment]);
    commons.write("ben", "2026-04-15", ledger::PaymentConfirmed { payment });
    let settled = commons.status(acme, "2026-04-15");
    assert_eq!((settled.code, settled.owed), (StatusCode::Reciprocating, 0));
    assert_ne!(settled.fingerprint, after.fingerprint);
}

#[test]
fn every_remedy_comes_true() {
    let mut tried = BTreeSet::new();
    for preset in Preset::ALL {
        for (story, tell) in stories() {
            for as_of in ["2026-04-15", "2026-05-15"] {
                let mut commons = Commons::found(preset);
                tell(&mut commons);
                let name = format!("{preset}, {story}, {as_of}");
                tried.extend(commons.carry_out_all(&name, as_of));
            }
        }
    }
    let all = [
        "agree",
        "co-sign",
        "confirm contribution",
        "confirm payment",
        "leave out",
        "pay",
        "record ownership",
        "reviews",
        "work",
    ];
    assert_eq!(tried.into_iter().collect::<Vec<_>>(), all);
}

#[test]
fn what_cannot_count_is_named_and_changes_nothing() {
    let mut commons = Commons::found(Preset::CopyFair);
    let acme = commons.acme;
    commons.attest(acme, AgentClass::ForProfit, day("2026-01-01"));
    commons.sell(45_000_00, "PPL");
    let before = commons.status(acme, "2026-04-15");

    // Eva's device says that it was Dev.
    let forged = commons.contribution("dev", "200", "2026-02-10");
    let forged = commons.write_as("eva", "dev", "2026-02-11", forged);
    let dollars = ledger::Payment {
        amount: money(1_350_00, "USD"),
        ..commons.payment(1, "2026-04-01")
    };
    let dollars = commons.write("dev", "2026-04-01", dollars);
    let payment = commons.pay(1_350_00, "2026-04-01");
    let unseen = commons.write("eva", "2026-04-02", ledger::PaymentConfirmed { payment });
    let long = ledger::UseReport {
        from: day("2025-12-31"),
        ..commons.report(1, "PPL")
    };
    let long = commons.write("dev", "2026-04-02", long);

    let reasons: BTreeMap<FactId, Refusal> = commons
        .books
        .quarantine(&commons.charter)
        .into_iter()
        .map(|q| (q.fact, q.reason))
        .collect();
    assert_eq!(reasons.len(), 4);
    assert_eq!(reasons[&forged], Refusal::NotTheirKey);
    assert_eq!(reasons[&dollars], Refusal::OtherCurrency);
    assert_eq!(reasons[&unseen], Refusal::RoleMissing(Role::Treasurer));
    assert_eq!(reasons[&long], Refusal::NotOnePeriod);
    let after = commons.status(acme, "2026-04-15");
    assert_eq!((after.code, after.owed), (before.code, before.owed));
    assert!(after.quarantine.contains(&forged));
}

#[test]
fn a_reviewer_who_belongs_to_the_company_is_named_and_not_counted() {
    let mut commons = Commons::found(Preset::CopyFair);
    let acme = commons.acme;
    commons.attest(acme, AgentClass::ForProfit, day("2026-01-01"));
    commons.sell(45_000_00, "PPL");
    let hours = commons.hours("ana", "5", "2026-02-10");
    let eva = commons.person("eva");
    let affiliation = ledger::Affiliation {
        person: eva,
        organisation: acme,
        from: day("2025-01-01"),
        to: None,
    };
    commons.write("eva", "2026-02-01", affiliation);
    assert_eq!(commons.reviewers(hours), ["ben", "cleo"]);
    for reviewer in ["ben", "dev", "eva"] {
        commons.accept(reviewer, hours, "5", "2026-02-20");
    }
    let status = commons.status(acme, "2026-04-15");
    assert_eq!(status.owed, 1_350_00);
    let not_counted: BTreeSet<_> = status
        .lines
        .iter()
        .filter_map(|line| match line {
            Line::ReviewNotCounted { by, reason, .. } => Some((*by, *reason)),
            _ => None,
        })
        .collect();
    let affiliated = |name| (commons.person(name), ReviewRefusal::Affiliated);
    assert_eq!(
        not_counted,
        BTreeSet::from([affiliated("dev"), affiliated("eva")])
    );
    assert_eq!(commons.reviewers(hours), ["cleo"]);
    assert!(
        status
            .flags
            .iter()
            .any(|flag| matches!(flag, Flag::PendingReview { .. }))
    );
}

#[test]
fn a_report_in_anothers_name_waits_for_them() {
    let mut commons = Commons::found(Preset::CopyFair);
    let acme = commons.acme;
    commons.attest(acme, AgentClass::ForProfit, day("2026-01-01"));
    let report = commons.report(45_000_00, "PPL");
    let report = commons.write("eva", "2026-04-02", report);
    let waits = commons.status(acme, "2026-04-15");
    assert_eq!(waits.code, StatusCode::NoObligation);
    assert_eq!(
        waits
            .waiting
            .iter()
            .map(|w| (w.fact, w.needs))
            .collect::<Vec<_>>(),
        [(report, Needs::Confirmation { of: acme })]
    );
    commons.write("dev", "2026-04-03", ledger::Confirm { fact: report });
    assert_eq!(commons.status(acme, "2026-04-15").owed, 1_350_00);
}

#[test]
fn the_order_in_which_facts_and_roles_arrive_does_not_matter() {
    let mut commons = Commons::found(Preset::CopyFair);
    for (_, tell) in stories() {
        tell(&mut commons);
    }
    let acme = commons.acme;
    let status = commons.status(acme, "2026-04-15");
    let mut backwards = Books::new();
    let entries = commons.entries.iter();
    for entry in entries.clone().rev().chain(entries) {
        backwards.add(entry.clone());
    }
    assert_eq!(backwards.len(), commons.books.len());
    assert_eq!(
        backwards.status(&commons.charter, acme, day("2026-04-15")),
        Some(&status)
    );
}

#[test]
fn of_two_seals_the_one_stays_that_a_later_one_builds_on() {
    let mut commons = Commons::found(Preset::CopyFair);
    let acme = commons.acme;
    commons.attest(acme, AgentClass::ForProfit, day("2026-01-01"));
    commons.sell(45_000_00, "PPL");
    let quarter = |from: &str, to: &str, ledgers: Vec<SealedLedger>| ledger::Seal {
        from: day(from),
        to: day(to),
        ledgers,
        exceptions: vec![],
        rules: model::id::FileHash([0; 32]),
    };
    let first = |ledgers| quarter("2026-01-01", "2026-03-31", ledgers);
    let all = commons.ledgers(&["ana", "ben", "dev"]);
    let one = commons.write("ana", "2026-07-01", first(all.clone()));
    let other = commons.write("cleo", "2026-07-01", first(all));
    commons.co_sign(&["ben", "cleo"], "2026-07-02", one);
    commons.co_sign(&["ana", "ben"], "2026-07-02", other);
    // The one has three stewards, as has the other.
    let used = |status: &Status| {
        status.flags.iter().find_map(|flag| match flag {
            Flag::DoubleSeal { used, .. } => Some(*used),
            _ => None,
        })
    };
    let smaller = one.min(other);
    assert_eq!(used(&commons.status(acme, "2026-10-01")), Some(smaller));
    // The next seal goes over the ledger of whoever wrote the larger one.
    let built_on = one.max(other);
    let writer = if built_on == one { "ana" } else { "cleo" };
    let ledgers = commons.ledgers(&[writer]);
    let second = commons.write(
        "ben",
        "2026-07-03",
        quarter("2026-04-01", "2026-06-30", ledgers),
    );
    commons.co_sign(&["cleo"], "2026-07-04", second);
    assert_eq!(used(&commons.status(acme, "2026-10-01")), Some(built_on));
}

/// Acme has sold, Ana has worked five hours for it, and Ben and Cleo have accepted them.
fn five_reviewed_hours() -> (Commons, Status) {
    let mut commons = Commons::found(Preset::CopyFair);
    let acme = commons.acme;
    commons.attest(acme, AgentClass::ForProfit, day("2026-01-01"));
    commons.sell(45_000_00, "PPL");
    let hours = commons.hours("ana", "5", "2026-02-10");
    commons.accept("ben", hours, "5", "2026-02-20");
    commons.accept("cleo", hours, "5", "2026-02-20");
    let before = commons.status(acme, "2026-04-15");
    assert_eq!(before.owed, 1_250_00);
    (commons, before)
}

#[test]
fn what_a_removed_reviewer_wrote_before_stays_and_nothing_later_counts() {
    let (mut commons, before) = five_reviewed_hours();
    let acme = commons.acme;
    let named = commons.stays(&["ben"]);
    commons.remove("ben", &named);
    let after = commons.status(acme, "2026-04-15");
    assert_eq!(
        (after.owed, after.fingerprint),
        (before.owed, before.fingerprint)
    );
    // What he goes on to write on an old branch lies beyond it, whatever day it bears.
    let more = commons.hours("ana", "8", "2026-02-11");
    commons.accept("ben", more, "8", "2026-02-21");
    commons.accept("cleo", more, "8", "2026-02-21");
    let excluded: Vec<Refusal> = commons
        .books
        .quarantine(&commons.charter)
        .iter()
        .map(|quarantined| quarantined.reason)
        .collect();
    assert_eq!(excluded, [Refusal::Excluded]);
    let pending = commons.status(acme, "2026-04-15");
    assert_eq!((pending.owed, pending.pending.len()), (before.owed, 1));
    assert!(!commons.reviewers(more).contains(&"ben".to_owned()));
    // Books that knew it all from the beginning say the same.
    let mut anew = Books::new();
    for entry in &commons.entries {
        anew.add(entry.clone());
    }
    assert_eq!(
        anew.status(&commons.charter, acme, day("2026-04-15")),
        Some(&pending)
    );
}

#[test]
fn of_whom_nothing_is_named_nothing_counts_until_it_is_named() {
    let (mut commons, before) = five_reviewed_hours();
    let acme = commons.acme;
    commons.remove("ben", &BTreeMap::new());
    let without = commons.status(acme, "2026-04-15");
    assert_ne!(without.owed, before.owed, "one reviewer is not enough");
    let named = commons.stays(&["ben"]);
    commons.remove("ben", &named);
    assert_eq!(commons.status(acme, "2026-04-15").owed, before.owed);
}

#[test]
fn a_seal_holds_when_one_who_signed_it_is_a_steward_no_more() {
    let (mut commons, _) = five_reviewed_hours();
    let acme = commons.acme;
    let ledgers = commons.ledgers(&["ana", "ben", "cleo", "dev"]);
    let seal = ledger::Seal {
        from: day("2026-01-01"),
        to: day("2026-03-31"),
        ledgers,
        exceptions: vec![],
        rules: model::id::FileHash([0; 32]),
    };
    let seal = commons.write("ana", "2026-04-02", seal);
    commons.co_sign(&["ben"], "2026-04-03", seal);
    // Late work does not touch the sealed quarter.
    let late = commons.hours("ana", "5", "2026-03-12");
    for name in ["ben", "cleo"] {
        commons.accept(name, late, "5", "2026-04-05");
    }
    let sealed = commons.status(acme, "2026-04-15");
    let named = commons.stays(&["ben"]);
    let grant = build::grant(
        commons.person("ana"),
        day("2026-04-06"),
        commons.person("ben"),
        Role::Maker,
    );
    commons.act("ana", &grant);
    commons.end_stewardship("ben", &named);
    assert!(
        !commons
            .charter
            .has_role(commons.person("ben"), Role::Steward)
    );
    let after = commons.status(acme, "2026-04-15");
    assert_eq!((after.owed, &after.lines), (sealed.owed, &sealed.lines));
    // He still reviews, and no longer co-signs as a steward.
    let attested = attestation(acme, AgentClass::WorkerOwned, day("2026-02-01"));
    let attested = commons.write("ana", "2026-04-07", attested);
    commons.co_sign(&["ben"], "2026-04-08", attested);
    let waits = commons.status(acme, "2026-04-15").waiting;
    let needs = waits
        .iter()
        .find(|one| one.fact == attested)
        .map(|one| one.needs);
    assert_eq!(needs, Some(Needs::Stewards { have: 1, needed: 2 }));
}

#[test]
fn who_acts_for_a_company_no_more_spoke_for_it_before() {
    let (mut commons, before) = five_reviewed_hours();
    let acme = commons.acme;
    let named = commons.stays(&["dev"]);
    let (ana, dev) = (commons.person("ana"), commons.person("dev"));
    let end = build::end_acting_for((ana, day("2026-04-02")), acme, dev, &named);
    commons.act("ana", &end);
    assert_eq!(commons.status(acme, "2026-04-15").owed, before.owed);
    commons.sell(10_000_00, "PPL");
    let status = commons.status(acme, "2026-04-15");
    let waiting: Vec<Needs> = status.waiting.iter().map(|one| one.needs).collect();
    assert_eq!(waiting, [Needs::Confirmation { of: acme }]);
    // His reviews of its work do not begin to count because he left.
    let hours = commons.hours("ana", "3", "2026-02-12");
    assert!(!commons.reviewers(hours).contains(&"dev".to_owned()));
}

type Story = (&'static str, fn(&mut Commons));

fn stories() -> Vec<Story> {
    vec![
        ("a company that sells", |commons| {
            let acme = commons.acme;
            commons.attest(acme, AgentClass::ForProfit, day("2026-01-01"));
            commons.sell(45_000_00, "PPL");
        }),
        (
            "work that waits for reviews, a payment for a steward",
            |commons| {
                let acme = commons.acme;
                commons.attest(acme, AgentClass::ForProfit, day("2026-01-01"));
                commons.sell(45_000_00, "PPL");
                let hours = commons.hours("ana", "10", "2026-03-10");
                commons.accept("ben", hours, "10", "2026-03-20");
                commons.hours("dev", "12", "2026-03-12");
                commons.pay(350_00, "2026-04-10");
            },
        ),
        ("work that nobody confirmed", |commons| {
            let acme = commons.acme;
            commons.attest(acme, AgentClass::ForProfit, day("2026-01-01"));
            commons.sell(45_000_00, "PPL");
            let named = commons.contribution("dev", "12", "2026-03-12");
            let named = commons.write("eva", "2026-03-13", named);
            commons.accept("ana", named, "12", "2026-03-20");
            commons.accept("ben", named, "12", "2026-03-20");
        }),
        ("nobody knows who owns it", |commons| {
            commons.sell(45_000_00, "PPL")
        }),
        ("a declaration that one steward signed", |commons| {
            commons.sell(45_000_00, "PPL");
            let acme = commons.acme;
            let attestation = attestation(acme, AgentClass::WorkerOwned, day("2026-01-01"));
            commons.write("eva", "2026-01-02", attestation);
        }),
    ]
}

/// One home that holds everybody's keys, so that a story is short. All facts are signed and read back.
#[derive(Clone)]
struct Commons {
    id: CommonsId,
    charter: Charter,
    books: Books,
    entries: Vec<BookEntry>,
    keys: BTreeMap<&'static str, DeviceKey>,
    writers: BTreeMap<&'static str, LedgerWriter>,
    acme: AgentId,
}

fn founding(policy: &Policy) -> NewCommons<'_> {
    NewCommons {
        nonce: [3; 16],
        name: "Hofwerkstatt",
        purpose: "",
        open: false,
        policy,
        person_name: "ana",
    }
}

impl Commons {
    fn found(preset: Preset) -> Commons {
        Commons::found_with(&Policy::preset(preset))
    }

    fn found_with(policy: &Policy) -> Commons {
        let keys: BTreeMap<_, _> = PEOPLE
            .iter()
            .zip(1u8..)
            .map(|((name, _), n)| (*name, DeviceKey::from_seed([n; 32])))
            .collect();
        let endpoint = DeviceKey::from_seed([100; 32]);
        let id = build::new_commons_id(&endpoint, "laptop", day("2025-12-01"), &founding(policy));
        let id = id.expect("a name");
        let document = DocumentName::charter(keys["ana"].device(), id).id(id);
        let mut commons = Commons {
            id,
            charter: Charter::empty(id, document),
            books: Books::new(),
            entries: Vec::new(),
            writers: keys
                .keys()
                .map(|name| (*name, LedgerWriter::new(id)))
                .collect(),
            keys,
            acme: AgentId([0; 16]),
        };
        commons.people(policy);
        commons
    }

    fn people(&mut self, policy: &Policy) {
        let today = day("2025-12-01");
        let endpoint = DeviceKey::from_seed([100; 32]);
        let home = |key: &DeviceKey| NewDevice {
            endpoint: &endpoint,
            device: key.device(),
            label: "laptop",
            replica: false,
        };
        let home_of_ana = home(&self.keys["ana"]);
        let founding = build::found(self.id, &home_of_ana, today, &founding(policy));
        let founding = founding.expect("a name");
        self.act("ana", &founding);
        let ana = self.person("ana");
        for (n, (name, role)) in (50u8..).zip(PEOPLE).skip(1) {
            let secret = DeviceKey::from_seed([n; 32]);
            let key = InvitationKey(secret.device().0);
            let invited = Invited {
                key,
                role,
                uses: 1,
                expires: None,
                for_person: None,
            };
            self.act("ana", &build::invite(ana, today, invited));
            let invitation = self
                .charter
                .write_invitation([n; 32], vec![])
                .expect("just made");
            let open = self
                .charter
                .invitations()
                .find(|open| open.key == key)
                .expect("just made")
                .id;
            let endpoint = DeviceKey::from_seed([n + 100; 32]);
            let device = NewDevice {
                endpoint: &endpoint,
                ..home(&self.keys[name])
            };
            let join = build::join(&invitation, open, &device, today, name).expect("a name");
            self.act(name, &join);
        }
        let (by, acting) = (
            (self.id, self.keys["ana"].device()),
            vec![self.person("dev")],
        );
        let (acme, act) =
            build::declare_organisation(by, ana, today, [9; 16], "Acme", acting).expect("a name");
        self.act("ana", &act);
        self.acme = acme;
    }

    fn act(&mut self, name: &str, act: &[u8]) {
        let change = self
            .charter
            .next_change(&self.keys[name], 0, act)
            .expect("an act that may stand");
        self.charter
            .admit_chunk(&change.bytes)
            .expect("an act that may stand");
    }

    /// All that stands in the ledgers of these people now.
    fn stays(&self, names: &[&str]) -> build::WhatStays {
        let ledgers = self.ledgers(names);
        let named = names.iter().map(|name| {
            let device = self.keys[name].device();
            let own = DocumentName::ledger(device, 0).id(self.id);
            let last = ledgers.iter().find(|ledger| ledger.document == own);
            let last = last.map_or(0, |ledger| u64::from(ledger.entries));
            (device, [(own, last)].into())
        });
        named.collect()
    }

    /// Ana removes somebody, and Cleo agrees.
    fn remove(&mut self, name: &str, stays: &build::WhatStays) {
        let (ana, who) = (self.person("ana"), self.person(name));
        let act = build::remove_person((ana, day("2026-04-03")), who, stays, "");
        self.act("ana", &act);
        self.agree("cleo");
    }

    fn end_stewardship(&mut self, name: &str, stays: &build::WhatStays) {
        let (ana, who) = (self.person("ana"), self.person(name));
        let ended = (who, Role::Steward);
        self.act(
            "ana",
            &build::end_role((ana, day("2026-04-06")), ended, stays, ""),
        );
        self.agree("cleo");
    }

    /// Co-signs the newest act.
    fn agree(&mut self, name: &str) {
        let newest = self.charter.acts().last().expect("just written").id;
        let act = build::co_sign(self.person(name), day("2026-04-03"), newest);
        self.act(name, &act);
    }

    fn person(&self, name: &str) -> AgentId {
        person_id(self.id, self.keys[name].device())
    }

    fn write(&mut self, name: &'static str, on: &str, fact: impl Into<Fact>) -> FactId {
        self.write_as(name, name, on, fact)
    }

    /// With the key of one and in the name of another.
    fn write_as(&mut self, key: &'static str, by: &str, on: &str, fact: impl Into<Fact>) -> FactId {
        let written = WrittenFact {
            by: self.person(by),
            day: day(on),
            fact: fact.into(),
        };
        let writer = self.writers.get_mut(key).expect("one of the people");
        let entry = writer
            .next_change(&self.keys[key], 0, &written)
            .expect("a fact that can be");
        writer.advance(&entry);
        let read = read_entry(&entry.change.bytes).expect("an entry");
        let fact = WrittenFact::decode(read.bytes).expect("a fact");
        let document = entry.name.id(self.id);
        let (id, device, seq) = (entry.id, read.device, read.seq);
        let entry = BookEntry {
            id,
            device,
            document,
            seq,
            fact,
        };
        self.entries.push(entry.clone());
        assert!(self.books.add(entry));
        id
    }

    /// The ledgers of these people, as far as they go now.
    fn ledgers(&self, names: &[&str]) -> Vec<SealedLedger> {
        let mut ledgers: Vec<SealedLedger> = Vec::new();
        for name in names {
            let document = DocumentName::ledger(self.keys[name].device(), 0).id(self.id);
            let here = self.entries.iter().filter(|one| one.document == document);
            ledgers.push(SealedLedger {
                document,
                entries: here.count() as u32,
                hash: ChangeHash([1; 32]),
            });
        }
        ledgers.retain(|ledger| ledger.entries > 0);
        ledgers.sort_unstable();
        ledgers
    }

    fn co_sign(&mut self, names: &[&'static str], on: &str, fact: FactId) {
        for name in names {
            self.write(name, on, ledger::CoSign { fact });
        }
    }

    fn attest(&mut self, agent: AgentId, class: AgentClass, from: Day) {
        let fact = self.write("ana", "2026-01-02", attestation(agent, class, from));
        self.co_sign(&["ben"], "2026-01-03", fact);
    }

    fn report(&self, revenue: i64, licence: &str) -> ledger::UseReport {
        let heads = vec![ChangeHash([1; 32])];
        let state = DesignState {
            design: DocumentId([5; 32]),
            heads,
            licence: licence.to_owned(),
        };
        ledger::UseReport {
            user: self.acme,
            designs: vec![UsedDesign {
                state,
                release: None,
                part: Ratio::ONE,
            }],
            commercial: true,
            from: day("2026-01-01"),
            to: day("2026-03-31"),
            units: None,
            revenue: Some(money(revenue, "EUR")),
            note: String::new(),
        }
    }

    fn sell(&mut self, revenue: i64, licence: &str) {
        let report = self.report(revenue, licence);
        self.write("dev", "2026-04-01", report);
    }

    fn contribution(&self, provider: &str, hours: &str, on: &str) -> ledger::Contribution {
        ledger::Contribution {
            provider: self.person(provider),
            on_behalf_of: Some(self.acme),
            kind: "design".to_owned(),
            quantity: Quantity::parse(hours, UNIT_HOUR).expect("a number"),
            from: day(on),
            to: day(on),
            state: None,
            deliverable: None,
            share: None,
            evidence: vec![],
            note: String::new(),
            supersedes: None,
            machine_part: None,
        }
    }

    fn hours(&mut self, provider: &'static str, hours: &str, on: &str) -> FactId {
        let said = self.contribution(provider, hours, on);
        self.write(provider, on, said)
    }

    fn accept(&mut self, reviewer: &'static str, contribution: FactId, hours: &str, on: &str) {
        let accepted = Quantity::parse(hours, UNIT_HOUR).expect("a number");
        let review = ledger::ContributionReview {
            contribution,
            accepted,
            reason: String::new(),
        };
        self.write(reviewer, on, review);
    }

    fn payment(&self, amount: i64, on: &str) -> ledger::Payment {
        ledger::Payment {
            payer: self.acme,
            amount: money(amount, "EUR"),
            day: day(on),
            reference: String::new(),
        }
    }

    fn pay(&mut self, amount: i64, on: &str) -> FactId {
        let payment = self.payment(amount, on);
        self.write("dev", on, payment)
    }

    fn status(&mut self, agent: AgentId, as_of: &str) -> Status {
        self.books
            .status(&self.charter, agent, day(as_of))
            .expect("a founded commons")
            .clone()
    }

    fn reviewers(&self, contribution: FactId) -> Vec<String> {
        let name = |person: &AgentId| self.charter.person(*person).expect("a person").name.clone();
        let mut names: Vec<String> = self
            .books
            .reviewers(&self.charter, contribution)
            .iter()
            .map(name)
            .collect();
        names.sort();
        names
    }

    /// Carries out each remedy of the company's status, each in a commons of its own.
    fn carry_out_all(&mut self, name: &str, as_of: &str) -> Vec<&'static str> {
        let status = self.status(self.acme, as_of);
        let carry_out = |remedy: &model::rsd1::Remedy| {
            let mut commons = self.clone();
            let kind = commons.carry_out(&remedy.action, as_of);
            let then = commons.status(commons.acme, as_of);
            let promised = (remedy.then.code, remedy.then.owed);
            assert_eq!(
                (then.code, then.owed),
                promised,
                "{name}: {:?}",
                remedy.action
            );
            kind
        };
        status.remedies.iter().map(carry_out).collect()
    }

    fn carry_out(&mut self, action: &Action, as_of: &str) -> &'static str {
        match action {
            Action::Pay { amount } => {
                let payment = self.pay(*amount, as_of);
                self.write("ben", as_of, ledger::PaymentConfirmed { payment });
                "pay"
            }
            Action::ConfirmPayment { payment, .. } => {
                self.write("ben", as_of, ledger::PaymentConfirmed { payment: *payment });
                "confirm payment"
            }
            Action::Work {
                minutes,
                kinds,
                reviews,
                ..
            } => self.work(*minutes, &kinds[0], *reviews, as_of),
            Action::WaitForReviews { claim, people } => {
                let candidates: Vec<&str> = ["ana", "ben", "cleo"]
                    .into_iter()
                    .filter(|name| self.reviewers(*claim).contains(&(*name).to_owned()))
                    .collect();
                assert!(
                    candidates.len() >= *people as usize,
                    "somebody is left to review it"
                );
                for name in candidates.into_iter().take(*people as usize) {
                    self.accept(name, *claim, "12", as_of);
                }
                "reviews"
            }
            Action::ConfirmContribution { claim, by } => {
                assert_eq!(*by, self.person("dev"));
                self.write("dev", as_of, ledger::Confirm { fact: *claim });
                "confirm contribution"
            }
            Action::RecordOwnership {
                class,
                from,
                attesters,
            } => {
                let fact = self.write("ana", as_of, attestation(self.acme, *class, *from));
                self.co_sign(&["ben", "cleo"][..*attesters as usize - 1], as_of, fact);
                "record ownership"
            }
            Action::Agree { from, stewards } => {
                let agreement = ledger::Agreement {
                    licensee: self.acme,
                    designs: vec![],
                    flat: Some(money(0, "EUR")),
                    rate: None,
                    from: *from,
                    to: None,
                    text: None,
                    note: String::new(),
                };
                let fact = self.write("ana", as_of, agreement);
                self.co_sign(&["ben", "cleo"][..*stewards as usize - 1], as_of, fact);
                "agree"
            }
            Action::LeaveOut { report, stewards } => {
                let void = ledger::Void {
                    fact: *report,
                    reason: "Sold nothing".to_owned(),
                };
                let fact = self.write("ana", as_of, void);
                self.co_sign(&["ben", "cleo"][..*stewards as usize - 1], as_of, fact);
                "leave out"
            }
            Action::CoSign { fact, stewards } => {
                self.co_sign(&["ben", "cleo"][..*stewards as usize], as_of, *fact);
                "co-sign"
            }
        }
    }

    fn work(&mut self, minutes: i64, kind: &str, reviews: u32, as_of: &str) -> &'static str {
        let mut said = self.contribution("dev", "1", as_of);
        said.kind = kind.to_owned();
        said.quantity = Quantity::parse(&minutes.to_string(), UNIT_MINUTE).expect("a number");
        // Written down when it is done, some days later.
        said.to = said
            .from
            .plus(i32::try_from(minutes / 720).expect("some days"));
        let done = said.to.to_string();
        let quantity = said.quantity.clone();
        let contribution = self.write("dev", &done, said);
        for name in ["ana", "ben", "cleo"].into_iter().take(reviews as usize) {
            let accepted = quantity.clone();
            let review = ledger::ContributionReview {
                contribution,
                accepted,
                reason: String::new(),
            };
            self.write(name, &done, review);
        }
        "work"
    }
}

fn attestation(agent: AgentId, class: AgentClass, from: Day) -> ledger::ClassAttestation {
    ledger::ClassAttestation {
        agent,
        class,
        all_surplus_to_workers: true,
        evidence: vec![],
        source: String::new(),
        from,
        to: None,
    }
}

fn day(text: &str) -> Day {
    text.parse().expect("a day")
}

fn money(minor: i64, currency: &str) -> Money {
    let currency: Currency = currency.parse().expect("a currency");
    Money { minor, currency }
}
