//! What the demo holds and what happens in it, read from `assets/demo`.

use serde::Deserialize;

/// The demo cannot be read.
#[derive(Debug, thiserror::Error)]
#[error("the demo's \"{file}\" cannot be read: {source}")]
pub struct ScriptError {
    file: String,
    source: toml::de::Error,
}

/// The designs, by key.
pub fn designs() -> Result<Vec<Design>, ScriptError> {
    let read = |(key, text): &(&str, &str)| parse(key, text);
    super::DESIGNS.iter().map(read).collect()
}

/// The story of the ledger.
pub fn story() -> Result<Story, ScriptError> {
    parse("ledger", super::LEDGER)
}

fn parse<T: for<'de> Deserialize<'de>>(file: &str, text: &str) -> Result<T, ScriptError> {
    toml::from_str(text).map_err(|source| ScriptError {
        file: file.to_owned(),
        source,
    })
}

/// A design of the demo. Its STL is `solids::solid(key)`, its picture `pictures::picture(key)`.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Design {
    /// Its name in the story.
    pub key: String,
    /// Its name on the screen.
    pub name: String,
    /// What it is for, in one sentence.
    pub function: String,
    /// A `model::design::Kind`, by its key.
    pub kind: String,
    /// An SPDX expression.
    pub licence: String,
    /// The key of the person who gives the licence.
    pub licensor: String,
    /// The organisation behind it.
    pub organisation: Option<String>,
    /// The version as its makers write it.
    pub version: String,
    /// OTRL.
    pub technology_readiness: Option<String>,
    /// ODRL.
    pub documentation_readiness: Option<String>,
    /// What it is meant for.
    pub intended_use: Option<String>,
    /// Dangers.
    pub safety_notice: Option<String>,
    /// BCP 47.
    pub languages: Vec<String>,
    /// Keywords.
    pub keywords: Vec<String>,
    /// Millimetres.
    pub width: Option<String>,
    /// Millimetres.
    pub depth: Option<String>,
    /// Millimetres.
    pub height: Option<String>,
    /// Grams.
    pub mass: Option<String>,
    /// Some paragraphs of Markdown.
    pub description: String,
    /// The parts list.
    #[serde(rename = "part")]
    pub parts: Vec<Part>,
    /// The steps of making it.
    #[serde(rename = "step")]
    pub steps: Vec<Step>,
}

/// A line of a parts list.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Part {
    /// Its name.
    pub name: String,
    /// An exact decimal above 0.
    pub quantity: String,
    /// Its unit.
    pub unit: String,
    /// `made` or `bought`.
    pub source: String,
    /// Who makes it.
    pub maker: Option<String>,
    /// What it is made of.
    pub material: Option<String>,
    /// The key of another design of the demo that this part is.
    pub design: Option<String>,
    /// A remark.
    pub note: Option<String>,
    /// What somebody really paid.
    pub price: Option<Price>,
}

/// What somebody paid for one unit of a part.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Price {
    /// In the currency of the commons.
    pub amount: String,
    /// To whom.
    pub supplier: String,
    /// When.
    pub day: String,
}

/// A step of making it.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Step {
    /// Its name.
    pub name: String,
    /// Minutes of work.
    pub minutes: u32,
    /// What to do.
    pub text: String,
    /// Tools.
    pub tools: Option<String>,
    /// Skills.
    pub skills: Option<String>,
    /// Dangers.
    pub hazards: Option<String>,
}

/// What happens in the demo. People, organisations, designs and entries are named by keys.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Story {
    /// The commons that the founder makes.
    pub commons: Commons,
    /// One per peer; the first is the founder.
    #[serde(rename = "person")]
    pub persons: Vec<Person>,
    /// Organisations with their class, who attests it and who co-signs.
    #[serde(rename = "organisation")]
    pub organisations: Vec<Organisation>,
    /// Who belongs to which organisation.
    #[serde(rename = "affiliation")]
    pub affiliations: Vec<Affiliation>,
    /// Work, machines, money and material given.
    #[serde(rename = "contribution")]
    pub contributions: Vec<Contribution>,
    /// Reviews of them.
    #[serde(rename = "review")]
    pub reviews: Vec<Review>,
    /// Uses of designs.
    #[serde(rename = "use")]
    pub uses: Vec<Use>,
    /// Payments and their confirmations.
    #[serde(rename = "payment")]
    pub payments: Vec<Payment>,
    /// Periods that are closed.
    #[serde(rename = "closing")]
    pub closings: Vec<Closing>,
    /// Incomes that are shared out.
    #[serde(rename = "income")]
    pub incomes: Vec<Income>,
    /// Reviews of a state of a design.
    #[serde(rename = "design-review")]
    pub design_reviews: Vec<DesignReview>,
    /// Values that two people write apart from each other.
    #[serde(rename = "collision")]
    pub collisions: Vec<Collision>,
    /// What everybody must find in the end.
    #[serde(rename = "status")]
    pub statuses: Vec<Status>,
}

