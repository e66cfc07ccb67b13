{{- /*
task: 005-T015
What a container needs to reach the database as its owner and as the application.
*/}}

{{- define "todo-infrastructure.databaseEnv" -}}
- name: BACKEND_DATABASE_URL_FILE
  value: /run/secrets/todo/database-app/url
- name: BACKEND_DATABASE_MIGRATION_URL_FILE
  value: /run/secrets/todo/database-owner/url
{{- end }}

{{- define "todo-infrastructure.databaseMounts" -}}
{{ include "todo.secretMount" (dict "kind" "database-owner") }}
{{ include "todo.secretMount" (dict "kind" "database-app") }}
{{- end }}

{{- define "todo-infrastructure.databaseVolumes" -}}
{{- $secrets := .Values.global.secrets -}}
{{ include "todo.secretVolume" (dict "root" . "kind" "database-owner" "named" $secrets.databaseOwner) }}
{{ include "todo.secretVolume" (dict "root" . "kind" "database-app" "named" $secrets.databaseApp) }}
{{- end }}

{{- /* "true" when the certificate of the database is one of an authority of ours; an external one may have one that everybody knows. */}}
{{- define "todo-infrastructure.hasAuthority" -}}
{{- if or (not .Values.global.database.external) .Values.global.secrets.databaseTls -}}true{{- end -}}
{{- end }}
