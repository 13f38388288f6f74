# What every mode needs: the machine's CPUs and ports, the programs, and an end that leaves nothing behind.
# shellcheck shell=bash disable=SC2034,SC2154

die() {
  echo "bench: $*" >&2
  exit 1
}

say() {
  echo "bench: $*" >&2
}

number() {
  [[ $2 =~ ^[1-9][0-9]{0,6}$ ]] || die "$1 must be a whole number above 0, but is '$2'"
}

# The CPUs that this process may use, one per line.
allowed_cpus() {
  local ranges range
  IFS=, read -r -a ranges <<<"$(awk '/^Cpus_allowed_list:/ {print $2}' /proc/self/status)"
  for range in "${ranges[@]}"; do
    seq "${range%-*}" "${range#*-}"
  done
}

choose_cpus() {
  mapfile -t cpus < <(allowed_cpus)
  ((${#cpus[@]} >= 2)) || die "needs two CPUs, one for the servers and one for the load"
  server_cpu=${BENCH_SERVER_CPU:-${cpus[0]}}
  load_cpu=${BENCH_LOAD_CPU:-${cpus[1]}}
}

choose_load_generator() {
  if command -v wrk >/dev/null; then
    load=wrk
  elif $clouds || [[ " ${modes[*]} " =~ \ (memory|scale)\  ]]; then
    die "--clouds, memory and scale need wrk (apt-get install wrk)"
  elif [[ -x tools/.cache/bin/k6 ]]; then
    load=k6
  else
    die "no load generator: install wrk (apt-get install wrk), or k6 with tools/install"
  fi
}

# A port that nobody answers on at this moment.
free_port() {
  local port
  for _ in {1..50}; do
    port=$((20000 + RANDOM % 10000))
    if ! (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then
      echo "$port"
      return
    fi
  done
  die "found no free port"
}

# bounded SECONDS FILE COMMAND...: runs it with its output in the file, and ends it when its time is over. In the
# background, because bash notices signals while it waits, and not while a command runs.
bounded() {
  timeout -k 5 "$1" "${@:3}" >"$2" </dev/null &
  wait $!
}

# pause SECONDS: as bounded, it can be interrupted.
pause() {
  sleep "$1" &
  wait $!
}

build() {
  have_go=false
  if [[ ! -f $JAR ]]; then
    bounded 900 "$work/mvn.log" mvn -q -B -DskipTests package ||
      { cat "$work/mvn.log" >&2 && die "the jar could not be built"; }
  fi
  build_java
  if command -v go >/dev/null; then
    bounded 300 "$work/go.log" env GOFLAGS= GOTOOLCHAIN=local go -C bench/go build -trimpath -o "$work/bin/" ./... ||
      die "bench/go could not be built"
    have_go=true
  else
    say "there is no Go: no bare server of Go's, and nothing at a fixed rate"
  fi
}

# In a jar, because an archive of loaded classes holds none from folders.
build_java() {
  mkdir "$work/classes"
  javac -Xlint:all,-classfile -d "$work/classes" -cp "$JAR" bench/BareServer.java
  jar --create --file "$work/bare.jar" -C "$work/classes" .
}

need_go() {
  $have_go || die "$1 needs Go, which builds its load generator"
}

# Ends what runs, whatever it is, and waits for it. The files go last.
finish() {
  local status=$?
  trap - EXIT
  trap '' HUP INT TERM
  end_jobs
  rm -rf "$work"
  exit "$status"
}

end_jobs() {
  local pids deadline=$((SECONDS + 10))
  mapfile -t pids < <(jobs -pr)
  ((${#pids[@]} > 0)) || return 0
  kill "${pids[@]}" 2>/dev/null || true
  while [[ -n $(jobs -pr) ]]; do
    if ((SECONDS > deadline)); then
      kill -KILL "${pids[@]}" 2>/dev/null || true
      break
    fi
    sleep 0.1
  done
  wait 2>/dev/null || true
}

# end PID: ends one child and waits for it; one that does not hear is killed after ten seconds.
end() {
  local deadline=$((SECONDS + 10))
  kill "$1" 2>/dev/null || true
  while kill -0 "$1" 2>/dev/null; do
    if ((SECONDS > deadline)); then
      kill -KILL "$1" 2>/dev/null || true
      break
    fi
    sleep 0.1
  done
  wait "$1" 2>/dev/null || true
}
