{{/*
What is true of the services whatever the environment: their schema, what they serve and what they need to reach.
*/}}
{{- define "dapp.facts" -}}
auth-service: {schema: auth, api: true, redis: true, jwks: false, chains: false}
transaction-service: {schema: transaction, api: true, redis: true, jwks: true, chains: true}
resource-service: {schema: resource, api: true, redis: true, jwks: true, chains: false}
notification-gateway: {schema: notification, api: true, redis: true, jwks: true, chains: false}
tx-monitor-worker: {schema: transaction, api: false, redis: false, jwks: false, chains: true}
{{- end -}}

{{/* Which service's image migrates which schema. */}}
{{- define "dapp.schemas" -}}
auth: auth-service
notification: notification-gateway
resource: resource-service
transaction: transaction-service
{{- end -}}

{{/* Which path is whose. The same list as the local edge's (io.dapp.local.edge.ServiceRoute); a test compares them. */}}
{{- define "dapp.routes" -}}
- {path: /api/auth, service: auth-service}
- {path: /api/user, service: auth-service}
- {path: /.well-known, service: auth-service}
- {path: /api/blockchain, service: transaction-service}
- {path: /api/transactions, service: transaction-service}
- {path: /api/wallets, service: transaction-service}
- {path: /api/reports, service: transaction-service}
- {path: /api/resource, service: resource-service}
- {path: /api/resources, service: resource-service}
- {path: /connection, service: notification-gateway}
- {path: /api/notifications/stream, service: notification-gateway}
- {path: /api/notifications, service: notification-gateway}
- {path: /api/webhooks, service: notification-gateway}
{{- end -}}

{{- define "dapp.ports.http" -}}8080{{- end -}}
{{- define "dapp.ports.management" -}}9090{{- end -}}
