//! Collisions: where two people set the same thing at the same time, until somebody chooses.

use std::collections::BTreeMap;

use egui::{Label, Stroke, Ui};
use model::design::{Place, Value};
use model::id::DocumentId;

use crate::action::Request;
use crate::ui::desk::{Desk, Sent};
use crate::ui::icon;
use crate::ui::theme::{GAP_CARD, GAP_SMALL, GAP_TINY, mix, tokens};
use crate::ui::widgets::{
    Weight, card_frame, flow, foldout, icon_ui, meta, send_button, sent_trouble_ui, strong,
};
use crate::view::{CollisionValue, CollisionView};
use crate::words::{self, since as w};

/// What is being chosen for collisions.
#[derive(Default)]
pub struct CollisionsState {
    typed: BTreeMap<(DocumentId, Place), String>,
    sent: BTreeMap<(DocumentId, Place), Sent>,
}

/// Every collision, to be settled by choosing.
pub fn collisions_ui(
    ui: &mut Ui,
    collisions: &[CollisionView],
    state: &mut CollisionsState,
    desk: &mut Desk<'_>,
) {
    if collisions.is_empty() {
        return;
    }
    for collision in collisions {
        let t = *tokens(ui);
        let frame = card_frame(ui)
            .fill(mix(t.surface, t.warn, 6))
            .stroke(Stroke::new(1.0, mix(t.surface, t.warn, 60)));
        frame.show(ui, |ui| {
            ui.set_width(ui.available_width());
            ui.spacing_mut().item_spacing.y = GAP_SMALL;
            let salt = (collision.design, format!("{:?}", collision.place));
            ui.push_id(salt, |ui| collision_ui(ui, collision, state, desk));
        });
        ui.add_space(GAP_CARD - GAP_SMALL);
    }
}

fn collision_ui(
    ui: &mut Ui,
    collision: &CollisionView,
    state: &mut CollisionsState,
    desk: &mut Desk<'_>,
) {
    let key = (collision.design, collision.place.clone());
    let mut settle = None;
    flow(ui, |ui| {
        icon_ui(ui, icon::COLLISION, 20.0, tokens(ui).warn);
        strong(ui, format!("{}: {}", w::COLLISIONS, collision.what));
    });
    meta(
        ui,
        format!("{} · {}", collision.design_name, w::COLLISIONS_WHY),
    );
    let sent = state.sent.entry(key.clone()).or_default();
    for (place, value) in collision.values.iter().enumerate() {
        if value_ui(ui, place, value, desk, sent) {
            settle = Some(value.value.clone());
        }
    }
    let words_value = collision
        .values
        .iter()
        .all(|v| matches!(v.value, Value::Words(_)));
    if words_value {
        let typed = state.typed.entry(key.clone()).or_default();
        foldout(ui, "another", w::ANOTHER, |ui| {
            ui.horizontal(|ui| {
                let edit = egui::TextEdit::singleline(typed).desired_width(320.0);
                crate::ui::fields::bordered(ui, edit).accessible_name(w::ANOTHER);
                let ready = if typed.trim().is_empty() {
                    Err(words::FILL_IN)
                } else {
                    Ok(())
                };
                if send_button(ui, desk, sent, w::USE_TYPED, Weight::Normal, ready) {
                    settle = Some(Value::Words(typed.trim().to_owned()));
                }
            });
        });
    }
    if let Some(value) = settle {
        let request = Request::Settle {
            design: collision.design,
            place: key.1.clone(),
            value,
        };
        sent.send(desk, request);
    }
    sent_trouble_ui(ui, desk, sent);
}

fn value_ui(
    ui: &mut Ui,
    place: usize,
    value: &CollisionValue,
    desk: &Desk<'_>,
    sent: &Sent,
) -> bool {
    ui.add_space(GAP_TINY);
    if value.text.chars().count() > 40 {
        ui.add(Label::new(&value.text).wrap());
    }
    ui.horizontal_wrapped(|ui| {
        let name = match value.value {
            Value::Here(_) => value.text.clone(),
            Value::Words(_) => w::use_value(&value.text),
        };
        let pressed = send_button(ui, desk, sent, &name, Weight::Normal, Ok(()));
        let shown = if place == 0 {
            format!(" · {}", w::SHOWN)
        } else {
            String::new()
        };
        meta(
            ui,
            format!("{} · {} · {}{shown}", value.by, value.when, value.device),
        );
        pressed
    })
    .inner
}
