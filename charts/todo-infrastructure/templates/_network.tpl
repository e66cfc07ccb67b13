{{- /*
task: 005-T014
Edges, as items of `ingress` and `egress`.
*/}}

{{- /* Pods of this installation: (dict "root" $ "by" "component" "is" "backend"). */}}
{{- define "todo-infrastructure.pods" -}}
matchLabels:
  app.kubernetes.io/instance: {{ include "todo.instance" .root }}
  {{ if eq .by "tier" }}todo.dev/tier{{ else }}app.kubernetes.io/component{{ end }}: {{ .is }}
{{- end }}

{{- /* (dict "root" $ "direction" "from" "by" "component" "is" "frontend" "ports" (list 8080)) */}}
{{- define "todo-infrastructure.edge" -}}
- {{ .direction }}:
    - podSelector: {{- include "todo-infrastructure.pods" . | nindent 8 }}
  ports:
    {{- range .ports }}
    - {port: {{ . }}, protocol: TCP}
    {{- end }}
{{- end }}

{{- /* Pods of another namespace: (dict "direction" "from" "peer" (dict "namespace" … "podLabels" …) "ports" (list 9090)). */}}
{{- define "todo-infrastructure.elsewhere" -}}
- {{ .direction }}:
    - namespaceSelector:
        matchLabels:
          kubernetes.io/metadata.name: {{ .peer.namespace }}
      {{- with .peer.podLabels }}
      podSelector:
        matchLabels: {{- toYaml . | nindent 10 }}
      {{- end }}
  ports:
    {{- range .ports }}
    - {port: {{ . }}, protocol: TCP}
    {{- end }}
{{- end }}

{{- /* Addresses outside: a list of {cidr, port}. */}}
{{- define "todo-infrastructure.outside" -}}
{{- range $i, $address := . }}{{ if $i }}
{{ end -}}
- to:
    - ipBlock: {cidr: {{ $address.cidr | quote }}}
  ports:
    - {port: {{ $address.port }}, protocol: TCP}
{{- end }}
{{- end }}

{{- define "todo-infrastructure.dns" -}}
{{- with .Values.networkPolicy.dns -}}
- to:
    - namespaceSelector:
        matchLabels:
          kubernetes.io/metadata.name: {{ .namespace }}
      podSelector:
        matchLabels: {{- toYaml .podLabels | nindent 10 }}
  ports:
    - {port: 53, protocol: UDP}
    - {port: 53, protocol: TCP}
{{- end }}
{{- end }}

{{- define "todo-infrastructure.monitoring" -}}
{{- with .Values.networkPolicy.monitoring -}}
{{- if .namespace -}}
{{ include "todo-infrastructure.elsewhere" (dict "direction" "from" "peer" . "ports" (list 9090)) }}
{{- end }}
{{- end }}
{{- end }}

{{- define "todo-infrastructure.otlp" -}}
{{- with .Values.networkPolicy.otlp -}}
{{- if .namespace -}}
{{ include "todo-infrastructure.elsewhere" (dict "direction" "to" "peer" . "ports" (list .port)) }}
{{- end }}
{{- end }}
{{- end }}

{{- /* What the backend and the MCP server have in common: (dict "root" $ "mcpClients" true). */}}
{{- define "todo-infrastructure.serviceEdges" -}}
{{- $values := .root.Values -}}
ingress:
  {{- include "todo-infrastructure.edge" (dict "root" .root "direction" "from" "by" "component" "is" "frontend" "ports" .ports) | nindent 2 }}
  {{- include "todo-infrastructure.edge" (dict "root" .root "direction" "from" "by" "tier" "is" "test" "ports" (list 8080)) | nindent 2 }}
  {{- with include "todo-infrastructure.monitoring" .root }}{{ . | nindent 2 }}{{ end }}
  {{- if .mcpClients }}
  {{- range $values.networkPolicy.mcpClients }}
  {{- include "todo-infrastructure.elsewhere" (dict "direction" "from" "peer" . "ports" (list 8080)) | nindent 2 }}
  {{- end }}
  {{- end }}
{{- with concat $values.egress.model $values.egress.jwks $values.egress.webhooks }}
egress:
  {{- include "todo-infrastructure.outside" . | nindent 2 }}
{{- end }}
{{- end }}
