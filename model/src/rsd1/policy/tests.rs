//! Presets, forms and what no rules can be.

use super::text::Parameter;
use super::*;

#[test]
fn every_preset_has_one_form_and_comes_back() {
    for preset in Preset::ALL {
        let policy = Policy::preset(preset);
        let bytes = policy.to_bytes();
        assert!(bytes.len() < POLICY_BYTES_MAX);
        assert_eq!(Policy::from_bytes(&bytes), Ok(policy), "{preset}");
        assert_eq!(preset.to_string().parse(), Ok(preset));
    }
    assert_eq!(Policy::from_bytes(&[0xa0]), Err(PolicyError::Unreadable));
}

#[test]
fn a_founding_lowers_numbers_to_the_people_there_are() {
    let policy = Policy::preset(Preset::CopyFair);
    let three = policy.clone().with_people(2, 2, 2);
    assert_eq!(three, policy);
    let two = policy.clone().with_people(1, 1, 1);
    assert_eq!(
        (
            two.reviews,
            two.late_reviews,
            two.attesters,
            two.seal_quorum
        ),
        (1, 1, 1, 1)
    );
    let alone = policy.with_people(0, 1, 1);
    assert_eq!((alone.reviews, alone.attesters), (0, 1));
    assert_eq!(alone.check(), Ok(()));
}

#[test]
fn a_choice_of_licences_is_the_users() {
    let policy = Policy::preset(Preset::CopyFair);
    for reciprocal in [
        "PPL",
        "LicenseRef-CopyFair",
        "PPL AND CC-BY-SA-4.0",
        "PPL OR LicenseRef-CopyFair",
    ] {
        assert!(policy.is_reciprocal(reciprocal), "{reciprocal}");
    }
    for free in [
        "CERN-OHL-S-2.0",
        "PPL OR CERN-OHL-S-2.0",
        "",
        "PPL AND",
        "LicenseRef-Other",
    ] {
        assert!(!policy.is_reciprocal(free), "{free}");
    }
    assert!(!Policy::preset(Preset::PplFaithful).is_reciprocal("LicenseRef-CopyFair"));
}

#[test]
fn a_policy_that_cannot_be_is_refused() {
    let mut policy = Policy::preset(Preset::Lenient);
    policy.fee_rate = Ratio::whole(2);
    assert!(matches!(
        Policy::from_bytes(&policy.to_bytes()),
        Err(PolicyError::Contradicts(Contradiction::FeeAboveRevenue))
    ));
}

#[test]
fn rules_read_back_from_their_text() {
    for preset in Preset::ALL {
        let policy = Policy::preset(preset);
        let values = policy.values();
        for (parameter, _) in &values {
            let key = parameter.to_string();
            assert_eq!(Parameter::from_key(&key).as_ref(), Some(parameter), "{key}");
        }
        for other in Preset::ALL {
            let base = Policy::preset(other);
            assert_eq!(
                base.with_values(&values),
                Ok(policy.clone()),
                "{preset} on {other}"
            );
        }
    }
    assert_eq!(
        Parameter::from_key("types.care"),
        Some(Parameter::Type("care".into()))
    );
    assert_eq!(Parameter::from_key("fee"), None);
    assert_eq!(Parameter::from_key("commercial.pirates"), None);
}

#[test]
fn values_are_written_as_people_write_them() {
    let policy = Policy::preset(Preset::CopyFair);
    let kind = |name: &str| policy.value(&Parameter::Type(name.into()));
    assert_eq!(kind("care"), "1 per hour");
    assert_eq!(kind("machine_time"), "1/2 per hour");
    assert_eq!(kind("money"), "1 per 20.00");
    assert_eq!(kind("build_report"), "8 per thing");
    assert_eq!(policy.value(&Parameter::Ages), "365: 1, 730: 1/2");
    assert_eq!(policy.value(&Parameter::SmallAllowance), "10000.00");
    let set =
        |parameter: Parameter, text: &str| policy.with_values(&[(parameter, text.to_owned())]);
    let rate = |text| set(Parameter::FeeRate, text).map(|policy| policy.fee_rate);
    assert_eq!(rate("2.5 %"), Ok(Ratio::new(1, 40).unwrap()));
    let kwh = set(Parameter::Type("kWh".into()), "1/10 per unit").unwrap();
    assert_eq!(
        kwh.types.len(),
        1,
        "the types are exactly those that are given"
    );
    for (parameter, wrong) in [
        (Parameter::FeeRate, "a lot"),
        (Parameter::Reviews, "-1"),
        (Parameter::Ages, "365"),
        (Parameter::Commercial(AgentClass::Nonprofit), "maybe"),
        (Parameter::Type("care".into()), "1 per moon"),
        (Parameter::Type("money".into()), "1 per 0.00"),
        (Parameter::FeeMin, "1.005"),
        (Parameter::Currency, "euro"),
    ] {
        let problems = set(parameter.clone(), wrong).unwrap_err();
        assert_eq!(problems.len(), 1);
        assert_eq!(problems[0].0, parameter);
    }
}

