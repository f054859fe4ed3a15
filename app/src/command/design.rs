//! `design`: the catalogue.

use super::design_export::DesignExport;
use super::{Everywhere, Report, open_commons};
use crate::commons::Commons;
use crate::deed::When;
use crate::deed::designs::{NewDesign, set_licensors, set_words};
use crate::index::{DesignQuery, DesignRow};
use crate::look::place;
use crate::trouble::Trouble;
use clap::{Args, Subcommand};
use model::design::{Column, Edit, Field, Kind, LongText, Position, Table, View, WordSet};
use model::id::{DocumentId, LineId};
use serde_json::{Value, json};
use std::path::PathBuf;

/// A list names at most so many designs unless it is narrowed.
const LISTED_MAX: u64 = 500;

/// What `design` is told.
#[derive(Debug, Args)]
pub struct DesignArgs {
    /// What to do.
    #[command(subcommand)]
    pub action: DesignAction,
}

/// What can be done in the catalogue.
#[derive(Debug, Subcommand)]
pub enum DesignAction {
    /// List designs, or those that a text finds
    #[command(after_help = "Example:\n  commonwright design list fan --kind machine")]
    List {
        /// Words to look for
        text: Option<String>,
        /// Only designs under this licence
        #[arg(long, value_name = "LICENCE")]
        licence: Option<String>,
        /// Only designs of this kind
        #[arg(long, value_name = "KIND")]
        kind: Option<String>,
    },
    /// Show one design in full
    #[command(after_help = "Example:\n  commonwright design show \"Seed cleaner\"")]
    Show {
        /// Its id, the beginning of its id, or its name
        id: String,
    },
    /// Make a design
    #[command(
        after_help = "Example:\n  commonwright design new \"Seed cleaner\" --function \"Cleans seed with moving air\""
    )]
    New {
        /// Its name
        name: String,
        /// What it does, in a sentence
        #[arg(
            long,
            value_name = "TEXT",
            default_value = "",
            hide_default_value = true
        )]
        function: String,
        /// Its licence, as an SPDX expression
        #[arg(long, value_name = "LICENCE", default_value = "LicenseRef-CopyFair")]
        licence: String,
        /// machine, part, building, seed-line, protocol, recipe or software
        #[arg(long, value_name = "KIND", default_value = "machine")]
        kind: String,
    },
    /// Change one field or text: the smallest change is stored
    #[command(
        after_help = "Example:\n  commonwright design edit \"Seed cleaner\" description \"A fan blows chaff away.\""
    )]
    Edit {
        /// The design
        id: String,
        /// The field, as `design show --json` names it: name, function, licence, description, making ...
        field: String,
        /// What it shall say
        value: String,
    },
    /// Add a line to the parts list, or change one
    #[command(
        after_help = "Examples:\n  commonwright design part \"Seed cleaner\" name=Fan quantity=1 unit=piece\n  commonwright design part \"Seed cleaner\" --line LINE quantity=2"
    )]
    Part {
        /// The design
        id: String,
        /// The line to change; without it a line is added
        #[arg(long, value_name = "LINE")]
        line: Option<String>,
        /// Remove the line
        #[arg(long, requires = "line")]
        remove: bool,
        /// Columns and what they shall say, as NAME=VALUE
        #[arg(value_name = "COLUMN=VALUE")]
        cells: Vec<String>,
    },
    /// Attach a file
    #[command(after_help = "Example:\n  commonwright design attach \"Seed cleaner\" fan.stl")]
    Attach {
        /// The design
        id: String,
        /// The file
        file: PathBuf,
        /// source, export, auxiliary, image or manual (default: by its ending)
        #[arg(long, value_name = "ROLE")]
        role: Option<String>,
    },
    /// Release a version
    #[command(
        after_help = "Example:\n  commonwright design release \"Seed cleaner\" 1.0 --note \"The first one that works\""
    )]
    Release {
        /// The design
        id: String,
        /// The version, as 1.0
        version: String,
        /// What changed
        #[arg(
            long,
            value_name = "TEXT",
            default_value = "",
            hide_default_value = true
        )]
        note: String,
    },
    /// What differs between two states of a design
    #[command(after_help = "Example:\n  commonwright design diff \"Seed cleaner\" 1.0")]
    Diff {
        /// The design
        id: String,
        /// The earlier state: a released version, or `start`
        before: String,
        /// The later state: a released version, or `now`
        #[arg(default_value = "now")]
        after: String,
    },
    /// Who changed what, newest first
    #[command(after_help = "Example:\n  commonwright design history \"Seed cleaner\"")]
    History {
        /// The design
        id: String,
    },
    /// Settle a collision by choosing one of its values
    #[command(after_help = "Example:\n  commonwright design settle \"Seed cleaner\" function 1")]
    Settle {
        /// The design
        id: String,
        /// The place, as `design show` names it
        place: String,
        /// The number of the value, counted from 1, as `design show` lists them
        choice: usize,
    },
    /// Get a file of a design that is too large to come by itself
    Get(super::design_get::GetArgs),
    /// Save a file of a design
    #[command(
        after_help = "Example:\n  commonwright design save \"Seed cleaner\" fan.stl copy-of-fan.stl"
    )]
    Save {
        /// The design
        id: String,
        /// The name of the file in the design
        file: String,
        /// Where to save it
        to: PathBuf,
    },
    /// Begin a design of your own with everything that stands in this one
    #[command(
        after_help = "Example:\n  commonwright design fork \"Seed cleaner\" --name \"Seed cleaner for rice\" --reason \"finer sieves\""
    )]
    Fork {
        /// The design
        id: String,
        /// What the new one is called
        #[arg(long, value_name = "NAME")]
        name: String,
        /// What is different about it
        #[arg(long, value_name = "TEXT")]
        reason: String,
    },
    /// Write a design for other programs or for print, into a folder
    #[command(
        after_help = "Example:\n  commonwright design export \"Seed cleaner\" --format okh-2.4 --to seed-cleaner"
    )]
    Export {
        /// The design
        id: String,
        /// As what
        #[arg(long, value_enum, default_value = "okh-2.4")]
        format: DesignExport,
        /// The folder
        #[arg(long, value_name = "FOLDER")]
        to: PathBuf,
        /// Replace files that are there already
        #[arg(long)]
        overwrite: bool,
    },
    /// Take a design out of the catalogue; nothing of it is lost
    #[command(after_help = "Example:\n  commonwright design retire \"Seed cleaner\"")]
    Retire {
        /// The design
        id: String,
    },
}

