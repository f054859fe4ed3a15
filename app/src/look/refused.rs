//! What does not count, what was turned away and what waits, and why: in words, for the window and the commands.

use super::branches::Branch;
pub use crate::action::Again;
use crate::commons::Commons;
use crate::look::ledger;
use crate::trouble::Trouble;
use crate::words::{branches as words, refused as w};
use model::admission::{Missing, SetAside};
use model::books::Refusal;
use model::charter::OutOfEffect;
use model::charter::act::RULE_SET;
use model::day::Day;
use model::design::{Field, View as Content};
use model::id::{DeviceId, DocumentId, EndpointId, FactId};
use model::ledger::WrittenFact;
use model::name::DocumentKind;
use std::collections::{BTreeMap, BTreeSet};
use sync::core::{Origin, RefusalReason, WaitsFor};

/// So many documents with something set aside are read to be listed.
pub const ASIDE_DOCUMENTS_MAX: usize = 200;
/// So many branches that forks have set aside are read to be told one by one.
pub const BRANCHES_MAX: usize = 40;
/// So many lines of each kind are listed.
pub const LINES_MAX: usize = 200;

/// Something that does not count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotCounted {
    /// What kind of thing it is.
    pub kind: NotCountedKind,
    /// What it says or does.
    pub what: String,
    /// Whose it is; empty where nobody knows.
    pub by: String,
    /// When they say it was.
    pub day: Option<Day>,
    /// Why it does not count.
    pub why: String,
    /// What a steward admits again, where that can be done from here.
    pub again: Option<Again>,
    /// What the person at this computer may write again from here: theirs, on a device of theirs that was retired.
    pub anew: Option<Again>,
    /// What it holds and what choosing it would do, where a fork has set it aside.
    pub branch: Option<Branch>,
}

/// What kind of thing does not count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum NotCountedKind {
    /// An act of the charter without effect.
    Act,
    /// An entry of the ledger.
    Entry,
    /// Changes of a design.
    Change,
    /// Work of one's own that was written again.
    OfferedAgain,
}

/// A peer whose program sets something else aside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Disagreement {
    /// Which home.
    pub peer: EndpointId,
    /// Whose it is, and what their device is called.
    pub whose: String,
    /// In so many documents.
    pub documents: usize,
}

/// By device and reason: how many changes, and the time of the newest in milliseconds since 1970.
type AsideGroups = BTreeMap<(DeviceId, SetAside), (u64, i64)>;

impl Commons {
    /// What does not count, newest first within each kind, and how many more there are than are listed.
    pub fn not_counted(&mut self) -> Result<(Vec<NotCounted>, usize), Trouble> {
        let (mut all, mut more) = (vec![], 0);
        for lines in [self.acts_out(), self.entries_out()?] {
            more += lines.len().saturating_sub(LINES_MAX);
            all.extend(lines.into_iter().take(LINES_MAX));
        }
        let (lines, unread) = self.changes_aside()?;
        all.extend(lines);
        Ok((all, more + unread))
    }

    fn acts_out(&self) -> Vec<NotCounted> {
        let out = self.charter().out_of_effect();
        let out = out.iter().rev();
        let out = out.filter(|(_, out)| !matches!(out, OutOfEffect::Waits { .. }));
        out.map(|(record, out)| {
            let again = self.may_admit_act(record.id);
            NotCounted {
                kind: NotCountedKind::Act,
                what: self.act_in_words(record.id),
                by: self.called(record.written.by),
                day: Some(record.written.day),
                why: self.act_out(*out),
                again: again.then_some(Again::Act(record.id)),
                anew: None,
                branch: None,
            }
        })
        .collect()
    }

    /// Why an act has no effect, with the name of who decided so.
    pub fn act_out(&self, out: OutOfEffect) -> String {
        let by = match out {
            OutOfEffect::Removed(act)
            | OutOfEffect::Left(act)
            | OutOfEffect::Retired(act)
            | OutOfEffect::RightEnded(act)
            | OutOfEffect::Withdrawn(act)
            | OutOfEffect::InviterEnded(act)
            | OutOfEffect::VoucherEnded(act) => Some(self.act_in_words(act)),
            _ => None,
        };
        w::act_out(out, by.as_deref(), self.out_by_closing(out))
    }

    /// Why an entry does not count.
    pub fn entry_out(&self, fact: FactId, reason: Refusal) -> String {
        let is_excluded = reason == Refusal::Excluded;
        let row = is_excluded.then(|| self.index().entry(fact).ok().flatten());
        let device = row.flatten().map(|row| row.device);
        match device.and_then(|device| self.retired_device(device)) {
            Some(_) => crate::words::ended::RETIRED_OUT.to_owned(),
            None => w::entry_out(reason),
        }
    }

