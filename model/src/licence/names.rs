//! One licence name: the spellings found in the wild.

use super::normalise::Doubt;

/// What one name turned out to be.
pub(super) enum Reading {
    /// Valid as it stands.
    Exact,
    /// This identifier in another spelling.
    Spelling(String),
    /// A person has to say.
    Doubt(Doubt),
}

/// Own names of licences that SPDX does not list, and how people write them (without blanks and signs, in small letters).
const HOUSE: [(&str, &str); 8] = [
    ("copyfair", "LicenseRef-CopyFair"),
    ("coopyleft", "LicenseRef-CoopyLeft"),
    ("copyfarleft", "LicenseRef-CopyFarLeft"),
    ("commonsreciprocity", "LicenseRef-Commons-Reciprocity"),
    ("peerproduction", "PPL"),
    ("solderpad", "SHL-2.1"),
    ("solderpadhardware0.51", "SHL-0.51"),
    ("solderpadhardware0.5", "SHL-0.5"),
];

const CERN_ALL: [&str; 5] = [
    "CERN-OHL-1.1",
    "CERN-OHL-1.2",
    "CERN-OHL-P-2.0",
    "CERN-OHL-W-2.0",
    "CERN-OHL-S-2.0",
];

/// Whether the text is what a template asks to be replaced.
pub(super) fn is_placeholder(text: &str) -> bool {
    let bare = compact(text);
    matches!(
        bare.as_str(),
        "value" | "thespdxid" | "spdxid" | "license" | "licence" | "tbd" | "todo"
    )
}

/// Reads one name.
pub(super) fn read(name: &str) -> Reading {
    if let Some(stands) = as_spdx(name) {
        return stands;
    }
    let inner = match name.get(..11) {
        Some(prefix) if prefix.eq_ignore_ascii_case("LicenseRef-") => &name[11..],
        _ => name,
    };
    if inner.len() != name.len() && HOUSE.iter().any(|(_, own)| *own == name) {
        return Reading::Exact;
    }
    let words = words(inner);
    let found = house(&words)
        .or_else(|| any_spelling(inner))
        .or_else(|| creative_commons(&words))
        .or_else(|| cern(&words))
        .or_else(|| gnu(&words))
        .or_else(|| any_spelling(&words.join("")));
    match found {
        Some(reading) => reading,
        None if inner.len() != name.len() && spdx::Expression::parse(name).is_ok() => {
            Reading::Exact
        }
        None => Reading::Doubt(Doubt::Unknown),
    }
}

fn as_spdx(name: &str) -> Option<Reading> {
    if spdx::exception_id(name).is_some() {
        return Some(Reading::Exact);
    }
    let (base, plus) = match name.strip_suffix('+') {
        Some(base) => (base, true),
        None => (name, false),
    };
    let id = spdx::license_id(base)?;
    if !id.is_gnu() {
        return Some(Reading::Exact);
    }
    // SPDX 3.0 of the list replaced "GPL-3.0" by "-only" and "GPL-3.0+" by "-or-later".
    if id.is_deprecated() || plus {
        let suffix = if plus { "-or-later" } else { "-only" };
        return Some(Reading::Spelling(format!("{base}{suffix}")));
    }
    Some(Reading::Exact)
}

fn house(words: &[String]) -> Option<Reading> {
    let all = words.join("");
    let (_, id) = HOUSE.iter().find(|(spelling, _)| *spelling == all)?;
    Some(Reading::Spelling((*id).to_owned()))
}

/// The same letters and digits as an SPDX identifier, whatever the signs and capitals.
fn any_spelling(text: &str) -> Option<Reading> {
    let wanted = compact(text);
    if wanted == "cc0" || wanted == "cczero" {
        return Some(Reading::Spelling("CC0-1.0".to_owned()));
    }
    let found = spdx::identifiers::LICENSES
        .iter()
        .filter(|licence| compact(licence.name) == wanted)
        .find_map(|licence| spdx::license_id(licence.name))?;
    if found.is_gnu() && found.is_deprecated() {
        return None;
    }
    Some(Reading::Spelling(found.name.to_owned()))
}

