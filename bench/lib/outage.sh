# Latency over time while credentials live so short that they are renewed again and again, and the back end is killed.
# shellcheck shell=bash disable=SC2034,SC2154

readonly WINDOW=5      # seconds
readonly CREDENTIALS=20 # each is renewed in its own time

mode_outage() {
  local away=$((value[outage] / 5)) at=$((value[outage] / 3)) window
  need_go outage
  window=$((value[outage] < 4 * WINDOW ? 2 : WINDOW))
  # An outage ends before what was in memory when it began: a credential is renewed when half of its life is over.
  life=$((away * 5 / 2 > 15 ? away * 5 / 2 : 15))
  note "${value[outage]} s at ${value[rate]} requests/s over $CREDENTIALS credentials that live $life s," \
    "in windows of $window s"
  note "The back end is killed after $at s, and started again $away s later"
  backend_port=
  start_back_end -life "${life}s"
  start_gateway credence "$CREDENTIALS"
  warm_up credence
  under_outage "$window" "$at" "$away"
  keep_windows "$at" "$away"
}

# under_outage WINDOW AT AWAY: the load goes on while the back end comes and goes.
under_outage() {
  local before address=${url_of[credence]}
  url_of[credence]="${address%0}{n}"
  begin_fixed_rate credence "${value[outage]}" --window "$1s" --paths "$CREDENTIALS" --unexpired
  url_of[credence]=$address
  pause "$2"
  before=$(backend_calls)
  kill -KILL "$backend_pid"
  wait "$backend_pid" 2>/dev/null || true
  pause "$3"
  start_back_end -life "${life}s"
  wait "$rate_pid" || die "the load generator failed"
  keep 'credentials issued' '' 'before the outage' 1 "$before"
  keep 'credentials issued' '' 'after the outage' 1 "$(backend_calls)"
  keep 'failed requests' '' 'whole run' 1 "$(field failed <"$work/rate")"
}

# A line for each window, and the spread over the windows with and without a back end.
keep_windows() {
  local from requests failed p50 p99 p999 most kind n=0
  while read -r from requests failed p50 p99 p999 most; do
    kind='windows with the back end'
    ((from + 0 < $1 || from >= $1 + $2)) || kind='windows without the back end'
    n=$((n + 1))
    keep 'latency p50, over the windows' us "$kind" "$n" "$p50"
    keep 'latency p99, over the windows' us "$kind" "$n" "$p99"
    keep 'latency p99.9, over the windows' us "$kind" "$n" "$p999"
    note "from $from s: $requests requests, $failed failed, p50 $p50, p99 $p99, p99.9 $p999, max $most us"
  done < <(windows <"$work/rate")
}

# The windows of "load rate", one a line.
windows() {
  grep -oE '\{"from_s":[^}]*\}' | sed -E 's/"[a-z0-9_]+"://g; s/[{}]//g' | awk -F, '{print $1, $2, $3, $4, $6, $7, $8}'
}
