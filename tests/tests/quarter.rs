//! A quarter passes in a commons of twelve people and three companies, apart and merged late, and three computers print
//! the same page. What was earned is shared out to the cent, and what somebody signs about it can be checked by anyone.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use app::commons::Commons;
use app::home::Home;
use model::admission::shape;
use model::change::SignedChange;
use model::day::Day;
use model::id::{AgentId, FactId, FileHash};
use model::ledger::{self, DesignState, Fact, LedgerWriter, UNIT_MINUTE, UsedDesign, WrittenFact};
use model::name::DocumentName;
use model::number::{Currency, Money, Quantity, Ratio};
use model::rsd1::AgentClass;
use model::rsd1::distribution::{Receiver, Way};
use serde_json::Value;
use sync::drivers::bundle::{BundleHead, BundleWriter};
use sync::log::ToStore;
use tests::process::{Workshop, string, text};
use tests::village::Village;

const PROGRAM: &str = env!("CARGO_BIN_EXE_commonwright_under_test");
const PERIOD: &str = "2026-Q1";
const AS_OF: &str = "2026-04-15";
/// Ana, and those who have no computer in this test: what they write comes on sticks.
const NO_STEWARD: &str = "Not counted, because no steward stands behind it yet.";
const VILLAGERS: usize = 10;
const COMPANIES: usize = 3;
const WEEKS: i32 = 12;

struct Quarter {
    folder: tempfile::TempDir,
    ana: Workshop,
    ben: Workshop,
    cleo: Workshop,
    /// What Ben did on the second of January.
    swept: String,
}

#[test]
fn a_quarter_passes_apart_and_three_computers_print_the_same_page() {
    let mut quarter = Quarter::begin();
    let designs = quarter.designs();
    let sticks = quarter.twelve_weeks(&designs);
    quarter.each_hears_of_a_third(&sticks);
    quarter.they_meet_late(&sticks);
    quarter.the_page_says_what_happened();
    let run = quarter.what_was_earned_is_shared_out();
    quarter.a_receiver_confirms(&run);
    quarter.a_false_table_is_found_out(&run);
    quarter.what_is_sealed_stays_and_what_is_not_is_told(&run);
    quarter.a_statement_is_shown_to_a_stranger();
    quarter.a_company_asks_what_would_follow();
}

impl Quarter {
    /// Ana founds; Ben and Cleo come as stewards.
    fn begin() -> Quarter {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let at = |name: &str| {
            let mut workshop = Workshop::new(PROGRAM, folder.path(), name);
            workshop.set_day("2026-01-02");
            workshop
        };
        let (ana, ben, cleo) = (at("ana"), at("ben"), at("cleo"));
        let people = ["--reviewers", "2", "--attesters", "2", "--quorum", "2"];
        ana.json(&[&["new", "Valley Tools", "--person", "Ana"][..], &people].concat());
        for (workshop, name) in [(&ben, "Ben"), (&cleo, "Cleo")] {
            let invite = ["invite", "--role", "steward", "--days", "3650"];
            let invitation = string(&ana.json(&invite)["invitation"]);
            let running = ana.running();
            workshop.join(&invitation, name, &running.address);
        }
        let words = ["contribute", "--type", "care", "--quantity", "2h"];
        let swept = string(&ben.json(&words)["fact"]);
        Quarter {
            swept,
            folder,
            ana,
            ben,
            cleo,
        }
    }

