# What a hit costs, side by side with servers that do nothing but answer.
# shellcheck shell=bash disable=SC2034,SC2154

mode_hits() {
  local name round
  start_side_by_side
  base=bare
  note "${value[runs]} rounds of ${value[seconds]} s, ${value[connections]} connections," \
    "$load on CPU $load_cpu, servers on CPU $server_cpu"
  pause "$((value[settle] / 3 + 1))"
  keep_memory idle
  for name in "${names[@]}"; do
    warm_up "$name"
  done
  for ((round = 1; round <= value[runs]; round++)); do
    for name in "${names[@]}"; do
      measure_hits "$name" "$round"
    done
  done
  if $have_go; then
    for ((round = 1; round <= value[runs]; round++)); do
      for name in "${names[@]}"; do
        measure_fixed_rate "$name" "$round"
      done
    done
  fi
  keep_memory 'after load'
}

start_side_by_side() {
  local i first
  if $noise_only; then
    invent_answer
    start_bare_java bare-again
  else
    [[ $metrics == off ]] || start_development credence
    [[ $metrics == on ]] || start_development credence-no-metrics CREDENCE_METRICS_PROMETHEUS=false
    first=${names[0]}
    record_answer "$first"
    if $clouds; then
      start_view credence-gcp "$first" "$(origin "${url_of[$first]}")$GCP_PATH" 'Metadata-Flavor: Google'
      start_view credence-azure "$first" "$(origin "${url_of[$first]}")$AZURE_PATH" 'Metadata: true'
    fi
  fi
  start_bare_java bare
  if $have_go && ! $noise_only; then
    start_bare bare-go "$work/bin/bare"
  fi
  for ((i = 0; i < ${#peers[@]}; i += 3)); do
    start "${peers[i]}" "${peers[i + 2]}" bash -c "exec ${peers[i + 1]}"
    await "${peers[i]}"
  done
}

# measure_hits NAME ROUND: as many as go.
measure_hits() {
  local before after before_bytes after_bytes
  before_bytes=$(allocated "$1")
  before=$(ticks "$1")
  generate "$1" "${value[seconds]}"
  after=$(ticks "$1")
  after_bytes=$(allocated "$1")
  keep 'CPU time per request' us "$1" "$2" "$(per_request $((after - before)) "${result[0]}")"
  keep throughput requests/s "$1" "$2" $((result[0] * 1000000 / result[1]))
  keep 'latency p50 at full load' us "$1" "$2" "${result[3]}"
  keep 'latency p99 at full load' us "$1" "$2" "${result[4]}"
  [[ -z $before_bytes ]] || keep 'allocation per request' bytes "$1" "$2" $(((after_bytes - before_bytes) / result[0]))
}

measure_fixed_rate() {
  local before after
  before=$(ticks "$1")
  at_fixed_rate "$1" "${value[seconds]}"
  after=$(ticks "$1")
  rate_results "$1" "$2"
  keep "CPU time per request at ${value[rate]} requests/s" us "$1" "$2" \
    "$(per_request $((after - before)) "$(field requests <"$work/rate")")"
}

# keep_memory WHEN
keep_memory() {
  local name
  for name in "${names[@]}"; do
    [[ -n ${header_of[$name]:-} ]] || keep "resident memory, $1" MiB "$name" 1 "$(memory "$name")"
  done
}
