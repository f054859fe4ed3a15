//! The command line: the same program without a window (commands.md).
//!
//! Each command is a file of its own that turns its arguments into a [`Report`]; this file knows
//! them all, opens the home for those that need one, and prints.

use crate::trouble::Trouble;
use crate::words::visible;
use ::sync::address::{AddressError, PeerAddress};
use clap::{Args, Parser, Subcommand};
use model::charter::Role;
use model::day::Day;
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

pub mod agree;
pub mod attest;
pub mod backup;
pub mod bundle;
pub mod challenge;
pub mod check;
pub mod check_statement;
pub mod confirm;
pub mod contribute;
pub mod control;
pub mod cosign;
pub mod decide;
pub mod demo;
pub mod design;
mod design_export;
mod design_files;
mod design_get;
mod design_history;
pub mod device;
mod device_compare;
pub mod distribute;
mod ending;
pub mod evidence;
pub mod fingerprint;
pub mod import;
mod invitations;
pub mod invite;
pub mod join;
pub mod leave;
pub mod leave_out;
pub mod ledger;
pub mod new;
mod opening;
pub mod organisation;
pub mod passphrase;
pub mod pause;
pub mod pay;
pub mod person;
pub mod policy;
pub mod profile;
pub mod quarter;
pub mod recover;
pub mod refused;
pub mod remove;
pub mod report_use;
pub mod restore;
pub mod review;
pub mod role;
pub mod run;
pub mod seal;
pub mod sealing;
pub mod show;
pub mod since;
pub mod split;
pub mod status;
pub mod sync;
#[cfg(test)]
mod tests;
mod unlock;
pub mod withdraw;
pub mod wrong;

pub use opening::{OpenCommons, chosen, open_commons, open_in, tell_end, tell_news};
pub use unlock::{find_home, open_home, open_home_knowing};

/// Keep a commons: a catalogue of open designs and a ledger of who contributed what, copied
/// directly between the people who build, with no server.
///
/// Without a command the window opens.
#[derive(Debug, Parser)]
#[command(name = "commonwright", version, about, max_term_width = 100)]
#[command(
    after_help = "Examples:\n  commonwright                       open the window\n  commonwright demo                  look at a sample commons\n  commonwright new \"Valley Tools\" --person Ana\n  commonwright status Acme --as-of 2026-04-15"
)]
pub struct CommandLine {
    /// What holds for every command.
    #[command(flatten)]
    pub everywhere: Everywhere,
    /// The command; without one the window opens.
    #[command(subcommand)]
    pub command: Option<Command>,
}

/// Options that every command takes.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "With every command")]
pub struct Everywhere {
    /// The data folder; without it the platform's own place is used
    #[arg(long, global = true, env = "COMMONWRIGHT_HOME", value_name = "DIR")]
    pub home: Option<PathBuf>,
    /// The commons to work in, by name or id, when the home holds several
    #[arg(long, global = true, value_name = "NAME")]
    pub commons: Option<String>,
    /// Print one JSON object with stable keys
    #[arg(long, global = true)]
    pub json: bool,
    /// The day of an entry, as 2026-02-10 (default: today)
    #[arg(long, global = true, value_name = "YYYY-MM-DD")]
    pub day: Option<Day>,
    /// The first line of this file is the passphrase of the home, where it has one
    #[arg(long, global = true, value_name = "FILE")]
    pub passphrase_file: Option<PathBuf>,
}

/// What a command has to say when it is done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// One object with stable keys.
    pub json: serde_json::Value,
    /// The same for people.
    pub text: String,
    /// Whether the command found what it looked for; `check` that finds damage says false.
    pub good: bool,
}

impl Report {
    /// A report of something that went well.
    pub fn new(json: serde_json::Value, text: impl Into<String>) -> Self {
        Self {
            json,
            text: text.into(),
            good: true,
        }
    }
}

