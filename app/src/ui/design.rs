//! A design's page: what is unsafe first, then what it is; read, edit, parts, files, versions.

use std::collections::BTreeMap;

use egui::{Frame, Margin, Rect, ScrollArea, Ui, UiBuilder, vec2};
use model::design::{Column, Edit, Field, LongText, Table, View as Content, WordSet};
use model::id::{DocumentId, LineId};
use model::ledger::Verdict;

use crate::action::{DesignTab, Request, Route};
use crate::ui::catalogue::grid::standing_look;
use crate::ui::desk::{Desk, Sent};
use crate::ui::draft::Draft;
use crate::ui::forms::Forms;
use crate::ui::icon;
use crate::ui::markdown::Markdown;
use crate::ui::theme::{GAP, GAP_CARD, GAP_PAGE, GAP_SMALL, Tone};
use crate::ui::widgets::{
    Weight, banner, chip, flow, icon_text_button, line_with_right, meta, muted, strong, tabs,
    title, written,
};
use crate::view::{DesignView, Seal, Standing};
use crate::words::{self, design as w};

mod edit;
mod files;
mod parts;
mod preview;
mod read;
mod steps;
pub(in crate::ui) mod versions;

/// Wider than this, the page has a column of facts at its right.
const WIDE: f32 = 940.0;
/// That column.
const ASIDE_WIDTH: f32 = 280.0;

/// Which draft of a design.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Slot {
    Field(Field),
    Text(LongText),
    Cell(Table, LineId, Column),
    StepText(LineId),
    Words(WordSet),
    Licensor,
}

impl Slot {
    /// Under which name what is typed there is kept.
    fn place(self, design: DocumentId) -> String {
        let rest = match self {
            Slot::Field(field) => format!("field/{}", field.key()),
            Slot::Text(text) => format!("text/{}", text.key()),
            Slot::Cell(table, line, column) => {
                format!("cell/{}/{line}/{}", table.key(), column.key())
            }
            Slot::StepText(line) => format!("step/{line}"),
            Slot::Words(set) => format!("words/{}", set.key()),
            Slot::Licensor => "licensor".to_owned(),
        };
        format!("design/{design}/{rest}")
    }
}

/// What a design's page keeps between frames.
#[derive(Default)]
pub struct DesignState {
    design: Option<DocumentId>,
    drafts: BTreeMap<Slot, Draft>,
    texts: BTreeMap<LongText, Markdown>,
    sent: Sent,
    files: files::FilesState,
    release: versions::ReleaseForm,
    variant: versions::VariantForm,
    export: Sent,
    collisions: crate::ui::collisions::CollisionsState,
}

/// Draws a design's page.
pub fn design_ui(
    ui: &mut Ui,
    view: Option<&DesignView>,
    (design, tab): (DocumentId, DesignTab),
    state: &mut DesignState,
    forms: &mut Forms,
    desk: &mut Desk<'_>,
) {
    let Some(view) = view.filter(|view| view.id() == design) else {
        Frame::new()
            .inner_margin(Margin::same(GAP_PAGE as i8))
            .show(ui, |ui| {
                muted(ui, words::OPENING);
            });
        return;
    };
    if state.design != Some(design) {
        *state = DesignState {
            design: Some(design),
            ..DesignState::default()
        };
    }
    ScrollArea::vertical()
        .id_salt(("design", design, tab))
        .auto_shrink(false)
        .show(ui, |ui| {
            Frame::new()
                .inner_margin(Margin::same(GAP_PAGE as i8))
                .show(ui, |ui| {
                    ui.set_max_width(1120.0_f32.min(ui.available_width()));
                    head_ui(ui, view, forms, desk);
                    safety_ui(ui, view);
                    crate::ui::collisions::collisions_ui(
                        ui,
                        &view.collisions,
                        &mut state.collisions,
                        desk,
                    );
                    ui.add_space(GAP_SMALL);
                    tabs_ui(ui, view, (design, tab), desk);
                    ui.add_space(GAP);
                    match tab {
                        DesignTab::Read => read::read_ui(ui, view, state, desk),
                        DesignTab::Edit => {
                            ui.vertical(|ui| edit::edit_ui(ui, view, state, desk));
                        }
                        DesignTab::Parts => parts::parts_ui(ui, view, state, desk),
                        DesignTab::Files => files::files_ui(ui, view, state, desk),
                        DesignTab::Versions => {
                            ui.vertical(|ui| versions::versions_ui(ui, view, state, desk));
                        }
                    }
                });
        });
}

