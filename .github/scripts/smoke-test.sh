#!/usr/bin/env bash
# smoke-test.sh URL: does the platform answer from outside? Keys are published; each service behind the load balancer refuses who has no
# token, as itself: a problem with the code unauthorized, where a load balancer without targets would say 503.
# SMOKE_LOOKS (12) looks, POLL_SECONDS (10) apart.
set -euo pipefail
# shellcheck source=.github/scripts/common.sh
. "${BASH_SOURCE[0]%/*}/common.sh"

[ $# -eq 1 ] || usage URL
url="${1%/}"
body="$(mktemp)"
trap 'rm -f "$body"' EXIT

status() { curl --silent --show-error --max-time 10 --output "$body" --write-out '%{http_code}' "$url$1" || true; }

keys() { [ "$(status /.well-known/jwks.json)" = 200 ] && jq -e '.keys | length > 0' "$body" >/dev/null; }
refused() { [ "$(status "$1")" = 401 ] && jq -e '.code == "unauthorized"' "$body" >/dev/null; }

# until_true WHAT COMMAND...
until_true() {
  local what="$1" looks
  shift
  for ((looks = ${SMOKE_LOOKS:-12}; looks > 0; looks--)); do
    if "$@"; then
      say "ok: $what"
      return
    fi
    if [ "$looks" -gt 1 ]; then pause; fi
  done
  head -c 500 "$body" >&2 || true
  fail "$url: $what: not so after ${SMOKE_LOOKS:-12} looks"
}

until_true "auth-service publishes its keys" keys
until_true "auth-service answers" refused /api/user/profile
until_true "transaction-service answers" refused /api/transactions
until_true "resource-service answers" refused /api/resources
until_true "notification-gateway answers" refused /api/notifications
