{{/* Labels that every object carries. */}}
{{- define "firebreak.labels" -}}
app.kubernetes.io/part-of: firebreak
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version }}
{{- end }}

{{/* What selects the pods of one service: (list $ "incident-service"). */}}
{{- define "firebreak.selector" -}}
app.kubernetes.io/instance: {{ (index . 0).Release.Name }}
app.kubernetes.io/name: {{ index . 1 }}
{{- end }}

{{- define "firebreak.image" -}}
{{- $root := index . 0 -}}
{{ $root.Values.image.registry }}/{{ index . 1 }}:{{ $root.Values.image.tag | default $root.Chart.AppVersion }}
{{- end }}

{{- define "firebreak.fromSecret" -}}
valueFrom:
  secretKeyRef:
    name: {{ (index . 0).Values.secret.name }}
    key: {{ index . 1 }}
{{- end }}

{{- define "firebreak.environment" -}}
{{- $keys := .Values.secret.keys -}}
- name: FIREBREAK_PORT
  value: "8080"
- name: FIREBREAK_HOST
  value: 0.0.0.0
- name: FIREBREAK_EVENTSTOREDB_URL
  {{- include "firebreak.fromSecret" (list . $keys.eventStoreDbUrl) | nindent 2 }}
- name: FIREBREAK_KAFKA_BROKERS
  value: {{ required "kafka.brokers is required: host:port, at least one" (join "," .Values.kafka.brokers) | quote }}
- name: FIREBREAK_KAFKA_SSL
  value: {{ .Values.kafka.ssl | quote }}
{{- with .Values.kafka.saslMechanism }}
{{- if not $.Values.kafka.ssl }}{{ fail "kafka.saslMechanism sends credentials: kafka.ssl must be true" }}{{ end }}
- name: FIREBREAK_KAFKA_SASL_MECHANISM
  value: {{ . }}
- name: FIREBREAK_KAFKA_SASL_USERNAME
  {{- include "firebreak.fromSecret" (list $ $keys.kafkaUsername) | nindent 2 }}
- name: FIREBREAK_KAFKA_SASL_PASSWORD
  {{- include "firebreak.fromSecret" (list $ $keys.kafkaPassword) | nindent 2 }}
{{- end }}
- name: FIREBREAK_KAFKA_PARTITIONS
  value: {{ .Values.kafka.partitions | quote }}
- name: FIREBREAK_KAFKA_REPLICATION
  value: {{ .Values.kafka.replication | quote }}
- name: FIREBREAK_MONGODB_URL
  {{- include "firebreak.fromSecret" (list . $keys.mongoDbUrl) | nindent 2 }}
- name: FIREBREAK_MONGODB_DATABASE
  value: {{ .Values.mongodb.database | quote }}
- name: FIREBREAK_MAC_KEY
  {{- include "firebreak.fromSecret" (list . $keys.macKey) | nindent 2 }}
- name: FIREBREAK_OIDC_ISSUER
  value: {{ required "oidc.issuer is required: the https address of your provider" .Values.oidc.issuer | quote }}
- name: FIREBREAK_OIDC_AUDIENCE
  value: {{ required "oidc.audience is required: what the token's aud must hold" .Values.oidc.audience | quote }}
- name: FIREBREAK_OIDC_ROLES_CLAIM
  value: {{ .Values.oidc.rolesClaim | quote }}
{{- with .Values.oidc.tenantClaim }}
- name: FIREBREAK_OIDC_TENANT_CLAIM
  value: {{ . | quote }}
{{- end }}
{{- with .Values.oidc.defaultTenant }}
{{- if $.Values.oidc.tenantClaim }}{{ fail "oidc.defaultTenant is for tokens without a tenant: oidc.tenantClaim must be empty" }}{{ end }}
- name: FIREBREAK_OIDC_DEFAULT_TENANT
  value: {{ . | quote }}
{{- end }}
- name: FIREBREAK_OIDC_TOKEN_TYPES
  value: {{ join "," .Values.oidc.tokenTypes | quote }}
- name: FIREBREAK_OIDC_NOT_BEFORE
  value: {{ .Values.oidc.notBefore }}
- name: FIREBREAK_TRUSTED_PROXIES
  value: {{ join "," .Values.http.trustedProxies | quote }}
- name: FIREBREAK_FAILURES_PER_SECOND
  value: {{ .Values.http.failuresPerSecond | quote }}
- name: FIREBREAK_LOG_LEVEL
  value: {{ .Values.logLevel }}
{{- with .Values.tracing.endpoint }}
- name: OTEL_EXPORTER_OTLP_ENDPOINT
  value: {{ . | quote }}
- name: OTEL_EXPORTER_OTLP_PROTOCOL
  value: http/json
- name: OTEL_TRACES_SAMPLER
  value: {{ $.Values.tracing.sampler }}
- name: OTEL_TRACES_SAMPLER_ARG
  value: {{ $.Values.tracing.samplerArg | quote }}
{{- if $.Values.tracing.headersKey }}
- name: OTEL_EXPORTER_OTLP_HEADERS
  {{- include "firebreak.fromSecret" (list $ $.Values.tracing.headersKey) | nindent 2 }}
{{- end }}
{{- end }}
{{- if .Values.caSecret }}
- name: NODE_EXTRA_CA_CERTS
  value: /etc/firebreak/ca/ca.crt
{{- end }}
{{- end }}

{{/* What the "restricted" pod security standard asks for, and a little more. */}}
{{- define "firebreak.podSecurity" -}}
automountServiceAccountToken: false
enableServiceLinks: false
securityContext:
  runAsNonRoot: true
  runAsUser: 1000
  runAsGroup: 1000
  fsGroup: 1000
  seccompProfile:
    type: RuntimeDefault
{{- with .Values.image.pullSecrets }}
imagePullSecrets:
  {{- range . }}
  - name: {{ . }}
  {{- end }}
{{- end }}
{{- with .Values.nodeSelector }}
nodeSelector:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.tolerations }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
volumes:
  - name: tmp
    emptyDir:
      sizeLimit: 64Mi
{{- if .Values.caSecret }}
  - name: ca
    secret:
      secretName: {{ .Values.caSecret }}
{{- end }}
{{- end }}

{{- define "firebreak.containerSecurity" -}}
securityContext:
  allowPrivilegeEscalation: false
  readOnlyRootFilesystem: true
  runAsNonRoot: true
  capabilities:
    drop:
      - ALL
volumeMounts:
  - name: tmp
    mountPath: /tmp
{{- if .Values.caSecret }}
  - name: ca
    mountPath: /etc/firebreak/ca
    readOnly: true
{{- end }}
{{- end }}