impl DesignState {
    /// Hands out what was typed and not handed out yet: the page is being left.
    pub fn leave(&mut self, content: Option<&Content>, desk: &mut Desk<'_>) {
        let Some(design) = self.design else {
            return;
        };
        let now_ms = desk.now_ms;
        let due: Vec<(Slot, (String, String))> = self
            .drafts
            .iter_mut()
            .filter_map(|(slot, draft)| Some((*slot, draft.due(now_ms, true)?)))
            .collect();
        for (slot, (before, after)) in due {
            write(desk, design, content, slot, before, after);
        }
    }

    /// Whether something was typed that was not handed out yet.
    pub fn is_typing(&self) -> bool {
        self.drafts.values().any(Draft::is_open)
    }
}

/// One typed text becomes an edit, and is kept until that is on the disk.
fn write(
    desk: &mut Desk<'_>,
    design: DocumentId,
    content: Option<&Content>,
    slot: Slot,
    before: String,
    after: String,
) {
    let place = slot.place(design);
    match request_of(slot, design, content, &before, &after) {
        Some(request) => {
            let command = desk.ask(request);
            desk.kept.hand_out(command, &place, &before, &after);
        }
        None => desk.kept.forget_text(&place),
    }
}

/// What is asked for so that a text comes to stand in its place; `None` where nothing changes.
fn request_of(
    slot: Slot,
    design: DocumentId,
    content: Option<&Content>,
    before: &str,
    after: &str,
) -> Option<Request> {
    let edit = match slot {
        Slot::Field(field) => Edit::SetField {
            field,
            value: after.trim().to_owned(),
        },
        Slot::Text(text) => Edit::EditText {
            text,
            seen: before.to_owned(),
            new: after.to_owned(),
        },
        Slot::StepText(line) => Edit::EditStepText {
            line,
            seen: before.to_owned(),
            new: after.to_owned(),
        },
        Slot::Cell(table, line, column) => Edit::SetCell {
            table,
            line,
            column,
            value: after.trim().to_owned(),
        },
        Slot::Words(set) => {
            let edits = edit::word_edits(set, before, after);
            return (!edits.is_empty()).then_some(Request::Edit(design, edits));
        }
        Slot::Licensor => return Some(edit::licensor_request(design, content, after.trim())),
    };
    Some(Request::Edit(design, vec![edit]))
}

fn head_ui(ui: &mut Ui, view: &DesignView, forms: &mut Forms, desk: &mut Desk<'_>) {
    let mut back = false;
    line_with_right(
        ui,
        |ui| back = icon_text_button(ui, Some(icon::BACK), w::BACK, Weight::Quiet).clicked(),
        |ui| acts_ui(ui, view, forms, desk),
    );
    if back {
        desk.go(Route::Catalogue);
    }
    unsafe_ui(ui, view);
    flow(ui, |ui| {
        let name = view.content.field(Field::Name);
        title(ui, if name.is_empty() { w::NO_NAME } else { name });
        let (symbol, tone) = standing_look(view.standing);
        chip(ui, symbol, &words::catalogue::standing(view.standing), tone);
        if view.builds > 0 {
            chip(
                ui,
                icon::BUILT,
                &words::catalogue::builds(view.builds),
                Tone::News,
            );
        }
    });
    meta(ui, head_line(view));
    ui.add_space(GAP_SMALL);
}

