{{- /* task: 005-T011 */}}

{{- /* The public settings of backend and MCP server: what follows from the values, and over it `settings`. */}}
{{- define "todo-backend.settings" -}}
{{- $derived := dict "BACKEND_PUBLIC_ORIGINS" (include "todo.publicOrigins" .) -}}
{{- if .Values.global.database.pooled -}}
{{- $_ := set $derived "BACKEND_DATABASE_POOLED" true -}}
{{- end -}}
{{- if .Values.global.mcp.separate -}}
{{- $_ := set $derived "BACKEND_MCP" false -}}
{{- end -}}
{{- with .Values.model.name -}}
{{- $_ := set $derived "BACKEND_AI_MODEL" . -}}
{{- end -}}
{{- with .Values.model.endpoint -}}
{{- $_ := set $derived "BACKEND_AI_ENDPOINT" . -}}
{{- end -}}
{{- $derived = merge $derived (include "todo.otlpSettings" (dict "root" . "prefix" "BACKEND") | fromJson) -}}
{{- include "todo.settings" (dict "derived" $derived "settings" .Values.settings) -}}
{{- end }}


{{- /* Of every container of ours: (dict "root" $ "image" … "resources" …). */}}
{{- define "todo-backend.container" -}}
image: {{ include "todo.image" . }}
imagePullPolicy: {{ .root.Values.global.image.pullPolicy }}
terminationMessagePolicy: FallbackToLogsOnError
securityContext: {{- include "todo.containerSecurity" . | nindent 2 }}
resources: {{- toYaml .resources | nindent 2 }}
{{- end }}

{{- /* The application's login. */}}
{{- define "todo-backend.databaseEnv" -}}
- name: BACKEND_DATABASE_URL_FILE
  value: /run/secrets/todo/database-app/url
{{- if .Values.global.database.pooled }}
- name: BACKEND_DATABASE_DIRECT_URL_FILE
  value: /run/secrets/todo/database-app/direct-url
{{- end }}
{{- end }}

{{- define "todo-backend.databaseMounts" -}}
{{ include "todo.tmpMount" . }}
{{ include "todo.secretMount" (dict "kind" "database-app") }}
{{- if include "todo.hasDatabaseAuthority" . }}
{{ include "todo.secretMount" (dict "kind" "database-tls") }}
{{- end }}
{{- end }}

{{- /* All secrets of a process that serves. */}}
{{- define "todo-backend.serviceEnv" -}}
{{ include "todo-backend.databaseEnv" . }}
- name: BACKEND_KEY_ENCRYPTION_KEY_FILE
  value: /run/secrets/todo/backend-keys/key-encryption-key
- name: BACKEND_KEY_ENCRYPTION_KEY_PREVIOUS_FILE
  value: /run/secrets/todo/backend-keys/key-encryption-key-previous
- name: BACKEND_GATEWAY_KEY_FILE
  value: /run/secrets/todo/gateway/key
- name: BACKEND_GATEWAY_KEY_PREVIOUS_FILE
  value: /run/secrets/todo/gateway/key-previous
{{- if .Values.global.secrets.model }}
- name: BACKEND_AI_API_KEY_FILE
  value: /run/secrets/todo/model/api-key
{{- end }}
{{- if .Values.global.secrets.auth }}
- name: BACKEND_AUTH_SECRET_FILE
  value: /run/secrets/todo/auth/secret
- name: BACKEND_AUTH_SECRET_PREVIOUS_FILE
  value: /run/secrets/todo/auth/secret-previous
{{- end }}
{{- end }}

{{- define "todo-backend.serviceMounts" -}}
{{ include "todo-backend.databaseMounts" . }}
{{ include "todo.secretMount" (dict "kind" "backend-keys") }}
{{ include "todo.secretMount" (dict "kind" "gateway") }}
{{- if .Values.global.secrets.model }}
{{ include "todo.secretMount" (dict "kind" "model") }}
{{- end }}
{{- if .Values.global.secrets.auth }}
{{ include "todo.secretMount" (dict "kind" "auth") }}
{{- end }}
{{- end }}

{{- define "todo-backend.serviceVolumes" -}}
{{- $secrets := .Values.global.secrets -}}
{{ include "todo.tmpVolume" . }}
{{ include "todo.secretVolume" (dict "root" . "kind" "database-app" "named" $secrets.databaseApp) }}
{{- if include "todo.hasDatabaseAuthority" . }}
{{ include "todo.secretVolume" (dict "root" . "kind" "database-tls" "named" $secrets.databaseTls "items" (list "ca.crt")) }}
{{- end }}
{{ include "todo.secretVolume" (dict "root" . "kind" "backend-keys" "named" $secrets.backendKeys) }}
{{ include "todo.secretVolume" (dict "root" . "kind" "gateway" "named" $secrets.gateway) }}
{{- if $secrets.model }}
{{ include "todo.secretVolume" (dict "root" . "kind" "model" "named" $secrets.model) }}
{{- end }}
{{- if $secrets.auth }}
{{ include "todo.secretVolume" (dict "root" . "kind" "auth" "named" $secrets.auth) }}
{{- end }}
{{- end }}

{{- /* Only the migration mounts the owner's login. */}}
{{- define "todo-backend.ownerVolume" -}}
{{ include "todo.secretVolume" (dict "root" . "kind" "database-owner" "named" .Values.global.secrets.databaseOwner) }}
{{- end }}
