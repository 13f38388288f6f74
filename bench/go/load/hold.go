package main

import (
	"flag"
	"fmt"
	"os"
	"os/signal"
	"syscall"
	"time"
)

type holdResult struct {
	Opened int `json:"opened"`
	Open   int `json:"open_at_the_end"`
}

// hold opens connections, asks once on each so that the server knows them, and prints "open" on standard error. It ends
// on SIGTERM, SIGINT, or after its time.
func hold(args []string) (any, error) {
	set := flag.NewFlagSet("hold", flag.ExitOnError)
	makeTarget := targetFlags(set)
	connections := set.Int("connections", 10000, "connections to open")
	longest := set.Duration("longest", time.Minute, "it ends after this at the latest")
	_ = set.Parse(args)
	t, err := makeTarget()
	if err != nil {
		return nil, err
	}
	end := make(chan os.Signal, 1)
	signal.Notify(end, syscall.SIGTERM, syscall.SIGINT)
	over := time.After(*longest)
	raiseFileLimit()
	var held []*conn
	for n := 0; n < *connections; n++ {
		c, err := t.dial()
		if err != nil {
			return nil, fmt.Errorf("connection %d: %w", n, err)
		}
		a, err := c.exchange(t.requests[n%len(t.requests)])
		if err != nil {
			return nil, fmt.Errorf("connection %d: %w", n, err)
		}
		if fault := t.fault(a); fault != "" {
			return nil, fmt.Errorf("connection %d: %s", n, fault)
		}
		c.buffer = nil
		held = append(held, c)
	}
	fmt.Fprintln(os.Stderr, "open")
	select {
	case <-end:
	case <-over:
	}
	return holdResult{Opened: len(held), Open: stillOpen(held)}, nil
}

// stillOpen counts those that the server has not closed: there is nothing to read on them, not even an end.
func stillOpen(held []*conn) int {
	open := 0
	for _, c := range held {
		var one [1]byte
		_, _, err := syscall.Recvfrom(c.fd, one[:], syscall.MSG_DONTWAIT|syscall.MSG_PEEK)
		if err == syscall.EAGAIN {
			open++
		}
	}
	return open
}
