//! Who can keep a period from being closed, and what waits meanwhile.

use super::*;
use model::day::Day;

/// Writes seals with a program that asks nobody what they may.
fn seals_of_a_maker(who: &Workshop, spans: &[(Day, Day)], written: &str) {
    let (home, id) = home(who);
    let mut commons = Commons::open(&home, id).expect("it is there");
    let me = commons.me().expect("they are in it");
    let when = When {
        day: written.parse().expect("a day"),
        ..When::now("2026-04-02".parse().ok())
    };
    for (from, to) in spans {
        let seal = ledger::Seal {
            from: *from,
            to: *to,
            ledgers: vec![],
            exceptions: vec![],
            rules: model::id::FileHash([0; 32]),
        };
        commons.write_fact(me, seal, when).expect("well formed");
    }
}

fn quarters(years: std::ops::Range<i32>) -> Vec<(Day, Day)> {
    let first = |year: i32, month| Day::from_civil(year, month, 1).expect("a day");
    let of = |year| {
        let last = |day: Day| day.plus(-1);
        [
            (first(year, 1), last(first(year, 4))),
            (first(year, 4), last(first(year, 7))),
            (first(year, 7), last(first(year, 10))),
            (first(year, 10), last(first(year + 1, 1))),
        ]
    };
    years.flat_map(of).collect()
}

#[test]
fn a_maker_can_neither_hide_periods_nor_keep_them_open() {
    let mut valley = Valley::begin(PROGRAM);
    let early = quarters(2026..2027)[0];
    seals_of_a_maker(&valley.dev, &[early], "2026-04-02");
    seals_of_a_maker(&valley.dev, &quarters(9988..9999), "9999-12-31");
    valley.meet();
    valley.on("2026-04-02");
    assert_eq!(period(&valley.ana, "2026-Q1")["state"], "open");
    let listed = valley.ana.json(&["seal"])["periods"].clone();
    assert_eq!(listed.as_array().map(Vec::len), Some(2), "{listed}");
    let seal = string(&valley.ana.json(&["seal", "2026-Q1"])["fact"]);
    valley.meet();
    valley.ben.json(&["confirm", &seal]);
    valley.meet();
    assert_eq!(period(&valley.dev, "2026-Q1")["state"], "closed");
}

#[test]
fn no_open_period_is_passed_over_however_long_ago_it_was() {
    let mut valley = Valley::begin(PROGRAM);
    valley.on("2037-02-01");
    let said = valley.ana.refused(&["seal", "2036-Q4"]);
    assert!(
        said.contains("2026-Q1") || said.contains("January to March 2026"),
        "{said}"
    );
    let listed = valley.ana.json(&["seal"])["periods"].clone();
    let mut listed = listed.as_array().expect("a list").iter();
    assert!(
        listed.all(|page| page["period"] != "2026-Q1"),
        "the list is cut"
    );
}

#[test]
fn what_waits_is_left_out_of_a_seal_and_a_declaration_waits_for_stewards() {
    let mut valley = Valley::begin(PROGRAM);
    valley.on("2026-04-02");
    let attest = ["attest", "Acme", "--class", "worker-owned"];
    let attested = string(&valley.ana.json(&attest)["fact"]);
    valley.meet();
    let waiting = |who: &Workshop| who.json(&["decide"])["waiting"].clone();
    let listed = waiting(&valley.ben);
    assert_eq!(listed.as_array().map(Vec::len), Some(1), "{listed}");
    assert_eq!(
        (&listed[0]["id"], &listed[0]["mine"]),
        (&json!(attested), &json!(true))
    );
    assert_eq!(waiting(&valley.dev)[0]["mine"], false);

    let seal = string(&valley.ana.json(&["seal", "2026-Q1"])["fact"]);
    valley.meet();
    let left_out = period(&valley.ben, "2026-Q1")["seals"][0]["left_out"].clone();
    assert_eq!(left_out, json!([attested]));
    valley.ben.json(&["decide", &seal[..8]]);
    valley.meet();
    assert_eq!(valley.owed(AS_OF), "1350.00");
    valley.ben.json(&["decide", &attested[..8]]);
    valley.meet();
    assert_eq!(waiting(&valley.ana), json!([]));
    assert_eq!(valley.owed(AS_OF), "1350.00", "the closed quarter stays");
}

#[test]
fn what_no_steward_stands_behind_is_said_before_a_period_is_closed() {
    let mut valley = Valley::begin(PROGRAM);
    valley.on("2026-03-20");
    let plan = valley.folder.path().join("plan.txt");
    std::fs::write(&plan, "a plan").expect("writable");
    let seeder = valley.design.clone();
    valley
        .ana
        .json(&["design", "edit", &seeder, "function", "Sows"]);
    valley.ana.json(&["design", "attach", &seeder, text(&plan)]);
    let parent = string(&valley.ana.json(&["design", "release", &seeder, "1.0"])["fact"]);
    valley.meet();
    let fork = [
        "design",
        "fork",
        &seeder,
        "--name",
        "Rice seeder",
        "--reason",
        "finer",
    ];
    let fork = string(&valley.dev.json(&fork)["id"]);
    let release = string(&valley.dev.json(&["design", "release", &fork, "1.0"])["fact"]);
    // Nobody can question it, and the reason is true: it moves money only where a steward stands behind it.
    let refused = valley.dev.refused(&["challenge", &release, "Is it?"]);
    assert!(
        refused.contains("moves money only where a steward stands behind it"),
        "{refused}"
    );
    valley.on("2026-04-02");
    valley.meet();
    let would = |valley: &Valley| valley.ana.json(&["seal", "2026-Q1", "--dry-run"]);
    let unbacked = would(&valley)["unbacked"].clone();
    let unbacked = unbacked.as_array().expect("a list");
    assert_eq!(
        unbacked.len(),
        1,
        "not the steward's own {parent}: {unbacked:?}"
    );
    assert_eq!(unbacked[0]["release"], release);
    let said = valley.ana.text(&["seal", "2026-Q1", "--dry-run"]);
    assert!(said.contains("once it is closed that stays so"), "{said}");
    assert_eq!(
        period(&valley.ana, "2026-Q1")["state"],
        "open",
        "nothing was closed"
    );
    valley.ana.json(&["confirm", &release]);
    assert_eq!(would(&valley)["unbacked"], json!([]));
    assert_eq!(valley.ana.json(&["seal", "2026-Q1"])["unbacked"], json!([]));
}
