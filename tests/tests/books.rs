//! Books that grow say, at each step, what books would say that had read everything anew: whatever arrives, in whatever
//! order, acts of the charter in between. And what a new entry does not touch is not derived again.

use model::books::{BookEntry, Books};
use model::ledger::WrittenFact;
use model::rsd1::{Policy, Preset};
use proptest::collection::vec;
use proptest::prelude::*;
use tests::history::{Arrival, Entry, History, Step, day};

/// Every step is compared with books that read everything, for everybody: few cases take long enough.
const CASES: u32 = 60;

fn step() -> impl Strategy<Value = Step> {
    let numbers = (any::<u16>(), 0..150u8, any::<u16>());
    let about = prop_oneof![0..8u8, any::<u8>()];
    (any::<(u8, u8, u8)>(), about, numbers).prop_map(
        |((what, who, whom), about, (number, day, bits))| Step {
            what,
            who,
            whom,
            about,
            number,
            day,
            bits,
        },
    )
}

fn policy() -> impl Strategy<Value = Policy> {
    (0..Preset::ALL.len(), any::<bool>()).prop_map(|(preset, few)| {
        let policy = Policy::preset(Preset::ALL[preset]);
        if few {
            policy.with_people(1, 1, 1)
        } else {
            policy
        }
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: CASES, ..ProptestConfig::default() })]

    #[test]
    fn growing_books_say_what_new_books_say(
        policy in policy(),
        steps in vec(step(), 10..60),
        order in vec(any::<u8>(), 200),
        early_acts in 0..20usize,
    ) {
        let history = History::of(&policy, &steps);
        let mut charter = history.empty_charter();
        let mut grown = Books::new();
        let mut arrived = Vec::new();
        for arrival in shuffled(&history.arrivals, &order, early_acts) {
            match arrival {
                Arrival::Act(act) => charter.admit_chunk(&act).expect("it stood before"),
                Arrival::Entry(entry) => {
                    prop_assert!(grown.add(read(&entry)));
                    arrived.push(entry);
                }
            }
            let mut fresh = books(&arrived);
            for agent in history.agents() {
                for as_of in [day(100), day(200)] {
                    let expected = fresh.status(&charter, agent, as_of).cloned();
                    prop_assert_eq!(grown.status(&charter, agent, as_of), expected.as_ref());
                }
            }
            prop_assert_eq!(grown.quarantine(&charter), fresh.quarantine(&charter));
        }
    }
}

/// Acts in their order, entries in any, each at any time.
fn shuffled(arrivals: &[Arrival], order: &[u8], early_acts: usize) -> Vec<Arrival> {
    let is_act = |arrival: &&Arrival| matches!(arrival, Arrival::Act(_));
    let mut acts = arrivals.iter().filter(is_act).cloned();
    let mut entries: Vec<Arrival> = arrivals.iter().filter(|a| !is_act(a)).cloned().collect();
    let mut all: Vec<Arrival> = acts.by_ref().take(early_acts).collect();
    let mut order = order.iter().copied().cycle();
    while !entries.is_empty() {
        let next = order.next().map_or(0, usize::from);
        if next % 5 == 0 {
            all.extend(acts.next());
        }
        all.push(entries.swap_remove(next % entries.len()));
    }
    all.extend(acts);
    all
}

fn read(entry: &Entry) -> BookEntry {
    BookEntry {
        id: entry.id,
        device: entry.device,
        document: entry.document,
        seq: entry.seq,
        fact: WrittenFact::decode(&entry.bytes).expect("it was just written"),
    }
}

/// All of them at once, under another seed.
fn books(entries: &[Entry]) -> Books {
    let mut books = Books::seeded(entries.len() as u64);
    assert_eq!(books.add_all(entries.iter().map(read)), entries.len());
    books
}