/// Every command.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Build a believable sample commons on three peers, then open the window on it
    Demo(demo::DemoArgs),
    /// Found a commons and become its first steward
    New(new::NewArgs),
    /// Make an invitation for others to join with; list and take back those that were made
    Invite(invite::InviteArgs),
    /// Join a commons with an invitation
    Join(join::JoinArgs),
    /// Stay on and exchange changes with others until stopped
    Run(run::RunArgs),
    /// Meet peers, exchange everything, and end when there is nothing left to do
    Sync(sync::SyncArgs),
    /// Read Open Know-How manifests into the catalogue
    Import(import::ImportArgs),
    /// The catalogue: list, show, make, edit and release designs
    Design(design::DesignArgs),
    /// What changed since you last looked, and what collides
    Since(since::SinceArgs),
    /// The people of this commons
    Person(person::PersonArgs),
    /// What you are called here, with a note and a picture
    Profile(profile::ProfileArgs),
    /// Companies, cooperatives and associations, and who acts for them
    Organisation(organisation::OrganisationArgs),
    /// Give a person a role, or end it
    Role(role::RoleArgs),
    /// Remove a person or one of their devices, and say what of their work stays
    Remove(remove::RemoveArgs),
    /// Leave a commons
    Leave(leave::LeaveArgs),
    /// Sign what takes several stewards, or list what waits for them
    Cosign(cosign::CosignArgs),
    /// What does not count, what was turned away and what waits, and why
    Refused(refused::RefusedArgs),
    /// Your devices in this commons
    Device(device::DeviceArgs),
    /// Come back as the same person after all your devices were lost
    Recover(recover::RecoverArgs),
    /// Record who owns an organisation and who gets its surplus
    Attest(attest::AttestArgs),
    /// Log a contribution
    Contribute(contribute::ContributeArgs),
    /// Save the files that show what an entry says
    Evidence(evidence::EvidenceArgs),
    /// Accept or reject somebody's contribution, or say what you think of a design
    Review(review::ReviewArgs),
    /// Confirm a payment, an entry made in your name, or an attestation of another
    Confirm(confirm::ConfirmArgs),
    /// Withdraw a review or an entry of your own
    Withdraw(withdraw::WithdrawArgs),
    /// Report the use of designs
    Use(report_use::UseArgs),
    /// Report a payment
    Pay(pay::PayArgs),
    /// Record a licence agreement between the commons and a user
    Agree(agree::AgreeArgs),
    /// Say that an entry shall not count
    Void(leave_out::VoidArgs),
    /// Say that an entry of your own is wrong, where it has no corrections
    Wrong(wrong::WrongArgs),
    /// Question an entry, or list what is questioned
    Challenge(challenge::ChallengeArgs),
    /// Settle a question
    Resolve(challenge::ResolveArgs),
    /// Say how a thing is shared that several delivered
    Split(split::SplitArgs),
    /// Record that somebody holds a part of a business
    Control(control::ControlArgs),
    /// Pause an account by decision
    Pause(pause::PauseArgs),
    /// The rules of this commons: show them, propose others, try others out
    Policy(policy::PolicyArgs),
    /// Sign what people decide together, or list all that waits
    Decide(decide::DecideArgs),
    /// Close a period, or list which are closed
    Seal(seal::SealArgs),
    /// Where a person or an organisation stands, line by line
    Status(status::StatusArgs),
    /// Share out the income of a period, or list what was shared out
    Distribute(distribute::DistributeArgs),
    /// What a period brought, as a page for the assembly
    Quarter(quarter::QuarterArgs),
    /// Look whether a statement that somebody shows is as it was signed
    CheckStatement(check_statement::CheckStatementArgs),
    /// The books
    Ledger(ledger::LedgerArgs),
    /// Carry changes on a stick
    Bundle(bundle::BundleArgs),
    /// Keep all of this home in one file
    Backup(backup::BackupArgs),
    /// Bring a backup back into a new home
    Restore(restore::RestoreArgs),
    /// One short code of the merged history, equal on peers that hold the same
    Fingerprint(fingerprint::FingerprintArgs),
    /// Read and verify everything
    Check(check::CheckArgs),
    /// Put the key of this device behind a passphrase, or take it away again
    Passphrase(passphrase::PassphraseArgs),
}

