//! A draft of other rules: every parameter as a field, what contradicts itself, trying it out and proposing it.

use egui::Ui;
use model::day::Day;
use model::rsd1::policy::text::Parameter;
use model::rsd1::{Policy, Preset};

use super::{RulesState, trial};
use crate::action::Request;
use crate::ui::desk::{Desk, Sent};
use crate::ui::fields::{choice, field};
use crate::ui::icon;
use crate::ui::theme::{GAP, GAP_SMALL, GAP_TINY, Tone};
use crate::ui::widgets::{
    Weight, banner, button, card, foldout, meta, section, send_button, sent_trouble_ui,
};
use crate::view::{Outcome, RulesView, SimulationView};
use crate::words::rules as w;

/// A field of the draft.
const FIELD_WIDTH: f32 = 300.0;

/// Rules that are being written.
pub(super) struct Draft {
    /// Where it began; `None`: with the rules in force.
    base: Option<Preset>,
    values: Vec<(Parameter, String)>,
    from: String,
    type_name: String,
    type_points: String,
    proposing: Sent,
    trying: Sent,
    tried: Option<SimulationView>,
}

/// What a draft comes to.
enum Read {
    /// It can be proposed.
    Whole(Box<Policy>),
    /// What is wrong with it.
    Problems(Vec<String>),
}

impl Draft {
    /// A draft that begins with these rules, and goes on where it was left when the program ended.
    pub(super) fn opened(desk: &Desk<'_>, policy: &Policy, from: Option<Day>) -> Draft {
        let mut draft = Draft::new(policy, from);
        for (parameter, value) in &mut draft.values {
            if let Some(kept) = desk.kept.get(&kept_at(parameter)) {
                value.clone_from(&kept.text);
            }
        }
        draft
    }

    /// Keeps nothing of it any more.
    pub(super) fn forget(&self, desk: &mut Desk<'_>) {
        for (parameter, _) in &self.values {
            desk.kept.forget_text(&kept_at(parameter));
        }
    }

    fn new(policy: &Policy, from: Option<Day>) -> Draft {
        Draft {
            base: None,
            values: policy.values(),
            from: from.map(|day| day.to_string()).unwrap_or_default(),
            type_name: String::new(),
            type_points: String::new(),
            proposing: Sent::default(),
            trying: Sent::default(),
            tried: None,
        }
    }

    /// The rules as they stand in the fields, or everything that is wrong with them.
    fn read(&self, before: &Policy) -> Read {
        let policy = match before.with_values(&self.values) {
            Ok(policy) => policy,
            Err(problems) => {
                let problems = problems.iter();
                return Read::Problems(
                    problems
                        .map(|(parameter, problem)| w::value_problem(parameter, problem))
                        .collect(),
                );
            }
        };
        let mut found = policy.contradictions();
        found.extend(policy.contradicts_before(before));
        match found.is_empty() {
            true => Read::Whole(Box::new(policy)),
            false => Read::Problems(found.iter().map(ToString::to_string).collect()),
        }
    }
}

/// Draws the draft, while there is one; says whether there is.
pub(super) fn draft_ui(
    ui: &mut Ui,
    view: &RulesView,
    before: &Policy,
    state: &mut RulesState,
    desk: &mut Desk<'_>,
) -> bool {
    let Some(draft) = &mut state.draft else {
        return false;
    };
    if draft.proposing.take_done(desk.view).is_some() {
        draft.forget(desk);
        state.draft = None;
        return false;
    }
    if let Some(Outcome::Simulated(tried)) = draft.trying.take_done(desk.view) {
        draft.tried = Some((**tried).clone());
    }
    card(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.spacing_mut().item_spacing.y = GAP;
        ui.spacing_mut().text_edit_width = FIELD_WIDTH;
        section(ui, w::DRAFT);
        meta(ui, w::DRAFT_WHY);
        base_ui(ui, view, before, draft, desk);
        for group in w::RuleGroup::ALL {
            foldout(ui, group.name(), group.name(), |ui| {
                ui.spacing_mut().item_spacing.y = GAP_SMALL;
                for (parameter, value) in &mut draft.values {
                    if w::group(parameter) == group {
                        let before = value.clone();
                        value_ui(ui, parameter, value);
                        if *value != before {
                            desk.kept.put(&kept_at(parameter), &before, value);
                        }
                    }
                }
                if group == w::RuleGroup::Work {
                    type_ui(ui, draft);
                }
            });
        }
        send_ui(ui, before, draft, desk);
    });
    if let Some(tried) = &draft.tried {
        trial::trial_ui(ui, tried);
    }
    true
}