    fn all(&self) -> [(&'static str, &Workshop); 3] {
        [("ana", &self.ana), ("ben", &self.ben), ("cleo", &self.cleo)]
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn set_day(&mut self, day: &str) {
        for workshop in [&mut self.ana, &mut self.ben, &mut self.cleo] {
            workshop.set_day(day);
        }
    }

    /// A seeder, and one for rice that was made from it; both released.
    fn designs(&self) -> [String; 2] {
        let licence = ["--licence", "LicenseRef-CopyFair"];
        let made = self
            .ana
            .json(&[&["design", "new", "Seeder"][..], &licence].concat());
        let parent = string(&made["id"]);
        self.ana
            .json(&["design", "edit", &parent, "function", "Sows two rows"]);
        let drawing = self.path("drum.svg");
        std::fs::write(&drawing, "<svg/>").expect("writable");
        self.ana
            .json(&["design", "attach", &parent, text(&drawing)]);
        self.ana.json(&["design", "release", &parent, "1.0"]);
        let words = ["--name", "Rice seeder", "--reason", "finer rows"];
        let made = self
            .ana
            .json(&[&["design", "fork", &parent][..], &words].concat());
        let fork = string(&made["id"]);
        self.ana.json(&["design", "release", &fork, "1.0"]);
        // The last time for long that all are together.
        let running = self.ana.running();
        self.ben.sync(&running.address);
        self.cleo.sync(&running.address);
        [parent, fork]
    }

    /// Twelve weeks of work, reviews, use and payment, on three sticks, after one with those who came.
    fn twelve_weeks(&self, designs: &[String; 2]) -> Vec<PathBuf> {
        let home = Home::open(self.ana.home(), app::chance::bytes()).expect("the home opens");
        let id = home.commons().expect("readable")[0];
        let mut commons = Commons::open(&home, id).expect("the commons opens");
        let states: Vec<DesignState> = designs
            .iter()
            .map(|design| design.parse().expect("an id"))
            .map(|design| commons.state_of(design).expect("it is here"))
            .collect();
        let founder = home.device_keys(id).expect("readable").newest();
        let charter = DocumentName::charter(founder.device(), id);
        let village = Village::settle(commons.charter(), founder, VILLAGERS, COMPANIES);
        let head = BundleHead {
            commons: id,
            charter,
        };
        let acts = village
            .acts
            .iter()
            .cloned()
            .map(|act| stored(&commons, charter, act));
        let mut sticks = vec![self.path("acts.bundle")];
        write_stick(&sticks[0], &head, vec![acts.collect()]);
        let mut life = Life::new(&village, &states);
        life.twelve_weeks(self.swept.parse().expect("an id"));
        for third in 0..3 {
            let mut changes = Vec::new();
            for (who, own) in life.written.iter().enumerate() {
                if who % 3 == third {
                    let own = own.iter().cloned();
                    let own = own.map(|(name, change)| stored(&commons, name, change));
                    changes.push(own.collect());
                }
            }
            let stick = self.path(&format!("third-{third}.bundle"));
            write_stick(&stick, &head, changes);
            sticks.push(stick);
        }
        let before: Vec<usize> = life.written.iter().map(Vec::len).collect();
        life.review_late("2026-04-14".parse().expect("a day"));
        let mut late = Vec::new();
        for (own, before) in life.written.iter().zip(before) {
            let new = own[before..].iter().cloned();
            let new = new.map(|(name, change)| stored(&commons, name, change));
            late.push(new.collect());
        }
        write_stick(&self.path("late.bundle"), &head, late);
        sticks
    }

    /// Each gets another third, and each page is another one.
    fn each_hears_of_a_third(&mut self, sticks: &[PathBuf]) {
        self.set_day("2026-04-02");
        for (third, (_, workshop)) in self.all().into_iter().enumerate() {
            workshop.json(&["bundle", "read", text(&sticks[0])]);
            workshop.json(&["bundle", "read", text(&sticks[third + 1])]);
        }
        // Meanwhile all three work on, each alone.
        for (_, workshop) in self.all() {
            let words = ["contribute", "--type", "care", "--quantity", "3h"];
            workshop.json(&[&words[..], &["--note", "Swept the barn"]].concat());
        }
        let pages: BTreeSet<String> = self.all().map(|(_, it)| code(it)).into();
        assert_eq!(
            pages.len(),
            3,
            "three that know other thirds print other pages"
        );
    }

    /// The sticks go round late and in other orders; then everything is everywhere.
    fn they_meet_late(&self, sticks: &[PathBuf]) {
        let written = self.all().map(|(name, workshop)| {
            let stick = self.path(&format!("{name}.bundle"));
            workshop.json(&["bundle", "write", text(&stick), "--plain"]);
            stick
        });
        let orders: [[&PathBuf; 4]; 3] = [
            [&sticks[3], &written[2], &sticks[2], &written[1]],
            [&written[0], &sticks[1], &written[2], &sticks[3]],
            [&sticks[1], &sticks[2], &written[1], &written[0]],
        ];
        for ((_, workshop), order) in self.all().into_iter().zip(orders) {
            for stick in order {
                workshop.json(&["bundle", "read", text(stick)]);
            }
        }
        self.the_pages_are_equal("merged");
    }

    fn the_pages_are_equal(&self, when: &str) {
        let pages = self.all().map(|(name, workshop)| {
            let to = self.path(&format!("{when}-{name}"));
            let words = ["quarter", PERIOD, "--as-of", AS_OF, "--to", text(&to)];
            let file = string(&workshop.json(&words)["file"]);
            std::fs::read_to_string(file).expect("the page is there")
        });
        assert!(pages[0].len() > 2000, "a page, not an excuse");
        assert_eq!(pages[0], pages[1]);
        assert_eq!(pages[0], pages[2]);
        assert!(!pages[0].contains("<script"), "nothing in it runs");
    }

    fn the_page_says_what_happened(&self) {
        let page = self.ben.json(&["quarter", PERIOD, "--as-of", AS_OF]);
        // Those of the villagers and one of Ben; the care of April is of the next quarter.
        let given = rows(&page, "What was given");
        let entries: u64 = given
            .iter()
            .map(|row| row[1].parse::<u64>().expect("a number"))
            .sum();
        assert_eq!(entries, 9 * WEEKS as u64 + 1);
        assert_eq!(rows(&page, "What was used").len(), COMPANIES);
        // Worker-owned: no fee. The others: 3 % of 45,000.00 and of 20,000.00.
        let fees = rows(&page, "Fees");
        let of = |name: &str| fees.iter().find(|row| row[0] == name).expect("a fee");
        assert_eq!(fees.len(), 2);
        assert_eq!(of("Company 0")[1], "1,350.00 €");
        assert_eq!(of("Company 1")[1], "600.00 €");
        let payments = rows(&page, "Payments");
        assert_eq!(payments.len(), 2);
        for row in rows(&page, "Open matters") {
            assert!(
                !row[0].contains("Person"),
                "no person is pointed at: {row:?}"
            );
        }
        let people = page["sections"][0].to_string();
        assert!(!people.contains("Person"), "nobody is ranked: {people}");
    }

    /// 500.00 and 200.00 were paid for the rice seeder and the seeder.
    fn what_was_earned_is_shared_out(&mut self) -> String {
        self.set_day(AS_OF);
        let buckets = [
            "--bucket",
            "Contributors=60%:designs",
            "--bucket",
            "Care=25%:care,governance",
            "--bucket",
            "Machinery=15%:kept",
        ];
        let words = [&["distribute", PERIOD][..], &buckets].concat();
        let plan = self.ana.json(&[&words[..], &["--dry-run"]].concat());
        assert_eq!(
            (&plan["fact"], &plan["state"]),
            (&Value::Null, &Value::from("planned"))
        );
        self.cleo.refused(&["distribute", "2026-Q2"]);
        let left_out = &plan["not_counted"];
        let said = "Rice seeder 1.1, released by Person 5, says that it came from nothing else.";
        assert_eq!(left_out[0]["said"], said);
        assert_eq!(left_out[0]["why"], NO_STEWARD);
        let shown = self.ana.text(&[&words[..], &["--dry-run"]].concat());
        assert!(shown.contains(NO_STEWARD), "{shown}");
        let run = self.ana.json(&words);
        assert_eq!(plan["payouts"], run["payouts"]);
        assert_eq!(left_out, &run["not_counted"]);
        assert_eq!(run["state"], "same");
        let payouts = run["payouts"].as_array().expect("a list");
        let of = |bucket: &str| -> i64 {
            let own = payouts.iter().filter(|payout| payout["bucket"] == bucket);
            own.map(|payout| cents(&payout["amount"])).sum()
        };
        // 700.00 in all.
        assert_eq!(
            (of("Contributors"), of("Care"), of("Machinery")),
            (42_000, 17_500, 10_500)
        );
        self.carry(&self.ana, &[&self.ben, &self.cleo]);
        let fact = string(&run["fact"]);
        for (_, workshop) in self.all() {
            let runs = workshop.json(&["distribute"]);
            let listed = &runs["runs"][0];
            assert_eq!(
                (string(&listed["fact"]), &listed["state"]),
                (fact.clone(), &Value::from("same"))
            );
            assert_eq!(listed["payouts"], run["payouts"]);
            assert_eq!(listed["origin"], "settled");
            assert_eq!(listed["not_counted"], run["not_counted"]);
        }
        self.the_pages_are_equal("shared");
        fact
    }

    /// Ben swept in January, so a part of the care is his; who has no part confirms nothing.
    fn a_receiver_confirms(&self, run: &str) {
        let refused = self.ana.refused(&["confirm", run]);
        assert!(refused.contains("no part of it is for you"), "{refused}");
        self.ben.json(&["confirm", run]);
        self.ben.refused(&["confirm", run]);
        self.carry(&self.ben, &[&self.ana, &self.cleo]);
        for (_, workshop) in self.all() {
            let runs = workshop.json(&["distribute"]);
            let payouts = runs["runs"][0]["payouts"].as_array().expect("a list");
            let received = payouts.iter().filter(|it| it["received"] == AS_OF);
            let received: Vec<&Value> = received.map(|payout| &payout["to"]).collect();
            assert_eq!(received, ["Ben"]);
        }
        self.the_pages_are_equal("received");
    }

    /// Somebody writes a table of their own making; everybody sees that it is not what follows.
    fn a_false_table_is_found_out(&self, run: &str) {
        let home = Home::open(self.cleo.home(), app::chance::bytes()).expect("the home opens");
        let id = home.commons().expect("readable")[0];
        let mut commons = Commons::open(&home, id).expect("the commons opens");
        let written = commons
            .fact(run.parse().expect("an id"))
            .expect("it is here");
        let Fact::Distribution(mut said) = written.fact else {
            panic!("it shares an income out");
        };
        // One cent from the first to the second, and the third goes away with nothing.
        said.payouts[0].minor -= 1;
        said.payouts[1].minor += 1;
        let left_out = said.payouts.remove(2);
        said.payouts[1].minor += left_out.minor;
        let me = commons.me().expect("Cleo");
        let when = app::deed::When {
            day: AS_OF.parse().expect("a day"),
            time_ms: 1_776_000_000_000,
        };
        let mut other_days = said.clone();
        let mut other_amount = said.clone();
        let false_run = commons.write_fact(me, said, when).expect("it adds up");
        // Days that are no period, and money of which the books know nothing.
        other_days.to = other_days.to.plus(-1);
        let no_period = commons
            .write_fact(me, other_days, when)
            .expect("it adds up");
        for part in [
            &mut other_amount.amount.minor,
            &mut other_amount.sources[0].minor,
            &mut other_amount.payouts[0].minor,
        ] {
            *part += 100;
        }
        let from_nowhere = commons
            .write_fact(me, other_amount, when)
            .expect("it adds up");
        drop((commons, home));
        self.carry(&self.cleo, &[&self.ana]);
        let runs = self.ana.json(&["distribute"]);
        let listed = runs["runs"].as_array().expect("a list").iter();
        let mut false_ones = listed
            .clone()
            .filter(|run| run["fact"] == false_run.to_string());
        the_differences_are_shown(false_ones.next().expect("it is listed"), left_out.minor);
        let states: BTreeMap<String, (String, String)> = listed
            .map(|run| {
                let said = (string(&run["state"]), string(&run["origin"]));
                (string(&run["fact"]), said)
            })
            .collect();
        let expected = [
            (run.to_owned(), ("same", "settled")),
            (false_run.to_string(), ("differs", "again")),
            (no_period.to_string(), ("not-counted", "said")),
            (from_nowhere.to_string(), ("differs", "said")),
        ];
        for (id, (state, origin)) in expected {
            assert_eq!(states[&id], (state.to_owned(), origin.to_owned()), "{id}");
        }
        // One more was written by somebody who may not.
        let states = states.values().map(|(state, _)| state);
        assert_eq!(states.filter(|state| *state == "not-counted").count(), 2);
        // What somebody wrote who may not does not count, and says why.
        let refused = self.ana.json(&["refused"]).to_string();
        for why in [
            "has not the role that this needs",
            "does not act for the one who got the money",
        ] {
            assert!(refused.contains(why), "{why}: {refused}");
        }
        // The stewards take the false table out.
        let reason = ["--reason", "a cent was moved"];
        let void = self
            .ana
            .json(&[&["void", &false_run.to_string()][..], &reason].concat());
        self.carry(&self.ana, &[&self.ben]);
        self.ben.json(&["confirm", &string(&void["fact"])]);
        let runs = self.ben.json(&["distribute"]).to_string();
        assert!(runs.contains("\"voided\""), "{runs}");
        let table = self.path("tables");
        self.ana
            .json(&["ledger", "--export", "csv,jsonld", "--to", text(&table)]);
        let csv = std::fs::read_to_string(table.join("distribution.csv")).expect("a table");
        assert!(
            csv.contains(",\"same\",") && csv.contains(",\"differs\","),
            "{csv}"
        );
    }

    /// Reviews come late. Where the quarter is closed the table stays; elsewhere it is said that it comes out otherwise.
    fn what_is_sealed_stays_and_what_is_not_is_told(&self, run: &str) {
        let state = |workshop: &Workshop| {
            let runs = workshop.json(&["distribute"]);
            let runs = runs["runs"].as_array().expect("a list");
            let found = runs.iter().find(|one| one["fact"] == run);
            string(&found.expect("the run")["state"])
        };
        self.carry(&self.ben, &[&self.ana]);
        let seal = string(&self.ana.json(&["seal", PERIOD])["fact"]);
        self.carry(&self.ana, &[&self.ben]);
        self.ben.json(&["confirm", &seal]);
        self.carry(&self.ben, &[&self.ana]);
        assert_eq!(
            (state(&self.ana), state(&self.cleo)),
            ("same".into(), "same".into())
        );
        for workshop in [&self.ana, &self.cleo] {
            workshop.json(&["bundle", "read", text(&self.path("late.bundle"))]);
        }
        assert_eq!(
            (state(&self.ana), state(&self.cleo)),
            ("same".into(), "differs".into())
        );
        self.carry(&self.ana, &[&self.cleo]);
        assert_eq!(state(&self.cleo), "same");
        self.what_a_steward_backs_late_changes_nothing(run);
        let page = self.cleo.json(&["quarter", PERIOD, "--as-of", AS_OF]);
        let open = rows(&page, "Open matters");
        assert!(
            !open.iter().any(|row| row[0].contains("not sealed")),
            "{open:?}"
        );
    }

    /// Cleo stands behind the release of Person 5 when the quarter is closed: its table stays, and says why.
    fn what_a_steward_backs_late_changes_nothing(&self, run: &str) {
        let listed = || {
            let runs = self.cleo.json(&["distribute"]);
            let runs = runs["runs"].as_array().expect("a list").clone();
            let found = runs.into_iter().find(|one| one["fact"] == run);
            found.expect("the run")
        };
        let release = string(&listed()["not_counted"][0]["release"]);
        self.cleo.json(&["confirm", &release]);
        let refused = self.cleo.refused(&["confirm", &release]);
        assert!(
            refused.contains("stands behind this release already"),
            "{refused}"
        );
        let listed = listed();
        let why = string(&listed["not_counted"][0]["why"]);
        assert!(why.contains("It counts from the next one on."), "{why}");
        assert_eq!(listed["state"], "same");
    }

    fn a_statement_is_shown_to_a_stranger(&self) {
        let papers = self.path("papers");
        let words = [
            "status",
            "Company 0",
            "--as-of",
            AS_OF,
            "--statement",
            text(&papers),
        ];
        let written = self.ana.json(&words);
        let (file, page) = (string(&written["statement"]), string(&written["page"]));
        let stranger = Workshop::new(PROGRAM, self.folder.path(), "stranger");
        for paper in [&file, &page] {
            let found = stranger.json(&["check-statement", paper]);
            assert_eq!(
                (&found["signature"], &found["computed_again"]),
                (&Value::from("holds"), &Value::from("not-here"))
            );
            let found = self.ana.json(&["check-statement", paper]);
            assert_eq!(
                (&found["computed_again"], &found["key"]),
                (&Value::from("same"), &Value::from("theirs"))
            );
        }
        assert!(
            !stranger.home().exists(),
            "nobody needs a home to look at a paper"
        );
        // One byte, anywhere, in the file and on the page.
        let broken = self.path("broken");
        for paper in [&file, &page] {
            let bytes = std::fs::read(paper).expect("the paper is there");
            for at in (0..bytes.len()).step_by(bytes.len() / 5) {
                let mut other = bytes.clone();
                other[at] ^= 1;
                std::fs::write(&broken, &other).expect("writable");
                let ended = stranger.end(&["check-statement", text(&broken)]);
                assert_eq!(ended.status, Some(1), "byte {at} of {paper}");
            }
        }
        // Ben knows nothing of the false table, and no status rests on a table: it comes out the same to the letter.
        let found = self.ben.json(&["check-statement", &file]);
        assert_eq!(
            (&found["computed_again"], &found["key"]),
            (&Value::from("same"), &Value::from("theirs"))
        );
    }

    fn a_company_asks_what_would_follow(&self) {
        let before = self.ben.json(&["fingerprint"]);
        let words = [
            "use",
            "--agent",
            "Company 0",
            "--design",
            "Seeder",
            "--kind",
            "commercial",
        ];
        let days = [
            "--from",
            "2026-04-01",
            "--to",
            "2026-06-30",
            "--revenue",
            "100,000.00",
        ];
        let found = self.ben.json(&[&words[..], &days, &["--what-if"]].concat());
        let said = found["lines"].to_string();
        assert!(said.contains("3,000.00"), "{said}");
        assert_eq!(
            self.ben.json(&["fingerprint"]),
            before,
            "nothing was written"
        );
    }

    /// What one has goes to others on a stick.
    fn carry(&self, from: &Workshop, to: &[&Workshop]) {
        let stick = self.path("carried.bundle");
        let _ = std::fs::remove_file(&stick);
        from.json(&["bundle", "write", text(&stick), "--plain"]);
        for workshop in to {
            workshop.json(&["bundle", "read", text(&stick)]);
        }
    }
}

/// Those without a computer here, with what they write.
struct Life<'v> {
    village: &'v Village,
    states: &'v [DesignState],
    writers: Vec<LedgerWriter>,
    written: Vec<Vec<(DocumentName, SignedChange)>>,
    /// Work that waits for its second review, and who could give it.
    waiting: Vec<(FactId, usize)>,
}

impl Life<'_> {
    fn new<'v>(village: &'v Village, states: &'v [DesignState]) -> Life<'v> {
        let writer = || LedgerWriter::new(village.charter.commons());
        Life {
            village,
            states,
            writers: (0..VILLAGERS).map(|_| writer()).collect(),
            written: vec![vec![]; VILLAGERS],
            waiting: vec![],
        }
    }

