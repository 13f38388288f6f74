# From the start of a process to its first correct answer, with what shortens it and without.
# shellcheck shell=bash disable=SC2034,SC2154

declare -A way # the command line of each, in words without blanks
ways=()

mode_start() {
  local name round
  need_go start
  prepare_starts
  base=bare
  note "${value[starts]} starts of each, in turn, on all CPUs;" \
    "Credence fetches its credential from a back end of another process"
  for ((round = 1; round <= value[starts]; round++)); do
    for name in "${ways[@]}"; do
      measure_start "$name" "$round"
    done
  done
}

# add_way NAME COMMAND...
add_way() {
  ways+=("$1")
  way[$1]=${*:2}
}

prepare_starts() {
  local newest serve
  ways=()
  backend_port=
  start_back_end
  start_gateway prepared 1
  start_port=$(port_of "${url_of[prepared]}")
  start_token=${token_of[prepared]}
  record_answer prepared
  end "${pid_of[prepared]}"
  serve="serve -c $work/etc/credence.yaml"
  bare="BareServer $start_port $work/headers $work/body $start_token"
  add_credence_ways '' java SharedArchiveFile ArchiveClassesAtExit
  add_bare_ways '' java SharedArchiveFile ArchiveClassesAtExit
  if $quick || ! newest=$(newest_java); then
    note 'No JDK 25 was measured: there is none, or --quick left it out'
  else
    add_credence_ways "-$(major "$newest")" "$newest" AOTCache AOTCacheOutput
    add_bare_ways "-$(major "$newest")" "$newest" AOTCache AOTCacheOutput
  fi
  add_way bare-go "$work/bin/bare ${bare#BareServer }"
}

# add_bare_ways SUFFIX JAVA USING MAKING: plain, and with an archive of loaded classes.
add_bare_ways() {
  add_way "bare$1" "$2 ${java_flags[*]} -Djava.io.tmpdir=$work -cp $work/bare.jar:$JAR $bare"
  $quick || add_archived_way "bare$1" "$2" "-cp $work/bare.jar:$JAR $bare" "$3" "$4"
}

# add_credence_ways SUFFIX JAVA USING MAKING: the same, and through the launcher.
add_credence_ways() {
  local flags="${java_flags[*]} -Djava.io.tmpdir=$work" installed=$work/installed$1 surroundings
  add_way "credence$1" "$2 $flags -jar $JAR $serve"
  add_archived_way "credence$1" "$2" "-jar $JAR $serve" "$3" "$4"
  # A jar of its own, because the archive may be kept beside it.
  mkdir "$installed" && cp "$JAR" "$installed/credence.jar"
  surroundings="env $(java_home "$2") XDG_CACHE_HOME=$installed CREDENCE_JAR=$installed/credence.jar"
  surroundings+=" CREDENCE_JAVA_OPTS=-Djava.io.tmpdir=$work"
  add_way "credence$1-launcher" "$surroundings bin/credence $serve"
  train_launcher "$surroundings" "$installed" ||
    note "The launcher had no archive (credence$1-launcher): bin/credence train did not make one"
}

# train_launcher SURROUNDINGS FOLDER: whether it has left an archive there, which is larger than anything else.
train_launcher() {
  local -a surroundings
  read -r -a surroundings <<<"$1"
  bounded 120 "$work/train.log" "${surroundings[@]}" bin/credence train 2>"$work/train.err" &&
    [[ -n $(find "$2" -type f -size +2M ! -name credence.jar) ]]
}

# JAVA_HOME=..., for the Java that is not the one on the path.
java_home() {
  [[ $1 != */* ]] || echo "JAVA_HOME=$(dirname "$(dirname "$1")")"
}

# add_archived_way NAME JAVA ARGUMENTS USING MAKING: the archive is made by a start that ends after its first answer.
add_archived_way() {
  local archive=$work/$1.archive flags="${java_flags[*]} -Djava.io.tmpdir=$work"
  ways+=("$1-archive")
  way[$1-archive]="$2 $flags -XX:$5=$archive $3"
  one_start "$1-archive" || die "$1: the start that makes its archive failed: $(tail -n 5 "$work/start.log")"
  [[ -s $archive ]] || die "$1: $5 has made no archive: $(tail -n 5 "$work/start.log")"
  way[$1-archive]="$2 $flags -XX:$4=$archive $3"
}

# one_start NAME: leaves what "load start" printed in $work/start.
one_start() {
  local -a command
  read -r -a command <<<"${way[$1]}"
  bounded 200 "$work/start" "$work/bin/load" start --url "http://127.0.0.1:$start_port${CREDENTIAL_PATH}r0" \
    --header "X-aws-ec2-metadata-token: $start_token" --contains '"Success"' --log "$work/start.log" -- "${command[@]}"
}

measure_start() {
  one_start "$1" || die "$1 did not start: $(tail -n 5 "$work/start.log")"
  keep 'process start to first correct answer' ms "$1" "$2" "$(field first_answer_ms <"$work/start")"
  keep 'process start to listening' ms "$1" "$2" "$(field listening_ms <"$work/start")"
  keep 'listening to first correct answer' ms "$1" "$2" "$(field after_listening_ms <"$work/start")"
  keep 'the first correct answer itself' ms "$1" "$2" "$(field exchange_ms <"$work/start")"
  keep 'CPU time until then' ms "$1" "$2" "$(field cpu_ms <"$work/start")"
  keep 'resident memory then' MiB "$1" "$2" "$(field resident_mib <"$work/start")"
}

port_of() {
  sed -E 's|.*:([0-9]+)/.*|\1|' <<<"$1"
}

# The newest Java from version 25 on, where distributions put theirs.
newest_java() {
  local java version best='' best_version=24
  for java in ${JAVA_HOME:+"$JAVA_HOME/bin/java"} /usr/lib/jvm/*/bin/java; do
    [[ -x $java ]] || continue
    version=$(major "$java")
    if ((${version:-0} > best_version)); then
      best=$java best_version=$version
    fi
  done
  [[ -n $best ]] && echo "$best"
}

major() {
  "$1" -version 2>&1 | sed -nE '1s/.*"([0-9]+).*/\1/p'
}