/// Under which name the value of a parameter is kept.
fn kept_at(parameter: &Parameter) -> String {
    format!("rules/{parameter}")
}

/// Where it begins.
fn base_ui(ui: &mut Ui, view: &RulesView, before: &Policy, draft: &mut Draft, desk: &mut Desk<'_>) {
    let mut choices = vec![(None, w::FROM_NOW.to_owned())];
    choices.extend(Preset::ALL.map(|preset| (Some(preset), preset.name().to_owned())));
    let mut base = draft.base;
    if choice(ui, w::BEGIN_FROM, &mut base, &choices) {
        let policy = match base {
            None => before.clone(),
            // Amounts stay in the one currency of the commons.
            Some(preset) => Policy {
                currency: before.currency,
                ..Policy::preset(preset)
            },
        };
        draft.forget(desk);
        let from = view.next_period;
        *draft = Draft {
            base,
            ..Draft::new(&policy, from)
        };
    }
}

fn value_ui(ui: &mut Ui, parameter: &Parameter, value: &mut String) {
    let name = w::name(parameter);
    let words = parameter.choices();
    ui.push_id(parameter.to_string(), |ui| match words {
        [] => {
            field(ui, &name, value, "");
        }
        words => {
            let mut choices: Vec<(String, String)> = words
                .iter()
                .map(|word| ((*word).to_owned(), w::choice(parameter, word)))
                .collect();
            // What stands there may be a word that is not offered.
            if !words.contains(&value.as_str()) {
                choices.push((value.clone(), w::choice(parameter, value)));
            }
            choice(ui, &name, value, &choices);
        }
    });
}

/// A further type of contribution.
fn type_ui(ui: &mut Ui, draft: &mut Draft) {
    ui.add_space(GAP_TINY);
    meta(ui, w::ADD_TYPE);
    field(ui, w::TYPE_NAME, &mut draft.type_name, "electricity");
    field(ui, w::TYPE_POINTS, &mut draft.type_points, w::TYPE_HINT);
    let name = draft.type_name.trim().to_owned();
    let is_new = !name.is_empty() && !draft.type_points.trim().is_empty();
    ui.add_enabled_ui(is_new, |ui| {
        if button(ui, w::TYPE_ADD, Weight::Normal).clicked() {
            let parameter = Parameter::Type(name);
            let points = std::mem::take(&mut draft.type_points);
            draft.values.retain(|(known, _)| *known != parameter);
            draft.values.push((parameter, points));
            draft.type_name.clear();
        }
    });
}

fn send_ui(ui: &mut Ui, before: &Policy, draft: &mut Draft, desk: &mut Desk<'_>) {
    field(ui, w::FROM, &mut draft.from, w::FROM_HINT);
    let from = draft.from.trim().parse::<Day>();
    let read = draft.read(before);
    if let Read::Problems(problems) = &read {
        banner(ui, icon::WARNING, Tone::Look, |ui| {
            for problem in problems {
                ui.add(egui::Label::new(crate::words::capital(problem)).wrap());
            }
        });
    }
    let policy = match read {
        Read::Whole(policy) if *policy == *before => Err(w::SAME),
        Read::Whole(policy) => Ok(policy),
        Read::Problems(_) => Err(w::PROBLEMS_FIRST),
    };
    let ready = policy.as_ref().map(|_| ()).map_err(|why| *why);
    ui.horizontal(|ui| {
        let day = from.map_err(|_| w::DAY_FIRST);
        let may_propose = ready.and(day.map(|_| ()));
        if send_button(
            ui,
            desk,
            &draft.proposing,
            w::PROPOSE,
            Weight::Primary,
            may_propose,
        ) && let (Ok(policy), Ok(from)) = (&policy, day)
        {
            let request = Request::ProposeRules(policy.clone(), from);
            draft.proposing.send(desk, request);
        }
        if send_button(ui, desk, &draft.trying, w::TRY, Weight::Normal, ready)
            && let Ok(policy) = &policy
        {
            draft.tried = None;
            let request = Request::Simulate(policy.clone());
            draft.trying.send(desk, request);
        }
    });
    sent_trouble_ui(ui, desk, &draft.proposing);
    sent_trouble_ui(ui, desk, &draft.trying);
}
