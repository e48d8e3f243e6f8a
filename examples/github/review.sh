#!/usr/bin/env bash
# Reviews a change of policies: mistakes at their lines, whose outcome changes, who would be locked out, and whether
# scenarios and invariants hold.
#
#   review.sh ROOT BASE OUT
#
# ROOT is the folder with the tenants, BASE the revision that is compared with (origin/main), OUT a new folder for
# comment.md, which is made for others to read and names nobody, check.sarif and diff.sarif, and test.xml and diff.xml
# in the format of JUnit. Annotations go to standard output, as GitHub or Azure DevOps reads them. The environment
# chooses the rest:
#
#   GATEWRIGHT_ANNOTATIONS     github (as it is without) or azuredevops
#   GATEWRIGHT_EVIDENCE        the folder with each tenant's directory/ and signins/, which are personal data
#   GATEWRIGHT_MAX_LOCKED_OUT  how many people may be locked out that no test acknowledges; without it none are counted
#   GATEWRIGHT_GATES           other gates of diff: --no-new-access, --no-new-block, or both
#
# Exits with 0 if nothing was found, with 1 if something was, and with 2 if the review could not be done.
set -uo pipefail

if [[ $# != 3 ]]; then
    sed -n '2,/^set /{/^set /d; s/^# \{0,1\}//; p}' "$0" >&2
    exit 2
fi
root=$1 base=$2 out=$3
mkdir -p "$out" || exit 2

# GitHub takes comments of 65,536 characters.
longest=60000
evidence=()
if [[ -n ${GATEWRIGHT_EVIDENCE:-} ]]; then
    evidence=(--evidence "$GATEWRIGHT_EVIDENCE")
fi
gate=()
if [[ -n ${GATEWRIGHT_MAX_LOCKED_OUT:-} ]]; then
    gate=(--max-locked-out "$GATEWRIGHT_MAX_LOCKED_OUT")
fi

read -ra gates <<<"${GATEWRIGHT_GATES:-}"

worst=0
# Runs one part, keeps what it prints, and remembers the worst that came of any.
part() {
    local name=$1 code
    shift
    "$@" >"$out/$name" 2>"$out/$name.log"
    code=$?
    cat "$out/$name.log" >&2
    if ((code > worst)); then
        worst=$code
    fi
    return "$code"
}

gatewright check "$root" "${evidence[@]}" --format "${GATEWRIGHT_ANNOTATIONS:-github}"
part check.sarif gatewright check "$root" "${evidence[@]}" --format sarif
part check.md gatewright check "$root" "${evidence[@]}" --format markdown
changes=(gatewright diff "$base:$root" "$root" "${evidence[@]}" "${gates[@]}")
part diff.txt "${changes[@]}" --format "${GATEWRIGHT_ANNOTATIONS:-github}"
cat "$out/diff.txt"
part diff.md "${changes[@]}" --format markdown
part diff.sarif "${changes[@]}" --format sarif
part diff.xml "${changes[@]}" --format junit
part test.md gatewright test "$root" "${evidence[@]}" --format markdown
part test.xml gatewright test "$root" "${evidence[@]}" --format junit
part prove.md gatewright prove "$root" "${evidence[@]}" --format markdown
part simulate.md gatewright simulate "$root" --base "$base:$root" "${evidence[@]}" "${gate[@]}" --format markdown

case $worst in
    0) verdict='✅ **Nothing was found that stands in the way.**' ;;
    1) verdict='❌ **Something was found: see below.**' ;;
    *) verdict='⚠️ **The review could not be done: see the log.**' ;;
esac

# The marker lets the next review find this comment and replace it.
comment=$'<!-- gatewright:review -->\n'"$verdict"$'\n'
left_out=()
for section in diff simulate prove test check; do
    text=$(cat "$out/$section.md")
    if [[ -z $text ]]; then
        continue
    fi
    if ((${#comment} + ${#text} > longest)); then
        left_out+=("$section")
    else
        comment+=$'\n'"$text"$'\n'
    fi
done
if ((${#left_out[@]} > 0)); then
    comment+=$'\n'"Left out because it is too long for a comment: ${left_out[*]}. The log of the run has it."$'\n'
fi
printf '%s' "$comment" >"$out/comment.md"
exit "$worst"
