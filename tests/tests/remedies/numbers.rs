//! How many stewards it takes, where rules raised a number, and who may close a period at all.

use super::*;
use model::export::BookFact;
use model::export::statement::{Fate, Sources, Statement};
use model::id::FileHash;
use model::rsd1::Period;
use model::rsd1::policies::policy_id;

/// Three stewards by rules that let one of them decide alone, until two have to from July on.
struct Raised {
    commons: Commons,
    old: Old,
}

/// What Ana decided alone while she could.
struct Old {
    attested: FactId,
    voided: FactId,
    open: FactId,
}

fn rules(number: u32) -> Policy {
    Policy {
        seal_quorum: number,
        attesters: number,
        ..Policy::preset(Preset::CopyFair)
    }
}

impl Raised {
    fn begin() -> Raised {
        let mut commons = Commons::found_with(&rules(1));
        let attested = attestation(commons.acme, AgentClass::ForProfit, day("2026-01-01"));
        let attested = commons.write("ana", "2026-01-02", attested);
        commons.sell(45_000_00, "PPL");
        let twice = commons.report(10_000_00, "PPL");
        let twice = commons.write("dev", "2026-04-01", twice);
        let voided = commons.write("ana", "2026-04-02", void(twice));
        commons.close("ana", ("2026-01-01", "2026-03-31"), "2026-04-03");
        let late = commons.report(1_000_00, "PPL");
        let late = commons.write("dev", "2026-05-04", late);
        let open = commons.write("ana", "2026-05-05", void(late));
        let old = Old {
            attested,
            voided,
            open,
        };
        Raised { commons, old }
    }

    fn raise(&mut self) {
        let ana = self.commons.person("ana");
        let (proposed, from) = (day("2026-06-20"), day("2026-07-01"));
        let act = build::adopt_policy(ana, proposed, from, &rules(2));
        self.commons.act("ana", &act);
        self.commons.agree("cleo");
        let policy = self.commons.charter.policy(from).expect("founded");
        assert_eq!(policy.seal_quorum, 2);
    }
}

impl Commons {
    pub(super) fn close(
        &mut self,
        name: &'static str,
        (from, to): (&str, &str),
        on: &str,
    ) -> FactId {
        let ledgers = self.ledgers(&["ana", "ben", "cleo", "dev", "eva"]);
        let seal = ledger::Seal {
            from: day(from),
            to: day(to),
            ledgers,
            exceptions: vec![],
            rules: FileHash([0; 32]),
        };
        self.write(name, on, seal)
    }

    /// The newest report of a sale.
    fn sold(&self) -> FactId {
        self.entries.last().expect("just written").id
    }

    /// What exports are made of.
    pub(super) fn statement(&mut self, as_of: &str) -> Statement {
        self.read_as_of(as_of, Statement::of)
    }

