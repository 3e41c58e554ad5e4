#!/usr/bin/env bash
# check-terraform.sh ROOT...: format, validity and the tests of each root, without a state and without AWS.
set -euo pipefail
# shellcheck source=.github/scripts/common.sh
. "${BASH_SOURCE[0]%/*}/common.sh"

[ $# -ge 1 ] || usage "ROOT..."
terraform fmt -check -recursive -diff terraform
for root in "$@"; do
  [ -d "$root" ] || fail "there is no $root"
  terraform -chdir="$root" init -backend=false -input=false -no-color
  terraform -chdir="$root" validate -no-color
  terraform -chdir="$root" test -no-color
done
