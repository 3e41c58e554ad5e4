{{/* One egress rule: to peers, at ports. */}}
{{- define "dapp.egress" -}}
- to:
    {{- toYaml .to | nindent 4 }}
  ports:
    {{- range .ports }}
    - protocol: TCP
      port: {{ . | int64 }}
    {{- end }}
{{- end -}}

{{- define "dapp.egress.dns" -}}
- to:
    {{- toYaml .Values.networkPolicy.egress.dns | nindent 4 }}
  ports:
    - protocol: UDP
      port: 53
    - protocol: TCP
      port: 53
{{- end -}}

{{- define "dapp.egress.postgresql" -}}
{{ include "dapp.egress" (dict "to" .Values.networkPolicy.egress.postgresql "ports" (list .Values.postgresql.port)) }}
{{- end -}}

{{/* The pods of one service of this release, or of one component. */}}
{{- define "dapp.peer" -}}
- podSelector:
    matchLabels:
      {{- include "dapp.release" .root | nindent 6 }}
      {{ .label }}: {{ .value }}
{{- end -}}
