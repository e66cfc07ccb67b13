{{- /* task: 005-T002 */}}

{{- /* (dict "root" $ "component" "backend" "task" "…" "autoscaling" .Values.autoscaling) */}}
{{- define "todo.autoscaler" -}}
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {{- include "todo.metadata" . | nindent 2 }}
spec:
  scaleTargetRef:
    apiVersion: apps/v1
    kind: Deployment
    name: {{ include "todo.name" . }}
  minReplicas: {{ .autoscaling.minReplicas }}
  maxReplicas: {{ .autoscaling.maxReplicas }}
  metrics:
    - type: Resource
      resource: {name: cpu, target: {type: Utilization, averageUtilization: 70}}
    - type: Resource
      resource: {name: memory, target: {type: Utilization, averageUtilization: 80}}
  behavior:
    scaleUp:
      stabilizationWindowSeconds: 0
    scaleDown:
      stabilizationWindowSeconds: 120
{{- end }}

{{- /* Only where more than one replica runs: with one it would block a drain. */}}
{{- define "todo.disruptionBudget" -}}
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {{- include "todo.metadata" . | nindent 2 }}
spec:
  maxUnavailable: 1
  unhealthyPodEvictionPolicy: AlwaysAllow
  selector:
    matchLabels: {{- include "todo.selectorLabels" . | nindent 6 }}
{{- end }}

{{- /* "true" when more than one replica runs: (dict "autoscaling" … "replicas" …). */}}
{{- define "todo.isReplicated" -}}
{{- if .autoscaling.enabled -}}
{{- if gt (int .autoscaling.minReplicas) 1 }}true{{ end -}}
{{- else if gt (int .replicas) 1 -}}true
{{- end -}}
{{- end }}

{{- define "todo.serviceAccount" -}}
apiVersion: v1
kind: ServiceAccount
metadata: {{- include "todo.metadata" . | nindent 2 }}
automountServiceAccountToken: false
{{- end }}

{{- /* How a Deployment changes: a new pod is ready before an old one goes. */}}
{{- define "todo.rollout" -}}
revisionHistoryLimit: 3
progressDeadlineSeconds: 120
strategy:
  type: RollingUpdate
  rollingUpdate: {maxUnavailable: 0, maxSurge: 1}
{{- end }}
