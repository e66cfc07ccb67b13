{{- /*
task: 005-T015
The Job of a backup or a restore: (dict "root" $ "component" "backup" "args" (list "backup-store")).
*/}}
{{- define "todo-infrastructure.backupJob" -}}
{{- $part := dict "root" .root "component" .component "tier" "backend" "task" "005-T015" -}}
{{- $values := .root.Values -}}
backoffLimit: {{ .backoffLimit }}
activeDeadlineSeconds: {{ $values.backup.deadlineSeconds }}
ttlSecondsAfterFinished: 604800
template:
  metadata:
    labels: {{- include "todo.podLabels" $part | nindent 6 }}
    annotations:
      todo.dev/task: 005-T015
      {{- with $values.global.podAnnotations }}
      {{- toYaml . | nindent 6 }}
      {{- end }}
  spec:
    {{- include "todo.podSpec" $part | nindent 4 }}
    restartPolicy: Never
    terminationGracePeriodSeconds: 30
    containers:
      - name: {{ .component }}
        image: {{ include "todo.image" (dict "root" .root "image" $values.backup.image) }}
        imagePullPolicy: {{ $values.global.image.pullPolicy }}
        args: {{- toYaml .args | nindent 10 }}
        envFrom:
          - configMapRef:
              name: {{ include "todo.name" (dict "root" .root "component" "backup") }}
        env:
          {{- include "todo.runtimeEnv" .root | nindent 10 }}
          {{- include "todo-infrastructure.databaseEnv" .root | nindent 10 }}
          - name: BACKEND_BACKUP_KEY_FILE
            value: /run/secrets/todo/backup/key
          - name: BACKEND_BACKUP_KEY_PREVIOUS_FILE
            value: /run/secrets/todo/backup/key-previous
          {{- if $values.backup.s3.bucket }}
          - name: BACKEND_BACKUP_S3_ACCESS_KEY_FILE
            value: /run/secrets/todo/backup-s3/access-key
          - name: BACKEND_BACKUP_S3_SECRET_KEY_FILE
            value: /run/secrets/todo/backup-s3/secret-key
          {{- end }}
        terminationMessagePolicy: FallbackToLogsOnError
        resources: {{- toYaml $values.backup.resources | nindent 10 }}
        securityContext: {{- include "todo.containerSecurity" .root | nindent 10 }}
        volumeMounts:
          {{- include "todo-infrastructure.databaseMounts" .root | nindent 10 }}
          {{- if include "todo.hasDatabaseAuthority" .root }}
          {{- include "todo.secretMount" (dict "kind" "database-tls") | nindent 10 }}
          {{- end }}
          {{- include "todo.secretMount" (dict "kind" "backup") | nindent 10 }}
          {{- if $values.backup.s3.bucket }}
          {{- include "todo.secretMount" (dict "kind" "backup-s3") | nindent 10 }}
          {{- else }}
          - {name: backups, mountPath: /backups}
          {{- end }}
          {{- include "todo.tmpMount" .root | nindent 10 }}
    volumes:
      {{- include "todo-infrastructure.databaseVolumes" .root | nindent 6 }}
      {{- if include "todo.hasDatabaseAuthority" .root }}
      {{- include "todo.secretVolume" (dict "root" .root "kind" "database-tls" "named" $values.global.secrets.databaseTls "items" (list "ca.crt")) | nindent 6 }}
      {{- end }}
      {{- include "todo.secretVolume" (dict "root" .root "kind" "backup" "named" $values.global.secrets.backup) | nindent 6 }}
      {{- if $values.backup.s3.bucket }}
      {{- include "todo.secretVolume" (dict "root" .root "kind" "backup-s3" "named" $values.global.secrets.backupS3) | nindent 6 }}
      {{- else }}
      - name: backups
        persistentVolumeClaim:
          claimName: {{ include "todo.name" (dict "root" .root "component" "backup") }}
      {{- end }}
      {{- include "todo.tmpVolume" .root | nindent 6 }}
{{- end }}
