//! The books: what a period brought, incomes that are shared out, and how the books leave the program.

use egui::{Align, Grid, Layout, Ui, vec2};
use model::rsd1::Period;

use crate::action::{Action, PickFor, Request};
use crate::deed::export::Format;
use crate::ui::desk::{Desk, Sent};
use crate::ui::fields::choice_bare;
use crate::ui::shell::scrolled;
use crate::ui::theme::{GAP, GAP_SMALL, TEXT_WIDTH_MAX, tokens};
use crate::ui::widgets::{
    Weight, button, card, flow, line_with_right, meta, muted, not_judged_ui, section,
    sent_trouble_ui, sideways, strong, title, written,
};
use crate::view::{BooksView, NoticeKind, Outcome, PageSection, PageView, RunView};
use crate::words::{self, books as w, standing, statement as s};

mod share;

/// What the page keeps between frames.
#[derive(Default)]
pub struct BooksState {
    page: Sent,
    export: Sent,
    check: Sent,
    /// What was found of the last statement.
    checked: Option<(bool, Vec<String>)>,
    confirm: Sent,
    share: share::ShareForm,
}

/// Draws the page.
pub fn books_ui(ui: &mut Ui, view: &BooksView, state: &mut BooksState, desk: &mut Desk<'_>) {
    scrolled(ui, "books", TEXT_WIDTH_MAX + 240.0, |ui| {
        ui.spacing_mut().item_spacing.y = GAP;
        head_ui(ui, view, desk);
        meta(ui, w::WHAT);
        if !desk.judges() {
            not_judged_ui(ui);
            return;
        }
        if let (true, Some(period)) = (view.ready, view.period) {
            period_ui(ui, &view.page, period, &mut state.page, desk);
            if view.may_share && view.is_over {
                share::share_ui(ui, period, &mut state.share, desk);
            }
            runs_ui(ui, &view.runs, &mut state.confirm, desk);
        } else {
            muted(ui, words::OPENING);
        }
        export_ui(ui, &mut state.export, desk);
        check_ui(ui, state, desk);
    });
}

fn head_ui(ui: &mut Ui, view: &BooksView, desk: &mut Desk<'_>) {
    line_with_right(
        ui,
        |ui| title(ui, w::TITLE),
        |ui| {
            let name = |period: &Period| (*period, standing::period(*period));
            let choices: Vec<(Period, String)> = view.periods.iter().map(name).collect();
            if let Some(mut chosen) = view.period
                && choice_bare(ui, w::PERIOD, &mut chosen, &choices, None)
            {
                desk.push(Action::Period(chosen));
            }
        },
    );
}

/// The page of a period, as it is printed.
fn period_ui(ui: &mut Ui, page: &PageView, period: Period, sent: &mut Sent, desk: &mut Desk<'_>) {
    said(sent, desk);
    card(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.spacing_mut().item_spacing.y = GAP_SMALL;
        section(ui, &page.title);
        for sentence in &page.intro {
            meta(ui, sentence);
        }
        for (place, part) in page.sections.iter().enumerate() {
            ui.push_id(place, |ui| part_ui(ui, part));
        }
        for sentence in &page.foot {
            meta(ui, sentence);
        }
        if button(ui, w::PRINT, Weight::Normal).clicked() {
            sent.pick(desk, PickFor::WritePage(period));
        }
        sent_trouble_ui(ui, desk, sent);
    });
}

fn part_ui(ui: &mut Ui, part: &PageSection) {
    ui.add_space(GAP_SMALL);
    strong(ui, part.title.as_str());
    if !part.note.is_empty() {
        muted(ui, part.note.as_str());
    }
    if part.headings.is_empty() {
        for row in &part.rows {
            ui.add(egui::Label::new(row.join(" ")).wrap());
        }
        return;
    }
    if part.rows.is_empty() {
        return;
    }
    sideways(ui, |ui| {
        let columns = part.headings.len();
        let grid = Grid::new("part").num_columns(columns);
        grid.spacing(vec2(20.0, 6.0)).striped(true).show(ui, |ui| {
            for heading in &part.headings {
                let heading = egui::RichText::new(heading).small().color(tokens(ui).muted);
                ui.add(egui::Label::new(heading).extend());
            }
            ui.end_row();
            for row in &part.rows {
                for cell in row {
                    ui.add(egui::Label::new(cell.as_str()).extend());
                }
                ui.end_row();
            }
        });
    });
}

