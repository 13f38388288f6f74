// Command aws-plugin is the AWS secrets engine of HashiCorp Vault, unchanged, as a plugin for OpenBao, which has none built in: a
// test tool, never shipped with Credence.
package main

import (
	"log"

	"github.com/hashicorp/vault/builtin/logical/aws"
	"github.com/hashicorp/vault/sdk/plugin"
)

func main() {
	// No TLS of its own: OpenBao agrees on certificates with the plugin when it starts it.
	if err := plugin.ServeMultiplex(&plugin.ServeOpts{BackendFactoryFunc: aws.Factory}); err != nil {
		log.Fatal(err)
	}
}
