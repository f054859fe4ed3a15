//! What the headings of other people's tables mean.

use super::BomColumn;

/// What a heading may be called, without blanks and signs, in English, German, French and Spanish.
const CALLED: &[(BomColumn, &[&str])] = &[
    (
        BomColumn::Level,
        &["level", "bomlevel", "ebene", "niveau", "nivel"],
    ),
    (
        BomColumn::Place,
        &[
            "line", "lineno", "item", "itemno", "pos", "position", "row", "zeile",
        ],
    ),
    (BomColumn::Id, &["id", "lineid"]),
    (
        BomColumn::Name,
        &[
            "name",
            "part",
            "partname",
            "title",
            "component",
            "description",
            "bezeichnung",
            "teil",
            "benennung",
            "nom",
            "piece",
            "designation",
            "nombre",
            "pieza",
            "descripcion",
        ],
    ),
    (
        BomColumn::Quantity,
        &[
            "quantity",
            "qty",
            "count",
            "amount",
            "pcs",
            "number of",
            "menge",
            "anzahl",
            "stueckzahl",
            "stückzahl",
            "quantite",
            "quantité",
            "qte",
            "qté",
            "cantidad",
            "cant",
        ],
    ),
    (
        BomColumn::Unit,
        &[
            "unit",
            "units",
            "uom",
            "unitofmeasure",
            "einheit",
            "unite",
            "unité",
            "unidad",
        ],
    ),
    (
        BomColumn::MadeOrBought,
        &[
            "madeorbought",
            "makeorbuy",
            "makebuy",
            "source",
            "type",
            "procurement",
            "eigenfremd",
        ],
    ),
    (
        BomColumn::Maker,
        &[
            "maker",
            "manufacturer",
            "mfr",
            "mfg",
            "brand",
            "hersteller",
            "fabricant",
            "fabricante",
        ],
    ),
    (
        BomColumn::Number,
        &[
            "number",
            "partnumber",
            "partno",
            "mpn",
            "manufacturerpartnumber",
            "sku",
            "ordernumber",
            "articlenumber",
            "teilenummer",
            "artikelnummer",
            "bestellnummer",
            "reference",
            "référence",
            "referencia",
        ],
    ),
    (
        BomColumn::Substitutes,
        &[
            "substitutes",
            "substitute",
            "alternatives",
            "alternative",
            "ersatz",
            "alternativen",
        ],
    ),
    (
        BomColumn::Supplier,
        &[
            "supplier",
            "vendor",
            "seller",
            "distributor",
            "shop",
            "lieferant",
            "fournisseur",
            "proveedor",
        ],
    ),
    (
        BomColumn::Url,
        &[
            "url",
            "link",
            "web",
            "website",
            "address",
            "webadresse",
            "lien",
            "enlace",
        ],
    ),
    (
        BomColumn::UnitPrice,
        &[
            "unitprice",
            "price",
            "cost",
            "unitcost",
            "preis",
            "einzelpreis",
            "prix",
            "precio",
        ],
    ),
    (
        BomColumn::Currency,
        &["currency", "waehrung", "währung", "devise", "moneda"],
    ),
    (
        BomColumn::Note,
        &[
            "note",
            "notes",
            "comment",
            "comments",
            "remark",
            "remarks",
            "bemerkung",
            "notiz",
            "kommentar",
            "remarque",
            "nota",
        ],
    ),
    (
        BomColumn::Where,
        &[
            "where",
            "whereused",
            "usedin",
            "reference designator",
            "refdes",
            "designator",
            "verwendung",
        ],
    ),
    (
        BomColumn::Material,
        &[
            "material",
            "werkstoff",
            "matiere",
            "matière",
            "materiau",
            "matériau",
        ],
    ),
    (
        BomColumn::Mass,
        &[
            "massg", "mass", "weight", "weightg", "masse", "gewicht", "poids", "peso",
        ],
    ),
    (BomColumn::Design, &["design", "designid"]),
];

/// What each column is; each meaning is given once, to the first column that has it.
///
/// A heading that stands in our own files is never taken by a likeness further left.
pub fn guess(headings: &[String]) -> Vec<Option<BomColumn>> {
    let mut found = vec![None; headings.len()];
    for meaning in [own, like] {
        for (place, heading) in headings.iter().enumerate() {
            let column = meaning(heading).filter(|column| !found.contains(&Some(*column)));
            found[place] = found[place].or(column);
        }
    }
    found
}

fn own(heading: &str) -> Option<BomColumn> {
    BomColumn::of(heading.trim())
}

fn like(heading: &str) -> Option<BomColumn> {
    let plain = plain(heading);
    CALLED
        .iter()
        .find(|(_, names)| names.iter().any(|name| self::plain(name) == plain))
        .map(|(column, _)| *column)
}

fn plain(text: &str) -> String {
    let letters = text.chars().filter(|letter| letter.is_alphanumeric());
    letters.flat_map(char::to_lowercase).collect()
}
