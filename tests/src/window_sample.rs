//! Sample data for the window: a believable commons, as plain view data.

use std::collections::{BTreeMap, BTreeSet};

use app::action::{Again, CatalogueQuery, EntryFilter};
use app::trouble::Trouble;
use app::view::*;
use model::charter::Role;
use model::day::Day;
use model::design::{
    Column, Field, FileRole, Kind, Line, LongText, Piece, Place, Table, Value, View as Content,
    WordSet,
};
use model::id::*;
use model::ledger::Verdict;
use model::rsd1::policy::ContributionUnit;
use model::rsd1::{AgentClass, Period, Policy, Preset};

/// What the designs of the sample are: name, what it is for, kind, licence, who made it.
pub const DESIGNS: [(&str, &str, Kind, &str, &str); 12] = [
    (
        "Hand-pushed seeder",
        "Sows two rows of small seed in no-till beds, pushed by one person.",
        Kind::Machine,
        "LicenseRef-CopyFair",
        "Ana",
    ),
    (
        "Solar seed dryer",
        "Dries 20 kg of seed below 40 °C with sun and a small fan.",
        Kind::Machine,
        "CERN-OHL-S-2.0",
        "Ben",
    ),
    (
        "Four-pot cargo bike frame",
        "A long frame of square tube that carries four crates.",
        Kind::Machine,
        "LicenseRef-CopyFair",
        "Chiara",
    ),
    (
        "Rocket stove, 200 litres",
        "Heats a small workshop with offcuts, from an oil drum.",
        Kind::Machine,
        "CC-BY-SA-4.0",
        "Dev",
    ),
    (
        "Bean ‘Tante Elise’",
        "A runner bean kept since 1962; climbs three metres, stands drought.",
        Kind::SeedLine,
        "LicenseRef-CopyFair",
        "Eva",
    ),
    (
        "Open syringe pump",
        "Doses 0.1 ml to 50 ml per hour from any syringe.",
        Kind::Machine,
        "CERN-OHL-S-2.0",
        "Bo",
    ),
    (
        "Bearing block, 20 mm",
        "A printed and cast block for 20 mm shafts.",
        Kind::Part,
        "CERN-OHL-P-2.0",
        "Ana",
    ),
    (
        "Reciprocal-roof barn",
        "A round barn of twelve poles without a centre post.",
        Kind::Building,
        "CC-BY-SA-4.0",
        "Gael",
    ),
    (
        "Water test, nitrate",
        "Measures nitrate in well water with a phone and a dye.",
        Kind::Protocol,
        "CC-BY-4.0",
        "Amina",
    ),
    (
        "Sourdough for forty loaves",
        "A rye sourdough for a village oven, in three stages.",
        Kind::Recipe,
        "CC0-1.0",
        "Eva",
    ),
    (
        "Greenhouse controller",
        "Opens windows and pumps water by temperature and soil.",
        Kind::Machine,
        "LicenseRef-CopyFair",
        "Eun-ji",
    ),
    (
        "Slicer profiles for recycled PETG",
        "Tested settings for bottles that became filament.",
        Kind::Software,
        "CC0-1.0",
        "Chiara",
    ),
];

/// A day.
pub fn day(text: &str) -> Day {
    text.parse().expect("the sample writes real days")
}

/// The id of the design at that place.
pub fn design_id(place: usize) -> DocumentId {
    let mut bytes = *blake3::hash(&(place as u64).to_be_bytes()).as_bytes();
    bytes[31] = place as u8;
    DocumentId(bytes)
}

fn profile(note: &str) -> ProfileView {
    ProfileView {
        note: note.into(),
        ..ProfileView::default()
    }
}

fn agent(n: u8) -> AgentId {
    AgentId([n; 16])
}

fn fact(n: u8) -> FactId {
    FactId([n; 32])
}

/// A line's id.
pub fn line(n: u8) -> LineId {
    LineId([n; 8])
}

fn standing(place: usize) -> Standing {
    match place % 6 {
        0 => Standing::Reviewed(2),
        1 => Standing::NotReviewed,
        2 => Standing::BeingReviewed,
        3 => Standing::Unsafe(1),
        4 => Standing::Reviewed(1),
        _ => Standing::NotReviewed,
    }
}

/// One card.
pub fn card(place: usize) -> CardView {
    let (name, summary, kind, licence, author) = DESIGNS[place % DESIGNS.len()];
    let name = match place / DESIGNS.len() {
        0 => name.to_owned(),
        n => format!("{name} {}", n + 1),
    };
    CardView {
        id: Some(design_id(place)),
        name,
        summary: summary.into(),
        picture: None,
        standing: standing(place),
        builds: [0, 3, 0, 12, 1, 0][place % 6],
        author: author.into(),
        licence: licence.into(),
        version: (place % 3 != 1).then(|| format!("1.{}", place % 4)),
        kind: Some(kind),
    }
}

/// A catalogue of so many designs, of which those `wanted` are there.
pub fn catalogue(
    total: usize,
    wanted: std::ops::Range<usize>,
    query: &CatalogueQuery,
) -> CatalogueView {
    let wanted = wanted.start.min(total)..wanted.end.min(total);
    CatalogueView {
        ready: true,
        total,
        found: total,
        generation: query.generation,
        first: wanted.start,
        cards: wanted.map(card).collect(),
        facets: Facets {
            licences: vec![
                ("CERN-OHL-S-2.0".into(), total / 3),
                ("LicenseRef-CopyFair".into(), total / 4),
            ],
            kinds: Kind::ALL.iter().map(|kind| (*kind, total / 7)).collect(),
            readiness: vec![("OTRL-4".into(), total / 5), ("OTRL-6".into(), total / 9)],
        },
    }
}

