//! What cannot be is refused by name before it is written. Where somebody's program wrote it all the same, it is set aside
//! by name on every computer, counted nowhere, and shown with the reason.
//!
//! The doors are those of everybody: commands, and entries that come on a stick from a program that checks nothing.

use app::commons::Commons;
use app::deed::When;
use app::home::Home;
use model::charter::build;
use model::day::Day;
use model::entry::body_bytes;
use model::id::{AgentId, CommonsId};
use model::ledger::{self, Fact, UnknownFact};
use model::number::{Money, Quantity, Ratio};
use model::rsd1::{Policy, Preset};
use serde_json::{Value, json};
use tests::process::{Workshop, home_of, string, text};

const PROGRAM: &str = env!("CARGO_BIN_EXE_commonwright_under_test");
const AS_OF: &str = "2026-04-15";
const TODAY: &str = "2026-04-10";

/// Ana and Ben are stewards; Dev acts for Acme, which has sold for 45,000.00 in the first quarter.
struct Scene {
    folder: tempfile::TempDir,
    ana: Workshop,
    ben: Workshop,
    dev: Workshop,
    design: String,
    acme: AgentId,
}

/// What a program that checks nothing writes: the number of its kind, what it says, and the reason that everybody reads.
type Bad = (&'static str, u16, Vec<u8>, &'static str);

impl Scene {
    fn begin() -> Scene {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let at = |name: &str| {
            let mut workshop = Workshop::new(PROGRAM, folder.path(), name);
            workshop.set_day("2026-01-01");
            workshop
        };
        let (ana, ben, mut dev) = (at("ana"), at("ben"), at("dev"));
        ana.json(&["new", "Valley Tools", "--person", "Ana"]);
        let seeder = [
            "design",
            "new",
            "Seeder",
            "--licence",
            "LicenseRef-CopyFair",
        ];
        let design = string(&ana.json(&seeder)["id"]);
        let invite = |role: &str| {
            let words = ["invite", "--role", role, "--days", "3650"];
            string(&ana.json(&words)["invitation"])
        };
        let (for_ben, for_dev) = (invite("steward"), invite("maker"));
        let running = ana.running();
        ben.join(&for_ben, "Ben", &running.address);
        dev.join(&for_dev, "Dev", &running.address);
        drop(running);
        dev.json(&["organisation", "new", "Acme"]);
        let (_, commons) = opened(&dev);
        let acme = commons.find_agent("Acme").expect("just declared");
        drop(commons);
        let mut scene = Scene {
            folder,
            ana,
            ben,
            dev: {
                dev.set_day(TODAY);
                dev
            },
            design,
            acme,
        };
        scene.meet();
        let attest = ["attest", "Acme", "--class", "for-profit"];
        let attested = string(&scene.ana.json(&attest)["fact"]);
        scene.meet();
        scene.ben.json(&["confirm", &attested]);
        scene.ana.set_day(TODAY);
        scene.ben.set_day(TODAY);
        scene
            .dev
            .json(&scene.uses("45,000.00", "2026-01-01", "2026-03-31"));
        scene.meet();
        scene
    }

    fn uses<'a>(&'a self, revenue: &'a str, from: &'a str, to: &'a str) -> Vec<&'a str> {
        let what = ["use", "--agent", "Acme", "--design", &self.design];
        let how = ["--kind", "commercial", "--revenue", revenue];
        [&what[..], &how, &["--from", from, "--to", to]].concat()
    }

    fn meet(&self) {
        let all = [&self.ana, &self.ben, &self.dev];
        let stick = self.folder.path().join("stick.bundle");
        for from in all.into_iter().chain(all) {
            let _ = std::fs::remove_file(&stick);
            from.json(&["bundle", "write", text(&stick), "--plain"]);
            for to in all {
                to.json(&["bundle", "read", text(&stick)]);
            }
        }
    }

    /// Where Acme stands, without what is listed as not accepted.
    fn acme(&self) -> Value {
        let of = |who: &Workshop| who.json(&["status", "Acme", "--as-of", AS_OF]);
        let status = of(&self.ana);
        for other in [&self.ben, &self.dev] {
            assert_eq!(of(other)["fingerprint"], status["fingerprint"]);
        }
        json!([
            status["code"],
            status["owed"],
            status["points"],
            status["pending"],
            status["flags"]
        ])
    }