impl DesignArgs {
    /// Works in the catalogue.
    pub fn run(&self, everywhere: &Everywhere) -> Result<Report, Trouble> {
        let mut commons = open_commons(everywhere)?;
        let when = When::now(everywhere.day);
        match &self.action {
            DesignAction::List {
                text,
                licence,
                kind,
            } => list(
                &commons,
                text.as_deref(),
                licence.as_deref(),
                kind.as_deref(),
            ),
            DesignAction::Show { id } => show(&mut commons, id),
            DesignAction::New {
                name,
                function,
                licence,
                kind,
            } => {
                let kind = kind_of(kind)?;
                let new = NewDesign {
                    name,
                    function,
                    licence,
                    kind: Some(kind),
                };
                let id = commons.new_design(&new, when)?;
                Ok(Report::new(
                    json!({"id": id.to_string(), "name": name}),
                    format!("{name} is in the catalogue: {id}"),
                ))
            }
            DesignAction::Edit { id, field, value } => edit(&mut commons, id, field, value, when),
            DesignAction::Part {
                id,
                line,
                remove,
                cells,
            } => part(&mut commons, id, line.as_deref(), *remove, cells, when),
            DesignAction::Attach { id, file, role } => {
                super::design_files::attach(&mut commons, id, file, role.as_deref(), when)
            }
            DesignAction::Get(args) => args.run(commons),
            DesignAction::Save { id, file, to } => {
                super::design_files::save(&mut commons, id, file, to)
            }
            DesignAction::Release { id, version, note } => {
                super::design_files::release(&mut commons, id, version, note, when)
            }
            DesignAction::Diff { id, before, after } => {
                super::design_history::diff(&mut commons, id, before, after)
            }
            DesignAction::History { id } => super::design_history::history(&mut commons, id),
            DesignAction::Settle { id, place, choice } => {
                settle(&mut commons, id, place, *choice, when)
            }
            DesignAction::Fork { id, name, reason } => {
                let parent = commons.find_design(id)?;
                let design = commons.fork_design(parent, name, reason, when)?;
                Ok(done(
                    design,
                    "The variant is made. It names where it came from.",
                ))
            }
            DesignAction::Export {
                id,
                format,
                to,
                overwrite,
            } => super::design_export::export(&mut commons, id, *format, to, *overwrite),
            DesignAction::Retire { id } => {
                let design = commons.find_design(id)?;
                commons.edit_design(design, &[Edit::Withdraw], when)?;
                Ok(done(
                    design,
                    "The design is out of the catalogue; nothing of it is lost.",
                ))
            }
        }
    }
}

