//! Acme earns money with Ana's design, pays, and is in balance; Ben says what he thinks of two states.

use super::desk::Desk;
use super::{edit_function, import, new_design, samples};
use app::view::{AccountView, StandingCode};
use egui_kittest::kittest::Queryable;
use model::ledger::Verdict;
use std::path::{Path, PathBuf};

const IMPORTED: &str = "Potentiostat for the classroom";
const STEWARD: &str = "Steward: also invites, confirms payments, closes quarters";
const UNSAFE: &str = "Unsafe: do not build or use this as it stands";

struct Story {
    folder: PathBuf,
    ana: Desk,
    ben: Desk,
    cleo: Desk,
    dev: Desk,
}

#[test]
fn acme_reports_and_pays_and_ben_says_what_he_thinks_of_exactly_that_state() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut story = Story::begin(folder.path());
    story.dev_acts_for_acme();
    story.acme_reports_use();
    let before = story.statuses("1,350.00", StandingCode::FeeDue);
    let own = "covered by its own licence";
    assert!(
        before.why.iter().any(|line| line.contains(own)),
        "{before:#?}"
    );
    story.ben.sees(own);
    story.two_review_anas_hours();
    story.statuses("1,250.00", StandingCode::FeeDue);
    story.acme_pays();
    story.ben_confirms();
    story.statuses("", StandingCode::Reciprocating);
    story.ben_looks_at_what_changed();
    story.end();
}

impl Story {
    /// Ana's commons with two designs and five hours for Acme; Ben and Cleo have joined.
    fn begin(folder: &Path) -> Story {
        let day = Some("2026-02-10");
        let mut ana = Desk::open_on(&folder.join("ana"), day);
        ana.write("Your name", "Ana");
        ana.press("Continue");
        ana.press("Start");
        ana.write("Name of the commons", "Valley Tools");
        ana.press("Start the commons");
        ana.go("Catalogue");
        // An empty catalogue offers no import button of its own place: it is above.
        let potentiostat = samples().join("potentiostat.okh.toml");
        assert_eq!(import(&mut ana, &potentiostat).imported, 1);
        new_design(&mut ana, "Seed cleaner");
        ana.go("People and devices");
        ana.press("Add an organisation");
        ana.write("Name of the organisation", "Acme");
        ana.press("Add");
        ana.sees("Say who owns it");
        ana.go("Ledger");
        ana.press("Log work");
        ana.choose("Design", "Seed cleaner");
        ana.choose("For", "Acme");
        ana.write("How long, in hours", "5");
        ana.press("Log it");
        ana.sees("5 h");
        let invitation = ana.invite(Some(STEWARD), 2);
        let address = ana.address();
        let mut join = |name: &str| {
            let mut desk = Desk::open_on(&folder.join(name.to_lowercase()), day);
            desk.join(name, &invitation, &address);
            desk.same(&mut ana);
            desk
        };
        let (ben, cleo) = (join("Ben"), join("Cleo"));
        ana.close();
        let day = Some("2026-02-20");
        let mut ana = Desk::open_on(&folder.join("ana"), day);
        let invitation = ana.invite(None, 1);
        let mut dev = Desk::open_on(&folder.join("dev"), day);
        dev.join("Dev", &invitation, &ana.address());
        dev.same(&mut ana);
        let mut story = Story {
            folder: folder.to_path_buf(),
            ana,
            ben,
            cleo,
            dev,
        };
        story.ben = story.again("ben", "2026-02-20");
        story.cleo = story.again("cleo", "2026-02-20");
        story
    }

    /// Closes a window and opens it on another day; there it meets Ana.
    fn again(&mut self, name: &str, day: &str) -> Desk {
        let desk = match name {
            "ben" => &mut self.ben,
            "cleo" => &mut self.cleo,
            _ => &mut self.dev,
        };
        desk.end();
        let mut desk = Desk::open_on(&self.folder.join(name), Some(day));
        desk.meet(&mut self.ana);
        desk
    }

    /// Acme is for profit, as Ana says and Ben agrees; Dev acts for it.
    fn dev_acts_for_acme(&mut self) {
        let ana = &mut self.ana;
        ana.go("People and devices");
        ana.press("Let someone act for it: Acme");
        ana.choose("Person", "Dev");
        ana.press("Let them act for it");
        ana.sees("Ana and Dev act for it");
        ana.press("Say who owns it: Acme");
        ana.choose("What it is", "Business for profit");
        ana.write("Where this can be seen", "the company register");
        ana.write("From", "2026-01-01");
        ana.press("Log it");
        ana.sees("Waits for 1 more person");
        self.ben.go("People and devices");
        self.ben.press("I know this to be right");
        self.ben.sees("Confirmed");
        self.ben.same(&mut self.ana);
    }

    /// 45,000.00 with Ana's design, 10,000.00 with the imported one, in the first quarter.
    fn acme_reports_use(&mut self) {
        self.dev = self.again("dev", "2026-04-02");
        for (design, revenue) in [("Seed cleaner", "45,000.00"), (IMPORTED, "10,000.00")] {
            let dev = &mut self.dev;
            dev.go("Catalogue");
            dev.press_starting(&format!("{design}, "));
            dev.press("Report use");
            dev.choose("Who uses it", "Acme");
            dev.write("From", "2026-01-01");
            dev.write("To", "2026-03-31");
            dev.write("Revenue with it, EUR", revenue);
            dev.sees("it cannot be erased, only corrected");
            dev.press("Report it");
            dev.sees_no("Revenue with it");
        }
        self.dev.same(&mut self.ana);
        self.ben.same(&mut self.ana);
        self.cleo.same(&mut self.ana);
    }

