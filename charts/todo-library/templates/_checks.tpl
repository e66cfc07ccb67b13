{{- /* task: 005-T018 */}}

{{- /*
What a hook that checks settings stands on. It runs before the release's own objects are there, or while the old ones still are, so it brings its
own: (dict "root" $ "service" "backend" "settings" "…").
*/}}
{{- define "todo.checkGround" -}}
{{- $name := printf "%s-%s-check" (include "todo.instance" .root) .service -}}
{{- $about := dict "root" .root "component" "check" "name" $name "task" "005-T018" "annotations" (include "todo.checkHook" "-15" | fromYaml) -}}
apiVersion: v1
kind: ConfigMap
metadata: {{- include "todo.metadata" $about | nindent 2 }}
data: {{- .settings | nindent 2 }}
---
{{ include "todo.serviceAccount" $about }}
---
# It calls nobody, and nobody calls it.
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {{- include "todo.metadata" $about | nindent 2 }}
spec:
  podSelector:
    matchLabels:
      {{- include "todo.selectorLabels" $about | nindent 6 }}
      app.kubernetes.io/name: {{ .root.Chart.Name }}
  policyTypes: [Ingress, Egress]
{{- end }}

{{- /* Annotations of a hook before install and upgrade; `.` is its weight. What fails stays, for its log, which newer Helms show by themselves. */}}
{{- define "todo.checkHook" -}}
helm.sh/hook: pre-install,pre-upgrade
helm.sh/hook-weight: {{ . | quote }}
helm.sh/hook-delete-policy: before-hook-creation,hook-succeeded
helm.sh/hook-output-log-policy: hook-failed
{{- end }}

{{- /* Annotations of a pod of `helm test`. */}}
{{- define "todo.testHook" -}}
helm.sh/hook: test
helm.sh/hook-delete-policy: before-hook-creation,hook-succeeded
{{- end }}

{{- /* A test's container, which tries each edge: (dict "root" $ "image" .Values.tests.image "arguments" (list "http://…")). */}}
{{- define "todo.probeContainer" -}}
- name: probe
  image: {{ include "todo.image" (dict "root" .root "image" .image) }}
  imagePullPolicy: {{ .root.Values.global.image.pullPolicy }}
  args: {{- concat (list "probe") .arguments | toYaml | nindent 4 }}
  terminationMessagePolicy: FallbackToLogsOnError
  securityContext: {{- include "todo.containerSecurity" . | nindent 4 }}
  resources:
    requests: {cpu: 10m, memory: 64Mi, ephemeral-storage: 16Mi}
    limits: {cpu: 500m, memory: 128Mi, ephemeral-storage: 128Mi}
  env:
    - name: DOTNET_EnableDiagnostics
      value: "0"
  volumeMounts: {{- include "todo.tmpMount" . | nindent 4 }}
{{- end }}

{{- /* A check that hangs, such as for a Secret that is not there, ends the release in a minute. */}}
{{- define "todo.checkLimits" -}}
backoffLimit: 0
activeDeadlineSeconds: 60
ttlSecondsAfterFinished: 3600
{{- end }}
