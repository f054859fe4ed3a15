//! Why an act stands in the charter and has no effect.

use crate::id::FactId;
use crate::rsd1::policy::Contradiction;

/// Why an act stands in the charter and has no effect. May change with every act that arrives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
pub enum OutOfEffect {
    /// It follows rules that only a newer program knows.
    #[error("it follows rules that only a newer program knows")]
    Newer,
    /// Its author was removed by this act, which does not let it stay.
    #[error("its author was removed")]
    Removed(FactId),
    /// Its author had left by this act.
    #[error("its author had left")]
    Left(FactId),
    /// Its device was retired by this act, which does not let it stay.
    #[error("its device was retired")]
    Retired(FactId),
    /// Its device had signed one number twice, and its author had seen so.
    #[error("its device had signed one number twice")]
    Forked,
    /// The role or right that its author needs was ended by this act, which does not let it stay.
    #[error("its author's role or right was ended")]
    RightEnded(FactId),
    /// Whatever gave its author the right is out of effect itself.
    #[error("what gave its author the right is out of effect itself")]
    Baseless,
    /// The invitation was taken back by this act, which does not name this join.
    #[error("the invitation was taken back")]
    Withdrawn(FactId),
    /// Who invited was removed, left or lost the role by this act, which had not seen this join.
    #[error("who invited was removed, left or lost the role before")]
    InviterEnded(FactId),
    /// The older device that vouched was retired by this act, or its person removed.
    #[error("the device that vouched for it was retired before")]
    VoucherEnded(FactId),
    /// It needs more people.
    #[error("it has {have} of the {needed} people that it needs")]
    Waits {
        /// So many stand behind it.
        have: u32,
        /// So many have to.
        needed: u32,
    },
    /// The rules that it adopts contradict themselves, or the amounts and quantities of the rules before.
    #[error("the rules contradict themselves: {0}")]
    Contradicts(Contradiction),
    /// It would leave the commons without a steward.
    #[error("it would leave the commons without a steward")]
    LastSteward,
}
