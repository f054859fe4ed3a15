//! The designs of the demo, begun, illustrated and released by their licensors.

use super::{Demo, broken, day, unlike};
use crate::chance;
use crate::deed::designs::licensor;
use crate::demo::script::{Design, Part, Step};
use crate::demo::solids;
use crate::files::Kept;
use crate::trouble::Trouble;
use model::day::Day;
use model::design::{Column, Edit, Field, FileRole, LongText, Position, Table, WordSet};
use model::id::{DocumentId, FileHash, LineId};
use std::collections::BTreeMap;

impl Demo<'_> {
    /// Every design is begun on a day of its own, the first on the day after the founding.
    pub(super) fn make_designs(&mut self, designs: &[Design]) -> Result<(), Trouble> {
        let first = day(&self.story.commons.day)?;
        // One licensor after the other, so that the homes need to meet only in between.
        let mut order: Vec<&Design> = designs.iter().collect();
        order.sort_by_key(|design| (&design.licensor, &design.key));
        let mut links = vec![];
        for (at, design) in order.iter().enumerate() {
            let lines = self.begin(design, first.plus(1 + at as i32))?;
            links.extend(lines.into_iter().map(|(line, key)| (*design, line, key)));
        }
        let last = first.plus(1 + order.len() as i32);
        for (design, line, key) in links {
            self.link(design, line, &key, last)?;
        }
        for design in &order {
            let home = self.turn(&design.licensor)?;
            let when = self.when(last);
            let id = self.design(&design.key)?;
            self.commons_mut(home)
                .release(id, &design.version, "", when)?;
        }
        Ok(())
    }

    /// Begins a design; gives the lines whose parts are designs of their own.
    fn begin(&mut self, design: &Design, on: Day) -> Result<Vec<(LineId, String)>, Trouble> {
        let home = self.turn(&design.licensor)?;
        let person = &self.story.persons[home].name;
        let mut edits = fields(design, person);
        let picture = LineId(chance::bytes());
        let (attached, kept) = self.files(home, design, picture)?;
        edits.extend(attached);
        for file in kept {
            self.commons_mut(home).hold_file(file)?;
        }
        let mut links = vec![];
        for part in &design.parts {
            let line = LineId(chance::bytes());
            edits.push(part_line(part, line));
            links.extend(part.design.clone().map(|key| (line, key)));
        }
        edits.extend(design.steps.iter().flat_map(step_lines));
        let when = self.when(on);
        let id = self.commons_mut(home).begin_design(&edits, when)?;
        self.designs.insert(design.key.clone(), id);
        Ok(links)
    }

    /// The picture and the solid, kept in the files of that home.
    fn files(
        &self,
        home: usize,
        design: &Design,
        picture: LineId,
    ) -> Result<(Vec<Edit>, [FileHash; 2]), Trouble> {
        let files = self.engines[home].files();
        let files = files.ok_or_else(|| unlike("its homes are not on the network"))?;
        let key = &design.key;
        let keep = |name: String, bytes: &[u8]| -> Result<Kept, Trouble> {
            let (hash, bytes) = files.import_bytes(bytes)?;
            Ok(Kept { hash, name, bytes })
        };
        let png = self.pictures.get(key).ok_or_else(|| broken(key))?;
        let png = keep(format!("{key}.png"), png)?;
        let stl = keep(format!("{key}.stl"), &solids::solid(key))?;
        let attach = |line, kept: &Kept, role, media| {
            Edit::attach_file(line, &kept.name, role, kept.hash, kept.bytes, media)
        };
        let edits = vec![
            attach(picture, &png, FileRole::Image, "image/png"),
            attach(LineId(chance::bytes()), &stl, FileRole::Export, "model/stl"),
        ];
        Ok((edits, [png.hash, stl.hash]))
    }

    /// Names the design that a part is.
    fn link(&mut self, design: &Design, line: LineId, key: &str, on: Day) -> Result<(), Trouble> {
        let home = self.turn(&design.licensor)?;
        let edit = Edit::SetCell {
            table: Table::Parts,
            line,
            column: Column::Design,
            value: self.design(key)?.to_string(),
        };
        let (id, when) = (self.design(&design.key)?, self.when(on));
        self.commons_mut(home).edit_design(id, &[edit], when)?;
        Ok(())
    }

    /// A design by its key.
    pub(super) fn design(&self, key: &str) -> Result<DocumentId, Trouble> {
        self.designs.get(key).copied().ok_or_else(|| broken(key))
    }
}

