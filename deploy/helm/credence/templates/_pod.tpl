{{- define "credence.container" -}}
- name: credence
  image: {{ include "credence.image" (dict "image" .Values.image "root" .) | quote }}
  imagePullPolicy: {{ .Values.image.pullPolicy }}
  {{- with .Values.javaOptions }}
  # The entry point of the image, with these flags behind its own.
  command:
    - /opt/credence/runtime/bin/java
    - "@/opt/credence/serve.options"
    {{- range . }}
    - {{ . | quote }}
    {{- end }}
    - -jar
    - /opt/credence/credence.jar
  {{- end }}
  args:
    - serve
    - -c
    - /etc/credence
    {{- range .Values.extraArgs }}
    - {{ . | quote }}
    {{- end }}
  env:
    - name: NODE_NAME
      valueFrom: {fieldRef: {fieldPath: spec.nodeName}}
    - name: STATE_DIRECTORY
      value: /var/lib/credence
    {{- with .Values.extraEnv }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
  {{- with .Values.extraEnvFrom }}
  envFrom:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- if not .Values.hostNetwork }}
  # On the node's network none are named: that would reserve them, and a surge could not be scheduled.
  ports:
    - {name: listener, containerPort: {{ .Values.listener.port }}, protocol: TCP}
    - {name: ops, containerPort: {{ .Values.ops.port }}, protocol: TCP}
  {{- end }}
  {{- with .Values.probes.startup }}
  startupProbe:
    {{- include "credence.probe" (dict "probe" . "root" $) | nindent 4 }}
  {{- end }}
  {{- with .Values.probes.readiness }}
  readinessProbe:
    {{- include "credence.probe" (dict "probe" . "root" $) | nindent 4 }}
  {{- end }}
  {{- with .Values.probes.liveness }}
  livenessProbe:
    {{- include "credence.probe" (dict "probe" . "root" $) | nindent 4 }}
  {{- end }}
  {{- if .Values.preStopSleepSeconds }}
  # So long new connections may still come here; then SIGTERM.
  lifecycle:
    preStop: {sleep: {seconds: {{ .Values.preStopSleepSeconds }}}}
  {{- end }}
  securityContext:
    {{- toYaml .Values.securityContext | nindent 4 }}
  resources:
    {{- toYaml .Values.resources | nindent 4 }}
  volumeMounts:
    - {name: config, mountPath: /etc/credence, readOnly: true}
    - {name: state, mountPath: /var/lib/credence}
    {{- if .Values.vault.address }}
    - {name: vault, mountPath: /run/credence/vault, readOnly: true}
    {{- end }}
    {{- if .Values.callerTokens.existingSecret }}
    - {name: callers, mountPath: /run/credence/callers, readOnly: true}
    {{- end }}
    {{- if include "credence.tokenKeySecret" . }}
    - {name: token-key, mountPath: /run/credence/token-key, readOnly: true}
    {{- end }}
    {{- if .Values.opsToken.existingSecret }}
    - {name: ops-token, mountPath: /run/credence/ops, readOnly: true}
    {{- end }}
    {{- with .Values.extraVolumeMounts }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
{{- end -}}

{{- define "credence.redirect" -}}
# Writes the rules that bring the metadata addresses here, before the gateway starts; they stay when it goes.
- name: redirect
  image: {{ include "credence.image" (dict "image" .Values.redirect.image "root" .) | quote }}
  imagePullPolicy: {{ .Values.redirect.image.pullPolicy }}
  args: [{{ .Values.redirect.action | quote }}]
  env:
    # Interfaces of Pods may have no address, so the node's own are named.
    - name: REDIRECT_TO
      valueFrom: {fieldRef: {fieldPath: status.hostIPs}}
    - {name: REDIRECT_PORT, value: {{ .Values.listener.port | quote }}}
    - {name: REDIRECT_INTERFACES, value: {{ join " " .Values.redirect.interfaces | quote }}}
    - {name: REDIRECT_ADDRESSES, value: {{ join " " .Values.redirect.addresses | quote }}}
  securityContext:
    runAsNonRoot: false
    runAsUser: 0
    runAsGroup: 0
    allowPrivilegeEscalation: false
    readOnlyRootFilesystem: true
    capabilities: {drop: [ALL], add: [NET_ADMIN]}
  resources:
    {{- toYaml .Values.redirect.resources | nindent 4 }}
{{- end -}}

{{- define "credence.volumes" -}}
- name: config
  projected:
    defaultMode: 0440
    sources:
      - configMap: {name: {{ include "credence.fullname" . | quote }}}
      {{- with .Values.existingConfigMap }}
      - configMap: {name: {{ . | quote }}}
      {{- end }}
# Which leases are open, for the start after a crash of the container.
- name: state
  emptyDir: {sizeLimit: 16Mi}
{{- with .Values.vault }}
{{- if .address }}
- name: vault
  projected:
    defaultMode: 0440
    sources:
      - serviceAccountToken:
          path: token
          audience: {{ .auth.audience | quote }}
          expirationSeconds: {{ .auth.expirationSeconds }}
      {{- if .ca.configMap }}
      - configMap: {name: {{ .ca.configMap | quote }}, items: [{key: {{ .ca.key | quote }}, path: ca.crt}]}
      {{- else if .ca.secret }}
      - secret: {name: {{ .ca.secret | quote }}, items: [{key: {{ .ca.key | quote }}, path: ca.crt}]}
      {{- end }}
{{- end }}
{{- end }}
{{- with .Values.callerTokens.existingSecret }}
- name: callers
  secret: {secretName: {{ . | quote }}, defaultMode: 0440}
{{- end }}
{{- with include "credence.tokenKeySecret" . }}
- name: token-key
  secret: {secretName: {{ . | quote }}, defaultMode: 0440, items: [{key: {{ $.Values.tokenKey.key | quote }}, path: key}]}
{{- end }}
{{- with .Values.opsToken.existingSecret }}
- name: ops-token
  secret: {secretName: {{ . | quote }}, defaultMode: 0440, items: [{key: {{ $.Values.opsToken.key | quote }}, path: token}]}
{{- end }}
{{- with .Values.extraVolumes }}
{{ toYaml . }}
{{- end }}
{{- end -}}
