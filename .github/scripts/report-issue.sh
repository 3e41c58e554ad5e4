#!/usr/bin/env bash
# report-issue.sh TITLE FILE: what a nightly run has found: a comment in the open issue of this title, or a new one.
# GITHUB_REPOSITORY, GH_TOKEN.
set -euo pipefail
# shellcheck source=.github/scripts/common.sh
. "${BASH_SOURCE[0]%/*}/common.sh"

[ $# -eq 2 ] || usage "TITLE FILE"
need GITHUB_REPOSITORY
title="$1"
# GitHub takes 65536 characters.
body="$(whole_characters 60000 "$2")"
number="$(gh api --paginate "repos/$GITHUB_REPOSITORY/issues?state=open&per_page=100" \
  --jq '.[] | select(.pull_request == null) | "\(.number) \(.title)"' |
  awk -v title="$title" '{ number = $1; sub(/^[0-9]+ /, ""); if ($0 == title && first == "") first = number } END { print first }')"
if [ -n "$number" ]; then
  gh api --silent "repos/$GITHUB_REPOSITORY/issues/$number/comments" -f body="$body"
  say "told in #$number"
else
  gh api --silent "repos/$GITHUB_REPOSITORY/issues" -f title="$title" -f body="$body"
  say "told in a new issue"
fi
