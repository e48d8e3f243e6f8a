"""The same ten policies by hand in other tools and in gatewright: equal results, and the CPU time of each.

    pip install duckdb polars orjson
    cargo build --release --bin gatewright --example generate-workload
    python tests/benches/rivals.py target/release [SIGN_INS [TOOL...]]

All read the same lines of JSON with one thread, `wc -l` beside them. Who is locked out how often, and how many sign-ins are
on each day, must be the same: else this fails. A tool that is not there is said to be missing. gatewright does more than
the others with each sign-in: it decides both sides, people's methods, Microsoft's own demands, attempts and repeats, and
writes the whole report.
"""

import collections
import importlib.util
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

PEOPLE = 5000
RUNS = 3

ALLOWED = ["IN", "AE", "DE", "US"]
EXCHANGE = "Office 365 Exchange Online"

# Each as gatewright has it, and as what has to hold of a row: a field, how, and what with.
POLICIES = [
    ("clientAppTypes: [exchangeActiveSync, other]", [("client", "in", ["Exchange ActiveSync", "IMAP4"])]),
    ("locations: { include: all, exclude: [Allowed countries] }", [("country", "not in", ALLOWED)]),
    ("applications: { include: [Application 3] }", [("resource", "in", ["Application 3"])]),
    ("applications: { include: [Application 50] }", [("resource", "in", ["Application 50"])]),
    ("applications: { include: [Application 120] }", [("resource", "in", ["Application 120"])]),
    (
        "applications: { include: [Application 7] }\nplatforms: { include: [iOS] }",
        [("resource", "in", ["Application 7"]), ("os", "starts", "Ios")],
    ),
    (
        "applications: { include: [Application 8] }\nclientAppTypes: [browser]",
        [("resource", "in", ["Application 8"]), ("client", "in", ["Browser"])],
    ),
    (
        "applications: { include: [Application 9] }\nplatforms: { include: [windows] }",
        [("resource", "in", ["Application 9"]), ("os", "starts", "Windows")],
    ),
    (
        "applications: { include: [Office 365 Exchange Online] }\nclientAppTypes: [browser]\nplatforms: { include: [iOS] }",
        [("resource", "in", [EXCHANGE]), ("client", "in", ["Browser"]), ("os", "starts", "Ios")],
    ),
    (
        "applications: { include: [Application 10, Application 11] }\nlocations: { include: [Allowed countries] }",
        [("resource", "in", ["Application 10", "Application 11"]), ("country", "in", ALLOWED)],
    ),
]

DUCKDB = """
import duckdb, json, sys
lines, disabled = sys.argv[1:]
duckdb.execute("SET threads = 1")
rows = duckdb.execute('''
    WITH read AS (
        SELECT createdDateTime[:10] AS day, userPrincipalName, clientAppUsed AS client, resourceDisplayName AS resource,
            location.countryOrRegion AS country, deviceDetail.operatingSystem AS os
        FROM read_ndjson($lines, columns = {
            createdDateTime: 'VARCHAR', userId: 'VARCHAR', userPrincipalName: 'VARCHAR', clientAppUsed: 'VARCHAR',
            resourceDisplayName: 'VARCHAR', location: 'STRUCT(countryOrRegion VARCHAR)',
            deviceDetail: 'STRUCT(operatingSystem VARCHAR)', status: 'STRUCT(errorCode BIGINT)'})
        WHERE status.errorCode = 0 AND NOT list_contains($disabled, userId))
    SELECT day, userPrincipalName, count(*) FROM read WHERE CONDITION GROUP BY ALL
''', {"lines": lines, "disabled": json.load(open(disabled))}).fetchall()
json.dump(rows, sys.stdout)
"""

POLARS = """
import json, sys
import polars as pl
lines, disabled = sys.argv[1:]
text = pl.String
rows = (
    pl.scan_ndjson(lines, schema={
        "createdDateTime": text, "userId": text, "userPrincipalName": text, "clientAppUsed": text,
        "resourceDisplayName": text, "location": pl.Struct({"countryOrRegion": text}),
        "deviceDetail": pl.Struct({"operatingSystem": text}), "status": pl.Struct({"errorCode": pl.Int64})})
    .filter(pl.col("status").struct.field("errorCode") == 0, ~pl.col("userId").is_in(json.load(open(disabled))))
    .select(
        day=pl.col("createdDateTime").str.slice(0, 10), person="userPrincipalName", client="clientAppUsed",
        resource="resourceDisplayName", country=pl.col("location").struct.field("countryOrRegion"),
        os=pl.col("deviceDetail").struct.field("operatingSystem"))
    .filter(CONDITION)
    .group_by("day", "person").len()
    .collect(engine="streaming")
)
json.dump(rows.rows(), sys.stdout)
"""