/// Everything, as Ana sees it.
pub fn view() -> View {
    View {
        sealed: None,
        locked: None,
        today: Some(day("2026-04-15")),
        commons: Some(CommonsView {
            id: CommonsId([1; 16]),
            name: "Ackerwerk".into(),
            people: 7,
            open: false,
            demo: false,
            may_write: true,
            judges: true,
        }),
        others: Vec::new(),
        me: Some(MeView {
            agent: agent(1),
            name: "Ana".into(),
            profile: profile("Builds seeders, on Thursdays in the barn."),
            acts_for: vec![(agent(9), "Acme Tools".into())],
            steward: true,
            wrote_before: false,
        }),
        designs: (0..12)
            .map(|place| (design_id(place), card(place).name))
            .collect(),
        finds: FindsView::default(),
        work: work(),
        units: BTreeMap::new(),
        currency: "EUR".into(),
        first_start: FirstStartView::default(),
        catalogue: catalogue(3_137, 0..40, &CatalogueQuery::default()),
        design: Some(Box::new(design())),
        since: since(),
        ledger: ledger(EntryFilter::All),
        reciprocity: reciprocity(),
        books: books(),
        periods: periods(),
        rules: rules(),
        people: people(),
        rights: rights(),
        aside: aside(),
        settings: settings(),
        status: StatusBar {
            connected: 2,
            progress: Some(ProgressView {
                what: "designs".into(),
                done: 14,
                total: Some(19),
            }),
            only_here: 3,
            saved: true,
            unseen: 3,
            waiting: 2,
        },
        releases: BTreeMap::from([(design_id(0), vec!["1.1".into(), "1.0".into()])]),
        answers: BTreeMap::new(),
        notices: Vec::new(),
        banner: None,
        ended: None,
    }
}

fn work() -> Vec<(String, ContributionUnit)> {
    use ContributionUnit::*;
    [
        ("build_report", Deliverable),
        ("care", Minute),
        ("design", Minute),
        ("documentation", Minute),
        ("fabrication", Minute),
        ("money", Minor),
        ("teaching", Minute),
    ]
    .map(|(name, unit)| (name.to_owned(), unit))
    .into()
}

const READ_ME: &str = "\
A seeder that **one person pushes**. It opens a slit in the mulch, drops seed from a
felt roller and closes the slit again. It needs *no motor* and no tilled soil.

## What you need to know

1. The roller decides the seed: one per species.
2. Weigh the frame down with water, not with stones.
   - 5 l for carrots
   - 10 l for beans
3. Grease the hubs once a week.

> Tested on clay and on sand. On stones the slit stays open.

| Seed | Roller | Spacing |
|---|---|---|
| Carrot | A 12 | 3 cm |
| Bean | C 4 | 15 cm |

