//! The books leave the program: into a folder, in formats that others read. Nothing there is overwritten unasked.

use crate::commons::Commons;
use crate::trouble::Trouble;
use model::day::Day;
use model::design::Table;
use model::export::statement::Statement;
use model::export::tables::{self, Names};
use model::export::{BookFact, bom, facts, sheet::Sheet};
use model::id::{AgentId, DocumentId};
use model::ledger::Fact;
use model::valueflows;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

pub mod design;
pub mod folder;
mod linked;
mod page;
pub mod print;

use folder::Folder;

/// What the books can be written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Format {
    /// Tables: contributions, uses, fees, payments, and the parts list of each design.
    Csv,
    /// ValueFlows in JSON-LD.
    JsonLd,
    /// The facts themselves, one JSON object a line.
    Facts,
}

/// What is to be written.
#[derive(Debug, Clone)]
pub struct Exporting<'a> {
    /// As what.
    pub formats: &'a [Format],
    /// Into which folder; it is made where it is not there.
    pub to: &'a Path,
    /// As of which day.
    pub as_of: Day,
    /// Whether files that are there already are replaced.
    pub overwrite: bool,
}

/// What was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exported {
    /// The folder.
    pub folder: PathBuf,
    /// The files in it.
    pub files: Vec<ExportedFile>,
    /// What all of it was made from: equal on two computers that hold the same.
    pub fingerprint: String,
    /// As of which day.
    pub as_of: Day,
}

/// One file that was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExportedFile {
    /// Its path in the folder, with `/`.
    pub name: String,
    /// How long it is.
    pub bytes: u64,
    /// How many rows, lines or statements stand in it.
    pub count: u64,
}

/// The books as they are being written: the statement, the facts, and what everybody is called.
struct Books {
    statement: Statement,
    facts: Vec<BookFact>,
    called: BTreeMap<AgentId, String>,
    designs: RefCell<BTreeMap<DocumentId, String>>,
}

impl Commons {
    /// Writes the books into a folder; all files that were asked for, or none of them.
    pub fn export_books(
        &mut self,
        exporting: &Exporting<'_>,
        mut progress: impl FnMut(&str),
    ) -> Result<Exported, Trouble> {
        let (statement, facts) = self.statement(exporting.as_of)?;
        let books = Books {
            called: self.everybody(),
            designs: RefCell::default(),
            statement,
            facts,
        };
        let mut folder = Folder::open(exporting.to, exporting.overwrite)?;
        for format in exporting.formats {
            match format {
                Format::Csv => self.export_tables(&books, &mut folder, &mut progress)?,
                Format::JsonLd => self.export_linked(&books, &mut folder, &mut progress)?,
                Format::Facts => self.export_facts(&books, &mut folder, &mut progress)?,
            }
        }
        Ok(Exported {
            folder: exporting.to.to_path_buf(),
            files: folder.finish()?,
            fingerprint: self.core().fingerprint(),
            as_of: exporting.as_of,
        })
    }

    /// What every person and organisation is called.
    fn everybody(&self) -> BTreeMap<AgentId, String> {
        let charter = self.charter();
        let persons = charter.everyone().map(|person| person.id);
        let organisations = charter.organisations().map(|organisation| organisation.id);
        persons
            .chain(organisations)
            .map(|agent| (agent, self.called(agent)))
            .collect()
    }

    fn export_tables(
        &mut self,
        books: &Books,
        folder: &mut Folder,
        progress: &mut impl FnMut(&str),
    ) -> Result<(), Trouble> {
        let agent = |agent: AgentId| match books.called.get(&agent) {
            Some(name) => name.clone(),
            None => self.called(agent),
        };
        let design = |design| self.design_called(books, design);
        let names = Names {
            agent: &agent,
            design: &design,
            releases: releases(&books.facts),
        };
        let statement = &books.statement;
        for (name, sheet) in [
            (
                "contributions.csv",
                tables::contributions(statement, &names),
            ),
            ("uses.csv", tables::uses(statement, &names)),
            ("fees.csv", tables::fees(statement, &names)),
            ("payments.csv", tables::payments(statement, &names)),
            ("distribution.csv", tables::distribution(statement, &names)),
        ] {
            progress(name);
            put(folder, name, &sheet)?;
        }
        for design in self.index().design_documents()? {
            self.export_bom(design, folder, progress)?;
        }
        Ok(())
    }

