{{- /* task: 005-T010 */}}

{{- /*
The public settings: what follows from the values, and over it `settings`. Only the ingress controller reaches the frontend (network policy), and pods
have private addresses: so these are believed in what they say of the client.
*/}}
{{- define "todo-frontend.settings" -}}
{{- $backend := include "todo.name" (dict "root" . "component" "backend") -}}
{{- $derived := dict
  "FRONTEND_BACKEND_URL" (printf "http://%s:8080" $backend)
  "FRONTEND_BACKEND_INTERNAL_URL" (printf "http://%s:8081" $backend)
  "FRONTEND_PUBLIC_ORIGINS" (include "todo.publicOrigins" .)
  "FRONTEND_TRUSTED_PROXIES" "10.0.0.0/8,172.16.0.0/12,192.168.0.0/16,100.64.0.0/10,fc00::/7"
-}}
{{- if .Values.global.tls.enabled -}}
{{- $_ := set $derived "FRONTEND_HTTPS_ONLY" true -}}
{{- end -}}
{{- if .Values.global.mcp.separate -}}
{{- $_ := set $derived "FRONTEND_MCP_URL" (printf "http://%s:8080" (include "todo.name" (dict "root" . "component" "mcp"))) -}}
{{- end -}}
{{- $derived = merge $derived (include "todo.otlpSettings" (dict "root" . "prefix" "FRONTEND") | fromJson) -}}
{{- include "todo.settings" (dict "derived" $derived "settings" .Values.settings) -}}
{{- end }}

{{- /* What the service and the check of its settings have in common. */}}
{{- define "todo-frontend.container" -}}
image: {{ include "todo.image" (dict "root" . "image" .Values.image) }}
imagePullPolicy: {{ .Values.global.image.pullPolicy }}
terminationMessagePolicy: FallbackToLogsOnError
securityContext: {{- include "todo.containerSecurity" . | nindent 2 }}
resources: {{- toYaml .Values.resources | nindent 2 }}
env:
  {{- include "todo.runtimeEnv" . | nindent 2 }}
  - name: FRONTEND_DATA_PROTECTION_KEY_FILE
    value: /run/secrets/todo/frontend-keys/data-protection-key
  - name: FRONTEND_DATA_PROTECTION_KEY_PREVIOUS_FILE
    value: /run/secrets/todo/frontend-keys/data-protection-key-previous
  - name: FRONTEND_GATEWAY_KEY_FILE
    value: /run/secrets/todo/gateway/key
  - name: FRONTEND_GATEWAY_KEY_PREVIOUS_FILE
    value: /run/secrets/todo/gateway/key-previous
volumeMounts:
  {{- include "todo.tmpMount" . | nindent 2 }}
  {{- include "todo.secretMount" (dict "kind" "frontend-keys") | nindent 2 }}
  {{- include "todo.secretMount" (dict "kind" "gateway") | nindent 2 }}
{{- end }}

{{- define "todo-frontend.volumes" -}}
{{ include "todo.tmpVolume" . }}
{{ include "todo.secretVolume" (dict "root" . "kind" "frontend-keys" "named" .Values.global.secrets.frontendKeys) }}
{{ include "todo.secretVolume" (dict "root" . "kind" "gateway" "named" .Values.global.secrets.gateway) }}
{{- end }}
