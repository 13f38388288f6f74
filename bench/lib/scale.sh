# Two event loops against one. A machine with two CPUs has none left for the load then.
# shellcheck shell=bash disable=SC2034,SC2154

mode_scale() {
  local round loops
  base=one
  if ((${#cpus[@]} >= 4)); then
    note "One event loop on CPU ${cpus[0]}, two on CPUs ${cpus[0]} and ${cpus[1]}," \
      "load on CPUs ${cpus[2]} and ${cpus[3]}"
  else
    note "Only ${#cpus[@]} CPUs: the load shares them with two event loops, so throughput cannot be compared." \
      "What can is the CPU time of a request: if it stays the same, two loops do not hinder each other"
  fi
  for loops in one two; do
    place "$loops"
    start_development "$loops"
    warm_up "$loops"
  done
  for ((round = 1; round <= value[runs]; round++)); do
    for loops in one two; do
      place "$loops"
      measure_scale "$loops" "$round"
    done
  done
  server_cpus='' load_cpus='' load_threads=1
}

# place one|two: as many event loops as the server may use CPUs.
place() {
  local last=${cpus[1]}
  load_threads=1 server_cpus=${cpus[0]} load_cpus=$last
  ((${#cpus[@]} < 4)) || load_threads=2 load_cpus=${cpus[2]},${cpus[3]}
  if [[ $1 == two ]]; then
    server_cpus=${cpus[0]},$last
    ((${#cpus[@]} >= 4)) || load_cpus=$server_cpus
  fi
}

measure_scale() {
  local before after
  before=$(ticks "$1")
  generate "$1" "${value[seconds]}"
  after=$(ticks "$1")
  keep 'CPU time per request' us "$1" "$2" "$(per_request $((after - before)) "${result[0]}")"
  ((${#cpus[@]} < 4)) || keep throughput requests/s "$1" "$2" $((result[0] * 1000000 / result[1]))
}
