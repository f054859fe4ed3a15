//! Questions, shares and pauses: forms opened from entries and from where somebody stands.

use super::*;
use crate::words::{decide as d, questions as q, sharing as s};

/// The forms, each of them closed or open.
#[derive(Default)]
pub struct GovernForms {
    question: Option<QuestionForm>,
    split: Option<SplitForm>,
    pause: Option<PauseForm>,
}

struct QuestionForm {
    fact: FactId,
    about: String,
    reason: String,
    sent: Sent,
}

impl Typed for QuestionForm {
    fn typed(&mut self) -> Vec<(&'static str, &mut String)> {
        vec![("reason", &mut self.reason)]
    }
}

impl Place for QuestionForm {
    fn place(&self) -> String {
        format!("question/{}", self.fact)
    }
}

struct SplitForm {
    thing: String,
    /// Who, their name, and their share as typed.
    shares: Vec<(AgentId, String, String)>,
    sent: Sent,
}

impl Typed for SplitForm {
    fn typed(&mut self) -> Vec<(&'static str, &mut String)> {
        vec![]
    }
}

impl Place for SplitForm {
    fn place(&self) -> String {
        format!("split/{}", self.thing)
    }
}

struct PauseForm {
    agent: AgentId,
    name: String,
    reason: String,
    from: String,
    to: String,
    sent: Sent,
}

impl Typed for PauseForm {
    fn typed(&mut self) -> Vec<(&'static str, &mut String)> {
        vec![("reason", &mut self.reason)]
    }
}

impl Place for PauseForm {
    fn place(&self) -> String {
        format!("pause/{}", self.agent)
    }
}

impl GovernForms {
    /// Opens the form that questions an entry.
    pub fn question(&mut self, desk: &Desk<'_>, fact: FactId, about: &str) {
        let form = QuestionForm {
            fact,
            about: about.to_owned(),
            reason: String::new(),
            sent: Sent::default(),
        };
        self.question = opened(desk, form);
    }

    /// Opens the form that says how a thing is shared; it begins with equal shares.
    pub fn split(&mut self, thing: &str, claimants: &[(AgentId, String)]) {
        let equal = match claimants.len() {
            1 => "1".to_owned(),
            n => format!("1/{n}"),
        };
        let shares = claimants.iter();
        let shares = shares.map(|(agent, name)| (*agent, name.clone(), equal.clone()));
        self.split = Some(SplitForm {
            thing: thing.to_owned(),
            shares: shares.collect(),
            sent: Sent::default(),
        });
    }

    /// Opens the form that pauses an account.
    pub fn pause(&mut self, desk: &Desk<'_>, agent: AgentId, name: &str) {
        let form = PauseForm {
            agent,
            name: name.to_owned(),
            reason: String::new(),
            from: desk.today().to_string(),
            to: String::new(),
            sent: Sent::default(),
        };
        self.pause = opened(desk, form);
    }

    /// Draws the form that is open.
    pub fn ui(&mut self, ui: &mut Ui, desk: &mut Desk<'_>) {
        dialog(ui, desk, &mut self.question, "question", question_ui);
        dialog(ui, desk, &mut self.split, "split", split_ui);
        dialog(ui, desk, &mut self.pause, "pause", pause_ui);
    }
}

fn question_ui(ui: &mut Ui, desk: &mut Desk<'_>, form: &mut QuestionForm) -> bool {
    if form.sent.take_done(desk.view).is_some() {
        return false;
    }
    section(ui, q::TITLE);
    meta(ui, &form.about);
    meta(ui, q::WHY);
    area(ui, q::REASON, &mut form.reason, 2, "");
    let ready = said(&form.reason);
    let (save, stay) = ends(ui, desk, &form.sent, q::SAVE, ready);
    if save {
        let request = Request::Question(form.fact, form.reason.trim().to_owned());
        form.sent.send(desk, request);
    }
    sent_trouble_ui(ui, desk, &form.sent);
    stay
}

fn split_ui(ui: &mut Ui, desk: &mut Desk<'_>, form: &mut SplitForm) -> bool {
    if form.sent.take_done(desk.view).is_some() {
        return false;
    }
    section(ui, s::SPLIT_TITLE);
    meta(ui, &form.thing);
    meta(ui, s::SPLIT_WHY);
    ui.spacing_mut().text_edit_width = 140.0;
    for (agent, name, share) in &mut form.shares {
        ui.push_id(*agent, |ui| field(ui, name, share, s::SHARE_HINT));
    }
    let whole = whole(form.shares.iter().map(|(_, _, share)| share.as_str()));
    let ready = if whole { Ok(()) } else { Err(s::WHOLE_FIRST) };
    let (save, stay) = ends(ui, desk, &form.sent, s::SPLIT_SAVE, ready);
    if save {
        let shares = form.shares.iter();
        let shares = shares.map(|(agent, _, share)| (*agent, share.clone()));
        let request = Request::Split(form.thing.clone(), shares.collect());
        form.sent.send(desk, request);
    }
    sent_trouble_ui(ui, desk, &form.sent);
    stay
}

/// Whether shares as typed add up to the whole.
fn whole<'a>(shares: impl Iterator<Item = &'a str>) -> bool {
    let mut sum = Rational::zero();
    for share in shares {
        let Ok(share) = share.trim().parse::<Ratio>() else {
            return false;
        };
        sum += &Rational::from(share);
    }
    sum == Rational::one()
}

fn pause_ui(ui: &mut Ui, desk: &mut Desk<'_>, form: &mut PauseForm) -> bool {
    if form.sent.take_done(desk.view).is_some() {
        return false;
    }
    section(ui, &s::pause_title(&form.name));
    meta(ui, s::PAUSE_WHY);
    area(ui, d::REASON, &mut form.reason, 2, "");
    field(ui, s::FROM, &mut form.from, "2026-05-01");
    field(ui, s::UNTIL, &mut form.to, "2026-12-31");
    let from = form.from.trim().parse::<Day>();
    let to = match form.to.trim() {
        "" => Ok(None),
        text => text.parse::<Day>().map(Some),
    };
    let days = from.and_then(|from| Ok((from, to?)));
    let ready = said(&form.reason).and(match &days {
        Err(_) => Err(w::DAY_FIRST),
        Ok((from, Some(to))) if from > to => Err(d::ORDER_FIRST),
        Ok(_) => Ok(()),
    });
    let (save, stay) = ends(ui, desk, &form.sent, s::PAUSE_SAVE, ready);
    if save && let Ok((from, to)) = days {
        let request = Request::Pause {
            agent: form.agent,
            reason: form.reason.trim().to_owned(),
            from,
            to,
        };
        form.sent.send(desk, request);
    }
    sent_trouble_ui(ui, desk, &form.sent);
    stay
}

fn said(reason: &str) -> Result<(), &'static str> {
    match reason.trim().is_empty() {
        true => Err(d::REASON_FIRST),
        false => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_make_the_whole_or_not() {
        assert!(whole(["1/2", " 1/4", "0.25"].into_iter()));
        for odd in [vec!["1/2"], vec!["3/4", "1/2"], vec!["half", "1/2"], vec![]] {
            assert!(!whole(odd.into_iter()));
        }
    }
}