Drawings were made with `FreeCAD 1.0`. The first one was described by
[L'Atelier Paysan](https://www.latelierpaysan.org) in ~~2014~~ 2016.
";

fn cells(cells: &[(Column, &str)]) -> BTreeMap<Column, String> {
    cells
        .iter()
        .map(|(column, value)| (*column, (*value).to_owned()))
        .collect()
}

fn table_line(n: u8, of: &[(Column, &str)], text: &str) -> Line {
    Line {
        id: line(n),
        cells: cells(of),
        text: text.into(),
        order: format!("{n:03}"),
    }
}

fn part(
    n: u8,
    name: &str,
    quantity: &str,
    unit: &str,
    source: &str,
    maker: &str,
    number: &str,
) -> Line {
    use Column::*;
    let all = [
        (Name, name),
        (Quantity, quantity),
        (Unit, unit),
        (Source, source),
        (Maker, maker),
        (Number, number),
    ];
    table_line(n, &all, "")
}

fn tables() -> BTreeMap<Table, Vec<Line>> {
    use Column::*;
    let parts = vec![
        part(
            1,
            "Square tube 30 × 30 × 2",
            "4.2",
            "m",
            "bought",
            "any",
            "",
        ),
        part(
            2,
            "Wheel 16 inch, solid",
            "2",
            "piece",
            "bought",
            "Puky",
            "16-S",
        ),
        part(3, "Felt roller, carrot", "1", "piece", "made", "", ""),
        part(4, "Bearing block, 20 mm", "4", "piece", "made", "", ""),
        part(
            5,
            "Shaft 20 mm, bright steel",
            "0.64",
            "m",
            "bought",
            "any",
            "20h9",
        ),
        part(
            6,
            "Coulter disc 250 mm",
            "1",
            "piece",
            "bought",
            "Bellota",
            "1810-10",
        ),
    ];
    let file = FileHash([7; 32]).to_string();
    let files = vec![
        table_line(
            1,
            &[
                (Name, "seeder.png"),
                (Role, FileRole::Image.key()),
                (File, &file),
                (Size, "184320"),
            ],
            "",
        ),
        table_line(
            2,
            &[
                (Name, "coulter.stl"),
                (Role, FileRole::Export.key()),
                (File, &FileHash([8; 32]).to_string()),
                (Size, "1204284"),
            ],
            "",
        ),
        table_line(
            3,
            &[
                (Name, "seeder.FCStd"),
                (Role, FileRole::Source.key()),
                (File, &FileHash([9; 32]).to_string()),
                (Size, "8400000"),
            ],
            "",
        ),
        table_line(
            4,
            &[
                (Name, "manual-fr.pdf"),
                (Role, FileRole::Manual.key()),
                (Url, "https://example.org/manual.pdf"),
            ],
            "",
        ),
    ];
    let steps = vec![
        table_line(
            1,
            &[
                (Name, "Cut the tubes"),
                (Minutes, "30"),
                (Tools, "saw, file"),
            ],
            "Cut six pieces by the drawing and take off the burrs.",
        ),
        table_line(
            2,
            &[
                (Name, "Weld the frame"),
                (Minutes, "90"),
                (Tools, "MIG welder"),
                (Hazards, "Eyes and lungs: zinc smoke"),
            ],
            "Tack it flat on the floor, check the diagonals, then weld.",
        ),
    ];
    let people = vec![table_line(
        1,
        &[(Name, "Ana Lopes"), (Role, "licensor")],
        "",
    )];
    [
        (Table::Parts, parts),
        (Table::Files, files),
        (Table::Steps, steps),
        (Table::People, people),
    ]
    .into()
}

/// What stands in the design that is open.
pub fn content() -> Content {
    let fields = [
        (Field::Name, "Hand-pushed seeder"),
        (
            Field::Function,
            "Sows two rows of small seed in no-till beds, pushed by one person.",
        ),
        (Field::Kind, "machine"),
        (Field::Licence, "LicenseRef-CopyFair"),
        (
            Field::SafetyNotice,
            "The coulter disc is sharp. Wear gloves when you turn it by hand.",
        ),
        (Field::Organisation, "Ackerwerk workshop"),
        (Field::TechnologyReadiness, "OTRL-5"),
        (Field::DocumentationReadiness, "ODRL-3"),
        (Field::HomeLink, "https://example.org/seeder"),
    ];
    let words = |all: &[&str]| {
        all.iter()
            .map(|word| (*word).to_owned())
            .collect::<BTreeSet<_>>()
    };
    Content {
        document: design_id(0),
        heads: vec![ChangeHash([3; 32])],
        fields: fields
            .map(|(field, value)| (field, value.to_owned()))
            .into(),
        texts: [
            (LongText::Description, READ_ME.to_owned()),
            (
                LongText::Maintenance,
                "Grease the hubs. Change the felt when it shines.".to_owned(),
            ),
        ]
        .into(),
        words: [
            (WordSet::Keywords, words(&["no-till", "seed", "sowing"])),
            (WordSet::Languages, words(&["en", "fr"])),
        ]
        .into(),
        tables: tables(),
        other: BTreeMap::new(),
        is_withdrawn: false,
        collisions: Vec::new(),
    }
}

/// The design that is open.
pub fn design() -> DesignView {
    DesignView {
        content: content(),
        places: [
            (line(1), FilePlace::Here),
            (line(2), FilePlace::Here),
            (line(3), FilePlace::Arriving(5_376_000)),
            (
                line(4),
                FilePlace::AtSource("https://example.org/manual.pdf".into()),
            ),
        ]
        .into(),
        versions: vec![
            version("1.1", "2 Apr 2026", "Wider wheels.", true),
            version("1.0", "10 Feb 2026", "The first one.", false),
        ],
        history: vec![
            change("yesterday", "Ben", "Part “Wheel 16 inch, solid”, quantity"),
            change("3 days ago", "Ana", "Description (+212 −14 letters)"),
            change("10 Feb 2026", "Ana", "Began the design"),
        ],
        collisions: Vec::new(),
        reviews: vec![
            review(Verdict::Good, "Ben", true),
            review(Verdict::NeedsWork, "Eva", false),
        ],
        standing: Standing::Reviewed(1),
        builds: 3,
        people: ["Ana", "Ben", "Eva", "Chiara"].map(str::to_owned).into(),
        elsewhere: 5,
        may_edit: true,
        missing: Vec::new(),
        seal: Seal::Reciprocal,
    }
}

fn version(version: &str, day: &str, note: &str, present: bool) -> VersionView {
    VersionView {
        version: version.into(),
        day: day.into(),
        by: "Ana".into(),
        note: note.into(),
        present,
    }
}

fn change(when: &str, who: &str, what: &str) -> ChangeLine {
    ChangeLine {
        when: when.into(),
        who: who.into(),
        what: what.into(),
    }
}

fn review(verdict: Verdict, by: &str, of_this_state: bool) -> StateReview {
    let note = match verdict {
        Verdict::Good => "Built one in two days, runs well on clay.",
        Verdict::NeedsWork => "The drawing of the hub lacks two measures.",
        Verdict::Unsafe => "The disc can be touched from the handle side: a guard is missing.",
    };
    StateReview {
        by: by.into(),
        day: "3 Apr 2026".into(),
        verdict,
        note: note.into(),
        of_this_state,
    }
}

/// The same design, with somebody saying that it is unsafe, and with two collisions.
pub fn unsafe_design() -> DesignView {
    let mut design = design();
    design.standing = Standing::Unsafe(1);
    design
        .reviews
        .insert(0, review(Verdict::Unsafe, "Ben", true));
    design.collisions = collisions();
    design
}

/// Two things that two people set at the same time.
pub fn collisions() -> Vec<CollisionView> {
    let value = |value: Value, text: &str, by: &str, when: &str| CollisionValue {
        value,
        text: text.into(),
        by: by.into(),
        when: when.into(),
        device: format!("{by}'s laptop"),
    };
    let words = |text: &str| Value::Words(text.to_owned());
    vec![
        CollisionView {
            design: design_id(0),
            design_name: "Hand-pushed seeder".into(),
            place: Place::Field(Field::Licence),
            what: "Licence".into(),
            values: vec![
                value(
                    words("LicenseRef-CopyFair"),
                    "LicenseRef-CopyFair",
                    "Ana",
                    "yesterday",
                ),
                value(
                    words("CERN-OHL-S-2.0"),
                    "CERN-OHL-S-2.0",
                    "Ben",
                    "3 days ago",
                ),
            ],
        },
        CollisionView {
            design: design_id(0),
            design_name: "Hand-pushed seeder".into(),
            place: Place::Line(Table::Parts, line(6)),
            what: "Part “Coulter disc 250 mm”".into(),
            values: vec![
                value(Value::Here(true), "Keep it", "Ana", "yesterday"),
                value(Value::Here(false), "Remove it", "Ben", "yesterday"),
            ],
        },
    ]
}

/// What has changed.
pub fn since() -> SinceView {
    let value = |what: &str, before: Option<&str>, after: Option<&str>| FieldChange {
        what: what.into(),
        before: before.map(str::to_owned),
        after: after.map(str::to_owned),
        pieces: Vec::new(),
    };
    let text = FieldChange {
        what: "Description".into(),
        pieces: vec![
            Piece::Same(
                "A seeder that one person pushes. It opens a slit in the mulch, drops seed from a "
                    .into(),
            ),
            Piece::Removed("rubber".into()),
            Piece::Added("felt".into()),
            Piece::Same(" roller and closes the slit again.".into()),
            Piece::Added(" Weigh the frame down with water, not with stones.".into()),
        ],
        ..FieldChange::default()
    };
    let changed = |place: usize, new: bool, changes: Vec<FieldChange>| ChangedDesign {
        design: design_id(place),
        name: card(place).name,
        new,
        heads: vec![ChangeHash([place as u8; 32])],
        by: vec!["Ben".into(), "Eva".into()],
        when: "yesterday".into(),
        changes,
        reviews: Vec::new(),
    };
    SinceView {
        ready: true,
        since: Some("on 12 Apr 2026".into()),
        total: 2,
        designs: vec![
            changed(
                0,
                false,
                vec![
                    text,
                    value(
                        "Part “Wheel 16 inch, solid”, quantity",
                        Some("3"),
                        Some("2"),
                    ),
                    value(
                        "New part",
                        None,
                        Some("Coulter disc 250 mm · 1 · piece · bought · Bellota"),
                    ),
                    value(
                        "Safety notice",
                        None,
                        Some("The coulter disc is sharp. Wear gloves when you turn it by hand."),
                    ),
                ],
            ),
            changed(
                4,
                true,
                vec![value("Name", None, Some("Bean ‘Tante Elise’"))],
            ),
        ],
        collisions: collisions(),
        claims: 2,
    }
}

/// A release behind which no steward stands.
fn unbacked() -> UncountedView {
    let from = ["Hand-pushed seeder 1.0".to_owned()];
    UncountedView {
        release: FactId([77; 32]),
        said: app::words::books::release_says("Rice seeder", "1.0", "Dev", &from),
        why: "",
        may_back: true,
    }
}

/// Which periods are closed.
pub fn periods() -> PeriodsView {
    let seal = |n: u8, words: &str, holds: Option<bool>, may_sign: bool| SealView {
        fact: fact(n),
        words: words.into(),
        notes: Vec::new(),
        holds,
        may_sign,
    };
    let waits = "Signed by Ben on 3 Apr 2026. It waits for 1 more person: Ana could.";
    let closed = "Closed by Ana and Ben, written on 4 Jan 2026.";
    let other = "Closed by Ben and Eva, written on 5 Jan 2026.";
    let periods = [
        ("2026-Q2", PeriodState::Running, vec![]),
        (
            "2026-Q1",
            PeriodState::Waiting,
            vec![seal(60, waits, None, true)],
        ),
        (
            "2025-Q4",
            PeriodState::Twice,
            vec![
                seal(61, closed, Some(true), false),
                seal(62, other, Some(false), false),
            ],
        ),
        ("2025-Q3", PeriodState::Open, vec![]),
    ];
    let periods = periods.map(|(name, state, seals)| {
        let period = Period::parse(name).expect("a quarter");
        PeriodView {
            period,
            name: app::words::standing::period(period),
            last: period.last(),
            twice: (state == PeriodState::Twice).then(|| "It was closed more than once.".into()),
            unbacked: match state {
                PeriodState::Open => vec![unbacked()],
                _ => vec![],
            },
            state,
            seals,
        }
    });
    PeriodsView {
        ready: true,
        periods: periods.into(),
        questioned: vec![(
            fact(6),
            "Design, Ana, 5 h. Eva asks: who saw these hours?".into(),
        )],
    }
}

/// The rules, one proposal, and what was adopted.
pub fn rules() -> RulesView {
    RulesView {
        policy: Some(Policy::preset(Preset::CopyFair)),
        adopted: vec![AdoptedView {
            act: fact(70),
            name: "copyfair".into(),
            since: "Since the founding, by Ana.".into(),
            in_force: true,
            conflict: None,
        }],
        waiting: vec![ProposalView {
            act: fact(71),
            words: "Ben proposes “two per cent” from 1 Jul 2026".into(),
            waits: "Signed by Ben; it waits for 1 more person: Ana could.".into(),
            differences: vec!["Fee, part of the revenue: 3 % → 2 %".into()],
            may_sign: true,
            passed: None,
        }],
        next_period: Some(day("2026-07-01")),
    }
}

/// The ledger under that filter.
pub fn ledger(filter: EntryFilter) -> LedgerView {
    let entries = entries();
    LedgerView {
        ready: true,
        filter,
        count: entries.len(),
        first: 0,
        entries,
        waiting: 2,
    }
}

/// The entry of the ledger that stands there.
pub fn ledger_entry(place: usize) -> FactId {
    entries()[place].fact
}

fn entries() -> Vec<EntryView> {
    let entry = |n: u8, kind: EntryKind, who: &str, amount: &str, state: EntryState| EntryView {
        fact: fact(n),
        day: day("2026-02-10").plus(i32::from(n)),
        kind,
        who: who.into(),
        for_whom: None,
        amount: amount.into(),
        amount_typed: amount.split(' ').next().unwrap_or_default().into(),
        design: Some((design_id(0), "Hand-pushed seeder".into())),
        details: vec![],
        note: String::new(),
        state,
        reviews: Vec::new(),
        about: None,
        corrected_by: None,
        correct: None,
        again: None,
        questions: Vec::new(),
        may_question: false,
        thing: None,
        may_review: false,
        may_confirm: false,
        may_sign: false,
        may_confirm_payment: false,
        evidence: vec![],
        written_on: None,
    };
    let work = |name: &str| EntryKind::Work(name.to_owned());
    let waits = EntryState::Waits {
        more: 1,
        could: vec!["Ana".into(), "Eva".into()],
    };
    let mut all = vec![
        entry(9, work("care"), "Eva", "2 h", waits.clone()),
        entry(
            8,
            EntryKind::Payment,
            "Acme Tools",
            "1,250.00 €",
            EntryState::Waits {
                more: 1,
                could: vec!["Ana".into()],
            },
        ),
        entry(
            7,
            EntryKind::CommercialUse,
            "Acme Tools",
            "45,000.00 €",
            EntryState::Recorded,
        ),
        entry(
            6,
            work("design"),
            "Ana",
            "5 h",
            EntryState::Accepted("5 h".into()),
        ),
        entry(
            5,
            work("teaching"),
            "Ben",
            "3 h 30 min",
            EntryState::WaitsFor("Ben".into()),
        ),
        entry(
            4,
            work("fabrication"),
            "Dev",
            "8 h",
            EntryState::NotCounted("the reviewers did not see it".into()),
        ),
        entry(3, EntryKind::Release, "Ana", "1.0", EntryState::Recorded),
        entry(
            2,
            EntryKind::Ownership,
            "Acme Tools",
            "Business for profit",
            EntryState::Confirmed,
        ),
    ];
    all[0].may_review = true;
    all[0].design = None;
    all[0].note = "Cleaned the workshop and sorted the offcuts before the open day.".into();
    all[1].may_confirm_payment = true;
    all[1].again = Some(Box::new(Anew::Paid {
        agent: agent(9),
        name: "Acme Tools".into(),
        amount: "1250.00".into(),
        reference: "invoice 7".into(),
        day: day("2026-02-18"),
    }));
    all[7].again = Some(Box::new(Anew::Is {
        agent: agent(9),
        class: AgentClass::ForProfit,
        all_surplus_to_workers: false,
        source: "the company register".into(),
        from: day("2026-01-01"),
        to: None,
    }));
    all[1].design = None;
    all[3].for_whom = Some("Acme Tools".into());
    all[3].correct = Some(Box::new(Correctable {
        design: Some(design_id(0)),
        work: "design".into(),
        quantity: "5".into(),
        for_whom: Some("Acme Tools".into()),
        from: day("2026-02-16"),
        to: day("2026-02-16"),
        thing: String::new(),
        share: String::new(),
        machine: String::new(),
        note: "Roller redrawn for beans".into(),
        files: 1,
    }));
    all[3].reviews = vec![EntryReview {
        fact: fact(60),
        by: "Ben".into(),
        day: day("2026-02-20"),
        accepted: Some("5 h".into()),
        reason: String::new(),
        mine: false,
    }];
    all[7].design = None;
    all
}

fn timeline() -> TimelineView {
    let mark = |on: &str, kind, size, amount: &str| TimeMark {
        day: day(on),
        kind,
        size,
        amount: amount.into(),
    };
    TimelineView {
        first: day("2026-01-01"),
        last: day("2026-04-15"),
        points: "5 points".into(),
        marks: vec![
            mark("2026-02-10", MarkKind::Points, 500, "5 points"),
            mark("2026-03-31", MarkKind::Fee, 135_000, "1,350.00 €"),
            mark("2026-03-31", MarkKind::Offset, 10_000, "100.00 €"),
            mark("2026-04-08", MarkKind::Payment, 40_000, "400.00 €"),
        ],
    }
}

/// The books of a quarter.
pub fn books() -> BooksView {
    let texts = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
    let section =
        |title: &str, note: &str, headings: &[&str], rows: Vec<Vec<String>>| PageSection {
            title: title.into(),
            note: note.into(),
            headings: texts(headings),
            rows,
        };
    let quarter = |name: &str| Period::parse(name).expect("a period");
    BooksView {
        ready: true,
        periods: vec![quarter("2026-Q2"), quarter("2026-Q1")],
        period: Some(quarter("2026-Q1")),
        page: PageView {
            title: "Ackerwerk: January to March 2026".into(),
            intro: texts(&["As things stand on 15 Apr 2026."]),
            sections: vec![
                section(
                    "What was given",
                    "",
                    &[
                        "Kind of work",
                        "Entries",
                        "People",
                        "Accepted",
                        "Points",
                        "Waiting",
                    ],
                    vec![
                        texts(&["Care", "12", "5", "24 h", "24 points", "0"]),
                        texts(&["Design", "9", "4", "31 h", "31 points", "1"]),
                    ],
                ),
                section("Payments", "No payment was reported.", &[], vec![]),
                section(
                    "Open matters",
                    "",
                    &[],
                    vec![texts(&["Work that waits for reviews: 1 entry."])],
                ),
            ],
            foot: texts(&["Code of this page: k3f8-92mx-0q1z-77ab-c4de."]),
        },
        runs: vec![shared_out()],
        may_share: true,
        is_over: true,
    }
}

/// An income that was shared out.
pub fn shared_out() -> RunView {
    let line = |bucket: &str, to: &str, amount: &str, received: Option<&str>| PayoutView {
        bucket: bucket.into(),
        to: to.into(),
        amount: amount.into(),
        typed: String::new(),
        received: received.map(day),
        again: None,
    };
    RunView {
        fact: Some(fact(40)),
        period: "January to March 2026".into(),
        days: (day("2026-01-01"), day("2026-03-31")),
        amount: "400.00 €".into(),
        typed: "400.00".into(),
        by: "Ben".into(),
        note: "As the assembly agreed".into(),
        state: RunStanding::Same,
        origin: Some("settled"),
        origin_said: None,
        has_other_rules: false,
        lines: vec![
            line("Contributors", "Ana", "240.00 €", None),
            line("Care and upkeep", "Cleo", "100.00 €", Some("2026-04-14")),
            line("Machinery", "kept by the commons", "60.00 €", None),
        ],
        may_confirm: true,
        uncounted: vec![UncountedView {
            release: fact(41),
            said: "Rice seeder 1.1, released by Dev, says that it came from Oil press 1.0.".into(),
            why: "Not counted, because no steward stands behind it yet.",
            may_back: true,
        }],
    }
}

/// Where each stands.
pub fn reciprocity() -> ReciprocityView {
    let account = |n: u8, name: &str, code: StandingCode, sentence: &str| AccountView {
        agent: agent(n),
        name: name.into(),
        code,
        binding: true,
        sentence: sentence.into(),
        why: Vec::new(),
        remedies: Vec::new(),
        flags: Vec::new(),
        refused: Vec::new(),
        disputes: Vec::new(),
        pause: None,
        evidence: Vec::new(),
        timeline: None,
        fingerprint: "k3f8-92mx-0q1z-77ab-c4de".into(),
    };
    let mut acme = account(
        9,
        "Acme Tools",
        StandingCode::FeeDue,
        "Acme Tools owes 1,250.00 € by 30 Apr 2026.",
    );
    acme.why = vec![
        "Fee for January to March: 3 % of 45,000.00 € = 1,350.00 €.".into(),
        "5 reviewed hours count 100.00 €.".into(),
        "“Open syringe pump” is covered by its own licence, CERN-OHL-S-2.0: this commons asks nothing.".into(),
    ];
    acme.remedies = vec![
        RemedyView {
            text: "Pay 1,250.00 €.".into(),
            go: Remedy::Pay("1250.00".into()),
        },
        RemedyView {
            text: "Log 62.5 more hours that others review.".into(),
            go: Remedy::Work,
        },
        RemedyView {
            text: "Agree on something else with the stewards.".into(),
            go: Remedy::Agree(day("2026-01-01")),
        },
    ];
    acme.flags = vec!["Numbers of January to March are not sealed yet and may change.".into()];
    acme.refused = vec![
        "1 entry does not count: the amount is in another currency than that of the commons."
            .into(),
    ];
    acme.timeline = Some(timeline());
    acme.evidence = vec![
        EvidenceLine {
            fact: Some(fact(7)),
            design: None,
            text: "Use to earn money, 1 Jan to 31 Mar 2026".into(),
            amount: "45,000.00 €".into(),
        },
        EvidenceLine {
            fact: Some(fact(6)),
            design: None,
            text: "Design, Ana, 10 Feb 2026".into(),
            amount: "5 h".into(),
        },
    ];
    ReciprocityView {
        ready: true,
        as_of: Some(day("2026-04-15")),
        mine: vec![
            account(
                1,
                "Ana",
                StandingCode::NoObligation,
                "Nothing to settle. Each design's licence still applies: name its makers, share as it asks.",
            ),
            acme,
        ],
        others: vec![
            account(
                12,
                "Zimmerei Nord",
                StandingCode::Undeclared,
                "Zimmerei Nord: ownership not recorded yet. Three questions, two people confirm.",
            ),
            account(
                11,
                "Forge cooperative",
                StandingCode::Exempt,
                "Free: Forge cooperative is owned by its workers and shares all surplus among them.",
            ),
        ],
        rules: vec![
            "CopyFair: contribute or pay.".into(),
            "3 % of the revenue with a design, per quarter, due 30 days after it.".into(),
        ],
    }
}

/// A device, and how far it is.
fn device(n: u8, label: &str, here: bool, connected: bool, behind: Option<u64>) -> DeviceView {
    DeviceView {
        device: DeviceId([n; 32]),
        words: app::words::spoken::key(DeviceId([n; 32])),
        compared: (n == 2).then(|| day("2026-03-02")),
        label: label.into(),
        here,
        connected,
        met: (!here).then(|| "yesterday".to_owned()),
        behind,
    }
}

/// The devices of who is at this computer.
fn mine() -> Vec<OwnDeviceView> {
    let own = |now: DeviceView, ended: Option<&str>| OwnDeviceView {
        may_retire: ended.is_none(),
        now,
        since: "since 10 Jan 2026".into(),
        ended: ended.map(str::to_owned),
    };
    vec![
        own(device(1, "Workshop laptop", true, false, None), None),
        own(device(4, "Old tower", false, false, Some(12)), None),
        own(
            device(5, "Phone", false, false, None),
            Some("retired 2 Mar 2026 by Ana"),
        ),
    ]
}

/// Who is there.
pub fn people() -> PeopleView {
    let person = |n: u8, name: &str, roles: &[Role], devices: Vec<DeviceView>| PersonView {
        agent: agent(n),
        name: name.into(),
        profile: profile(match n {
            1 => "Builds seeders, on Thursdays in the barn.",
            _ => "",
        }),
        me: n == 1,
        roles: roles.to_vec(),
        joined: "since 10 Jan 2026".into(),
        class: None,
        alike: match n {
            3 => vec!["C1eo".into()],
            _ => vec![],
        },
        devices,
    };
    PeopleView {
        mine: mine(),
        returns: vec![],
        people: vec![
            person(
                1,
                "Ana",
                &[Role::Steward],
                vec![
                    device(1, "Workshop laptop", true, false, None),
                    device(4, "Old tower", false, false, Some(12)),
                ],
            ),
            person(
                2,
                "Ben",
                &[Role::Maker],
                vec![device(2, "Ben's laptop", false, true, Some(0))],
            ),
            person(
                3,
                "Cleo",
                &[Role::Maker],
                vec![device(3, "Cleo's tablet", false, false, Some(48))],
            ),
        ],
        gone: gone(),
        waiting: waiting(),
        organisations: vec![
            OrganisationView {
                agent: agent(9),
                name: "Acme Tools".into(),
                profile: profile("Makes and mends farm tools in the valley."),
                mine: true,
                class: Some(AgentClass::ForProfit),
                acting: vec!["Ana".into(), "Dev".into()],
                may_end: vec![(agent(1), "Ana".into()), (agent(4), "Dev".into())],
                held: vec!["Gael holds 20 % from 1 Jan 2026".into()],
                belong: vec![BelongingView {
                    person: agent(4),
                    name: "Dev".into(),
                    from: day("2026-01-01"),
                    words: "Dev works there from 1 Jan 2026".into(),
                    may_end: true,
                }],
                may_say: true,
                attestations: vec![AttestationView {
                    fact: fact(2),
                    class: AgentClass::ForProfit,
                    signers: vec!["Ana".into(), "Ben".into()],
                    more: Some(0),
                    from: day("2026-01-01"),
                    until: Some(day("2026-12-31")),
                    may_cosign: false,
                }],
            },
            OrganisationView {
                agent: agent(12),
                name: "Zimmerei Nord".into(),
                profile: profile(""),
                mine: false,
                class: None,
                acting: vec!["Gael".into()],
                may_end: vec![],
                held: Vec::new(),
                belong: Vec::new(),
                may_say: false,
                attestations: vec![AttestationView {
                    fact: fact(3),
                    class: AgentClass::WorkerOwned,
                    signers: vec!["Gael".into()],
                    more: Some(1),
                    from: day("2026-03-01"),
                    until: None,
                    may_cosign: true,
                }],
            },
        ],
        near: vec![
            NearView {
                endpoint: EndpointId([2; 32]),
                label: "Ben's laptop".into(),
                person: Some("Ben".into()),
                state: NearState::Connected,
            },
            NearView {
                endpoint: EndpointId([5; 32]),
                label: "mezrkq2a".into(),
                person: None,
                state: NearState::Near,
            },
        ],
        only_here: 3,
        progress: Some(ProgressView {
            what: "changes".into(),
            done: 4_120,
            total: Some(9_800),
        }),
        invitations: vec![InvitationLine {
            invitation: FactId([9; 32]),
            state: InvitationState::Open,
            role: Role::Maker,
            device: false,
            uses: 3,
            came: vec!["Ben".into()],
            surplus: None,
            day: day("2026-04-01"),
            expires: Some(day("2026-04-29")),
            by: "Ana".into(),
            may_withdraw: true,
        }],
        address: "mezrkq2a7b5dpl3w4vtc6ynxsg2hqo7ufj5kzim4ar3e6w2dbtcq@192.168.1.20:41204".into(),
        may_invite: true,
        one_steward: true,
        attesters: 2,
        newer: vec![app::words::people::newer_program("Ben, Barn computer")],
    }
}

/// The settings.
pub fn settings() -> SettingsView {
    SettingsView {
        person: "Ana".into(),
        device: "Workshop laptop".into(),
        home: "~/.local/share/commonwright".into(),
        backed_up: Some("3 days ago".into()),
        fingerprint: "x7k2-m4qd-91ze-hb30-c8vf".into(),
        version: "0.1.0".into(),
        ..SettingsView::default()
    }
}

/// The first start, with a device near by.
pub fn first_start() -> View {
    let mut view = View {
        today: Some(day("2026-04-15")),
        settings: settings(),
        ..View::default()
    };
    view.first_start = FirstStartView {
        name_offered: String::new(),
        // Whoever is of no commons yet knows nobody's name: a neighbour shows the beginning of its key.
        near: [2, 5].map(|n| stranger(EndpointId([n; 32]))).into(),
        demo: true,
        ..FirstStartView::default()
    };
    view
}

/// A home behind a passphrase, after one that was not it.
pub fn locked() -> View {
    View {
        locked: Some(LockedView {
            home: "~/.local/share/commonwright".into(),
            tries: 1,
            problem: Some(app::words::passphrase::WRONG.into()),
        }),
        ..View::default()
    }
}

fn stranger(endpoint: EndpointId) -> NearView {
    NearView {
        endpoint,
        label: endpoint.short(),
        person: None,
        state: NearState::Near,
    }
}

/// What an invitation says.
pub fn good_invitation(text: &str) -> InvitationCheck {
    InvitationCheck {
        text: text.into(),
        found: Ok(InvitationFound {
            commons: "Ackerwerk".into(),
            looks_like: None,
            back_as: None,
            further_device: false,
            role: Role::Maker,
            expires: Some(day("2026-04-29")),
        }),
    }
}

/// Something that went wrong.
pub fn trouble() -> Trouble {
    Trouble::new(
        "The entry was not saved.",
        "The disk is full.",
        "Free some space; what you typed is still here.",
    )
}

/// Nothing anywhere yet.
pub fn empty() -> View {
    let mut view = view();
    view.catalogue = CatalogueView {
        ready: true,
        ..CatalogueView::default()
    };
    view.since = SinceView {
        ready: true,
        ..SinceView::default()
    };
    view.ledger = LedgerView {
        ready: true,
        ..LedgerView::default()
    };
    view.reciprocity = ReciprocityView {
        ready: true,
        ..ReciprocityView::default()
    };
    view.people = PeopleView {
        may_invite: true,
        ..PeopleView::default()
    };
    view.status = StatusBar {
        saved: true,
        ..StatusBar::default()
    };
    view
}

/// Somebody who was removed, and somebody who left.
pub fn gone() -> Vec<GoneView> {
    let gone = |n: u8, name: &str, why: &str| GoneView {
        agent: agent(n),
        name: name.into(),
        why: why.into(),
    };
    vec![
        gone(7, "Dario", "removed by Ana on 12 Mar 2026: took the van"),
        gone(8, "Frida", "left on 3 Feb 2026"),
    ]
}

/// A removal that one more steward has to sign.
pub fn waiting() -> Vec<WaitingActView> {
    vec![WaitingActView {
        act: FactId([31; 32]),
        what: "Chiara asks to remove Ben".into(),
        day: day("2026-04-02"),
        signers: vec!["Chiara".into()],
        more: 1,
        could: vec!["Ana".into(), "Eva".into()],
        may_sign: true,
        passed: None,
    }]
}

/// Five people and what they may do.
pub fn rights() -> RightsView {
    let row = |n: u8, name: &str, may: (bool, bool, bool), given: &[&str]| RightsRow {
        agent: agent(n),
        name: name.into(),
        me: n == 1,
        makes: may.0,
        pays: may.1,
        decides: may.2,
        acts_for: match n {
            1 => vec!["Acme Tools".into()],
            _ => vec![],
        },
        given: given.iter().map(|given| (*given).to_owned()).collect(),
        replicas: usize::from(n == 2),
    };
    RightsView {
        rows: vec![
            row(1, "Ana", (true, true, true), &["steward since 10 Jan 2026"]),
            row(
                2,
                "Ben",
                (true, true, false),
                &[
                    "maker since 12 Jan 2026, by Ana",
                    "treasurer since 2 Mar 2026, by Ana",
                ],
            ),
            row(
                3,
                "Chiara",
                (true, false, false),
                &["maker since 14 Jan 2026, by Ana"],
            ),
            row(4, "Eva Sørensen-Maldonado", (false, false, false), &[]),
        ],
        organisations: vec![
            ("Acme Tools".into(), vec!["Ana".into()]),
            ("Zimmerei Nord".into(), vec![]),
        ],
        gone: gone(),
        several: app::words::rights::several(3, Some(2)),
    }
}

/// A branch that a fork has set aside.
fn branch() -> BranchView {
    let change = |what: &str, before: &str, after: &str| FieldChange {
        what: what.into(),
        before: Some(before.into()),
        after: Some(after.into()),
        ..FieldChange::default()
    };
    let held = [
        change("What it is for", "", ""),
        change("Part \"Fan\", quantity", "", ""),
    ];
    let effect = app::look::branches::BranchEffect {
        comes: 3,
        goes: 2,
        ..Default::default()
    };
    BranchView {
        holds: app::words::branches::holds(&held, &["Chiara".to_owned()]),
        effect: app::words::branches::effect(&effect),
        changes: vec![
            change(
                "What it is for",
                "Dries seed in the sun",
                "Dries seed with warm air",
            ),
            change("Part \"Fan\", quantity", "1", "2"),
        ],
    }
}

/// Some of everything that does not count.
pub fn aside() -> AsideView {
    let line = |what: &str, by: &str, why: &str, again: Option<Again>| AsideLine {
        what: what.into(),
        by: by.into(),
        day: Some(day("2026-03-20")),
        why: why.into(),
        offered: by == "Chiara",
        again,
        anew: None,
        branch: None,
    };
    let beyond = "its author was removed or lost the role, and it lies beyond what stays";
    AsideView {
        lines: vec![
            line(
                "Ben removed Ana",
                "Ben",
                "its author was removed: Ana removed Ben",
                None,
            ),
            line(
                "Work: 4 h of building",
                "Dario",
                beyond,
                Some(Again::Entry(FactId([33; 32]))),
            ),
            line(
                "3 changes of Solar seed dryer",
                "Dario",
                beyond,
                Some(Again::Changes(DocumentId([2; 32]), DeviceId([7; 32]))),
            ),
            line(
                "1 change of Solar seed dryer",
                "Chiara",
                "it leaned on what was set aside; what it said was written again without that",
                None,
            ),
            AsideLine {
                branch: Some(branch()),
                ..line(
                    &app::words::branches::branch_of(3, "Solar seed dryer"),
                    "Ben",
                    "its device wrote another change under the same number, and that one stays",
                    Some(Again::Branch(DocumentId([2; 32]), ChangeHash([9; 32]))),
                )
            },
        ],
        more: 0,
        turned_away: vec![(
            "A change by Dario from a stick".into(),
            "the signature does not hold".into(),
        )],
        waits: vec![(
            "12 changes by Eva".into(),
            "it builds on something that has not come yet".into(),
        )],
        disagreements: vec![app::words::refused::disagrees("Ben, Barn computer", 2)],
        ready: true,
    }
}
