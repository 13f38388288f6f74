# Callers who ask for one cold credential at the same moment, while the back end takes its time.
# shellcheck shell=bash disable=SC2034,SC2154

mode_herd() {
  local delay more=()
  need_go herd
  note "${value[herds]} rounds, each with a credential that was dropped before;" \
    "callers and back end on CPU $load_cpu, Credence on CPU $server_cpu"
  note "One thread sends for all callers, so each caller's time is counted from its own sending"
  raise_file_limit
  # On a machine that is busy with other tests the callers would be told to come again, which is not the point.
  ! $quick || more=('refresh: {wait: 10s}')
  for delay in 300 600; do
    backend_port=
    start_back_end -delay "${delay}ms"
    start_warm
    one_size "$delay" "${value[callers]}" 1
    one_size "$delay" $((value[callers] * 10)) $((value[herds] + 1))
    stop_servers
  done
}

# one_size DELAY CALLERS FIRST: the rounds with so many callers, from credential rFIRST on.
one_size() {
  local round
  for ((round = 0; round < value[herds]; round++)); do
    measure_herd "$2 callers, back end takes $1 ms" $((round + 1)) "$2" "r$(($3 + round))"
  done
}

# measure_herd SUBJECT ROUND CALLERS ROLE
measure_herd() {
  local before url
  drop "$4" || start_anew "$1" "$4"
  before=$(backend_calls "$4")
  url=$(origin "${url_of[credence]}")$CREDENTIAL_PATH$4
  bounded 60 "$work/herd" taskset -c "$load_cpu" "$work/bin/load" herd --url "$url" --header "$(header credence)" \
    --contains '"Success"' --unexpired --connections "$3"
  keep 'calls to the back end' '' "$1" "$2" $(($(backend_calls "$4") - before))
  keep 'callers without a credential' '' "$1" "$2" "$(field failed <"$work/herd")"
  keep 'resident memory' MiB "$1" "$2" "$(memory credence)"
  if (($(field correct <"$work/herd") == 0)); then
    note "Nobody was served in round $2 of \"$1\": $(grep -oE '"reasons":\{[^}]*\}' "$work/herd")"
    return
  fi
  keep 'the median caller was answered within' ms "$1" "$2" "$(field median_ms <"$work/herd")"
  keep 'every caller was answered within' ms "$1" "$2" "$(field last_ms <"$work/herd")"
  keep 'first request sent to last answer' ms "$1" "$2" "$(field last_since_release_ms <"$work/herd")"
  keep 'sending all requests took' ms "$1" "$2" "$(field sending_ms <"$work/herd")"
}

# drop ROLE: what was fetched ahead is forgotten, so the next caller finds nothing.
drop() {
  curl -sf --max-time 5 --noproxy '*' -o /dev/null -X POST -H 'Authorization: Bearer bench' \
    "${ops_of[credence]}/credentials/$1/drop"
}

start_warm() {
  start_gateway credence $((2 * value[herds] + 1)) "${more[@]}"
  warm_up credence
}

# start_anew SUBJECT ROLE: what killed it (mostly the memory that so many connections take) must not end the other
# rounds.
start_anew() {
  note "Before a round of \"$1\" Credence did not answer any more, and was started anew:" \
    "$(tail -n 1 "$work/credence.log")"
  end "${pid_of[credence]}"
  start_warm
  drop "$2" || die "Credence does not drop $2"
}

# Each connection is an open file of both ends.
raise_file_limit() {
  ulimit -Sn "$(ulimit -Hn)"
  note "Open files: $(ulimit -Sn)"
}
