use super::FieldChange;
use crate::action::Again;
use model::day::Day;
use model::id::{AgentId, DeviceId, FactId};

/// Somebody who belongs to the commons no more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GoneView {
    /// Who.
    pub agent: AgentId,
    /// Their name.
    pub name: String,
    /// By whom, when and why, in words.
    pub why: String,
}

/// Something that waits for signatures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WaitingActView {
    /// The act.
    pub act: FactId,
    /// What it does.
    pub what: String,
    /// When it was written.
    pub day: Day,
    /// Who has signed.
    pub signers: Vec<String>,
    /// How many more have to.
    pub more: u32,
    /// Who could.
    pub could: Vec<String>,
    /// Whether this person could.
    pub may_sign: bool,
    /// Why nobody can any more.
    pub passed: Option<String>,
}

/// What ending something would do.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ForeseenView {
    /// What of each device would stay.
    pub devices: Vec<DeviceLossView>,
    /// What else would happen, each a sentence.
    pub also: Vec<String>,
    /// Who has to sign it too, when somebody has.
    pub needs: Option<String>,
}

/// What of a device would stay, and what would be set aside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeviceLossView {
    /// Which.
    pub device: DeviceId,
    /// In words.
    pub words: String,
    /// Whether something that is here would be set aside.
    pub loses: bool,
}

/// Who may do what.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RightsView {
    /// The people, in alphabetical order.
    pub rows: Vec<RightsRow>,
    /// The organisations, and who acts for them.
    pub organisations: Vec<(String, Vec<String>)>,
    /// Who belongs to the commons no more.
    pub gone: Vec<GoneView>,
    /// What takes several people here, each a sentence.
    pub several: Vec<String>,
}

/// What one person may do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RightsRow {
    /// Who.
    pub agent: AgentId,
    /// Their name.
    pub name: String,
    /// Whether it is the one at this computer.
    pub me: bool,
    /// Whether they change designs, and log and review work.
    pub makes: bool,
    /// Whether they confirm payments.
    pub pays: bool,
    /// Whether they invite, give roles and remove.
    pub decides: bool,
    /// For whom they act.
    pub acts_for: Vec<String>,
    /// By whom and when each of that was given, in words.
    pub given: Vec<String>,
    /// How many of their devices only read and pass on.
    pub replicas: usize,
}

/// What does not count, what was turned away, and what waits.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AsideView {
    /// What does not count.
    pub lines: Vec<AsideLine>,
    /// How many more there are than are listed.
    pub more: usize,
    /// What was turned away since the program was opened: what, and why.
    pub turned_away: Vec<(String, String)>,
    /// What waits for something that has not come: what, and for what.
    pub waits: Vec<(String, String)>,
    /// Programs that judge the same history differently, each a sentence.
    pub disagreements: Vec<String>,
    /// Whether it was read.
    pub ready: bool,
}

/// Something that does not count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AsideLine {
    /// What it says or does.
    pub what: String,
    /// Whose it is.
    pub by: String,
    /// When they say it was.
    pub day: Option<Day>,
    /// Why it does not count.
    pub why: String,
    /// Whether what it said stands again, written anew by its author's program.
    pub offered: bool,
    /// What the person at this computer may admit again.
    pub again: Option<Again>,
    /// What they may write again from here.
    pub anew: Option<Again>,
    /// Of a branch that a fork has set aside: what it holds, and what choosing it would do.
    pub branch: Option<BranchView>,
}

/// A branch that a fork has set aside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BranchView {
    /// What it holds and who wrote in it, in a sentence.
    pub holds: String,
    /// What choosing it would do, or why it cannot be chosen, in a sentence.
    pub effect: String,
    /// What the design would say otherwise than now.
    pub changes: Vec<FieldChange>,
}
