#!/usr/bin/env bash
# rollout.sh ENVIRONMENT TAG DIGESTS: upgrades the release to images by digest ({"SERVICE": "sha256:..."}), migrations first, and looks at each
# service's rollout. Where something does not get ready: what it looked like, back to the revision before, and an end with 1.
# Sets the output previous to that revision (empty at the first install). RELEASE (dapp), ROLLOUT_TIMEOUT (15m).
set -euo pipefail
here="${BASH_SOURCE[0]%/*}"
# shellcheck source=.github/scripts/common.sh
. "$here/common.sh"

[ $# -eq 3 ] || usage "ENVIRONMENT TAG DIGESTS"
environment="$1" tag="$2" digests="$3"
release="${RELEASE:-dapp}" timeout="${ROLLOUT_TIMEOUT:-15m}"
chart="$here/../../helm/dapp-platform"
[ -f "$chart/values-$environment.yaml" ] || fail "there is no environment $environment"
services="$(jq -r 'keys[]' <<<"$digests")"
[ -n "$services" ] || fail "there is nothing to roll out"

history="$(helm history "$release" -n "$release" -o json 2>/dev/null)" || history="[]"
previous="$(jq -r '[.[] | select(.status == "deployed") | .revision] | last // empty' <<<"$history")"
output previous "$previous"
# An upgrade that was broken off holds the release until something else is decided.
case "$(jq -r 'last.status // ""' <<<"$history")" in
  pending-*)
    [ -n "$previous" ] || fail "the first install was broken off: helm uninstall $release -n $release, then again"
    say "The upgrade before was broken off"
    "$here/rollback.sh" "$previous"
    ;;
esac

options=(-f "$chart/values-$environment.yaml" --set-string "image.tag=$tag")
for service in $services; do
  digest="$(jq -r --arg service "$service" '.[$service]' <<<"$digests")"
  [[ "$digest" =~ ^sha256:[0-9a-f]{64}$ ]] || fail "$service has no digest"
  options+=(--set-string "services.$service.image.digest=$digest")
done

rolled_out() {
  local service
  for service in $services; do
    kubectl -n "$release" rollout status "deployment/$service" --timeout="$timeout" || return 1
  done
}

if helm upgrade --install "$release" "$chart" -n "$release" "${options[@]}" --wait --timeout "$timeout" && rolled_out; then
  say "$environment runs $tag"
  exit 0
fi

say "::group::What it looked like"
kubectl -n "$release" get deployments,jobs,pods -o wide || true
kubectl -n "$release" get events --field-selector type=Warning --sort-by=.lastTimestamp || true
for job in $(kubectl -n "$release" get jobs -l app.kubernetes.io/component=migration -o name || true); do
  kubectl -n "$release" logs "$job" --tail=50 || true
done
for service in $services; do
  kubectl -n "$release" logs "deployment/$service" --tail=50 || true
done
say "::endgroup::"
if [ -z "$previous" ]; then fail "$environment did not get ready; there is no revision before it to go back to"; fi
"$here/rollback.sh" "$previous"
fail "$environment did not get ready with $tag; it is back at revision $previous"
