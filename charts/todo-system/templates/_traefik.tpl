{{- /* task: 005-T017 */}}

{{- define "todo-system.arguments" -}}
{{- $class := .Values.traefik.ingressClass.name -}}
- --global.checknewversion=false
- --global.sendanonymoususage=false
- --entrypoints.web.address=:8000
- --entrypoints.websecure.address=:8443
- --entrypoints.websecure.http.tls=true
- --entrypoints.metrics.address=:9090
- --entrypoints.traefik.address=:8080
- --entrypoints.web.transport.lifecycle.requestacceptgracetimeout=5s
- --entrypoints.web.transport.lifecycle.gracetimeout=20s
- --entrypoints.websecure.transport.lifecycle.requestacceptgracetimeout=5s
- --entrypoints.websecure.transport.lifecycle.gracetimeout=20s
- --metrics.prometheus=true
- --metrics.prometheus.entrypoint=metrics
- --ping=true
- --log.format=json
- --log.level={{ .Values.traefik.logLevel }}
- --providers.kubernetesingress=true
- --providers.kubernetesingress.ingressclass={{ $class }}
{{- with .Values.traefik.namespaces }}
- --providers.kubernetesingress.namespaces={{ join "," . }}
{{- end }}
{{- if .Values.traefik.httpsRedirect }}
- --entrypoints.web.http.redirections.entrypoint.to=:443
- --entrypoints.web.http.redirections.entrypoint.scheme=https
- --entrypoints.web.http.redirections.entrypoint.permanent=true
{{- end }}
{{- end }}

{{- /* The network policies of Todo's namespaces know the ingress controller by this name. */}}
{{- define "todo-system.traefikLabels" -}}
{{ include "todo.selectorLabels" . }}
app.kubernetes.io/name: traefik
app.kubernetes.io/part-of: todo
todo.dev/owner: {{ .root.Values.global.owner }}
todo.dev/tier: ingress
{{- end }}
