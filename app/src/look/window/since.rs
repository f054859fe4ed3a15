//! What has changed since this person last looked, as the window shows it.

use super::design::{collisions, state_review};
use super::digest::Digest;
use crate::commons::Commons;
use crate::look::reviews::reviews;
use crate::look::since::{Compared, TOUCHED_DESIGNS_MAX, compared, last_looked, touched};
use crate::trouble::Trouble;
use crate::view::{ChangedDesign, FieldChange, SinceView};
use crate::words::{self, since as w};
use model::day::Day;
use model::design::{Field, compare};

/// The page shows at most so many changed designs at once; the next come when these were looked at.
const DESIGNS_MAX: usize = 40;
/// A design shows at most so many differences.
const DIFFERENCES_MAX: usize = 100;
/// The page shows collisions of at most so many designs.
const COLLIDING_MAX: usize = 40;

/// The page.
pub fn since(commons: &mut Commons, digest: &Digest, today: Day) -> Result<SinceView, Trouble> {
    let mut designs = vec![];
    let waiting = touched(commons, TOUCHED_DESIGNS_MAX)?;
    let waiting_count = waiting.len();
    for (design, from) in waiting.into_iter().take(DESIGNS_MAX) {
        let change = compared(commons, design, from)?;
        let said = reviews(commons, design, &change.after.heads)?;
        let said = said
            .iter()
            .map(|page| state_review(commons, page))
            .collect();
        designs.push(changed(change, said, today));
    }
    let mut colliding = vec![];
    for design in commons.index().colliding(COLLIDING_MAX)? {
        let content = commons.view_design(design)?;
        colliding.extend(collisions(commons, &content, today));
    }
    Ok(SinceView {
        ready: true,
        since: last_looked(commons)?.map(|day| format!("on {}", words::day(day))),
        designs,
        total: waiting_count,
        collisions: colliding,
        claims: digest.waits.len(),
    })
}

fn changed(change: Compared, reviews: Vec<crate::view::StateReview>, today: Day) -> ChangedDesign {
    let Compared {
        before,
        after,
        by,
        newest_ms,
    } = change;
    let differences = before
        .as_ref()
        .map(|before| compare(before, &after))
        .unwrap_or_default();
    let mut changes = w::changes(&differences, &after);
    if before.is_none() {
        changes.push(FieldChange {
            what: words::design::field(Field::Function).to_owned(),
            after: Some(after.field(Field::Function).to_owned()),
            ..FieldChange::default()
        });
    }
    changes.truncate(DIFFERENCES_MAX);
    ChangedDesign {
        design: after.document,
        name: crate::words::visible(after.field(Field::Name)).into_owned(),
        new: before.is_none(),
        heads: after.heads.clone(),
        by,
        when: w::when(newest_ms, today),
        changes,
        reviews,
    }
}
