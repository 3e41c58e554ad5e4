#!/usr/bin/env bash
# ecr-login.sh REGISTRY: REGISTRY is HOST/PREFIX; gives Docker's credentials, which skopeo, cosign and the attestations read too.
set -euo pipefail
# shellcheck source=.github/scripts/common.sh
. "${BASH_SOURCE[0]%/*}/common.sh"

[ $# -eq 1 ] || usage REGISTRY
aws ecr get-login-password | docker login --username AWS --password-stdin "${1%%/*}"
