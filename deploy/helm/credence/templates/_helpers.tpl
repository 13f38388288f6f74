{{- define "credence.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 63 | trimAll "-" -}}
{{- end -}}

{{- /* Without dots, which names of releases may have and those of Services may not. */ -}}
{{- define "credence.fullname" -}}
{{- $name := default .Chart.Name .Values.nameOverride -}}
{{- $full := .Release.Name -}}
{{- if .Values.fullnameOverride -}}
{{- $full = .Values.fullnameOverride -}}
{{- else if not (contains $name .Release.Name) -}}
{{- $full = printf "%s-%s" .Release.Name $name -}}
{{- end -}}
{{- $full | replace "." "-" | trunc 52 | trimAll "-" -}}
{{- end -}}

{{- define "credence.selector" -}}
app.kubernetes.io/name: {{ include "credence.name" . | quote }}
app.kubernetes.io/instance: {{ .Release.Name | quote }}
{{- end -}}

{{- define "credence.labels" -}}
{{ include "credence.labelsWith" (dict "root" .) }}
{{- end -}}

{{- /* labelsWith DICT: "fixed" wins over "more", that over commonLabels; nothing wins over what the selectors name. */ -}}
{{- define "credence.labelsWith" -}}
{{- $ours := dict
  "app.kubernetes.io/version" (.root.Values.image.tag | default .root.Chart.AppVersion | replace "+" "_" | trunc 63 | trimAll "-_.")
  "app.kubernetes.io/managed-by" .root.Release.Service
  "helm.sh/chart" (printf "%s-%s" .root.Chart.Name .root.Chart.Version | replace "+" "_" | trunc 63 | trimAll "-_.") -}}
{{- $selector := include "credence.selector" .root | fromYaml -}}
{{- toYaml (merge $selector (.fixed | default dict) (.more | default dict) (.root.Values.commonLabels | default dict) $ours) -}}
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
{{- .Values.ops.address | trimPrefix "[" | trimSuffix "]" | default (ternary "127.0.0.1" "0.0.0.0" .Values.hostNetwork) -}}
{{- end -}}

{{- define "credence.isOpsOnLoopback" -}}
{{- $host := include "credence.opsHost" . -}}
{{- if or (hasPrefix "127." $host) (has $host (list "::1" "localhost")) -}}true{{- end -}}
{{- end -}}

{{- /* address LIST: host and port, as the configuration wants them. */ -}}
{{- define "credence.address" -}}
{{- $host := index . 0 | trimPrefix "[" | trimSuffix "]" -}}
{{- printf (ternary "[%s]:%v" "%s:%v" (contains ":" $host)) $host (index . 1) -}}
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
{{- if eq (int .Values.listener.port) (int .Values.ops.port) -}}
{{- fail (printf "listener.port and ops.port are both %v: the ops listener needs a port of its own" .Values.ops.port) -}}
{{- end -}}
{{- if ge (int .Values.preStopSleepSeconds) (int .Values.terminationGracePeriodSeconds) -}}
{{- fail "terminationGracePeriodSeconds has to be preStopSleepSeconds, shutdown.grace and five seconds, at least" -}}
{{- end -}}
{{- range $from, $labels := dict "commonLabels" .Values.commonLabels "podLabels" .Values.podLabels -}}
{{- range list "app.kubernetes.io/name" "app.kubernetes.io/instance" -}}
{{- if hasKey ($labels | default dict) . -}}
{{- fail (printf "%s: %s is what the DaemonSet knows its Pods by; nameOverride sets the name" $from .) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- $surge := dig "rollingUpdate" "maxSurge" 0 (.Values.updateStrategy | default dict) | toString -}}
{{- if and .Values.hostNetwork (not .Values.reusePort) (not (has $surge (list "0" "0%"))) -}}
{{- fail "updateStrategy.rollingUpdate.maxSurge with hostNetwork needs reusePort: two gateways cannot have the same port of a node otherwise" -}}
{{- end -}}
{{- include "credence.checkEgress" . -}}
{{- end -}}

{{- /* A policy that keeps the gateway from its Vault would show as a Vault that does not answer. Behind a Service the port of its
Pods counts, which nobody sees here. */ -}}
{{- define "credence.checkEgress" -}}
{{- $url := urlParse .Values.vault.address -}}
{{- $isService := regexMatch "\\.svc(\\.|:|$)" $url.host -}}
{{- if and .Values.networkPolicy.enabled (not .Values.hostNetwork) .Values.vault.address (not $isService) -}}
{{- $port := regexFind ":[0-9]+$" $url.host | trimPrefix ":" | default (ternary "443" "80" (eq $url.scheme "https")) | int -}}
{{- $open := false -}}
{{- range .Values.networkPolicy.egress -}}
{{- if not .ports -}}{{- $open = true -}}{{- end -}}
{{- range .ports -}}
{{- $first := .port | default $port -}}
{{- if or (kindIs "string" $first) (and (le (int $first) $port) (le $port (int (.endPort | default $first)))) -}}
{{- if ne (.protocol | default "TCP") "UDP" -}}{{- $open = true -}}{{- end -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- if not $open -}}
{{- fail (printf "networkPolicy.egress lets nobody through to port %v of vault.address: add {ports: [{protocol: TCP, port: %v}]}" $port $port) -}}
{{- end -}}
{{- end -}}
{{- end -}}
