//! Finding what a person means: a design, a person, an organisation or an entry by name or id.

use crate::commons::Commons;
use crate::trouble::Trouble;
use crate::words;
use model::charter::{OutOfEffect, Role};
use model::id::{AgentId, DocumentId, FactId};

/// The fewest letters of an id that stand for the whole of it.
const ID_LETTERS_MIN: usize = 6;

impl Commons {
    /// The person or organisation that is meant by an id, the beginning of one, or a name.
    pub fn find_agent(&self, text: &str) -> Result<AgentId, Trouble> {
        let charter = self.charter();
        // Also who left: what they wrote is still asked about. A member of the same name comes first.
        let persons = charter.everyone().map(|person| person.id);
        let organisations = charter.organisations().map(|organisation| organisation.id);
        let all: Vec<AgentId> = persons.chain(organisations).collect();
        let wanted = text.trim().to_lowercase();
        let named = |name_of: &dyn Fn(AgentId) -> Option<String>| -> Vec<AgentId> {
            let is_named =
                |agent: &AgentId| name_of(*agent).is_some_and(|name| name.to_lowercase() == wanted);
            all.iter().copied().filter(is_named).collect()
        };
        let profiles = self.profiles();
        let mut found = named(&|agent| profiles.name(charter, agent).map(str::to_owned));
        if found.len() != 1 {
            // Where several have one name, the mark behind it tells them apart.
            let marked = named(&|agent| profiles.display_name(charter, agent));
            found = if marked.is_empty() { found } else { marked };
        }
        if found.is_empty() {
            found = named(&|agent| charter.given_name(agent).map(str::to_owned));
        }
        let is_here = |id: &AgentId| charter.person(*id).is_none_or(|person| person.is_member());
        if found.iter().any(is_here) {
            found.retain(is_here);
        }
        if found.is_empty() {
            found = beginning_with(&wanted, all.iter().copied());
        }
        one_of(
            found,
            "person or organisation",
            text,
            "see them with `person list` and `organisation list`",
        )
    }

    /// The design that is meant by an id, the beginning of one, or its name.
    pub fn find_design(&self, text: &str) -> Result<DocumentId, Trouble> {
        let is_design =
            |name: model::name::DocumentName| name.kind == model::name::DocumentKind::Design;
        let parsed = text.trim().parse::<DocumentId>().ok();
        if let Some(id) = parsed.filter(|id| self.name_of(*id).is_some_and(is_design)) {
            return Ok(id);
        }
        let mut named = self.index().designs_named(text)?;
        // A retired one is meant only where no other has its name.
        if named.iter().any(|row| !row.retired) {
            named.retain(|row| !row.retired);
        }
        let mut found: Vec<DocumentId> = named.into_iter().filter_map(|row| row.document).collect();
        if found.is_empty() {
            found = beginning_with(
                &text.trim().to_lowercase(),
                self.index().design_documents()?.into_iter(),
            );
        }
        one_of(found, "design", text, "look for it with `design list`")
    }

    /// The entry that is meant by an id or the beginning of one.
    pub fn find_fact(&self, text: &str) -> Result<FactId, Trouble> {
        let remedy = "see the entries with `ledger`";
        if let Ok(id) = text.trim().parse::<FactId>() {
            return match self.index().entry(id)? {
                Some(_) => Ok(id),
                None => Err(Trouble::new(
                    "The entry was not found",
                    format!("no entry here has the id {text}"),
                    remedy,
                )),
            };
        }
        let found = self.index().facts_beginning_with(text.trim())?;
        one_of(found, "entry", text, remedy)
    }

    /// Who I am here, to write; says plainly why this device may not.
    pub fn writer(&self, role: Role) -> Result<AgentId, Trouble> {
        let Some(me) = self.me() else {
            return Err(Trouble::new(
                "Nothing was written",
                "this device does not belong to anybody in this commons yet",
                "meet a peer so that your joining can come to an end",
            ));
        };
        let device = self.charter().device(self.device());
        if let Some(out) = device.and_then(|device| device.out) {
            return Err(Trouble::new(
                "Nothing was written",
                self.why_out(out),
                "talk to a steward of this commons",
            ));
        }
        if device.is_some_and(|device| device.replica) {
            return Err(Trouble::new(
                "Nothing was written",
                "this device only reads and passes on",
                "write on another device of yours",
            ));
        }
        if !self.charter().has_role(me, role) {
            let why = match role {
                Role::Steward => "only stewards may do this",
                Role::Treasurer => "only treasurers and stewards may do this",
                Role::Maker | Role::Guest => "you were invited to read",
            };
            return Err(Trouble::new(
                "Nothing was written",
                why,
                "ask a steward of this commons",
            ));
        }
        Ok(me)
    }

    /// Why this device, or another, speaks for nobody here, with the name of who decided so.
    pub fn why_out(&self, out: OutOfEffect) -> String {
        let by = match out {
            OutOfEffect::Removed(act)
            | OutOfEffect::Retired(act)
            | OutOfEffect::RightEnded(act)
            | OutOfEffect::Withdrawn(act)
            | OutOfEffect::InviterEnded(act)
            | OutOfEffect::VoucherEnded(act) => self.charter().act(act),
            _ => None,
        };
        let by = by.map(|act| self.called(act.written.by));
        words::people::device_out(out, by.as_deref(), self.out_by_closing(out))
    }
}

pub(super) fn beginning_with<T: ToString + Copy>(
    letters: &str,
    all: impl Iterator<Item = T>,
) -> Vec<T> {
    if letters.len() < ID_LETTERS_MIN {
        return vec![];
    }
    all.filter(|id| id.to_string().starts_with(letters))
        .collect()
}

pub(super) fn one_of<T: Copy>(
    found: Vec<T>,
    kind: &str,
    text: &str,
    remedy: &str,
) -> Result<T, Trouble> {
    match found.as_slice() {
        [one] => Ok(*one),
        [] => Err(Trouble::new(
            format!("The {kind} was not found"),
            format!("nothing here is called \"{text}\""),
            remedy,
        )),
        several => Err(Trouble::new(
            format!("The {kind} is not clear"),
            format!("{} of them are called \"{text}\"", several.len()),
            format!("name it by its id; {remedy}"),
        )),
    }
}
