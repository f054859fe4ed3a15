//! Every vector and every random world of RSD-1, each also shuffled and doubled; and every file in `RSD1_VECTORS`.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use model::day::Day;
use model::export::statement::FeeState;
use model::export::statement::fees::fees;
use model::id::{AgentId, CommonsId, DeviceId, DocumentId, FactId, FileHash};
use model::number::{Ratio, Rational};
use model::rsd1::fact::{
    Accepted, Affiliation, Agreement, Attestation, Claim, Control, Payment, Review, Seal, Split,
    Suspension, Terms, Use, UsedDesign,
};
use model::rsd1::lineage::{apportion, lineage};
use model::rsd1::policy::{
    AgeFactor, ContributionType, ContributionUnit, Offset, PeriodLength, Rule,
};
use model::rsd1::{
    Accounts, AgentClass, Body, Fact, Facts, Flag, Period, Policies, Policy, Preset, Status,
    StatusCode, derive,
};
use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::Value;

#[path = "rsd1/firm.rs"]
mod firm;

/// 1970-01-01 in the day count of the vector files.
const EPOCH: i64 = 719_163;
/// How often each case is shuffled.
const SHUFFLES: u64 = 3;

#[test]
fn every_vector_gives_what_rsd1_says() {
    assert_eq!(check_file(&vectors("vectors.json")), 58);
}

#[test]
fn every_random_world_gives_what_rsd1_says() {
    assert_eq!(check_file(&vectors("worlds.json")), 150);
}

#[test]
fn every_further_file_gives_what_rsd1_says() {
    let files = std::env::var("RSD1_VECTORS").unwrap_or_default();
    for file in files.split(':').filter(|file| !file.is_empty()) {
        let cases = check_file(Path::new(file));
        println!("{file}: {cases} cases");
    }
}

#[test]
fn the_presets_of_the_vectors_are_the_presets_of_the_program() {
    let file = read(&vectors("vectors.json"));
    for preset in Preset::ALL {
        let written = policy(&file["presets"][preset.name()]);
        let ours = Policy::preset(preset);
        let with_the_rest = Policy {
            reciprocal_licences: ours.reciprocal_licences.clone(),
            attesters: ours.attesters,
            ..written
        };
        assert_eq!(with_the_rest, ours);
    }
}

#[test]
fn income_is_shared_with_those_a_design_came_from() {
    let file = read(&vectors("vectors.json"));
    let given = &file["lineage"];
    let of = |pair: &Value| (text(&pair[0]).to_owned(), ratio(&pair[1]));
    let parents = object(&given["parents"])
        .map(|(design, above)| (design.clone(), list(above).map(of).collect()))
        .collect();
    let shares = lineage(
        &parents,
        &text(&given["of"]).to_owned(),
        ratio(&given["lam"]),
    );
    for (design, share) in object(&given["shares"]) {
        assert_eq!(shares[design].to_string(), text(share));
    }
    let parts = apportion(100_000, &shares);
    let expected: BTreeMap<String, i64> = object(&given["apportion_100000"])
        .map(|(design, part)| (design.clone(), number(part)))
        .collect();
    assert_eq!(parts, expected);
    // RSD-1, case 14: 800.00 by 30:12:6 points.
    let points =
        [("a", 30), ("b", 12), ("c", 6)].map(|(who, points)| (who, Rational::from(points)));
    let parts = apportion(80_000, &BTreeMap::from(points));
    assert_eq!(
        parts.into_values().collect::<Vec<_>>(),
        [50_000, 20_000, 10_000]
    );
}

/// A kind of fact, three agents or facts that it names, a number and a day.
type Draft = (u8, (u8, u8, u8), i64, i32);

proptest! {
    #[test]
    fn order_and_repetition_do_not_matter(
        drafts in vec((0..13u8, (0..4u8, 0..4u8, 0..40u8), 0..4000i64, 0..500i32), 0..40),
        seed in 1..u64::MAX,
        as_of in 0..600i32,
    ) {
        let facts: Vec<Fact> = (0u8..).zip(&drafts).map(|(n, draft)| drafted(n, *draft)).collect();
        for preset in Preset::ALL {
            let policies = Policies::founded(Policy::preset(preset));
            let status = |facts: &[Fact]| {
                let mut set = Facts::default();
                for fact in facts {
                    set.add(fact.clone());
                }
                derive(CommonsId([7; 16]), &set, &policies, AgentId([0; 16]), Day(20_000 + as_of))
            };
            let given = status(&facts);
            prop_assert_eq!(&status(&shuffled_and_doubled(&facts, seed)), &given);
            let mut with_a_forgery = facts.clone();
            let forged = drafted(200, (0, (0, 0, 0), 4000, 1));
            with_a_forgery.push(Fact { signed: Some((AgentId([0; 16]), DeviceId([9; 32]))), ..forged });
            let after = status(&with_a_forgery);
            prop_assert_eq!(after.quarantine.len(), 1);
            prop_assert_eq!(after.fingerprint, given.fingerprint);
        }
    }
}

