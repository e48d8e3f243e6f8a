"""The same ten policies in DuckDB's SQL and in gatewright: equal results, and the CPU time of each.

    pip install duckdb
    cargo build --release --bin gatewright --example generate-workload
    python tests/benches/duckdb.py target/release [SIGN_INS]

Both read the same lines of JSON with one thread, `wc -l` beside them. Who is locked out how often, and how many sign-ins are
on each day, must be the same: else this fails. gatewright does more than that with each sign-in: it decides both sides,
people's methods, Microsoft's own demands, attempts and repeats, and writes the whole report.
"""

import collections
import json
import os
import pathlib
import subprocess
import sys
import tempfile

PEOPLE = 5000

# Each as gatewright has it, and as SQL has it.
POLICIES = [
    ("clientAppTypes: [exchangeActiveSync, other]", "clientAppUsed IN ('Exchange ActiveSync', 'IMAP4')"),
    ("locations: { include: all, exclude: [Allowed countries] }", "country NOT IN ('IN', 'AE', 'DE', 'US')"),
    ("applications: { include: [Application 3] }", "resourceDisplayName = 'Application 3'"),
    ("applications: { include: [Application 50] }", "resourceDisplayName = 'Application 50'"),
    ("applications: { include: [Application 120] }", "resourceDisplayName = 'Application 120'"),
    (
        "applications: { include: [Application 7] }\nplatforms: { include: [iOS] }",
        "resourceDisplayName = 'Application 7' AND os LIKE 'Ios%'",
    ),
    (
        "applications: { include: [Application 8] }\nclientAppTypes: [browser]",
        "resourceDisplayName = 'Application 8' AND clientAppUsed = 'Browser'",
    ),
    (
        "applications: { include: [Application 9] }\nplatforms: { include: [windows] }",
        "resourceDisplayName = 'Application 9' AND os LIKE 'Windows%'",
    ),
    (
        "applications: { include: [Office 365 Exchange Online] }\nclientAppTypes: [browser]\nplatforms: { include: [iOS] }",
        "resourceDisplayName = 'Office 365 Exchange Online' AND clientAppUsed = 'Browser' AND os LIKE 'Ios%'",
    ),
    (
        "applications: { include: [Application 10, Application 11] }\nlocations: { include: [Allowed countries] }",
        "resourceDisplayName IN ('Application 10', 'Application 11') AND country IN ('IN', 'AE', 'DE', 'US')",
    ),
]

QUERY = """
import duckdb, json, sys
lines, people, condition = sys.argv[1:]
disabled = [one["id"] for one in json.load(open(people))["value"] if one.get("accountEnabled") is False]
duckdb.execute("SET threads = 1")
rows = duckdb.execute('''
    WITH read AS (
        SELECT createdDateTime[:10] AS day, userPrincipalName, clientAppUsed, resourceDisplayName,
            location.countryOrRegion AS country, deviceDetail.operatingSystem AS os
        FROM read_ndjson($lines, columns = {
            createdDateTime: 'VARCHAR', userId: 'VARCHAR', userPrincipalName: 'VARCHAR', clientAppUsed: 'VARCHAR',
            resourceDisplayName: 'VARCHAR', location: 'STRUCT(countryOrRegion VARCHAR)',
            deviceDetail: 'STRUCT(operatingSystem VARCHAR)', status: 'STRUCT(errorCode BIGINT)'})
        WHERE status.errorCode = 0 AND NOT list_contains($disabled, userId))
    SELECT day, userPrincipalName, count(*) FROM read WHERE {condition} GROUP BY ALL
'''.replace("{condition}", condition), {"lines": lines, "disabled": disabled}).fetchall()
json.dump(rows, sys.stdout)
"""


def run(command, cwd=None):
    """What a command printed, and the CPU time that it took."""
    with tempfile.TemporaryFile() as out:
        child = subprocess.Popen(command, stdout=out, stderr=subprocess.PIPE, cwd=cwd)
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


def main():
    binaries, sign_ins = pathlib.Path(sys.argv[1]).resolve(), int((sys.argv[2:] or ["100000"])[0])
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        prepare(binaries, folder, sign_ins)
        lines, people = folder / "signins/signins.jsonl", folder / "directory/users.json"
        condition = " OR ".join(f"({sql})" for _, sql in POLICIES)
        commands = {
            "wc -l": ["wc", "-l", lines],
            "gatewright": [binaries / "gatewright", "simulate", ".", "--jobs", "1", "--format", "json"],
            "duckdb": [sys.executable, "-c", QUERY, lines, people, condition],
        }
        results, times = {}, collections.defaultdict(list)
        for _ in range(3):
            for tool, command in commands.items():
                results[tool], time = run(command, cwd=folder)
                times[tool].append(time)
        compare(json.loads(results["gatewright"]), json.loads(results["duckdb"]))
        for tool, taken in times.items():
            print(f"{tool:<12}{min(taken):>8.3f} s CPU{min(taken) / min(times['wc -l']):>8.1f} x wc -l")


def compare(report, rows):
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
    assert days == dict(by_day), "sign-ins by day differ"
    assert people == by_person, "people differ"
    print(f"equal: {sum(days.values())} sign-ins of {len(people)} people on {len(days)} days")


main()
