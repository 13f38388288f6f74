# The servers that are measured, each pinned to one CPU, and the back end.
# shellcheck shell=bash disable=SC2034,SC2154

readonly CREDENTIAL_PATH=/latest/meta-data/iam/security-credentials/
readonly GCP_PATH=/computeMetadata/v1/instance/service-accounts/default/token
readonly AZURE_PATH='/metadata/identity/oauth2/token?api-version=2018-02-01&resource=https%3A%2F%2Fmanagement.azure.com'
readonly BARE_TOKEN=bench-token-of-fifty-six-characters-as-real-ones-have-it
readonly READY_WITHIN=60 # seconds

names=() # in the order in which they are measured
backend_port=
declare -A pid_of url_of token_of header_of ops_of

# start NAME URL COMMAND...
start() {
  local name=$1
  url_of[$name]=$2
  names+=("$name")
  # The files that a JVM makes are to go with the rest.
  TMPDIR=$work taskset -c "${server_cpus:-$server_cpu}" "${@:3}" >"$work/$name.log" 2>&1 </dev/null &
  pid_of[$name]=$!
}

stop_servers() {
  end_jobs
  names=()
  pid_of=() url_of=() token_of=() header_of=() ops_of=()
}

# The header that lets a request in.
header() {
  echo "${header_of[$1]:-X-aws-ec2-metadata-token: ${token_of[$1]:-}}"
}

# answers NAME: whether the server answers 200 to a GET with its token.
answers() {
  curl -sf --max-time 2 --noproxy '*' -o /dev/null -H "$(header "$1")" "${url_of[$1]}"
}

