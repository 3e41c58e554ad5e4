#!/usr/bin/env bash
# rollback.sh REVISION: takes the release back to a revision and waits until that runs. Schemas stay: each migration works with
# the version before it (docs/operations.md). RELEASE (dapp), ROLLOUT_TIMEOUT (15m).
set -euo pipefail
# shellcheck source=.github/scripts/common.sh
. "${BASH_SOURCE[0]%/*}/common.sh"

[ $# -eq 1 ] || usage REVISION
[[ "$1" =~ ^[0-9]+$ ]] || fail "no revision to go back to: '$1'"
release="${RELEASE:-dapp}"
helm rollback "$release" "$1" -n "$release" --wait --timeout "${ROLLOUT_TIMEOUT:-15m}" ||
  fail "ROLLBACK FAILED: $release is neither at the new version nor at revision $1 (docs/runbooks/rollback-procedure.md)"
say "$release is back at revision $1"
