//! Statements and shared incomes go by the rules by which the books have counted, whatever was adopted since.

use super::lineages::{QUARTER, SEEDER, two_designs};
use super::*;
use model::export::sheet::{Sheet, Table};
use model::export::statement::{Fate, RunState};
use model::export::tables::{self, Names};
use model::id::FileHash;
use model::number::Decimal;
use model::rsd1::distribution::Receiver;
use model::rsd1::policies::policy_id;
use model::rsd1::policy::{ContributionType, ContributionUnit};

impl Commons {
    /// Ana and Cleo adopt rules from a day on, and say that they did so on that day.
    pub(super) fn adopt(&mut self, (on, from): (&str, &str), rules: &Policy) {
        let ana = self.person("ana");
        let act = build::adopt_policy(ana, day(on), day(from), rules);
        self.act("ana", &act);
        let newest = self.charter.acts().last().expect("just written").id;
        let signature = build::co_sign(self.person("cleo"), day(on), newest);
        self.act("cleo", &signature);
    }

    fn shared_table(&mut self) -> Sheet {
        let names = Names {
            agent: &|agent| agent.to_string(),
            design: &|design| design.to_string(),
            releases: BTreeMap::new(),
        };
        tables::distribution(&self.statement("2026-12-31"), &names)
    }

    /// Ana and Ben close the first quarter, by the rules that they know.
    pub(super) fn close_quarter(&mut self, on: &str) {
        let (from, to) = (day(QUARTER.0), day(QUARTER.1));
        let known = self.charter.policy(from).expect("founded");
        let seal = ledger::Seal {
            from,
            to,
            ledgers: self.ledgers(&["ana", "ben", "cleo", "dev", "eva"]),
            exceptions: vec![],
            rules: FileHash(policy_id(known)),
        };
        let seal = self.write("ana", on, seal);
        self.co_sign(&["ben"], on, seal);
    }
}

fn with_upstream(part: Ratio) -> Policy {
    Policy {
        upstream_share: part,
        ..Policy::preset(Preset::CopyFair)
    }
}

#[test]
fn a_shared_income_keeps_the_rules_of_its_closed_period() {
    let (mut commons, press) = two_designs();
    commons.release("ana", "2026-02-01", SEEDER, &[press]);
    let run = commons.share_out("2026-04-02");
    commons.close_quarter("2026-04-03");
    let before = commons.run(run);
    assert_eq!(before.state, RunState::Same);
    // Later two of them say that parents had half of it from January on.
    let half = Ratio::new(1, 2).expect("not by zero");
    commons.adopt(("2025-12-20", QUARTER.0), &with_upstream(half));
    let on = commons.charter.policy(day(QUARTER.0)).expect("founded");
    assert_eq!(on.upstream_share, half);
    let after = commons.run(run);
    assert_eq!((after.state, &after.again), (before.state, &before.again));
    // What is planned for that quarter now goes by the same rules.
    assert_eq!(commons.shared().0, before.again);
}

#[test]
fn a_run_that_names_other_rules_says_so_and_not_only_that_it_differs() {
    let (mut commons, _) = two_designs();
    let run = commons.share_out("2026-04-02");
    let true_one = commons.run(run);
    assert_eq!(
        (true_one.state, true_one.has_other_rules),
        (RunState::Same, false)
    );
    let false_one = ledger::Distribution {
        policy: FileHash([9; 32]),
        ..true_one.said
    };
    let run = commons.write("ana", "2026-04-03", false_one);
    let false_one = commons.run(run);
    assert_eq!(
        (false_one.state, false_one.has_other_rules),
        (RunState::Differs, true)
    );
    let sheet = commons.shared_table();
    assert_eq!(column(&sheet, "other_rules"), ["", "yes"]);
    assert_eq!(column(&sheet, "computed_again"), ["", "100.00"]);
}

#[test]
fn who_stands_only_in_the_table_computed_again_has_a_row_in_the_export() {
    let (mut commons, _) = two_designs();
    let run = commons.share_out("2026-04-02");
    let mut said = commons.run(run).said;
    // The commons kept it, for nobody has worked; a table of Ana's own gives it to Dev.
    let dev = Receiver::Agent(commons.person("dev"));
    said.payouts = vec![ledger::Payout::new(0, &dev, 100_00)];
    commons.write("ana", "2026-04-03", said);
    let sheet = commons.shared_table();
    assert_eq!(
        column(&sheet, "receiver_kind"),
        ["commons", "agent", "commons"]
    );
    assert_eq!(column(&sheet, "amount"), ["100.00", "100.00", "0.00"]);
    assert_eq!(column(&sheet, "computed_again"), ["", "0.00", "100.00"]);
}

/// A column of a table, as text.
fn column(sheet: &Sheet, heading: &str) -> Vec<String> {
    let table = Table::read(&sheet.to_csv()).expect("a table");
    let at = table.headings.iter().position(|one| one == heading);
    let at = at.expect("the heading is there");
    table.rows.iter().map(|row| row[at].clone()).collect()
}

#[test]
fn a_late_report_is_shown_by_the_rules_by_which_it_was_assessed() {
    let mut commons = Commons::found(Preset::CopyFair);
    let acme = commons.acme;
    commons.attest(acme, AgentClass::ForProfit, day("2026-01-01"));
    commons.close_quarter("2026-04-03");
    let no_ppl = Policy {
        reciprocal_licences: vec!["LicenseRef-CopyFair".to_owned()],
        ..Policy::preset(Preset::CopyFair)
    };
    commons.adopt(("2026-03-01", "2026-04-01"), &no_ppl);
    // It comes after the closing, so it is assessed in April, by whose rules the design has a licence of its own.
    commons.sell(45_000_00, "PPL");
    let status = commons.status(acme, "2026-06-30");
    let is_own = |line: &Line| matches!(line, Line::OwnLicence { .. });
    assert!(status.lines.iter().any(is_own), "{:?}", status.lines);
    let statement = commons.statement("2026-06-30");
    assert_eq!(statement.uses[0].fates, [Fate::OwnLicence].into());
}

#[test]
fn work_is_measured_by_all_rules_as_the_books_do_whatever_day_is_asked() {
    let mut commons = Commons::found(Preset::CopyFair);
    let mut welding = Policy::preset(Preset::CopyFair);
    welding.types.push(ContributionType {
        name: "welding".to_owned(),
        unit: ContributionUnit::Minute,
        points: Ratio::new(1, 60).expect("not by zero"),
        unit_name: None,
    });
    welding.types.sort_by(|a, b| a.name.cmp(&b.name));
    let work = ledger::Contribution {
        kind: "welding".to_owned(),
        ..commons.contribution("eva", "2", "2026-02-10")
    };
    commons.write("eva", "2026-02-10", work);
    let measured = |commons: &mut Commons| {
        let work = commons.statement("2026-02-28").work.remove(0);
        (work.quantity, work.unit)
    };
    let hours = Decimal {
        mantissa: 2,
        scale: 0,
    };
    assert_eq!(measured(&mut commons), (hours, UNIT_HOUR.to_owned()));
    commons.adopt(("2026-03-01", "2026-04-01"), &welding);
    let minutes = Decimal {
        mantissa: 120,
        scale: 0,
    };
    assert_eq!(measured(&mut commons), (minutes, UNIT_MINUTE.to_owned()));
}