proptest! {
    // Everything is derived anew after each fact.
    #![proptest_config(ProptestConfig { cases: 40, ..ProptestConfig::default() })]

    #[test]
    fn accounts_that_grow_say_what_is_derived_from_all(
        drafts in vec((0..13u8, (0..4u8, 0..4u8, 0..40u8), 0..4000i64, 0..200i32), 0..40),
        seed in 1..u64::MAX,
    ) {
        let facts: Vec<Fact> = (0u8..).zip(&drafts).map(|(n, draft)| drafted(n, *draft)).collect();
        for preset in Preset::ALL {
            let policies = Policies::founded(Policy::preset(preset));
            let mut accounts = Accounts::new(CommonsId([7; 16]), policies.clone());
            let mut all = Facts::default();
            for fact in shuffled_and_doubled(&facts, seed) {
                prop_assert_eq!(accounts.add(fact.clone()), all.add(fact));
                for agent in 0..2 {
                    let (agent, as_of) = (AgentId([agent; 16]), Day(20_250));
                    let expected = derive(CommonsId([7; 16]), &all, &policies, agent, as_of);
                    prop_assert_eq!(accounts.status(agent, as_of), &expected);
                }
            }
        }
    }
}

fn drafted(n: u8, (kind, (one, two, three), number, on): Draft) -> Fact {
    let (agent, other, target) = (AgentId([one; 16]), AgentId([two; 16]), FactId([three; 32]));
    let day = Day(20_000 + on);
    let body = match kind {
        0 | 1 => Body::Claim(Claim {
            provider: agent,
            by: if three < 30 { agent } else { other },
            on_behalf_of: (two > 1).then_some(AgentId([0; 16])),
            kind: if number % 2 == 0 { "care" } else { "money" }.to_owned(),
            quantity: number + 1,
            day,
            days: 1,
            evidence: (three % 5 == 0)
                .then_some(FileHash([two; 32]))
                .into_iter()
                .collect(),
            deliverable: (three % 3 == 0).then(|| "mill".to_owned()),
            share: Ratio::new(1, i64::from(two) + 1).expect("not zero"),
            supersedes: (three % 4 == 1).then_some(target),
        }),
        2 | 3 => Body::Review(Review {
            claim: target,
            by: other,
            quantity: number / 2,
            day,
        }),
        4 => Body::ReviewWithdrawn {
            review: target,
            by: other,
        },
        5 => Body::Confirm {
            claim: target,
            by: agent,
        },
        6 => Body::Use(Use {
            agent: AgentId([0; 16]),
            commercial: two > 0,
            revenue: number * 1000,
            units: 1,
            from: day,
            to: day.plus(i32::from(three)),
            designs: vec![UsedDesign {
                design: DocumentId([1; 32]),
                licence: "PPL".to_owned(),
                part: Ratio::ONE,
            }],
        }),
        7 => Body::Attestation(Attestation {
            agent: AgentId([one % 2; 16]),
            class: AgentClass::ALL[usize::from(three) % 7],
            all_surplus_to_workers: two > 1,
            from: day,
            to: None,
            attesters: vec![],
        }),
        8 => Body::Payment(Payment {
            agent: AgentId([0; 16]),
            amount: number * 10,
            day,
        }),
        9 => Body::PaymentConfirmed {
            payment: target,
            by: agent,
        },
        10 => Body::Steward(agent),
        11 => Body::Void {
            fact: target,
            signers: vec![agent, other],
        },
        _ => Body::Seal(Seal {
            period: Period::parse(["2024-Q4", "2025-Q1"][usize::from(two % 2)]).expect("a period"),
            day: None,
            accepts: Accepted::These((0..three).map(|n| FactId([n; 32])).collect()),
            rules: None,
            signers: vec![agent, other, AgentId([3; 16])],
        }),
    };
    Fact {
        id: FactId([n; 32]),
        signed: None,
        body,
    }
}

