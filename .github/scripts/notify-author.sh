#!/usr/bin/env bash
# notify-author.sh: tells whoever wrote a commit that a workflow failed on it: on the pull request, on that which brought the
# commit, or where there is none in an issue. GitHub sends what names somebody to him.
# RESULTS (toJSON(needs)), GITHUB_REPOSITORY, GITHUB_WORKFLOW, COMMIT, AUTHOR, RUN_URL, GH_TOKEN; PR_NUMBER where it is known.
set -euo pipefail
# shellcheck source=.github/scripts/common.sh
. "${BASH_SOURCE[0]%/*}/common.sh"

need RESULTS GITHUB_REPOSITORY GITHUB_WORKFLOW COMMIT AUTHOR RUN_URL
failed="$(jq -r '[to_entries[] | select(.value.result == "failure") | .key] | join(", ")' <<<"$RESULTS")"
text="@$AUTHOR: $GITHUB_WORKFLOW failed on ${COMMIT:0:12}${failed:+ ($failed)}: $RUN_URL"

number="${PR_NUMBER:-}"
if [ -z "$number" ]; then
  number="$(gh api "repos/$GITHUB_REPOSITORY/commits/$COMMIT/pulls" --jq '.[0].number // empty')"
fi
if [ -n "$number" ]; then
  gh api --silent "repos/$GITHUB_REPOSITORY/issues/$number/comments" -f body="$text"
  say "$AUTHOR was told on #$number"
else
  gh api --silent "repos/$GITHUB_REPOSITORY/issues" -f title="$GITHUB_WORKFLOW failed on ${COMMIT:0:12}" -f body="$text"
  say "$AUTHOR was told in an issue"
fi