    /// Everything that does not count, with its reason, as somebody reads it.
    fn reasons(&self, who: &Workshop) -> Vec<String> {
        let all = who.json(&["refused"])["not_counted"].clone();
        let all = all.as_array().expect("a list").iter();
        all.map(|line| string(&line["why"])).collect()
    }

    /// What no form lets through, as bytes.
    fn bad(&self, dev: AgentId) -> Vec<Bad> {
        let acme = self.acme;
        let work = |change: fn(&mut ledger::Contribution)| {
            let mut work = ledger::Contribution {
                provider: dev,
                on_behalf_of: Some(acme),
                kind: "design".to_owned(),
                quantity: Quantity::parse("600", ledger::UNIT_MINUTE).expect("a quantity"),
                from: day("2026-02-10"),
                to: day("2026-02-10"),
                state: None,
                deliverable: None,
                share: None,
                evidence: vec![],
                note: String::new(),
                supersedes: None,
                machine_part: None,
            };
            change(&mut work);
            body_bytes(&work)
        };
        let report = |change: fn(&mut ledger::UseReport)| {
            let mut report = self.report();
            change(&mut report);
            body_bytes(&report)
        };
        let dollars = ledger::Payment {
            payer: acme,
            amount: Money::parse("1350.00", "USD".parse().expect("a currency")).expect("money"),
            day: day(TODAY),
            reference: String::new(),
        };
        let control = ledger::Control {
            agent: acme,
            controller: dev,
            basis_points: 10_001,
            from: day(TODAY),
            to: None,
        };
        let half = ledger::SplitAgreement {
            deliverable: "Seeder no. 3".to_owned(),
            shares: vec![ledger::Share {
                agent: dev,
                share: ratio(1, 2),
            }],
        };
        vec![
            (
                "a day in no calendar",
                1,
                work(|work| work.from = Day(i32::MIN)),
                "a day is in no calendar",
            ),
            (
                "work of tomorrow",
                1,
                work(|work| work.to = day("2026-12-31")),
                "days that lie in its future",
            ),
            (
                "an end before the beginning",
                1,
                work(|work| work.to = day("2026-02-09")),
                "the last day lies before the first",
            ),
            (
                "a quantity of nothing",
                1,
                work(|work| work.quantity.mantissa = 0),
                "quantity must be more than 0",
            ),
            (
                "less than nothing",
                1,
                work(|work| work.quantity.mantissa = -600),
                "quantity must be more than 0",
            ),
            (
                "time in kilograms",
                1,
                work(|work| work.quantity.unit = "om:kilogram".to_owned()),
                "not counted in that unit",
            ),
            (
                "a share above the whole",
                1,
                work(|work| {
                    (work.deliverable, work.share) =
                        (Some("Seeder no. 3".to_owned()), Some(ratio(3, 2)));
                }),
                "a share must be more than 0 and at most 1",
            ),
            (
                "a share of nothing",
                1,
                work(|work| work.share = Some(ratio(1, 2))),
                "needs the thing",
            ),
            (
                "a part above the whole",
                8,
                report(|report| report.designs[0].part = ratio(2, 1)),
                "a share must be more than 0 and at most 1",
            ),
            (
                "sold below nothing",
                8,
                report(|report| {
                    report.revenue = report.revenue.map(|revenue| Money {
                        minor: -1,
                        ..revenue
                    });
                }),
                "amount of money is too small",
            ),
            (
                "sold for nothing that is said",
                8,
                report(|report| report.revenue = None),
                "needs its revenue",
            ),
            (
                "use over two quarters",
                8,
                report(|report| report.to = day("2026-04-01")),
                "do not lie in one period",
            ),
            (
                "use in another currency",
                8,
                report(|report| {
                    let usd = "USD".parse().expect("a currency");
                    report.revenue = report.revenue.map(|revenue| Money {
                        currency: usd,
                        ..revenue
                    });
                }),
                "another currency",
            ),
            (
                "paid in another currency",
                9,
                body_bytes(&dollars),
                "another currency",
            ),
            (
                "more than all of a business",
                13,
                body_bytes(&control),
                "between 0 and 100 percent",
            ),
            ("half of a whole", 17, body_bytes(&half), "must add up to 1"),
            (
                "what is not what its kind says",
                1,
                body_bytes(&half),
                "the entry cannot be read",
            ),
            (
                "a kind of a newer program",
                900,
                body_bytes(&half),
                "newer version of the program",
            ),
        ]
    }

