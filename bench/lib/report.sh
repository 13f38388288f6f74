# What was measured, as tables for people and as files.
# shellcheck shell=bash disable=SC2034,SC2154

# begin_report MODE: what is kept from now on belongs to this mode.
begin_report() {
  : >"$work/results"
  : >"$work/notes"
  base=
  note "$(machine)"
  say "$1"
}

# keep METRIC UNIT SUBJECT ROUND VALUE: one measured value.
keep() {
  [[ -n $5 ]] || return 0
  printf '%s\t%s\t%s\t%s\t%s\n' "$@" >>"$work/results"
  printf '  round %s, %s: %s %s %s\n' "$4" "$3" "$1" "$5" "$2" >&2
}

# note SENTENCE...: goes above the table, as one line.
note() {
  echo "$*" >>"$work/notes"
}

machine() {
  local model
  model=$(awk -F ': *' '/^model name/ {print $2; exit}' /proc/cpuinfo)
  echo "$(date -u +%Y-%m-%d), ${#cpus[@]} CPUs${model:+ ($model)}, $(uname -sr)," \
    "load average $(cut -d' ' -f1 /proc/loadavg), $(java -version 2>&1 | sed -n 1p), java ${java_flags[*]}"
}

# end_report MODE: minimum, median and maximum over the rounds, and their ratios to $base, formed within a round.
end_report() {
  table text
  if [[ -n $out ]]; then
    table markdown >"$out/$1.md"
    table json >"$out/$1.json"
  fi
}

# table text|markdown|json
table() {
  awk -v mode="$mode" -v format="$1" -v base="$base" -v notes="$work/notes" -f bench/lib/table.awk "$work/results"
}
