//! `invite list` and `invite withdraw`.

use super::{Everywhere, Report, open_commons, role_name};
use crate::deed::When;
use crate::trouble::Trouble;
use crate::words::invitations as w;
use serde_json::{Value, json};

/// Lists all invitations.
pub fn list(everywhere: &Everywhere) -> Result<Report, Trouble> {
    let commons = open_commons(everywhere)?;
    let today = When::now(everywhere.day).day;
    let mut text = vec![];
    let mut invitations: Vec<Value> = vec![];
    for (one, state) in commons.all_invitations(today) {
        let came = commons.came_by(one);
        let came: Vec<String> = came.iter().map(|person| commons.called(*person)).collect();
        let device = one.for_person.is_some();
        text.push(format!(
            "{}  {}: {}, by {}, {}, {}",
            one.id.short(),
            w::state(state),
            w::for_whom(one.role, one.uses, device),
            commons.called(one.by),
            w::until(one.expires),
            w::used(&came, one.uses)
        ));
        if one.surplus() > 0 {
            text.push(w::surplus(one.surplus()));
        }
        invitations.push(json!({
            "id": one.id.to_string(),
            "state": w::state(state),
            "closed": one.out.is_some(),
            "role": role_name(one.role),
            "device": device,
            "by": commons.called(one.by),
            "day": one.day.to_string(),
            "uses": one.uses,
            "used": one.used.len(),
            "expires": one.expires.map(|day| day.to_string()),
            "people": came,
        }));
    }
    if text.is_empty() {
        text.push(w::NONE.to_owned());
    }
    Ok(Report::new(
        json!({"invitations": invitations}),
        text.join("\n"),
    ))
}

/// Takes one back.
pub fn withdraw(
    everywhere: &Everywhere,
    invitation: &str,
    except: &[String],
) -> Result<Report, Trouble> {
    let mut commons = open_commons(everywhere)?;
    let id = commons.find_invitation(invitation)?;
    let except = except.iter().map(|who| commons.find_agent(who));
    let except = except.collect::<Result<Vec<_>, _>>()?;
    commons.withdraw_invitation(id, &except, When::now(everywhere.day))?;
    let stay = commons
        .charter()
        .invitation(id)
        .map_or(0, |open| open.joined.len());
    Ok(Report::new(
        json!({"invitation": id.to_string(), "stay": stay}),
        w::withdrawn(stay),
    ))
}
