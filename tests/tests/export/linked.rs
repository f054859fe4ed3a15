//! The books as linked data: a JSON-LD processor that is not ours reads them, and every term is one of ValueFlows.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use oxjsonld::JsonLdParser;
use oxrdf::{NamedOrBlankNode, Quad, Term};
use serde_json::Value;
use tests::process::shared;

/// The namespace of ValueFlows.
const VF: &str = "https://w3id.org/valueflows/ont/vf#";
/// What ValueFlows has no word for.
const RSD: &str = "urn:commons:rsd-1#";
const DECIMAL: &str = "http://www.w3.org/2001/XMLSchema#decimal";

/// The terms of ValueFlows 1.0.0 that the program writes; held against the ontology where that is there.
const TERMS: [&str; 61] = [
    "Agreement",
    "Claim",
    "EconomicEvent",
    "EconomicResource",
    "Measure",
    "Organization",
    "Person",
    "Process",
    "ProcessSpecification",
    "Recipe",
    "RecipeFlow",
    "RecipeProcess",
    "ResourceSpecification",
    "Unit",
    "action",
    "cite",
    "classifiedAs",
    "conformsTo",
    "consume",
    "corrects",
    "created",
    "defaultUnitOfResource",
    "deliverService",
    "due",
    "effortQuantity",
    "finished",
    "hasBeginning",
    "hasDuration",
    "hasEnd",
    "hasNumericalValue",
    "hasPointInTime",
    "hasUnit",
    "inScopeOf",
    "inputOf",
    "label",
    "mediumOfExchange",
    "name",
    "note",
    "outputOf",
    "primaryAccountable",
    "primaryOutput",
    "produce",
    "provider",
    "realizationOf",
    "receiver",
    "recipeIncludes",
    "recipeInputOf",
    "recipeOutputOf",
    "resourceClassifiedAs",
    "resourceConformsTo",
    "resourceInventoriedAs",
    "resourceQuantity",
    "settles",
    "stage",
    "substitutable",
    "symbol",
    "trackingIdentifier",
    "transfer",
    "triggeredBy",
    "use",
    "work",
];

/// Everything that a file says, by what it is said of.
struct Graph {
    quads: Vec<Quad>,
}

/// Reads the books of the demo as somebody who has nothing but a JSON-LD processor.
pub fn read(books: &Path, statements: u64) {
    let text = std::fs::read_to_string(books.join("books.jsonld")).expect("the books are there");
    let graph = Graph::read(text.as_bytes()).expect("it is JSON-LD");
    assert_eq!(graph.quads.len() as u64, statements);
    the_terms_are_those_of_the_ontology();
    assert_eq!(graph.unknown(), BTreeSet::new());
    a_term_that_nobody_knows_is_found_out(&text);
    every_number_is_exact(&text);
    the_graph_says_what_the_program_says(&graph);
}

/// Reads the books with an income in them that was shared out among so many.
pub fn read_shared(books: &Path, run: &str, receivers: usize) {
    let text = std::fs::read_to_string(books.join("books.jsonld")).expect("the books are there");
    let graph = Graph::read(text.as_bytes()).expect("it is JSON-LD");
    assert_eq!(graph.unknown(), BTreeSet::new());
    let computed = format!("{RSD}computedAgain");
    let mut runs = graph
        .quads
        .iter()
        .filter(|quad| quad.predicate.as_str() == computed);
    let run = runs.find(|quad| named(&quad.subject).contains(run));
    let run = run.expect("an income was shared out");
    assert_eq!(said(&run.object), "same");
    let run = named(&run.subject);
    let realizes = format!("{VF}realizationOf");
    let parts = graph
        .quads
        .iter()
        .filter(|quad| quad.predicate.as_str() == realizes && said(&quad.object) == run);
    let parts: Vec<String> = parts.map(|quad| named(&quad.subject)).collect();
    let transfers = parts
        .iter()
        .filter(|part| !graph.all(part, &format!("{VF}receiver")).is_empty());
    assert_eq!(transfers.count(), receivers);
    every_number_is_exact(&text);
}