/// What one can do with a design, from the right.
fn acts_ui(ui: &mut Ui, view: &DesignView, forms: &mut Forms, desk: &mut Desk<'_>) {
    let may_write = desk.may_write();
    ui.add_enabled_ui(may_write, |ui| {
        if icon_text_button(ui, Some(icon::WORK), w::LOG_WORK, Weight::Primary).clicked() {
            forms.log_work(desk, Some(view.id()), None);
        }
        if icon_text_button(ui, Some(icon::USE), w::REPORT_USE, Weight::Normal).clicked() {
            forms.report_use(desk, view.id());
        }
    });
    if icon_text_button(ui, Some(icon::RELEASE), w::RELEASE, Weight::Normal).clicked() {
        desk.go(Route::Design(view.id(), DesignTab::Versions));
    }
}

/// Licence, people, version, where it is.
fn head_line(view: &DesignView) -> String {
    let mut parts = vec![
        w::licence(view.content.field(Field::Licence)),
        words::names(&view.people),
    ];
    parts.push(match view.versions.first() {
        Some(version) => format!("{} {}", w::VERSION, version.version),
        None => view.content.field(Field::Version).to_owned(),
    });
    parts.push(w::stored(view.elsewhere));
    parts.retain(|part| !part.is_empty());
    parts.join(" · ")
}

/// What is unsafe stands above everything, also above the name.
fn unsafe_ui(ui: &mut Ui, view: &DesignView) {
    let of_this = |verdict| view.reviews.iter().filter(move |r| r.verdict == verdict);
    if matches!(view.standing, Standing::Unsafe(_)) {
        banner(ui, icon::UNSAFE, Tone::Bad, |ui| {
            strong(ui, w::UNSAFE);
            for review in of_this(Verdict::Unsafe) {
                if !review.note.is_empty() {
                    written(ui, &review.note);
                }
                meta(ui, w::said(review));
            }
        });
        ui.add_space(GAP_SMALL);
    }
}

/// The safety notice of the makers.
fn safety_ui(ui: &mut Ui, view: &DesignView) {
    let notice = view.content.field(Field::SafetyNotice);
    if !notice.is_empty() {
        banner(ui, icon::WARNING, Tone::Look, |ui| {
            strong(ui, w::SAFETY);
            ui.label(notice);
        });
        ui.add_space(GAP_SMALL);
    }
    if view.content.is_withdrawn {
        banner(ui, icon::INFO, Tone::News, |ui| ui.label(w::WITHDRAWN));
        ui.add_space(GAP_SMALL);
    }
}

fn tabs_ui(
    ui: &mut Ui,
    view: &DesignView,
    (design, tab): (DocumentId, DesignTab),
    desk: &mut Desk<'_>,
) {
    let mut all = vec![DesignTab::Read];
    if view.may_edit {
        all.push(DesignTab::Edit);
    }
    all.extend([DesignTab::Parts, DesignTab::Files, DesignTab::Versions]);
    let all: Vec<(DesignTab, String)> = all
        .into_iter()
        .map(|tab| (tab, w::tab(tab, &view.content)))
        .collect();
    if let Some(chosen) = tabs(ui, tab, &all)
        && chosen != tab
    {
        desk.go(Route::Design(design, chosen));
    }
    ui.add_space(GAP_SMALL);
    crate::ui::shell::rule(ui);
}

/// Two columns, the right one that wide; `None` where there is no room for two.
///
/// Whoever fills them advances the cursor behind both.
fn columns(ui: &mut Ui, aside_width: f32, main_width_max: f32) -> Option<(Ui, Ui)> {
    let width = ui.available_width();
    if width < WIDE {
        return None;
    }
    let top = ui.cursor().min;
    let main_width = (width - aside_width - GAP_CARD).min(main_width_max);
    let main = Rect::from_min_size(top, vec2(main_width, f32::INFINITY));
    let left = ui.new_child(UiBuilder::new().max_rect(main).id_salt("main"));
    let at = top + vec2(main_width + GAP_CARD, 0.0);
    let aside = Rect::from_min_size(at, vec2(aside_width, f32::INFINITY));
    let right = ui.new_child(UiBuilder::new().max_rect(aside).id_salt("aside"));
    Some((left, right))
}

/// How the licence stands to this commons, as a line.
fn seal_ui(ui: &mut Ui, seal: Seal) {
    meta(ui, w::seal(seal));
}
