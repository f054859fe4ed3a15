//! A village: people who each write a few entries a day, and some companies that use what they make.
//!
//! Always the same for the same numbers. What is written is as people write it: work, most of it reviewed by two others
//! the day after, some of it for a company, a few corrections and joint deliverables; each quarter every company
//! reports its use, and most pay.

use model::change::SignedChange;
use model::charter::act::Invited;
use model::charter::build::{self, NewDevice};
use model::charter::proof::person_id;
use model::charter::{Charter, Role};
use model::day::Day;
use model::id::{AgentId, ChangeHash, DocumentId, FactId};
use model::invitation::InvitationKey;
use model::key::DeviceKey;
use model::ledger::{
    self, DesignState, Fact, LedgerWriter, NewEntry, UNIT_MINUTE, UNIT_ONE, UsedDesign, WrittenFact,
};
use model::number::{Currency, Money, Quantity, Ratio};
use model::rsd1::AgentClass;

/// 2024-01-01: the first day on which somebody works.
pub const FIRST_DAY: Day = Day(19_723);
/// Each person writes down so much work a day.
const WORK_A_DAY: usize = 2;
/// A quarter, in days: every so often companies report.
const QUARTER_DAYS: i32 = 91;

/// The people of a commons, and the companies for which some of them act.
pub struct Village {
    /// Who founded it comes first.
    pub people: Vec<AgentId>,
    /// The key with which each of them writes.
    pub keys: Vec<DeviceKey>,
    /// The companies.
    pub companies: Vec<AgentId>,
    /// The acts by which they came, in order.
    pub acts: Vec<SignedChange>,
    /// The charter with these acts.
    pub charter: Charter,
}

impl Village {
    /// So many people and companies come to a commons that somebody has founded with this key.
    pub fn settle(
        charter: &Charter,
        founder: DeviceKey,
        people: usize,
        companies: usize,
    ) -> Village {
        let me = person_id(charter.commons(), founder.device());
        let mut village = Village {
            people: vec![me],
            keys: vec![founder],
            companies: vec![],
            acts: vec![],
            charter: charter.clone(),
        };
        for number in 1..people {
            let role = if number < 3 {
                Role::Steward
            } else {
                Role::Maker
            };
            village.invite_one(number, role);
        }
        for number in 0..companies {
            village.declare(number);
        }
        village
    }

    fn invite_one(&mut self, number: usize, role: Role) {
        let commons = self.charter.commons();
        let (secret, key) = (seed(number, 1), DeviceKey::from_seed(seed(number, 2)));
        let public = InvitationKey(DeviceKey::from_seed(secret).device().0);
        let invited = Invited {
            key: public,
            role,
            uses: 1,
            expires: None,
            for_person: None,
        };
        self.act(0, &build::invite(self.people[0], FIRST_DAY, invited));
        let invitation = self.charter.write_invitation(secret, vec![]);
        let invitation = invitation.expect("it was just made");
        let open = self.charter.invitations().find(|open| open.key == public);
        let act = open.expect("it was just made").id;
        let endpoint = DeviceKey::from_seed(seed(number, 3));
        let home = NewDevice {
            endpoint: &endpoint,
            device: key.device(),
            label: "laptop",
            replica: false,
        };
        let name = format!("Person {number}");
        let join = build::join(&invitation, act, &home, FIRST_DAY, &name).expect("a name");
        self.people.push(person_id(commons, key.device()));
        self.keys.push(key);
        self.act(number, &join);
    }

    fn declare(&mut self, number: usize) {
        let nonce = seed(number, 4)[..16].try_into().expect("16 bytes");
        let by = (self.charter.commons(), self.keys[0].device());
        let acting = vec![self.people[self.acting(number)]];
        let name = format!("Company {number}");
        let declared =
            build::declare_organisation(by, self.people[0], FIRST_DAY, nonce, &name, acting);
        let (company, act) = declared.expect("a name");
        self.act(0, &act);
        self.companies.push(company);
    }

    fn act(&mut self, who: usize, act: &[u8]) {
        let change = self.charter.next_change(&self.keys[who], 0, act);
        let change = change.expect("an act that may stand");
        self.charter
            .admit_chunk(&change.bytes)
            .expect("an act that may stand");
        self.acts.push(change);
    }

    /// Who acts for a company.
    pub fn acting(&self, company: usize) -> usize {
        (3 + company) % self.people.len()
    }

    /// For which company, if any, somebody works on a day.
    fn company_of(&self, person: usize, number: usize) -> Option<usize> {
        let works_for = |count: usize| (person + number / 40) % count;
        let is_for_one = !self.companies.is_empty() && (person + number).is_multiple_of(3);
        is_for_one.then(|| works_for(self.companies.len()))
    }

    /// The village lives until so many entries are written; `keep` is given each as it stands in its writer's ledger.
    ///
    /// Gives the last day.
    pub fn write(&self, entries: usize, mut keep: impl FnMut(NewEntry)) -> Day {
        let writer = || LedgerWriter::new(self.charter.commons());
        let mut writers: Vec<LedgerWriter> = self.keys.iter().map(|_| writer()).collect();
        self.live(entries, |who, fact| {
            let entry = writers[who].next_change(&self.keys[who], 0, &fact);
            let entry = entry.expect("the fact is in order");
            writers[who].advance(&entry);
            let id = entry.id;
            keep(entry);
            id
        })
    }

