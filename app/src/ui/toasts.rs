//! News that shows for a moment at the lower right, and is announced to screen readers.

use std::collections::BTreeSet;

use egui::accesskit::Live;
use egui::{Align2, Area, Context, Frame, Id, Margin, Order, Stroke};

use crate::action::CommandId;
use crate::ui::icon;
use crate::ui::theme::{GAP_SMALL, RADIUS_CARD, Tone, tokens};
use crate::ui::widgets::{icon_button, icon_ui};
use crate::view::{Answer, NoticeKind, View};
use crate::words;

/// How long a notice stays.
const SHOWN_MS: u64 = 6_000;
/// Bad news stays longer.
const BAD_SHOWN_MS: u64 = 20_000;
/// So many are shown at once.
const SHOWN_MAX: usize = 4;

/// The numbers of the window's own notices begin here, above those of the engine.
const OWN_FIRST: u64 = 1 << 62;

/// The notices on the screen.
#[derive(Default)]
pub struct Toasts {
    seen: u64,
    said: u64,
    shown: Vec<(u64, NoticeKind, String, u64)>,
}

impl Toasts {
    /// Takes in what is new.
    pub fn take(&mut self, view: &View, now_ms: u64) {
        for notice in view.notices.iter().filter(|n| n.number > self.seen) {
            let stay = if notice.kind == NoticeKind::Bad {
                BAD_SHOWN_MS
            } else {
                SHOWN_MS
            };
            let until = now_ms + stay;
            self.shown
                .push((notice.number, notice.kind, notice.text.clone(), until));
        }
        self.seen = view
            .notices
            .iter()
            .map(|n| n.number)
            .max()
            .unwrap_or(0)
            .max(self.seen);
        self.shown.retain(|(_, _, _, until)| *until > now_ms);
        let extra = self.shown.len().saturating_sub(SHOWN_MAX);
        self.shown.drain(..extra);
    }

    /// Says something that the window itself has to say.
    pub fn say(&mut self, kind: NoticeKind, text: String, now_ms: u64) {
        self.said += 1;
        let number = OWN_FIRST + self.said;
        self.shown.push((number, kind, text, now_ms + SHOWN_MS));
    }

    /// Says what went wrong with requests that no form waits for.
    pub fn take_loose(&mut self, view: &View, loose: &mut BTreeSet<CommandId>, now_ms: u64) {
        loose.retain(|command| match view.answers.get(command) {
            None => true,
            Some(Answer::Done(_)) => false,
            Some(Answer::Failed(trouble)) => {
                let text = format!("{} {} {}", trouble.what, trouble.why, trouble.remedy);
                let until = now_ms + BAD_SHOWN_MS;
                let number = u64::MAX - command.0;
                self.shown
                    .push((number, NoticeKind::Bad, text.trim().to_owned(), until));
                false
            }
        });
    }

    /// Draws them.
    pub fn ui(&mut self, ctx: &Context, now_ms: u64) {
        if self.shown.is_empty() {
            return;
        }
        let next = self
            .shown
            .iter()
            .map(|(_, _, _, until)| until - now_ms)
            .min()
            .unwrap_or(1);
        ctx.request_repaint_after(std::time::Duration::from_millis(next));
        let mut dismissed = None;
        let area = Area::new(Id::unique("toasts"))
            .order(Order::Foreground)
            .anchor(Align2::RIGHT_BOTTOM, egui::vec2(-16.0, -48.0));
        area.show(ctx, |ui| {
            ui.spacing_mut().item_spacing.y = GAP_SMALL;
            for (number, kind, text, _) in &self.shown {
                if toast_ui(ui, *kind, text) {
                    dismissed = Some(*number);
                }
            }
        });
        if let Some(number) = dismissed {
            self.shown.retain(|(shown, ..)| *shown != number);
        }
    }
}

fn toast_ui(ui: &mut egui::Ui, kind: NoticeKind, text: &str) -> bool {
    let (symbol, tone) = match kind {
        NoticeKind::Good => (icon::GOOD, Tone::Good),
        NoticeKind::News => (icon::INFO, Tone::News),
        NoticeKind::Bad => (icon::ERROR, Tone::Bad),
    };
    let t = *tokens(ui);
    let frame = Frame::new()
        .fill(t.surface)
        .stroke(Stroke::new(1.0, t.tone(tone)))
        .corner_radius(RADIUS_CARD)
        .shadow(ui.visuals().popup_shadow)
        .inner_margin(Margin::symmetric(12, 8));
    let shown = frame.show(ui, |ui| {
        ui.set_max_width(380.0);
        ui.horizontal(|ui| {
            icon_ui(ui, symbol, 18.0, t.tone(tone));
            let label = ui.add(egui::Label::new(text).wrap());
            ui.ctx()
                .accesskit_node_builder(label.id, |node| node.set_live(Live::Polite));
            icon_button(ui, icon::CLOSE, words::shell::DISMISS).clicked()
        })
        .inner
    });
    shown.inner
}