/// What was shared out, computed again on this computer.
fn runs_ui(ui: &mut Ui, runs: &[RunView], sent: &mut Sent, desk: &mut Desk<'_>) {
    sent.take_done(desk.view);
    for run in runs {
        card(ui, |ui| {
            ui.set_width(ui.available_width());
            ui.spacing_mut().item_spacing.y = GAP_SMALL;
            ui.push_id(run.fact, |ui| {
                section(ui, &w::run(run));
                run_lines_ui(ui, run);
                uncounted_ui(ui, run, sent, desk);
                if let Some(fact) = run.fact.filter(|_| run.may_confirm && desk.may_write())
                    && button(ui, w::HAS_COME, Weight::Normal).clicked()
                {
                    sent.send(desk, Request::Confirm(fact));
                }
            });
        });
    }
    sent_trouble_ui(ui, desk, sent);
}

fn run_lines_ui(ui: &mut Ui, run: &RunView) {
    let grid = Grid::new("payouts").num_columns(4).spacing(vec2(20.0, 6.0));
    grid.striped(true).show(ui, |ui| {
        for line in &run.lines {
            written(ui, line.bucket.as_str());
            written(ui, line.to.as_str());
            // Amounts stand below each other by their ends.
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                ui.label(line.amount.as_str());
            });
            ui.label(line.more());
            ui.end_row();
        }
    });
    meta(ui, w::run_state(&run.state));
    if run.has_other_rules {
        strong(ui, w::OTHER_RULES);
    }
    if let Some(said) = &run.origin_said {
        meta(ui, said.as_str());
    }
}

/// Releases that would share it otherwise and do not count, for a steward to stand behind.
fn uncounted_ui(ui: &mut Ui, run: &RunView, sent: &mut Sent, desk: &mut Desk<'_>) {
    for one in &run.uncounted {
        ui.push_id(one.release, |ui| {
            written(ui, &format!("{} {}", one.said, one.why));
            if one.may_back && button(ui, w::BACK, Weight::Normal).clicked() {
                sent.send(desk, Request::Confirm(one.release));
            }
        });
    }
}

/// The books for other programs.
fn export_ui(ui: &mut Ui, sent: &mut Sent, desk: &mut Desk<'_>) {
    said(sent, desk);
    card(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.spacing_mut().item_spacing.y = GAP_SMALL;
        section(ui, w::EXPORT);
        meta(ui, w::EXPORT_WHY);
        for format in [Format::Csv, Format::JsonLd, Format::Facts] {
            if button(ui, w::write(format), Weight::Normal).clicked() {
                sent.pick(desk, PickFor::ExportBooks(format));
            }
            meta(ui, w::good_for(format));
        }
        sent_trouble_ui(ui, desk, sent);
    });
}

/// Looking whether a statement is as it was signed.
fn check_ui(ui: &mut Ui, state: &mut BooksState, desk: &mut Desk<'_>) {
    if let Some(Outcome::Statement { good, lines }) = state.check.take_done(desk.view) {
        state.checked = Some((*good, lines.clone()));
    }
    card(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.spacing_mut().item_spacing.y = GAP_SMALL;
        section(ui, s::CHECK);
        meta(ui, s::CHECK_WHY);
        flow(ui, |ui| {
            if button(ui, s::CHOOSE, Weight::Normal).clicked() {
                state.check.pick(desk, PickFor::CheckStatement);
            }
        });
        if let Some((good, lines)) = &state.checked {
            strong(ui, if *good { s::GOOD } else { s::NOT_GOOD });
            for line in lines {
                ui.add(egui::Label::new(line).wrap());
            }
        }
        sent_trouble_ui(ui, desk, &state.check);
    });
}

/// Says where something was written, once.
fn said(sent: &mut Sent, desk: &mut Desk<'_>) {
    if let Some(Outcome::Said(text)) = sent.take_done(desk.view) {
        desk.say(NoticeKind::Good, text.clone());
    }
}
