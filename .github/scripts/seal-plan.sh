#!/usr/bin/env bash
# seal-plan.sh seal FILE: encrypts a saved plan, which holds secrets in clear, to FILE.sealed; the output sha256 is the sealed
# file's.  seal-plan.sh open FILE SHA256: back from FILE.sealed, if that is the one that was sealed.  PLAN_PASSPHRASE.
set -euo pipefail
# shellcheck source=.github/scripts/common.sh
. "${BASH_SOURCE[0]%/*}/common.sh"

need PLAN_PASSPHRASE
export PLAN_PASSPHRASE
crypt() { openssl enc "$@" -aes-256-cbc -pbkdf2 -iter 600000 -pass env:PLAN_PASSPHRASE; }
case "${1:-} $#" in
  "seal 2")
    crypt -e -salt -in "$2" -out "$2.sealed"
    output sha256 "$(sha256sum "$2.sealed" | cut -d' ' -f1)"
    ;;
  "open 3")
    printf '%s  %s\n' "$3" "$2.sealed" | sha256sum --check --status || fail "$2.sealed is not what was planned and reviewed"
    crypt -d -in "$2.sealed" -out "$2"
    ;;
  *) usage "seal FILE | open FILE SHA256" ;;
esac
