//! What a design is, and how it is made: its parts and steps as a recipe.

use super::iri::address;
use super::node::Node;
use super::{Designs, Take};
use crate::design::{Column, Field, Line, Table, View};
use crate::id::DocumentId;
use crate::ledger::{UNIT_HOUR, UNIT_MINUTE, UNIT_ONE};
use crate::number::Decimal;

/// Units as people write them, and the ones of OM 2 that they mean.
const SPOKEN: [(&[&str], &str); 9] = [
    (
        &["", "piece", "pieces", "pcs", "pc", "one", "stück"],
        UNIT_ONE,
    ),
    (&["g", "gram"], "om:gram"),
    (&["kg", "kilogram"], "om:kilogram"),
    (&["m", "metre", "meter"], "om:metre"),
    (&["mm", "millimetre"], "om:millimetre"),
    (&["cm", "centimetre"], "om:centimetre"),
    (&["l", "litre", "liter"], "om:litre"),
    (&["h", "hour", "hours"], UNIT_HOUR),
    (&["min", "minute", "minutes"], UNIT_MINUTE),
];

impl Designs {
    pub(super) fn specification<E>(&self, view: &View, take: Take<'_, E>) -> Result<(), E> {
        let node = Node::new(&self.iri.design(view.document), "ResourceSpecification")
            .text("name", view.field(Field::Name))
            .text("note", view.field(Field::Function))
            .text("resourceClassifiedAs", view.field(Field::Kind))
            .yes_no("rsd:withdrawn", view.is_withdrawn);
        take(node.maybe_id("rsd:home", address(view.field(Field::HomeLink))))
    }

    /// The recipe of a design; none where it has neither parts nor steps.
    pub(super) fn recipe<E>(&self, view: &View, take: Take<'_, E>) -> Result<(), E> {
        let (parts, steps) = (view.lines(Table::Parts), view.lines(Table::Steps));
        if parts.is_empty() && steps.is_empty() {
            return Ok(());
        }
        let design = view.document;
        let making = self.iri.of_design(design, "making");
        let of_steps = steps
            .iter()
            .map(|step| self.iri.line(design, step.id, "step"));
        take(
            Node::new(&self.iri.of_design(design, "recipe"), "Recipe")
                .text("name", view.field(Field::Name))
                .id("primaryOutput", self.iri.design(design))
                .id("recipeIncludes", &making)
                .ids("recipeIncludes", of_steps),
        )?;
        take(Node::new(&making, "RecipeProcess").text("name", view.field(Field::Name)))?;
        let one = Decimal {
            mantissa: 1,
            scale: 0,
        };
        take(
            Node::new(&self.iri.of_design(design, "output"), "RecipeFlow")
                .id("action", "vf:produce")
                .id("resourceConformsTo", self.iri.design(design))
                .id("recipeOutputOf", &making)
                .measure("resourceQuantity", one, UNIT_ONE),
        )?;
        for part in parts {
            self.part(design, &making, part, take)?;
        }
        for (place, step) in steps.iter().enumerate() {
            self.step(design, place + 1, step, take)?;
        }
        Ok(())
    }

    fn part<E>(
        &self,
        design: DocumentId,
        making: &str,
        part: &Line,
        take: Take<'_, E>,
    ) -> Result<(), E> {
        let own = self.iri.line(design, part.id, "part");
        let specification = match part.cell(Column::Design).parse::<DocumentId>() {
            Ok(inner) => self.iri.design(inner),
            Err(_) => {
                take(specification(&own, part))?;
                own
            }
        };
        let flow = Node::new(&self.iri.line(design, part.id, "flow"), "RecipeFlow")
            .id("action", "vf:consume")
            .id("resourceConformsTo", specification)
            .id("recipeInputOf", making)
            .text("note", part.cell(Column::Note))
            .text("rsd:where", part.cell(Column::Where));
        let Ok(quantity) = Decimal::parse(part.cell(Column::Quantity)) else {
            return take(flow.text("rsd:quantity", part.cell(Column::Quantity)));
        };
        let unit = self.spoken_unit(part.cell(Column::Unit), take)?;
        take(flow.measure("resourceQuantity", quantity, &unit))
    }

    /// The unit that people mean; one that OM 2 does not have is a node of its own, once.
    fn spoken_unit<E>(&self, words: &str, take: Take<'_, E>) -> Result<String, E> {
        let plain = words.trim().to_lowercase();
        let known = SPOKEN
            .iter()
            .find(|(names, _)| names.contains(&plain.as_str()));
        if let Some((_, unit)) = known {
            return Ok((*unit).to_owned());
        }
        self.own_unit(words.trim(), take)
    }

    fn step<E>(
        &self,
        design: DocumentId,
        place: usize,
        step: &Line,
        take: Take<'_, E>,
    ) -> Result<(), E> {
        let id = self.iri.line(design, step.id, "step");
        let minutes = Decimal::parse(step.cell(Column::Minutes)).ok();
        let node = Node::new(&id, "RecipeProcess")
            .text("name", step.cell(Column::Name))
            .text("note", &step.text)
            .whole("rsd:place", i64::try_from(place).unwrap_or(i64::MAX))
            .text("rsd:tools", step.cell(Column::Tools))
            .text("rsd:skills", step.cell(Column::Skills))
            .text("rsd:hazards", step.cell(Column::Hazards))
            .text("rsd:remark", step.cell(Column::Note));
        let Some(minutes) = minutes else {
            return take(node);
        };
        take(node.measure("hasDuration", minutes, UNIT_MINUTE))?;
        take(
            Node::new(&self.iri.line(design, step.id, "work"), "RecipeFlow")
                .id("action", "vf:work")
                .id("resourceConformsTo", self.iri.word("work", "fabrication"))
                .id("recipeInputOf", &id)
                .measure("effortQuantity", minutes, UNIT_MINUTE),
        )
    }
}

/// A part that is no design: what it is, and whether something else may take its place.
fn specification(id: &str, part: &Line) -> Node {
    let cell = |column| part.cell(column);
    Node::new(id, "ResourceSpecification")
        .text("name", cell(Column::Name))
        .yes_no("substitutable", !cell(Column::Substitutes).is_empty())
        .text("resourceClassifiedAs", cell(Column::Material))
        .text("rsd:substitutes", cell(Column::Substitutes))
        .text("rsd:source", cell(Column::Source))
        .text("rsd:maker", cell(Column::Maker))
        .text("rsd:number", cell(Column::Number))
        .text("rsd:supplier", cell(Column::Supplier))
        .text("rsd:address", cell(Column::Url))
        .text("rsd:massInGrams", cell(Column::Mass))
}
