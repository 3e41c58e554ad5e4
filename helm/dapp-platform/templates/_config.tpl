{{/* What a service is told by its ConfigMap; nothing of it is secret. */}}
{{- define "dapp.config" -}}
{{- $values := .root.Values -}}
{{- $fact := index (include "dapp.facts" . | fromYaml) .name -}}
{{- $config := dict
    "DAPP_LOG_FORMAT" $values.logFormat
    "JDK_JAVA_OPTIONS" (include "dapp.jvmOptions" .root)
    "MANAGEMENT_SERVER_PORT" (include "dapp.ports.management" .)
    "SPRING_DATASOURCE_URL" (include "dapp.jdbcUrl" .root)
    "SPRING_DATASOURCE_USERNAME" (printf "%s_runtime" $fact.schema)
    "SPRING_KAFKA_BOOTSTRAP_SERVERS" (join "," $values.kafka.bootstrapServers)
    "SPRING_KAFKA_SECURITY_PROTOCOL" $values.kafka.securityProtocol
    "SPRING_LIFECYCLE_TIMEOUTPERSHUTDOWNPHASE" (printf "%ds" (int $values.drain.shutdownPhaseSeconds))
-}}
{{- if eq $values.kafka.securityProtocol "SASL_SSL" -}}
{{- $_ := set $config "SPRING_KAFKA_PROPERTIES_SASL_MECHANISM" $values.kafka.saslMechanism -}}
{{- end -}}
{{- if $fact.redis -}}
{{- $_ := set $config "SPRING_DATA_REDIS_HOST" $values.redis.host -}}
{{- $_ := set $config "SPRING_DATA_REDIS_PORT" ($values.redis.port | int64 | toString) -}}
{{- $_ := set $config "SPRING_DATA_REDIS_SSL_ENABLED" ($values.redis.tls | toString) -}}
{{- if $values.redis.username -}}
{{- $_ := set $config "SPRING_DATA_REDIS_USERNAME" $values.redis.username -}}
{{- end -}}
{{- else -}}
{{- $_ := set $config "MANAGEMENT_HEALTH_REDIS_ENABLED" "false" -}}
{{- end -}}
{{- if $fact.api -}}
{{- $_ := set $config "DAPP_DRAIN_PERIOD" (printf "%ds" (int $values.drain.callersSeconds)) -}}
{{- $_ := set $config "SERVER_PORT" (include "dapp.ports.http" .) -}}
{{- $_ := set $config "DAPP_SECURITY_ISSUER" $values.issuer -}}
{{- $_ := set $config "DAPP_SECURITY_AUDIENCE" $values.audience -}}
{{- end -}}
{{- if $fact.jwks -}}
{{- $_ := set $config "DAPP_SECURITY_JWKS_URI" (printf "http://auth-service:%s/.well-known/jwks.json" (include "dapp.ports.http" .)) -}}
{{- end -}}
{{- if $values.tracing.otlpEndpoint -}}
{{- $_ := set $config "MANAGEMENT_OPENTELEMETRY_TRACING_EXPORT_OTLP_ENDPOINT" $values.tracing.otlpEndpoint -}}
{{- $_ := set $config "MANAGEMENT_TRACING_SAMPLING_PROBABILITY" ($values.tracing.samplingProbability | toString) -}}
{{- end -}}
{{- if eq .name "auth-service" -}}
{{- $_ := set $config "DAPP_AUTH_EMAIL_VERIFICATION" $values.auth.emailVerification -}}
{{- if $values.auth.allowedOrigins -}}
{{- $_ := set $config "DAPP_AUTH_ALLOWED_ORIGINS" (join "," $values.auth.allowedOrigins) -}}
{{- end -}}
{{- range $i, $key := $values.auth.nextPublicKeys -}}
{{- $_ := set $config (printf "DAPP_AUTH_NEXTPUBLICKEYS_%d" $i) $key -}}
{{- end -}}
{{- range $i, $key := $values.auth.previousPublicKeys -}}
{{- $_ := set $config (printf "DAPP_AUTH_PREVIOUSPUBLICKEYS_%d" $i) $key -}}
{{- end -}}
{{- end -}}
{{- if eq .name "transaction-service" -}}
{{- $_ := set $config "DAPP_REPORTS_FOLDER" "/var/lib/dapp/reports" -}}
{{- end -}}
{{- if $fact.chains -}}
{{- $_ := mergeOverwrite $config (include "dapp.chainConfig" .root | fromYaml) -}}
{{- end -}}
{{- range $name, $value := (index $values.services .name).env -}}
{{- $_ := set $config $name ($value | toString) -}}
{{- end -}}
{{ toYaml $config }}
{{- end -}}