    fn report(&self) -> ledger::UseReport {
        let (_, mut commons) = opened(&self.dev);
        let design = commons.find_design(&self.design).expect("it is there");
        ledger::UseReport {
            user: self.acme,
            designs: vec![ledger::UsedDesign {
                state: commons.state_of(design).expect("it is there"),
                release: None,
                part: Ratio::ONE,
            }],
            commercial: true,
            from: day("2026-03-01"),
            to: day("2026-03-31"),
            units: None,
            revenue: Some(
                Money::parse("10000.00", "EUR".parse().expect("a currency")).expect("money"),
            ),
            note: String::new(),
        }
    }
}

#[test]
fn what_cannot_be_is_refused_before_it_is_written() {
    let scene = Scene::begin();
    let before = scene.acme();
    let logs = |more: &[&str]| {
        let words = ["contribute", "--type", "design", "--for", "Acme"];
        scene.dev.refused(&[&words, more].concat())
    };
    let says = |said: String, why: &str| assert!(said.contains(why), "{why}: {said}");
    says(logs(&["--quantity", "0h"]), "quantity must be more than 0");
    says(
        logs(&["--quantity", "5h", "--from", "2026-02-30"]),
        "2026-02-30",
    );
    says(
        logs(&["--quantity", "5h", "--from", "2026-05-01"]),
        "before the first",
    );
    let share = [
        "--quantity",
        "5h",
        "--part-of",
        "Seeder no. 3",
        "--share",
        "3/2",
    ];
    says(logs(&share), "at most 1");
    let two = scene.uses("10,000.00", "2026-03-01", "2026-04-02");
    says(scene.dev.refused(&two), "one period");
    let nothing = scene.uses("-5", "2026-03-01", "2026-03-31");
    assert!(!scene.dev.refused(&nothing).is_empty());
    says(
        scene.dev.refused(&["pay", "0", "--agent", "Acme"]),
        "too small",
    );
    let hold = [
        "control",
        "Acme",
        "--by",
        "Dev",
        "--percent",
        "101",
        "--from",
        TODAY,
    ];
    says(scene.dev.refused(&hold), "between 0 and 100");
    scene.dev.json(&[
        "contribute",
        "--type",
        "build-report",
        "--quantity",
        "1",
        "--part-of",
        "Seeder no. 3",
        "--share",
        "1/2",
    ]);
    says(
        scene.dev.refused(&["split", "Seeder no. 3", "Dev=1/2"]),
        "add up to 1",
    );
    says(
        scene.dev.refused(&["split", "Seeder no. 4", "Dev=1"]),
        "nobody has logged a share",
    );
    let rules = scene.folder.path().join("rules.json");
    let wrong = json!({"fee_rate": "3/2", "point_value": "0.00"});
    std::fs::write(&rules, wrong.to_string()).expect("the folder is there");
    let said = scene.ana.refused(&["policy", "propose", text(&rules)]);
    says(said.clone(), "more than the whole revenue");
    says(said, "a point pays nothing");
    assert_eq!(scene.acme(), before);
}

