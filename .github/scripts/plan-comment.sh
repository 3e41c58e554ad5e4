#!/usr/bin/env bash
# plan-comment.sh ROOT PLAN RESULT: the plan of a root as a comment of the pull request, one per root, changed in place. What does
# not fit into the 65536 characters that GitHub takes is left out at the end, and said. RESULT is planned or failed.
# GITHUB_REPOSITORY, PR_NUMBER, RUN_URL, GH_TOKEN.
set -euo pipefail
# shellcheck source=.github/scripts/common.sh
. "${BASH_SOURCE[0]%/*}/common.sh"

[ $# -eq 3 ] || usage "ROOT PLAN RESULT"
need GITHUB_REPOSITORY PR_NUMBER RUN_URL
root="$1" plan="$2" result="$3"
# Counted in bytes: never fewer than characters.
limit=65536
mark="<!-- terraform-plan $root -->"
body="$(mktemp)"
trap 'rm -f "$body" "$body".*' EXIT

case "$result" in
  planned) verdict="$(grep -E '^(Plan:|No changes\.|Changes to Outputs)' "$plan" | head -1 || true)" ;;
  *) verdict="**could not be planned**" ;;
esac
# A fence longer than any in the plan, so that nothing in it ends the block.
ticks="$({ grep -oE '`+' "$plan" || true; } | awk '{ if (length > n) n = length } END { print (n < 3 ? 3 : n + 1) }')"
fence="$(printf '%*s' "$ticks" '' | tr ' ' '`')"
# shellcheck disable=SC2016
printf '%s\n### `%s`\n\n%s\n\n<details><summary>Plan</summary>\n\n%s\n' "$mark" "$root" "${verdict:-planned}" "$fence" >"$body.head"
printf '\n%s\n\n</details>\n\n[Run](%s)\n' "$fence" "$RUN_URL" >"$body.foot"
left_out=$'\n... the rest is left out; all of it is in the run\'s log.'
room=$((limit - $(cat "$body.head" "$body.foot" | wc -c)))
if [ "$(wc -c <"$plan")" -le "$room" ]; then
  cat "$plan" >"$body.plan"
else
  [ "$room" -gt $((${#left_out} + 1000)) ] || fail "the plan of $root cannot be put into a comment"
  whole_characters $((room - ${#left_out})) "$plan" >"$body.plan"
  printf '%s' "$left_out" >>"$body.plan"
fi
cat "$body.head" "$body.plan" "$body.foot" >"$body"

comments="repos/$GITHUB_REPOSITORY/issues"
id="$(gh api --paginate "$comments/$PR_NUMBER/comments?per_page=100" \
  --jq ".[] | select(.user.type == \"Bot\") | select(.body | startswith(\"$mark\")) | .id" | sed -n 1p)"
if [ -n "$id" ]; then
  gh api --silent --method PATCH "$comments/comments/$id" -F "body=@$body"
else
  gh api --silent --method POST "$comments/$PR_NUMBER/comments" -F "body=@$body"
fi
say "$root: $(wc -c <"$body") bytes told on #$PR_NUMBER"
