#!/usr/bin/env bash
# pending-migrations.sh TAG: sets the output migrations: false where what is deployed and TAG have the same migrations, else true,
# also where that cannot be told. RELEASE (dapp) in the namespace of the same name.
set -euo pipefail
# shellcheck source=.github/scripts/common.sh
. "${BASH_SOURCE[0]%/*}/common.sh"

[ $# -eq 1 ] || usage TAG
release="${RELEASE:-dapp}"
deployed="$(helm get values "$release" -n "$release" -o json | jq -r '.image.tag // empty')" || deployed=""
if [ -z "$deployed" ]; then
  say "what is deployed is not known"
  output migrations true
elif ! files="$(git diff --name-only "$deployed" "$1" -- '*/db/migration/*')"; then
  say "$deployed is not a commit here"
  output migrations true
elif [ -n "$files" ]; then
  say "$files"
  output migrations true
else
  say "no migration since $deployed"
  output migrations false
fi