/// The commons.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Commons {
    pub name: String,
    pub purpose: String,
    /// `copyfair`, `ppl-faithful` or `lenient`.
    pub preset: String,
    pub founder: String,
    pub day: String,
    pub currency: String,
}

/// Somebody with a peer of their own.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Person {
    pub key: String,
    pub name: String,
    pub workshop: String,
    pub role: String,
    pub device: String,
}

/// An organisation and the attestation of its class.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Organisation {
    pub key: String,
    pub name: String,
    /// As RSD-1 section 4 names it.
    pub class: String,
    pub surplus_to_workers: bool,
    pub acting: Vec<String>,
    pub evidence: String,
    pub attested_by: String,
    pub co_signed_by: Vec<String>,
    pub day: String,
}

/// A person belongs to an organisation; written by that person.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Affiliation {
    pub person: String,
    pub organisation: String,
    pub from: String,
    pub day: String,
}

/// A contribution; logged by its provider on its last day.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Contribution {
    pub key: String,
    pub by: String,
    /// The organisation on whose behalf.
    #[serde(rename = "for")]
    pub on_behalf_of: Option<String>,
    /// As the policy names it.
    #[serde(rename = "type")]
    pub kind: String,
    pub quantity: String,
    /// `hour`, `one` or a currency.
    pub unit: String,
    pub design: Option<String>,
    pub from: String,
    pub to: String,
    pub note: String,
}

/// A review of a contribution, in its unit; 0 rejects it.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Review {
    pub of: String,
    pub by: String,
    pub accept: String,
    pub reason: Option<String>,
    pub day: String,
}

/// A use of a design.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Use {
    pub key: String,
    pub by: String,
    /// A person or an organisation.
    pub agent: String,
    pub design: String,
    /// `commercial` or `non-commercial`.
    pub kind: String,
    pub from: String,
    pub to: String,
    pub revenue: Option<String>,
    pub units: Option<u32>,
    pub note: String,
    pub day: String,
}

/// A payment, and who confirmed it.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Payment {
    pub key: String,
    pub by: String,
    pub agent: String,
    pub amount: String,
    pub reference: String,
    pub day: String,
    pub confirmed_by: String,
    pub confirmed_on: String,
}

/// A review of a design as it is on that day.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[expect(missing_docs, reason = "the names say it")]
pub struct DesignReview {
    pub design: String,
    pub by: String,
    /// `good`, `needs-work` or `unsafe`.
    pub verdict: String,
    pub note: String,
    pub day: String,
}

/// Two people write one field of a design while they are apart.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Collision {
    /// Of which design.
    pub design: String,
    /// A `model::design::Field`, by its key.
    pub field: String,
    /// On which day.
    pub day: String,
    /// Who writes what.
    #[serde(rename = "claim")]
    pub claims: Vec<Claim>,
}

/// One of the values.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Claim {
    pub by: String,
    pub value: String,
}

/// A period that stewards close together.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Closing {
    pub key: String,
    /// As `2025-Q4`.
    pub period: String,
    pub by: String,
    pub co_signed_by: Vec<String>,
    pub day: String,
}

/// An income of a closed period that is shared out in three parts, and who says that theirs has come.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Income {
    pub key: String,
    pub period: String,
    pub by: String,
    pub amount: String,
    pub design: String,
    pub note: String,
    pub day: String,
    pub received_by: Vec<String>,
    pub received_on: String,
}

