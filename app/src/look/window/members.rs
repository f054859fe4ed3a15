//! Who may do what, as the window shows it: who has gone, what waits, what an ending would do.

use crate::commons::Commons;
use crate::deed::When;
use crate::deed::endings::Foreseen;
use crate::look::branches::Branch;
use crate::look::refused::NotCountedKind;
use crate::trouble::Trouble;
use crate::view::{
    AsideLine, AsideView, BranchView, DeviceLossView, ForeseenView, GoneView, InvitationLine,
    RightsRow, RightsView, WaitingActView,
};
use crate::words::{self, endings as w};
use model::charter::{Held, Holding, Role};
use model::day::Day;
use model::id::AgentId;

/// So many invitations are shown.
const INVITATIONS_SHOWN_MAX: usize = 100;

/// Who belongs to the commons no more.
pub fn gone(commons: &Commons) -> Vec<GoneView> {
    let gone = commons.gone().into_iter();
    gone.map(|gone| GoneView {
        agent: gone.agent,
        name: commons.called(gone.agent),
        why: gone.why,
    })
    .collect()
}

/// What waits for signatures.
pub fn waiting(commons: &Commons, today: Day) -> Vec<WaitingActView> {
    let charter = commons.charter();
    let me = commons.me();
    let waiting = charter.waiting().into_iter().filter_map(|waiting| {
        let record = charter.act(waiting.act)?;
        let passed = commons.passed_day(waiting.act, today);
        Some(WaitingActView {
            act: waiting.act,
            what: commons.asked_in_words(waiting.act),
            day: record.written.day,
            signers: called(commons, waiting.signers),
            more: waiting.more,
            may_sign: passed.is_none() && me.is_some_and(|me| waiting.could.contains(&me)),
            passed: passed.map(words::rules::passed),
            could: called(commons, waiting.could),
        })
    });
    waiting.collect()
}

/// The invitations that were made, those that can be used first; of the others the newest.
pub fn invitations(commons: &Commons, today: Day) -> Vec<InvitationLine> {
    let all = commons.all_invitations(today).into_iter();
    all.take(INVITATIONS_SHOWN_MAX)
        .map(|(one, state)| InvitationLine {
            invitation: one.id,
            state,
            role: one.role,
            device: one.for_person.is_some(),
            uses: one.uses,
            came: called(commons, commons.came_by(one)),
            surplus: (one.surplus() > 0).then(|| words::invitations::surplus(one.surplus())),
            day: one.day,
            expires: one.expires,
            by: commons.called(one.by),
            may_withdraw: commons.may_withdraw(one),
        })
        .collect()
}

/// Who may do what.
pub fn rights(commons: &Commons) -> RightsView {
    let charter = commons.charter();
    let holdings = charter.holdings();
    let mut rows: Vec<RightsRow> = charter
        .persons()
        .map(|person| {
            let held = holdings.iter().filter(|held| held.person == person.id);
            let devices = charter
                .devices()
                .filter(|device| device.person == person.id);
            let organisations = charter.organisations_of(person.id).map(|one| one.id);
            RightsRow {
                agent: person.id,
                name: commons.called(person.id),
                me: commons.me() == Some(person.id),
                makes: person.has_role(Role::Maker),
                pays: person.has_role(Role::Treasurer),
                decides: person.has_role(Role::Steward),
                acts_for: called(commons, organisations),
                given: held.filter_map(|held| given(commons, held)).collect(),
                replicas: devices.filter(|device| device.replica).count(),
            }
        })
        .collect();
    rows.sort_by_key(|row| row.name.to_lowercase());
    let mut organisations: Vec<(String, Vec<String>)> = charter
        .organisations()
        .map(|one| {
            (
                commons.called(one.id),
                called(commons, one.acting.iter().copied()),
            )
        })
        .collect();
    organisations.sort_by_key(|(name, _)| name.to_lowercase());
    let stewards = charter.stewards().count();
    let today = When::now(None).day;
    RightsView {
        rows,
        organisations,
        gone: gone(commons),
        several: words::rights::several(
            stewards,
            commons.judges().is_ok().then(|| charter.quorum(today)),
        ),
    }
}

/// By whom and when a role was given.
fn given(commons: &Commons, held: &Holding) -> Option<String> {
    let Held::Role(role) = held.held else {
        return None;
    };
    let record = commons.charter().act(held.act)?;
    let by = (record.written.by != held.person).then(|| commons.called(record.written.by));
    Some(words::rights::given(
        role,
        record.written.day,
        by.as_deref(),
    ))
}

/// What does not count, what was turned away, and what waits.
pub fn aside(commons: &mut Commons) -> Result<AsideView, Trouble> {
    let (lines, more) = commons.not_counted()?;
    let lines = lines.into_iter().map(|line| AsideLine {
        what: line.what,
        by: line.by,
        day: line.day,
        why: line.why,
        offered: line.kind == NotCountedKind::OfferedAgain,
        again: line.again,
        anew: line.anew,
        branch: line.branch.map(branch),
    });
    Ok(AsideView {
        lines: lines.collect(),
        more,
        turned_away: commons.turned_away(),
        waits: commons.waits_for_more(),
        disagreements: disagreements(commons),
        ready: true,
    })
}

fn branch(branch: Branch) -> BranchView {
    let holds = words::branches::holds(&branch.holds, &branch.others);
    match branch.effect {
        Ok(effect) => BranchView {
            holds,
            effect: words::branches::effect(&effect),
            changes: effect.changes,
        },
        Err(why) => BranchView {
            holds,
            effect: words::branches::no_choice(why).to_owned(),
            changes: vec![],
        },
    }
}

/// Programs that judge the same history differently, each in a sentence.
pub fn disagreements(commons: &Commons) -> Vec<String> {
    let all = commons.disagreements().into_iter();
    all.map(|one| words::refused::disagrees(&one.whose, one.documents))
        .collect()
}

/// What an ending would do.
pub fn foreseen(commons: &Commons, foreseen: &Foreseen) -> ForeseenView {
    let devices = foreseen.devices.iter().map(|(device, loss)| {
        let aside = loss.changes_aside + loss.entries_aside;
        let stays = w::stays(loss.changes, loss.entries);
        DeviceLossView {
            device: *device,
            words: match aside {
                0 => format!("{stays}."),
                _ => format!(
                    "{stays}; {}.",
                    w::goes(loss.changes_aside, loss.entries_aside)
                ),
            },
            loses: aside > 0,
        }
    });
    let mut also = vec![];
    if !foreseen.persons.is_empty() {
        also.push(w::persons_too(&called(
            commons,
            foreseen.persons.iter().copied(),
        )));
    }
    let roles = foreseen.roles.iter();
    also.extend(roles.map(|(person, role)| w::role_too(&commons.called(*person), *role)));
    also.extend(commons.closes_words(foreseen));
    ForeseenView {
        devices: devices.collect(),
        also,
        needs: (foreseen.more > 0).then(|| {
            let could = called(commons, foreseen.could.iter().copied());
            w::needs_more(foreseen.more, &could)
        }),
    }
}

fn called(commons: &Commons, who: impl IntoIterator<Item = AgentId>) -> Vec<String> {
    who.into_iter()
        .map(|person| commons.called(person))
        .collect()
}
