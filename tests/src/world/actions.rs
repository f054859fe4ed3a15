//! What the people of a random world do, and what happens to them.

use super::{World, day};
use model::charter::build;
use model::design::{Column, Edit, Field, LongText, Position, Table, View, apply, create};
use model::document::Document;
use model::entry::fact_id;
use model::id::{DocumentId, FactId, LineId};
use model::ledger::work::UNIT_MINUTE;
use model::ledger::{
    Contribution, ContributionReview, DesignReview, DesignState, Fact, Verdict, WrittenFact,
    read_entry,
};
use model::name::{DocumentKind, DocumentName};
use model::number::Quantity;
use sync::core::{Input, StoredChange};

const WORDS: [&str; 8] = [
    "lathe", "frame", "bearing", "belt", "bolt", "grease", "weld", "saw",
];

impl World {
    /// Something random that a person does on a device that is on and belongs to the commons.
    pub fn act(&mut self, device: usize) {
        // Whoever is told that their key is in use elsewhere stops writing with it.
        if !self.devices[device].is_member() || self.own_keys_elsewhere.contains(&device) {
            return;
        }
        match self.chance.below(100) {
            0..12 => self.new_design(device),
            12..70 => self.edit_some_design(device),
            70..84 => self.log_work(device),
            84..92 => self.review_something(device),
            92..96 => self.grant_something(device),
            _ => self.declare_organisation(device),
        }
    }

    pub(super) fn word(&mut self) -> String {
        WORDS[self.chance.below(8) as usize].to_owned()
    }

    /// Makes a design.
    pub fn new_design(&mut self, device: usize) {
        let nonce = self.chance.bytes();
        let name = self.word();
        let key = self.devices[device].key.clone();
        let document_name = DocumentName::new(DocumentKind::Design, key.device(), nonce);
        let id = document_name.id(self.commons());
        let mut document = Document::empty(self.commons(), id);
        let edits = [
            Edit::SetField {
                field: Field::Name,
                value: name,
            },
            Edit::SpliceText {
                text: LongText::Description,
                at: 0,
                delete: 0,
                insert: "It works.".into(),
            },
        ];
        let changes =
            create(&mut document, &edits, &key, self.now_ms as i64).expect("a new design");
        self.devices[device].documents.insert(id, document);
        self.tell(
            device,
            Input::Edited {
                name: document_name,
                changes,
            },
        );
    }

    pub(super) fn some_design(&mut self, device: usize) -> Option<DocumentId> {
        let designs: Vec<DocumentId> = self.devices[device].documents.keys().copied().collect();
        self.chance.pick(&designs).copied()
    }

    /// Edits a design at random.
    pub fn edit_some_design(&mut self, device: usize) {
        let Some(id) = self.some_design(device) else {
            return self.new_design(device);
        };
        let edits: Vec<Edit> = (0..=self.chance.below(3))
            .map(|_| self.some_edit(device, id))
            .collect();
        self.edit(device, id, &edits);
    }

    /// Makes these edits; those that do not fit the design as it stands are left out.
    pub fn edit(&mut self, device: usize, id: DocumentId, edits: &[Edit]) {
        let now_ms = self.now_ms as i64;
        let state = &mut self.devices[device];
        let core = state.core.as_ref();
        if core.is_none_or(|core| core.weighs() || !core.can_go_on(id)) {
            return;
        }
        let Some(document) = state.documents.get_mut(&id) else {
            return;
        };
        let Ok(changes) = apply(document, edits, &state.key, now_ms) else {
            return;
        };
        let known = state
            .core
            .as_ref()
            .and_then(|core| core.documents().find(|(known, _)| *known == id));
        let (Some((_, name)), false) = (known, changes.is_empty()) else {
            return;
        };
        self.tell(device, Input::Edited { name, changes });
    }

