//! What must hold for whatever comes in: it harms no document and locks nobody out.

use super::history::{COMMONS, admit_around, commit, device};
use super::honest::{NEWCOMER, hash};
use automerge::transaction::Transactable;
use automerge::{
    ActorId, AutoCommit, AutoSerde, Change, ObjId, ObjType, ROOT, ReadDoc, ScalarValue, Value,
};
use model::admission::{Context, DocumentState, SetAside, Standing, Verdict, shape};
use model::entry::EntryChange;
use model::heights::forks;
use model::id::ChangeHash;
use model::name::{DocumentKind, DocumentName};
use std::collections::{BTreeMap, BTreeSet};

/// The changes that stand in a document, and what is judged by them.
#[derive(Clone)]
pub struct Stands {
    /// The state of the door.
    pub state: DocumentState,
    /// All that was admitted, causes first.
    pub changes: Vec<Change>,
    /// What is set aside.
    aside: BTreeSet<ChangeHash>,
    /// The rest as a document; without any change for ledgers and the charter, which Automerge never sees.
    document: AutoCommit,
}

impl Stands {
    /// A document without any change yet.
    pub fn new(name: DocumentName) -> Self {
        Self {
            state: DocumentState::new(COMMONS, name),
            changes: vec![],
            aside: BTreeSet::new(),
            document: AutoCommit::new(),
        }
    }

    /// An admitted change comes in.
    pub fn take(&mut self, change: Change, context: &Context<'_>) {
        let verdict = admit_around(&mut self.state, change.raw_bytes(), context);
        assert_eq!(verdict, Verdict::Admitted, "{:?}", change.decode());
        self.changes.push(change.clone());
        if !self.is_edited() {
            return;
        }
        let aside = self.state.set_aside(&Standing::default());
        let aside: BTreeSet<ChangeHash> = aside.into_keys().collect();
        let taken = if aside == self.aside {
            self.document.apply_changes([change])
        } else {
            self.document = AutoCommit::new();
            self.aside = aside;
            self.document.apply_changes(self.in_effect())
        };
        taken.expect("Automerge takes in what is admitted");
    }

    fn is_edited(&self) -> bool {
        let kind = self.state.name().kind;
        !matches!(kind, DocumentKind::Ledger | DocumentKind::Charter)
    }

    /// The changes that are in effect, causes first.
    fn in_effect(&self) -> Vec<Change> {
        let stays = self.changes.iter();
        let stays = stays.filter(|change| !self.aside.contains(&hash(change)));
        stays.cloned().collect()
    }

    /// The past of a change and the change itself, causes first.
    fn lineage(&self, change: &Change) -> Vec<Change> {
        let by_hash: BTreeMap<ChangeHash, &Change> = self
            .changes
            .iter()
            .map(|change| (hash(change), change))
            .collect();
        let mut past = BTreeSet::new();
        let mut next = vec![change];
        while let Some(change) = next.pop() {
            if past.insert(hash(change)) {
                next.extend(change.deps().iter().map(|dep| by_hash[&ChangeHash(dep.0)]));
            }
        }
        let lineage = self.changes.iter();
        let lineage = lineage.filter(|change| past.contains(&hash(change)));
        lineage.cloned().collect()
    }
}

/// Lets an admitted change in and checks what stands then. Gives that back.
pub fn check(before: &Stands, bytes: &[u8], context: &Context<'_>) -> Stands {
    let change = Change::from_bytes(bytes.to_vec()).expect("Automerge reads what is admitted");
    let again = Change::from(change.decode());
    assert_eq!(again.raw_bytes(), bytes, "written again it is other bytes");
    let mut after = before.clone();
    after.take(change.clone(), context);
    if let Some(entry) = EntryChange::decode(bytes) {
        assert_eq!(entry.encode(), bytes);
    }
    if !after.is_edited() {
        return after;
    }
    if !after.aside.contains(&hash(&change)) {
        let (in_effect, document) = (after.in_effect(), after.document.clone());
        check_document(&after.state, document, &in_effect, context);
        return after;
    }
    // It stands with what it builds on, wherever that is in effect. What holds both branches of a fork never is,
    // not even under a pin (0012).
    let lineage = after.lineage(&change);
    if !is_one_branch(&lineage) {
        let pinned = Standing {
            pinned: BTreeSet::from([hash(&change)]),
            ..Standing::default()
        };
        assert!(after.state.set_aside(&pinned).contains_key(&hash(&change)));
    } else {
        let mut document = AutoCommit::new();
        let taken = document.apply_changes(lineage.iter().cloned());
        taken.expect("Automerge takes in what is admitted");
        check_document(&after.state, document, &lineage, context);
    }
    after
}