fn creative_commons(words: &[String]) -> Option<Reading> {
    let rest = match words.first()?.as_str() {
        "cc" => &words[1..],
        "by" => words,
        _ => return None,
    };
    let mut id = String::from("CC");
    let mut version = None;
    let mut country = None;
    for word in rest {
        match word.as_str() {
            "by" | "nc" | "nd" | "sa" => id.push_str(&format!("-{}", word.to_uppercase())),
            _ if word.starts_with(|c: char| c.is_ascii_digit()) => version = Some(word.clone()),
            _ if version.is_some() && word.len() <= 3 => country = Some(word.to_uppercase()),
            _ => return None,
        }
    }
    let Some(version) = version else {
        return which_version(&id);
    };
    let version = if version.contains('.') {
        version
    } else {
        format!("{version}.0")
    };
    let mut id = format!("{id}-{version}");
    if let Some(country) = country {
        id = format!("{id}-{country}");
    }
    spdx::license_id(&id).map(|known| Reading::Spelling(known.name.to_owned()))
}

fn which_version(id: &str) -> Option<Reading> {
    let candidates: Vec<&'static str> = ["4.0", "3.0", "2.5", "2.0", "1.0"]
        .iter()
        .filter_map(|version| spdx::license_id(&format!("{id}-{version}")))
        .map(|known| known.name)
        .collect();
    (!candidates.is_empty()).then_some(Reading::Doubt(Doubt::OneOf(candidates)))
}

fn cern(words: &[String]) -> Option<Reading> {
    if words.first()? != "cern" {
        return None;
    }
    let version = words
        .iter()
        .find(|word| word.starts_with(|c: char| c.is_ascii_digit()));
    let letter = words.iter().find_map(|word| match word.as_str() {
        "s" | "strongly" => Some('S'),
        "w" | "weakly" => Some('W'),
        "p" | "permissive" => Some('P'),
        _ => None,
    });
    let id = match (version.map(String::as_str), letter) {
        (None | Some("2" | "2.0"), Some(letter)) => format!("CERN-OHL-{letter}-2.0"),
        (Some("2" | "2.0"), None) => {
            return Some(Reading::Doubt(Doubt::OneOf(CERN_ALL[2..].to_vec())));
        }
        (None, None) => return Some(Reading::Doubt(Doubt::OneOf(CERN_ALL.to_vec()))),
        (Some(version), None) => format!("CERN-OHL-{version}"),
        (Some(_), Some(_)) => return None,
    };
    spdx::license_id(&id).map(|known| Reading::Spelling(known.name.to_owned()))
}

/// `GPL V3` says the version but not whether later ones may be used: that is asked, never assumed.
fn gnu(words: &[String]) -> Option<Reading> {
    let words: Vec<&str> = words
        .iter()
        .map(String::as_str)
        .filter(|word| *word != "gnu")
        .collect();
    let family = match *words.first()? {
        "gpl" => "GPL",
        "lgpl" => "LGPL",
        "agpl" => "AGPL",
        _ => return None,
    };
    let version = words.get(1)?;
    let version = if version.contains('.') {
        (*version).to_owned()
    } else {
        format!("{version}.0")
    };
    let only = spdx::license_id(&format!("{family}-{version}-only"))?;
    let later = spdx::license_id(&format!("{family}-{version}-or-later"))?;
    let rest = words[2..].join(" ");
    match rest.as_str() {
        "only" => Some(Reading::Spelling(only.name.to_owned())),
        "or later" | "or newer" => Some(Reading::Spelling(later.name.to_owned())),
        "" => Some(Reading::Doubt(Doubt::OneOf(vec![only.name, later.name]))),
        _ => None,
    }
}

/// Letters, digits and dots between other characters, small, without the words that say nothing.
fn words(text: &str) -> Vec<String> {
    let text = text
        .to_lowercase()
        .replace("creative commons", "cc")
        .replace("share alike", "sharealike");
    let mut found = Vec::new();
    for word in text.split(|c: char| !(c.is_alphanumeric() || c == '.')) {
        let word = word.trim_matches('.');
        let word = match word.strip_prefix('v') {
            Some(rest) if rest.starts_with(|c: char| c.is_ascii_digit()) => rest,
            _ => word,
        };
        match word {
            "" | "the" | "license" | "licence" | "version" | "v" | "international" | "unported"
            | "public" | "generic" => {}
            "attribution" => found.push("by".to_owned()),
            "sharealike" => found.push("sa".to_owned()),
            "noncommercial" => found.push("nc".to_owned()),
            "noderivatives" | "noderivs" => found.push("nd".to_owned()),
            _ => found.push(word.to_owned()),
        }
    }
    found
}

fn compact(text: &str) -> String {
    text.chars()
        .filter(|c| c.is_alphanumeric() || *c == '.')
        .flat_map(char::to_lowercase)
        .collect()
}
