{{- /* task: 005-T013 */}}

{{- /* Every kind that this installation has, with its keys and the name that the values give: YAML of {kinds: [{kind, named, keys}]}. */}}
{{- define "todo-infrastructure.kinds" -}}
{{- $named := .Values.global.secrets -}}
kinds:
  {{- if not .Values.global.database.external }}
  - {kind: database-superuser, named: "", keys: [password]}
  - {kind: database-tls, named: {{ $named.databaseTls | quote }}, keys: [ca.crt, tls.crt, tls.key]}
  {{- else if $named.databaseTls }}
  - {kind: database-tls, named: {{ $named.databaseTls | quote }}, keys: [ca.crt]}
  {{- end }}
  - {kind: database-owner, named: {{ $named.databaseOwner | quote }}, keys: [url]}
  - {kind: database-app, named: {{ $named.databaseApp | quote }}, keys: [url{{ if .Values.global.database.pooled }}, direct-url{{ end }}]}
  - {kind: backend-keys, named: {{ $named.backendKeys | quote }}, keys: [key-encryption-key, key-encryption-key-previous]}
  - {kind: frontend-keys, named: {{ $named.frontendKeys | quote }}, keys: [data-protection-key, data-protection-key-previous]}
  - {kind: gateway, named: {{ $named.gateway | quote }}, keys: [key, key-previous]}
  {{- if .Values.backup.enabled }}
  - {kind: backup, named: {{ $named.backup | quote }}, keys: [key, key-previous]}
  {{- if .Values.backup.s3.bucket }}
  - {kind: backup-s3, named: {{ $named.backupS3 | quote }}, keys: [access-key, secret-key]}
  {{- end }}
  {{- end }}
  {{- if $named.model }}
  - {kind: model, named: {{ $named.model | quote }}, keys: [api-key]}
  {{- end }}
  {{- if $named.auth }}
  - {kind: auth, named: {{ $named.auth | quote }}, keys: [secret, secret-previous]}
  {{- end }}
{{- end }}

{{- /* The kinds that the hook makes, separated by commas: not what the values name, what is elsewhere, or what only people have. */}}
{{- define "todo-infrastructure.madeKinds" -}}
{{- $made := list -}}
{{- if and .Values.secrets.create (not .Values.global.externalSecrets.enabled) -}}
{{- $external := .Values.global.database.external -}}
{{- range (include "todo-infrastructure.kinds" . | fromYaml).kinds -}}
{{- $byPeople := or (has .kind (list "backup-s3" "model" "auth")) (and $external (hasPrefix "database-" .kind)) -}}
{{- if not (or .named $byPeople) -}}
{{- if eq .kind "database-tls" -}}{{- $made = append $made "database-ca" -}}{{- end -}}
{{- $made = append $made .kind -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- join "," $made -}}
{{- end }}

{{- /* Of each object of the hook. What grants a right goes when it fails, too. */}}
{{- define "todo-infrastructure.hook" -}}
helm.sh/hook: pre-install,pre-upgrade
helm.sh/hook-weight: {{ .weight | quote }}
helm.sh/hook-delete-policy: before-hook-creation,hook-succeeded{{ if .right }},hook-failed{{ end }}
helm.sh/hook-output-log-policy: hook-failed
{{- end }}
