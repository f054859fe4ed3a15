//! An entry that is wrong and has no corrections: stewards are asked to take it out, and the right one is written.

use super::*;
use crate::view::Anew;
use crate::words::{correcting as c, decide as d};

pub(super) struct WrongForm {
    fact: FactId,
    name: String,
    reason: String,
    /// Whether the right one is written next.
    then: bool,
    again: Anew,
    sent: Sent,
}

impl Typed for WrongForm {
    fn typed(&mut self) -> Vec<(&'static str, &mut String)> {
        vec![("reason", &mut self.reason)]
    }
}

impl Place for WrongForm {
    fn place(&self) -> String {
        format!("wrong/{}", self.fact)
    }
}

impl WrongForm {
    pub(super) fn new(fact: FactId, name: &str, again: &Anew) -> Self {
        WrongForm {
            fact,
            name: name.to_owned(),
            reason: String::new(),
            then: true,
            again: again.clone(),
            sent: Sent::default(),
        }
    }

    /// Once it is written: what to begin anew, where that is wanted.
    fn done(&mut self, desk: &Desk<'_>) -> Option<Option<Anew>> {
        self.sent.take_done(desk.view)?;
        Some(self.then.then(|| self.again.clone()))
    }
}

/// Draws the form; gives whether it stays open.
pub(super) fn wrong_ui(ui: &mut Ui, desk: &mut Desk<'_>, form: &mut WrongForm) -> bool {
    section(ui, c::WRONG_TITLE);
    meta(ui, &form.name);
    let is_steward = desk.me().is_some_and(|me| me.steward);
    meta(ui, c::wrong_why(is_steward));
    area(ui, c::WRONG_REASON, &mut form.reason, 2, "");
    check(ui, &mut form.then, c::THEN);
    let ready = match form.reason.trim().is_empty() {
        true => Err(d::REASON_FIRST),
        false => Ok(()),
    };
    let (save, stay) = ends(ui, desk, &form.sent, c::WRONG_SAVE, ready);
    if save {
        let reason = form.reason.trim().to_owned();
        form.sent.send(desk, Request::CallWrong(form.fact, reason));
    }
    sent_trouble_ui(ui, desk, &form.sent);
    stay
}

impl Forms {
    /// Opens the form that says that an entry is wrong.
    pub fn wrong(&mut self, desk: &Desk<'_>, fact: FactId, name: &str, again: &Anew) {
        self.wrong = opened(desk, WrongForm::new(fact, name, again));
    }

    /// Goes on from an entry that was called wrong to the form of the right one.
    pub(super) fn go_on(&mut self, ui: &Ui, desk: &mut Desk<'_>) {
        let Some(form) = &mut self.wrong else {
            return;
        };
        let Some(next) = form.done(desk) else {
            return;
        };
        desk.kept.forget(&form.place());
        self.wrong = None;
        ui.ctx().request_repaint();
        match next {
            None => {}
            Some(Anew::Work(said)) => self.work = Some(WorkForm::again(&said)),
            Some(Anew::Use(report)) => self.using = Some(UseForm::again(&report)),
            Some(Anew::Paid {
                agent,
                name,
                amount,
                reference,
                day,
            }) => {
                self.pay(desk, agent, &name, &amount);
                if let Some(form) = &mut self.pay {
                    (form.reference, form.day) = (reference, day.to_string());
                }
            }
            Some(Anew::Agreed {
                name,
                designs,
                agreed,
            }) => self.agree = Some(AgreeForm::again(&agreed, &name, &designs)),
            // These are asked on the page of people.
            Some(other) => self.of_people = Some(other),
        }
    }

    /// What is to be asked anew on the page of people, once.
    pub fn take_of_people(&mut self) -> Option<Anew> {
        self.of_people.take()
    }
}
