//! An explanation as JSON.

use serde::Serialize;

use super::{Cell, Explanation, Matrix, MatrixRow, Place, PolicyExplanation, Row, Statement};

/// Renders explanations as JSON.
pub fn json(explanations: &[Explanation]) -> String {
    let tenants = explanations.iter().map(tenant).collect();
    crate::report::pretty(&Document { tenants })
}

#[derive(Serialize)]
struct Document<'a> {
    tenants: Vec<Tenant<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Tenant<'a> {
    #[serde(rename = "tenant")]
    name: &'a str,
    as_of: String,
    policies: Vec<Policy<'a>>,
    matrix: Option<MatrixOf<'a>>,
    named_locations: Vec<RowOf<'a>>,
    notes: &'a [String],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Policy<'a> {
    id: &'a str,
    display_name: &'a str,
    state: &'a str,
    managed: bool,
    sentence: &'a str,
    notes: &'a [String],
    rows: Vec<RowOf<'a>>,
    people: Option<People>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct People {
    least: usize,
    most: usize,
    of: usize,
}

#[derive(Serialize)]
struct RowOf<'a> {
    label: &'a str,
    values: Vec<ValueOf<'a>>,
}

#[derive(Serialize)]
struct ValueOf<'a> {
    text: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    place: Option<PlaceOf<'a>>,
}

/// Nothing in it for a default, and for what came as Graph JSON.
#[derive(Serialize)]
struct PlaceOf<'a> {
    kind: &'static str,
    file: Option<&'a str>,
    line: Option<usize>,
    origin: Option<&'static str>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct MatrixOf<'a> {
    columns: &'a [String],
    rows: Vec<PeopleRow<'a>>,
    footnotes: Vec<StatementOf<'a>>,
    exemptions: Vec<ExemptionOf<'a>>,
    disabled_policies: usize,
}

#[derive(Serialize)]
struct PeopleRow<'a> {
    who: &'a str,
    people: Option<usize>,
    cells: Vec<CellOf<'a>>,
}

#[derive(Serialize)]
struct CellOf<'a> {
    always: Vec<StatementOf<'a>>,
    footnotes: &'a [usize],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct StatementOf<'a> {
    policy: &'a str,
    asks: &'a str,
    when: Option<&'a str>,
    applies: &'static str,
}

#[derive(Serialize)]
struct ExemptionOf<'a> {
    who: &'a str,
    policies: &'a [String],
}

fn tenant(explanation: &Explanation) -> Tenant<'_> {
    Tenant {
        name: &explanation.title,
        as_of: explanation.as_of.to_string(),
        policies: explanation.policies.iter().map(policy).collect(),
        matrix: explanation.matrix.as_ref().map(matrix),
        named_locations: explanation.locations.iter().map(row).collect(),
        notes: &explanation.notes,
    }
}

fn policy(policy: &PolicyExplanation) -> Policy<'_> {
    Policy {
        id: &policy.id,
        display_name: &policy.display_name,
        state: policy.state.as_graph(),
        managed: policy.is_managed,
        sentence: &policy.sentence,
        notes: &policy.notes,
        rows: policy.rows.iter().map(row).collect(),
        people: policy.people.map(|count| People { least: count.least, most: count.most, of: count.of }),
    }
}

fn row(row: &Row) -> RowOf<'_> {
    let values =
        row.values.iter().map(|value| ValueOf { text: &value.text, place: value.place.as_ref().map(place) });
    RowOf { label: &row.label, values: values.collect() }
}

fn place(place: &Place) -> PlaceOf<'_> {
    match place {
        Place::Line { file, line, origin } => {
            PlaceOf { kind: "written", file: Some(file), line: Some(*line), origin: *origin }
        }
        Place::Default => PlaceOf { kind: "default", file: None, line: None, origin: None },
        Place::Export => PlaceOf { kind: "export", file: None, line: None, origin: None },
    }
}

fn matrix(matrix: &Matrix) -> MatrixOf<'_> {
    let exemptions = matrix.exemptions.iter();
    MatrixOf {
        columns: &matrix.columns,
        rows: matrix.rows.iter().map(people_row).collect(),
        footnotes: matrix.footnotes.iter().map(statement).collect(),
        exemptions: exemptions
            .map(|left_out| ExemptionOf { who: &left_out.who, policies: &left_out.policies })
            .collect(),
        disabled_policies: matrix.disabled,
    }
}

fn people_row(row: &MatrixRow) -> PeopleRow<'_> {
    PeopleRow { who: &row.who, people: row.people, cells: row.cells.iter().map(cell).collect() }
}

fn cell(cell: &Cell) -> CellOf<'_> {
    CellOf { always: cell.always.iter().map(statement).collect(), footnotes: &cell.sometimes }
}

fn statement(statement: &Statement) -> StatementOf<'_> {
    StatementOf {
        policy: &statement.policy,
        asks: &statement.text,
        when: statement.when.as_deref(),
        applies: statement.applies.as_str(),
    }
}
