# Where the time of a hit goes: a flight recording under load, and its flame graph.
# shellcheck shell=bash disable=SC2034,SC2154

mode_profile() {
  local jcmd folder=${out:-target/bench} java
  java=$(readlink -f "$(command -v java)")
  jcmd=$(dirname "$java")/jcmd
  [[ -x $jcmd ]] || die "profile needs a JDK: there is no $jcmd"
  mkdir -p "$folder"
  start_development credence
  warm_up credence
  bounded 60 "$work/jfr.log" "$jcmd" "${pid_of[credence]}" JFR.start name=bench "settings=$PWD/bench/profile.jfc"
  generate credence "${value[seconds]}"
  bounded 60 "$work/jfr.log" "$jcmd" "${pid_of[credence]}" JFR.stop name=bench "filename=$PWD/$folder/hit.jfr"
  bounded 120 "$work/flame.log" java bench/FlameGraph.java "$folder/hit.jfr" "$folder/hit.svg" \
    'Credence: IMDSv2 credentials, session token checked'
  note "$(<"$work/flame.log")"
  note "$folder/hit.jfr, $folder/hit.svg"
  keep 'requests under the recording' '' credence 1 "${result[0]}"
}
