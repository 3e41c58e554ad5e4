#!/usr/bin/env bash
# verify-image.sh IMAGE@DIGEST...: were they signed by this repository's deploy workflow on main?  GITHUB_REPOSITORY.
set -euo pipefail
# shellcheck source=.github/scripts/common.sh
. "${BASH_SOURCE[0]%/*}/common.sh"

[ $# -ge 1 ] || usage "IMAGE@DIGEST..."
need GITHUB_REPOSITORY
for image in "$@"; do
  [[ "$image" =~ @sha256:[0-9a-f]{64}$ ]] || fail "$image is no digest"
  cosign verify --output text \
    --certificate-identity "https://github.com/$GITHUB_REPOSITORY/.github/workflows/deploy.yml@refs/heads/main" \
    --certificate-oidc-issuer https://token.actions.githubusercontent.com "$image" >/dev/null ||
    fail "$image was not signed by the deploy workflow"
  say "signed: $image"
done