# The part of an address before its path.
origin() {
  echo "${1%"/${1#http://*/}"}"
}

session_token() {
  curl -sf --max-time 2 --noproxy '*' -X PUT -H 'X-aws-ec2-metadata-token-ttl-seconds: 21600' \
    "$(origin "$1")/latest/api/token"
}

await() {
  local name=$1 deadline=$((SECONDS + READY_WITHIN))
  until
    [[ -n ${token_of[$name]:-} ]] || token_of[$name]=$(session_token "${url_of[$name]}") || token_of[$name]=
    answers "$name"
  do
    if ! kill -0 "${pid_of[$name]}" 2>/dev/null || ((SECONDS > deadline)); then
      tail -n 20 "$work/$name.log" >&2
      die "$name does not answer 200 on ${url_of[$name]}; its last lines are above"
    fi
    sleep 0.2
  done
}


# start_development NAME [VARIABLE=VALUE...]: Credence with the back end of "serve --dev" in the same process.
start_development() {
  local name=$1 port ops_port
  port=$(free_port)
  ops_port=$(free_port)
  start "$name" "http://127.0.0.1:$port${CREDENTIAL_PATH}dev" env "${@:2}" java "${java_flags[@]}" \
    "-Djava.io.tmpdir=$work" -jar "$JAR" serve --dev --port "$port" --ops-port "$ops_port"
  await "$name"
}

# configure ROLES PORT [KEY: VALUE...]: writes a configuration with credentials r0, r1, ... of the back end.
configure() {
  local n names
  mkdir -p "$work/etc"
  printf 'bench' >"$work/etc/ops.token"
  [[ -f $work/etc/key ]] || head -c 48 /dev/urandom | base64 >"$work/etc/key"
  names=$(seq -s ', ' -f 'r%.0f' 0 $(($1 - 1)))
  {
    echo "listeners: [{address: \"127.0.0.1:$2\"}]"
    echo "ops: {address: \"127.0.0.1:$(free_port)\", token-file: ops.token}"
    echo "backends: {vault: {type: vault, address: \"http://127.0.0.1:$backend_port\", rate-limit: \"2000/s:2000\","
    echo '  auth: {method: token, token: bench}, breaker: {reset: 2s}}}'
    echo 'credentials:'
    for ((n = 0; n < $1; n++)); do echo "  r$n: {provider: aws, role: r$n}"; done
    echo "callers: [{match: any, credentials: [$names]}]"
    echo 'providers: {aws: {token-key-file: key}}'
    echo 'leases: {file: leases.json}'
    # Beyond the callers that are meant to be served, those of the measurement itself need connections.
    echo "limits: {connections: $((value[open] + value[callers] + 20000)), misses: \"0\"}"
    if (($# > 2)); then printf '%s\n' "${@:3}"; fi
  } >"$work/etc/credence.yaml"
}

# start_gateway NAME ROLES [KEY: VALUE...]: Credence with a back end of its own process, see start_back_end.
start_gateway() {
  local name=$1 port
  port=$(free_port)
  configure "$2" "$port" "${@:3}"
  ops_of[$name]=http://$(sed -nE 's/^ops: \{address: "([^"]*)".*/\1/p' "$work/etc/credence.yaml")
  start "$name" "http://127.0.0.1:$port${CREDENTIAL_PATH}r0" java "${java_flags[@]}" "-Djava.io.tmpdir=$work" \
    -jar "$JAR" serve -c "$work/etc/credence.yaml"
  await "$name"
  await_prefetched "$name"
}

# Until every credential is in memory.
await_prefetched() {
  local deadline=$((SECONDS + READY_WITHIN))
  until curl -sf --max-time 5 --noproxy '*' -o /dev/null "${ops_of[$1]}/readyz"; do
    ((SECONDS < deadline)) || die "$1 has not fetched its credentials: $(tail -n 5 "$work/$1.log")"
    sleep 0.2
  done
}

# start_back_end [OPTIONS]: at the port that it had before, if it had one.
start_back_end() {
  local deadline=$((SECONDS + READY_WITHIN))
  backend_port=${backend_port:-$(free_port)}
  taskset -c "$load_cpu" "$work/bin/vault" -port "$backend_port" "$@" >"$work/backend.log" 2>&1 </dev/null &
  backend_pid=$!
  until curl -sf --max-time 2 --noproxy '*' -o /dev/null "http://127.0.0.1:$backend_port/count"; do
    ((SECONDS < deadline)) || kill "$backend_pid"
    kill -0 "$backend_pid" 2>/dev/null || die "the back end does not start: $(<"$work/backend.log")"
    sleep 0.1
  done
}

# backend_calls [ROLE]: how often it was asked for credentials.
backend_calls() {
  curl -sf --max-time 5 --noproxy '*' "http://127.0.0.1:$backend_port/count?role=${1:-}" | field calls
}

# start_view NAME OF URL HEADER: another endpoint of a server that runs.
start_view() {
  pid_of[$1]=${pid_of[$2]}
  url_of[$1]=$3
  token_of[$1]=-
  header_of[$1]=$4
  names+=("$1")
  await "$1"
}

# start_bare NAME COMMAND...: a bare server; it gets port, headers, body and token.
start_bare() {
  local name=$1 port
  port=$(free_port)
  token_of[$name]=$BARE_TOKEN
  start "$name" "http://127.0.0.1:$port${CREDENTIAL_PATH}dev" "${@:2}" \
    "$port" "$work/headers" "$work/body" "$BARE_TOKEN"
  await "$name"
}

start_bare_java() {
  start_bare "$1" java "${java_flags[@]}" "-Djava.io.tmpdir=$work" -cp "$work/bare.jar:$JAR" BareServer
}

# Keeps an answer of a server for the bare one to repeat.
record_answer() {
  curl -sf --max-time 2 --noproxy '*' -D "$work/headers" -o "$work/body" -H "$(header "$1")" "${url_of[$1]}"
}

# The same in size, where there is nothing to record.
invent_answer() {
  local secret
  printf -v secret '%1000s' ''
  printf '{"Code":"Success","AccessKeyId":"made-up","SecretAccessKey":"made-up","Token":"%s","Expiration":"%s"}' \
    "${secret// /x}" 2100-01-01T00:00:00Z >"$work/body"
  printf 'HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nServer: EC2ws\r\nContent-Length: %d\r\n\r\n' \
    "$(wc -c <"$work/body")" >"$work/headers"
}