/// What stays when the charter says this of the document fits together and lives on; what does not has its reason.
pub fn check_standing(stands: &Stands, standing: &Standing, context: &Context<'_>) {
    if !stands.is_edited() {
        return;
    }
    let aside = stands.state.set_aside(standing);
    check_reasons(&stands.changes, &aside, standing);
    let stays = stands.changes.iter();
    let stays = stays.filter(|change| !aside.contains_key(&hash(change)));
    let stays: Vec<Change> = stays.cloned().collect();
    let mut document = AutoCommit::new();
    let taken = document.apply_changes(stays.iter().cloned());
    taken.expect("Automerge takes in what stays");
    if !stays.is_empty() {
        check_document(&stands.state, document, &stays, context);
    }
}

/// Each change that is set aside has its reason, and no other one has.
pub fn check_reasons(
    changes: &[Change],
    aside: &BTreeMap<ChangeHash, SetAside>,
    standing: &Standing,
) {
    let headers = changes.iter().map(|change| shape(change.raw_bytes()));
    let headers: Vec<_> = headers
        .map(|header| header.expect("it was admitted"))
        .collect();
    let forks = forks(&headers);
    for header in &headers {
        let leans = header.deps.iter().any(|dep| aside.contains_key(dep));
        let branches = forks.get(&(header.actor, header.seq));
        let is_cut = standing.cuts(header.actor, header.seq, header.hash);
        match aside.get(&header.hash) {
            None => {
                assert!(!leans && !is_cut);
                let mut others = branches.into_iter().flatten();
                assert!(others.all(|other| *other == header.hash || aside.contains_key(other)));
            }
            Some(SetAside::Removed) => assert!(is_cut),
            Some(SetAside::OtherBranch) => assert!(branches.is_some()),
            Some(SetAside::BuildsOnIt) => assert!(leans),
        }
    }
}

/// Whether no author has two changes with one number among these. What holds both is never in effect.
fn is_one_branch(changes: &[Change]) -> bool {
    let mut numbers = BTreeSet::new();
    changes
        .iter()
        .all(|change| numbers.insert((change.actor_id().clone(), change.seq())))
}

/// These changes make this document, and it can be saved, loaded, replayed and written on.
fn check_document(
    state: &DocumentState,
    mut document: AutoCommit,
    changes: &[Change],
    context: &Context<'_>,
) {
    assert!(
        is_one_branch(changes),
        "both branches of a fork are in effect"
    );
    let missing = document.get_missing_deps(&[]);
    assert!(missing.is_empty(), "it waits for something");
    let Ok(mut loaded) = AutoCommit::load(&document.save()) else {
        let last = changes.last().map(|change| change.decode());
        panic!("a saved document does not load again: {last:#?}");
    };
    assert_eq!(loaded.get_heads(), document.get_heads());
    // The rest takes long: one in four documents gets it.
    if document.get_heads().iter().all(|head| head.0[1] >= 64) {
        return;
    }
    let screen = |document: &AutoCommit| serde_json::to_string(&AutoSerde::from(document)).unwrap();
    let shown = screen(&document);
    assert_eq!(screen(&loaded), shown, "another state after loading");
    let mut replayed = AutoCommit::new();
    replayed
        .apply_changes(changes.iter().cloned())
        .expect("the changes fit together");
    assert_eq!(screen(&replayed), shown, "another state after replaying");
    check_writing_on(state, &mut loaded, context);
}