PYTHON = """
import collections, json, sys
from MODULE import loads
lines, disabled = sys.argv[1:]
disabled = set(json.load(open(disabled)))
counts = collections.Counter()
for line in open(lines, "rb"):
    row = loads(line)
    if row["status"]["errorCode"] != 0 or row["userId"] in disabled:
        continue
    client, resource = row["clientAppUsed"], row["resourceDisplayName"]
    country, os = row["location"]["countryOrRegion"], row["deviceDetail"]["operatingSystem"]
    if CONDITION:
        counts[row["createdDateTime"][:10], row["userPrincipalName"]] += 1
json.dump([[*key, count] for key, count in counts.items()], sys.stdout)
"""

NODE = """
const fs = require("fs");
const [lines, disabledPath] = process.argv.slice(1);
const disabled = new Set(JSON.parse(fs.readFileSync(disabledPath, "utf8")));
const counts = new Map();
function take(line) {
  const row = JSON.parse(line);
  if (row.status.errorCode !== 0 || disabled.has(row.userId)) return;
  const client = row.clientAppUsed, resource = row.resourceDisplayName;
  const country = row.location.countryOrRegion, os = row.deviceDetail.operatingSystem;
  if (CONDITION) {
    const key = JSON.stringify([row.createdDateTime.slice(0, 10), row.userPrincipalName]);
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
}
const file = fs.openSync(lines), chunk = Buffer.alloc(1 << 20);
let rest = Buffer.alloc(0);
for (let read; (read = fs.readSync(file, chunk)) > 0; ) {
  const bytes = Buffer.concat([rest, chunk.subarray(0, read)]);
  let start = 0;
  for (let end; (end = bytes.indexOf(10, start)) >= 0; start = end + 1) take(bytes.toString("utf8", start, end));
  rest = bytes.subarray(start);
}
process.stdout.write(JSON.stringify([...counts].map(([key, count]) => [...JSON.parse(key), count])));
"""

JQ = """
($disabled[0] | map({(.): true}) | add // {}) as $disabled
| reduce (inputs
    | select(.status.errorCode == 0 and ($disabled[.userId] | not))
    | . as {clientAppUsed: $client, resourceDisplayName: $resource, location: {countryOrRegion: $country},
            deviceDetail: {operatingSystem: $os}}
    | select(CONDITION)
    | [.createdDateTime[:10], .userPrincipalName] | tojson) as $key ({}; .[$key] += 1)
| to_entries | map((.key | fromjson) + [.value])
"""


def quoted(values):
    return ", ".join(json.dumps(value) for value in values)


def condition(one, all_of, any_of):
    """The ten policies in some language, from how it says one test, all of several and any of several."""
    return any_of.join("(" + all_of.join(one(*test) for test in tests) + ")" for _, tests in POLICIES)


def sql(field, how, what):
    if how == "starts":
        return f"{field} LIKE '{what}%'"
    return f"{field} {how.upper()} ({', '.join(repr(value) for value in what)})"


def polars(field, how, what):
    if how == "starts":
        return f"pl.col('{field}').str.starts_with({what!r})"
    return f"{'~' if how == 'not in' else ''}pl.col('{field}').is_in({what!r})"


def python(field, how, what):
    return f"{field}.startswith({what!r})" if how == "starts" else f"{field} {how} {set(what)!r}"


def javascript(field, how, what):
    if how == "starts":
        return f"{field}.startsWith({json.dumps(what)})"
    return f"{'!' if how == 'not in' else ''}[{quoted(what)}].includes({field})"


def jq(field, how, what):
    if how == "starts":
        return f"(${field} | startswith({json.dumps(what)}))"
    is_one = " or ".join(f"${field} == {json.dumps(value)}" for value in what)
    return f"({is_one} | not)" if how == "not in" else f"({is_one})"


def rivals(lines, disabled):
    """Each tool by name: whether it is there, and its command."""
    by_python = {
        "duckdb": ("duckdb", DUCKDB.replace("CONDITION", condition(sql, " AND ", " OR "))),
        "polars": ("polars", POLARS.replace("CONDITION", condition(polars, " & ", " | "))),
        "orjson": ("orjson", PYTHON.replace("MODULE", "orjson").replace("CONDITION", condition(python, " and ", " or "))),
        "python json": ("json", PYTHON.replace("MODULE", "json").replace("CONDITION", condition(python, " and ", " or "))),
    }
    tools = {
        name: (importlib.util.find_spec(module), [sys.executable, "-c", program, lines, disabled])
        for name, (module, program) in by_python.items()
    }
    program = NODE.replace("CONDITION", condition(javascript, " && ", " || "))
    tools["node"] = (shutil.which("node"), ["node", "-e", program, lines, disabled])
    program = JQ.replace("CONDITION", condition(jq, " and ", " or "))
    tools["jq"] = (shutil.which("jq"), ["jq", "-n", "--slurpfile", "disabled", disabled, program, lines])
    return tools


