use model::charter::Role;
use model::day::Day;

use super::{AskingView, NearView, ProgressView, Trouble};

/// The first start: a name, then found, join or look around.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FirstStartView {
    /// The name of the account on this computer, offered as a start.
    pub name_offered: String,
    /// What the invitation that was typed says; belongs to exactly that text.
    pub check: Option<InvitationCheck>,
    /// The text that the person let the window take from the clipboard.
    pub pasted: Option<String>,
    /// Devices found on the local network.
    pub near: Vec<NearView>,
    /// How far a join is.
    pub stage: JoinStage,
    /// Whether the built-in demo can be opened.
    pub demo: bool,
    /// The commons to go back to, where this home has one already.
    pub back: Option<String>,
}

/// What a text says as an invitation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvitationCheck {
    /// The text.
    pub text: String,
    /// What it says, or what is wrong with it.
    pub found: Result<InvitationFound, Trouble>,
}

/// What an invitation says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvitationFound {
    /// The commons it leads to.
    pub commons: String,
    /// A sentence where its name looks like that of another commons on this computer.
    pub looks_like: Option<String>,
    /// Set when it is no invitation but leads this person back.
    pub back_as: Option<String>,
    /// Whether it is for a further device of somebody who is there already.
    pub further_device: bool,
    /// What one may do there.
    pub role: Role,
    /// Its last day.
    pub expires: Option<Day>,
}

/// How far a join is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum JoinStage {
    /// Not begun.
    #[default]
    None,
    /// Looking for somebody of that commons.
    Looking {
        /// The commons.
        commons: String,
        /// How many addresses were tried.
        tried: usize,
        /// Why the last of them was not reached.
        why: Option<String>,
    },
    /// Somebody asks to be taken back.
    Asking(AskingView),
    /// Met somebody; things arrive.
    Receiving {
        /// The commons.
        commons: String,
        /// How far.
        progress: ProgressView,
    },
}