    /// The same at the end of the year, for what is made of it.
    pub(super) fn read<T>(&mut self, read: impl FnOnce(Sources<'_>) -> Option<T>) -> T {
        self.read_as_of("2026-12-31", read)
    }

    fn read_as_of<T>(&mut self, as_of: &str, read: impl FnOnce(Sources<'_>) -> Option<T>) -> T {
        let fact = |entry: &BookEntry| BookFact {
            id: entry.id,
            document: entry.document,
            device: entry.device,
            seq: entry.seq,
            time_ms: 0,
            fact: entry.fact.clone(),
        };
        let facts: Vec<BookFact> = self.entries.iter().map(fact).collect();
        let (books, charter) = (&mut self.books, &self.charter);
        let refused = books.quarantine(charter);
        let voided = books.voided(charter, day(as_of));
        let lineages = books.lineages(charter);
        let rules = books.rules(charter).expect("founded");
        read(Sources {
            charter,
            facts: &facts,
            refused: &refused,
            voided: &voided,
            lineages: &lineages,
            rules: &rules,
            as_of: day(as_of),
            status: &mut |agent, day| books.status(charter, agent, day).cloned(),
        })
        .expect("founded")
    }

    pub(super) fn needs(&mut self, fact: FactId) -> Option<Needs> {
        self.books.follow(&self.charter);
        self.books.needs(fact)
    }

    /// Books that read all of it the other way round say the same.
    pub(super) fn is_the_same_anew(&mut self, as_of: &str) {
        let mut anew = Books::new();
        for entry in self.entries.iter().rev() {
            anew.add(entry.clone());
        }
        let here = self.status(self.acme, as_of);
        let there = anew.status(&self.charter, self.acme, day(as_of));
        assert_eq!(there, Some(&here));
        assert_eq!(anew.seals(&self.charter), self.books.seals(&self.charter));
        assert_eq!(
            anew.waiting(&self.charter),
            self.books.waiting(&self.charter)
        );
    }
}

pub(super) fn void(fact: FactId) -> ledger::Void {
    ledger::Void {
        fact,
        reason: "reported twice".to_owned(),
    }
}

#[test]
fn what_one_decided_alone_stands_in_a_seal_when_rules_ask_for_two() {
    let mut raised = Raised::begin();
    let acme = raised.commons.acme;
    let before = raised.commons.status(acme, "2026-04-15");
    assert_eq!((before.code, before.owed), (StatusCode::FeeDue, 1_350_00));
    assert!(
        !before
            .flags
            .iter()
            .any(|flag| matches!(flag, Flag::Provisional { .. }))
    );
    raised.raise();
    let after = raised.commons.status(acme, "2026-04-15");
    assert_eq!((after.code, after.owed), (before.code, before.owed));
    let Old {
        attested,
        voided,
        open,
    } = raised.old;
    let needs = [attested, voided, open].map(|fact| raised.commons.needs(fact));
    // What no seal holds yet takes another signature; nothing else shows that it is so old.
    let one_more = Needs::Stewards { have: 1, needed: 2 };
    assert_eq!(needs, [None, None, Some(one_more)]);
    raised.commons.is_the_same_anew("2026-07-10");
    raised.commons.co_sign(&["cleo"], "2026-07-02", open);
    assert_eq!(raised.commons.needs(open), None);
    let after = raised.commons.status(acme, "2026-04-15");
    assert_eq!((&after.lines, &after.flags), (&before.lines, &before.flags));
    // The second quarter was over when two already had to close it.
    let second = ("2026-04-01", "2026-06-30");
    let seal = raised.commons.close("ben", second, "2026-07-03");
    let holds = |commons: &mut Commons| {
        let seals = commons.books.seals(&commons.charter);
        let found = seals.iter().find(|one| one.seal == seal);
        found.map(|one| (one.needed, one.holds))
    };
    assert_eq!(holds(&mut raised.commons), Some((2, false)));
    raised.commons.co_sign(&["ana"], "2026-07-04", seal);
    assert_eq!(holds(&mut raised.commons), Some((2, true)));
    raised.commons.is_the_same_anew("2026-07-10");
}

#[test]
fn nobody_escapes_a_raised_number_by_dating_back() {
    let mut raised = Raised::begin();
    raised.raise();
    let Raised { mut commons, .. } = raised;
    let acme = commons.acme;
    let before = commons.status(acme, "2026-08-01");
    let sale = before.used.iter().copied().find(|used| {
        let mut entries = commons.entries.iter();
        entries.any(|one| one.id == *used && matches!(&one.fact.fact, Fact::UseReport(_)))
    });
    let back = "2026-06-30";
    let pause = ledger::Suspension {
        agent: acme,
        from: day(back),
        to: None,
        reason: "no answer".to_owned(),
    };
    let agreed = ledger::Agreement {
        licensee: acme,
        designs: vec![DocumentId([5; 32])],
        flat: Some(money(1, "EUR")),
        rate: None,
        from: day("2026-01-01"),
        to: None,
        text: None,
        note: "a friend".to_owned(),
    };
    let facts: [Fact; 4] = [
        pause.into(),
        void(sale.expect("it was used")).into(),
        agreed.into(),
        attestation(acme, AgentClass::WorkerOwned, day("2026-01-02")).into(),
    ];
    let written = facts.map(|fact| commons.write("ben", back, fact));
    for fact in written {
        let needs = Needs::Stewards { have: 1, needed: 2 };
        assert_eq!(commons.needs(fact), Some(needs));
    }
    // A seal of his own does not help either.
    commons.close("ben", ("2026-04-01", "2026-06-30"), "2026-07-01");
    let after = commons.status(acme, "2026-08-01");
    assert_eq!((after.code, after.owed), (before.code, before.owed));
    commons.is_the_same_anew("2026-08-01");
    commons.co_sign(&["cleo"], "2026-08-02", written[0]);
    let paused = commons.status(acme, "2026-08-03");
    assert_eq!(paused.code, StatusCode::Suspended);
}

#[test]
fn a_seal_by_somebody_who_is_no_steward_is_refused_by_name() {
    let mut commons = Commons::found(Preset::CopyFair);
    let seal = commons.close("eva", ("2026-01-01", "2026-03-31"), "2026-04-02");
    commons.co_sign(&["ana", "ben"], "2026-04-03", seal);
    assert_eq!(commons.books.seals(&commons.charter), []);
    let refused = commons.books.quarantine(&commons.charter);
    let reasons: Vec<_> = refused.iter().map(|one| (one.fact, one.reason)).collect();
    assert_eq!(reasons, [(seal, Refusal::RoleMissing(Role::Steward))]);
}

#[test]
fn what_two_took_out_is_out_in_every_export_when_one_of_them_left() {
    let mut commons = Commons::found(Preset::CopyFair);
    let acme = commons.acme;
    commons.attest(acme, AgentClass::ForProfit, day("2026-01-01"));
    commons.sell(45_000_00, "PPL");
    let sold = commons.sold();
    let twice = commons.report(10_000_00, "PPL");
    let twice = commons.write("dev", "2026-04-01", twice);
    let decision = commons.write("ana", "2026-04-02", void(twice));
    let fates = |commons: &mut Commons| {
        let statement = commons.statement("2026-04-15");
        let uses = statement.uses.into_iter();
        uses.map(|one| (one.id, one.fates))
            .collect::<BTreeMap<_, _>>()
    };
    let fee = Fate::Fee(Period::parse("2026-Q1").expect("a quarter"));
    assert_eq!(fates(&mut commons)[&twice], [fee.clone()].into());
    commons.co_sign(&["ben"], "2026-04-02", decision);
    let out = |commons: &mut Commons| {
        let fates = fates(commons);
        assert_eq!(fates[&twice], [Fate::Voided].into());
        assert_eq!(fates[&sold], [fee.clone()].into());
        let status = commons.status(acme, "2026-04-15");
        assert_eq!(status.owed, 1_350_00);
        let voided = commons.books.voided(&commons.charter, day("2026-04-15"));
        assert!(voided.contains(&twice));
    };
    out(&mut commons);
    let named = commons.stays(&["ben"]);
    commons.end_stewardship("ben", &named);
    out(&mut commons);
}

#[test]
fn a_closed_period_keeps_the_rules_that_its_seal_names() {
    let mut commons = Commons::found(Preset::CopyFair);
    let acme = commons.acme;
    commons.attest(acme, AgentClass::ForProfit, day("2026-01-01"));
    let mut sale = commons.report(20_000_00, "PPL");
    (sale.from, sale.to) = (day("2026-07-01"), day("2026-09-30"));
    commons.write("dev", "2026-10-01", sale);
    let known = commons.charter.policy(day("2026-07-01")).expect("founded");
    let seal = ledger::Seal {
        from: day("2026-07-01"),
        to: day("2026-09-30"),
        ledgers: commons.ledgers(&["ana", "ben", "dev"]),
        exceptions: vec![],
        rules: FileHash(policy_id(known)),
    };
    let seal = commons.write("ana", "2026-10-02", seal);
    commons.co_sign(&["ben"], "2026-10-03", seal);
    let before = commons.status(acme, "2026-10-15");
    assert_eq!((before.code, before.owed), (StatusCode::FeeDue, 600_00));
    // In November two of them say that they had changed the rules in June.
    let twice_as_much = Policy {
        fee_rate: Ratio::new(6, 100).expect("not zero"),
        ..Policy::preset(Preset::CopyFair)
    };
    let back = (day("2026-06-20"), day("2026-07-01"));
    let ana = commons.person("ana");
    commons.act(
        "ana",
        &build::adopt_policy(ana, back.0, back.1, &twice_as_much),
    );
    commons.agree("cleo");
    let rules = commons.charter.policy(day("2026-07-01")).expect("founded");
    assert_eq!(rules.fee_rate, twice_as_much.fee_rate);
    let after = commons.status(acme, "2026-10-15");
    assert_eq!((after.code, after.owed), (before.code, before.owed));
    let kept = commons.books.rules(&commons.charter).expect("founded");
    let rate = |on: &str| kept.of(day(on)).fee_rate;
    assert_eq!(rate("2026-08-01"), Ratio::new(3, 100).expect("not zero"));
    assert_eq!(rate("2026-10-15"), twice_as_much.fee_rate);
    commons.is_the_same_anew("2026-10-15");
}

/// What a lone steward can do later about periods that one could close: nothing, once more have closed a later one.
#[test]
fn a_lone_steward_does_not_reach_behind_a_period_that_two_have_closed() {
    const QUARTERS: [(&str, &str); 3] = [
        ("2026-01-01", "2026-03-31"),
        ("2026-04-01", "2026-06-30"),
        ("2026-07-01", "2026-09-30"),
    ];
    let mut commons = Commons::found_with(&rules(1));
    let mut own = vec![];
    for (quarter, on) in QUARTERS.into_iter().zip(["2026-04-03", "2026-07-03"]) {
        own.push(commons.close("ana", quarter, on));
    }
    let ana = commons.person("ana");
    let act = build::adopt_policy(ana, day("2026-09-01"), day("2026-10-01"), &rules(2));
    commons.act("ana", &act);
    commons.agree("cleo");
    let held = |commons: &mut Commons| {
        let seals = commons.books.seals(&commons.charter).into_iter();
        let held = seals.filter(|seal| seal.holds).map(|seal| seal.seal);
        held.collect::<Vec<_>>()
    };
    let third = commons.close("ana", QUARTERS[2], "2026-10-03");
    commons.co_sign(&["ben"], "2026-10-03", third);
    own.push(third);
    assert_eq!(held(&mut commons), own);
    // Cleo writes two rows of her own until each has an id that is smaller; she leaves out that she knows of others.
    let mut smaller = [false; 2];
    for n in 1..20 {
        for place in 0..2 {
            let (from, to) = QUARTERS[place];
            let seal = ledger::Seal {
                from: day(from),
                to: day(to),
                ledgers: commons.ledgers(&["cleo"]),
                exceptions: vec![],
                rules: FileHash([n; 32]),
            };
            let seal = commons.write("cleo", "2026-10-10", seal);
            smaller[place] |= seal < own[place];
        }
    }
    assert_eq!(smaller, [true; 2], "the trial is one");
    assert_eq!(held(&mut commons), own);
    commons.is_the_same_anew("2026-12-01");
}

#[test]
fn of_two_closings_with_as_many_signers_the_one_that_the_other_knew_holds() {
    // Whichever of both has the smaller id.
    for n in 0..8u8 {
        let mut commons = Commons::found_with(&rules(1));
        let close = |commons: &mut Commons, name: &'static str, hash: u8| {
            let seal = ledger::Seal {
                from: day("2026-01-01"),
                to: day("2026-03-31"),
                ledgers: commons.ledgers(&["ana", "ben", "cleo"]),
                exceptions: vec![],
                rules: FileHash([hash; 32]),
            };
            commons.write(name, "2026-04-03", seal)
        };
        let first = close(&mut commons, "ana", n);
        let second = close(&mut commons, "ben", n.wrapping_add(100));
        let held = |commons: &mut Commons| {
            let seals = commons.books.seals(&commons.charter).into_iter();
            seals
                .filter(|seal| seal.holds)
                .map(|seal| seal.seal)
                .collect::<Vec<_>>()
        };
        assert_eq!(held(&mut commons), [first]);
        // With more signers it is the other one.
        commons.co_sign(&["cleo"], "2026-04-05", second);
        assert_eq!(held(&mut commons), [second]);
    }
}
