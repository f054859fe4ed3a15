//! `challenge`: questions an entry, or lists what is questioned. `resolve`: settles a question.

use super::{Everywhere, Report, open_commons};
use crate::commons::Commons;
use crate::deed::When;
use crate::look::questions::Question;
use crate::trouble::Trouble;
use crate::view::QuestionState;
use crate::words::questions as w;
use clap::Args;
use serde_json::{Value, json};

/// What `challenge` is told.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  commonwright challenge\n  commonwright challenge ENTRY \"Who saw these hours?\"\n\nUntil it is settled, `status` says what comes out with the entry and without it. You take a question\nback with `withdraw QUESTION`; stewards settle it with `resolve`."
)]
pub struct ChallengeArgs {
    /// The entry; without it, the questions are listed
    #[arg(requires = "reason")]
    pub fact: Option<String>,
    /// What you doubt; everyone will read it
    pub reason: Option<String>,
}

/// What `resolve` is told.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  commonwright resolve QUESTION --stands --reason \"Ben saw them\"\n  commonwright resolve QUESTION --leave-out --reason \"logged twice\"\nIt is settled when as many stewards as the rules ask for have signed it."
)]
pub struct ResolveArgs {
    /// The question
    pub question: String,
    /// The entry that is questioned stands
    #[arg(
        long,
        conflicts_with = "leave_out",
        required_unless_present = "leave_out"
    )]
    pub stands: bool,
    /// The entry that is questioned does not count
    #[arg(long)]
    pub leave_out: bool,
    /// Why; everyone will read it
    #[arg(long, value_name = "TEXT")]
    pub reason: String,
}

impl ChallengeArgs {
    /// Asks, or lists.
    pub fn run(&self, everywhere: &Everywhere) -> Result<Report, Trouble> {
        let mut commons = open_commons(everywhere)?;
        let (Some(entry), Some(reason)) = (&self.fact, &self.reason) else {
            let questions = commons.questions()?;
            return Ok(list(&commons, &questions));
        };
        let entry = commons.find_fact(entry)?;
        let fact = commons.challenge(entry, reason, When::now(everywhere.day))?;
        Ok(Report::new(
            json!({"fact": fact.to_string()}),
            format!("Asked as {}. {}", fact.short(), w::WHY),
        ))
    }
}

impl ResolveArgs {
    /// Settles it.
    pub fn run(&self, everywhere: &Everywhere) -> Result<Report, Trouble> {
        let mut commons = open_commons(everywhere)?;
        let wanted = self.question.trim().to_lowercase();
        let questions = commons.questions()?;
        let mut open = questions.iter().filter(|one| {
            one.state == QuestionState::Open
                && wanted.len() >= 6
                && one.question.to_string().starts_with(&wanted)
        });
        let one = open.next().ok_or_else(|| w::no_question(&self.question))?;
        let target = match self.stands {
            true => one.question,
            false => one.about,
        };
        let fact = commons.leave_out(target, &self.reason, When::now(everywhere.day))?;
        let text = format!(
            "Recorded as {}. It is settled when enough stewards have signed it with `decide {}`.",
            fact.short(),
            fact.short()
        );
        Ok(Report::new(json!({"fact": fact.to_string()}), text))
    }
}

fn list(commons: &Commons, questions: &[Question]) -> Report {
    let mut text = vec![];
    let mut all: Vec<Value> = vec![];
    for one in questions {
        let by = commons.called(one.by);
        let asks = w::asks(&by, one.day, &one.reason);
        let (question, about) = (one.question.short(), one.about.short());
        text.push(format!(
            "{question}  {asks} (entry {about}) {}",
            w::state(one.state)
        ));
        all.push(json!({
            "question": one.question.to_string(),
            "entry": one.about.to_string(),
            "by": by,
            "day": one.day.to_string(),
            "reason": one.reason,
            "state": state_name(one.state),
        }));
    }
    if text.is_empty() {
        text.push(w::NONE.to_owned());
    }
    Report::new(json!({"questions": all}), text.join("\n"))
}

fn state_name(state: QuestionState) -> &'static str {
    match state {
        QuestionState::Open => "open",
        QuestionState::TakenBack => "taken-back",
        QuestionState::Stands => "stands",
        QuestionState::LeftOut => "left-out",
    }
}
