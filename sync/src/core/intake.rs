//! From received bytes to a verdict: the only way for a change into this commons.
//!
//! In the order of replication.md, section 5: size and shape, known already?, signature, charter,
//! place, meaning. Verdicts are the model's; here is decided what happens with them.

use super::document::Reach;
use super::waiting::WaitsFor;
use super::{Core, LinkId, Origin, Output, RefusalReason, Refused};
use crate::log::ToStore;
use model::admission::{Context, DocumentState, Missing, Refusal, Verdict, shape};
use model::change::{Header, SignedChange, is_signed_by};
use model::entry::LEDGER_ENTRIES_MAX;
use model::id::{ChangeHash, DeviceId, DocumentId};
use model::key::Signature;
use model::name::{DocumentKind, DocumentName};
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// So many refusals are remembered for a person who looks.
pub const REFUSALS_MAX: usize = 256;

/// Where changes came from, and whether they were just made.
#[derive(Clone, Debug)]
pub(super) struct Source {
    pub(super) origin: Origin,
    pub(super) link: Option<LinkId>,
    /// Whether they go on to other peers at once.
    pub(super) live: bool,
    /// The short names of peers who got them at the same time.
    pub(super) sent_to: Vec<u32>,
}

/// A change that is well-formed and proved, and not judged yet.
#[derive(Clone, Debug)]
pub(super) struct Candidate {
    pub(super) name: DocumentName,
    pub(super) document: DocumentId,
    pub(super) header: Header,
    pub(super) bytes: Vec<u8>,
    pub(super) signature: Option<Signature>,
    /// The run that it came in, and is stored in, so that it can be sent on; [`ALONE`] where every change is signed.
    pub(super) run: u64,
    pub(super) source: Source,
}

/// The run of changes that need none, because each is signed.
pub(super) const ALONE: u64 = 0;

/// What became of one candidate.
enum Outcome {
    Admitted,
    Held(WaitsFor),
    Refused(Refusal),
    /// Another copy of it is here.
    Here,
}

impl Core {
    /// Takes changes of one document, wherever they came from.
    pub(super) fn take(
        &mut self,
        name: DocumentName,
        changes: Vec<SignedChange>,
        source: &Source,
        out: &mut Vec<Output>,
    ) {
        let document = name.id(self.config.commons);
        if name.kind == DocumentKind::Charter && document != self.charter_document {
            return self.refuse(
                document,
                None,
                source.origin,
                Refusal::OtherWriter.into(),
                out,
            );
        }
        let run = if changes.iter().all(|change| change.signature.is_some()) {
            ALONE
        } else {
            self.last_run += 1;
            self.last_run
        };
        let mut candidates = Vec::with_capacity(changes.len());
        for change in changes {
            match shape(&change.bytes) {
                Ok(header) => candidates.push(Candidate {
                    name,
                    document,
                    header,
                    bytes: change.bytes,
                    signature: change.signature,
                    run,
                    source: source.clone(),
                }),
                Err(refusal) => self.refuse(document, None, source.origin, refusal.into(), out),
            }
        }
        let fresh = self.leave_out_known(candidates);
        let fresh = self.leave_out_own_forks(fresh, out);
        let proved = self.prove(fresh, out);
        self.judge(proved, out);
    }

    /// Keeps what a signature proves: the one on the change, or the one on a later change of its
    /// author that builds on it (replication.md, section 4).
    fn prove(&mut self, candidates: Vec<Candidate>, out: &mut Vec<Output>) -> Vec<Candidate> {
        let mut proved_below: BTreeMap<DeviceId, BTreeSet<ChangeHash>> = BTreeMap::new();
        let mut proved = Vec::with_capacity(candidates.len());
        for candidate in candidates.into_iter().rev() {
            let header = &candidate.header;
            let below = proved_below.entry(header.actor).or_default();
            let reason = match &candidate.signature {
                Some(signature) => {
                    let commons = self.config.commons;
                    let holds = is_signed_by(
                        header.actor,
                        commons,
                        candidate.document,
                        header.hash,
                        signature,
                    );
                    (!holds).then_some(RefusalReason::Rule(Refusal::Signature))
                }
                None => (!below.contains(&header.hash)).then_some(RefusalReason::NotProved),
            };
            if let Some(reason) = reason {
                let (document, author) = (candidate.document, Some(header.actor));
                self.refuse(document, author, candidate.source.origin, reason, out);
                continue;
            }
            below.extend(header.deps.iter().copied());
            proved.push(candidate);
        }
        proved.reverse();
        proved
    }

