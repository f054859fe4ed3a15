use model::day::Day;
use model::id::{AgentId, DocumentId};
use model::rsd1::AgentClass;

use crate::action::{Agreed, Contribution, UseReport};

/// What an entry says, as the form begins that writes it again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Anew {
    /// Work.
    Work(Contribution),
    /// Use.
    Use(UseReport),
    /// A payment.
    Paid {
        /// Who paid.
        agent: AgentId,
        /// Their name.
        name: String,
        /// How much.
        amount: String,
        /// What stands on the transfer.
        reference: String,
        /// When.
        day: Day,
    },
    /// An agreement.
    Agreed {
        /// With whom, by name.
        name: String,
        /// For which designs, by name.
        designs: Vec<(DocumentId, String)>,
        /// What was agreed.
        agreed: Agreed,
    },
    /// Who works for an organisation.
    Belongs {
        /// Who.
        person: AgentId,
        /// Where.
        organisation: AgentId,
        /// Its name.
        name: String,
        /// The first day.
        from: Day,
        /// The last day.
        to: Option<Day>,
    },
    /// Who holds a part of somebody.
    Holds {
        /// Of whom.
        agent: AgentId,
        /// Their name.
        name: String,
        /// Who holds it.
        holder: AgentId,
        /// How much.
        percent: String,
        /// The first day.
        from: Day,
        /// The last day.
        to: Option<Day>,
    },
    /// Who owns somebody.
    Is {
        /// About whom.
        agent: AgentId,
        /// What it is.
        class: AgentClass,
        /// Whether all surplus goes to those who work there.
        all_surplus_to_workers: bool,
        /// Where that can be seen.
        source: String,
        /// The first day.
        from: Day,
        /// The last day.
        to: Option<Day>,
    },
}
