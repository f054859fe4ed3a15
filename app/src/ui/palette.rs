//! The palette: a few letters find a page, a design or something to do.

use egui::{Key, Modifiers, ScrollArea, Sense, Ui, vec2};
use model::id::{CommonsId, DocumentId};
use nucleo_matcher::pattern::{CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher, Utf32Str};

use crate::action::{Action, LINK_START, Route};
use crate::ui::commands::{Around, Doing};
use crate::ui::desk::Desk;
use crate::ui::fields::bordered;
use crate::ui::icon;
use crate::ui::theme::{GAP_SMALL, GAP_TINY, HIT_HEIGHT, RADIUS, mix, tokens};
use crate::ui::widgets::{closes, meta, modal, muted, paint_icon, section};
use crate::words::commands as w;

/// So many finds of each kind are shown.
const FINDS_MAX: usize = 9;
/// The palette's width.
const WIDTH: f32 = 560.0;

/// The palette, while it is open.
#[derive(Default)]
pub struct Palette {
    open: bool,
    text: String,
    asked: Option<String>,
    chosen: usize,
    matcher: Option<Box<Matcher>>,
}

/// What can be chosen in the palette.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Find {
    /// Something to do.
    Doing(Doing),
    /// A design, and what it is called.
    Design(DocumentId, String),
    /// Another commons of this home, and what it is called.
    Commons(CommonsId, String),
    /// A pasted link.
    Link(CommonsId, Route),
}

impl Find {
    /// What it is called.
    fn name(&self) -> &str {
        match self {
            Find::Doing(doing) => doing.name(),
            Find::Design(_, name) | Find::Commons(_, name) => name,
            Find::Link(_, route) => crate::words::shell::page(route),
        }
    }

    fn icon(&self) -> &'static str {
        match self {
            Find::Doing(doing) => doing.icon(),
            Find::Design(..) => icon::CATALOGUE,
            Find::Commons(..) => icon::PEOPLE,
            Find::Link(..) => icon::LINK,
        }
    }

    /// What stands at the right: its keys, or what it is.
    fn aside(&self, ui: &Ui) -> String {
        match self {
            Find::Doing(doing) => doing.keys_shown(ui.ctx()),
            Find::Design(..) => w::IS_DESIGN.to_owned(),
            Find::Commons(..) => w::IS_COMMONS.to_owned(),
            Find::Link(..) => w::IS_LINK.to_owned(),
        }
    }
}

impl Palette {
    /// Opens it, with nothing in it.
    pub fn open(&mut self) {
        self.open = true;
        self.text.clear();
        self.asked = None;
        self.chosen = 0;
    }

    /// Draws it while it is open. Gives what was chosen.
    pub fn ui(&mut self, ui: &mut Ui, around: &Around<'_>, desk: &mut Desk<'_>) -> Option<Find> {
        if !self.open {
            return None;
        }
        let mut chosen = None;
        let shown = modal(ui, "palette", |ui| {
            ui.set_width(WIDTH.min(ui.ctx().content_rect().width() - 80.0));
            section(ui, w::PALETTE);
            let moved = moved(ui);
            self.field_ui(ui, desk);
            let finds = self.finds(around);
            self.chosen = moved_to(self.chosen, moved, finds.len());
            chosen = self.finds_ui(ui, &finds, moved != 0);
            meta(ui, w::PALETTE_KEYS);
            if ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Enter)) {
                chosen = finds.get(self.chosen).cloned();
            }
        });
        if closes(ui, &shown, chosen.is_some()) {
            self.open = false;
        }
        chosen
    }

    fn field_ui(&mut self, ui: &mut Ui, desk: &mut Desk<'_>) {
        let edit = egui::TextEdit::singleline(&mut self.text)
            .hint_text(w::PALETTE_HINT)
            .desired_width(f32::INFINITY);
        let edit = bordered(ui, edit).accessible_name(w::PALETTE);
        edit.request_focus();
        if edit.changed() {
            self.chosen = 0;
        }
        let text = self.text.trim();
        if self.asked.as_deref() != Some(text) {
            self.asked = Some(text.to_owned());
            desk.push(Action::Find(text.to_owned()));
        }
    }

    /// What fits the letters, the best first; commands, pages and other commons before designs.
    fn finds(&mut self, around: &Around<'_>) -> Vec<Find> {
        let text = self.text.trim();
        if text.starts_with(LINK_START) {
            return link(text, around).into_iter().collect();
        }
        let doings = Doing::ALL
            .into_iter()
            .filter(|doing| *doing != Doing::Palette && doing.is_enabled(around))
            .map(Find::Doing);
        let others = around.view.others.iter();
        let others = others.map(|commons| Find::Commons(commons.id, commons.name.clone()));
        let matcher = self
            .matcher
            .get_or_insert_with(|| Box::new(Matcher::new(Config::DEFAULT)));
        let mut finds = ranked(matcher, text, doings.chain(others).collect());
        finds.truncate(FINDS_MAX);
        let found = &around.view.finds;
        if found.text == text {
            let designs = found.designs.iter().take(FINDS_MAX);
            finds.extend(designs.map(|(id, name)| Find::Design(*id, name.clone())));
        }
        finds
    }

    /// Gives the one that was pressed.
    fn finds_ui(&self, ui: &mut Ui, finds: &[Find], moved: bool) -> Option<Find> {
        let mut pressed = None;
        ui.add_space(GAP_SMALL);
        if finds.is_empty() {
            let is_link = self.text.trim().starts_with(LINK_START);
            let why = if is_link {
                w::LINK_ELSEWHERE
            } else {
                w::PALETTE_NONE
            };
            muted(ui, why);
        }
        let height = (ui.ctx().content_rect().height() - 260.0).clamp(120.0, 420.0);
        ScrollArea::vertical().max_height(height).show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = GAP_TINY;
            for (place, find) in finds.iter().enumerate() {
                let response = find_ui(ui, find, place == self.chosen);
                if place == self.chosen && moved {
                    response.scroll_to_me(None);
                }
                if response.clicked() {
                    pressed = Some(find.clone());
                }
            }
        });
        ui.add_space(GAP_SMALL);
        pressed
    }
}