#[test]
fn what_a_program_that_checks_nothing_writes_is_set_aside_by_name() {
    let scene = Scene::begin();
    let before = scene.acme();
    let words = ["status", "Acme", "--as-of", TODAY, "--statement"];
    let papers = scene.folder.path().join("papers");
    let paper = scene.ana.json(&[&words[..], &[text(&papers)]].concat());
    let (_, mut commons) = opened(&scene.dev);
    let dev = commons.me().expect("Dev is in it");
    drop(commons);
    let bad = scene.bad(dev);
    for (name, kind, body, _) in &bad {
        let (_home, mut commons) = opened(&scene.dev);
        let smuggled = UnknownFact {
            version: 1,
            kind: *kind,
            body: body.clone(),
        };
        let written = commons.write_fact(dev, Fact::Unknown(smuggled), now());
        assert!(written.is_ok(), "{name}: {written:?}");
    }
    // And one in a form that only a newer program writes.
    commons = opened(&scene.dev).1;
    let newer = UnknownFact {
        version: 2,
        kind: 1,
        body: bad[0].2.clone(),
    };
    commons
        .write_fact(dev, Fact::Unknown(newer), now())
        .expect("it is passed on");
    drop(commons);
    scene.meet();
    for who in [&scene.ana, &scene.ben, &scene.dev] {
        let mut reasons = scene.reasons(who);
        assert_eq!(reasons.len(), bad.len() + 1, "{reasons:#?}");
        for (name, _, _, reason) in &bad {
            let at = reasons.iter().position(|why| why.contains(reason));
            let at = at.unwrap_or_else(|| panic!("{name}: no \"{reason}\" in {reasons:#?}"));
            reasons.swap_remove(at);
        }
        assert!(reasons[0].contains("newer version"), "{reasons:?}");
    }
    assert_eq!(scene.acme(), before, "nothing of it counts");
    // Whom it is about reads each reason, and what was signed before is not false by it.
    let status = scene.ana.json(&["status", "Acme", "--as-of", TODAY]);
    let told = status["not_counted"].to_string();
    for reason in [
        "another currency",
        "quantity must be more than 0",
        "do not lie in one period",
    ] {
        assert!(told.contains(reason), "{reason}: {told}");
    }
    assert!(!told.contains("key"), "{told}");
    let checked = scene
        .ana
        .json(&["check-statement", &string(&paper["statement"])]);
    assert_eq!(checked["computed_again"], "same", "{checked}");
}

#[test]
fn a_seal_by_too_few_closes_nothing_and_rules_that_contradict_themselves_hold_for_nobody() {
    let scene = Scene::begin();
    let before = scene.acme();
    // Dev is no steward; a program that checks nothing closes the quarter all the same.
    let (home, mut commons) = opened(&scene.dev);
    let dev = commons.me().expect("Dev is in it");
    let seal = ledger::Seal {
        from: day("2026-01-01"),
        to: day("2026-03-31"),
        ledgers: vec![],
        exceptions: vec![],
        rules: model::id::FileHash([0; 32]),
    };
    commons
        .write_fact(dev, seal, now())
        .expect("it is well formed");
    drop((home, commons));
    // Ana's program proposes what contradicts itself, and Ben signs it.
    let (home, mut commons) = opened(&scene.ana);
    let ana = commons.me().expect("Ana is in it");
    let mut rules = Policy::preset(Preset::CopyFair);
    rules.point_value = 0;
    let act = build::adopt_policy(ana, day(TODAY), day(TODAY), &rules);
    commons
        .write_act(&act, now())
        .expect("any rules stand in the charter");
    drop((home, commons));
    scene.meet();
    let waiting = scene.ben.json(&["cosign"])["waiting"].clone();
    let act = string(&waiting[0]["act"]);
    scene.ben.json(&["cosign", &act]);
    scene.meet();
    for who in [&scene.ana, &scene.ben, &scene.dev] {
        let reasons = scene.reasons(who);
        assert_eq!(reasons.len(), 2, "{reasons:?}");
        assert!(reasons[0].contains("a point pays nothing"), "{reasons:?}");
        assert!(reasons[1].contains("the role"), "{reasons:?}");
        let shown = who.json(&["policy", "show"]);
        assert_eq!(shown["rules"]["point_value"], "20.00");
        let periods = who.json(&["seal"])["periods"].clone();
        let mut periods = periods.as_array().expect("a list").iter();
        let first = periods
            .find(|page| page["period"] == "2026-Q1")
            .expect("it is over");
        assert_eq!(
            (&first["state"], &first["seals"]),
            (&json!("open"), &json!([]))
        );
    }
    assert_eq!(scene.acme(), before);
}

/// The commons of somebody, opened in this process.
fn opened(who: &Workshop) -> (Home, Commons) {
    let home = home_of(who);
    let id: CommonsId = home.commons().expect("readable")[0];
    let commons = Commons::open(&home, id).expect("it is there");
    (home, commons)
}

fn now() -> When {
    When::now(TODAY.parse().ok())
}

fn day(text: &str) -> Day {
    text.parse().expect("a day")
}

fn ratio(p: i64, q: i64) -> Ratio {
    Ratio::new(p, q).expect("not divided by zero")
}
