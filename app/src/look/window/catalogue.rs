//! The catalogue as the window shows it: counts, filters, and the cards in sight.

use super::digest::Digest;
use crate::action::{CatalogueOrder, CatalogueQuery};
use crate::commons::Commons;
use crate::index::{ChoiceColumn, DesignQuery, DesignRow};
use crate::trouble::Trouble;
use crate::view::{CardView, CatalogueView, Facets, Standing};
use model::design::Kind;
use model::id::DocumentId;
use model::ledger::{Fact, Verdict};
use std::ops::Range;

/// One request gets at most so many cards.
const CARDS_MAX: usize = 400;
/// The palette shows so many designs.
const FINDS_MAX: usize = 9;
/// Among so many that a search finds.
const FINDS_LOOKED_AT: u64 = 60;
/// Forms that ask for a design offer so many.
const NAMES_MAX: u64 = 48;

/// The cards in sight.
pub fn catalogue(
    commons: &Commons,
    digest: &Digest,
    query: &CatalogueQuery,
    wanted: &Range<usize>,
) -> Result<CatalogueView, Trouble> {
    let index = commons.index();
    let page = index.search(&DesignQuery {
        text: query.text.clone(),
        licence: query.licence.clone(),
        kind: query.kind.map(|kind| kind.key().to_owned()),
        readiness: query.readiness.clone(),
        newest: query.order == CatalogueOrder::Newest,
        offset: wanted.start as u64,
        limit: wanted.len().min(CARDS_MAX) as u64,
        ..DesignQuery::default()
    })?;
    let cards = page
        .rows
        .into_iter()
        .map(|row| card(commons, digest, row))
        .collect::<Result<_, Trouble>>()?;
    Ok(CatalogueView {
        ready: true,
        total: index.design_count()? as usize,
        found: page.total as usize,
        generation: query.generation,
        first: wanted.start.min(page.total as usize),
        cards,
        facets: facets(commons)?,
    })
}

fn facets(commons: &Commons) -> Result<Facets, Trouble> {
    let choices = |column| -> Result<Vec<(String, usize)>, Trouble> {
        let all = commons.index().choices(column)?;
        Ok(all
            .into_iter()
            .map(|(name, n)| (name, n as usize))
            .collect())
    };
    let kinds = choices(ChoiceColumn::Kind)?;
    Ok(Facets {
        licences: choices(ChoiceColumn::Licence)?,
        kinds: kinds
            .into_iter()
            .filter_map(|(key, n)| Some((Kind::from_key(&key)?, n)))
            .collect(),
        readiness: choices(ChoiceColumn::Readiness)?,
    })
}

fn card(commons: &Commons, digest: &Digest, row: DesignRow) -> Result<CardView, Trouble> {
    let id = row.document;
    let standing = match id {
        Some(design) => card_standing(commons, design)?,
        None => Standing::NotReviewed,
    };
    Ok(CardView {
        id,
        name: row.name,
        summary: row.function,
        picture: row.picture,
        standing,
        builds: id
            .and_then(|design| digest.builds.get(&design).copied())
            .unwrap_or(0),
        author: row.licensor,
        licence: row.licence,
        version: (!row.released.is_empty()).then_some(row.released),
        kind: Kind::from_key(&row.kind),
    })
}

/// What reviewers say: "unsafe" stands until they say otherwise, "good" only for the state that stands now.
fn card_standing(commons: &Commons, design: DocumentId) -> Result<Standing, Trouble> {
    let facts = commons.index().reviews_of(design)?;
    if facts.is_empty() {
        return Ok(Standing::NotReviewed);
    }
    let heads = heads(commons, design)?;
    let mut verdicts = vec![];
    for fact in facts {
        if let Fact::DesignReview(review) = commons.fact(fact)?.fact {
            verdicts.push((review.verdict, review.state.heads == heads));
        }
    }
    Ok(standing(&verdicts))
}

/// The state of a design that stands now, read from the headers of its changes.
fn heads(commons: &Commons, design: DocumentId) -> Result<Vec<model::id::ChangeHash>, Trouble> {
    let stored = commons.store().load(design)?;
    Ok(crate::look::since::heads_of(
        &stored.iter().collect::<Vec<_>>(),
    ))
}

/// What these verdicts, each with whether it is of the present state, come to.
pub fn standing(verdicts: &[(Verdict, bool)]) -> Standing {
    let count = |wanted: &dyn Fn(&(Verdict, bool)) -> bool| {
        verdicts.iter().filter(|verdict| wanted(verdict)).count() as u32
    };
    let unsafe_ = count(&|verdict| verdict.0 == Verdict::Unsafe);
    let good = count(&|verdict| *verdict == (Verdict::Good, true));
    match (unsafe_, good) {
        (0, 0) if verdicts.is_empty() => Standing::NotReviewed,
        (0, 0) => Standing::BeingReviewed,
        (0, good) => Standing::Reviewed(good),
        (unsafe_, _) => Standing::Unsafe(unsafe_),
    }
}

/// Designs that the palette finds by these letters.
pub fn finds(commons: &Commons, text: &str) -> Result<Vec<(DocumentId, String)>, Trouble> {
    let page = commons.index().search(&DesignQuery {
        text: text.to_owned(),
        limit: FINDS_LOOKED_AT,
        ..DesignQuery::default()
    })?;
    let name = |row: DesignRow| Some((row.document?, row.name));
    let mut found: Vec<(DocumentId, String)> = page.rows.into_iter().filter_map(name).collect();
    // Those that are called so come before those that only speak of it.
    let letters = text.trim().to_lowercase();
    found.sort_by_key(|(_, name)| !name.to_lowercase().contains(&letters));
    found.truncate(FINDS_MAX);
    Ok(found)
}

/// Names of designs for forms, the newest change first.
pub fn names(commons: &Commons) -> Result<Vec<(DocumentId, String)>, Trouble> {
    let page = commons.index().search(&DesignQuery {
        newest: true,
        limit: NAMES_MAX,
        ..DesignQuery::default()
    })?;
    let name = |row: DesignRow| Some((row.document?, row.name));
    Ok(page.rows.into_iter().filter_map(name).collect())
}