    fn write(&mut self, who: usize, day: Day, fact: impl Into<Fact>) -> FactId {
        let fact = WrittenFact {
            by: self.village.people[who],
            day,
            fact: fact.into(),
        };
        let entry = self.writers[who].next_change(&self.village.keys[who], 0, &fact);
        let entry = entry.expect("the fact is in order");
        self.writers[who].advance(&entry);
        self.written[who].push((entry.name, entry.change));
        entry.id
    }

    fn twelve_weeks(&mut self, swept: FactId) {
        let first: Day = "2026-01-05".parse().expect("a day");
        self.attest(first);
        for reviewer in [3, 4] {
            self.review(reviewer, first, swept);
        }
        for week in 0..WEEKS {
            for who in 1..VILLAGERS {
                self.week(who, week, first.plus(7 * week));
            }
        }
        self.report("2026-03-31".parse().expect("a day"));
        self.take_what_is_nobodys("2026-03-31".parse().expect("a day"));
        self.hide_a_parent("2026-03-30".parse().expect("a day"));
    }

    /// Person 5 releases the rice seeder once more, and leaves out that it was made from the seeder.
    fn hide_a_parent(&mut self, day: Day) {
        let release = ledger::Release {
            state: self.states[1].clone(),
            version: "1.1".to_owned(),
            snapshot: FileHash([1; 32]),
            files: vec![],
            parents: vec![],
            note: String::new(),
        };
        self.write(5, day, release);
    }

