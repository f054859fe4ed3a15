//! Who has gone, when and why.

use crate::commons::Commons;
use crate::words::endings as words;
use model::charter::{Act, OutOfEffect};
use model::day::Day;
use model::id::AgentId;

/// Somebody who belongs to the commons no more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gone {
    /// Who.
    pub agent: AgentId,
    /// Since when, where an act says so.
    pub day: Option<Day>,
    /// By whom and why, in words.
    pub why: String,
}

impl Commons {
    /// Those who belong to the commons no more, the last to go first.
    pub fn gone(&self) -> Vec<Gone> {
        let everyone = self.charter().everyone();
        let mut gone: Vec<Gone> = everyone
            .filter_map(|person| Some(self.gone_by(person.id, person.out?)))
            .collect();
        gone.sort_by_key(|gone| (std::cmp::Reverse(gone.day), gone.agent));
        gone
    }

    fn gone_by(&self, agent: AgentId, out: OutOfEffect) -> Gone {
        let act = match out {
            OutOfEffect::Removed(act) | OutOfEffect::Left(act) => self.charter().act(act),
            _ => None,
        };
        let Some(written) = act.map(|act| &act.written) else {
            return Gone {
                agent,
                day: None,
                why: self.why_out(out),
            };
        };
        let by = self.called(written.by);
        let (by, reason) = match &written.act {
            Act::PersonRemoved(act) => (Some(by.as_str()), act.reason.as_str()),
            _ => (None, ""),
        };
        Gone {
            agent,
            day: Some(written.day),
            why: words::gone(by, written.day, reason),
        }
    }
}
