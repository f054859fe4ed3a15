//! One design as the window shows it.

use super::catalogue::standing;
use super::digest::Digest;
use crate::commons::Commons;
use crate::engine::Engine;
use crate::look::design::author;
use crate::look::reviews::{ReviewPage, reviews};
use crate::trouble::Trouble;
use crate::view::{
    ChangeLine, CollisionView, DesignView, FilePlace, Seal, StateReview, VersionView,
};
use crate::words::{self, since};
use model::charter::Role;
use model::day::Day;
use model::design::{Column, Field, Table, View as Content, history, missing_for_release};
use model::id::{CommonsId, DocumentId, LineId};
use std::collections::{BTreeMap, BTreeSet};

/// The history shows at most so many changes.
const HISTORY_MAX: usize = 200;

/// The page of a design; where its files are is added by [`places`].
pub fn design(
    commons: &mut Commons,
    digest: &Digest,
    id: DocumentId,
    today: Day,
) -> Result<DesignView, Trouble> {
    let document = commons.document(id)?;
    let content = Content::of(document);
    let entries = history(document);
    let said = reviews(commons, id, &content.heads)?;
    let people: BTreeSet<String> = entries
        .iter()
        .map(|entry| author(commons, entry.device).0)
        .collect();
    let lines = entries
        .iter()
        .rev()
        .take(HISTORY_MAX)
        .map(|entry| ChangeLine {
            when: since::when(entry.time_ms, today),
            who: author(commons, entry.device).0,
            what: since::history(entry, &content),
        });
    let history = lines.collect();
    let verdicts: Vec<_> = said
        .iter()
        .map(|page| (page.review.verdict, page.of_this_state))
        .collect();
    Ok(DesignView {
        places: BTreeMap::new(),
        versions: versions(commons, &content)?,
        history,
        collisions: collisions(commons, &content, today),
        reviews: said
            .iter()
            .map(|page| state_review(commons, page))
            .collect(),
        standing: standing(&verdicts),
        builds: digest.builds.get(&id).copied().unwrap_or(0),
        people: people.into_iter().collect(),
        elsewhere: commons.core().with_others(id).len(),
        may_edit: commons.writer(Role::Maker).is_ok(),
        missing: missing_for_release(&content),
        seal: seal(commons, &content, today),
        content,
    })
}

fn versions(commons: &Commons, content: &Content) -> Result<Vec<VersionView>, Trouble> {
    let mut versions = vec![];
    for (fact, release) in commons.releases(content.document)? {
        let written = commons.fact(fact)?;
        versions.push(VersionView {
            version: release.version,
            day: words::day(written.day),
            by: commons.called(written.by),
            note: release.note,
            present: release.state.heads == content.heads,
        });
    }
    Ok(versions)
}

/// What was said of a state, in words.
pub fn state_review(commons: &Commons, page: &ReviewPage) -> StateReview {
    StateReview {
        by: commons.called(page.by),
        day: words::day(page.day),
        verdict: page.review.verdict,
        note: page.review.note.clone(),
        of_this_state: page.of_this_state,
    }
}

/// What collides in a design, in words.
pub fn collisions(commons: &Commons, content: &Content, today: Day) -> Vec<CollisionView> {
    let who = |device| author(commons, device);
    content
        .collisions
        .iter()
        .map(|collision| since::collision(collision, content, today, &who))
        .collect()
}

fn seal(commons: &Commons, content: &Content, today: Day) -> Seal {
    if commons.judges().is_err() {
        Seal::NotJudged
    } else if commons
        .policy(today)
        .is_reciprocal(content.field(Field::Licence))
    {
        Seal::Reciprocal
    } else {
        Seal::OwnLicence
    }
}

/// Where the files of a design are.
pub fn places(
    engine: &Engine,
    commons: &Commons,
    here: impl Fn(model::id::FileHash) -> bool,
    content: &Content,
) -> BTreeMap<LineId, FilePlace> {
    let most = engine.home.settings().fetch_bytes_max;
    let comes = |size: Option<u64>| {
        size.is_none_or(|size| size <= most) && commons.takes_unasked(size.unwrap_or_default())
    };
    let place = |line: &model::design::Line| {
        let place = match line.file() {
            Some(file) if here(file) => FilePlace::Here,
            Some(file) => match engine.arriving(file) {
                Some(bytes) => FilePlace::Arriving(bytes),
                None if commons.wants_file(file) => FilePlace::AskedFor,
                None if !comes(line.size()) => FilePlace::TooLarge,
                None => FilePlace::Elsewhere,
            },
            None => FilePlace::AtSource(line.cell(Column::Url).to_owned()),
        };
        (line.id, place)
    };
    content.lines(Table::Files).iter().map(place).collect()
}

/// Whether that design is of this commons.
pub fn is_here(engine: &Engine, commons: CommonsId, design: DocumentId) -> bool {
    engine
        .commons(commons)
        .is_some_and(|commons| commons.name_of(design).is_some())
}
