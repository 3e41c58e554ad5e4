#!/usr/bin/env bash
# terraform-plan.sh ROOT OUT: plans a root without taking its lock, as a role that only reads. Leaves OUT/plan.tfplan and
# OUT/plan.txt; sets the outputs changes (true, false) and result (planned, failed). Ends with 1 where there is no plan.
set -euo pipefail
# shellcheck source=.github/scripts/common.sh
. "${BASH_SOURCE[0]%/*}/common.sh"

[ $# -eq 2 ] || usage "ROOT OUT"
root="$1"
mkdir -p "$2"
out="$(cd "$2" && pwd)"
[ -d "$root" ] || fail "there is no $root"
result=0
{
  terraform_init "$root" &&
    terraform -chdir="$root" plan -input=false -no-color -lock=false -detailed-exitcode -out="$out/plan.tfplan"
} >"$out/plan.log" 2>&1 || result=$?
case "$result" in
  0 | 2)
    terraform -chdir="$root" show -no-color "$out/plan.tfplan" >"$out/plan.txt"
    output result planned
    if [ "$result" -eq 2 ]; then output changes true; else output changes false; fi
    ;;
  *)
    cp "$out/plan.log" "$out/plan.txt"
    cat "$out/plan.log" >&2
    output result failed
    output changes false
    fail "$root could not be planned"
    ;;
esac
