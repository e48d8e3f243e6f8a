//! The schema of what `simulate --shard` writes.

use serde_json::{Value, json};

use super::{count, date, flag, list, object, one_of, or_null, text, time};

pub(super) fn schema() -> Value {
    let asked = object(
        "What was asked; all parts of a simulation were asked the same.",
        [
            ("base", or_null(text("--base, as it was written."))),
            ("asWritten", flag("--as-written.")),
            ("promote", list(&text("A policy's key."), "--promote.")),
            ("geoip", or_null(text("--geoip, as it was written."))),
            ("asOf", date("The day on which dates were judged.")),
        ],
    );
    let against = object(
        "What decided the sign-ins.",
        [
            ("policies", fingerprint("Of both sides, with named locations, strengths and settings.")),
            ("directory", fingerprint("Of the directory export.")),
        ],
    );
    let tenant = object(
        "What was found of one tenant.",
        [
            ("tenant", text("Its name.")),
            ("against", against),
            ("evidence", evidence()),
            ("gathered", gathered()),
        ],
    );
    object(
        "What one of several runs found, which replayed the sign-ins of some people. `gatewright merge` makes one result of \
         the parts of all. It holds names, and means something to the version that wrote it alone.",
        [
            ("gatewrightPart", text("The version that wrote it.")),
            ("shard", text("Which run of how many, as in 2/4.")),
            ("asked", asked),
            ("tenants", list(&tenant, "The tenants that could be simulated.")),
        ],
    )
}

fn evidence() -> Value {
    let problem = object(
        "Something wrong in a file.",
        [
            ("line", count("The line, from 1.")),
            ("column", or_null(count("The byte of the line, from 1, where it is known."))),
            ("message", text("What is wrong with it.")),
        ],
    );
    let read = object(
        "What reading a file came to.",
        [
            ("read", count("Sign-ins read.")),
            ("malformed", count("Records that could not be read.")),
            ("duplicates", count("Records with a member twice.")),
            ("otherLogs", count("Records of other logs, such as audit logs.")),
            ("unclear", count("Sign-ins of which a value could not be read and counts as not known.")),
            ("earlierAddresses", count("Sign-ins with the address of an earlier one.")),
            ("newest", or_null(time("When the newest was."))),
            ("isCutOff", flag("Whether it stops short of its end.")),
            ("namesNextPage", flag("Whether its last page names a next one.")),
            ("problems", list(&problem, "The first of what is wrong.")),
            ("untold", count("How much more is wrong.")),
            ("fieldsSeen", list(&text("A field."), "Fields that some sign-in has.")),
        ],
    );
    let example = object(
        "The first of them.",
        [
            ("address", text("The address.")),
            ("recorded", text("The country that was recorded.")),
            ("found", text("The country in the database.")),
        ],
    );
    let located = object(
        "What a database of countries was asked.",
        [
            ("filled", count("Sign-ins that were given a country.")),
            ("compared", count("Sign-ins of which both know the country.")),
            ("disagreeing", count("Those with another country in the database.")),
            ("example", or_null(example)),
            ("failed", count("Addresses that could not be looked up.")),
            ("fault", or_null(text("Why."))),
        ],
    );
    object(
        "The sign-ins that were read; the same in all parts.",
        [
            ("files", list(&pair(&text("The path."), &read, "A file."), "The files, in order.")),
            ("located", located),
            ("rows", fingerprint("Of all rows, in order.")),
        ],
    )
}

fn gathered() -> Value {
    object(
        "What was gathered of the sign-ins of some people. A person is `id:` and the object id, else `name:` and the name.",
        [
            ("counts", counts()),
            ("people", map(&seen(), "By person.")),
            ("unfinished", map(&attempted(), "Attempts that never finished, by person.")),
            ("fates", fates()),
            ("exercised", exercised()),
            ("ways", map(&map(&tried(), "By name."), "Who must still get in, by why.")),
            ("sample", sample()),
            ("span", or_null(pair(&time("The first."), &time("The last."), "Sign-ins that got in."))),
        ],
    )
}

fn counts() -> Value {
    object(
        "How many records of each kind there are.",
        [
            ("read", count("All of them, malformed and repeated ones left out.")),
            ("repeated", count("Records that came before.")),
            ("gotIn", count("Sign-ins of people that got in.")),
            ("preConditionalAccess", count("The first factor failed.")),
            ("interrupted", count("An attempt was interrupted or stopped.")),
            ("unfinished", count("Nothing: it is counted at the end.")),
            ("nonInteractive", count("Records that are not interactive.")),
            ("disabled", count("Sign-ins of accounts that are disabled now.")),
            ("workloads", count("Sign-ins of workloads and agents.")),
            ("other", count("Other failures, and ordinary traffic.")),
        ],
    )
}

