{{- /* task: 005-T017 */}}
{{- define "todo-namespaces.podSecurity" -}}
{{- range $mode := list "enforce" "audit" "warn" }}
pod-security.kubernetes.io/{{ $mode }}: {{ $.Values.podSecurity.level }}
pod-security.kubernetes.io/{{ $mode }}-version: {{ $.Values.podSecurity.version }}
{{- end }}
{{- end }}