    /// Person 5 is no treasurer, gives themselves 1,000.00, and says that Person 6 has got them.
    fn take_what_is_nobodys(&mut self, day: Day) {
        let own = Receiver::Agent(self.village.people[5]);
        let run = ledger::Distribution {
            from: "2026-03-01".parse().expect("a day"),
            to: day,
            amount: euros(1_000_00),
            policy: FileHash([0; 32]),
            sources: vec![],
            buckets: vec![ledger::Bucket {
                name: "For me".to_owned(),
                share: Ratio::ONE,
                way: Way::Kept,
                kinds: vec![],
            }],
            payouts: vec![ledger::Payout::new(0, &own, 1_000_00)],
            note: String::new(),
        };
        let distribution = self.write(5, day, run);
        let agent = self.village.people[6];
        self.write(
            5,
            day,
            ledger::Received {
                distribution,
                agent,
            },
        );
    }

    /// Person 1 and person 2 are stewards.
    fn attest(&mut self, day: Day) {
        for number in 0..COMPANIES {
            let class = match number {
                2 => AgentClass::WorkerOwned,
                _ => AgentClass::ForProfit,
            };
            let attestation = ledger::ClassAttestation {
                agent: self.village.companies[number],
                class,
                all_surplus_to_workers: number == 2,
                evidence: vec![],
                source: "the register".to_owned(),
                from: "2026-01-01".parse().expect("a day"),
                to: None,
            };
            let fact = self.write(1, day, attestation);
            self.write(2, day, ledger::CoSign { fact });
        }
    }

