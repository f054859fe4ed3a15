//! People in a manifest: a name, `Name <address>`, or a map.

use super::fields::{Fields, Inner};
use super::value::Value;
use super::{Person, Reason, measure};

/// Takes the people of a field; a list, one map, or names.
pub(super) fn take(fields: &mut Fields, names: &[&str]) -> Vec<Person> {
    let Some(taken) = fields.take(names) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    let mut whole = true;
    for value in fields.listed(&taken) {
        let person = match &value {
            Value::Map(entries) => {
                let mut inner = Inner::new(entries);
                let person = from_map(&mut inner);
                whole &= !inner.left_over();
                person
            }
            value => value
                .scalar()
                .and_then(|words| fields.short(&taken.key, words))
                .map(|words| from_words(&words)),
        };
        match person {
            Some(person) => found.push(person),
            None => {
                fields.warn(&taken.key, Reason::NotReadable);
                whole = false;
            }
        }
    }
    if !whole {
        fields.keep(&taken.key);
    }
    found
}

fn from_map(inner: &mut Inner<'_>) -> Option<Person> {
    let mut person = Person {
        name: String::new(),
        affiliation: inner.line(&["affiliation", "organization", "organisation"]),
        email: inner.line(&["email", "e-mail"]),
        url: inner.line(&["url", "web", "website"]),
    };
    let name = inner.line(&["name", "title"]);
    // Some manifests name only an organisation or an address.
    person.name = name
        .or_else(|| person.affiliation.clone())
        .or_else(|| person.url.clone())
        .or_else(|| person.email.clone())?;
    Some(person)
}

fn from_words(words: &str) -> Person {
    let mut person = Person::default();
    let (name, address) = match words.split_once('<') {
        Some((name, rest)) if rest.ends_with('>') => {
            (name.trim(), rest.trim_end_matches('>').trim())
        }
        _ => (words, ""),
    };
    if address.contains('@') {
        person.email = Some(address.to_owned());
    } else if measure::is_web_address(address) {
        person.url = Some(address.to_owned());
    }
    let known = person.email.is_some() || person.url.is_some();
    person.name = if known && !name.is_empty() {
        name
    } else {
        words
    }
    .to_owned();
    if measure::is_web_address(words) {
        person.url = Some(words.to_owned());
    }
    person
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_with_an_address_is_taken_apart() {
        let person = from_words("Marta Ruiz <marta@example.org>");
        assert_eq!(
            (person.name.as_str(), person.email.as_deref()),
            ("Marta Ruiz", Some("marta@example.org"))
        );
        let person = from_words("https://example.org/issues");
        assert_eq!(person.url.as_deref(), Some("https://example.org/issues"));
        assert_eq!(from_words("Workshop <3").name, "Workshop <3");
    }
}