/// Whoever has not forked writes on, and somebody who is new; all of it comes in.
fn check_writing_on(state: &DocumentState, document: &mut AutoCommit, context: &Context<'_>) {
    let mut state = state.clone();
    // Writing everywhere takes longest: one in four of these gets it.
    let everywhere = document.get_heads().iter().any(|head| head.0[0] < 64);
    for number in [NEWCOMER, 0, 1] {
        let author = device(number);
        let alone = document.get_changes_meta(&[]);
        let own = alone.iter();
        let own = own.filter(|change| change.actor.to_bytes() == author.0);
        let last = own.map(|change| change.seq).max().unwrap_or(0);
        let is_split = state.heights().is_forked(author) || state.heights().seq(author) > last;
        let is_alone = state.name().kind == DocumentKind::Profile;
        if is_split || (is_alone && author != state.name().creator) {
            continue; // Whose newest is set aside takes a new key (0012). A profile is its creator's.
        }
        document.set_actor(ActorId::from(&author.0[..]));
        let word = document.get_heads().first().map(ToString::to_string);
        write_on(
            document,
            state.name().kind,
            &word.unwrap_or_default(),
            everywhere && number == NEWCOMER,
        );
        commit(document);
        let change = document
            .get_last_local_change()
            .expect("something was written");
        let verdict = admit_around(&mut state, change.raw_bytes(), context);
        assert_eq!(
            verdict,
            Verdict::Admitted,
            "an honest edit is shut out: {:?}",
            change.decode()
        );
    }
    if everywhere {
        AutoCommit::load(&document.save()).expect("and so after further edits");
    }
}

/// What honest people write: in some places, or everywhere in a document.
fn write_on(document: &mut AutoCommit, kind: DocumentKind, word: &str, everywhere: bool) {
    // The root's objects stay for good (0007), but for what a design need not have: there a value comes in.
    let stays = |document: &AutoCommit, object: &ObjId, name: &str| {
        let all = document.get_all(object, name).unwrap_or_default();
        let mut all = all.into_iter().map(|found| inside(Ok(Some(found))));
        let is_in_root = kind != DocumentKind::Design && *object == ROOT;
        all.find(|found| is_in_root && found.is_some()).flatten()
    };
    let names = ["note", "remark", "word"].into_iter();
    let mut free = names.filter(|name| stays(document, &ROOT, name).is_none());
    let name = free.next().expect("a first change makes few objects there");
    document.put(ROOT, name, word).unwrap();
    if !everywhere {
        for (inside, name) in [("fields", "name"), ("texts", "description")] {
            match at(document, inside, name) {
                Some((text, Some(ObjType::Text))) => {
                    let gone = document.length(&text).min(3) as isize;
                    document.splice_text(&text, 0, gone, "later: ").unwrap();
                }
                Some((map, None)) => document.put(&map, name, word).unwrap(),
                _ => {}
            }
        }
        return;
    }
    let mut objects = vec![(ROOT, ObjType::Map, 0)];
    while let Some((object, kind, depth)) = objects.pop() {
        match kind {
            ObjType::Map => {
                let names: Vec<String> = document.keys(&object).collect();
                for (place, name) in names.into_iter().enumerate() {
                    let shown = inside(document.get(&object, name.as_str()));
                    match shown.or_else(|| stays(document, &object, &name)) {
                        Some((child, kind)) => objects.push((child, kind, depth + 1)),
                        None if place < 8 => {
                            document.put(&object, name.as_str(), word).unwrap();
                        }
                        None => {}
                    }
                }
                if (1..3).contains(&depth) {
                    document.put(&object, "name", word).unwrap_or_default();
                }
            }
            ObjType::Text => {
                let gone = document.length(&object).min(3) as isize;
                document.splice_text(&object, 0, gone, "later: ").unwrap();
            }
            _ => {
                for place in 0..document.length(&object) {
                    match inside(document.get(&object, place)) {
                        Some((child, kind)) => objects.push((child, kind, depth + 1)),
                        None => document.put(&object, place, word).unwrap(),
                    }
                }
                document.insert(&object, 0, ScalarValue::Null).unwrap();
                let last = document.length(&object) - 1;
                document.delete(&object, last).unwrap();
            }
        }
    }
}

/// The object under these two names; where no object is, the map around and nothing.
fn at(document: &AutoCommit, outer: &str, name: &str) -> Option<(ObjId, Option<ObjType>)> {
    let (map, ObjType::Map) = inside(document.get(ROOT, outer))? else {
        return None;
    };
    match inside(document.get(&map, name)) {
        Some((object, kind)) => Some((object, Some(kind))),
        None => Some((map, None)),
    }
}

fn inside(
    found: Result<Option<(Value<'_>, ObjId)>, automerge::AutomergeError>,
) -> Option<(ObjId, ObjType)> {
    match found.ok()?? {
        (Value::Object(kind), id) => Some((id, kind)),
        _ => None,
    }
}
