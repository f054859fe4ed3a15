//! Invitations that were made.

use crate::view::InvitationState;
use crate::words::{count, day, names};
use model::charter::Role;
use model::day::Day;

/// Why an invitation was closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Closed {
    /// Somebody took it back.
    TakenBack,
    /// As many had come by it as might.
    UsedUp,
    /// Its last day was over.
    Over,
}

/// Why it does not let in who came by it; `by` is what closed it.
pub fn closed_why(closed: Closed, by: &str) -> String {
    match closed {
        Closed::TakenBack => format!("the invitation was taken back{by}"),
        Closed::UsedUp => format!("the invitation was used up and is closed{by}"),
        Closed::Over => format!("the invitation was over and is closed{by}"),
    }
}

/// The card.
pub const TITLE: &str = "Invitations";
/// It was not taken back.
pub const NOT_WITHDRAWN: &str = "The invitation was not taken back";
/// Nothing to do.
pub const NOTHING_NEEDED: &str = "nobody can join with it any more, so nothing needs to be done";
/// Beside an invitation that names no place at which anybody could be met.
pub const NO_PLACE: &str = "No network is up on this computer, so this names no place where others could reach it. Whoever joins must be on the same network while this program is on, or type its address: it stands under People and devices, and `run` prints it, as soon as there is a network. An invitation made then names it.";

/// Where an invitation leads.
pub fn leads_to(places: &str) -> String {
    format!(
        "It names this computer at {places}. Leave `commonwright run` or the window on here while others join."
    )
}

/// None was made.
pub const NONE: &str = "No invitation was made yet.";
/// Takes one back.
pub const WITHDRAW: &str = "Take it back";
/// What that does.
pub const WITHDRAW_WHY: &str = "Nobody can join with it from then on. Who came by it stays. Who joins with it somewhere before that place has heard of this comes in and is out again as soon as the two meet.";

/// The dialog.
pub fn withdraw_title(by: &str, on: Day) -> String {
    format!("Take back the invitation that {by} made on {}?", day(on))
}

/// It was taken back.
pub fn withdrawn(stay: usize) -> String {
    match stay {
        0 => "The invitation holds no more.".to_owned(),
        n => format!(
            "The invitation holds no more. {} by it and {}.",
            count(n as u64, "person came", "people came"),
            if n == 1 { "stays" } else { "stay" }
        ),
    }
}

/// How things are with it.
pub fn state(state: InvitationState) -> &'static str {
    match state {
        InvitationState::Open => "Open",
        InvitationState::UsedUp => "Used up",
        InvitationState::Expired => "Expired",
        InvitationState::Withdrawn => "Taken back",
    }
}

/// For whom it is.
pub fn for_whom(role: Role, uses: u32, device: bool) -> String {
    if device {
        return "For a further device".to_owned();
    }
    match uses {
        1 => format!("For one {}", super::endings::a_role(role)),
        n => format!("For {n} people, each a {}", super::endings::a_role(role)),
    }
}

/// Who used it.
pub fn used(came: &[String], uses: u32) -> String {
    match came {
        [] if uses == 1 => "not used yet".to_owned(),
        [] => format!("used by nobody yet, of {uses}"),
        came if uses == 1 => format!("used by {}", names(came)),
        came => format!("used by {}: {} of {uses}", names(came), came.len()),
    }
}

/// Until when.
pub fn until(on: Option<Day>) -> String {
    match on {
        Some(on) => format!("until {}", day(on)),
        None => "without an end".to_owned(),
    }
}

/// More came than may, each not knowing of the other.
pub fn surplus(n: usize) -> String {
    format!(
        "{} than it was for, at the same time in different places: take it back without those whom you did not mean.",
        count(n as u64, "person more came", "people more came")
    )
}

/// Those that cannot be used any more.
pub fn over(n: usize) -> String {
    count(n as u64, "earlier invitation", "earlier invitations")
}