    /// Two hours, reviewed by two others the day after; a few wait for ever.
    fn week(&mut self, who: usize, week: i32, day: Day) {
        let turn = who + week as usize;
        let kind = ["design", "care", "documentation", "governance"][turn % 4];
        let work = ledger::Contribution {
            provider: self.village.people[who],
            on_behalf_of: None,
            kind: kind.to_owned(),
            quantity: two_hours(),
            from: day,
            to: day,
            state: turn
                .is_multiple_of(2)
                .then(|| self.states[turn / 4 % 2].clone()),
            deliverable: None,
            share: None,
            evidence: vec![],
            note: String::new(),
            supersedes: None,
            machine_part: None,
        };
        let contribution = self.write(who, day, work);
        for step in 1..=2 {
            let reviewer = 1 + (who - 1 + step) % (VILLAGERS - 1);
            match step == 2 && turn.is_multiple_of(17) {
                true => self.waiting.push((contribution, reviewer)),
                false => self.review(reviewer, day.plus(1), contribution),
            }
        }
    }

    fn review_late(&mut self, day: Day) {
        for (contribution, reviewer) in std::mem::take(&mut self.waiting) {
            self.review(reviewer, day, contribution);
        }
    }

    fn review(&mut self, reviewer: usize, day: Day, contribution: FactId) {
        let review = ledger::ContributionReview {
            contribution,
            accepted: two_hours(),
            reason: String::new(),
        };
        self.write(reviewer, day, review);
    }

