{{- define "credence.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" -}}
{{- end -}}

{{- define "credence.fullname" -}}
{{- $name := default .Chart.Name .Values.nameOverride -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 52 | trimSuffix "-" -}}
{{- else if contains $name .Release.Name -}}
{{- .Release.Name | trunc 52 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name $name | trunc 52 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{- define "credence.selector" -}}
app.kubernetes.io/name: {{ include "credence.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "credence.labels" -}}
{{ include "credence.selector" . }}
app.kubernetes.io/version: {{ .Values.image.tag | default .Chart.AppVersion | trunc 63 | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" | trunc 63 | trimSuffix "-" }}
{{- with .Values.commonLabels }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{- define "credence.serviceAccountName" -}}
{{- if .Values.serviceAccount.create -}}
{{- default (include "credence.fullname" .) .Values.serviceAccount.name -}}
{{- else -}}
{{- default "default" .Values.serviceAccount.name -}}
{{- end -}}
{{- end -}}

{{- /* image DICT: its "image", and the "root" for the version of the chart */ -}}
{{- define "credence.image" -}}
{{- $tag := .image.tag | default .root.Chart.AppVersion -}}
{{- if .image.digest -}}
{{- printf "%s@%s" .image.repository .image.digest -}}
{{- else -}}
{{- printf "%s:%s" .image.repository $tag -}}
{{- end -}}
{{- end -}}

{{- define "credence.tokenKeySecret" -}}
{{- if .Values.tokenKey.existingSecret -}}
{{- .Values.tokenKey.existingSecret -}}
{{- else if .Values.tokenKey.create -}}
{{- printf "%s-token-key" (include "credence.fullname" .) -}}
{{- end -}}
{{- end -}}

{{- /* Where the ops listener is: on the node's network for nobody but the node, unless somebody says otherwise. */ -}}
{{- define "credence.opsHost" -}}
{{- .Values.ops.address | default (ternary "127.0.0.1" "0.0.0.0" .Values.hostNetwork) -}}
{{- end -}}

{{- define "credence.isOpsOnLoopback" -}}
{{- if hasPrefix "127." (include "credence.opsHost" .) -}}true{{- end -}}
{{- end -}}

{{- /* probe DICT: its "probe", and the "root" */ -}}
{{- define "credence.probe" -}}
httpGet:
  path: {{ .probe.path }}
  port: {{ .root.Values.ops.port }}
  {{- if include "credence.isOpsOnLoopback" .root }}
  host: {{ include "credence.opsHost" .root }}
  {{- end }}
{{ toYaml (omit .probe "path") }}
{{- end -}}

{{- /* What of the values cannot be right in a way that the schema does not see. */ -}}
{{- define "credence.check" -}}
{{- if not .Values.existingConfigMap -}}
{{- $config := .Values.config | default dict -}}
{{- if kindIs "string" $config -}}{{- $config = fromYaml $config -}}{{- end -}}
{{- if hasKey $config "Error" -}}
{{- fail (printf "config is no YAML: %s" $config.Error) -}}
{{- end -}}
{{- if not $config.credentials -}}
{{- fail "config.credentials is missing: say what can be issued, for instance {app: {provider: aws, role: app}}" -}}
{{- end -}}
{{- if not $config.callers -}}
{{- fail "config.callers is missing: say who may have what, for instance [{match: {cidr: 10.244.0.0/16}, credentials: [app]}] with the network of your Pods" -}}
{{- end -}}
{{- if and $config.listeners (not (regexMatch (printf ":%v\"?(\\s|$)" .Values.listener.port) (toYaml $config.listeners))) -}}
{{- fail (printf "config.listeners has none on listener.port (%v): Service, NetworkPolicy and redirect lead there" .Values.listener.port) -}}
{{- end -}}
{{- if and (dig "ops" "address" "" $config) (not (hasSuffix (printf ":%v" .Values.ops.port) (dig "ops" "address" "" $config))) -}}
{{- fail (printf "config.ops.address is not on ops.port (%v), which the probes ask" .Values.ops.port) -}}
{{- end -}}
{{- end -}}
{{- if and .Values.redirect.enabled (not .Values.hostNetwork) -}}
{{- fail "redirect.enabled needs hostNetwork: what is redirected goes to the node" -}}
{{- end -}}
{{- if and .Values.serviceMonitor.enabled (include "credence.isOpsOnLoopback" .) -}}
{{- fail "serviceMonitor.enabled needs an ops.address that Prometheus reaches, such as 0.0.0.0 (and a firewall for it on the node)" -}}
{{- end -}}
{{- if and .Values.tokenKey.create .Values.tokenKey.existingSecret -}}
{{- fail "tokenKey.create and tokenKey.existingSecret: only one of them" -}}
{{- end -}}
{{- end -}}
