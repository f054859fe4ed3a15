//! Ana's home with everything in it: made once, measured many times.

use app::commons::Commons;
use app::deed::When;
use app::deed::entries::{Attested, Used, UsedPart};
use app::deed::people::{Founding, Inviting, found};
use app::home::Home;
use model::charter::Role;
use model::day::Day;
use model::id::{AgentId, CommonsId};
use model::invitation::Invitation;
use model::rsd1::{AgentClass, Preset};
use tempfile::TempDir;
use tests::bulk::{add_designs, add_entries, add_village};
use tests::village::FIRST_DAY;

/// Each organisation has about so many entries, however many there are in all.
const ENTRIES_EACH: usize = 400;
/// 2025-01-01.
const FOUNDED: Day = Day(20_089);
/// 2025-10-01: after the last of the entries.
const REPORTED: Day = Day(20_362);
/// 2025-10-15.
pub const AS_OF: Day = Day(20_376);

/// A home on the disk, and what is needed to use it.
pub struct Stock {
    folder: TempDir,
    /// Its commons.
    pub id: CommonsId,
    /// Lets as many join as there are rounds.
    pub invitation: Invitation,
    /// An organisation that reported use.
    pub organisation: AgentId,
}

impl Stock {
    /// Makes a home with so many designs and entries.
    pub fn make(designs: usize, entries: usize) -> Stock {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let home = open(&folder);
        let when = When::now(Some(FOUNDED));
        let mut commons = found(&home, &founding(), when).expect("the commons is founded");
        let id = commons.id();
        let count = (entries / ENTRIES_EACH).max(1);
        let organisations: Vec<AgentId> = (0..count)
            .map(|number| {
                commons
                    .declare_organisation(&format!("Workshop {number}"), vec![], when)
                    .expect("it is declared")
            })
            .collect();
        let states = add_designs(&mut commons, &home, designs);
        add_entries(&mut commons, &home, entries, &states, &organisations);
        drop(commons);

        let mut commons = Commons::open(&home, id).expect("the commons opens");
        let organisation = organisations[0];
        let attested = Attested {
            agent: organisation,
            class: AgentClass::ForProfit,
            all_surplus_to_workers: false,
            source: "the company register",
            evidence: vec![],
            from: FOUNDED,
            to: None,
        };
        commons.attest(&attested, when).expect("it is recorded");
        let used = Used {
            user: organisation,
            designs: states
                .iter()
                .skip(1)
                .take(1)
                .map(|state| UsedPart {
                    design: state.design,
                    version: None,
                    part: "1",
                })
                .collect(),
            commercial: true,
            from: Day(REPORTED.0 - 92),
            to: Day(REPORTED.0 - 1),
            revenue: "45,000.00",
            units: 0,
            note: "",
        };
        commons
            .report_use(&used, When::now(Some(REPORTED)))
            .expect("it is recorded");
        let inviting = Inviting {
            role: Role::Maker,
            uses: 64,
            days: 3650,
            for_person: None,
            addresses: vec![],
        };
        let invitation = commons.invite(inviting, when).expect("it is made");
        drop((commons, home));
        Stock {
            folder,
            id,
            invitation,
            organisation,
        }
    }

    /// Opens the home.
    pub fn home(&self) -> Home {
        open(&self.folder)
    }

    /// All changes, document by document.
    pub fn changes(&self) -> Vec<Vec<Vec<u8>>> {
        let home = self.home();
        let commons = Commons::open(&home, self.id).expect("the commons opens");
        let documents: Vec<_> = commons
            .core()
            .documents()
            .map(|(document, _)| document)
            .collect();
        let load = |document| {
            commons
                .store()
                .load(document)
                .expect("the history is readable")
        };
        documents
            .into_iter()
            .map(|document| {
                load(document)
                    .into_iter()
                    .map(|stored| stored.change.bytes)
                    .collect()
            })
            .collect()
    }
}

/// A home in which many people's entries lie, as many as they write every day.
pub struct Everyday {
    folder: TempDir,
    /// Its commons.
    pub id: CommonsId,
    /// A company for which people work.
    pub company: AgentId,
    /// The day of the last entry.
    pub last: Day,
}

impl Everyday {
    /// So many people and companies, and so many entries in all.
    pub fn make(people_and_companies: (usize, usize), entries: usize) -> Everyday {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let home = open(&folder);
        let when = When::now(Some(FIRST_DAY));
        let mut commons = found(&home, &founding(), when).expect("the commons is founded");
        let id = commons.id();
        let (village, last) = add_village(&mut commons, &home, people_and_companies, entries);
        drop((commons, home));
        Everyday {
            folder,
            id,
            company: village.companies[0],
            last,
        }
    }

    /// Opens the home.
    pub fn home(&self) -> Home {
        open(&self.folder)
    }
}

/// A commons that one person founds.
pub fn founding() -> Founding<'static> {
    Founding {
        name: "Valley Tools",
        purpose: "",
        person: "Ana",
        device: "laptop",
        preset: Preset::CopyFair,
        open: false,
        reviewers: Some(1),
        attesters: Some(1),
        quorum: Some(1),
    }
}

fn open(folder: &TempDir) -> Home {
    Home::open(folder.path(), [7; 32]).expect("the home opens")
}