    /// Where Acme stands on 15 April, on the windows of Ana, Ben and Cleo: the same everywhere.
    fn statuses(&mut self, owed: &str, code: StandingCode) -> AccountView {
        let mut all = vec![];
        for desk in [&mut self.ana, &mut self.ben, &mut self.cleo] {
            desk.go("Reciprocity");
            desk.write("As of", "2026-04-15");
            desk.key(egui::Key::Enter);
            let mut account = None;
            desk.until(&format!("Acme at {owed}"), |screen| {
                let page = &screen.state().view().reciprocity;
                let mut accounts = page.mine.iter().chain(&page.others);
                account = accounts.find(|account| account.name == "Acme").cloned();
                let is_it =
                    |account: &AccountView| account.code == code && account.sentence.contains(owed);
                let is_that_day = page.as_of == "2026-04-15".parse().ok();
                is_that_day && account.as_ref().is_some_and(is_it)
            });
            let account = account.expect("just seen");
            desk.sees(&account.sentence);
            all.push(account);
        }
        for other in &all[1..] {
            assert_eq!(other.fingerprint, all[0].fingerprint);
            assert_eq!(other.why, all[0].why);
        }
        all.swap_remove(0)
    }

    fn two_review_anas_hours(&mut self) {
        for waits in ["Waits for 2 more people", "Waits for 1 more person"] {
            let desk = if waits.contains('2') {
                &mut self.ben
            } else {
                &mut self.cleo
            };
            desk.go("Ledger");
            desk.press(&format!("Ana, Design, 5 h, {waits}"));
            desk.press("Accept");
            desk.same(&mut self.ana);
            self.ben.same(&mut self.ana);
            self.cleo.same(&mut self.ana);
        }
    }

    fn acme_pays(&mut self) {
        self.dev = self.again("dev", "2026-04-10");
        let dev = &mut self.dev;
        dev.go("Reciprocity");
        dev.write("As of", "2026-04-15");
        dev.key(egui::Key::Enter);
        dev.sees("1,250.00");
        dev.press("Record a payment");
        dev.write("Amount", "1,250.00");
        dev.write("Reference on the transfer", "invoice 7");
        dev.press("Record the payment");
        dev.sees_no("Reference on the transfer");
        dev.same(&mut self.ana);
    }

    fn ben_confirms(&mut self) {
        self.ben = self.again("ben", "2026-04-10");
        let ben = &mut self.ben;
        ben.go("Reciprocity");
        ben.write("As of", "2026-04-15");
        ben.key(egui::Key::Enter);
        ben.press("The money has come");
        ben.sees("In balance");
        ben.same(&mut self.ana);
        self.cleo.same(&mut self.ana);
    }

    /// Each changed design with before and after; "unsafe" stands at the top for everybody.
    fn ben_looks_at_what_changed(&mut self) {
        self.ben.go("What is new");
        self.ben.press("I have looked at everything");
        self.ben.sees("Nothing new");
        let after = "Cleans seed, now with a guard";
        edit_function(&mut self.ana, "Seed cleaner", after);
        edit_function(&mut self.ana, IMPORTED, "Now described by Ana");
        self.ben.same(&mut self.ana);
        let ben = &mut self.ben;
        ben.sees("Seed cleaner");
        ben.sees("Cleans seed with moving air");
        ben.sees(after);
        ben.sees("Measures small currents");
        ben.sees("Now described by Ana");
        ben.press(&format!("Good: {IMPORTED}"));
        ben.press("Good: log it");
        ben.sees_no("Good: log it");
        ben.press("Unsafe: Seed cleaner");
        ben.write("Why (others will read it)", "the blade has no guard");
        ben.press("Unsafe: log it");
        ben.sees_no("Unsafe: log it");
        ben.same(&mut self.ana);
        self.cleo.same(&mut self.ana);
        for desk in [&mut self.ana, &mut self.ben, &mut self.cleo] {
            is_unsafe_at_the_top(desk);
            said_of_this_state(desk, Verdict::Unsafe, true);
            desk.go("Catalogue");
            desk.press_starting(&format!("{IMPORTED}, "));
            desk.sees(IMPORTED);
            said_of_this_state(desk, Verdict::Good, true);
        }
        // Another state is not the one that Ben looked at; what he called unsafe stays so until he says otherwise.
        edit_function(
            &mut self.ana,
            "Seed cleaner",
            "Cleans seed, with two guards",
        );
        is_unsafe_at_the_top(&mut self.ana);
        said_of_this_state(&mut self.ana, Verdict::Unsafe, false);
    }

    fn end(self) {
        for desk in [self.dev, self.cleo, self.ben, self.ana] {
            desk.close();
        }
    }
}

fn is_unsafe_at_the_top(desk: &mut Desk) {
    desk.go("Catalogue");
    desk.press_starting("Seed cleaner, ");
    desk.sees(UNSAFE);
    desk.sees("the blade has no guard");
    let top = |label: &str| {
        let found = desk.screen.query_all_by_label_contains(label);
        let tops = found.map(|node| node.rect().top());
        tops.fold(f32::INFINITY, f32::min)
    };
    let below = ["Read", "Parts", "LicenseRef-CopyFair", "Cleans seed, "];
    for label in below {
        assert!(top(UNSAFE) < top(label), "\"{label}\" stands above it");
    }
}

/// Waits until the open design shows that verdict, said of the state on the screen or of another one.
fn said_of_this_state(desk: &mut Desk, verdict: Verdict, of_this_state: bool) {
    desk.until("the review of that state", |screen| {
        let design = screen.state().view().design.as_deref();
        design.is_some_and(|design| {
            let mut reviews = design.reviews.iter();
            reviews.any(|review| review.verdict == verdict && review.of_this_state == of_this_state)
        })
    });
}