    fn entries_out(&mut self) -> Result<Vec<NotCounted>, Trouble> {
        if self.judges().is_err() {
            // By older rules it would be said of entries that count.
            return Ok(vec![]);
        }
        let quarantine = self.quarantine()?;
        let is_steward = self.is_steward();
        let aside = quarantine.iter();
        let aside = aside.filter(|one| one.reason == Refusal::Excluded);
        let aside: BTreeSet<FactId> = aside.map(|one| one.fact).collect();
        let mut lines = vec![];
        for one in quarantine {
            let Some(row) = self.index().entry(one.fact)? else {
                continue;
            };
            let Ok(written) = WrittenFact::kept(&row.bytes) else {
                continue;
            };
            let is_aside = one.reason == Refusal::Excluded;
            let stands = is_aside && self.stands_anew(&row, &written, &aside)?;
            let again = is_steward && is_aside && !stands;
            let anew = is_aside && !again && !stands && self.may_write_entry_anew(&row, &written);
            let page = ledger::page(self, &row, &written);
            lines.push(NotCounted {
                kind: match stands {
                    true => NotCountedKind::OfferedAgain,
                    false => NotCountedKind::Entry,
                },
                what: page.what,
                by: page.by,
                day: Some(written.day),
                why: self.entry_out(one.fact, one.reason),
                again: again.then_some(Again::Entry(one.fact)),
                anew: anew.then_some(Again::Entry(one.fact)),
                branch: None,
            });
        }
        lines.sort_by_key(|line| std::cmp::Reverse(line.day));
        Ok(lines)
    }

    /// Changes of designs that are set aside, one line for each device and reason, and how many designs were not read.
    fn changes_aside(&mut self) -> Result<(Vec<NotCounted>, usize), Trouble> {
        let is_design = |(document, _): &(DocumentId, _)| {
            self.name_of(*document)
                .is_some_and(|name| name.kind == DocumentKind::Design)
        };
        let documents: Vec<DocumentId> = self
            .core()
            .all_aside()
            .filter(is_design)
            .map(|(document, _)| document)
            .collect();
        let is_steward = self.is_steward();
        let (mut lines, mut room) = (vec![], BRANCHES_MAX);
        for document in documents.iter().take(ASIDE_DOCUMENTS_MAX) {
            let name = match self.document(*document) {
                Ok(open) => Content::of(open).field(Field::Name).to_owned(),
                // All of it is set aside.
                Err(_) => String::new(),
            };
            let branches = self.branches_aside(*document, room)?;
            room -= branches.len();
            for ((device, why), (count, last_ms)) in self.aside_of(*document, &branches)? {
                let again = is_steward && why == SetAside::Removed;
                let line = self.change_line(*document, device, why, last_ms)?;
                let is_open = line.kind == NotCountedKind::Change && why == SetAside::Removed;
                let anew = is_open && !again && !name.is_empty() && self.is_own_retired(device);
                lines.push(NotCounted {
                    what: w::changes_of(count, &name),
                    again: again.then_some(Again::Changes(*document, device)),
                    anew: anew.then_some(Again::Changes(*document, device)),
                    ..line
                });
            }
            for branch in branches {
                let again = is_steward && branch.effect.is_ok();
                let (device, _, first) = branch.first;
                let why = SetAside::OtherBranch;
                let changes = branch.changes.len() as u64;
                lines.push(NotCounted {
                    what: words::branch_of(changes, &branch.design_name(&name)),
                    again: again.then_some(Again::Branch(*document, first)),
                    branch: Some(branch.clone()),
                    ..self.change_line(*document, device, why, branch.last_ms)?
                });
            }
        }
        lines.sort_by_key(|line| std::cmp::Reverse(line.day));
        Ok((lines, documents.len().saturating_sub(ASIDE_DOCUMENTS_MAX)))
    }

    /// What a line about changes of a design says whatever they are.
    fn change_line(
        &self,
        document: DocumentId,
        device: DeviceId,
        why: SetAside,
        last_ms: i64,
    ) -> Result<NotCounted, Trouble> {
        let offered = match why {
            SetAside::Removed => self.all_written_anew(document, device)?,
            _ => self.has_offered(document, device)?,
        };
        Ok(NotCounted {
            kind: match offered {
                true => NotCountedKind::OfferedAgain,
                false => NotCountedKind::Change,
            },
            what: String::new(),
            by: self.device_and_owner(device).1,
            day: Some(crate::chance::day_of(last_ms)),
            why: w::change_out(why, offered).to_owned(),
            again: None,
            anew: None,
            branch: None,
        })
    }