    /// Judges candidates of one document, and whatever can be judged because of them.
    ///
    /// Run by run: so what is admitted stands in the log as it came, and can be cut into runs again to be sent on.
    pub(super) fn judge(&mut self, candidates: Vec<Candidate>, out: &mut Vec<Output>) {
        let mut queue = VecDeque::from(in_runs(candidates));
        while let Some(mut candidates) = queue.pop_front() {
            // Another copy may have been admitted while this one waited.
            candidates.retain(|candidate| !self.is_here(candidate));
            let Some(first) = candidates.first() else {
                continue;
            };
            let (document, name) = (first.document, first.name);
            let Some(state) = self.state_of(document, name, &candidates, out) else {
                continue;
            };
            self.defer(&mut candidates, out);
            let outcomes = self.judge_document(state, &mut candidates);
            let mut admitted = Vec::with_capacity(candidates.len());
            for (candidate, outcome) in candidates.into_iter().zip(outcomes) {
                match outcome {
                    Outcome::Admitted => admitted.push(candidate),
                    Outcome::Held(waits_for) if is_adrift(&candidate, &waits_for) => {
                        let author = Some(candidate.header.actor);
                        self.refuse(document, author, Origin::Here, RefusalReason::Adrift, out);
                    }
                    Outcome::Held(waits_for) => {
                        self.waiting.hold(candidate, waits_for, &self.charter);
                    }
                    Outcome::Refused(refusal) => {
                        let (author, origin) = (candidate.header.actor, candidate.source.origin);
                        self.refuse(document, Some(author), origin, refusal.into(), out);
                    }
                    Outcome::Here => self.answer_here(&candidate),
                }
            }
            let is_own = |candidate: &Candidate| {
                candidate.header.actor == self.config.me && candidate.source.origin != Origin::Here
            };
            if admitted.iter().any(is_own) {
                out.push(Output::OwnKeyElsewhere { document });
            }
            if !admitted.is_empty() {
                self.count_taken(&admitted);
                let released = self.released_by(document, name, &admitted);
                queue.extend(released.into_iter().flat_map(in_runs));
                self.collect(admitted, out);
            }
        }
    }

    /// The state to judge by; without it the candidates are parked until it is loaded.
    fn state_of(
        &mut self,
        document: DocumentId,
        name: DocumentName,
        candidates: &[Candidate],
        out: &mut Vec<Output>,
    ) -> Option<Box<DocumentState>> {
        if document == self.charter_document {
            let empty = Box::new(DocumentState::new(self.config.commons, name));
            return Some(std::mem::replace(&mut self.charter_state, empty));
        }
        let commons = self.config.commons;
        match self.documents.reach(commons, document, name, candidates) {
            Reach::State(state) => return Some(state),
            Reach::Loading => {
                self.documents.park(document, candidates.to_vec());
            }
            Reach::Away => {
                self.documents.park(document, candidates.to_vec());
                // What is admitted and not yet ordered to be stored has to be in what is loaded.
                self.flush(out);
                out.push(Output::Load { document });
            }
        }
        None
    }

    /// Judges candidates in causal order. Whatever is admitted can be proved to others: an author's
    /// last admitted change is signed, else it waits with the unsigned ones before it.
    fn judge_document(
        &mut self,
        mut state: Box<DocumentState>,
        candidates: &mut [Candidate],
    ) -> Vec<Outcome> {
        candidates.sort_by_key(|candidate| candidate.header.start_op);
        let document = state.document();
        let is_charter = document == self.charter_document;
        let all_signed = candidates
            .iter()
            .all(|candidate| candidate.signature.is_some());
        let before =
            (!all_signed).then(|| (state.clone(), is_charter.then(|| self.charter.clone())));
        let mut unproved = BTreeSet::new();
        let outcomes = loop {
            let outcomes = self.judge_once(&mut state, candidates, &unproved);
            let open = open_ends(candidates, &outcomes);
            let Some((state_before, charter_before)) = before.as_ref().filter(|_| !open.is_empty())
            else {
                break outcomes;
            };
            unproved.extend(open);
            state = state_before.clone();
            if let Some(charter) = charter_before {
                self.charter = charter.clone();
            }
        };
        for (candidate, outcome) in candidates.iter().zip(&outcomes) {
            if matches!(outcome, Outcome::Admitted) {
                self.documents
                    .admitted(document, candidate.name, &candidate.header);
            }
        }
        if is_charter {
            self.charter_state = state;
        } else {
            self.weigh(&state);
            self.documents.put_back(document, state);
        }
        outcomes
    }

