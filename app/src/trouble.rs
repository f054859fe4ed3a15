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

impl From<sync::drivers::store::StoreError> for Trouble {
    fn from(error: sync::drivers::store::StoreError) -> Self {
        use sync::drivers::store::StoreError;
        let what = "The history on this disk could not be used";
        match error {
            StoreError::Full => Trouble::new(
                "Nothing was saved",
                "the disk is full",
                "make room on the disk and try again; what was saved before is safe",
            ),
            StoreError::InUse => Trouble::new(what, error.to_string(), "close the other program"),
            StoreError::Newer { .. } => Trouble::new(
                what,
                error.to_string(),
                "install the newer program; nothing was changed",
            ),
            StoreError::Damaged(_) | StoreError::DamagedRecord { .. } | StoreError::NotAStore => {
                Trouble::new(
                    what,
                    error.to_string(),
                    "run `check --repair` and meet any peer, or restore a backup into a new folder",
                )
            }
            _ => Trouble::new(
                what,
                error.to_string(),
                "check that the folder exists and that you may write in it",
            ),
        }
    }
}

impl From<crate::index::IndexError> for Trouble {
    fn from(error: crate::index::IndexError) -> Self {
        Trouble::new(
            "The catalogue could not be read",
            error.to_string(),
            "close the program, delete derived.sqlite in the folder of the commons, and open it again",
        )
    }
}
