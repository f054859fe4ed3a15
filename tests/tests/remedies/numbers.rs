//! How many stewards it takes, where rules raised a number, and who may close a period at all.

use super::*;

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
    fn close(&mut self, name: &'static str, (from, to): (&str, &str), on: &str) -> FactId {
        let ledgers = self.ledgers(&["ana", "ben", "cleo", "dev", "eva"]);
        let seal = ledger::Seal {
            from: day(from),
            to: day(to),
            ledgers,
            exceptions: vec![],
        };
        self.write(name, on, seal)
    }

    fn needs(&mut self, fact: FactId) -> Option<Needs> {
        self.books.follow(&self.charter);
        self.books.needs(fact)
    }

    /// Books that read all of it the other way round say the same.
    fn is_the_same_anew(&mut self, as_of: &str) {
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

fn void(fact: FactId) -> ledger::Void {
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
    assert_eq!((&after.lines, &after.flags), (&before.lines, &before.flags));
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