    /// All three report; two pay, and a steward has seen the money.
    fn report(&mut self, day: Day) {
        let first: Day = "2026-01-01".parse().expect("a day");
        for (number, revenue) in [45_000_00, 20_000_00, 8_000_00].into_iter().enumerate() {
            let company: AgentId = self.village.companies[number];
            let acting = self.village.acting(number);
            let report = ledger::UseReport {
                user: company,
                designs: vec![UsedDesign {
                    state: self.states[(number + 1) % 2].clone(),
                    release: None,
                    part: Ratio::ONE,
                }],
                commercial: true,
                from: first,
                to: day,
                units: None,
                revenue: Some(euros(revenue)),
                note: String::new(),
            };
            self.write(acting, day, report);
            let paid = [500_00, 200_00, 0][number];
            if paid > 0 {
                let payment = ledger::Payment {
                    payer: company,
                    amount: euros(paid),
                    day,
                    reference: "by transfer".to_owned(),
                };
                let payment = self.write(acting, day, payment);
                self.write(1, day, ledger::PaymentConfirmed { payment });
            }
        }
    }
}

fn stored(commons: &Commons, name: DocumentName, change: SignedChange) -> ToStore {
    ToStore {
        name,
        document: name.id(commons.id()),
        header: shape(&change.bytes).expect("an honest change"),
        bytes: change.bytes,
        signature: change.signature,
    }
}

