//! What a person reads when something did not work: what happened, why, and what to do.

use std::fmt;

/// One thing that did not work, in plain words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trouble {
    /// What happened.
    pub what: String,
    /// Why it happened.
    pub why: String,
    /// What the person can do now.
    pub remedy: String,
    /// How the program ends when a command meets it.
    pub exit: Exit,
}

/// The exit status of a command (commands.md): 1 refused or not found, 2 wrong usage.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// It was refused, or was not found.
    Refused,
    /// The command was not used as it must be.
    Usage,
}

impl Trouble {
    /// Something was refused or not found.
    pub fn new(what: impl Into<String>, why: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self {
            what: what.into(),
            why: why.into(),
            remedy: remedy.into(),
            exit: Exit::Refused,
        }
    }

    /// The command was not used as it must be.
    pub fn usage(
        what: impl Into<String>,
        why: impl Into<String>,
        remedy: impl Into<String>,
    ) -> Self {
        Self {
            exit: Exit::Usage,
            ..Self::new(what, why, remedy)
        }
    }

    /// The exit status as a number.
    pub fn exit_status(&self) -> u8 {
        match self.exit {
            Exit::Refused => 1,
            Exit::Usage => 2,
        }
    }
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} - {} - {}", self.what, self.why, self.remedy)
    }
}

impl std::error::Error for Trouble {}
