//! The charter against a plain reference, on all small histories and in every order of arrival.

mod history;
mod reference;

use history::{History, People};
use model::charter::Role::{Maker, Steward};
use reference::{Act, Reference, Right, Set, What, has};

/// Which acts a history is made of.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Menu {
    /// Everything that the reference knows.
    Full,
    /// What decides about stewards: grants, role ends, removals and their signatures.
    Stewards,
}

/// What was looked at.
#[derive(Default, Debug, PartialEq, Eq)]
struct Count {
    histories: u64,
    orders: u64,
    refused: u64,
    /// Endings that were void, whatever the reason.
    void: u64,
}

struct Explorer {
    people: People,
    start: History,
    menu: Menu,
    acts_max: usize,
    count: Count,
}

impl Explorer {
    fn new(start: impl FnOnce(&mut People) -> History, menu: Menu, acts_max: usize) -> Self {
        let mut people = People::new();
        let start = start(&mut people).share();
        Self {
            people,
            start,
            menu,
            acts_max,
            count: Count::default(),
        }
    }

    fn run(mut self) -> Count {
        let start = self.start.clone();
        self.explore(&start);
        self.count
    }

    fn explore(&mut self, history: &History) {
        self.check(history);
        if history.acts.len() - history.shared == self.acts_max {
            return;
        }
        for past in history.pasts() {
            for by in 0..3 {
                if !self.is_normal(history, by, past) {
                    continue;
                }
                for what in menu(self.menu, &history.acts, by, past) {
                    // The same act on the same past is the same change.
                    let is_same = |act: &Act| act.by == by && act.past == past && act.what == what;
                    if history.acts.iter().any(is_same) {
                        continue;
                    }
                    let mut longer = history.clone();
                    match longer.add(&self.people, by, past, what) {
                        Ok(()) => self.explore(&longer),
                        Err(_) => self.count.refused += 1,
                    }
                }
            }
        }
    }

    /// Whether the next act builds on its author's last one, or on the one before it: a fork. And
    /// whether no act before it could as well have come after it, so that no history comes twice.
    fn is_normal(&self, history: &History, by: usize, past: Set) -> bool {
        let own = (0..history.acts.len())
            .rev()
            .filter(|act| history.acts[*act].by == by);
        let unseen = own.clone().filter(|act| !has(past, *act)).count();
        let is_fork = unseen == 1 && own.clone().count() > 1 && self.menu == Menu::Full;
        if unseen > 0 && !is_fork {
            return false;
        }
        let later = (history.shared..history.acts.len()).rev();
        let mut free = later.take_while(|act| !has(past, *act));
        free.all(|act| history.acts[act].by <= by)
    }

    fn check(&mut self, history: &History) {
        let reference = Reference(&history.acts);
        let taken = reference.taken();
        compare(&self.people, history, &reference, taken);
        let void = |act: &usize| {
            let is_ending = matches!(
                history.acts[*act].what,
                What::EndRole(..) | What::Remove(..) | What::Leave | What::Withdraw(..)
            );
            is_ending && !has(taken, *act)
        };
        self.count.histories += 1;
        self.count.void += (0..history.acts.len()).filter(void).count() as u64;
        let orders = &mut self.count.orders;
        history.in_every_order(&self.start.charter, &mut |charter| {
            *orders += 1;
            assert!(
                *charter == history.charter,
                "another order says otherwise: {:#?}",
                history.acts
            );
        });
    }
}

fn menu(menu: Menu, acts: &[Act], by: usize, past: Set) -> Vec<What> {
    let seen = || (0..acts.len()).filter(|act| has(past, *act));
    let seen_like = |is: fn(&What) -> bool| seen().filter(move |act| is(&acts[*act].what));
    let invitations = || seen_like(|what| matches!(what, What::Invite(_)));
    if !seen().any(|act| acts[act].by == by) {
        return invitations().map(What::Join).collect();
    }
    let others = || (0..3).filter(|other| *other != by);
    let mut all: Vec<What> = Vec::new();
    all.extend(others().map(|other| What::Grant(other, Steward)));
    all.extend(others().map(|other| What::EndRole(other, Steward)));
    all.extend(others().map(|other| What::Remove(other, None)));
    let signable = |what: &What| {
        matches!(
            what,
            What::EndRole(..) | What::Remove(..) | What::Withdraw(..)
        )
    };
    all.extend(seen_like(signable).map(What::CoSign));
    if menu == Menu::Stewards {
        return all;
    }
    all.extend([What::Leave, What::EndRole(by, Steward)]);
    all.extend(others().map(|other| What::Grant(other, Maker)));
    all.extend(others().map(|other| What::EndRole(other, Maker)));
    all.extend(others().map(|other| What::Remove(other, Some(1))));
    for invitation in invitations() {
        let joins = seen().filter(|act| acts[*act].what == What::Join(invitation));
        let joins: Set = joins.fold(0, |set, act| set | 1 << act);
        all.push(What::Withdraw(invitation, joins));
        if joins != 0 {
            all.push(What::Withdraw(invitation, 0));
        }
    }
    let readmitted = seen_like(|what| matches!(what, What::Grant(..) | What::Join(_)));
    all.extend(readmitted.map(What::Readmit));
    all
}