/// The kind that a person names.
pub fn kind_of(text: &str) -> Result<Kind, Trouble> {
    Kind::from_key(text.trim()).ok_or_else(|| {
        let known: Vec<_> = Kind::ALL.iter().map(|kind| kind.key()).collect();
        Trouble::usage(
            "The kind is not known",
            format!("\"{text}\" is none of them"),
            format!("use one of {}", known.join(", ")),
        )
    })
}

fn done(design: DocumentId, text: &str) -> Report {
    Report::new(json!({"id": design.to_string()}), text)
}

fn list(
    commons: &Commons,
    text: Option<&str>,
    licence: Option<&str>,
    kind: Option<&str>,
) -> Result<Report, Trouble> {
    let query = DesignQuery {
        text: text.unwrap_or_default().to_owned(),
        licence: licence.map(str::to_owned),
        kind: kind.map(str::to_owned),
        limit: LISTED_MAX,
        ..DesignQuery::default()
    };
    let page = commons.index().search(&query)?;
    let lines: Vec<String> = page.rows.iter().map(list_line).collect();
    let mut text = lines.join("\n");
    if page.rows.len() as u64 != page.total {
        text.push_str(&format!(
            "\n{} of {} shown; narrow the list with words",
            page.rows.len(),
            page.total
        ));
    }
    let designs: Vec<Value> = page.rows.iter().map(list_json).collect();
    Ok(Report::new(
        json!({"total": page.total, "designs": designs}),
        text,
    ))
}

fn list_line(row: &DesignRow) -> String {
    let id = row.document.map(|id| id.short()).unwrap_or_default();
    let mark = if row.unsafe_ { "  UNSAFE" } else { "" };
    let collides = if row.collisions > 0 { "  collides" } else { "" };
    format!("{id}  {}  [{}]{mark}{collides}", row.name, row.licence)
}

fn list_json(row: &DesignRow) -> Value {
    json!({
        "id": row.document.map(|id| id.to_string()),
        "name": row.name,
        "function": row.function,
        "version": row.released,
        "licence": row.licence,
        "licensor": row.licensor,
        "kind": row.kind,
        "state": if row.unsafe_ { "unsafe" } else if row.collisions > 0 { "collides" } else if row.released.is_empty() { "draft" } else { "released" },
        "collisions": row.collisions,
        "parts": row.parts,
    })
}

fn show(commons: &mut Commons, id: &str) -> Result<Report, Trouble> {
    let design = commons.find_design(id)?;
    let page = crate::look::design::page(commons, design)?;
    Ok(Report::new(page.json(), page.text()))
}

fn edit(
    commons: &mut Commons,
    id: &str,
    field: &str,
    value: &str,
    when: When,
) -> Result<Report, Trouble> {
    let design = commons.find_design(id)?;
    let view = commons.view_design(design)?;
    let edits = edits_for(&view, field, value)?;
    let changed = commons.edit_design(design, &edits, when)?;
    let text = if changed {
        "Saved."
    } else {
        "It says that already."
    };
    Ok(Report::new(
        json!({"id": design.to_string(), "changed": changed}),
        text,
    ))
}

