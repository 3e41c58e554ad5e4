#!/usr/bin/env bash
# sign-image.sh IMAGE@DIGEST: signs by the workflow's own identity (keyless). What a run before has signed is not signed again.
set -euo pipefail
# shellcheck source=.github/scripts/common.sh
. "${BASH_SOURCE[0]%/*}/common.sh"

[ $# -eq 1 ] || usage "IMAGE@DIGEST"
[[ "$1" =~ @sha256:[0-9a-f]{64}$ ]] || fail "$1 is no digest"
if "${BASH_SOURCE[0]%/*}/verify-image.sh" "$1" >/dev/null 2>&1; then
  say "is signed already: $1"
else
  cosign sign --yes "$1"
fi