    /// The village lives until so many entries are written; `write` is told who writes and gives each entry's id.
    ///
    /// Gives the last day.
    pub fn live(&self, entries: usize, write: impl FnMut(usize, WrittenFact) -> FactId) -> Day {
        let mut life = Life {
            village: self,
            write,
            left: entries,
            to_review: vec![],
        };
        life.attest();
        let mut day = FIRST_DAY;
        while life.left > 0 {
            life.day(day);
            day = day.plus(1);
        }
        day
    }
}

struct Life<'v, W> {
    village: &'v Village,
    write: W,
    left: usize,
    /// The work of the day before: who did it, which entry, how much.
    to_review: Vec<(usize, FactId, Quantity)>,
}

impl<W: FnMut(usize, WrittenFact) -> FactId> Life<'_, W> {
    fn write(&mut self, who: usize, day: Day, fact: impl Into<Fact>) -> FactId {
        if self.left == 0 {
            return FactId([0; 32]);
        }
        self.left -= 1;
        let written = WrittenFact {
            by: self.village.people[who],
            day,
            fact: fact.into(),
        };
        (self.write)(who, written)
    }

    /// What the companies are, for as long as anybody asks.
    fn attest(&mut self) {
        for year in 0..4 {
            for (number, company) in self.village.companies.iter().enumerate() {
                let class = [AgentClass::ForProfit, AgentClass::WorkerOwned][number % 3 / 2];
                let attestation = ledger::ClassAttestation {
                    agent: *company,
                    class,
                    all_surplus_to_workers: true,
                    evidence: vec![],
                    source: "the register".to_owned(),
                    from: FIRST_DAY.plus(year * 360),
                    to: None,
                };
                let fact = self.write(0, FIRST_DAY, attestation);
                self.write(1, FIRST_DAY, ledger::CoSign { fact });
            }
        }
    }

    fn day(&mut self, day: Day) {
        let reviewed = std::mem::take(&mut self.to_review);
        for (number, (who, contribution, accepted)) in reviewed.into_iter().enumerate() {
            // Every twentieth waits for its second review for ever.
            let reviews = if number % 20 == 7 { 1 } else { 2 };
            for step in 1..=reviews {
                let reviewer = (who + step * 7) % self.village.people.len();
                let review = ledger::ContributionReview {
                    contribution,
                    accepted: accepted.clone(),
                    reason: String::new(),
                };
                self.write(reviewer, day, review);
            }
        }
        for who in 0..self.village.people.len() {
            for turn in 0..WORK_A_DAY {
                self.work(who, day, turn);
            }
        }
        let into_quarter = (day.0 - FIRST_DAY.0) % QUARTER_DAYS;
        if into_quarter == QUARTER_DAYS - 1 {
            self.report(day);
        }
    }

    fn work(&mut self, who: usize, day: Day, turn: usize) {
        let number = (day.0 - FIRST_DAY.0) as usize * WORK_A_DAY + turn;
        let company = self.village.company_of(who, number);
        let is_build = (who + number * 5).is_multiple_of(97);
        let quantity = match is_build {
            true => Quantity::parse("1", UNIT_ONE),
            false => Quantity::parse(&(30 + 15 * ((who + number) % 12)).to_string(), UNIT_MINUTE),
        };
        let quantity = quantity.expect("a number");
        let mut work = ledger::Contribution {
            provider: self.village.people[who],
            on_behalf_of: company.map(|company| self.village.companies[company]),
            kind: match is_build {
                true => "build_report",
                false => ["design", "care", "documentation", "teaching"][(who + number) % 4],
            }
            .to_owned(),
            quantity: quantity.clone(),
            from: day,
            to: day,
            state: number.is_multiple_of(2).then(|| state(who % 20)),
            deliverable: is_build.then(|| format!("build {}", number / 50)),
            share: is_build.then(|| Ratio::new(1, 2).expect("not zero")),
            evidence: vec![],
            note: "What was to be done this week".to_owned(),
            supersedes: None,
            machine_part: None,
        };
        let id = self.write(who, day, work.clone());
        if (who + number * 3).is_multiple_of(83) {
            work.supersedes = Some(id);
            self.write(who, day, work);
        }
        self.to_review.push((who, id, quantity));
    }

    fn report(&mut self, day: Day) {
        for (number, company) in self.village.companies.iter().enumerate() {
            let acting = self.village.acting(number);
            let first = first_of_quarter(day);
            let report = ledger::UseReport {
                user: *company,
                designs: vec![UsedDesign {
                    state: state(number % 20),
                    release: None,
                    part: Ratio::ONE,
                }],
                commercial: true,
                from: first,
                to: first.plus(40),
                units: Some(3),
                revenue: Some(euros(20_000_00 + number as i64 * 100_00)),
                note: String::new(),
            };
            self.write(acting, day, report);
            if !number.is_multiple_of(3) {
                let payment = ledger::Payment {
                    payer: *company,
                    amount: euros(100_00),
                    day,
                    reference: "by transfer".to_owned(),
                };
                let payment = self.write(acting, day, payment);
                self.write(0, day, ledger::PaymentConfirmed { payment });
            }
        }
    }
}

fn first_of_quarter(day: Day) -> Day {
    model::rsd1::Period::of(day, model::rsd1::policy::PeriodLength::Quarter).first()
}

fn state(design: usize) -> DesignState {
    DesignState {
        design: DocumentId([design as u8; 32]),
        heads: vec![ChangeHash([design as u8; 32])],
        licence: "LicenseRef-CopyFair".to_owned(),
    }
}

fn euros(minor: i64) -> Money {
    Money {
        minor,
        currency: Currency::EUR,
    }
}

fn seed(number: usize, what: u8) -> [u8; 32] {
    let mut seed = [what; 32];
    seed[..8].copy_from_slice(&(number as u64).to_be_bytes());
    seed
}
