//! A small renderer of Markdown for texts that strangers wrote: no network, no files, no HTML.
//!
//! Bold and slanted words have faces of their own, pictures read as their description, links say where
//! they lead and open outside only when pressed.

use egui::text::{LayoutJob, TextFormat};
use egui::{FontFamily, FontId, Frame, Label, Margin, RichText, Stroke, Ui};
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use crate::action::Action;
use crate::ui::desk::Desk;
use crate::ui::theme::{
    GAP, GAP_SMALL, RADIUS, section_style, semibold_family, slanted_family, tokens,
};
use crate::ui::widgets::sideways;
use crate::words::visible;

/// A text is read this far; what is longer is cut, and says so.
const BLOCKS_MAX: usize = 4_000;

/// A text that was read.
#[derive(Debug, Clone, Default)]
pub struct Markdown {
    source: String,
    blocks: Vec<Block>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Block {
    Heading(u8, Vec<Span>),
    Paragraph(Vec<Span>),
    Item {
        depth: usize,
        mark: String,
        spans: Vec<Span>,
    },
    Quote(Vec<Span>),
    Code(String),
    Rule,
    Table(Vec<Vec<Vec<Span>>>),
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct Span {
    text: String,
    bold: bool,
    slanted: bool,
    code: bool,
    struck: bool,
    link: Option<String>,
}

impl Markdown {
    /// Reads `source`, if it is not the one that was read before.
    pub fn read(&mut self, source: &str) {
        if self.source != source || (self.blocks.is_empty() && !source.is_empty()) {
            self.source = source.to_owned();
            self.blocks = Reader::default().read(source);
        }
    }

    /// Draws it.
    pub fn ui(&self, ui: &mut Ui, desk: &mut Desk<'_>) {
        ui.spacing_mut().item_spacing.y = GAP_SMALL;
        for (place, block) in self.blocks.iter().enumerate() {
            block_ui(ui, place, block, desk);
        }
    }
}

#[derive(Default)]
struct Reader {
    blocks: Vec<Block>,
    spans: Vec<Span>,
    style: Span,
    lists: Vec<Option<u64>>,
    item: Option<(usize, String)>,
    quote: usize,
    code: Option<String>,
    rows: Vec<Vec<Vec<Span>>>,
}

impl Reader {
    fn read(mut self, source: &str) -> Vec<Block> {
        let options =
            Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS;
        for event in Parser::new_ext(source, options) {
            if self.blocks.len() >= BLOCKS_MAX {
                break;
            }
            self.event(event);
        }
        self.flush();
        self.blocks
    }

    fn event(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) | Event::Html(text) | Event::InlineHtml(text) => self.text(&text),
            Event::Code(text) => {
                let code = Span {
                    code: true,
                    text: shown(&text),
                    ..self.style.clone()
                };
                self.spans.push(code);
            }
            Event::SoftBreak => self.text(" "),
            Event::HardBreak => self.text("\n"),
            Event::Rule => self.blocks.push(Block::Rule),
            Event::TaskListMarker(done) => {
                if let Some((_, mark)) = &mut self.item {
                    *mark = if done { "☑".into() } else { "☐".into() };
                }
            }
            _ => {}
        }
    }

    fn text(&mut self, text: &str) {
        let text = shown(text);
        match &mut self.code {
            Some(code) => code.push_str(&text),
            None => self.spans.push(Span {
                text,
                ..self.style.clone()
            }),
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::Strong => self.style.bold = true,
            Tag::Emphasis => self.style.slanted = true,
            Tag::Strikethrough => self.style.struck = true,
            Tag::Link { dest_url, .. } => self.style.link = outside(&dest_url),
            Tag::Image { .. } => self.text("[picture: "),
            Tag::List(first) => {
                self.flush();
                self.lists.push(first);
            }
            Tag::Item => self.item = Some(self.next_item()),
            Tag::BlockQuote(_) => {
                self.flush();
                self.quote += 1;
            }
            Tag::CodeBlock(_) => self.code = Some(String::new()),
            Tag::Table(_) => self.rows.clear(),
            Tag::TableHead | Tag::TableRow => self.rows.push(Vec::new()),
            _ => {}
        }
    }

