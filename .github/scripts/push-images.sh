#!/usr/bin/env bash
# push-images.sh REGISTRY TAG FOLDER SERVICE...: pushes FOLDER/SERVICE.tar, the files that were scanned, as REGISTRY/SERVICE:TAG, and sets the
# output digests, {"SERVICE": "sha256:..."}. Tags are immutable: what an earlier run of the same commit has pushed stays.
set -euo pipefail
# shellcheck source=.github/scripts/common.sh
. "${BASH_SOURCE[0]%/*}/common.sh"

[ $# -ge 4 ] || usage "REGISTRY TAG FOLDER SERVICE..."
registry="$1" tag="$2" folder="$3"
shift 3
[[ "$tag" =~ ^[0-9a-f]{40}$ ]] || fail "$tag is not a commit: images of uncommitted sources are not released"
for service in "$@"; do
  [ -f "$folder/$service.tar" ] || fail "there is no $folder/$service.tar"
done
said="$(mktemp)"
trap 'rm -f "$said"' EXIT
digests="{}"
for service in "$@"; do
  if digest="$(aws ecr describe-images --repository-name "${registry#*/}/$service" --image-ids "imageTag=$tag" \
    --query 'imageDetails[0].imageDigest' --output text 2>"$said")"; then
    say "$service: $digest, by an earlier run"
  else
    grep -q ImageNotFoundException "$said" || { cat "$said" >&2; fail "ECR did not tell whether it has $service:$tag"; }
    skopeo copy --quiet --digestfile "$said" "docker-archive:$folder/$service.tar" "docker://$registry/$service:$tag"
    digest="$(cat "$said")"
    say "$service: $digest"
  fi
  [[ "$digest" =~ ^sha256:[0-9a-f]{64}$ ]] || fail "$service has no digest: $digest"
  digests="$(jq -c --arg service "$service" --arg digest "$digest" '. + {($service): $digest}' <<<"$digests")"
done
output digests "$digests"
