#!/usr/bin/env bash
# What the scripts share; they source it.

say() { printf '%s\n' "$*"; }

fail() {
  printf '::error::%s\n' "$*" >&2
  exit 1
}

usage() {
  printf 'usage: %s %s\n' "${0##*/}" "$1" >&2
  exit 2
}

# need NAME...: environment variables without which nothing is begun.
need() {
  local name missing=""
  for name in "$@"; do
    if [ -z "${!name:-}" ]; then missing="$missing $name"; fi
  done
  if [ -n "$missing" ]; then fail "not set:$missing (docs/delivery.md)"; fi
}

# output NAME VALUE: of the step, for those that come after it.
output() { printf '%s=%s\n' "$1" "$2" >>"${GITHUB_OUTPUT:-/dev/stdout}"; }

# What comes in, on the page of the run.
summary() { cat >>"${GITHUB_STEP_SUMMARY:-/dev/stdout}"; }

# whole_characters BYTES FILE: the beginning of a file, without the half of a character that the cut may leave.
whole_characters() { head -c "$1" "$2" | { iconv -f utf-8 -t utf-8 -c 2>/dev/null || true; }; }

# Every wait is a number of looks with this between them, so each has an end.
pause() { sleep "${POLL_SECONDS:-10}"; }

# terraform_init ROOT: with what all roots have in common of their state, and no other providers than those that were locked.
terraform_init() {
  local common="${TERRAFORM_BACKEND:-terraform/state.s3.tfbackend}" options=()
  if [ -f "$common" ]; then options+=("-backend-config=$(cd "$(dirname "$common")" && pwd)/$(basename "$common")"); fi
  if [ -f "$1/.terraform.lock.hcl" ]; then options+=(-lockfile=readonly); fi
  terraform -chdir="$1" init -input=false -no-color ${options[@]+"${options[@]}"}
}