    /// By device and reason, how many changes of a design are set aside and in none of these branches, and when the
    /// newest was written.
    fn aside_of(&self, document: DocumentId, branches: &[Branch]) -> Result<AsideGroups, Trouble> {
        let mut groups = AsideGroups::new();
        let Some(aside) = self.core().aside(document) else {
            return Ok(groups);
        };
        for stored in self.store().load(document)? {
            let header = &stored.change.header;
            let in_branch = branches
                .iter()
                .any(|branch| branch.changes.contains(&header.hash));
            if let (Some(why), false) = (aside.changes.get(&header.hash), in_branch) {
                let group = groups.entry((header.actor, *why)).or_default();
                *group = (group.0 + 1, group.1.max(header.time_ms));
            }
        }
        Ok(groups)
    }

    /// What was turned away at the door since this was opened, newest first: what, and why.
    pub fn turned_away(&self) -> Vec<(String, String)> {
        let mut refused: Vec<_> = self.refused().collect();
        refused.reverse();
        let line = |refused: &&sync::core::Refused| {
            let by = refused.author.map(|author| self.device_and_owner(author));
            let from = match refused.origin {
                Origin::Here => w::FROM_HERE.to_owned(),
                Origin::Bundle => w::FROM_STICK.to_owned(),
                Origin::Peer(peer) => w::from_peer(&self.whose(peer)),
            };
            let by = by.as_ref().map(|(_, name)| name.as_str());
            match &refused.reason {
                RefusalReason::Deferred => (
                    w::too_much_today(by, &from),
                    w::TOO_MUCH_TODAY_WHY.to_owned(),
                ),
                reason => (w::turned_away(by, &from), reason.to_string()),
            }
        };
        refused.iter().map(line).collect()
    }

    /// What waits for something that has not arrived: how many changes of whom, and for what.
    pub fn waits_for_more(&self) -> Vec<(String, String)> {
        let mut groups: BTreeMap<(DeviceId, &'static str), u64> = BTreeMap::new();
        for waiting in self.core().waiting() {
            let why = match &waiting.waits_for {
                WaitsFor::Proof => w::WAITS_PROOF,
                WaitsFor::Missing(Missing::Changes(_)) => w::WAITS_CHANGES,
                WaitsFor::Missing(Missing::Author(_)) => w::WAITS_AUTHOR,
                WaitsFor::Missing(Missing::Right(_)) => w::WAITS_RIGHT,
                WaitsFor::Missing(Missing::Ledger(_)) => w::WAITS_LEDGER,
            };
            *groups.entry((waiting.author, why)).or_default() += 1;
        }
        let line = |((device, why), count): ((DeviceId, &str), u64)| {
            let (_, owner) = self.device_and_owner(device);
            (w::waiting(count, &owner), why.to_owned())
        };
        groups.into_iter().map(line).collect()
    }

    /// Peers that hold the same history and set something else of it aside.
    pub fn disagreements(&self) -> Vec<Disagreement> {
        let peers = self.core().peers();
        let disagreeing = peers.iter().filter(|peer| peer.disagrees > 0);
        disagreeing
            .map(|peer| Disagreement {
                peer: peer.peer,
                whose: self.whose(peer.peer),
                documents: peer.disagrees,
            })
            .collect()
    }

    /// Whose programs that are met now know rules of a newer version than this one. Only members are believed.
    pub fn newer_programs(&self) -> Vec<String> {
        let peers = self.core().peers().into_iter();
        let newer = peers.filter(|peer| {
            let is_newer = peer.rule_set.is_some_and(|known| known > RULE_SET);
            is_newer && self.charter().endpoint_is_member(peer.peer)
        });
        newer.map(|peer| self.whose(peer.peer)).collect()
    }

    /// Whose the home at this address key is, and what it is called.
    pub fn whose(&self, peer: EndpointId) -> String {
        match self.charter().devices_at(peer).next() {
            Some(device) => {
                let (label, owner) = self.device_and_owner(device.id);
                format!("{owner}, {label}")
            }
            None => peer.short(),
        }
    }

    fn is_steward(&self) -> bool {
        self.writer(model::charter::Role::Steward).is_ok()
    }

    fn may_admit_act(&self, act: FactId) -> bool {
        let Some(me) = self.me().filter(|_| self.is_steward()) else {
            return false;
        };
        let Some(record) = self.charter().act(act) else {
            return false;
        };
        let falls_with_author = matches!(
            self.charter().why_out(act),
            Some(
                OutOfEffect::Removed(_)
                    | OutOfEffect::Retired(_)
                    | OutOfEffect::RightEnded(_)
                    | OutOfEffect::Withdrawn(_)
                    | OutOfEffect::InviterEnded(_)
            )
        );
        let named = (record.device, record.seq, record.hash);
        let document = self.charter().document();
        let bytes = model::charter::build::readmit(me, record.written.day, document, named);
        falls_with_author && self.charter().may_act(self.device(), &bytes).is_ok()
    }
}