impl Command {
    fn run(&self, everywhere: &Everywhere) -> Result<Report, Trouble> {
        match self {
            Command::Demo(args) => args.run(everywhere),
            Command::New(args) => args.run(everywhere),
            Command::Invite(args) => args.run(everywhere),
            Command::Join(args) => args.run(everywhere),
            Command::Run(args) => args.run(everywhere),
            Command::Sync(args) => args.run(everywhere),
            Command::Import(args) => args.run(everywhere),
            Command::Design(args) => args.run(everywhere),
            Command::Since(args) => args.run(everywhere),
            Command::Person(args) => args.run(everywhere),
            Command::Profile(args) => args.run(everywhere),
            Command::Organisation(args) => args.run(everywhere),
            Command::Role(args) => args.run(everywhere),
            Command::Remove(args) => args.run(everywhere),
            Command::Leave(args) => args.run(everywhere),
            Command::Cosign(args) => args.run(everywhere),
            Command::Refused(args) => args.run(everywhere),
            Command::Device(args) => args.run(everywhere),
            Command::Recover(args) => args.run(everywhere),
            Command::Attest(args) => args.run(everywhere),
            Command::Contribute(args) => args.run(everywhere),
            Command::Evidence(args) => args.run(everywhere),
            Command::Review(args) => args.run(everywhere),
            Command::Confirm(args) => args.run(everywhere),
            Command::Withdraw(args) => args.run(everywhere),
            Command::Use(args) => args.run(everywhere),
            Command::Pay(args) => args.run(everywhere),
            Command::Agree(args) => args.run(everywhere),
            Command::Void(args) => args.run(everywhere),
            Command::Wrong(args) => args.run(everywhere),
            Command::Challenge(args) => args.run(everywhere),
            Command::Resolve(args) => args.run(everywhere),
            Command::Split(args) => args.run(everywhere),
            Command::Control(args) => args.run(everywhere),
            Command::Pause(args) => args.run(everywhere),
            Command::Policy(args) => args.run(everywhere),
            Command::Decide(args) => args.run(everywhere),
            Command::Seal(args) => args.run(everywhere),
            Command::Status(args) => args.run(everywhere),
            Command::Distribute(args) => args.run(everywhere),
            Command::Quarter(args) => args.run(everywhere),
            Command::CheckStatement(args) => args.run(everywhere),
            Command::Ledger(args) => args.run(everywhere),
            Command::Bundle(args) => args.run(everywhere),
            Command::Backup(args) => args.run(everywhere),
            Command::Restore(args) => args.run(everywhere),
            Command::Fingerprint(args) => args.run(everywhere),
            Command::Check(args) => args.run(everywhere),
            Command::Passphrase(args) => args.run(everywhere),
        }
    }
}

/// Peer addresses as people hand them on.
pub fn peers(texts: &[String]) -> Result<Vec<PeerAddress>, Trouble> {
    let read = |text: &String| {
        text.parse().map_err(|error: AddressError| {
            Trouble::usage(
                "The address is not clear",
                error.to_string(),
                "copy it as `run` on the other computer prints it",
            )
        })
    };
    texts.iter().map(read).collect()
}

/// The role that a person names.
pub fn role_of(text: &str) -> Result<Role, Trouble> {
    match text.trim().to_lowercase().as_str() {
        "guest" => Ok(Role::Guest),
        "maker" => Ok(Role::Maker),
        "steward" => Ok(Role::Steward),
        "treasurer" => Ok(Role::Treasurer),
        _ => Err(Trouble::usage(
            "The role is not known",
            format!("\"{text}\" is none"),
            "use guest, maker, steward or treasurer",
        )),
    }
}

/// A role as people write it.
pub fn role_name(role: Role) -> &'static str {
    match role {
        Role::Guest => "guest",
        Role::Maker => "maker",
        Role::Steward => "steward",
        Role::Treasurer => "treasurer",
    }
}

/// Runs the program with the words it was started with.
pub fn main() -> ExitCode {
    let line = CommandLine::parse();
    log_to_stderr();
    let json = line.everywhere.json;
    let Some(command) = line.command else {
        return ended(crate::desktop::open(&line.everywhere), json);
    };
    ended(command.run(&line.everywhere), json)
}

/// Prints what there is to say, and gives the exit status: 0 done, 1 refused or not found, 2 wrong usage.
fn ended(result: Result<Report, Trouble>, json: bool) -> ExitCode {
    let report = match result {
        Ok(report) => report,
        Err(trouble) => {
            eprintln!("{}", visible(&trouble.to_string()));
            return ExitCode::from(trouble.exit_status());
        }
    };
    let text = if json {
        report.json.to_string()
    } else {
        visible(&report.text).into_owned()
    };
    let mut out = std::io::stdout().lock();
    // A closed pipe is the reader's choice and no error of ours.
    let _ = if text.is_empty() {
        Ok(())
    } else {
        writeln!(out, "{text}")
    };
    let _ = out.flush();
    if report.good {
        ExitCode::SUCCESS
    } else {
        ExitCode::from(1)
    }
}

/// Sends the log to standard error, when the person asks for it by `COMMONWRIGHT_LOG`.
fn log_to_stderr() {
    let Ok(filter) = tracing_subscriber::EnvFilter::try_from_env("COMMONWRIGHT_LOG") else {
        return;
    };
    let _ = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .try_init();
}