    /// The parts list of a design, where it has one.
    fn export_bom(
        &mut self,
        design: DocumentId,
        folder: &mut Folder,
        progress: &mut impl FnMut(&str),
    ) -> Result<(), Trouble> {
        let row = self.index().design(design)?.unwrap_or_default();
        if row.parts == 0 {
            return Ok(());
        }
        let name = format!("bom/{}.csv", folder::safe_name(&row.name, &design.short()));
        progress(&name);
        let sheet = self.parts_table(design)?;
        put(folder, &name, &sheet)
    }

    /// The parts list of a design as a table, with those of the designs in it.
    pub fn parts_table(&mut self, design: DocumentId) -> Result<Sheet, Trouble> {
        let view = self.view_design(design)?;
        let mut inner = |design| {
            let view = self.view_design(design).ok()?;
            (!view.lines(Table::Parts).is_empty()).then_some(view)
        };
        Ok(bom::table(&view, &mut inner))
    }

    /// Does something with what everything is called.
    fn named<T>(&self, books: &Books, with: impl FnOnce(&Names<'_>) -> T) -> T {
        let agent = |agent: AgentId| match books.called.get(&agent) {
            Some(name) => name.clone(),
            None => self.called(agent),
        };
        let design = |design| self.design_called(books, design);
        with(&Names {
            agent: &agent,
            design: &design,
            releases: releases(&books.facts),
        })
    }

    fn export_linked(
        &mut self,
        books: &Books,
        folder: &mut Folder,
        progress: &mut impl FnMut(&str),
    ) -> Result<(), Trouble> {
        let name = "books.jsonld";
        progress(name);
        let mut out = linked::Linked::begin(folder.begin(name)?)?;
        let fingerprint = self.core().fingerprint();
        let designs = valueflows::Designs::new(self.id());
        self.named(books, |names| {
            let (charter, statement) = (self.charter(), &books.statement);
            let (facts, fingerprint) = (&books.facts, fingerprint.as_str());
            let writer =
                valueflows::Writer::new(charter, statement, facts, names, fingerprint, &designs);
            writer.books(&books.called, &mut |node| out.put(&node))
        })?;
        for design in self.index().design_documents()? {
            let view = self.view_design(design)?;
            designs.design(&view, &mut |node| out.put(&node))?;
        }
        out.end()
    }

    fn export_facts(
        &mut self,
        books: &Books,
        folder: &mut Folder,
        progress: &mut impl FnMut(&str),
    ) -> Result<(), Trouble> {
        let name = "facts.jsonl";
        progress(name);
        let mut out = folder.begin(name)?;
        let charter = self.charter();
        let statement = &books.statement;
        let fingerprint = self.core().fingerprint();
        out.line(&facts::head(
            self.id(),
            charter,
            statement.as_of,
            &fingerprint,
        ))?;
        for (agent, name) in &books.called {
            out.line(&facts::agent(charter, *agent, name))?;
        }
        for design in self.index().design_documents()? {
            out.line(&facts::design(design, &self.design_called(books, design)))?;
        }
        self.each_act(&mut |act, change, after| out.line(&facts::act(act, change, after)))?;
        self.each_fact(&mut |fact| out.line(&facts::fact(fact)))?;
        for status in statement.statuses.values() {
            out.line(&facts::status(status, statement))?;
        }
        out.end()
    }

    fn design_called(&self, books: &Books, design: DocumentId) -> String {
        let known = books.designs.borrow().get(&design).cloned();
        known.unwrap_or_else(|| {
            let name = crate::look::ledger::design_name(self, design);
            books.designs.borrow_mut().insert(design, name.clone());
            name
        })
    }
}

/// Which states of designs were released, and as what.
fn releases(
    facts: &[BookFact],
) -> BTreeMap<(DocumentId, Vec<model::id::ChangeHash>), (model::id::FactId, String)> {
    let mut releases = BTreeMap::new();
    for fact in facts {
        if let Fact::Release(release) = &fact.fact.fact {
            let state = (release.state.design, release.state.heads.clone());
            releases.insert(state, (fact.id, release.version.clone()));
        }
    }
    releases
}

fn put(folder: &mut Folder, name: &str, sheet: &Sheet) -> Result<(), Trouble> {
    let mut out = folder.begin(name)?;
    out.write(&sheet.to_csv(), sheet.rows.len() as u64)?;
    out.end()
}

impl folder::Out<'_> {
    /// One JSON object on a line of its own.
    fn line(&mut self, value: &serde_json::Value) -> Result<(), Trouble> {
        let mut line = value.to_string();
        line.push('\n');
        self.write(line.as_bytes(), 1)
    }
}
