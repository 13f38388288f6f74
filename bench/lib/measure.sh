# What is read from the system and from the load generators.
# shellcheck shell=bash disable=SC2034,SC2154

readonly K6_LATE=99 # its exit code when a threshold is crossed; here latency is measured, not judged

# memory NAME [FIELD]: in MiB; VmRSS is everything, RssAnon what is not from files, VmHWM the most that it ever was. Nothing
# if the process has ended.
memory() {
  awk -v field="${2:-VmRSS}:" '$1 == field {printf "%.1f", $2 / 1024}' "/proc/${pid_of[$1]}/status" 2>/dev/null
}

# User and system time so far, in clock ticks. The command in parentheses may hold blanks, so what is before its end is
# cut.
ticks() {
  local stat fields
  stat=$(<"/proc/${pid_of[$1]}/stat")
  read -r -a fields <<<"${stat##*) }"
  echo $((fields[11] + fields[12]))
}

# per_request TICKS REQUESTS: in microseconds.
per_request() {
  awk -v ticks="$1" -v requests="$2" -v hz="$(getconf CLK_TCK)" 'BEGIN {printf "%.2f", ticks / hz * 1e6 / requests}'
}

# Bytes that the threads of a JVM have allocated so far; empty for what is none.
allocated() {
  local jcmd
  jcmd=$(dirname "$(readlink -f "$(command -v java)")")/jcmd
  [[ -x $jcmd && $(readlink "/proc/${pid_of[$1]}/exe") == */java ]] || return 0
  taskset -c "$load_cpu" timeout 20 "$jcmd" "${pid_of[$1]}" Thread.print -e 2>/dev/null | awk '
    match($0, / allocated=[0-9]+[BKMG] /) {
      text = substr($0, RSTART + 11, RLENGTH - 12)
      unit = substr(text, length(text))
      bytes += text * (unit == "K" ? 1024 : unit == "M" ? 1048576 : unit == "G" ? 1073741824 : 1)
    }
    END {printf "%.0f", bytes}'
}

# field NAME: a number of the JSON object on standard input, the first of that name.
field() {
  grep -oE "\"$1\" *: *-?[0-9.]+" | head -n 1 | grep -oE -- '-?[0-9.]+$'
}

# generate NAME SECONDS: as many requests as go. Leaves requests, microseconds, failed, p50 and p99 in microseconds in
# result.
generate() {
  local url=${url_of[$1]} within=$(($2 + 20))
  if [[ $load == wrk ]]; then
    BENCH_HEADER=$(header "$1") bounded "$within" "$work/load" taskset -c "${load_cpus:-$load_cpu}" \
      wrk "-t${load_threads:-1}" "-c${value[connections]}" "-d$2s" --latency -s bench/hit.lua "$url"
    read -r -a result <<<"$(awk '$1 == "RESULT" {print $2, $3, $4, $5, $6}' "$work/load")"
  else
    CREDENCE_URL=$(origin "$url") CREDENCE_PATH=${url#"$(origin "$url")"} CREDENCE_TOKEN=${token_of[$1]} \
      SUMMARY=$work/k6.json VUS=${value[connections]} DURATION=$2s bounded "$within" /dev/null taskset -c "$load_cpu" \
      tools/.cache/bin/k6 run --quiet --no-usage-report k6/hit.js || (($? == K6_LATE))
    read -r -a result <<<"$(awk -F '[:,]' '{gsub(/[ "]/, "", $1); value[$1] = $2}
      END {
        print value["requests"], value["seconds"] * 1e6, value["failed"], value["p50_ms"] * 1e3, value["p99_ms"] * 1e3
      }
    ' "$work/k6.json")"
  fi
  ((${#result[@]} == 5 && result[0] > 0)) || die "the load generator measured nothing on $1"
  ((result[2] == 0)) || die "$1 did not answer every request: ${result[2]} failed of ${result[0]}"
}

# By count, not by time: a JIT compiler goes by calls, and a slow minute of the machine must not leave one server cold.
warm_up() {
  local answered=0 until=$((SECONDS + 30)) piece=$((value[seconds] < 3 ? value[seconds] : 3))
  while ((answered < value[warmup] && SECONDS < until)); do
    generate "$1" "$piece"
    answered=$((answered + result[0]))
  done
}

# at_fixed_rate NAME SECONDS [OPTIONS]: leaves what "load rate" printed in $work/rate.
at_fixed_rate() {
  begin_fixed_rate "$@"
  wait "$rate_pid" || die "the load at a fixed rate on $1 failed"
}

# begin_fixed_rate NAME SECONDS [OPTIONS]: the same without waiting for the end.
begin_fixed_rate() {
  timeout -k 5 $(($2 + 40)) taskset -c "$load_cpu" "$work/bin/load" rate --url "${url_of[$1]}" \
    --header "$(header "$1")" --rate "${value[rate]}" --connections "${value[connections]}" --duration "$2s" \
    "${@:3}" >"$work/rate" </dev/null &
  rate_pid=$!
}

# rate_results SUBJECT ROUND: keeps what at_fixed_rate has measured.
rate_results() {
  local percentile
  for percentile in p50 p99 p999 max; do
    keep "latency ${percentile/p999/p99.9} at ${value[rate]} requests/s" us "$1" "$2" \
      "$(field "${percentile}_us" <"$work/rate")"
  done
  keep 'failed requests at that rate' '' "$1" "$2" "$(field failed <"$work/rate")"
}