#[test]
fn rules_say_in_what_they_differ() {
    let (one, other) = (
        Policy::preset(Preset::CopyFair),
        Policy::preset(Preset::Lenient),
    );
    let differences = one.differences(&other);
    let fee = differences
        .iter()
        .find(|(parameter, ..)| *parameter == Parameter::FeeRate);
    assert_eq!(
        fee.map(|(_, a, b)| (a.as_str(), b.as_str())),
        Some(("3/100", "1/100"))
    );
    assert!(one.differences(&one).is_empty());
}

/// What is done to rules, and the contradiction that comes of it.
type Spoilt = (fn(&mut Policy), Contradiction);

#[test]
fn every_contradiction_is_named_and_read_again() {
    use Contradiction::*;
    let base = || Policy::preset(Preset::Lenient);
    let spoils: [Spoilt; 26] = [
        (|p| p.name.clear(), NameMalformed),
        (
            |p| p.reciprocal_licences = (0..101).map(|n| format!("LicenseRef-{n:03}")).collect(),
            TooMany,
        ),
        (|p| p.types.swap(0, 1), OutOfOrder),
        (|p| p.types[0].name.clear(), TypeMalformed),
        (|p| p.types[0].points = Ratio::whole(-1), PointsBelowZero),
        (
            |p| p.reciprocal_licences = vec!["PPL OR MIT".into()],
            LicenceMalformed,
        ),
        (|p| p.ages[0].factor = Ratio::whole(2), AgeAboveWhole),
        (
            |p| {
                p.ages.insert(
                    0,
                    AgeFactor {
                        days: 1,
                        factor: Ratio::ZERO,
                    },
                )
            },
            AgeGrows,
        ),
        (|p| p.fee_rate = Ratio::whole(2), FeeAboveRevenue),
        (|p| p.max_offset = Ratio::whole(2), OffsetAboveFee),
        (|p| p.self_rate = Ratio::whole(2), SelfRateAboveWhole),
        (|p| p.self_cap = Ratio::ZERO, SelfCapNothing),
        (|p| p.upstream_share = Ratio::whole(2), UpstreamAboveWhole),
        (|p| p.fee_min = -1, AmountBelowZero),
        (|p| p.small_allowance = 1, SmallAllowanceBelow),
        (
            |p| (p.offset, p.point_value) = (Offset::Account, 0),
            PointWithoutValue,
        ),
        (
            |p| (p.offset, p.max_offset) = (Offset::Account, Ratio::ZERO),
            OffsetOfNothing,
        ),
        (|p| p.threshold = Ratio::ZERO, ThresholdOfNothing),
        (|p| p.control_basis_points = 10_001, ControlAboveWhole),
        (|p| p.attesters = 0, QuorumOfNone),
        (|p| p.seal_quorum = 0, QuorumOfNone),
        (|p| p.late_reviews = 0, LateIsEasier),
        (|p| p.daily_cap_minutes = 1441, DayTooLong),
        (|p| p.daily_cap_minutes = 0, DayOfNothing),
        (|p| p.due_days = 36_526, TooManyDays),
        (|p| p.threshold = Ratio::whole(-1), PointsBelowZero),
    ];
    assert_eq!(base().contradictions(), []);
    for (spoil, expected) in spoils {
        let mut policy = base();
        spoil(&mut policy);
        assert_eq!(policy.contradictions(), [expected]);
        // What was written all the same is refused when it is read.
        let read = Policy::from_bytes(&policy.to_bytes());
        assert_eq!(read, Err(PolicyError::Contradicts(expected)));
    }
    let mut later = base();
    later.currency = "USD".parse().unwrap();
    later.types[0].unit = ContributionUnit::Other;
    assert_eq!(
        later.contradicts_before(&base()),
        [OtherCurrency, OtherUnit]
    );
}