impl Graph {
    /// No address is ever fetched: the processor is given no way to.
    fn read(text: &[u8]) -> Result<Graph, String> {
        let quads: Result<Vec<Quad>, _> = JsonLdParser::new().for_slice(text).collect();
        let quads = quads.map_err(|error| error.to_string())?;
        Ok(Graph { quads })
    }

    /// Terms in the namespace of ValueFlows, wherever they stand.
    fn terms(&self) -> BTreeSet<String> {
        let mut found = BTreeSet::new();
        for quad in &self.quads {
            let object = match &quad.object {
                Term::NamedNode(node) => node.as_str(),
                _ => "",
            };
            for name in [quad.predicate.as_str(), object] {
                found.extend(name.strip_prefix(VF).map(str::to_owned));
            }
        }
        found
    }

    fn unknown(&self) -> BTreeSet<String> {
        let known = TERMS.map(str::to_owned).into();
        self.terms().difference(&known).cloned().collect()
    }

    /// What a node says under a term.
    fn all(&self, of: &str, term: &str) -> Vec<&Term> {
        let said = self
            .quads
            .iter()
            .filter(|quad| named(&quad.subject) == of && quad.predicate.as_str() == term);
        said.map(|quad| &quad.object).collect()
    }

    fn one(&self, of: &str, term: &str) -> &Term {
        match self.all(of, term)[..] {
            [one] => one,
            ref other => panic!("{of} says {term} {} times", other.len()),
        }
    }

    fn vf(&self, of: &str, term: &str) -> &Term {
        self.one(of, &format!("{VF}{term}"))
    }

    /// The nodes of a type.
    fn of_type(&self, kind: &str) -> Vec<String> {
        let is_type = |quad: &&Quad| {
            quad.predicate.as_str().ends_with("#type")
                && matches!(&quad.object, Term::NamedNode(node) if node.as_str() == format!("{VF}{kind}"))
        };
        let typed = self.quads.iter().filter(is_type);
        typed.map(|quad| named(&quad.subject)).collect()
    }

    /// A measure as number and unit.
    fn measure(&self, of: &str, term: &str) -> (String, String) {
        let Term::BlankNode(measure) = self.vf(of, term) else {
            panic!("{term} of {of} is no measure");
        };
        let measure = measure.as_str();
        let Term::Literal(number) = self.vf(measure, "hasNumericalValue") else {
            panic!("the number of {of} is no literal");
        };
        assert_eq!(number.datatype().as_str(), DECIMAL);
        (number.value().to_owned(), said(self.vf(measure, "hasUnit")))
    }

    /// The node of that type with that name.
    fn called(&self, kind: &str, name: &str) -> String {
        let found = self.of_type(kind).into_iter().find(|node| {
            self.all(node, &format!("{VF}name"))
                .first()
                .map(|name| said(name))
                .as_deref()
                == Some(name)
        });
        found.unwrap_or_else(|| panic!("there is no {kind} called {name}"))
    }
}

fn named(node: &NamedOrBlankNode) -> String {
    match node {
        NamedOrBlankNode::NamedNode(node) => node.as_str().to_owned(),
        NamedOrBlankNode::BlankNode(node) => node.as_str().to_owned(),
    }
}

fn said(term: &Term) -> String {
    match term {
        Term::NamedNode(node) => node.as_str().to_owned(),
        Term::BlankNode(node) => node.as_str().to_owned(),
        Term::Literal(literal) => literal.value().to_owned(),
    }
}

/// The ontology is read where it is; elsewhere the list above is all there is, and that is said.
fn the_terms_are_those_of_the_ontology() {
    let Some(folder) = shared("valueflows") else {
        return;
    };
    let text = std::fs::read(folder.join("all_vf.jsonld")).expect("the ontology is there");
    let ontology = Graph::read(&text).expect("the ontology is JSON-LD");
    let defined: BTreeSet<String> = ontology
        .quads
        .iter()
        .filter_map(|quad| Some(named(&quad.subject).strip_prefix(VF)?.to_owned()))
        .collect();
    assert!(defined.len() > 200, "{}", defined.len());
    let strange: Vec<&str> = TERMS
        .into_iter()
        .filter(|term| !defined.contains(*term))
        .collect();
    assert_eq!(strange, Vec::<&str>::new(), "not in the ontology");
}

