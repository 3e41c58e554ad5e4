#!/usr/bin/env bash
# terraform-apply.sh ROOT PLAN: applies a saved plan and nothing else. Terraform itself refuses one that was made before
# something else was applied.
set -euo pipefail
# shellcheck source=.github/scripts/common.sh
. "${BASH_SOURCE[0]%/*}/common.sh"

[ $# -eq 2 ] || usage "ROOT PLAN"
[ -f "$2" ] || fail "there is no plan $2"
plan="$(cd "$(dirname "$2")" && pwd)/$(basename "$2")"
terraform_init "$1"
terraform -chdir="$1" apply -input=false -no-color "$plan"