    fn judge_once(
        &mut self,
        state: &mut DocumentState,
        candidates: &[Candidate],
        unproved: &BTreeSet<ChangeHash>,
    ) -> Vec<Outcome> {
        let judge = |candidate: &Candidate| {
            if unproved.contains(&candidate.header.hash) {
                return Outcome::Held(WaitsFor::Proof);
            }
            self.judge_change(state, candidate)
        };
        candidates.iter().map(judge).collect()
    }

    fn judge_change(&mut self, state: &mut DocumentState, candidate: &Candidate) -> Outcome {
        let before = state.previous_ledger(&candidate.header);
        let commons = self.config.commons;
        let ends = before.map(|name| self.documents.ledger_ends(commons, name));
        let context = Context {
            authority: &self.charter,
            previous_ledger: ends.as_deref().unwrap_or_default(),
        };
        match state.admit(&candidate.header, &candidate.bytes, &context) {
            Verdict::Admitted => {
                if candidate.document == self.charter_document {
                    let admitted = self.charter.admit_chunk(&candidate.bytes);
                    admitted.expect("the same charter has just judged this act");
                }
                Outcome::Admitted
            }
            Verdict::Pending(missing) => Outcome::Held(WaitsFor::Missing(missing)),
            Verdict::Refused(Refusal::AlreadyHere) => Outcome::Here,
            Verdict::Refused(refusal) => Outcome::Refused(refusal),
        }
    }

    /// What waited for these changes, by document.
    fn released_by(
        &mut self,
        document: DocumentId,
        name: DocumentName,
        admitted: &[Candidate],
    ) -> Vec<Vec<Candidate>> {
        let hashes = admitted
            .iter()
            .map(|candidate| candidate.header.hash)
            .collect();
        let mut released = vec![self.waiting.release_changes(document, &hashes)];
        if document == self.charter_document {
            released.extend(self.waiting.release_authors(&self.charter));
        }
        let ends = |candidate: &Candidate| candidate.header.seq == LEDGER_ENTRIES_MAX;
        if let (Some(number), true) = (name.ledger_number(), admitted.iter().any(ends)) {
            let next = DocumentName::ledger(name.creator, number.saturating_add(1));
            released.push(
                self.waiting
                    .release_ledger(next.id(self.config.commons), name),
            );
        }
        released
    }

    pub(super) fn refuse(
        &mut self,
        document: DocumentId,
        author: Option<DeviceId>,
        origin: Origin,
        reason: RefusalReason,
        out: &mut Vec<Output>,
    ) {
        let refused = Refused {
            document,
            author,
            origin,
            reason,
        };
        self.refusals.push_back(refused.clone());
        if self.refusals.len() > REFUSALS_MAX {
            self.refusals.pop_front();
        }
        out.push(Output::Refused(refused));
    }
}

/// The candidates run by run, in the order in which the runs begin.
fn in_runs(mut candidates: Vec<Candidate>) -> Vec<Vec<Candidate>> {
    candidates.sort_by_key(|candidate| candidate.header.start_op);
    let mut runs: Vec<Vec<Candidate>> = Vec::new();
    let mut places: BTreeMap<u64, usize> = BTreeMap::new();
    for candidate in candidates {
        let place = *places.entry(candidate.run).or_insert(runs.len());
        match runs.get_mut(place) {
            Some(run) => run.push(candidate),
            None => runs.push(vec![candidate]),
        }
    }
    runs
}

/// What was made here builds on what is here. If it does not, what it builds on was refused, and will not come.
fn is_adrift(candidate: &Candidate, waits_for: &WaitsFor) -> bool {
    let misses_changes = matches!(waits_for, WaitsFor::Missing(Missing::Changes(_)));
    candidate.source.origin == Origin::Here && misses_changes
}

/// The admitted unsigned changes on which no admitted signed one of their author builds.
fn open_ends(candidates: &[Candidate], outcomes: &[Outcome]) -> Vec<ChangeHash> {
    let mut closed = BTreeSet::new();
    let mut open = Vec::new();
    for (candidate, outcome) in candidates.iter().zip(outcomes).rev() {
        let header = &candidate.header;
        if !matches!(outcome, Outcome::Admitted) {
            continue;
        }
        if candidate.signature.is_some() || closed.contains(&(header.actor, header.hash)) {
            closed.extend(header.deps.iter().map(|dep| (header.actor, *dep)));
        } else {
            open.push(header.hash);
        }
    }
    open
}

impl Candidate {
    pub(super) fn to_store(&self) -> ToStore {
        ToStore {
            name: self.name,
            document: self.document,
            header: self.header.clone(),
            bytes: self.bytes.clone(),
            signature: self.signature,
        }
    }
}

impl From<Refusal> for RefusalReason {
    fn from(refusal: Refusal) -> Self {
        RefusalReason::Rule(refusal)
    }
}
