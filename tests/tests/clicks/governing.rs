//! Ana and Ben close a quarter, question an entry and change the rules, each at a window of their own.

use super::desk::Desk;
use super::found_with;

const STEWARD: &str = "Steward: also invites, confirms payments, closes quarters";
const LATER: Option<&str> = Some("2026-04-02");

#[test]
fn two_close_a_quarter_question_hours_and_change_the_rules() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str| folder.path().join(name);
    let day = Some("2026-02-10");
    let mut ana = Desk::open_on(&at("ana"), day);
    found_with(&mut ana, |_| {});
    ana.go("Ledger");
    ana.press("Log work");
    ana.write("How long, in hours", "5");
    ana.press("Log it");
    ana.sees("5 h");
    let invitation = ana.invite(Some(STEWARD), 1);
    let mut ben = Desk::open_on(&at("ben"), day);
    ben.join("Ben", &invitation, &ana.address());
    ben.same(&mut ana);
    ben.close();
    ana.close();
    let mut ana = Desk::open_on(&at("ana"), LATER);
    let mut ben = Desk::open_on(&at("ben"), LATER);
    ben.meet(&mut ana);
    ben_questions_the_hours(&mut ben, &mut ana);
    they_close_the_quarter(&mut ana, &mut ben);
    they_change_the_rules(&mut ana, &mut ben);
    // It is settled when he takes the question back.
    ben.go("Ledger");
    ben.press("Take the question back");
    ben.sees("Taken back");
    ben.close();
    ana.close();
}

fn ben_questions_the_hours(ben: &mut Desk, ana: &mut Desk) {
    ben.go("Ledger");
    ben.press_starting("Ana, Design, 5 h");
    ben.press("Question this…");
    ben.write("What you doubt (everyone will read it)", "who saw this?");
    ben.press("Ask");
    ben.sees("Ben asks on 2 Apr 2026: who saw this?");
    ben.same(ana);
    ana.go("Ledger");
    ana.press_starting("Ana, Design, 5 h");
    ana.sees("who saw this?");
    ana.sees("The entry stands…");
}

fn they_close_the_quarter(ana: &mut Desk, ben: &mut Desk) {
    ana.go("Reciprocity");
    ana.press("Periods");
    ana.sees("Runs until 30 Jun 2026");
    ana.sees("Not closed yet");
    ana.press_starting("Close January to March 2026");
    ana.sees("Leave out what is questioned");
    ana.press("Close it");
    ana.sees("It waits for 1 more person: Ben could.");
    ana.same(ben);
    ben.go("Reciprocity");
    ben.press("Periods");
    ben.press("Close it too");
    ben.sees("Closed by Ana and Ben, written on 2 Apr 2026.");
    ben.same(ana);
    ana.sees("Closed by Ana and Ben");
}

fn they_change_the_rules(ana: &mut Desk, ben: &mut Desk) {
    ana.press("Rules");
    ana.sees("The fee is 3 % of the revenue.");
    ana.press("Change the rules");
    ana.press("The fee");
    ana.write("Fee, part of the revenue", "200 %");
    ana.sees("The fee is more than the whole revenue");
    ana.write("Fee, part of the revenue", "2 %");
    ana.sees_no("more than the whole");
    ana.press("Try it on all that happened");
    ana.sees("Everybody would stand as they do now.");
    ana.press("Propose these rules");
    ana.sees("Ana proposes “copyfair” from 1 Jul 2026.");
    ana.sees("3 % → 2 %");
    ana.same(ben);
    ben.press("Rules");
    ben.press("Agree to these rules");
    ben.sees("From 1 Jul 2026, adopted by Ana and Ben.");
}

/// Rules hold from their proposal on at the earliest, and nobody signs them when their day has passed: each page says so,
/// and offers no button that would be refused.
#[test]
fn rules_whose_day_has_passed_are_neither_proposed_nor_signed() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str| folder.path().join(name);
    let mut ana = Desk::open_on(&at("ana"), Some("2026-02-10"));
    found_with(&mut ana, |_| {});
    let invitation = ana.invite(Some(STEWARD), 1);
    let mut ben = Desk::open_on(&at("ben"), Some("2026-02-10"));
    ben.join("Ben", &invitation, &ana.address());
    ben.same(&mut ana);
    to_the_rules(&mut ana);
    ana.press("Change the rules");
    ana.press("The fee");
    ana.write("Fee, part of the revenue", "2 %");
    ana.write("In force from", "2026-01-01");
    ana.press("Propose these rules");
    ana.sees("rules hold from 10 Feb 2026 at the earliest, and not back to 1 Jan 2026");
    ana.write("In force from", "2026-02-20");
    ana.press("Propose these rules");
    ana.sees("Ana proposes “copyfair” from 20 Feb 2026.");
    ben.same(&mut ana);
    to_the_rules(&mut ben);
    ben.sees("Agree to these rules");
    ben.close();
    ana.close();
    let mut ben = Desk::open_on(&at("ben"), LATER);
    to_the_rules(&mut ben);
    let passed =
        "Their first day, 20 Feb 2026, has passed, and rules do not reach back: propose them anew";
    ben.sees(passed);
    ben.sees_no("Agree to these rules");
    ben.sees_no("it waits for 1 more person");
    ben.go("People and devices");
    ben.sees(passed);
    ben.sees_no("Sign it too");
    ben.close();
}

/// What Ana decided alone while one was enough, and no closing holds, waits for Ben when the rules ask for two.
#[test]
fn a_decision_of_one_waits_again_when_rules_ask_for_two() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str| folder.path().join(name);
    let mut ana = Desk::open_on(&at("ana"), Some("2026-02-10"));
    found_with(&mut ana, |desk| {
        desk.press("Fewer: Stewards to close a quarter")
    });
    let invitation = ana.invite(Some(STEWARD), 1);
    let mut ben = Desk::open_on(&at("ben"), Some("2026-02-10"));
    ben.join("Ben", &invitation, &ana.address());
    ben.same(&mut ana);
    ana.go("Reciprocity");
    ana.press("Pause… Ana");
    ana.write("Why (everyone will read it)", "she asked for it");
    ana.press("Record the pause");
    ana.sees("Paused by decision");
    to_the_rules(&mut ana);
    ana.press("Change the rules");
    ana.press("Periods and decisions");
    ana.write("Stewards who decide and close a period", "2");
    // Rules ask for signatures from their first day on, and this is it.
    ana.write("In force from", "2026-02-10");
    ana.press("Propose these rules");
    ana.sees("Ana proposes “copyfair” from 10 Feb 2026.");
    ben.same(&mut ana);
    to_the_rules(&mut ben);
    ben.press("Agree to these rules");
    ben.sees("From 10 Feb 2026, adopted by Ana and Ben.");
    ben.same(&mut ana);
    ana.go("Reciprocity");
    ana.sees_no("Paused by decision");
    ben.go("Ledger");
    ben.press_starting("Ana, Pause");
    ben.press("I agree to it");
    ben.same(&mut ana);
    ana.sees("Paused by decision");
    ben.close();
    ana.close();
}

fn to_the_rules(desk: &mut Desk) {
    desk.go("Reciprocity");
    desk.press("Rules");
    desk.sees("The fee is 3 % of the revenue.");
}
