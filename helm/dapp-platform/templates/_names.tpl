{{- define "dapp.selector" -}}
app.kubernetes.io/name: {{ .name }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
{{- end -}}

{{/* Every pod of the release has these, and default-deny selects by them. */}}
{{- define "dapp.release" -}}
app.kubernetes.io/part-of: dapp-platform
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{/* Of pods: nothing here changes with the chart's version, which must not restart anything. */}}
{{- define "dapp.podLabels" -}}
{{ include "dapp.selector" . }}
app.kubernetes.io/component: {{ .component }}
app.kubernetes.io/part-of: dapp-platform
{{- end -}}

{{- define "dapp.labels" -}}
{{ include "dapp.podLabels" . }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version }}
{{- end -}}

{{- define "dapp.image" -}}
{{- $image := (index .root.Values.services .name).image -}}
{{- $repository := ternary (printf "%s/%s" .root.Values.image.registry $image.repository) $image.repository (ne .root.Values.image.registry "") -}}
{{- if $image.digest -}}
{{ printf "%s@%s" $repository $image.digest }}
{{- else -}}
{{ printf "%s:%s" $repository (coalesce $image.tag .root.Values.image.tag | required (printf "image.tag must be the git sha to run (or services.%s.image.tag or .digest)" .name)) }}
{{- end -}}
{{- end -}}

{{/* A service's Secret, or a schema's for its migration (migration-<schema>). */}}
{{- define "dapp.secretName" -}}
{{- if eq .root.Values.secrets.source "existing" -}}
{{ dig .name .name .root.Values.secrets.existing }}
{{- else -}}
{{ .name }}
{{- end -}}
{{- end -}}
