{{- /* task: 005-T010 */}}

{{- /*
Data of a ConfigMap: what the chart derives, and over it what the values say: (dict "derived" (dict …) "settings" .Values.settings).
Numbers of YAML arrive as floats, and 2000000 must not become 2e+06.
*/}}
{{- define "todo.settings" -}}
{{- $lines := list -}}
{{- range $name, $value := merge (deepCopy .settings) .derived -}}
{{- $isWhole := and (kindIs "float64" $value) (eq $value (floor $value)) -}}
{{- $lines = append $lines (printf "%s: %s" $name (ternary (toString (int64 $value)) (toString $value) $isWhole | quote)) -}}
{{- end -}}
{{- join "\n" $lines -}}
{{- end }}

{{- /* Where traces go: (dict "root" $ "prefix" "BACKEND"), as a JSON object. */}}
{{- define "todo.otlpSettings" -}}
{{- $otlp := .root.Values.global.otlp -}}
{{- if $otlp.endpoint -}}
{{- dict (printf "%s_OTLP_ENDPOINT" .prefix) $otlp.endpoint (printf "%s_TRACE_RATIO" .prefix) $otlp.ratio | toJson -}}
{{- else -}}{}{{- end -}}
{{- end }}
