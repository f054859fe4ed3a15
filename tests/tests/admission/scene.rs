//! A design that Ana began and Ben edits, whose program then writes what no honest one does.

use super::forge::{Forge, rewritten};
use super::history::{admit, commit, device, judge, new_design, state};
use automerge::legacy::{Op, OpId, SortedVec};
use automerge::transaction::Transactable;
use automerge::{ActorId, AutoCommit, Change, ExpandedChange, ObjId, ObjType, ROOT, ReadDoc};
use model::admission::{DocumentState, Refusal, Verdict};

/// Ana began a design and named it; Ben has seen that, and not yet what Ana wrote afterwards.
pub struct Scene {
    pub state: DocumentState,
    pub ben: AutoCommit,
    /// Ana's name for the design, which Ben has seen.
    pub name: OpId,
    /// What Ana put there since, and a part she added.
    pub unseen_name: OpId,
    pub unseen_part: OpId,
}

pub fn actor(number: u8) -> ActorId {
    ActorId::from(&device(number).0[..])
}

pub fn last(document: &mut AutoCommit) -> Change {
    commit(document);
    document.get_last_local_change().unwrap()
}

pub fn id(change: &Change, place: u64) -> OpId {
    OpId::new(change.start_op().get() + place, change.actor_id())
}

pub fn at(document: &AutoCommit, path: &[&str]) -> ObjId {
    path.iter().fold(ROOT, |object, name| {
        document.get(&object, *name).unwrap().unwrap().1
    })
}

impl Scene {
    pub fn new() -> Self {
        let mut state = state();
        let mut ana = new_design();
        admit(&mut state, ana.get_changes(&[])[0].raw_bytes());
        ana.put(at(&ana, &["fields"]), "name", "mill").unwrap();
        let named = last(&mut ana);
        let mut ben = ana.clone().with_actor(actor(1));
        ben.commit();
        ana.put(at(&ana, &["fields"]), "name", "lathe").unwrap();
        ana.put_object(at(&ana, &["parts"]), "00000001", ObjType::Map)
            .unwrap();
        let unseen = last(&mut ana);
        for change in [&named, &unseen] {
            assert_eq!(admit(&mut state, change.raw_bytes()), Verdict::Admitted);
        }
        Self {
            state,
            ben,
            name: id(&named, 0),
            unseen_name: id(&unseen, 0),
            unseen_part: id(&unseen, 1),
        }
    }

    /// The first change of the design.
    pub fn beginning(&mut self) -> automerge::ChangeHash {
        self.ben.get_changes(&[])[0].hash()
    }

    /// What becomes of Ben's edit when his program writes it like this.
    pub fn verdict(
        &self,
        edit: impl FnOnce(&mut AutoCommit),
        rewrite: impl FnOnce(&mut ExpandedChange),
    ) -> Verdict {
        let mut ben = self.ben.clone();
        edit(&mut ben);
        let change = last(&mut ben);
        assert_eq!(judge(&self.state, change.raw_bytes()), Verdict::Admitted);
        judge(&self.state, &rewritten(&change, rewrite))
    }

    /// What becomes of Ben's new name for the design when its one operation is rewritten.
    pub fn name_verdict(&self, rewrite: impl FnOnce(&mut Op)) -> Verdict {
        self.verdict(put_name, |change| rewrite(&mut change.operations[0]))
    }

    /// The same for one typed letter.
    pub fn letter_verdict(&self, rewrite: impl FnOnce(&mut Op)) -> Verdict {
        self.verdict(type_letter, |change| rewrite(&mut change.operations[0]))
    }

    /// What becomes of it when the bytes of the chunk are forged.
    pub fn forged(&self, forge: impl FnOnce(&mut Forge)) -> Verdict {
        let mut ben = self.ben.clone();
        put_other_name(&mut ben);
        let mut parts = Forge::of(last(&mut ben).raw_bytes());
        forge(&mut parts);
        judge(&self.state, &parts.chunk())
    }
}

pub fn put_name(document: &mut AutoCommit) {
    document
        .put(at(document, &["fields"]), "name", "drill")
        .unwrap();
}

pub fn put_other_name(document: &mut AutoCommit) {
    document
        .put(at(document, &["fields"]), "name", "saw")
        .unwrap();
}

pub fn type_letter(document: &mut AutoCommit) {
    document
        .splice_text(at(document, &["texts", "description"]), 1, 0, "x")
        .unwrap();
}

pub fn none() -> SortedVec<OpId> {
    SortedVec::new()
}

pub fn only(id: &OpId) -> SortedVec<OpId> {
    vec![id.clone()].into()
}

pub fn refused(refusal: Refusal) -> Verdict {
    Verdict::Refused(refusal)
}
