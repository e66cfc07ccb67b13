{{- /*
task: 005-T002
Every template here takes the chart's root as `.root`, or as `.` where it needs nothing else.
*/}}

{{- /* The prefix of all names of an installation. */}}
{{- define "todo.instance" -}}
{{- .Values.global.instance | default .Release.Name | trunc 40 | trimSuffix "-" -}}
{{- end }}

{{- /* The name of a part: (dict "root" $ "component" "backend"). */}}
{{- define "todo.name" -}}
{{- printf "%s-%s" (include "todo.instance" .root) .component -}}
{{- end }}

{{- /* What selects pods; never changes in a release's life. */}}
{{- define "todo.selectorLabels" -}}
app.kubernetes.io/instance: {{ include "todo.instance" .root }}
app.kubernetes.io/component: {{ .component }}
{{- end }}

{{- define "todo.labels" -}}
{{ include "todo.selectorLabels" . }}
app.kubernetes.io/name: {{ .root.Chart.Name }}
app.kubernetes.io/part-of: todo
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version | replace "+" "_" }}
todo.dev/owner: {{ .root.Values.global.owner }}
{{- with .tier }}
todo.dev/tier: {{ . }}
{{- end }}
{{- end }}

{{- /* Labels of a pod: without the chart's version, which would restart every pod with each release; (dict "root" "component" "tier"). */}}
{{- define "todo.podLabels" -}}
{{ include "todo.selectorLabels" . }}
app.kubernetes.io/name: {{ .root.Chart.Name }}
app.kubernetes.io/part-of: todo
todo.dev/owner: {{ .root.Values.global.owner }}
todo.dev/tier: {{ .tier }}
{{- end }}

{{- /* Name, namespace, labels and task of an object: (dict "root" $ "component" "backend" "task" "005-T011" ["name" "…"] ["tier" "…"] ["labels" (dict …)] ["annotations" (dict …)] ["namespace" "…"] ["clusterWide" true]). */}}
{{- define "todo.metadata" -}}
name: {{ .name | default (include "todo.name" .) }}
{{- if not .clusterWide }}
namespace: {{ .namespace | default .root.Release.Namespace }}
{{- end }}
labels:
  {{- include "todo.labels" . | nindent 2 }}
  {{- with .labels }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
annotations:
  todo.dev/task: {{ .task }}
  {{- with .annotations }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
{{- end }}

{{- /* Name of a Secret: the one named in global.secrets, or I-<kind>; (dict "root" $ "kind" "database-app" "named" .Values.global.secrets.databaseApp). */}}
{{- define "todo.secretName" -}}
{{- .named | default (printf "%s-%s" (include "todo.instance" .root) .kind) -}}
{{- end }}

{{- define "todo.scheme" -}}
{{- ternary "https" "http" .Values.global.tls.enabled -}}
{{- end }}

{{- /* Origins under which browsers and MCP clients come, separated by commas. */}}
{{- define "todo.publicOrigins" -}}
{{- if .Values.global.publicOrigins -}}
{{- join "," .Values.global.publicOrigins -}}
{{- else -}}
{{- printf "%s://%s" (include "todo.scheme" .) .Values.global.host -}}
{{- end -}}
{{- end }}

{{- /* The first of these origins' host, by which our own tests come. */}}
{{- define "todo.publicHost" -}}
{{- (urlParse (first (splitList "," (include "todo.publicOrigins" .)))).host -}}
{{- end }}