fn seen() -> Value {
    object(
        "One person.",
        [
            ("name", text("The user principal name, or the object id.")),
            ("displayName", text("The display name.")),
            ("named", or_null(time("When the sign-in was that names them; null where the directory does."))),
            ("isWorkload", flag("Whether it is a service principal or an agent.")),
            ("signIns", count("Sign-ins that got in.")),
            ("hits", list(&hit(), "What happens to them, by what and why.")),
            ("freed", or_null(hit())),
            ("isLockedOutAsWritten", flag("Whether the set as it is written locks them out.")),
        ],
    )
}

fn hit() -> Value {
    object(
        "Sign-ins to which the same happens for the same reason.",
        [
            ("effect", effect()),
            ("isCertain", flag("Whether it happens whatever is unknown.")),
            ("cause", text("Why: a word of `simulate --format json`.")),
            ("unknown", count("What would have to be known, as bits.")),
            ("whenActivated", flag("Whether it happens once a role is activated.")),
            ("policies", list(&count("A number."), "Policies of the proposed set, by number from 0.")),
            ("signIns", count("How many.")),
            ("first", time("The first.")),
            ("last", time("The last.")),
            ("example", example()),
        ],
    )
}

fn example() -> Value {
    object(
        "The newest of them.",
        [
            ("created", time("As recorded.")),
            ("id", text("As recorded.")),
            ("application", text("As recorded.")),
            ("resource", text("As recorded.")),
            ("clientApp", text("As recorded.")),
            ("ipAddress", or_null(text("As recorded."))),
            ("country", or_null(text("As recorded; empty where Entra found none."))),
            ("operatingSystem", text("As recorded.")),
        ],
    )
}

fn attempted() -> Value {
    object(
        "Attempts of one person.",
        [
            ("name", text("The user principal name.")),
            ("attempts", count("How many.")),
            ("countries", list(&text("A two-letter code."), "Where they came from.")),
            (
                "newest",
                pair(&time("When."), &json!({ "type": "integer" }), "The newest, and its error code."),
            ),
        ],
    )
}

fn fates() -> Value {
    let fate = object(
        "Sign-ins of one fate.",
        [
            ("certain", or_null(effect())),
            (
                "possible",
                or_null(pair(
                    &effect(),
                    &count("Bits."),
                    "What may happen, and what would have to be known.",
                )),
            ),
            ("isFreed", flag("Whether less is asked than before.")),
            ("signIns", count("How many.")),
        ],
    );
    let fates = list(&fate, "Sign-ins by what happens to them.");
    object(
        "How many sign-ins the change meets.",
        [
            ("days", map(&fates, "By day.")),
            ("countries", map(&fates, "By country.")),
            ("applications", map(&fates, "By application.")),
        ],
    )
}

fn exercised() -> Value {
    let words = |what| list(&text("One."), what);
    object(
        "What sign-ins had.",
        [
            ("policies", list(&count("A number."), "Policies that applied or may have, by number from 0.")),
            ("platforms", words("Platforms.")),
            ("clientApps", words("Client apps.")),
            ("flows", words("Authentication flows.")),
            ("countries", words("Countries.")),
            ("risks", words("Levels of sign-in risk.")),
        ],
    )
}

fn tried() -> Value {
    let stopped = object(
        "The newest sign-in that is stopped.",
        [
            ("created", time("As recorded.")),
            ("id", text("As recorded.")),
            ("policies", list(&count("A number."), "The policies in its way, by number from 0.")),
            ("cause", or_null(text("Why."))),
        ],
    );
    object(
        "Sign-ins of one person that were tried.",
        [
            ("signIns", count("How many.")),
            ("isIn", flag("Whether one gets in.")),
            ("mayBeIn", flag("Whether one may get in.")),
            ("stopped", or_null(stopped)),
        ],
    )
}

fn sample() -> Value {
    let agreement = object(
        "How often decisions are as recorded.",
        [
            ("agreed", count("They are.")),
            ("undecided", count("They may be.")),
            ("disagreed", count("They are not.")),
        ],
    );
    object(
        "Agreement with what Entra recorded, on sign-ins picked by their ids.",
        [
            ("level", count("The least level that counts.")),
            ("tallies", list(&pair(&count("Sign-ins."), &agreement, "A level."), "By level.")),
        ],
    )
}

fn effect() -> Value {
    one_of(&["prompted", "mustRegister", "lockedOut"], "What happens.")
}

fn fingerprint(of: &str) -> Value {
    let mut schema = text(of);
    if let Some(members) = schema.as_object_mut() {
        members.insert("pattern".to_owned(), "^[0-9a-f]{16}$".into());
    }
    schema
}

fn map(of: &Value, description: &str) -> Value {
    json!({ "description": description, "type": "object", "additionalProperties": of })
}

fn pair(one: &Value, other: &Value, description: &str) -> Value {
    json!({ "description": description, "type": "array", "prefixItems": [one, other], "items": false, "minItems": 2 })
}