    fn some_edit(&mut self, device: usize, id: DocumentId) -> Edit {
        let view = View::of(&self.devices[device].documents[&id]);
        let lines: Vec<LineId> = view
            .lines(Table::Parts)
            .iter()
            .map(|line| line.id)
            .collect();
        let line = self.chance.pick(&lines).copied();
        let length = view.text(LongText::Description).chars().count() as u64;
        let collisions: Vec<_> = view.collisions.clone();
        match (self.chance.below(10), line) {
            (0..2, _) => Edit::SetField {
                field: Field::Name,
                value: self.word(),
            },
            (2..5, _) => {
                let at = self.chance.below(length + 1);
                let delete = self.chance.below(4).min(length - at) as usize;
                Edit::SpliceText {
                    text: LongText::Description,
                    at: at as usize,
                    delete,
                    insert: self.word(),
                }
            }
            (5, Some(line)) => Edit::RemoveLine {
                table: Table::Parts,
                line,
            },
            (6..8, Some(line)) => {
                let value = self.word();
                Edit::SetCell {
                    table: Table::Parts,
                    line,
                    column: Column::Name,
                    value,
                }
            }
            (8, Some(line)) => Edit::MoveLine {
                table: Table::Parts,
                line,
                position: Position::First,
            },
            _ => match self.chance.pick(&collisions) {
                Some(collision) => Edit::Settle {
                    place: collision.place.clone(),
                    value: collision.values[0].value.clone(),
                },
                None => Edit::AddLine {
                    table: Table::Parts,
                    line: LineId(self.chance.bytes()),
                    position: Position::Last,
                    cells: vec![(Column::Name, self.word()), (Column::Quantity, "2".into())],
                },
            },
        }
    }

    fn write(&mut self, device: usize, fact: impl Into<Fact>) {
        let Some(by) = self.person(device) else {
            return;
        };
        let fact = WrittenFact {
            by,
            day: day(self.now_ms),
            fact: fact.into(),
        };
        if let Some(input) = self.devices[device].entry(self.now_ms, &fact) {
            self.tell(device, input);
        }
    }

    fn state_of(&mut self, device: usize) -> Option<DesignState> {
        let design = self.some_design(device)?;
        let heads = self.devices[device].documents[&design].heads();
        Some(DesignState {
            design,
            heads,
            licence: "CERN-OHL-S-2.0".into(),
        })
    }

    /// Logs some minutes of work.
    pub fn log_work(&mut self, device: usize) {
        let Some(provider) = self.person(device) else {
            return;
        };
        let state = self.state_of(device);
        let minutes = 1 + self.chance.below(600) as i64;
        let today = day(self.now_ms);
        self.write(
            device,
            Contribution {
                provider,
                on_behalf_of: None,
                kind: "design".into(),
                quantity: Quantity {
                    mantissa: minutes,
                    scale: 0,
                    unit: UNIT_MINUTE.into(),
                },
                from: today,
                to: today,
                state,
                deliverable: None,
                share: None,
                evidence: vec![],
                note: String::new(),
                supersedes: None,
                machine_part: None,
            },
        );
    }

    fn review_something(&mut self, device: usize) {
        let contributions = self.contributions(device);
        if let Some((contribution, quantity)) = self.chance.pick(&contributions).cloned() {
            let review = ContributionReview {
                contribution,
                accepted: quantity,
                reason: String::new(),
            };
            return self.write(device, review);
        }
        if let Some(state) = self.state_of(device) {
            self.write(
                device,
                DesignReview {
                    state,
                    verdict: Verdict::Good,
                    checked: vec![],
                    note: String::new(),
                },
            );
        }
    }

    /// The contributions on a device's disk, with how much they claim.
    fn contributions(&self, device: usize) -> Vec<(FactId, Quantity)> {
        let read = |stored: &StoredChange| {
            let change = &stored.change;
            let entry = read_entry(&change.bytes)?;
            let id = fact_id(self.commons(), change.document, entry.seq, entry.bytes);
            match WrittenFact::decode(entry.bytes).ok()?.fact {
                Fact::Contribution(contribution) => Some((id, contribution.quantity)),
                _ => None,
            }
        };
        let all = self.devices[device].disk.all();
        all.filter(|stored| stored.change.name.kind == DocumentKind::Ledger)
            .filter_map(read)
            .collect()
    }

    fn grant_something(&mut self, device: usize) {
        let persons: Vec<_> = self.devices[device]
            .charter()
            .persons()
            .map(|person| person.id)
            .collect();
        let (Some(by), Some(person)) = (self.person(device), self.chance.pick(&persons).copied())
        else {
            return;
        };
        let act = build::grant(
            by,
            day(self.now_ms),
            person,
            model::charter::Role::Treasurer,
        );
        if let Some(input) = self.devices[device].act(self.now_ms, &act) {
            self.tell(device, input);
        }
    }

    fn declare_organisation(&mut self, device: usize) {
        let nonce = self.chance.bytes();
        let name = self.word();
        let Some(by) = self.person(device) else {
            return;
        };
        let place = (self.commons(), self.devices[device].key.device());
        let declared =
            build::declare_organisation(place, by, day(self.now_ms), nonce, &name, vec![by]);
        let (_, act) = declared.expect("the name is fine");
        if let Some(input) = self.devices[device].act(self.now_ms, &act) {
            self.tell(device, input);
        }
    }
}
