//! What stands in facts and acts, by name: the keys of their CBOR maps, and what each value is.
//!
//! This is data, so that facts of a kind that is not known here are still written, with numbers in place of names.

/// What a value is.
#[derive(Clone, Copy, Debug)]
pub enum Shape {
    /// Bytes that are a name: written in base32, as everywhere in the program.
    Id,
    /// Text.
    Text,
    /// A whole number.
    Whole,
    /// True or false.
    YesNo,
    /// Days since 1970-01-01: written as a date.
    Day,
    /// `[p, q]`: written as `"p/q"`.
    Ratio,
    /// `{0: minor units, 1: currency}`: written as `{"minor", "currency"}`.
    Money,
    /// `{0: digits, 1: how many behind the point, 2: unit}`: written as `{"number", "unit"}`.
    Quantity,
    /// One of a few words, by its number.
    Word(&'static [&'static str]),
    /// A list.
    List(&'static Shape),
    /// A map with these keys.
    Map(&'static [Part]),
    /// A list whose places have these names.
    Row(&'static [Part]),
    /// A map from one of a few words to one of a few others.
    Words(&'static [&'static str], &'static [&'static str]),
    /// Bytes that are CBOR themselves: a map with these keys.
    Inside(&'static [Part]),
}

/// One key of a map.
#[derive(Clone, Copy, Debug)]
pub struct Part {
    /// The key.
    pub key: u64,
    /// Its name.
    pub name: &'static str,
    /// What stands there.
    pub shape: Shape,
}

/// One kind of fact or act.
#[derive(Clone, Copy, Debug)]
pub struct Kind {
    /// The number in the envelope.
    pub number: u16,
    /// Its name.
    pub name: &'static str,
    /// What stands in its body.
    pub parts: &'static [Part],
}

use Shape::*;

const fn part(key: u64, name: &'static str, shape: Shape) -> Part {
    Part { key, name, shape }
}

const fn kind(number: u16, name: &'static str, parts: &'static [Part]) -> Kind {
    Kind {
        number,
        name,
        parts,
    }
}

const CLASSES: &[&str] = &[
    "individual",
    "sole_trader",
    "worker_owned",
    "other_coop",
    "nonprofit",
    "public_body",
    "for_profit",
];
const RULES: &[&str] = &["free", "exempt", "fee", "ask"];
const VERDICTS: &[&str] = &["good", "needs-work", "unsafe"];
const ROLES: &[&str] = &["guest", "maker", "steward", "treasurer"];
const PERIODS: &[&str] = &["month", "quarter", "year"];
const OFFSETS: &[&str] = &["none", "threshold", "account"];
const DOCUMENTS: &[&str] = &[
    "charter", "ledger", "design", "place", "profile", "commons", "item",
];
const WAYS: &[&str] = &["designs", "work", "kept"];
const UNITS: &[&str] = &["minute", "deliverable", "minor", "other"];

const STATE: Shape = Map(&[
    part(0, "design", Id),
    part(1, "heads", List(&Id)),
    part(2, "licence", Text),
]);

/// Facts of the ledgers.
pub const FACTS: &[Kind] = &[
    kind(
        1,
        "contribution",
        &[
            part(0, "provider", Id),
            part(1, "on_behalf_of", Id),
            part(2, "type", Text),
            part(3, "quantity", Quantity),
            part(4, "from", Day),
            part(5, "to", Day),
            part(6, "state", STATE),
            part(7, "deliverable", Text),
            part(8, "share", Ratio),
            part(9, "evidence", List(&Id)),
            part(10, "note", Text),
            part(11, "supersedes", Id),
            part(12, "machine_part", Text),
        ],
    ),
    kind(
        2,
        "review",
        &[
            part(0, "contribution", Id),
            part(1, "accepted", Quantity),
            part(2, "reason", Text),
        ],
    ),
    kind(
        3,
        "review-withdrawn",
        &[part(0, "review", Id), part(1, "reason", Text)],
    ),
    kind(4, "confirmation", &[part(0, "fact", Id)]),
    kind(
        5,
        "affiliation",
        &[
            part(0, "person", Id),
            part(1, "organisation", Id),
            part(2, "from", Day),
            part(3, "to", Day),
        ],
    ),
    kind(
        6,
        "attestation",
        &[
            part(0, "agent", Id),
            part(1, "class", Word(CLASSES)),
            part(2, "all_surplus_to_workers", YesNo),
            part(3, "evidence", List(&Id)),
            part(4, "source", Text),
            part(5, "from", Day),
            part(6, "to", Day),
        ],
    ),
    kind(7, "co-signing", &[part(0, "fact", Id)]),
    kind(
        8,
        "use",
        &[
            part(0, "user", Id),
            part(
                1,
                "designs",
                List(&Map(&[
                    part(0, "state", STATE),
                    part(1, "release", Id),
                    part(2, "part", Ratio),
                ])),
            ),
            part(2, "commercial", YesNo),
            part(3, "from", Day),
            part(4, "to", Day),
            part(5, "units", Whole),
            part(6, "revenue", Money),
            part(7, "note", Text),
        ],
    ),
    kind(
        9,
        "payment",
        &[
            part(0, "payer", Id),
            part(1, "amount", Money),
            part(2, "day", Day),
            part(3, "reference", Text),
        ],
    ),
    kind(10, "payment-confirmed", &[part(0, "payment", Id)]),
    kind(
        11,
        "design-review",
        &[
            part(0, "state", STATE),
            part(1, "verdict", Word(VERDICTS)),
            part(2, "checked", List(&Text)),
            part(3, "note", Text),
        ],
    ),
    kind(
        12,
        "release",
        &[
            part(0, "state", STATE),
            part(1, "version", Text),
            part(2, "snapshot", Id),
            part(3, "files", List(&Id)),
            part(
                4,
                "parents",
                List(&Map(&[
                    part(0, "release", Id),
                    part(1, "address", Text),
                    part(2, "weight", Ratio),
                ])),
            ),
            part(5, "note", Text),
        ],
    ),
    kind(
        13,
        "control",
        &[
            part(0, "agent", Id),
            part(1, "controller", Id),
            part(2, "basis_points", Whole),
            part(3, "from", Day),
            part(4, "to", Day),
        ],
    ),
    kind(14, "void", &[part(0, "fact", Id), part(1, "reason", Text)]),
    kind(
        15,
        "agreement",
        &[
            part(0, "licensee", Id),
            part(1, "designs", List(&Id)),
            part(2, "flat", Money),
            part(3, "rate", Ratio),
            part(4, "from", Day),
            part(5, "to", Day),
            part(6, "text", Id),
            part(7, "note", Text),
        ],
    ),
    kind(
        16,
        "seal",
        &[
            part(0, "from", Day),
            part(1, "to", Day),
            part(
                2,
                "ledgers",
                List(&Map(&[
                    part(0, "document", Id),
                    part(1, "entries", Whole),
                    part(2, "hash", Id),
                ])),
            ),
            part(3, "exceptions", List(&Id)),
            part(4, "rules", Id),
        ],
    ),
    kind(
        17,
        "split",
        &[
            part(0, "deliverable", Text),
            part(
                1,
                "shares",
                List(&Map(&[part(0, "agent", Id), part(1, "share", Ratio)])),
            ),
        ],
    ),
    kind(
        18,
        "challenge",
        &[part(0, "fact", Id), part(1, "reason", Text)],
    ),
    kind(
        19,
        "suspension",
        &[
            part(0, "agent", Id),
            part(1, "reason", Text),
            part(2, "from", Day),
            part(3, "to", Day),
        ],
    ),
    kind(
        30,
        "distribution",
        &[
            part(0, "from", Day),
            part(1, "to", Day),
            part(2, "amount", Money),
            part(3, "policy", Id),
            part(
                4,
                "sources",
                List(&Map(&[
                    part(0, "design", Id),
                    part(1, "release", Id),
                    part(2, "minor", Whole),
                ])),
            ),
            part(
                5,
                "buckets",
                List(&Map(&[
                    part(0, "name", Text),
                    part(1, "share", Ratio),
                    part(2, "way", Word(WAYS)),
                    part(3, "kinds", List(&Text)),
                ])),
            ),
            part(
                6,
                "payouts",
                List(&Map(&[
                    part(0, "bucket", Whole),
                    part(1, "agent", Id),
                    part(2, "address", Text),
                    part(3, "minor", Whole),
                ])),
            ),
            part(7, "note", Text),
        ],
    ),
    kind(
        31,
        "received",
        &[part(0, "distribution", Id), part(1, "agent", Id)],
    ),
];

const DEVICE: Shape = Map(&[
    part(0, "label", Text),
    part(1, "endpoint", Id),
    part(2, "endpoint_signature", Id),
    part(3, "replica", YesNo),
]);

const DOCUMENT: Shape = Row(&[
    part(0, "kind", Word(DOCUMENTS)),
    part(1, "creator", Id),
    part(2, "nonce", Id),
]);

const STAYING_DOCUMENT: Shape = Row(&[part(0, "document", Id), part(1, "last", Whole)]);

const STAYS: Shape = List(&Map(&[
    part(0, "device", Id),
    part(1, "documents", List(&STAYING_DOCUMENT)),
]));

const FORK_SIDE: Shape = Map(&[part(0, "changes", List(&Id)), part(1, "signature", Id)]);

/// The rules of reciprocity (RSD-1, section 3).
pub const POLICY: &[Part] = &[
    part(0, "name", Text),
    part(1, "currency", Text),
    part(2, "period", Word(PERIODS)),
    part(3, "noncommercial", Words(CLASSES, RULES)),
    part(4, "commercial", Words(CLASSES, RULES)),
    part(5, "sole_trader_is_worker_owned", YesNo),
    part(6, "reciprocal_licences", List(&Text)),
    part(
        7,
        "types",
        List(&Map(&[
            part(0, "name", Text),
            part(1, "unit", Word(UNITS)),
            part(2, "points", Ratio),
            part(3, "unit_name", Text),
        ])),
    ),
    part(8, "attestation_days", Whole),
    part(9, "attesters", Whole),
    part(10, "control_basis_points", Whole),
    part(11, "fee_rate", Ratio),
    part(12, "fee_min", Whole),
    part(13, "fee_per_period", Whole),
    part(14, "fee_per_unit", Whole),
    part(15, "fee_per_use", Whole),
    part(16, "allowance", Whole),
    part(17, "small_allowance", Whole),
    part(18, "binding", YesNo),
    part(19, "due_days", Whole),
    part(20, "grace_days", Whole),
    part(21, "offset", Word(OFFSETS)),
    part(22, "point_value", Whole),
    part(23, "max_offset", Ratio),
    part(24, "threshold", Ratio),
    part(25, "reviews", Whole),
    part(26, "late_reviews", Whole),
    part(27, "late_days", Whole),
    part(28, "self_rate", Ratio),
    part(29, "self_cap", Ratio),
    part(
        30,
        "ages",
        List(&Map(&[part(0, "days", Whole), part(1, "factor", Ratio)])),
    ),
    part(31, "daily_cap_minutes", Whole),
    part(32, "upstream_share", Ratio),
    part(33, "seal_quorum", Whole),
];

/// Acts of the charter.
pub const ACTS: &[Kind] = &[
    kind(
        1,
        "founding",
        &[
            part(0, "rule_set", Whole),
            part(1, "name", Text),
            part(2, "purpose", Text),
            part(3, "open", YesNo),
            part(4, "policy", Inside(POLICY)),
            part(5, "person_name", Text),
            part(6, "device", DEVICE),
            part(7, "nonce", Id),
        ],
    ),
    kind(
        2,
        "invited",
        &[
            part(0, "key", Id),
            part(1, "role", Word(ROLES)),
            part(2, "uses", Whole),
            part(3, "expires", Day),
            part(4, "for_person", Id),
        ],
    ),
    kind(
        3,
        "joined",
        &[
            part(0, "invitation", Id),
            part(1, "person_name", Text),
            part(2, "device", DEVICE),
            part(3, "proof", Id),
        ],
    ),
    kind(
        4,
        "device-vouched",
        &[
            part(0, "older", Id),
            part(1, "proof", Id),
            part(2, "device", DEVICE),
        ],
    ),
    kind(
        5,
        "role-granted",
        &[part(0, "person", Id), part(1, "role", Word(ROLES))],
    ),
    kind(
        6,
        "organisation-declared",
        &[
            part(0, "nonce", Id),
            part(1, "name", Text),
            part(2, "acting", List(&Id)),
        ],
    ),
    kind(
        7,
        "acts-for",
        &[part(0, "organisation", Id), part(1, "person", Id)],
    ),
    kind(
        8,
        "role-ended",
        &[
            part(0, "person", Id),
            part(1, "role", Word(ROLES)),
            part(2, "stays", STAYS),
            part(3, "reason", Text),
        ],
    ),
    kind(
        9,
        "person-removed",
        &[
            part(0, "person", Id),
            part(1, "stays", STAYS),
            part(2, "reason", Text),
        ],
    ),
    kind(
        10,
        "device-retired",
        &[
            part(0, "device", Id),
            part(1, "stays", List(&STAYING_DOCUMENT)),
            part(2, "reason", Text),
        ],
    ),
    kind(
        11,
        "left",
        &[part(0, "stays", STAYS), part(1, "goes", YesNo)],
    ),
    kind(
        12,
        "invitation-withdrawn",
        &[part(0, "invitation", Id), part(1, "stands", List(&Id))],
    ),
    kind(
        13,
        "device-recovered",
        &[
            part(0, "person", Id),
            part(1, "new", Id),
            part(2, "device", DEVICE),
            part(3, "consent", Id),
        ],
    ),
    kind(14, "co-signed", &[part(0, "act", Id)]),
    kind(
        15,
        "policy-adopted",
        &[part(0, "from", Day), part(1, "policy", Inside(POLICY))],
    ),
    kind(16, "rule-set-raised", &[part(0, "rule_set", Whole)]),
    kind(
        17,
        "acts-for-ended",
        &[
            part(0, "organisation", Id),
            part(1, "person", Id),
            part(2, "stays", STAYS),
        ],
    ),
    kind(
        18,
        "keeper-named",
        &[part(0, "place", DOCUMENT), part(1, "person", Id)],
    ),
    kind(
        19,
        "keeper-ended",
        &[
            part(0, "place", DOCUMENT),
            part(1, "person", Id),
            part(2, "stays", STAYS),
        ],
    ),
    kind(
        20,
        "readmitted",
        &[
            part(0, "document", Id),
            part(1, "device", Id),
            part(2, "seq", Whole),
            part(3, "change", Id),
        ],
    ),
    kind(
        21,
        "pinned",
        &[part(
            0,
            "documents",
            List(&Row(&[
                part(0, "document", Id),
                part(1, "heads", List(&Id)),
            ])),
        )],
    ),
    kind(
        22,
        "fork-proven",
        &[
            part(0, "document", Id),
            part(1, "one", FORK_SIDE),
            part(2, "other", FORK_SIDE),
        ],
    ),
];
