//! What has come before: known changes are answered and not judged again, and this device's own numbers are
//! never used twice.

use super::intake::Candidate;
use super::{Core, Origin, Output, RefusalReason};
use model::id::{ChangeHash, DeviceId};
use std::collections::BTreeSet;

impl Core {
    /// Leaves out what is known to be here already, and answers that it is.
    ///
    /// A newest change that is here says the same of its author's chain below it. What lies lower and
    /// comes without it is known only when the document is looked at.
    pub(super) fn leave_out_known(&mut self, candidates: Vec<Candidate>) -> Vec<Candidate> {
        let mut fresh = Vec::with_capacity(candidates.len());
        let mut below_known: BTreeSet<(DeviceId, ChangeHash)> = BTreeSet::new();
        for candidate in candidates.into_iter().rev() {
            let (document, header) = (candidate.document, &candidate.header);
            let is_known = below_known.contains(&(header.actor, header.hash))
                || self.documents.contains(document, header) == Some(true);
            if !is_known {
                fresh.push(candidate);
                continue;
            }
            below_known.extend(header.deps.iter().map(|dep| (header.actor, *dep)));
            self.answer_here(&candidate);
        }
        fresh.reverse();
        fresh
    }

    /// This device never signs two changes with one number, whatever its documents in memory look like.
    pub(super) fn leave_out_own_forks(
        &mut self,
        candidates: Vec<Candidate>,
        out: &mut Vec<Output>,
    ) -> Vec<Candidate> {
        let is_own_fork = |candidate: &Candidate| {
            let (document, header) = (candidate.document, &candidate.header);
            candidate.source.origin == Origin::Here
                && header.seq <= self.documents.height(document, header.actor)
        };
        if !candidates.iter().any(is_own_fork) {
            return candidates;
        }
        // What was made together stands together: the later ones build on the first.
        for fork in candidates {
            let (author, origin) = (fork.header.actor, fork.source.origin);
            let reason = RefusalReason::OwnFork;
            self.refuse(fork.document, Some(author), origin, reason, out);
        }
        Vec::new()
    }

    pub(super) fn answer_here(&mut self, candidate: &Candidate) {
        if let Some(link) = candidate.source.link {
            self.known_here.insert((link, candidate.document));
        }
    }

    pub(super) fn is_here(&self, candidate: &Candidate) -> bool {
        let known = self
            .documents
            .contains(candidate.document, &candidate.header);
        known == Some(true)
    }
}