def run(command, cwd=None):
    """What a command printed, and the CPU time that it took."""
    environment = {**os.environ, "POLARS_MAX_THREADS": "1"}
    with tempfile.TemporaryFile() as out:
        child = subprocess.Popen(command, stdout=out, stderr=subprocess.PIPE, cwd=cwd, env=environment)
        message = child.stderr.read().decode()
        _, status, usage = os.wait4(child.pid, 0)
        if status:
            sys.exit(f"{command[0]} failed: {message}")
        out.seek(0)
        return out.read(), usage.ru_utime + usage.ru_stime


def prepare(binaries, folder, sign_ins):
    generate = [binaries / "examples/generate-workload", folder]
    run([*generate, "--policies", "1", "--people", str(PEOPLE), "--sign-ins", str(sign_ins)])
    for policy in (folder / "policies").iterdir():
        policy.unlink()
    for number, (conditions, _) in enumerate(POLICIES, 1):
        everything = "" if "applications" in conditions else "applications: { include: all }\n"
        (folder / f"policies/CA{number:03}.yaml").write_text(
            f"id: CA{number:03}\nname: CA{number:03}-Block\nstate: enabled\nusers: {{ include: all }}\n"
            f"{everything}{conditions}\ngrant: block\n"
        )
    page = folder / "signins/signins.json"
    with page.open() as records, (folder / "signins/signins.jsonl").open("w") as lines:
        for line in records:
            if line.startswith('{"') and not line.startswith('{"@odata'):
                lines.write(line.rstrip("\n,") + "\n")
    page.unlink()
    people = json.loads((folder / "directory/users.json").read_text())["value"]
    disabled = [one["id"] for one in people if one.get("accountEnabled") is False]
    (folder / "disabled.json").write_text(json.dumps(disabled))


def main():
    binaries, sign_ins = pathlib.Path(sys.argv[1]).resolve(), int((sys.argv[2:] or ["100000"])[0])
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        prepare(binaries, folder, sign_ins)
        lines = folder / "signins/signins.jsonl"
        tools = rivals(lines, folder / "disabled.json")
        wanted = sys.argv[3:] or list(tools)
        for tool in wanted:
            if not tools[tool][0]:
                print(f"{tool:<12} is not there")
        commands = {tool: tools[tool][1] for tool in wanted if tools[tool][0]}
        commands["wc -l"] = ["wc", "-l", lines]
        commands["gatewright"] = [binaries / "gatewright", "simulate", ".", "--jobs", "1", "--format", "json"]
        results, times = {}, collections.defaultdict(list)
        for _ in range(RUNS):
            for tool, command in commands.items():
                results[tool], time = run(command, cwd=folder)
                times[tool].append(time)
        report = json.loads(results["gatewright"])
        for tool in commands.keys() - {"wc -l", "gatewright"}:
            compare(tool, report, json.loads(results[tool]))
        said = sum(day["lockedOut"] for day in report["breakdown"]["days"])
        print(f"equal: {said} sign-ins locked out of {sign_ins}")
        ours, limit = min(times["gatewright"]), min(times["wc -l"])
        for tool, taken in sorted(times.items(), key=lambda item: min(item[1])):
            best = min(taken)
            print(f"{tool:<12}{best:>8.3f} s CPU{best / limit:>8.1f} x wc -l{best / ours:>8.2f} x gatewright")


def compare(tool, report, rows):
    by_day, by_person = collections.Counter(), collections.Counter()
    for day, person, count in rows:
        by_day[day] += count
        by_person[person] += count
    days = {day["date"]: day["lockedOut"] for day in report["breakdown"]["days"] if day["lockedOut"]}
    people = collections.Counter()
    for affected in report["lockedOut"]:
        if affected["certainty"] == "certain":
            people[affected["user"]] += affected["signIns"]
    assert sum(days.values()) > 0, "nobody is locked out, so nothing is compared"
    assert days == dict(by_day), f"sign-ins by day differ from those of {tool}"
    assert people == by_person, f"people differ from those of {tool}"


main()
