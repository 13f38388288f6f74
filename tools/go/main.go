// Command tokens shows what unmodified Go SDKs make of their environment.
//
// Its arguments are a cloud, the way to a token, and how many tokens to see expire:
//
//	tokens google metadata|default 2
//	tokens azure managed|default 2
//
// AWS has no tokens to compare. There it prints the credentials of the default chain and whose they are:
//
//	tokens aws identity
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"runtime/debug"
	"slices"
	"strconv"
	"time"
)

// A way from the environment to tokens.
type way func(context.Context) (client, error)

// A client is one long-lived object of an SDK.
type client struct {
	module   string
	ask      func(context.Context) (token string, expires time.Time, err error)
	describe func(context.Context) (map[string]string, error)
}

var ways = map[string]way{
	"google metadata": googleMetadata,
	"google default":  googleDefault,
	"azure managed":   azureManaged,
	"azure default":   azureDefault,
}

func main() {
	if err := run(context.Background(), os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string) error {
	if slices.Equal(args, []string{"aws", "identity"}) {
		return awsIdentity(ctx)
	}
	if len(args) != 3 {
		return errors.New("usage: tokens CLOUD WAY ROUNDS, or tokens aws identity")
	}
	find, known := ways[args[0]+" "+args[1]]
	if !known {
		return fmt.Errorf("no way %s %s", args[0], args[1])
	}
	count, err := strconv.Atoi(args[2])
	if err != nil {
		return err
	}
	c, err := find(ctx)
	if err != nil {
		return err
	}
	return c.rounds(ctx, count)
}

// rounds asks for the token, again whenever the last one has expired, and prints it all as JSON.
func (c client) rounds(ctx context.Context, count int) error {
	var tokens []map[string]string
	for left := count - 1; left >= 0; left-- {
		token, expires, err := c.ask(ctx)
		if err != nil {
			return err
		}
		got := time.Now()
		tokens = append(tokens, map[string]string{"token": token, "expires": iso(expires), "got": iso(got)})
		if left > 0 {
			time.Sleep(expires.Sub(got))
		}
	}
	result := map[string]any{"sdk": c.module, "version": version(c.module), "tokens": tokens}
	if c.describe != nil {
		more, err := c.describe(ctx)
		if err != nil {
			return err
		}
		for name, value := range more {
			result[name] = value
		}
	}
	return json.NewEncoder(os.Stdout).Encode(result)
}

func iso(at time.Time) string {
	return at.UTC().Format(time.RFC3339Nano)
}

// version is what the module was built into this program at.
func version(module string) string {
	info, _ := debug.ReadBuildInfo()
	for _, dependency := range info.Deps {
		if dependency.Path == module {
			return dependency.Version
		}
	}
	return ""
}