/// A stick with the changes of some documents, one after the other.
fn write_stick(at: &Path, head: &BundleHead, documents: Vec<Vec<ToStore>>) {
    let mut writer = BundleWriter::create(at, head, None).expect("nothing is there yet");
    for changes in documents {
        writer.add_changes(changes).expect("room");
    }
    writer.finish().expect("room");
}

/// A cent too little, too much with what was another's, and nothing for that other.
fn the_differences_are_shown(run: &Value, left_out: i64) {
    let lines = run["payouts"].as_array().expect("a list");
    let differs = lines.iter().filter(|line| !line["again"].is_null());
    let by: Vec<i64> = differs
        .map(|line| cents(&line["again"]) - cents(&line["amount"]))
        .collect();
    assert_eq!(by, [1, -1 - left_out, left_out], "{run}");
    assert_eq!(lines.last().expect("a line")["amount"], "0.00");
}

/// The code at the bottom of the page.
fn code(workshop: &Workshop) -> String {
    let words = ["quarter", PERIOD, "--as-of", AS_OF];
    string(&workshop.json(&words)["code"])
}

fn rows(page: &Value, title: &str) -> Vec<Vec<String>> {
    let sections = page["sections"].as_array().expect("a list");
    let section = sections.iter().find(|section| section["title"] == title);
    let rows = section.expect("the section")["rows"]
        .as_array()
        .expect("a list");
    rows.iter()
        .map(|row| row.as_array().expect("a row").iter().map(string).collect())
        .collect()
}

fn cents(amount: &Value) -> i64 {
    string(amount).replace('.', "").parse().expect("an amount")
}

fn two_hours() -> Quantity {
    Quantity::parse("120", UNIT_MINUTE).expect("a number")
}

fn euros(minor: i64) -> Money {
    Money {
        minor,
        currency: Currency::EUR,
    }
}
