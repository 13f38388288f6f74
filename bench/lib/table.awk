# Turns measured values (metric, unit, subject, round, value; separated by tabs) into a table: minimum, median and
# maximum over the rounds for each metric and subject, and, where the subject called base has the same metric, the ratio
# to it, formed within each round. Variables: mode, format (text, markdown, json), base, notes (a file of sentences, one
# a line).

BEGIN {
  FS = "\t"
  while ((getline line <notes) > 0) note[++note_count] = line
}

{
  if (!($1 in unit)) {
    metrics[++metric_count] = $1
    unit[$1] = $2
  }
  if (!(($1, $3) in count)) subjects[$1, ++subject_count[$1]] = $3
  rounds[$1, $3, ++count[$1, $3]] = $4
  value[$1, $3, $4] = $5
}

END {
  if (format == "json") json()
  else tables()
}

# Fills least, middle and most with the values of a metric, or with their ratios to the base.
function spread(metric, subject, as_ratio,    i, n, v, round, sorted) {
  n = 0
  for (i = 1; i <= count[metric, subject]; i++) {
    round = rounds[metric, subject, i]
    v = value[metric, subject, round]
    if (as_ratio) {
      if (!((metric, base, round) in value) || value[metric, base, round] == 0) continue
      v /= value[metric, base, round]
    }
    insert(sorted, n++, v)
  }
  if (n == 0) return 0
  least = sorted[0]
  middle = n % 2 ? sorted[(n - 1) / 2] : (sorted[n / 2 - 1] + sorted[n / 2]) / 2
  most = sorted[n - 1]
  return n
}

function insert(sorted, n, v,    i) {
  for (i = n; i > 0 && sorted[i - 1] > v; i--) sorted[i] = sorted[i - 1]
  sorted[i] = v
}

function has_ratio(metric, subject) {
  return base != "" && subject != base && spread(metric, subject, 1) > 0
}

function short(v) {
  return v == int(v) || v >= 100 ? sprintf("%.0f", v) : v >= 10 ? sprintf("%.1f", v) : sprintf("%.2f", v)
}

function tables(    i, j) {
  for (i = 1; i <= note_count; i++) print (format == "markdown" ? note[i] "\n" : note[i])
  for (i = 1; i <= metric_count; i++) {
    heading(metrics[i])
    for (j = 1; j <= subject_count[metrics[i]]; j++) row(metrics[i], subjects[metrics[i], j])
    if (format == "markdown") print ""
  }
}

# Wide enough for the longest subject of the metric.
function width(metric,    j, most_seen) {
  most_seen = 42
  for (j = 1; j <= subject_count[metric]; j++) {
    if (length(subjects[metric, j]) > most_seen) most_seen = length(subjects[metric, j])
  }
  return most_seen
}

function heading(metric,    title) {
  title = metric (unit[metric] == "" ? "" : ", " unit[metric])
  if (format == "markdown") {
    print "| " title " | minimum | median | maximum |" (base == "" ? "" : " / " base ", minimum | median | maximum |")
    print "|---|---|---|---|" (base == "" ? "" : "---|---|---|")
  } else {
    printf("\n%-" (width(metric) + 2) "s %10s %10s %10s", title, "min", "median", "max")
    if (base != "") printf("   / %-8s %8s %8s", base, "median", "max")
    print ""
  }
}

function row(metric, subject,    values, ratio, form) {
  form = format == "markdown" ? "| %s | %s | %s | %s |" : "  %-" width(metric) "s %10s %10s %10s"
  spread(metric, subject, 0)
  values = sprintf(form, subject, short(least), short(middle), short(most))
  ratio = ""
  if (has_ratio(metric, subject)) {
    ratio = sprintf(format == "markdown" ? " %.3f | %.3f | %.3f |" : "   %10.3f %8.3f %8.3f", least, middle, most)
  } else if (format == "markdown" && base != "") {
    ratio = " | | |"
  }
  print values ratio
}

function quoted(text) {
  gsub(/\\/, "\\\\", text)
  gsub(/"/, "\\\"", text)
  return "\"" text "\""
}

function json(    i, j, metric, subject, separator) {
  printf "{\"mode\": %s, \"base\": %s, \"notes\": [", quoted(mode), quoted(base)
  for (i = 1; i <= note_count; i++) printf("%s%s", (i > 1 ? ", " : ""), quoted(note[i]))
  print "], \"results\": ["
  for (i = 1; i <= metric_count; i++) {
    metric = metrics[i]
    for (j = 1; j <= subject_count[metric]; j++) {
      subject = subjects[metric, j]
      printf "%s{\"metric\": %s, \"unit\": %s, \"subject\": %s, %s}", separator, quoted(metric), quoted(unit[metric]),
        quoted(subject), figures(metric, subject)
      separator = ",\n"
    }
  }
  print "\n]}"
}

function figures(metric, subject,    i, text) {
  text = "\"values\": ["
  for (i = 1; i <= count[metric, subject]; i++) {
    text = text (i > 1 ? ", " : "") value[metric, subject, rounds[metric, subject, i]]
  }
  spread(metric, subject, 0)
  text = text sprintf("], \"min\": %s, \"median\": %s, \"max\": %s", least, middle, most)
  if (has_ratio(metric, subject)) {
    text = text sprintf(", \"ratio\": {\"min\": %.4f, \"median\": %.4f, \"max\": %.4f}", least, middle, most)
  }
  return text
}
