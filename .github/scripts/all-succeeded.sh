#!/usr/bin/env bash
# all-succeeded.sh: the one check that a merge requires. Takes the results of the jobs before it (RESULTS: toJSON(needs));
# one that was skipped or cancelled has shown nothing, and counts as failed.
set -euo pipefail
# shellcheck source=.github/scripts/common.sh
. "${BASH_SOURCE[0]%/*}/common.sh"

need RESULTS
jq -r 'to_entries[] | "\(.key): \(.value.result)"' <<<"$RESULTS"
others="$(jq -r '[to_entries[] | select(.value.result != "success") | .key] | join(", ")' <<<"$RESULTS")"
if [ -n "$others" ]; then fail "not successful: $others"; fi
if [ "$(jq length <<<"$RESULTS")" -eq 0 ]; then fail "no job was waited for"; fi
