package main

import (
	"errors"
	"flag"
	"fmt"
	"runtime"
	"runtime/debug"
	"syscall"
	"time"
)

type herdResult struct {
	Connections int            `json:"connections"`
	Correct     int            `json:"correct"`
	Failed      int            `json:"failed"`
	Reasons     map[string]int `json:"reasons,omitempty"`
	// One thread sends for all, so the last caller asks later than the first by this.
	Sending float64 `json:"sending_ms"`
	First   float64 `json:"first_ms"`
	Median  float64 `json:"median_ms"`
	P99     float64 `json:"p99_ms"`
	Last    float64 `json:"last_ms"`
	// The same from the release, when the first caller began to ask.
	LastSinceRelease float64 `json:"last_since_release_ms"`
}

// caller is one of the herd. Its latency is 0 until it was answered.
type caller struct {
	conn     *conn
	sent     time.Time
	latency  time.Duration
	answered time.Time
	fault    string
}

func herd(args []string) (any, error) {
	set := flag.NewFlagSet("herd", flag.ExitOnError)
	makeTarget := targetFlags(set)
	connections := set.Int("connections", 1000, "callers, each with a connection of its own")
	_ = set.Parse(args)
	t, err := makeTarget()
	if err != nil {
		return nil, err
	}
	debug.SetGCPercent(-1)
	runtime.LockOSThread()
	callers, err := gather(t, *connections)
	if err != nil {
		return nil, err
	}
	release := time.Now()
	sending, err := t.release(callers)
	if err != nil {
		return nil, err
	}
	return herdSummary(callers, release, sending), nil
}

// gather opens the connections. The server has accepted them all, and has nothing else to do, when it returns.
func gather(t *target, connections int) ([]*caller, error) {
	raiseFileLimit()
	callers := make([]*caller, connections)
	for i := range callers {
		c, err := t.dial()
		if err != nil {
			return nil, fmt.Errorf("connection %d: %w", i, err)
		}
		callers[i] = &caller{conn: c}
	}
	sleepUntil(time.Now().Add(500 * time.Millisecond))
	return callers, nil
}

// release sends all requests, then reads the answers as they come. One thread does both: more would take turns anyway.
func (t *target) release(callers []*caller) (sending time.Duration, err error) {
	poll, err := syscall.EpollCreate1(syscall.EPOLL_CLOEXEC)
	if err != nil {
		return 0, err
	}
	defer syscall.Close(poll)
	for i, one := range callers {
		event := syscall.EpollEvent{Events: syscall.EPOLLIN, Fd: int32(i)}
		err := errors.Join(
			syscall.SetNonblock(one.conn.fd, true),
			syscall.EpollCtl(poll, syscall.EPOLL_CTL_ADD, one.conn.fd, &event))
		if err != nil {
			return 0, err
		}
	}
	began := time.Now()
	open := 0
	for i, one := range callers {
		one.sent = time.Now()
		if err := one.conn.send(t.requests[i%len(t.requests)]); err != nil {
			one.fault = reason(err)
			one.conn.close()
			continue
		}
		open++
	}
	sending = time.Since(began)
	return sending, t.collect(poll, callers, open)
}

// collect reads until everybody was answered or the timeout is over.
func (t *target) collect(poll int, callers []*caller, open int) error {
	deadline := time.Now().Add(t.timeout)
	events := make([]syscall.EpollEvent, 512)
	for open > 0 {
		left := time.Until(deadline)
		if left <= 0 {
			break
		}
		n, err := syscall.EpollWait(poll, events, int(left.Milliseconds())+1)
		if err != nil && err != syscall.EINTR {
			return err
		}
		for _, event := range events[:max(n, 0)] {
			if t.read(callers[event.Fd]) {
				open--
			}
		}
	}
	for _, one := range callers {
		if one.latency == 0 && one.fault == "" {
			one.fault = "timeout"
		}
	}
	return nil
}

// read takes what has come and says whether this caller has done.
func (t *target) read(one *caller) bool {
	a, complete, err := one.conn.receive()
	if err == syscall.EAGAIN || err == nil && !complete {
		return false
	}
	one.answered = time.Now()
	one.latency = one.answered.Sub(one.sent)
	if err != nil {
		one.fault = reason(err)
	} else {
		one.fault = t.fault(a)
	}
	one.conn.close()
	return true
}

func herdSummary(callers []*caller, release time.Time, sending time.Duration) herdResult {
	result := herdResult{Connections: len(callers), Reasons: map[string]int{}, Sending: milliseconds(sending)}
	var correct []time.Duration
	var last time.Time
	for _, one := range callers {
		if one.fault != "" {
			result.Failed++
			result.Reasons[one.fault]++
			continue
		}
		correct = append(correct, one.latency)
		if one.answered.After(last) {
			last = one.answered
		}
	}
	result.Correct = len(correct)
	if len(correct) > 0 {
		spreadOf(correct)
		result.First = milliseconds(correct[0])
		result.Median = milliseconds(quantile(correct, 0.5))
		result.P99 = milliseconds(quantile(correct, 0.99))
		result.Last = milliseconds(quantile(correct, 1))
		result.LastSinceRelease = milliseconds(last.Sub(release))
	}
	return result
}

// raiseFileLimit lets this process have as many connections as the system permits it.
func raiseFileLimit() {
	var limit syscall.Rlimit
	if syscall.Getrlimit(syscall.RLIMIT_NOFILE, &limit) == nil {
		limit.Cur = limit.Max
		_ = syscall.Setrlimit(syscall.RLIMIT_NOFILE, &limit)
	}
}
