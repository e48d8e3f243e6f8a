#!/usr/bin/env bash
# Posts what `gatewright compile` wrote for one tenant, in the order of its manifest.
#
#   deploy.sh [--dry-run] OUT/TENANT
#
# Needs bash, python3 (for JSON) and the Azure CLI, signed in to that tenant (`az login --allow-no-subscriptions`) with
# Policy.Read.All, Policy.ReadWrite.ConditionalAccess and Application.Read.All, and for new groups Group.ReadWrite.All.
#
# What has an id is changed (PATCH), what has none is created (POST), and ids of what was just created take the place
# of placeholders such as `<group:CA002 - Exclude>` in what follows. Stops at the first error. New ids are kept in
# OUT/TENANT.created.tsv, so that a second run goes on where the first one stopped and creates nothing twice; put them
# into tenant.lock.yaml afterwards.
set -euo pipefail

graph=https://graph.microsoft.com/v1.0

fail() {
    echo "error: $*" >&2
    exit 1
}

dry_run=false
if [ "${1-}" = --dry-run ]; then
    dry_run=true
    shift
fi
[ $# -eq 1 ] || fail "usage: deploy.sh [--dry-run] OUT/TENANT"
folder=${1%/}
manifest=$folder/manifest.json
created=$folder.created.tsv
[ -f "$manifest" ] || fail "no manifest.json in \`$folder\`: give the folder that compile wrote for one tenant"
command -v python3 >/dev/null || fail "python3 is not installed"

# The tenant, then one line per object: kind, name, file, id, placeholder; `-` for what is missing.
order() {
    python3 - "$manifest" "$created" <<'PYTHON'
import json, os, sys

manifest, created = sys.argv[1:]
ids = {}
if os.path.exists(created):
    with open(created, encoding="utf-8") as lines:
        for line in lines:
            kind, name, id = line.rstrip("\n").split("\t")[:3]
            ids[kind, name] = id
with open(manifest, encoding="utf-8") as file:
    manifest = json.load(file)
print(manifest.get("tenantId") or "-")
for entry in manifest["order"]:
    id = entry.get("id") or ids.get((entry["kind"], entry["name"]))
    print("\t".join([entry["kind"], entry["name"], entry["file"], id or "-", entry.get("placeholder") or "-"]))
PYTHON
}

# The body of one file, placeholders replaced by the ids that are known ($3: lines of placeholder, tab, id).
body() {
    python3 - "$folder/$1" "$2" "$3" <<'PYTHON'
import json, re, sys

source, target, known = sys.argv[1:]
with open(known, encoding="utf-8") as lines:
    ids = dict(line.rstrip("\n").split("\t") for line in lines)
missing = []

def fill(value):
    if isinstance(value, dict):
        return {name: fill(member) for name, member in value.items()}
    if isinstance(value, list):
        return [fill(item) for item in value]
    if isinstance(value, str) and re.fullmatch("<.+>", value):
        if value not in ids:
            missing.append(value)
        return ids.get(value, value)
    return value

with open(source, encoding="utf-8") as file:
    filled = fill(json.load(file))
if missing:
    sys.exit("no id is known for " + ", ".join("`%s`" % name for name in sorted(set(missing))))
with open(target, "w", encoding="utf-8") as file:
    json.dump(filled, file, ensure_ascii=False)
PYTHON
}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
order >"$work/order" || fail "cannot read \`$manifest\`"
tenant=$(head -n 1 "$work/order")
tail -n +2 "$work/order" >"$work/objects"
total=$(wc -l <"$work/objects" | tr -d ' ')

if ! $dry_run; then
    command -v az >/dev/null || fail "the Azure CLI (az) is not installed"
    signed_in=$(az account show --query tenantId --output tsv) ||
        fail "not signed in: run \`az login --allow-no-subscriptions\`"
    [ "$tenant" = - ] || [ "$signed_in" = "$tenant" ] ||
        fail "signed in to tenant $signed_in, but \`$folder\` is for $tenant"
fi

: >"$work/ids"
while IFS=$'\t' read -r kind name file id placeholder; do
    [ "$id" = - ] || [ "$placeholder" = - ] || printf '%s\t%s\n' "$placeholder" "$id" >>"$work/ids"
done <"$work/objects"

done_count=0
while IFS=$'\t' read -r -u 3 kind name file id placeholder; do
    case $kind in
    group) url=$graph/groups ;;
    namedLocation) url=$graph/identity/conditionalAccess/namedLocations ;;
    policy) url=$graph/identity/conditionalAccess/policies ;;
    *) fail "\`$name\` is of a kind this script does not know: \`$kind\`" ;;
    esac
    if [ "$id" = - ]; then
        method=POST
    else
        method=PATCH
        url=$url/$id
    fi
    echo "$method $kind $name"
    if $dry_run; then
        echo "     $url <- $file"
        continue
    fi
    stopped="stopped at $kind \`$name\`, $done_count of $total done"
    body "$file" "$work/body.json" "$work/ids" || fail "$stopped"
    answer=$(az rest --method "$method" --url "$url" --headers Content-Type=application/json \
        --body "@$work/body.json" --query id --output tsv </dev/null) || fail "$stopped"
    if [ "$method" = POST ]; then
        [ -n "$answer" ] || fail "$stopped: Graph returned no id"
        printf '%s\t%s\t%s\n' "$kind" "$name" "$answer" >>"$created"
        [ "$placeholder" = - ] || printf '%s\t%s\n' "$placeholder" "$answer" >>"$work/ids"
        echo "     created $answer"
    fi
    done_count=$((done_count + 1))
done 3<"$work/objects"

if $dry_run; then
    echo "nothing was sent: $total objects would be"
else
    echo "$done_count of $total done"
    [ ! -s "$created" ] || echo "put the ids of \`$created\` into tenant.lock.yaml"
fi