/// The project's own copy of a vector file; a lone clone proves as much as one beside the design of record.
fn vectors(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("data/rsd1")
        .join(name)
}

#[test]
fn the_copies_of_the_vectors_are_those_of_the_design_of_record() {
    let Some(folder) = tests::process::shared("rsd1") else {
        return;
    };
    for name in ["vectors.json", "worlds.json"] {
        let ours = std::fs::read(vectors(name)).expect("a copy of the project");
        let theirs = std::fs::read(folder.join(name)).expect("the design of record");
        assert!(ours == theirs, "{name} has changed: copy it anew");
    }
}

fn read(path: &Path) -> Value {
    let bytes = std::fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_slice(&bytes).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn check_file(path: &Path) -> usize {
    let file = read(path);
    let mut wrong = Vec::new();
    let mut count = 0;
    for case in list(&file["cases"]) {
        count += 1;
        let policies = Policies::founded(policy(&file["presets"][text(&case["preset"])]));
        let name = format!(
            "{} {} {}",
            text(&case["case"]),
            text(&case["preset"]),
            text(&case["agent"])
        );
        wrong.extend(
            check_case(case, &policies)
                .into_iter()
                .map(|what| format!("{name}: {what}")),
        );
    }
    assert!(
        wrong.is_empty(),
        "{} of {}:\n{}",
        wrong.len(),
        path.display(),
        wrong.join("\n")
    );
    count
}

fn check_case(case: &Value, policies: &Policies) -> Vec<String> {
    let facts: Vec<Fact> = list(&case["facts"]).map(fact).collect();
    let agent = agent(&case["agent"]);
    let as_of = text(&case["as_of"]).parse().expect("a day");
    let status_on = |facts: Vec<Fact>, day: Day| {
        let mut set = Facts::default();
        for fact in facts {
            set.add(fact);
        }
        derive(CommonsId([7; 16]), &set, policies, agent, day)
    };
    let status = |facts: Vec<Fact>| status_on(facts, as_of);
    let given = status(facts.clone());
    let mut wrong = differences(&given, &case["expect"]);
    wrong.extend(fees_that_do_not_add_up(&facts, policies, &given, &|day| {
        status_on(facts.clone(), day)
    }));
    for seed in 1..=SHUFFLES {
        let again = status(shuffled_and_doubled(&facts, seed));
        if again != given {
            wrong.push(format!(
                "shuffled with seed {seed}: {again:?}\n  instead of {given:?}"
            ));
        }
    }
    wrong
}

/// The fees of an export, period by period, add up to what the status says is owed, and are due when it says.
fn fees_that_do_not_add_up(
    facts: &[Fact],
    policies: &Policies,
    given: &Status,
    status: &dyn Fn(Day) -> Status,
) -> Vec<String> {
    let uses = facts.iter().filter_map(|fact| match &fact.body {
        Body::Use(used) if used.agent == given.agent => Some((used.from, used.commercial)),
        _ => None,
    });
    let rules = |day: Day| Some(policies.on(day).clone());
    let uses: Vec<(Day, bool)> = uses.collect();
    let fees = fees(given.agent, given.as_of, &uses, &rules, &mut |day| {
        Some(status(day))
    });
    let mut wrong = Vec::new();
    let open: i64 = fees
        .iter()
        .filter(|fee| fee.state != FeeState::Accruing)
        .map(|fee| fee.open)
        .sum();
    if open != given.owed {
        wrong.push(format!(
            "fees leave {open} open, not {}: {fees:?}",
            given.owed
        ));
    }
    let due = fees
        .iter()
        .find(|fee| fee.open > 0 && fee.state != FeeState::Accruing)
        .map(|fee| fee.due);
    if due != given.due {
        wrong.push(format!("fees are due on {due:?}, not {:?}", given.due));
    }
    let is_overdue = fees.iter().any(|fee| fee.state == FeeState::Overdue);
    if is_overdue
        && !matches!(
            given.code,
            StatusCode::Overdue | StatusCode::NotLicensed | StatusCode::Suspended
        )
    {
        wrong.push(format!("a fee is overdue at {}", given.code));
    }
    for fee in &fees {
        let settled: i64 = fee.settled.iter().map(|one| one.amount).sum();
        if settled + fee.open != fee.amount {
            wrong.push(format!(
                "a fee of {} is settled by {settled} and open by {}",
                fee.amount, fee.open
            ));
        }
    }
    wrong
}

fn differences(status: &Status, expect: &Value) -> Vec<String> {
    let ids = |ids: &mut dyn Iterator<Item = FactId>| ids.map(fact_name).collect::<BTreeSet<_>>();
    let names = |value: &Value| -> BTreeSet<String> {
        list(value)
            .map(|entry| text(if entry.is_array() { &entry[0] } else { entry }).to_owned())
            .collect()
    };
    let mut wrong = Vec::new();
    let mut same = |what: &str, ours: String, theirs: String| {
        if ours != theirs {
            wrong.push(format!("{what} is {ours}, not {theirs}"));
        }
    };
    let day = |value: &Value| value.as_str().unwrap_or("none").to_owned();
    same(
        "status",
        status.code.name().into(),
        text(&expect["status"]).into(),
    );
    same("owed", status.owed.to_string(), expect["owed"].to_string());
    same(
        "binding",
        status.binding.to_string(),
        expect["binding"].to_string(),
    );
    same(
        "due",
        status.due.map_or("none".into(), |day| day.to_string()),
        day(&expect["next_due"]),
    );
    same(
        "accruing",
        status.accruing.to_string(),
        expect["accruing"].to_string(),
    );
    same(
        "points",
        status.points.to_string(),
        text(&expect["unused_points"]).into(),
    );
    let pending = ids(&mut status.pending.iter().map(|pending| pending.claim));
    same(
        "pending",
        format!("{pending:?}"),
        format!("{:?}", names(&expect["pending"])),
    );
    let unconfirmed = ids(&mut status.unconfirmed.iter().copied());
    same(
        "unconfirmed",
        format!("{unconfirmed:?}"),
        format!("{:?}", names(&expect["unconfirmed"])),
    );
    let quarantine = ids(&mut status.quarantine.iter().copied());
    same(
        "quarantine",
        format!("{quarantine:?}"),
        format!("{:?}", names(&expect["quarantine"])),
    );
    let provisional = status
        .flags
        .iter()
        .any(|flag| matches!(flag, Flag::Provisional { .. }));
    let expected = list(&expect["flags"]).any(|flag| flag == "PROVISIONAL");
    same("provisional", provisional.to_string(), expected.to_string());
    same(
        "disputes",
        format!("{:?}", our_disputes(status)),
        format!("{:?}", their_disputes(status, expect)),
    );
    wrong
}

fn our_disputes(status: &Status) -> Vec<String> {
    let dispute = |flag: &Flag| match flag {
        Flag::Disputed {
            fact, code, owed, ..
        } => Some(format!("{} {code} {owed}", fact_name(*fact))),
        _ => None,
    };
    status.flags.iter().filter_map(dispute).collect()
}

/// The expected disputes, however they are written: each has to name the fact, the status and the amount without it.
fn their_disputes(status: &Status, expect: &Value) -> Vec<String> {
    let ours = our_disputes(status);
    let disputed = |flag: &&Value| flag.to_string().contains("DISPUTED");
    let mut theirs: Vec<String> = list(&expect["flags"])
        .filter(disputed)
        .map(|flag| {
            let written = flag.to_string();
            let words: BTreeSet<&str> = written
                .split(|c: char| !c.is_alphanumeric() && c != '_' && c != '-')
                .collect();
            let names_all = |dispute: &&String| dispute.split(' ').all(|word| words.contains(word));
            ours.iter()
                .find(names_all)
                .cloned()
                .unwrap_or(written.clone())
        })
        .collect();
    theirs.sort_by_key(|dispute| ours.iter().position(|our| our == dispute));
    theirs
}

fn shuffled_and_doubled(facts: &[Fact], seed: u64) -> Vec<Fact> {
    let mut all: Vec<Fact> = facts.iter().chain(facts).cloned().collect();
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    for at in (1..all.len()).rev() {
        // xorshift64: seeded, and the same everywhere.
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        all.swap(at, (state % (at as u64 + 1)) as usize);
    }
    all
}

// From the vector files to facts.

fn fact(value: &Value) -> Fact {
    let signed = value
        .get("key_used")
        .map(|key| (agent(&value["by"]), key_id(key)));
    Fact {
        id: fact_id(&value["id"]),
        signed,
        body: body(value),
    }
}

fn body(value: &Value) -> Body {
    let signers = || list(&value["signers"]).map(agent).collect();
    match text(&value["k"]) {
        "role" => {
            assert_eq!(value["role"], "steward");
            Body::Steward(agent(&value["agent"]))
        }
        "key" => Body::Key(agent(&value["agent"]), key_id(&value["key"])),
        "attest" => Body::Attestation(Attestation {
            agent: agent(&value["agent"]),
            class: text(&value["class"]).parse().expect("a class"),
            all_surplus_to_workers: value["all_surplus_to_workers"] != false,
            from: day(&value["from"]),
            to: value.get("to").map(day),
            attesters: Vec::new(),
        }),
        "control" => Body::Control(Control {
            agent: agent(&value["agent"]),
            controller: agent(&value["controller"]),
            basis_points: number(&value["bp"]) as u32,
            from: day(&value["from"]),
            to: value.get("to").map(day),
        }),
        "affiliation" => Body::Affiliation(Affiliation {
            person: agent(&value["agent"]),
            organisation: agent(&value["org"]),
            from: value.get("from").map(day),
            to: value.get("to").map(day),
        }),
        "claim" => Body::Claim(claim(value)),
        "review" => Body::Review(Review {
            claim: fact_id(&value["claim"]),
            by: agent(&value["by"]),
            quantity: number(&value["qty"]),
            day: day(&value["day"]),
        }),
        "review_withdrawn" => Body::ReviewWithdrawn {
            review: fact_id(&value["review"]),
            by: agent(&value["by"]),
        },
        "confirm" => Body::Confirm {
            claim: fact_id(&value["claim"]),
            by: agent(&value["by"]),
        },
        "split" => Body::Split(Split {
            deliverable: text(&value["deliverable"]).to_owned(),
            shares: object(&value["shares"])
                .map(|(who, share)| (agent_named(who), ratio(share)))
                .collect(),
            signers: signers(),
        }),
        "use" => Body::Use(Use {
            agent: agent(&value["agent"]),
            commercial: value["use"] == "com",
            revenue: number(&value["revenue"]),
            units: value.get("units").map_or(0, |units| number(units) as u32),
            from: day(&value["from"]),
            to: day(&value["to"]),
            designs: vec![UsedDesign {
                design: DocumentId([1; 32]),
                licence: "PPL".to_owned(),
                part: ratio(&value["part"]),
            }],
        }),
        "agreement" => Body::Agreement(Agreement {
            agent: agent(&value["agent"]),
            designs: vec![],
            terms: match value.get("flat") {
                Some(flat) => Terms::Flat(number(flat)),
                None => Terms::Rate(ratio(&value["rate"])),
            },
            from: day(&value["from"]),
            to: value.get("to").map(day),
            signers: signers(),
        }),
        "payment" => Body::Payment(Payment {
            agent: agent(&value["agent"]),
            amount: number(&value["amount"]),
            day: day(&value["day"]),
        }),
        "payment_confirmed" => Body::PaymentConfirmed {
            payment: fact_id(&value["payment"]),
            by: agent(&value["by"]),
        },
        "seal" => Body::Seal(Seal {
            period: Period::parse(text(&value["period"])).expect("a period"),
            day: None,
            accepts: Accepted::These(list(&value["facts"]).map(fact_id).collect()),
            rules: None,
            signers: signers(),
        }),
        "decision" => {
            assert_eq!(value["what"], "suspend");
            Body::Suspension(Suspension {
                agent: agent(&value["agent"]),
                from: day(&value["from"]),
                to: value.get("to").map(day),
                signers: signers(),
            })
        }
        "void" => Body::Void {
            fact: fact_id(&value["fact"]),
            signers: signers(),
        },
        "challenge" => Body::Challenge {
            fact: fact_id(&value["fact"]),
            by: agent(&value["by"]),
        },
        kind => panic!("the vectors hold a kind of fact that this test does not know: {kind}"),
    }
}

fn claim(value: &Value) -> Claim {
    Claim {
        provider: agent(&value["provider"]),
        by: agent(&value["by"]),
        on_behalf_of: value.get("for").map(agent),
        kind: text(&value["type"]).to_owned(),
        quantity: number(&value["qty"]),
        day: day(&value["day"]),
        days: value.get("days").map_or(1, |days| number(days) as u32),
        evidence: value
            .get("evidence")
            .map(|e| FileHash(padded(text(e))))
            .into_iter()
            .collect(),
        deliverable: value.get("deliverable").map(|d| text(d).to_owned()),
        share: value.get("share").map_or(Ratio::ONE, ratio),
        supersedes: value.get("supersedes").map(fact_id),
    }
}

fn policy(value: &Value) -> Policy {
    let minor = |key: &str| number(&value[key]);
    let count = |key: &str| number(&value[key]) as u32;
    Policy {
        name: text(&value["name"]).to_owned(),
        currency: text(&value["currency"]).parse().expect("a currency"),
        period: PeriodLength::Quarter,
        noncommercial: rules(&value["nc"]),
        commercial: rules(&value["com"]),
        sole_trader_is_worker_owned: value["sole_trader_is_worker_owned"] == true,
        reciprocal_licences: vec!["PPL".to_owned()],
        types: types(&value["types"]),
        attestation_days: count("attest_max_days"),
        attesters: 2,
        control_basis_points: count("control_bp"),
        fee_rate: ratio(&value["fee_rate"]),
        fee_min: minor("fee_min"),
        fee_per_period: 0,
        fee_per_unit: 0,
        fee_per_use: 0,
        allowance: minor("allowance"),
        small_allowance: minor("small_allowance"),
        binding: value["binding"] == true,
        due_days: count("due_days"),
        grace_days: count("grace_days"),
        offset: match text(&value["offset"]) {
            "none" => Offset::None,
            "threshold" => Offset::Threshold,
            "account" => Offset::Account,
            other => panic!("an offset that this test does not know: {other}"),
        },
        point_value: minor("point_value"),
        max_offset: ratio(&value["max_offset"]),
        threshold: ratio(&value["threshold"]),
        reviews: count("min_reviews"),
        late_reviews: count("late_min_reviews"),
        late_days: count("late_days"),
        self_rate: ratio(&value["self_rate"]),
        self_cap: ratio(&value["self_cap"]),
        ages: list(&value["age"])
            .map(|age| AgeFactor {
                days: number(&age[0]) as u32,
                factor: ratio(&age[1]),
            })
            .collect(),
        daily_cap_minutes: count("daily_cap_min"),
        upstream_share: ratio(&value["lam"]),
        seal_quorum: count("seal_quorum"),
    }
}

fn rules(value: &Value) -> BTreeMap<AgentClass, Rule> {
    let rule = |value: &Value| match text(value) {
        "free" => Rule::Free,
        "exempt" => Rule::Exempt,
        "fee" => Rule::Fee,
        "ask" => Rule::Ask,
        other => panic!("a rule that this test does not know: {other}"),
    };
    object(value)
        .map(|(class, said)| (class.parse().expect("a class"), rule(said)))
        .collect()
}

fn types(value: &Value) -> Vec<ContributionType> {
    let unit = |value: &Value| match text(value) {
        "min" => ContributionUnit::Minute,
        "deliverable" => ContributionUnit::Deliverable,
        "minor" => ContributionUnit::Minor,
        _ => ContributionUnit::Other,
    };
    let of = |(name, said): (&String, &Value)| ContributionType {
        name: name.clone(),
        unit: unit(&said[0]),
        points: ratio(&said[1]),
        unit_name: None,
    };
    let mut types: Vec<_> = object(value).map(of).collect();
    types.sort_by(|a, b| a.name.cmp(&b.name));
    types
}

fn text(value: &Value) -> &str {
    value
        .as_str()
        .unwrap_or_else(|| panic!("a text, not {value}"))
}

fn number(value: &Value) -> i64 {
    value
        .as_i64()
        .unwrap_or_else(|| panic!("a number, not {value}"))
}

fn ratio(value: &Value) -> Ratio {
    text(value).parse().expect("a ratio")
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value
        .as_array()
        .unwrap_or_else(|| panic!("a list, not {value}"))
        .iter()
}

fn object(value: &Value) -> impl Iterator<Item = (&String, &Value)> {
    value
        .as_object()
        .unwrap_or_else(|| panic!("a map, not {value}"))
        .iter()
}

fn day(value: &Value) -> Day {
    Day((number(value) - EPOCH) as i32)
}

/// Names in the vectors are short texts; padded with zeros they keep their bytewise order.
fn padded<const N: usize>(name: &str) -> [u8; N] {
    let mut bytes = [0; N];
    bytes[..name.len()].copy_from_slice(name.as_bytes());
    bytes
}

fn fact_id(value: &Value) -> FactId {
    FactId(padded(text(value)))
}

fn fact_name(id: FactId) -> String {
    String::from_utf8_lossy(&id.0)
        .trim_end_matches('\0')
        .to_owned()
}

fn agent(value: &Value) -> AgentId {
    agent_named(text(value))
}

fn agent_named(name: &str) -> AgentId {
    AgentId(padded(name))
}

fn key_id(value: &Value) -> DeviceId {
    DeviceId(padded(text(value)))
}
