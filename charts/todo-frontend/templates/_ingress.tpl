{{- /* task: 005-T010 */}}

{{- define "todo-frontend.tlsSecret" -}}
{{- .Values.global.tls.secretName | default (printf "%s-tls" (include "todo.instance" .)) -}}
{{- end }}

{{- /*
What a controller must be told: an import has 10 MB, and event streams are quiet for long. Redirect and HSTS are the frontend's own and need nothing
here. Traefik limits none of it.
*/}}
{{- define "todo-frontend.ingressAnnotations" -}}
{{- if eq .Values.ingress.controller "nginx" -}}
nginx.ingress.kubernetes.io/proxy-body-size: 11m
nginx.ingress.kubernetes.io/proxy-read-timeout: "3600"
nginx.ingress.kubernetes.io/proxy-send-timeout: "3600"
{{- else -}}
{}
{{- end -}}
{{- end }}
