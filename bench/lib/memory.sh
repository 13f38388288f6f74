# Resident memory with many credentials and many connections, each round in a new process.
# shellcheck shell=bash disable=SC2034,SC2154

mode_memory() {
  local round
  need_go memory
  note "${value[runs]} processes; ${value[roles]} credentials, ${value[callers]} connections," \
    "${value[seconds]} s of load over all of them"
  note "Idle after ${value[settle]} s; anonymous is what is not mapped from files, and cannot be shared or dropped"
  raise_file_limit
  for ((round = 1; round <= value[runs]; round++)); do
    backend_port=
    start_back_end
    start_gateway credence "${value[roles]}"
    keep_memory_now 'right after the start' "$round"
    pause "${value[settle]}"
    keep_memory_now idle "$round"
    load_all_roles
    keep 'requests of the load' '' credence "$round" "${result[0]}"
    keep_memory_now 'after the load' "$round"
    pause "${value[settle]}"
    keep_memory_now 'idle again' "$round"
    keep 'most memory that was ever resident' MiB credence "$round" "$(memory credence VmHWM)"
    stop_servers
  done
}

keep_memory_now() {
  keep 'resident memory' MiB "$1" "$2" "$(memory credence)"
  keep 'of which anonymous' MiB "$1" "$2" "$(memory credence RssAnon)"
}

# Each connection asks for all credentials in turn.
load_all_roles() {
  local connections=${value[connections]} url=${url_of[credence]}
  value[connections]=${value[callers]}
  url_of[credence]=${url%r0}
  BENCH_ROLES=${value[roles]} generate credence "${value[seconds]}"
  url_of[credence]=$url
  value[connections]=$connections
}
