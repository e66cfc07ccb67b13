{{- /* task: 005-T002 */}}

{{- /*
An image's reference: (dict "root" $ "image" .Values.image). Our own have no registry in their values and take the global one, and the global
tag; others name theirs. A digest goes over the tag, which then only tells people what it is.
*/}}
{{- define "todo.image" -}}
{{- $registry := .image.registry | default .root.Values.global.image.registry -}}
{{- $tag := .image.tag | default .root.Values.global.image.tag | default (printf "v%s" .root.Chart.AppVersion) -}}
{{- $reference := printf "%s/%s:%s" $registry .image.repository $tag -}}
{{- if .image.digest -}}{{ $reference }}@{{ .image.digest }}{{- else -}}{{ $reference }}{{- end -}}
{{- end }}

{{- /* Of the pod; (dict "root" $ ["user" 70]). */}}
{{- define "todo.podSecurity" -}}
{{- $user := .user | default 10001 -}}
runAsNonRoot: true
runAsUser: {{ $user }}
runAsGroup: {{ $user }}
fsGroup: {{ $user }}
fsGroupChangePolicy: OnRootMismatch
seccompProfile:
  type: RuntimeDefault
{{- end }}

{{- /* Of every container: a read-only root is ignored at the pod. */}}
{{- define "todo.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
runAsNonRoot: true
privileged: false
capabilities:
  drop: [ALL]
seccompProfile:
  type: RuntimeDefault
{{- end }}

{{- /* What all pods' specifications begin with: (dict "root" $ "component" "backend" ["serviceAccount" "…"] ["token" true] ["user" 70]). */}}
{{- define "todo.podSpec" -}}
serviceAccountName: {{ .serviceAccount | default (include "todo.name" .) }}
automountServiceAccountToken: {{ .token | default false }}
enableServiceLinks: false
securityContext: {{- include "todo.podSecurity" . | nindent 2 }}
{{- with .root.Values.global.image.pullSecrets }}
imagePullSecrets: {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .root.Values.global.priorityClassName }}
priorityClassName: {{ . }}
{{- end }}
{{- with .root.Values.global.nodeSelector }}
nodeSelector: {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .root.Values.global.tolerations }}
tolerations: {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .root.Values.global.affinity }}
affinity: {{- toYaml . | nindent 2 }}
{{- end }}
{{- end }}

{{- /*
Replicas on nodes apart, where there is room: (dict "root" $ "component" "backend"). Each version by itself: in a rollout the one before
must not push the new one together. Not by zone as well: nodes without that label would make the scheduler leave out all constraints.
*/}}
{{- define "todo.topologySpread" -}}
- maxSkew: 1
  topologyKey: kubernetes.io/hostname
  whenUnsatisfiable: ScheduleAnyway
  labelSelector:
    matchLabels: {{- include "todo.selectorLabels" . | nindent 6 }}
  matchLabelKeys: [pod-template-hash]
{{- end }}

{{- /* Facts of the run (E3), and what .NET needs in a container. */}}
{{- define "todo.runtimeEnv" -}}
- name: POD_NAME
  valueFrom: {fieldRef: {fieldPath: metadata.name}}
- name: POD_IP
  valueFrom: {fieldRef: {fieldPath: status.podIP}}
- name: NODE_NAME
  valueFrom: {fieldRef: {fieldPath: spec.nodeName}}
- name: DOTNET_EnableDiagnostics
  value: "0"
# The collector gives memory back, so that the autoscaler can scale down again.
- name: DOTNET_gcServer
  value: "0"
- name: DOTNET_GCConserveMemory
  value: "5"
- name: DOTNET_GCHeapHardLimitPercent
  value: "3C" # hexadecimal: 60 % of the container's limit
{{- end }}

{{- /* Probes of a service of ours, on its port `http`. */}}
{{- define "todo.probes" -}}
startupProbe:
  httpGet: {path: /startupz, port: http}
  periodSeconds: 1
  failureThreshold: 60
  timeoutSeconds: 2
readinessProbe:
  httpGet: {path: /readyz, port: http}
  periodSeconds: 2
  failureThreshold: 2
  timeoutSeconds: 2
livenessProbe:
  httpGet: {path: /healthz, port: http}
  periodSeconds: 10
  failureThreshold: 3
  timeoutSeconds: 5
{{- end }}

{{- /* A Secret as files: (dict "root" $ "kind" "gateway" "named" … ["items" (list "ca.crt")] ["optional" true]). */}}
{{- define "todo.secretVolume" -}}
- name: {{ .kind }}
  secret:
    secretName: {{ include "todo.secretName" . }}
    defaultMode: 0440
    {{- if .optional }}
    optional: true
    {{- end }}
    {{- with .items }}
    items:
      {{- range . }}
      - {key: {{ . }}, path: {{ . }}}
      {{- end }}
    {{- end }}
{{- end }}

{{- define "todo.secretMount" -}}
- name: {{ .kind }}
  mountPath: /run/secrets/todo/{{ .kind }}
  readOnly: true
{{- end }}

{{- define "todo.tmpVolume" -}}
- name: tmp
  emptyDir:
    sizeLimit: 64Mi
{{- end }}

{{- define "todo.tmpMount" -}}
- name: tmp
  mountPath: /tmp
{{- end }}

{{- /* Annotations of a service's pods: (dict "root" $ "settings" "…"). Another setting makes other pods; a Secret that changes is read again by those that run. */}}
{{- define "todo.podAnnotations" -}}
checksum/config: {{ .settings | sha256sum }}
{{- with merge (deepCopy .root.Values.podAnnotations) .root.Values.global.podAnnotations }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{- /* "true" when the certificate of the database is one of an authority of ours; an external one may have one that everybody knows. */}}
{{- define "todo.hasDatabaseAuthority" -}}
{{- if or (not .Values.global.database.external) .Values.global.secrets.databaseTls -}}true{{- end -}}
{{- end }}