fn edits_for(view: &View, field: &str, value: &str) -> Result<Vec<Edit>, Trouble> {
    if let Some(text) = LongText::from_key(field) {
        return Ok(vec![Edit::EditText {
            text,
            seen: view.text(text).to_owned(),
            new: value.to_owned(),
        }]);
    }
    if let Some(set) = WordSet::from_key(field) {
        return Ok(set_words(view, set, value));
    }
    match field {
        "licensor" => return Ok(set_licensors(view, value)),
        "kind" => {
            kind_of(value)?;
        }
        _ => {}
    }
    let Some(known) = Field::from_key(field) else {
        let fields = Field::ALL.iter().map(|field| field.key());
        let texts = LongText::ALL.iter().map(|text| text.key());
        let sets = WordSet::ALL.iter().map(|set| set.key());
        let all: Vec<_> = fields
            .chain(texts)
            .chain(sets)
            .chain(["licensor"])
            .collect();
        return Err(Trouble::usage(
            "Nothing was changed",
            format!("designs have no field \"{field}\""),
            format!("use one of {}", all.join(", ")),
        ));
    };
    Ok(vec![Edit::SetField {
        field: known,
        value: value.to_owned(),
    }])
}

fn part(
    commons: &mut Commons,
    id: &str,
    line: Option<&str>,
    remove: bool,
    cells: &[String],
    when: When,
) -> Result<Report, Trouble> {
    let design = commons.find_design(id)?;
    let cells = cells
        .iter()
        .map(|cell| parse_cell(cell))
        .collect::<Result<Vec<_>, _>>()?;
    let named = line.map(line_named).transpose()?;
    let line = named.unwrap_or_else(|| LineId(crate::chance::bytes()));
    let edits: Vec<Edit> = match (named, remove) {
        (Some(line), true) => vec![Edit::RemoveLine {
            table: Table::Parts,
            line,
        }],
        (Some(line), false) => cells
            .into_iter()
            .map(|(column, value)| Edit::SetCell {
                table: Table::Parts,
                line,
                column,
                value,
            })
            .collect(),
        (None, _) => vec![Edit::AddLine {
            table: Table::Parts,
            line,
            position: Position::Last,
            cells,
        }],
    };
    commons.edit_design(design, &edits, when)?;
    Ok(Report::new(
        json!({"id": design.to_string(), "line": line.to_string()}),
        format!("Saved as line {line}."),
    ))
}

fn line_named(text: &str) -> Result<LineId, Trouble> {
    text.parse().map_err(|error: model::id::IdError| {
        Trouble::usage(
            "Nothing was changed",
            error.to_string(),
            "see the lines with `design show`",
        )
    })
}

fn parse_cell(text: &str) -> Result<(Column, String), Trouble> {
    let columns = Table::Parts.columns();
    let found = text.split_once('=').and_then(|(name, value)| {
        let column = Column::from_key(name.trim()).filter(|column| columns.contains(column))?;
        Some((column, value.to_owned()))
    });
    found.ok_or_else(|| {
        let known: Vec<_> = columns.iter().map(|column| column.key()).collect();
        Trouble::usage(
            "Nothing was changed",
            format!("\"{text}\" names no column of a parts list"),
            format!("write COLUMN=VALUE, with one of {}", known.join(", ")),
        )
    })
}

fn settle(
    commons: &mut Commons,
    id: &str,
    key: &str,
    choice: usize,
    when: When,
) -> Result<Report, Trouble> {
    let design = commons.find_design(id)?;
    let view = commons.view_design(design)?;
    let at = view
        .collisions
        .iter()
        .position(|collision| place::key(&collision.place) == key);
    let Some(at) = at else {
        return Err(Trouble::new(
            "Nothing was settled",
            format!("nothing collides at \"{key}\""),
            "see what collides with `design show`",
        ));
    };
    commons.settle(design, at, choice, when)?;
    Ok(done(
        design,
        "Settled. The other value stays in the history.",
    ))
}
