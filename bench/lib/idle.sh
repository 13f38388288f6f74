# Hits at a fixed rate on some connections while many others are only open.
# shellcheck shell=bash disable=SC2034,SC2154

mode_idle() {
  local round
  need_go idle
  base=alone
  note "${value[runs]} rounds of ${value[seconds]} s each way, in turn;" \
    "${value[rate]} requests/s on ${value[connections]} connections"
  raise_file_limit
  backend_port=
  start_back_end
  start_gateway credence 1
  warm_up credence
  for ((round = 1; round <= value[runs]; round++)); do
    measure_with alone "$round"
    open_connections
    measure_with "beside ${value[open]} open connections" "$round"
    close_connections "$round"
  done
}

# measure_with SUBJECT ROUND
measure_with() {
  local before after
  before=$(ticks credence)
  at_fixed_rate credence "${value[seconds]}" --contains '"Success"' --unexpired
  after=$(ticks credence)
  rate_results "$1" "$2"
  keep 'CPU time per request' us "$1" "$2" "$(per_request $((after - before)) "$(field requests <"$work/rate")")"
  keep 'resident memory' MiB "$1" "$2" "$(memory credence)"
}

# Credence closes connections on which nothing happened for a minute, so they are opened anew for each round.
open_connections() {
  local deadline=$((SECONDS + 60))
  taskset -c "$load_cpu" "$work/bin/load" hold --url "${url_of[credence]}" --header "$(header credence)" \
    --connections "${value[open]}" --longest "$((value[seconds] + 90))s" >"$work/hold" 2>"$work/hold.log" </dev/null &
  holder=$!
  until grep -q '^open$' "$work/hold.log"; do
    ((SECONDS < deadline)) || kill "$holder"
    kill -0 "$holder" 2>/dev/null ||
      die "the connections could not be opened: $(<"$work/hold.log"), $(tail -n 1 "$work/credence.log")"
    sleep 0.2
  done
}

close_connections() {
  end "$holder"
  keep 'connections that were open to the end' '' "beside ${value[open]} open connections" "$1" \
    "$(field open_at_the_end <"$work/hold")"
}