/// What everybody's program must answer.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Status {
    pub agent: String,
    pub as_of: String,
    /// As RSD-1 section 8 names it.
    pub code: String,
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::day::Day;
    use model::design::{Field, Kind};
    use model::licence::{LicenceKind, kind, parse as parse_licence};
    use std::collections::BTreeSet;

    #[test]
    fn a_dozen_designs_say_what_a_design_must_say() {
        let designs = designs().unwrap();
        assert_eq!(designs.len(), 12);
        let keys: BTreeSet<&str> = designs.iter().map(|design| design.key.as_str()).collect();
        assert_eq!(keys.len(), 12);
        for (design, (key, _)) in designs.iter().zip(super::super::DESIGNS) {
            assert_eq!(design.key, *key);
            assert!(
                Kind::from_key(&design.kind).is_some(),
                "{key}: {}",
                design.kind
            );
            assert!(
                parse_licence(&design.licence).is_ok(),
                "{key}: {}",
                design.licence
            );
            assert_ne!(kind(&design.licence), LicenceKind::Unknown, "{key}");
            assert!((8..=15).contains(&design.parts.len()), "{key}");
            assert!((4..=8).contains(&design.steps.len()), "{key}");
            assert!(
                (2..=5).contains(&design.description.trim().split("\n\n").count()),
                "{key}"
            );
            for part in &design.parts {
                assert!(
                    ["made", "bought"].contains(&part.source.as_str()),
                    "{key}: {}",
                    part.name
                );
                assert!(
                    part.design
                        .iter()
                        .all(|other| keys.contains(other.as_str())),
                    "{key}: {}",
                    part.name
                );
                assert!(
                    part.price
                        .iter()
                        .all(|price| price.day.parse::<Day>().is_ok()),
                    "{key}: {}",
                    part.name
                );
            }
        }
        let reciprocal = designs
            .iter()
            .filter(|design| kind(&design.licence) == LicenceKind::ReciprocalCommons);
        assert_eq!(reciprocal.count(), 4);
    }

    #[test]
    fn the_story_names_only_what_there_is() {
        let story = story().unwrap();
        let designs: BTreeSet<&str> = super::super::DESIGNS.iter().map(|(key, _)| *key).collect();
        let persons: BTreeSet<&str> = story
            .persons
            .iter()
            .map(|person| person.key.as_str())
            .collect();
        let agents: BTreeSet<&str> = persons
            .iter()
            .copied()
            .chain(story.organisations.iter().map(|it| it.key.as_str()))
            .collect();
        assert_eq!(persons.len(), 3);
        assert_eq!(story.persons[0].key, story.commons.founder);
        let kinds: BTreeSet<&str> = story
            .contributions
            .iter()
            .map(|it| it.kind.as_str())
            .collect();
        assert!(kinds.len() >= 10, "{kinds:?}");
        for it in &story.contributions {
            assert!(persons.contains(it.by.as_str()), "{}", it.key);
            assert!(
                it.on_behalf_of
                    .iter()
                    .all(|for_whom| agents.contains(for_whom.as_str())),
                "{}",
                it.key
            );
            assert!(
                it.design
                    .iter()
                    .all(|design| designs.contains(design.as_str())),
                "{}",
                it.key
            );
            assert!(
                it.from.parse::<Day>().unwrap() <= it.to.parse::<Day>().unwrap(),
                "{}",
                it.key
            );
        }
        for review in &story.reviews {
            let of = story
                .contributions
                .iter()
                .find(|it| it.key == review.of)
                .expect("a known contribution");
            assert_ne!(of.by, review.by, "{}", review.of);
            assert!(
                of.to.parse::<Day>().unwrap() <= review.day.parse::<Day>().unwrap(),
                "{}",
                review.of
            );
            assert_eq!(
                review.accept == "0",
                review.accept == "0" && review.reason.is_some(),
                "{}",
                review.of
            );
        }
        for it in &story.uses {
            assert!(
                agents.contains(it.agent.as_str()) && designs.contains(it.design.as_str()),
                "{}",
                it.key
            );
        }
        assert!(
            story
                .payments
                .iter()
                .all(|it| agents.contains(it.agent.as_str()) && it.by != it.confirmed_by)
        );
        for it in &story.closings {
            assert!(persons.contains(it.by.as_str()), "{}", it.key);
            assert!(
                model::rsd1::Period::parse(&it.period).is_some(),
                "{}",
                it.key
            );
            assert!(!it.co_signed_by.contains(&it.by), "{}", it.key);
        }
        for it in &story.incomes {
            assert!(designs.contains(it.design.as_str()), "{}", it.key);
            let mut closed = story.closings.iter();
            assert!(closed.any(|one| one.period == it.period), "{}", it.key);
        }
        assert!(
            story
                .statuses
                .iter()
                .all(|it| agents.contains(it.agent.as_str()))
        );
        let [collision] = story.collisions.as_slice() else {
            panic!("one collision")
        };
        assert!(Field::from_key(&collision.field).is_some());
        assert_eq!(collision.claims.len(), 2);
    }
}
