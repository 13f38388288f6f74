// Command deploy-check judges what deploy/ holds by the code of those who will read it, without a cluster or an engine:
//
//	deploy-check kubernetes [--level LEVEL] FILE...   decoded strictly, given defaults, and validated as an API server does it
//	deploy-check kustomize FOLDER                     prints what "kubectl apply -k" would send
//	deploy-check compose FILE...                      loaded as Compose does it
//
// It says each problem in a line of standard error; its exit code is 0 without any, 1 with some, 64 for wrong arguments.
package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
)

var errNobody = errors.New("this program has no validation for such an object: add it")

func main() {
	if len(os.Args) < 3 {
		usage()
	}
	var problems []string
	var err error
	switch arguments := os.Args[2:]; os.Args[1] {
	case "kubernetes":
		flags := flag.NewFlagSet("kubernetes", flag.ExitOnError)
		level := flags.String("level", "", "of the Pod Security Standards: privileged, baseline or restricted")
		_ = flags.Parse(arguments)
		problems, err = checkKubernetes(*level, flags.Args())
	case "kustomize":
		err = buildKustomization(arguments[0])
	case "compose":
		problems, err = checkCompose(arguments)
	default:
		usage()
	}
	if err != nil {
		problems = append(problems, err.Error())
	}
	for _, problem := range problems {
		fmt.Fprintln(os.Stderr, problem)
	}
	if len(problems) > 0 {
		os.Exit(1)
	}
}

func usage() {
	fmt.Fprintln(os.Stderr, "usage: deploy-check kubernetes [--level LEVEL] FILE... | kustomize FOLDER | compose FILE...")
	os.Exit(64)
}

func print(document []byte) {
	_, _ = os.Stdout.Write(document)
}