fn a_term_that_nobody_knows_is_found_out(text: &str) {
    let other = text.replacen("\"provider\"", "\"giver\"", 1);
    let graph = Graph::read(other.as_bytes()).expect("it is JSON-LD");
    assert_eq!(graph.unknown(), BTreeSet::from(["giver".to_owned()]));
}

/// A JSON number would lose digits in some programs; every one of ours is text with a type.
fn every_number_is_exact(text: &str) {
    fn numbers(value: &Value) -> usize {
        match value {
            Value::Number(_) => 1,
            Value::Array(all) => all.iter().map(numbers).sum(),
            Value::Object(all) => all.values().map(numbers).sum(),
            _ => 0,
        }
    }
    let whole: Value = serde_json::from_str(text).expect("JSON");
    assert_eq!(numbers(&whole), 0);
}

fn the_graph_says_what_the_program_says(graph: &Graph) {
    // One fee of 1350.00, of which 400.00 were paid and 400.00 given as work.
    let claims = graph.of_type("Claim");
    let [claim] = claims.as_slice() else {
        panic!("{claims:?}");
    };
    let feldgut = graph.called("Organization", super::FELDGUT);
    let one = "http://www.ontology-of-units-of-measure.org/resource/om-2/one".to_owned();
    assert_eq!(said(graph.vf(claim, "provider")), feldgut);
    let fee = graph.measure(claim, "resourceQuantity");
    assert_eq!(fee, ("1350.00".to_owned(), one.clone()));
    assert_eq!(said(graph.vf(claim, "due")), "2026-04-30T23:59:59Z");
    let settles = format!("{VF}settles");
    let settling = graph
        .quads
        .iter()
        .filter(|quad| quad.predicate.as_str() == settles && said(&quad.object) == *claim);
    let mut amounts: Vec<String> = settling
        .map(|quad| graph.measure(&named(&quad.subject), "resourceQuantity").0)
        .collect();
    amounts.sort();
    assert_eq!(amounts, ["400.00", "400.00"]);
    // Fourteen hours of design work, of which twelve count, and twelve points.
    let drum = graph.quads.iter().find(|quad| {
        quad.predicate.as_str() == format!("{VF}note")
            && said(&quad.object).starts_with("Three rings")
    });
    let drum = named(&drum.expect("the work is there").subject);
    assert_eq!(said(graph.vf(&drum, "action")), format!("{VF}work"));
    assert_eq!(graph.measure(&drum, "effortQuantity").0, "840");
    let ana = graph.called("Person", "Ana Brandt");
    assert_eq!(said(graph.vf(&drum, "provider")), ana);
    assert_eq!(said(graph.one(&drum, &format!("{RSD}points"))), "12");
    // Every part of a parts list belongs to a recipe that is there.
    let processes: BTreeSet<String> = graph.of_type("RecipeProcess").into_iter().collect();
    let flows = graph.of_type("RecipeFlow");
    let mut by_action: BTreeMap<String, usize> = BTreeMap::new();
    for flow in &flows {
        let action = said(graph.vf(flow, "action"));
        *by_action.entry(action.replace(VF, "")).or_default() += 1;
        let end = ["recipeInputOf", "recipeOutputOf"];
        let ends = end.map(|term| graph.all(flow, &format!("{VF}{term}")));
        let ends: Vec<String> = ends.into_iter().flatten().map(said).collect();
        assert!(ends.len() == 1 && processes.contains(&ends[0]), "{flow}");
    }
    assert!(
        by_action["consume"] > 12 && by_action["produce"] == 12,
        "{by_action:?}"
    );
}