fn compare(people: &People, history: &History, reference: &Reference<'_>, taken: Set) {
    let charter = &history.charter;
    for (place, act) in history.acts.iter().enumerate() {
        let out = charter.why_out(act.id);
        let in_effect = reference.in_effect(place, taken);
        assert_eq!(
            out.is_none(),
            in_effect,
            "{place} of {:#?}: {out:?}",
            history.acts
        );
    }
    for person in 0..3 {
        let id = people.all[person].id;
        let is_member = charter.person(id).is_some_and(|person| person.is_member());
        let facts = [
            (is_member, reference.has_now(Right::Member(person), taken)),
            (
                charter.has_role(id, Steward),
                reference.is_steward(person, taken),
            ),
            (
                charter.has_role(id, Maker),
                reference.is_maker(person, taken),
            ),
        ];
        for (is, must_be) in facts {
            assert_eq!(
                is, must_be,
                "person {person}, {facts:?}: {:#?}",
                history.acts
            );
        }
    }
    assert!(
        charter.stewards().next().is_some(),
        "nobody is left: {:#?}",
        history.acts
    );
    assert_all_named(people, history);
}

/// Whoever is a steward was named one by an act that somebody in the right wrote.
fn assert_all_named(people: &People, history: &History) {
    let names = |act: &Act, person: usize| match &act.what {
        What::Found => act.by == person,
        What::Join(invitation) => {
            act.by == person && history.acts[*invitation].what == What::Invite(Steward)
        }
        What::Grant(to, role) => *to == person && *role == Steward,
        _ => false,
    };
    for person in history.charter.stewards() {
        let place = people
            .all
            .iter()
            .position(|one| one.id == person.id)
            .expect("one of three");
        let in_effect = |act: &&Act| history.charter.why_out(act.id).is_none();
        let mut acts = history.acts.iter().filter(in_effect);
        assert!(acts.any(|act| names(act, place)), "{:#?}", history.acts);
    }
}

/// Ana has founded; Ben and Cleo hold invitations.
fn founded(people: &mut People) -> History {
    people.founded()
}

/// Ana and Ben are stewards, Cleo is a maker.
fn two_stewards(people: &mut People) -> History {
    let mut history = people.founded();
    history.begin(people, 1, 0b111, What::Join(1));
    history.begin(people, 2, 0b1111, What::Join(2));
    history
}

/// All three are stewards; Ben and Cleo came at the same time.
fn three_stewards(people: &mut People) -> History {
    let mut history = people.founded();
    history.begin(people, 1, 0b111, What::Join(1));
    history.begin(people, 2, 0b111, What::Join(1));
    history
}

/// Numbers that look random and come again for the same seed (SplitMix64).
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ z >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ z >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ z >> 31) % end as u64) as usize
    }

    fn one<T>(&mut self, of: Vec<T>) -> Option<T> {
        if of.is_empty() {
            return None;
        }
        let place = self.below(of.len());
        of.into_iter().nth(place)
    }
}

/// One history of so many acts, each by anybody who has seen anything that can be seen.
fn random_history(people: &People, start: &History, acts: usize, dice: &mut Dice) -> History {
    let mut history = start.clone();
    let whole = start.acts.len() + acts;
    while history.acts.len() < whole {
        let by = dice.below(3);
        // Mostly they know their own acts; else their device forks.
        let is_careless = dice.below(8) == 0;
        let knows_own = |past: &Set| {
            let mut own = (0..history.acts.len()).filter(|act| history.acts[*act].by == by);
            is_careless || own.all(|act| has(*past, act))
        };
        let pasts = history.pasts().into_iter().filter(knows_own).collect();
        let Some(past) = dice.one(pasts) else {
            continue;
        };
        let Some(what) = dice.one(menu(Menu::Full, &history.acts, by, past)) else {
            continue;
        };
        let is_same = |act: &Act| act.by == by && act.past == past && act.what == what;
        if !history.acts.iter().any(is_same) {
            let _refused_or_not = history.add(people, by, past, what);
        }
    }
    history
}

/// A number that is asked for from outside, for a longer look.
#[expect(
    clippy::disallowed_methods,
    reason = "how far a test looks is no matter of the model"
)]
fn asked_for(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

#[test]
fn histories_of_six_to_nine_acts_by_chance() {
    let starts: [fn(&mut People) -> History; 3] = [founded, two_stewards, three_stewards];
    for (at, start) in starts.into_iter().enumerate() {
        let mut people = People::new();
        let start = start(&mut people).share();
        for seed in 0..asked_for("COMMONWRIGHT_HISTORIES").unwrap_or(150) {
            let mut dice = Dice(seed * 3 + at as u64);
            let acts = 6 + dice.below(4);
            let history = random_history(&people, &start, acts, &mut dice);
            let reference = Reference(&history.acts);
            compare(&people, &history, &reference, reference.taken());
            for _ in 0..3 {
                let charter = history.in_any_order(&start.charter, |ready| dice.below(ready));
                assert!(
                    charter == history.charter,
                    "seed {seed}: {:#?}",
                    history.acts
                );
            }
        }
    }
}

/// Looks at all histories of at most so many acts, or of more where a longer look is asked for. So
/// many histories and orders of arrival there are; fewer would mean that some are left out.
fn look_at_all(
    start: fn(&mut People) -> History,
    menu: Menu,
    usual: usize,
    (histories, orders): (u64, u64),
) {
    let more = asked_for("COMMONWRIGHT_HISTORY_ACTS");
    let acts_max = more.map_or(usual, |more| more as usize);
    let count = Explorer::new(start, menu, acts_max).run();
    println!("{count:?}");
    if more.is_none() {
        assert_eq!((count.histories, count.orders), (histories, orders));
    }
}

#[test]
fn every_small_history_after_the_founding() {
    look_at_all(founded, Menu::Full, 3, (3583, 5635));
}

#[test]
fn every_small_history_of_two_stewards_and_a_maker() {
    look_at_all(two_stewards, Menu::Full, 2, (2459, 3431));
}

#[test]
fn every_small_history_of_three_stewards() {
    look_at_all(three_stewards, Menu::Full, 2, (4444, 6127));
}

#[test]
fn every_history_of_three_duelling_stewards() {
    look_at_all(three_stewards, Menu::Stewards, 3, (15055, 26191));
}
