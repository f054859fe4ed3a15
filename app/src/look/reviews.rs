//! What reviewers say of a design.

use crate::commons::Commons;
use crate::trouble::Trouble;
use model::day::Day;
use model::id::{AgentId, ChangeHash, DocumentId, FactId};
use model::ledger::{DesignReview, Fact};

/// The newest word of one reviewer about a design.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReviewPage {
    /// The entry.
    pub fact: FactId,
    /// Who said it.
    pub by: AgentId,
    /// On which day.
    pub day: Day,
    /// What was said, and of which state.
    pub review: DesignReview,
    /// Whether it was said of the state that stands now.
    pub of_this_state: bool,
}

/// Each reviewer's newest word about a design, newest first.
pub fn reviews(
    commons: &Commons,
    design: DocumentId,
    heads: &[ChangeHash],
) -> Result<Vec<ReviewPage>, Trouble> {
    let mut pages = vec![];
    for fact in commons.index().reviews_of(design)? {
        let written = commons.fact(fact)?;
        if let Fact::DesignReview(review) = written.fact {
            let of_this_state = review.state.heads == heads;
            pages.push(ReviewPage {
                fact,
                by: written.by,
                day: written.day,
                review,
                of_this_state,
            });
        }
    }
    Ok(pages)
}
