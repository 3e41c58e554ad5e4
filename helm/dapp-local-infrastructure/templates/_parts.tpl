{{/*
What is true of the parts: the port they serve on (the edge none, for other pods), and which of the platform's pods come in.
*/}}
{{- define "infra.parts" -}}
postgresql:
  port: 5432
  callers: [auth-service, transaction-service, resource-service, notification-gateway, tx-monitor-worker]
  migrations: true
redis:
  port: 6379
  callers: [auth-service, transaction-service, resource-service, notification-gateway]
kafka:
  port: 9092
  callers: [auth-service, transaction-service, resource-service, notification-gateway, tx-monitor-worker]
node:
  port: 8545
  callers: [transaction-service, tx-monitor-worker]
edge: {}
{{- end -}}

{{/* The services that the edge sends requests to, as its settings call them. */}}
{{- define "infra.targets" -}}
AUTH: auth-service
TRANSACTION: transaction-service
RESOURCE: resource-service
NOTIFICATION: notification-gateway
{{- end -}}

{{- define "infra.schemas" -}}
- AUTH
- TRANSACTION
- RESOURCE
- NOTIFICATION
{{- end -}}

{{- define "infra.selector" -}}
app.kubernetes.io/name: {{ .name }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
{{- end -}}

{{/* Every pod of the release has these, and default-deny selects by them. */}}
{{- define "infra.release" -}}
app.kubernetes.io/part-of: dapp-local-infrastructure
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{/* Of pods: nothing here changes with the chart's version, which must not restart anything. */}}
{{- define "infra.podLabels" -}}
{{ include "infra.selector" . }}
app.kubernetes.io/part-of: dapp-local-infrastructure
{{- end -}}

{{- define "infra.labels" -}}
{{ include "infra.podLabels" . }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version }}
{{- end -}}

{{- define "infra.host" -}}
{{ printf "%s.%s.svc.cluster.local" .name .root.Release.Namespace }}
{{- end -}}

{{- define "infra.image" -}}
{{- $image := .Values.image -}}
{{- $repository := ternary (printf "%s/%s" $image.registry $image.repository) $image.repository (ne $image.registry "") -}}
{{ printf "%s:%s" $repository ($image.tag | required "image.tag must be the tag that the images were built with") }}
{{- end -}}

{{/* What a part is told by its environment, but secrets. */}}
{{- define "infra.env" -}}
- name: JDK_JAVA_OPTIONS
  value: {{ printf "-Xmx%s -Dlogback.configurationFile=local-stack-logback.xml" (index .root.Values.parts .name).heap | quote }}
{{- if eq .name "kafka" }}
- name: DAPP_PART_ADVERTISED
  value: {{ include "infra.host" . | quote }}
{{- end }}
{{- if eq .name "edge" }}
- name: DAPP_EDGE_NODE
  value: {{ printf "http://%s:8545" (include "infra.host" (dict "root" .root "name" "node")) | quote }}
- name: DAPP_EDGE_REQUIRED_CONFIRMATIONS
  value: {{ .root.Values.requiredConfirmations | int | quote }}
- name: DAPP_ALLOWED_ORIGINS
  value: {{ join "," .root.Values.edge.allowedOrigins | quote }}
{{- range $target, $service := include "infra.targets" . | fromYaml }}
- name: {{ printf "DAPP_EDGE_%s" $target }}
  value: {{ printf "http://%s.%s.svc.cluster.local:8080" $service $.root.Values.platform.namespace | quote }}
{{- end }}
{{- end }}
{{- end -}}