fn fields(design: &Design, person: &str) -> Vec<Edit> {
    let given = |value: &Option<String>| value.clone().unwrap_or_default();
    let values: BTreeMap<Field, String> = [
        (Field::Name, design.name.clone()),
        (Field::Function, design.function.clone()),
        (Field::Kind, design.kind.clone()),
        (Field::Licence, design.licence.clone()),
        (Field::Version, design.version.clone()),
        (Field::Organisation, given(&design.organisation)),
        (
            Field::TechnologyReadiness,
            given(&design.technology_readiness),
        ),
        (
            Field::DocumentationReadiness,
            given(&design.documentation_readiness),
        ),
        (Field::IntendedUse, given(&design.intended_use)),
        (Field::SafetyNotice, given(&design.safety_notice)),
        (Field::Width, given(&design.width)),
        (Field::Depth, given(&design.depth)),
        (Field::Height, given(&design.height)),
        (Field::Mass, given(&design.mass)),
    ]
    .into();
    let words = |set, words: &[String]| -> Vec<Edit> {
        let add = |word: &String| Edit::AddWord {
            set,
            word: word.clone(),
        };
        words.iter().map(add).collect()
    };
    let mut edits: Vec<Edit> = values
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(field, value)| Edit::SetField { field, value })
        .collect();
    edits.push(Edit::EditText {
        text: LongText::Description,
        seen: String::new(),
        new: design.description.trim().to_owned(),
    });
    edits.extend(words(WordSet::Languages, &design.languages));
    edits.extend(words(WordSet::Keywords, &design.keywords));
    edits.push(licensor(person));
    edits
}

fn part_line(part: &Part, line: LineId) -> Edit {
    let given = |value: &Option<String>| value.clone().unwrap_or_default();
    let (supplier, paid) = match &part.price {
        Some(price) => (
            price.supplier.clone(),
            format!("{} on {}", price.amount, price.day),
        ),
        None => (String::new(), String::new()),
    };
    let note = match (given(&part.note), paid) {
        (note, paid) if paid.is_empty() => note,
        (note, paid) if note.is_empty() => format!("paid {paid}"),
        (note, paid) => format!("{note}; paid {paid}"),
    };
    let cells = [
        (Column::Name, part.name.clone()),
        (Column::Quantity, part.quantity.clone()),
        (Column::Unit, part.unit.clone()),
        (Column::Source, part.source.clone()),
        (Column::Maker, given(&part.maker)),
        (Column::Material, given(&part.material)),
        (Column::Supplier, supplier),
        (Column::Note, note),
    ];
    Edit::AddLine {
        table: Table::Parts,
        line,
        position: Position::Last,
        cells: filled(cells),
    }
}

fn step_lines(step: &Step) -> [Edit; 2] {
    let line = LineId(chance::bytes());
    let given = |value: &Option<String>| value.clone().unwrap_or_default();
    let cells = [
        (Column::Name, step.name.clone()),
        (Column::Minutes, step.minutes.to_string()),
        (Column::Tools, given(&step.tools)),
        (Column::Skills, given(&step.skills)),
        (Column::Hazards, given(&step.hazards)),
    ];
    [
        Edit::AddLine {
            table: Table::Steps,
            line,
            position: Position::Last,
            cells: filled(cells),
        },
        Edit::EditStepText {
            line,
            seen: String::new(),
            new: step.text.trim().to_owned(),
        },
    ]
}

fn filled(cells: impl IntoIterator<Item = (Column, String)>) -> Vec<(Column, String)> {
    cells
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
        .collect()
}
