{{/* What a pod starts anew for: its Secret's contents where this chart makes them, else the list of variables and the revision. */}}
{{- define "dapp.secretChecksum" -}}
{{- $secrets := .root.Values.secrets -}}
{{- $contents := dict "keys" (include "dapp.secretKeys" .) "revision" $secrets.revision "from" (include "dapp.secretName" .) -}}
{{- if eq $secrets.source "values" -}}
{{- $_ := set $contents "values" (get $secrets.values .name) -}}
{{- end -}}
{{ $contents | toJson | sha256sum }}
{{- end -}}

{{/* A Secret or an ExternalSecret: of name, keys and annotations. */}}
{{- define "dapp.secret" -}}
{{- $secrets := .root.Values.secrets -}}
{{- if eq $secrets.source "values" -}}
apiVersion: v1
kind: Secret
type: Opaque
metadata:
  name: {{ .name }}
  labels:
    {{- include "dapp.labels" . | nindent 4 }}
  {{- with .annotations }}
  annotations:
    {{- toYaml . | nindent 4 }}
  {{- end }}
data:
  {{- range $key := .keys }}
  {{ $key }}: {{ index (get $secrets.values $.name) $key | b64enc }}
  {{- end }}
{{- else if eq $secrets.source "external" -}}
apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  name: {{ .name }}
  labels:
    {{- include "dapp.labels" . | nindent 4 }}
  {{- with .annotations }}
  annotations:
    {{- toYaml . | nindent 4 }}
  {{- end }}
spec:
  refreshInterval: {{ $secrets.external.refreshInterval }}
  secretStoreRef:
    name: {{ $secrets.external.store.name }}
    kind: {{ $secrets.external.store.kind }}
  target:
    name: {{ .name }}
    creationPolicy: Owner
    template:
      metadata:
        # None of the ExternalSecret's own: what Helm makes a hook of must not be found on the Secret.
        labels:
          app.kubernetes.io/part-of: dapp-platform
        annotations: {}
  data:
    {{- range $key := .keys }}
    - secretKey: {{ $key }}
      remoteRef:
        key: {{ printf "%s/%s" $secrets.external.keyPrefix $.name }}
        property: {{ $key }}
    {{- end }}
{{- end -}}
{{- end -}}