/// By how many lines the choice moves in this frame.
fn moved(ui: &Ui) -> i32 {
    let pressed = |key| ui.input_mut(|input| input.consume_key(Modifiers::NONE, key));
    i32::from(pressed(Key::ArrowDown)) - i32::from(pressed(Key::ArrowUp))
}

/// The place after moving through so many, round at the ends.
fn moved_to(place: usize, by: i32, count: usize) -> usize {
    match (count, by) {
        (0, _) => 0,
        (count, 0) => place.min(count - 1),
        (count, 1..) => (place + 1) % count,
        (count, _) => (place + count - 1) % count,
    }
}

/// A link that leads to a commons of this home.
fn link(text: &str, around: &Around<'_>) -> Option<Find> {
    let (commons, route) = Route::from_link(text)?;
    let view = around.view;
    let is_here = view.commons.as_ref().is_some_and(|here| here.id == commons)
        || view.others.iter().any(|other| other.id == commons);
    is_here.then_some(Find::Link(commons, route))
}

/// Those that hold the letters in their order, the best first; all of them without letters.
fn ranked(matcher: &mut Matcher, text: &str, finds: Vec<Find>) -> Vec<Find> {
    let pattern = Pattern::parse(text, CaseMatching::Ignore, Normalization::Smart);
    let mut letters = Vec::new();
    let mut scored: Vec<(u32, usize, Find)> = finds
        .into_iter()
        .enumerate()
        .filter_map(|(place, find)| {
            let name = Utf32Str::new(find.name(), &mut letters);
            Some((pattern.score(name, matcher)?, place, find))
        })
        .collect();
    scored.sort_by_key(|(score, place, _)| (std::cmp::Reverse(*score), *place));
    scored.into_iter().map(|(_, _, find)| find).collect()
}

fn find_ui(ui: &mut Ui, find: &Find, on: bool) -> egui::Response {
    let t = *tokens(ui);
    let size = vec2(ui.available_width(), HIT_HEIGHT);
    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
    let name = find.name();
    response.widget_info(|| egui::WidgetInfo::selected(egui::Role::ListBoxOption, true, on, name));
    if on || response.hovered() {
        let share = if on { 16 } else { 8 };
        ui.painter()
            .rect_filled(rect, RADIUS, mix(t.surface, t.accent, share));
    }
    let ink = if on { t.accent } else { t.text };
    let at = egui::pos2(rect.left() + 18.0, rect.center().y);
    paint_icon(ui, at, find.icon(), 18.0, t.muted);
    let small = egui::TextStyle::Small.resolve(ui.style());
    let aside = ui.painter().layout_no_wrap(find.aside(ui), small, t.muted);
    let aside_left = rect.right() - 12.0 - aside.size().x;
    let aside_at = egui::pos2(aside_left, rect.center().y - aside.size().y / 2.0);
    ui.painter().galley(aside_at, aside, t.muted);
    let mut words = egui::text::LayoutJob::simple_singleline(
        name.to_owned(),
        egui::TextStyle::Body.resolve(ui.style()),
        ink,
    );
    words.wrap = egui::text::TextWrapping::truncate_at_width(aside_left - rect.left() - 50.0);
    let words = ui.fonts_mut(|fonts| fonts.layout_job(words));
    let at = egui::pos2(rect.left() + 38.0, rect.center().y - words.size().y / 2.0);
    ui.painter().galley(at, words, ink);
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(text: &str) -> Vec<&'static str> {
        let mut matcher = Matcher::new(Config::DEFAULT);
        let all = Doing::ALL.map(Find::Doing).into();
        let finds = ranked(&mut matcher, text, all);
        let name = |find: &Find| match find {
            Find::Doing(doing) => doing.name(),
            _ => unreachable!("only commands were given"),
        };
        finds.iter().map(name).collect()
    }

    #[test]
    fn a_few_letters_find_what_is_meant() {
        assert_eq!(named("").len(), Doing::ALL.len());
        assert_eq!(named("log w").first(), Some(&"Log work"));
        assert_eq!(named("ledg").first(), Some(&"Ledger"));
        assert_eq!(named("backup").len(), 2);
        assert_eq!(named("qqqq"), Vec::<&str>::new());
    }

    #[test]
    fn the_choice_goes_round() {
        assert_eq!(moved_to(0, -1, 3), 2);
        assert_eq!(moved_to(2, 1, 3), 0);
        assert_eq!(moved_to(7, 0, 3), 2);
        assert_eq!(moved_to(7, 1, 0), 0);
    }
}
