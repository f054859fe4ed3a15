//! The story of the demo's ledger, event by event, each by the home of the one who acts.

use super::{Demo, broken, day};
use crate::deed::belonging::Belonging;
use crate::deed::entries::{Attested, Used, UsedPart, Work, quantity};
use crate::deed::sharing::{ToShare, three_buckets};
use crate::demo::script::{
    self, Affiliation, Closing, Collision, Contribution, DesignReview, Income, Organisation,
    Payment, Review, Story, Use,
};
use crate::trouble::Trouble;
use model::day::Day;
use model::design::{Edit, Field};
use model::id::{AgentId, FactId};
use model::ledger::{ContributionReview, Verdict};
use model::rsd1::Period;
use model::rsd1::policy::ContributionUnit;

/// Something that happens on a day. On one day it happens in the order of this list.
#[derive(Clone, Copy)]
enum Event<'a> {
    Declare(&'a Organisation),
    Affiliate(&'a Affiliation),
    Contribute(&'a Contribution),
    Review(&'a Review),
    Look(&'a DesignReview),
    Use(&'a Use),
    Pay(&'a Payment),
    Confirm(&'a Payment),
    Close(&'a Closing),
    Share(&'a Income),
    Receive(&'a Income),
    Collide(&'a Collision),
}

impl Demo<'_> {
    /// Everything that the story tells, in the order of its days.
    pub(super) fn play(&mut self, progress: &mut impl FnMut(&str)) -> Result<(), Trouble> {
        let designs = script::designs()?;
        progress(&format!(
            "{} designs, with pictures and solids",
            designs.len()
        ));
        self.make_designs(&designs)?;
        self.together()?;
        self.fetch_files()?;
        progress("A winter of work: contributions, reviews, uses and payments");
        for (on, event) in events(self.story)? {
            if let Event::Collide(_) = event {
                progress("Two of them write the same field while they are apart");
            }
            self.happen(event, on)?;
        }
        self.together()?;
        progress("All have met again");
        Ok(())
    }

    fn happen(&mut self, event: Event<'_>, on: Day) -> Result<(), Trouble> {
        match event {
            Event::Declare(it) => self.declare(it, on),
            Event::Affiliate(it) => self.affiliate(it, on),
            Event::Contribute(it) => self.contribute(it, on),
            Event::Review(it) => self.review(it, on),
            Event::Look(it) => self.look(it, on),
            Event::Use(it) => self.report_use(it, on),
            Event::Pay(it) => self.pay(it, on),
            Event::Confirm(it) => self.confirm(&it.confirmed_by, &it.key, on),
            Event::Close(it) => self.close(it, on),
            Event::Share(it) => self.share(it, on),
            Event::Receive(it) => {
                let mut by = it.received_by.iter();
                by.try_for_each(|by| self.confirm(by, &it.key, on))
            }
            Event::Collide(it) => self.collide(it, on),
        }
    }

    /// Declared by who acts for it, attested by one, confirmed by others.
    fn declare(&mut self, it: &Organisation, on: Day) -> Result<(), Trouble> {
        let acting = it.acting.iter().map(|key| self.agent(key));
        let acting: Vec<AgentId> = acting.collect::<Result<_, _>>()?;
        let first = it.acting.first().ok_or_else(|| broken(&it.key))?;
        let (home, when) = (self.turn(first)?, self.when(on));
        let id = self
            .commons_mut(home)
            .declare_organisation(&it.name, acting, when)?;
        self.agents.insert(it.key.clone(), id);
        let (home, when) = (self.turn(&it.attested_by)?, self.when(on));
        let attested = Attested {
            agent: id,
            class: it.class.parse().map_err(|_| broken(&it.class))?,
            all_surplus_to_workers: it.surplus_to_workers,
            source: &it.evidence,
            evidence: vec![],
            from: on,
            to: None,
        };
        let fact = self.commons_mut(home).attest(&attested, when)?;
        self.facts.insert(it.key.clone(), fact);
        for other in &it.co_signed_by {
            self.confirm(other, &it.key, on)?;
        }
        Ok(())
    }

    fn affiliate(&mut self, it: &Affiliation, on: Day) -> Result<(), Trouble> {
        let (person, organisation) = (self.agent(&it.person)?, self.agent(&it.organisation)?);
        let (home, when, from) = (self.turn(&it.person)?, self.when(on), day(&it.from)?);
        let belonging = Belonging {
            person,
            organisation,
            from,
            to: None,
        };
        self.commons_mut(home).affiliate(&belonging, when)?;
        Ok(())
    }

    fn contribute(&mut self, it: &Contribution, on: Day) -> Result<(), Trouble> {
        let home = self.turn(&it.by)?;
        let for_whom = it.on_behalf_of.as_deref().map(|key| self.agent(key));
        let work = Work {
            part_of: None,
            machine: "",
            kind: &it.kind,
            quantity: &it.quantity,
            design: it
                .design
                .as_deref()
                .map(|key| self.design(key))
                .transpose()?,
            on_behalf: for_whom.transpose()?,
            provider: None,
            from: Some(day(&it.from)?),
            to: None,
            evidence: vec![],
            note: &it.note,
        };
        let when = self.when(on);
        let fact = self.commons_mut(home).contribute(&work, when)?;
        self.facts.insert(it.key.clone(), fact);
        Ok(())
    }

    fn review(&mut self, it: &Review, on: Day) -> Result<(), Trouble> {
        let (home, when) = (self.turn(&it.by)?, self.when(on));
        let (by, contribution) = (self.agent(&it.by)?, self.fact(&it.of)?);
        let work = self
            .story
            .contributions
            .iter()
            .find(|work| work.key == it.of);
        let kind = &work.ok_or_else(|| broken(&it.of))?.kind;
        let commons = self.commons_mut(home);
        let policy = commons.policy(on);
        let unit = policy
            .contribution_type(kind)
            .map_or(ContributionUnit::Other, |kind| kind.unit);
        let review = ContributionReview {
            contribution,
            accepted: quantity(&it.accept, unit, &policy)?,
            reason: it.reason.clone().unwrap_or_default(),
        };
        commons.write_fact(by, review, when)?;
        Ok(())
    }

    fn look(&mut self, it: &DesignReview, on: Day) -> Result<(), Trouble> {
        let (home, when, design) = (self.turn(&it.by)?, self.when(on), self.design(&it.design)?);
        let verdict = match it.verdict.as_str() {
            "good" => Verdict::Good,
            "needs-work" => Verdict::NeedsWork,
            "unsafe" => Verdict::Unsafe,
            other => return Err(broken(other)),
        };
        let commons = self.commons_mut(home);
        let state = commons.state_of(design)?;
        commons.review_state(state, verdict, &it.note, when)?;
        Ok(())
    }

    fn report_use(&mut self, it: &Use, on: Day) -> Result<(), Trouble> {
        let (home, when) = (self.turn(&it.by)?, self.when(on));
        let used = Used {
            user: self.agent(&it.agent)?,
            designs: vec![UsedPart {
                design: self.design(&it.design)?,
                version: None,
                part: "1",
            }],
            commercial: it.kind == "commercial",
            from: day(&it.from)?,
            to: day(&it.to)?,
            revenue: it.revenue.as_deref().unwrap_or("0"),
            units: it.units.unwrap_or(0),
            note: &it.note,
        };
        let fact = self.commons_mut(home).report_use(&used, when)?;
        self.facts.insert(it.key.clone(), fact);
        Ok(())
    }

    fn pay(&mut self, it: &Payment, on: Day) -> Result<(), Trouble> {
        let (home, when, payer) = (self.turn(&it.by)?, self.when(on), self.agent(&it.agent)?);
        let fact = self
            .commons_mut(home)
            .pay(payer, &it.amount, on, &it.reference, when)?;
        self.facts.insert(it.key.clone(), fact);
        Ok(())
    }

    fn confirm(&mut self, by: &str, key: &str, on: Day) -> Result<(), Trouble> {
        let (home, when, fact) = (self.turn(by)?, self.when(on), self.fact(key)?);
        self.commons_mut(home).confirm(fact, when)?;
        Ok(())
    }

    /// Written by one, signed by others who hold the same.
    fn close(&mut self, it: &Closing, on: Day) -> Result<(), Trouble> {
        let period = Period::parse(&it.period).ok_or_else(|| broken(&it.period))?;
        let (home, when) = (self.turn(&it.by)?, self.when(on));
        let fact = self.commons_mut(home).seal(period, &[], false, when)?;
        self.facts.insert(it.key.clone(), fact);
        let mut others = it.co_signed_by.iter();
        others.try_for_each(|other| self.confirm(other, &it.key, on))
    }

    fn share(&mut self, it: &Income, on: Day) -> Result<(), Trouble> {
        let (home, when, design) = (self.turn(&it.by)?, self.when(on), self.design(&it.design)?);
        let to_share = ToShare {
            period: Period::parse(&it.period).ok_or_else(|| broken(&it.period))?,
            amount: Some(&it.amount),
            designs: &[design],
            buckets: three_buckets(),
            note: &it.note,
        };
        let fact = self.commons_mut(home).share_out(&to_share, when)?;
        self.facts.insert(it.key.clone(), fact);
        Ok(())
    }

    /// All who write are alone while they write; only the founder needs not leave for it.
    fn collide(&mut self, it: &Collision, on: Day) -> Result<(), Trouble> {
        self.together()?;
        let (field, design) = (Field::from_key(&it.field), self.design(&it.design)?);
        let field = field.ok_or_else(|| broken(&it.field))?;
        let homes = it.claims.iter().map(|claim| self.home_of(&claim.by));
        let homes: Vec<usize> = homes.collect::<Result<_, _>>()?;
        for home in homes.iter().filter(|home| **home != 0) {
            self.leave(*home);
        }
        for (home, claim) in homes.iter().zip(&it.claims) {
            let edit = Edit::SetField {
                field,
                value: claim.value.clone(),
            };
            let when = self.when(on);
            self.commons_mut(*home).edit_design(design, &[edit], when)?;
        }
        for home in homes.iter().filter(|home| **home != 0) {
            self.come_back(*home)?;
        }
        self.together()
    }

    fn agent(&self, key: &str) -> Result<AgentId, Trouble> {
        self.agents.get(key).copied().ok_or_else(|| broken(key))
    }

    fn fact(&self, key: &str) -> Result<FactId, Trouble> {
        self.facts.get(key).copied().ok_or_else(|| broken(key))
    }
}

/// Everything that happens, by day; on one day in the order of [`Event`].
fn events(story: &Story) -> Result<Vec<(Day, Event<'_>)>, Trouble> {
    let mut all: Vec<(&str, Event<'_>)> = vec![];
    all.extend(
        story
            .organisations
            .iter()
            .map(|it| (it.day.as_str(), Event::Declare(it))),
    );
    all.extend(
        story
            .affiliations
            .iter()
            .map(|it| (it.day.as_str(), Event::Affiliate(it))),
    );
    all.extend(
        story
            .contributions
            .iter()
            .map(|it| (it.to.as_str(), Event::Contribute(it))),
    );
    all.extend(
        story
            .reviews
            .iter()
            .map(|it| (it.day.as_str(), Event::Review(it))),
    );
    all.extend(
        story
            .design_reviews
            .iter()
            .map(|it| (it.day.as_str(), Event::Look(it))),
    );
    all.extend(
        story
            .uses
            .iter()
            .map(|it| (it.day.as_str(), Event::Use(it))),
    );
    all.extend(
        story
            .payments
            .iter()
            .map(|it| (it.day.as_str(), Event::Pay(it))),
    );
    all.extend(
        story
            .payments
            .iter()
            .map(|it| (it.confirmed_on.as_str(), Event::Confirm(it))),
    );
    let closings = story.closings.iter();
    all.extend(closings.map(|it| (it.day.as_str(), Event::Close(it))));
    for it in &story.incomes {
        all.push((it.day.as_str(), Event::Share(it)));
        all.push((it.received_on.as_str(), Event::Receive(it)));
    }
    all.extend(
        story
            .collisions
            .iter()
            .map(|it| (it.day.as_str(), Event::Collide(it))),
    );
    let dated = all.into_iter().map(|(on, event)| Ok((day(on)?, event)));
    let mut dated = dated.collect::<Result<Vec<_>, Trouble>>()?;
    // A stable sort: what is told first on a day stays first.
    dated.sort_by_key(|(on, _)| *on);
    Ok(dated)
}
