# Where the time of a hit goes: stacks under load, and their flame graph.
# shellcheck shell=bash disable=SC2034,SC2154

mode_profile() {
  local folder=${out:-$PWD/target/bench}
  jcmd=$(dirname "$(readlink -f "$(command -v java)")")/jcmd
  [[ -x $jcmd ]] || die "profile needs a JDK: there is no $jcmd"
  mkdir -p "$folder"
  start_development credence
  warm_up credence
  # What is above 64 frames would look as if it had begun there.
  tell JFR.configure stackdepth=256
  tell JFR.start name=bench "settings=$PWD/bench/profile.jfc"
  generate credence "${value[seconds]}"
  tell JFR.stop name=bench "filename=$folder/hit.jfr"
  keep 'requests under the flight recording' '' credence 1 "${result[0]}"
  draw "$folder/hit.jfr" "$folder/hit.svg"
  if [[ -n ${BENCH_ASYNC_PROFILER:-} ]]; then
    profile_natively "$folder"
  fi
}

# Also the threads and the code of the JVM that are not Java, by processor time.
profile_natively() {
  # jcmd takes what has an equals sign for an option of its own, unless it is quoted.
  tell JVMTI.agent_load "$BENCH_ASYNC_PROFILER" '"start,event=ctimer,interval=1ms"'
  generate credence "${value[seconds]}"
  tell JVMTI.agent_load "$BENCH_ASYNC_PROFILER" "\"stop,collapsed,file=$1/hit.collapsed\""
  keep 'requests under async-profiler' '' credence 1 "${result[0]}"
  draw "$1/hit.collapsed" "$1/hit-native.svg"
}

# tell COMMAND...: has the JVM that is measured do it.
tell() {
  bounded 60 "$work/jcmd.log" "$jcmd" "${pid_of[credence]}" "$@" || die "$*: $(<"$work/jcmd.log")"
}

# draw STACKS PICTURE
draw() {
  bounded 120 "$work/flame.log" java bench/FlameGraph.java "$1" "$2" \
    'Credence: IMDSv2 credentials, session token checked'
  note "$(basename "$2"): $(<"$work/flame.log")"
}
