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
