// Command vault is HashiCorp Vault itself, built from its public module: a test tool, never shipped with Credence.
package main

import (
	"os"

	"github.com/hashicorp/vault/command"
)

func main() {
	os.Exit(command.Run(os.Args[1:]))
}
