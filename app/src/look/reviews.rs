//! What reviewers say of a design.

use super::design::Warning;
use crate::commons::Commons;
use crate::trouble::Trouble;
use model::day::Day;
use model::id::{AgentId, ChangeHash, DocumentId, FactId};
use model::ledger::{DesignReview, Fact, Verdict};

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

/// Those who call the design unsafe: each one's newest word stands until they say something else.
pub fn warnings(
    commons: &Commons,
    design: DocumentId,
    heads: &[ChangeHash],
) -> Result<Vec<Warning>, Trouble> {
    let pages = reviews(commons, design, heads)?;
    let warn = |page: ReviewPage| Warning {
        by: commons.called(page.by),
        day: page.day.to_string(),
        note: page.review.note,
        of_this_state: page.of_this_state,
    };
    Ok(pages
        .into_iter()
        .filter(|page| page.review.verdict == Verdict::Unsafe)
        .map(warn)
        .collect())
}
