#!/usr/bin/env bash
# ecr-scan-gate.sh REPOSITORY DIGEST: waits for ECR's scan of an image, writes what it found to SARIF_FOLDER/ecr-SERVICE.sarif, and ends with 1
# where something is critical, or where no scan ended: an image that was not looked at is not deployed.
# ECR_SCAN_LOOKS (90) looks, POLL_SECONDS (10) apart.
set -euo pipefail
# shellcheck source=.github/scripts/common.sh
. "${BASH_SOURCE[0]%/*}/common.sh"

[ $# -eq 2 ] || usage "REPOSITORY DIGEST"
need SARIF_FOLDER
repository="$1" digest="$2" service="${1##*/}"
mkdir -p "$SARIF_FOLDER"
answer="$(mktemp)"
trap 'rm -f "$answer" "$answer".*' EXIT

status=NOT_STARTED
for ((looks = ${ECR_SCAN_LOOKS:-90}; looks > 0; looks--)); do
  if aws ecr describe-image-scan-findings --repository-name "$repository" --image-id "imageDigest=$digest" \
    --output json >"$answer" 2>"$answer.said"; then
    status="$(jq -r '.imageScanStatus.status // "UNKNOWN"' "$answer")"
  elif ! grep -q ScanNotFoundException "$answer.said"; then
    cat "$answer.said" >&2
    fail "ECR did not tell of the scan of $service"
  fi
  case "$status" in
    COMPLETE | ACTIVE) break ;;
    NOT_STARTED | PENDING | IN_PROGRESS) if [ "$looks" -gt 1 ]; then pause; fi ;;
    *) fail "the scan of $service ended as $status: $(jq -r '.imageScanStatus.description // "no reason given"' "$answer")" ;;
  esac
done
case "$status" in
  COMPLETE | ACTIVE) ;;
  *) fail "the scan of $service has not ended after ${ECR_SCAN_LOOKS:-90} looks ($status)" ;;
esac

jq --arg service "$service" -f "${BASH_SOURCE[0]%/*}/ecr-sarif.jq" "$answer" >"$SARIF_FOLDER/ecr-$service.sarif"
counts="$(jq -r '.imageScanFindings.findingSeverityCounts // {} | to_entries | map("\(.value) \(.key | ascii_downcase)") | join(", ")' "$answer")"
say "$service: ${counts:-nothing found}"
# Both are looked at: a list may be shortened, a count may be missing.
critical="$(jq '[.imageScanFindings.findingSeverityCounts.CRITICAL // 0,
  ([.imageScanFindings | (.findings, .enhancedFindings) | .[]? | select(.severity == "CRITICAL")] | length)] | max' "$answer")"
if [ "$critical" -gt 0 ]; then fail "$service has $critical critical findings; they are in the Security tab"; fi
