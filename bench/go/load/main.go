// Load measures a server on the loopback: at a constant rate, with a herd of callers who ask at the same moment, with
// connections that are only open, and from the start of its process to its first answer. Linux; see ../../README.md.
//
// Every mode prints one line of JSON, ends by itself, and exits with 0 if it could measure, whatever it measured.
package main

import (
	"encoding/json"
	"fmt"
	"os"
)

const usage = `usage: load MODE [options] (load MODE -h lists them)
  rate   requests on a fixed schedule, latency counted from the moment at which each was due
  herd   opens connections, then sends one request on each at the same moment
  hold   opens connections and keeps them until it is told to end
  start  starts a process and waits for its first correct answer
`

var modes = map[string]func([]string) (any, error){
	"rate":  rate,
	"herd":  herd,
	"hold":  hold,
	"start": start,
}

func main() {
	if len(os.Args) < 2 || modes[os.Args[1]] == nil {
		fmt.Fprint(os.Stderr, usage)
		os.Exit(64)
	}
	result, err := modes[os.Args[1]](os.Args[2:])
	if err != nil {
		fmt.Fprintf(os.Stderr, "load %s: %v\n", os.Args[1], err)
		os.Exit(1)
	}
	if err := json.NewEncoder(os.Stdout).Encode(result); err != nil {
		os.Exit(1)
	}
}