    fn next_item(&mut self) -> (usize, String) {
        let depth = self.lists.len().saturating_sub(1);
        let mark = match self.lists.last_mut() {
            Some(Some(number)) => {
                *number += 1;
                format!("{}.", *number - 1)
            }
            _ => "•".into(),
        };
        (depth, mark)
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Strong => self.style.bold = false,
            TagEnd::Emphasis => self.style.slanted = false,
            TagEnd::Strikethrough => self.style.struck = false,
            TagEnd::Link => self.style.link = None,
            TagEnd::Image => self.text("]"),
            TagEnd::Heading(level) => {
                let spans = std::mem::take(&mut self.spans);
                self.blocks.push(Block::Heading(level as u8, spans));
            }
            TagEnd::Paragraph | TagEnd::Item | TagEnd::HtmlBlock => self.flush(),
            TagEnd::List(_) => {
                self.flush();
                self.lists.pop();
            }
            TagEnd::BlockQuote(_) => {
                self.flush();
                self.quote = self.quote.saturating_sub(1);
            }
            TagEnd::CodeBlock => {
                let code = self.code.take().unwrap_or_default();
                self.blocks.push(Block::Code(code.trim_end().to_owned()));
            }
            TagEnd::TableCell => {
                let cell = std::mem::take(&mut self.spans);
                if let Some(row) = self.rows.last_mut() {
                    row.push(cell);
                }
            }
            TagEnd::Table => self
                .blocks
                .push(Block::Table(std::mem::take(&mut self.rows))),
            _ => {}
        }
    }

    /// What was collected becomes a block.
    fn flush(&mut self) {
        if self.spans.is_empty() {
            return;
        }
        let spans = std::mem::take(&mut self.spans);
        let block = if let Some((depth, mark)) = self.item.take() {
            Block::Item { depth, mark, spans }
        } else if !self.lists.is_empty() {
            Block::Item {
                depth: self.lists.len() - 1,
                mark: String::new(),
                spans,
            }
        } else if self.quote > 0 {
            Block::Quote(spans)
        } else {
            Block::Paragraph(spans)
        };
        self.blocks.push(block);
    }
}

/// A text as it may be shown: a mark stands for what nobody sees, spaces for a tabulator.
fn shown(text: &str) -> String {
    visible(&text.replace('\t', "    ")).into_owned()
}

/// Only links that lead to the web or to a mail can be pressed.
fn outside(url: &str) -> Option<String> {
    let known = ["https://", "http://", "mailto:"];
    known
        .iter()
        .any(|start| url.starts_with(start))
        .then(|| url.to_owned())
}

fn block_ui(ui: &mut Ui, place: usize, block: &Block, desk: &mut Desk<'_>) {
    match block {
        Block::Heading(level, spans) => {
            ui.add_space(GAP_SMALL);
            let text: String = spans.iter().map(|s| s.text.as_str()).collect();
            let style = if *level == 1 {
                section_style()
            } else {
                crate::ui::theme::strong_style()
            };
            ui.add(
                Label::new(RichText::new(text).text_style(style))
                    .wrap()
                    .selectable(true),
            );
        }
        Block::Paragraph(spans) => spans_ui(ui, spans, desk),
        Block::Item { depth, mark, spans } => {
            ui.horizontal_top(|ui| {
                ui.spacing_mut().item_spacing.x = GAP_SMALL;
                ui.add_space(*depth as f32 * 20.0);
                let (rect, _) =
                    ui.allocate_exact_size(egui::vec2(20.0, 18.0), egui::Sense::empty());
                let font = egui::TextStyle::Body.resolve(ui.style());
                let ink = tokens(ui).muted;
                ui.painter()
                    .text(rect.right_top(), egui::Align2::RIGHT_TOP, mark, font, ink);
                ui.vertical(|ui| spans_ui(ui, spans, desk));
            });
        }
        Block::Quote(spans) => quote_ui(ui, spans, desk),
        Block::Code(code) => code_ui(ui, code),
        Block::Rule => {
            ui.add_space(GAP_SMALL);
            crate::ui::shell::rule(ui);
            ui.add_space(GAP_SMALL);
        }
        Block::Table(rows) => table_ui(ui, place, rows, desk),
    }
}

fn quote_ui(ui: &mut Ui, spans: &[Span], desk: &mut Desk<'_>) {
    let colour = tokens(ui).border;
    let shown = Frame::new()
        .inner_margin(Margin {
            left: 16,
            right: 0,
            top: 2,
            bottom: 2,
        })
        .show(ui, |ui| spans_ui(ui, spans, desk));
    let rect = shown.response.rect;
    let stroke = Stroke::new(3.0, colour);
    ui.painter()
        .line_segment([rect.left_top(), rect.left_bottom()], stroke);
}

fn code_ui(ui: &mut Ui, code: &str) {
    Frame::new()
        .fill(tokens(ui).surface2)
        .corner_radius(RADIUS)
        .inner_margin(Margin::same(10))
        .show(ui, |ui| {
            ui.add(
                Label::new(RichText::new(code).monospace())
                    .wrap()
                    .selectable(true),
            );
        });
}