{{/* Chains and who signs, for the services that talk to nodes. */}}
{{- define "dapp.chainConfig" -}}
{{- $config := dict "DAPP_SIGNING_DEFAULTSIGNER" .Values.signing.defaultSigner -}}
{{- if .Values.signing.masterKeyId -}}
{{- $_ := set $config "DAPP_SIGNING_MASTERKEYID" .Values.signing.masterKeyId -}}
{{- end -}}
{{- range $i, $id := .Values.signing.otherMasterKeyIds -}}
{{- $_ := set $config (printf "DAPP_SIGNING_OTHERMASTERKEYS_%d_ID" $i) $id -}}
{{- end -}}
{{- with .Values.signing.kms.region -}}
{{- $_ := set $config "DAPP_SIGNING_KMS_REGION" . -}}
{{- end -}}
{{- with .Values.signing.kms.endpoint -}}
{{- $_ := set $config "DAPP_SIGNING_KMS_ENDPOINT" . -}}
{{- end -}}
{{- range $chain := .Values.chains -}}
{{- $prefix := printf "DAPP_CHAINS_%s" (upper $chain.name) -}}
{{- $_ := set $config (printf "%s_ID" $prefix) ($chain.id | int64 | toString) -}}
{{- range $setting, $value := (default dict $chain.settings) -}}
{{- $_ := set $config (printf "%s_%s" $prefix (upper $setting)) (ternary ($value | toString) (printf "%.0f" (float64 $value)) (kindIs "string" $value)) -}}
{{- end -}}
{{- range $i, $node := $chain.nodes -}}
{{- with $node.httpUrl -}}
{{- $_ := set $config (printf "%s_NODES_%d_HTTPURL" $prefix $i) . -}}
{{- end -}}
{{- with $node.wsUrl -}}
{{- $_ := set $config (printf "%s_NODES_%d_WSURL" $prefix $i) . -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- with first .Values.chains -}}
{{- $_ := set $config "DAPP_DEFAULTCHAIN" .name -}}
{{- end -}}
{{ toYaml $config }}
{{- end -}}

{{- define "dapp.jdbcUrl" -}}
{{- $tls := .Values.postgresql.tls -}}
{{- $parameters := list (printf "sslmode=%s" $tls.mode) -}}
{{- if eq $tls.mode "verify-full" -}}
{{- $parameters = append $parameters "sslrootcert=/etc/dapp/postgresql/ca.crt" -}}
{{- end -}}
{{ printf "jdbc:postgresql://%s:%d/%s?%s" .Values.postgresql.host (int64 .Values.postgresql.port) .Values.postgresql.database (join "&" $parameters) }}
{{- end -}}

{{- define "dapp.caVolume" -}}
{{- if eq .Values.postgresql.tls.mode "verify-full" }}
- name: postgresql-ca
  configMap:
    name: {{ .Values.postgresql.tls.caConfigMap }}
    items:
      - key: ca.crt
        path: ca.crt
{{- end }}
{{- end -}}

{{- define "dapp.caMount" -}}
{{- if eq .Values.postgresql.tls.mode "verify-full" }}
- name: postgresql-ca
  mountPath: /etc/dapp/postgresql
  readOnly: true
{{- end }}
{{- end -}}

{{/* The variables that a service takes from its own Secret, and no other. */}}
{{- define "dapp.secretKeys" -}}
{{- $values := .root.Values -}}
{{- $fact := index (include "dapp.facts" . | fromYaml) .name -}}
{{- $keys := list "SPRING_DATASOURCE_PASSWORD" -}}
{{- if and $fact.redis $values.redis.auth -}}
{{- $keys = append $keys "SPRING_DATA_REDIS_PASSWORD" -}}
{{- end -}}
{{- if eq $values.kafka.securityProtocol "SASL_SSL" -}}
{{- $keys = append $keys "SPRING_KAFKA_PROPERTIES_SASL_JAAS_CONFIG" -}}
{{- end -}}
{{- if eq .name "auth-service" -}}
{{- $keys = concat $keys (list "DAPP_AUTH_SIGNING_KEY" "DAPP_AUTH_REFRESH_KEY") -}}
{{- end -}}
{{- if $fact.chains -}}
{{- if $values.signing.masterKeyId -}}
{{- $keys = append $keys "DAPP_SIGNING_MASTERKEY" -}}
{{- end -}}
{{- range $i, $id := $values.signing.otherMasterKeyIds -}}
{{- $keys = append $keys (printf "DAPP_SIGNING_OTHERMASTERKEYS_%d_KEY" $i) -}}
{{- end -}}
{{- range $chain := $values.chains -}}
{{- range $i, $node := $chain.nodes -}}
{{- if $node.secret -}}
{{- $keys = append $keys (printf "DAPP_CHAINS_%s_NODES_%d_HTTPURL" (upper $chain.name) $i) -}}
{{- if $node.ws -}}
{{- $keys = append $keys (printf "DAPP_CHAINS_%s_NODES_%d_WSURL" (upper $chain.name) $i) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{ toYaml $keys }}
{{- end -}}
