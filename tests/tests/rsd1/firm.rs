//! What was closed stays, whatever is written later; and histories under several rules come out the same in any order.

use super::*;

/// The day of an adoption, a preset, and numbers for what it changes.
type Adopted = (i32, usize, (u8, u8, u8));

fn adopted() -> impl Strategy<Value = Vec<Adopted>> {
    let numbers = (any::<u8>(), any::<u8>(), any::<u8>());
    vec((0..400i32, 0..Preset::ALL.len(), numbers), 1..4)
}

/// Rules with all that is charged by the piece; the first are those of the founding.
fn rules(adopted: &[Adopted]) -> Policies {
    let rules = |(_, preset, (one, two, three)): &Adopted| Policy {
        fee_min: i64::from(one % 4) * 500,
        fee_per_unit: i64::from(two % 3) * 70,
        fee_per_use: i64::from(three % 3) * 110,
        fee_per_period: i64::from(one % 3) * 130,
        grace_days: u32::from(two % 4) * 40,
        binding: three % 2 == 0,
        reviews: 1 + u32::from(one % 2),
        reciprocal_licences: match two % 3 {
            0 => vec!["CERN-OHL-S-2.0".to_owned()],
            1 => vec!["PPL".to_owned()],
            _ => vec!["CERN-OHL-S-2.0".to_owned(), "PPL".to_owned()],
        },
        ..Policy::preset(Preset::ALL[*preset])
    };
    let mut all = Policies::founded(rules(&adopted[0]));
    for one in &adopted[1..] {
        all.adopt(Day(20_000 + one.0), 2, rules(one));
    }
    all
}

fn written(first: u8, drafts: &[Draft]) -> Vec<Fact> {
    let numbered = (first..).zip(drafts);
    numbered.map(|(n, draft)| any_kind(n, *draft)).collect()
}

/// A fact of any kind at all.
fn any_kind(n: u8, draft: Draft) -> Fact {
    let (kind, (one, two, three), number, on) = draft;
    let (agent, other, target) = (AgentId([one; 16]), AgentId([two; 16]), FactId([three; 32]));
    let from = Day(20_000 + on);
    let to = (three % 2 == 0).then(|| from.plus(i32::from(three)));
    let signers = vec![agent, other, AgentId([3; 16])];
    let body = match kind {
        13 => Body::Agreement(Agreement {
            agent: AgentId([0; 16]),
            designs: vec![DocumentId([two; 32])],
            terms: Terms::Flat(number),
            from,
            to,
            signers,
        }),
        14 => Body::Control(Control {
            agent: AgentId([one % 2; 16]),
            controller: other,
            basis_points: u32::try_from(number * 4).expect("not below zero"),
            from,
            to,
        }),
        15 => Body::Affiliation(Affiliation {
            person: agent,
            organisation: AgentId([0; 16]),
            from: Some(from),
            to,
        }),
        16 => Body::Split(Split {
            deliverable: "mill".to_owned(),
            shares: signers.iter().map(|agent| (*agent, Ratio::ONE)).collect(),
            signers,
        }),
        17 => Body::Suspension(Suspension {
            agent: AgentId([0; 16]),
            from,
            to,
            signers,
        }),
        18 => Body::Challenge {
            fact: target,
            by: agent,
        },
        _ => return drafted(n, draft),
    };
    Fact {
        id: FactId([n; 32]),
        signed: None,
        body,
    }
}

fn set(facts: &[Fact]) -> Facts {
    let mut set = Facts::default();
    for fact in facts {
        set.add(fact.clone());
    }
    set
}

/// The stewards, who are known whatever is closed.
fn roles() -> Vec<Fact> {
    let steward = |n: u8| Fact {
        id: FactId([240 + n; 32]),
        signed: None,
        body: Body::Steward(AgentId([n; 16])),
    };
    (0..4).map(steward).collect()
}

/// Seals of the periods in which everything happens, each of all that there is.
fn seals(policies: &Policies, facts: &[Fact], last: Day) -> Vec<Fact> {
    let mut seals = vec![];
    let mut period = policies.period_of(Day(20_000));
    while period.last() <= last {
        let seal = Seal {
            period,
            day: None,
            accepts: Accepted::These(facts.iter().map(|fact| fact.id).collect()),
            rules: None,
            signers: (0..4).map(|n| AgentId([n; 16])).collect(),
        };
        seals.push(Fact {
            id: FactId([200 + u8::try_from(seals.len()).expect("few"); 32]),
            signed: None,
            body: Body::Seal(seal),
        });
        period = policies.period_of(period.last().plus(1));
    }
    seals
}

/// Any fact but a role or a seal.
fn drafts(max: usize) -> impl Strategy<Value = Vec<Draft>> {
    let kind = prop_oneof![0..10u8, Just(11), 13..19u8, 0..2u8, 2..4u8, Just(6)];
    let names = (0..4u8, 0..4u8, 0..120u8);
    vec((kind, names, 0..2500i64, 0..300i32), 0..max)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 80, ..ProptestConfig::default() })]

    /// Whatever kind of fact comes after the seals, and whatever day it bears (roles and seals apart, which are always
    /// known), what the closed periods come to stays.
    #[test]
    fn what_was_closed_stays_whatever_comes(
        adopted in adopted(),
        before in drafts(60),
        after in drafts(60),
        seed in 1..u64::MAX,
    ) {
        let policies = rules(&adopted);
        let mut facts = written(0, &before);
        let last = policies.period_of(Day(20_299)).last();
        facts.extend(seals(&policies, &facts, last));
        facts.extend(roles());
        let with_more = [facts.clone(), written(100, &after)].concat();
        let with_more = set(&shuffled_and_doubled(&with_more, seed));
        let facts = set(&facts);
        for agent in 0..3 {
            let mut day = policies.period_of(Day(20_000)).last();
            while day <= last {
                let outcome = |facts: &Facts| {
                    let (commons, agent) = (CommonsId([7; 16]), AgentId([agent; 16]));
                    let status = derive(commons, facts, &policies, agent, day);
                    let points = (status.points.to_string(), status.recent_points.to_string());
                    let owed = (status.code, status.owed, status.due, status.accruing, status.binding);
                    let ids: Vec<FactId> = status.pending.iter().map(|one| one.claim).collect();
                    (owed, points, ids, status.lines)
                };
                prop_assert_eq!(outcome(&with_more), outcome(&facts));
                day = policies.period_of(day.plus(1)).last();
            }
        }
    }

    /// Shuffled, doubled, in one go or one by one.
    #[test]
    fn under_several_rules_it_is_the_same_in_any_order(
        adopted in adopted(),
        drafts in drafts(40),
        seed in 1..u64::MAX,
        at in 0..400i32,
    ) {
        let policies = rules(&adopted);
        let facts = [written(0, &drafts), roles()].concat();
        let (commons, as_of) = (CommonsId([7; 16]), Day(20_000 + at));
        let shuffled = shuffled_and_doubled(&facts, seed);
        let all = set(&facts);
        let mut grown = Accounts::new(commons, policies.clone());
        let half = shuffled.len() / 2;
        for (n, fact) in shuffled.into_iter().enumerate() {
            grown.add(fact);
            if n == half {
                grown.status(AgentId([0; 16]), as_of);
                grown.status(AgentId([1; 16]), Day(20_200));
            }
        }
        for agent in 0..3 {
            let agent = AgentId([agent; 16]);
            let expected = derive(commons, &all, &policies, agent, as_of);
            prop_assert_eq!(grown.status(agent, as_of), &expected);
        }
    }
}
