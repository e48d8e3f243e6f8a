#!/usr/bin/env bash
# Writes a review to a pull request on GitHub, in one comment that is replaced by the next review.
#
#   comment.sh OWNER/REPOSITORY NUMBER comment.md
#
# Needs gh, and GH_TOKEN that may write to pull requests.
set -euo pipefail

if [[ $# != 3 ]]; then
    sed -n '2,/^set /{/^set /d; s/^# \{0,1\}//; p}' "$0" >&2
    exit 2
fi
repository=$1 number=$2 file=$3
marker='<!-- gatewright:review -->'
of_review="[.[] | select(.body | startswith(\"$marker\"))][0].id // empty"
existing=$(gh api --paginate "repos/$repository/issues/$number/comments" --jq "$of_review" | head -n 1)
if [[ -n $existing ]]; then
    gh api --method PATCH "repos/$repository/issues/comments/$existing" --field "body=@$file" --silent
else
    gh api --method POST "repos/$repository/issues/$number/comments" --field "body=@$file" --silent
fi
