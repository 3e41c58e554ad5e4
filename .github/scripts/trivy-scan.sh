#!/usr/bin/env bash
# trivy-scan.sh fs NAME FOLDER | image NAME ARCHIVE | sbom NAME FILE: looks once, writes all findings to SARIF_FOLDER/trivy-NAME.sarif, and ends
# with 1 where one of them is critical. The gate counts by itself: with SARIF as format Trivy's exit code means any finding.
set -euo pipefail
# shellcheck source=.github/scripts/common.sh
. "${BASH_SOURCE[0]%/*}/common.sh"

[ $# -eq 3 ] || usage "fs|image|sbom NAME WHAT"
need SARIF_FOLDER
kind="$1" name="$2" what="$3"
mkdir -p "$SARIF_FOLDER"
found="$(mktemp)"
trap 'rm -f "$found"' EXIT
case "$kind" in
  fs) trivy fs --quiet --scanners vuln,secret,misconfig --format json --output "$found" "$what" ;;
  image) trivy image --quiet --scanners vuln,secret --format json --output "$found" --input "$what" ;;
  sbom) trivy sbom --quiet --format json --output "$found" "$what" ;;
  *) usage "fs|image|sbom NAME WHAT" ;;
esac
trivy convert --quiet --format sarif --output "$SARIF_FOLDER/trivy-$name.raw" "$found"
# One category each: results of the same tool and category would replace each other.
jq --arg id "trivy-$kind/$name/" '.runs |= map(.automationDetails = {id: $id})' "$SARIF_FOLDER/trivy-$name.raw" >"$SARIF_FOLDER/trivy-$name.sarif"
rm "$SARIF_FOLDER/trivy-$name.raw"

count() {
  jq --arg severity "$1" '[.Results[]? | (.Vulnerabilities, .Misconfigurations, .Secrets) | .[]? | select(.Severity == $severity)] | length' "$found"
}
critical="$(count CRITICAL)"
say "$name: $critical critical, $(count HIGH) high, $(count MEDIUM) medium, $(count LOW) low"
if [ "$critical" -gt 0 ]; then
  jq -r '.Results[]? | .Target as $target | (.Vulnerabilities, .Misconfigurations, .Secrets) | .[]? | select(.Severity == "CRITICAL")
    | "- `\(.VulnerabilityID // .ID // .RuleID)` in \(.PkgName // $target) \(.InstalledVersion // "")\(if (.FixedVersion // "") == "" then "" else ", fixed in \(.FixedVersion)" end)"' "$found" |
    { printf '### Critical in %s\n\n' "$name"; cat; } | summary
  fail "$name has $critical critical findings"
fi
