#!/usr/bin/env bash
# invalidate-cdn.sh DISTRIBUTION PATH...: has CloudFront ask anew for pages, and waits until it does everywhere. Assets have their contents in
# their names and need none. INVALIDATION_LOOKS (60) looks, POLL_SECONDS (10) apart.
set -euo pipefail
# shellcheck source=.github/scripts/common.sh
. "${BASH_SOURCE[0]%/*}/common.sh"

[ $# -ge 2 ] || usage "DISTRIBUTION PATH..."
distribution="$1"
shift
id="$(aws cloudfront create-invalidation --distribution-id "$distribution" --paths "$@" --query Invalidation.Id --output text)"
for ((looks = ${INVALIDATION_LOOKS:-60}; looks > 0; looks--)); do
  status="$(aws cloudfront get-invalidation --distribution-id "$distribution" --id "$id" --query Invalidation.Status --output text)"
  if [ "$status" = Completed ]; then
    say "$distribution: $* is asked for anew"
    exit 0
  fi
  if [ "$looks" -gt 1 ]; then pause; fi
done
fail "the invalidation $id of $distribution is still $status after ${INVALIDATION_LOOKS:-60} looks"
