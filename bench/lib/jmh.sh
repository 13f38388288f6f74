# Parts of a hit by themselves, measured by JMH.
# shellcheck shell=bash disable=SC2034,SC2154

# Warm-up and measurement, each so many times so long, and in how many processes.
readonly JMH_THOROUGH=(-wi 3 -w 1s -i 5 -r 1s -f 2)
readonly JMH_QUICK=(-wi 1 -w 100ms -i 1 -r 100ms -f 0)

mode_jmh() {
  local jar times=("${JMH_THOROUGH[@]}")
  command -v mvn >/dev/null || die "jmh needs Maven"
  ! $quick || times=("${JMH_QUICK[@]}")
  jar=$(readlink -f "$JAR")
  bounded 600 "$work/jmh.log" mvn -q -B -f bench/jmh/pom.xml "-Dcredence.jar=$jar" compile ||
    { cat "$work/jmh.log" >&2 && die "the benchmarks could not be built"; }
  note "JMH ${times[*]}, on CPU $server_cpu; each value is the mean of one run over all processes"
  bounded 1800 "$work/jmh.log" taskset -c "$server_cpu" java "-Djava.io.tmpdir=$work" \
    -cp "target/jmh/classes:target/jmh/lib/*:$jar" org.openjdk.jmh.Main "${times[@]}" -foe true \
    -jvmArgs "${java_flags[*]} -Djava.io.tmpdir=$work" -prof gc -rf csv -rff "$work/jmh.csv" ||
    { tail -n 30 "$work/jmh.log" >&2 && die "a benchmark failed"; }
  keep_jmh
}

# The lines of the CSV file: benchmark[:what a profiler adds], mode, threads, samples, score, error, unit[, parameter].
keep_jmh() {
  local name score parameter
  while IFS=$'\t' read -r name score parameter; do
    case $name in
      *:gc.alloc.rate.norm)
        keep 'allocation per operation' bytes "$(jmh_subject "${name%:*}" "$parameter")" 1 "$score"
        ;;
      *:*) ;;
      *) keep 'time per operation' ns "$(jmh_subject "$name" "$parameter")" 1 "$score" ;;
    esac
  done < <(sed -E '1d; s/\r$//; s/"([^"]*)"/\1/g' "$work/jmh.csv" | awk -F, '{printf "%s\t%.1f\t%s\n", $1, $5, $8}')
}

# jmh_subject NAME PARAMETER: class, method and parameter.
jmh_subject() {
  local method=${1##*.} class=${1%.*}
  class=${class##*.}
  echo "${class%Benchmark}.$method${2:+ $2}"
}
