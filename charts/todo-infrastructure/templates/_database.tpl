{{- /* task: 005-T012 */}}

{{- /* A quantity such as 512Mi or 2Gi as a number of MiB. */}}
{{- define "todo-infrastructure.mebibytes" -}}
{{- if hasSuffix "Gi" . -}}{{ mul (trimSuffix "Gi" . | int) 1024 }}{{- else -}}{{ trimSuffix "Mi" . | int }}{{- end -}}
{{- end }}

{{- /*
Everybody who may be connected at once. A pod has one pool, and a second one while its login is swapped, each with two connections
past the pooler (LISTEN and its successor); a rollout adds a pod; migrations, backup, restore and roles take the rest.
*/}}
{{- define "todo-infrastructure.maxConnections" -}}
{{- $clients := .Values.database.clients -}}
{{- $services := ternary 2 1 .Values.global.mcp.separate -}}
{{- add (mul (add $clients.replicas 1) $services 2 (add $clients.connections 2)) 20 -}}
{{- end }}

{{- /* Valid for PostgreSQL 15 to 18. */}}
{{- define "todo-infrastructure.postgresqlConf" -}}
{{- $memory := include "todo-infrastructure.mebibytes" .Values.database.resources.limits.memory | int -}}
{{- $storage := include "todo-infrastructure.mebibytes" .Values.database.storage.size | int -}}
{{- $connections := include "todo-infrastructure.maxConnections" . | int -}}
listen_addresses = '*'
port = 5432
unix_socket_directories = '/var/run/postgresql'
hba_file = '/etc/postgresql/pg_hba.conf'
max_connections = {{ $connections }}
superuser_reserved_connections = 3
password_encryption = 'scram-sha-256'

# TLS for everybody but the local socket.
ssl = on
ssl_cert_file = '/run/secrets/todo/database-tls/tls.crt'
ssl_key_file = '/run/secrets/todo/database-tls/tls.key'
ssl_min_protocol_version = 'TLSv1.2'

# Fitted to {{ .Values.database.resources.limits.memory }} of memory and {{ .Values.database.storage.size }} of storage.
shared_buffers = {{ div $memory 4 }}MB
effective_cache_size = {{ div (mul $memory 3) 4 }}MB
work_mem = {{ max 2 (div $memory (mul 2 $connections)) }}MB
maintenance_work_mem = {{ max 16 (div $memory 16) }}MB
max_wal_size = {{ min 1024 (max 128 (div $storage 8)) }}MB
min_wal_size = {{ min 256 (max 64 (div $storage 32)) }}MB
wal_compression = on
checkpoint_completion_target = 0.9
random_page_cost = 1.1
# /dev/shm of a container has 64 MiB, and small queries need no helpers.
max_parallel_workers_per_gather = 0
max_parallel_maintenance_workers = 0

# The connections of a node that is gone don't linger.
tcp_keepalives_idle = 30
tcp_keepalives_interval = 10
tcp_keepalives_count = 3
client_connection_check_interval = '10s'

# To stderr, without what people wrote.
log_destination = 'stderr'
logging_collector = off
log_line_prefix = '%m [%p] %q%u@%d '
log_error_verbosity = terse
log_parameter_max_length = 0
log_min_duration_statement = '1s'
log_lock_waits = on
log_checkpoints = off

timezone = 'UTC'
log_timezone = 'UTC'
datestyle = 'iso, mdy'
lc_messages = 'C'
default_text_search_config = 'pg_catalog.english'
{{- range $name, $value := .Values.database.settings }}
{{ $name }} = '{{ $value | toString | replace "'" "''" }}'
{{- end }}
{{- end }}

{{- /* Who may come in: the superuser by the socket as the same user of the system, everybody else by TLS and password. */}}
{{- define "todo-infrastructure.pgHba" -}}
local   all postgres peer
hostssl all postgres all reject
hostssl all all      all scram-sha-256
{{- end }}

{{- define "todo-infrastructure.databaseFiles" -}}
postgresql.conf: |
  {{- include "todo-infrastructure.postgresqlConf" . | nindent 2 }}
pg_hba.conf: |
  {{- include "todo-infrastructure.pgHba" . | nindent 2 }}
{{- end }}

{{- /* The StatefulSet as it is in the cluster; empty where there is none or nobody asks a cluster. */}}
{{- define "todo-infrastructure.running" -}}
{{- lookup "apps/v1" "StatefulSet" .Release.Namespace (include "todo.name" (dict "root" . "component" "database")) | toJson -}}
{{- end }}

{{- /*
What the volume was asked for: Kubernetes refuses a StatefulSet that asks for something else, and with it the whole release. The claim
itself can be made larger.
*/}}
{{- define "todo-infrastructure.claimSpec" -}}
{{- $storage := .Values.database.storage -}}
{{- $size := $storage.size -}}
{{- $class := $storage.className -}}
{{- range dig "spec" "volumeClaimTemplates" list (include "todo-infrastructure.running" . | fromJson) -}}
{{- $size = .spec.resources.requests.storage -}}
{{- $class = .spec.storageClassName -}}
{{- end -}}
accessModes: [ReadWriteOnce]
{{- with $class }}
storageClassName: {{ . }}
{{- end }}
resources:
  requests:
    storage: {{ $size }}
{{- end }}

{{- /*
The image beside PostgreSQL: that which runs, as long as its revision is the chart's. With the release's own tag each release of the
application would restart PostgreSQL.
*/}}
{{- define "todo-infrastructure.rolesImage" -}}
{{- $roles := .Values.database.roles -}}
{{- $image := include "todo.image" (dict "root" . "image" $roles.image) -}}
{{- if not (or $roles.image.tag $roles.image.digest) -}}
{{- $running := include "todo-infrastructure.running" . | fromJson -}}
{{- if eq (dig "spec" "template" "metadata" "annotations" "todo.dev/roles-revision" "" $running) (toString $roles.revision) -}}
{{- range $running.spec.template.spec.containers -}}
{{- if eq .name "roles" -}}{{- $image = .image -}}{{- end -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- $image -}}
{{- end }}
