#!/usr/bin/env bash
# helm/run-command.sh SERVICE COMMAND [ARGUMENT...]: runs a command of a service's image in the cluster (audit, resume-chain, rotate-master-key),
# as a Job of its own with the settings, Secrets and network of the service, prints what it says and ends as it ended.
# A pod beside the running ones, because a second JVM would not fit into one of theirs. While it runs no node is drained of the
# service's pods: its PodDisruptionBudget counts pods that no Deployment made as unknown. So the Job goes as soon as it has ended.
# NAMESPACE (dapp), COMMAND_LOOKS (30) and POLL_SECONDS (2) for its exit code once it has said all.
set -euo pipefail

[ $# -ge 2 ] || { printf 'usage: %s SERVICE COMMAND [ARGUMENT...]\n' "${0##*/}" >&2; exit 64; }
service="$1"
shift
namespace="${NAMESPACE:-dapp}"

# Labels of the pod are the service's, which is what network policies go by; without probes, and no part of its Deployment.
deployment="$(kubectl -n "$namespace" get deployment "$service" -o json)"
job="$(jq --arg name "$service-$1-" '{
    apiVersion: "batch/v1", kind: "Job",
    metadata: {generateName: $name, labels: (.spec.template.metadata.labels + {"app.kubernetes.io/component": "command"})},
    spec: {
      backoffLimit: 0, ttlSecondsAfterFinished: 300,
      template: {
        metadata: {labels: .spec.template.metadata.labels},
        spec: (.spec.template.spec
          | .restartPolicy = "Never"
          | .containers[0].args = $ARGS.positional
          | del(.containers[0] | .startupProbe, .livenessProbe, .readinessProbe, .lifecycle, .ports))
      }
    }
  }' --args -- "$@" <<<"$deployment" | kubectl -n "$namespace" create -o name -f -)"
printf '%s\n' "$job" >&2
kubectl -n "$namespace" logs --follow --pod-running-timeout=5m "$job"
code=""
for ((looks = ${COMMAND_LOOKS:-30}; looks > 0; looks--)); do
  code="$(kubectl -n "$namespace" get pods -l "batch.kubernetes.io/job-name=${job#*/}" \
    -o 'jsonpath={.items[0].status.containerStatuses[0].state.terminated.exitCode}')"
  if [ -n "$code" ]; then
    kubectl -n "$namespace" delete "$job" --wait=false >&2
    exit "$code"
  fi
  if [ "$looks" -gt 1 ]; then sleep "${POLL_SECONDS:-2}"; fi
done
printf 'how %s ended is not known\n' "$job" >&2
exit 70