fn table_ui(ui: &mut Ui, place: usize, rows: &[Vec<Vec<Span>>], desk: &mut Desk<'_>) {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    if columns == 0 {
        return;
    }
    ui.push_id(("table", place), |ui| {
        sideways(ui, |ui| {
            let grid = egui::Grid::new(("markdown table", place))
                .striped(true)
                .spacing([24.0, GAP_SMALL]);
            grid.show(ui, |ui| {
                for (number, row) in rows.iter().enumerate() {
                    for cell in row {
                        let mut cell = cell.clone();
                        if number == 0 {
                            cell.iter_mut().for_each(|span| span.bold = true);
                        }
                        ui.scope(|ui| {
                            ui.set_max_width(280.0);
                            spans_ui(ui, &cell, desk);
                        });
                    }
                    ui.end_row();
                }
            });
        })
    });
    ui.add_space(GAP - GAP_SMALL);
}

/// Words without a link are one label; with one, each piece is its own, so that links can be pressed.
fn spans_ui(ui: &mut Ui, spans: &[Span], desk: &mut Desk<'_>) {
    if spans.iter().all(|span| span.link.is_none()) {
        let mut job = LayoutJob::default();
        for span in spans {
            job.append(&span.text, 0.0, format(ui, span));
        }
        ui.add(Label::new(job).wrap().selectable(true));
        return;
    }
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = 0.0;
        ui.spacing_mut().interact_size.y = 18.0;
        for span in spans {
            match &span.link {
                Some(url) => {
                    let link = ui
                        .link(RichText::new(&span.text))
                        .on_hover_text(visible(url));
                    if link.clicked() {
                        desk.push(Action::OpenLink(url.clone()));
                    }
                }
                None => {
                    let mut job = LayoutJob::default();
                    job.append(&span.text, 0.0, format(ui, span));
                    ui.label(job);
                }
            }
        }
    });
}

fn format(ui: &Ui, span: &Span) -> TextFormat {
    let t = tokens(ui);
    let family = match (span.code, span.bold, span.slanted) {
        (true, _, _) => FontFamily::Monospace,
        (_, true, _) => semibold_family(),
        (_, _, true) => slanted_family(),
        _ => FontFamily::Proportional,
    };
    TextFormat {
        font_id: FontId::new(if span.code { 13.0 } else { 14.0 }, family),
        color: t.text,
        background: if span.code {
            t.surface2
        } else {
            egui::Color32::TRANSPARENT
        },
        strikethrough: if span.struck {
            Stroke::new(1.0, t.text)
        } else {
            Stroke::NONE
        },
        line_height: Some(20.0),
        ..TextFormat::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(source: &str) -> Vec<Block> {
        Reader::default().read(source)
    }

    #[test]
    fn lists_keep_their_numbers_and_depth() {
        let blocks = read("1. wash\n2. cut\n   - thin\n");
        let marks: Vec<(usize, &str)> = blocks
            .iter()
            .filter_map(|block| match block {
                Block::Item { depth, mark, .. } => Some((*depth, mark.as_str())),
                _ => None,
            })
            .collect();
        assert_eq!(marks, [(0, "1."), (0, "2."), (1, "•")]);
    }

    #[test]
    fn what_turns_the_text_around_it_is_shown_by_a_mark() {
        let blocks = read("Cut \u{202e}mm 04\n\n`rm\u{200b} -r`\n\n```\n\tone\u{2066}\n```\n");
        let all = format!("{blocks:?}");
        assert!(all.contains("Cut ·mm 04") && all.contains("rm· -r") && all.contains("    one·"));
    }

    #[test]
    fn a_picture_reads_as_its_description_and_nothing_is_fetched() {
        let blocks = read("![a rotor](https://example.org/rotor.png)");
        let Block::Paragraph(spans) = &blocks[0] else {
            panic!("no paragraph: {blocks:?}")
        };
        let text: String = spans.iter().map(|s| s.text.as_str()).collect();
        assert_eq!(text, "[picture: a rotor]");
        assert!(spans.iter().all(|s| s.link.is_none()));
    }

    #[test]
    fn only_links_to_the_web_can_be_pressed() {
        let links = |source: &str| match &read(source)[0] {
            Block::Paragraph(spans) => spans.iter().filter_map(|s| s.link.clone()).count(),
            _ => 0,
        };
        assert_eq!(links("[a](https://example.org)"), 1);
        assert_eq!(links("[a](file:///etc/passwd)"), 0);
        assert_eq!(links("[a](javascript:alert(1))"), 0);
    }

    #[test]
    fn a_table_has_its_head_and_rows() {
        let blocks = read("| Part | Qty |\n|---|---|\n| Motor | 1 |\n");
        let Block::Table(rows) = &blocks[0] else {
            panic!("no table: {blocks:?}")
        };
        assert_eq!(rows.len(), 2);
        assert_eq!(rows[1][0][0].text, "Motor");
    }
}
