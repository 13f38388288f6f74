package main

import (
	"errors"
	"flag"
	"runtime"
	"runtime/debug"
	"sync"
	"syscall"
	"time"
)

// How many connections there may be: each has a thread, which is what makes it wake up in time.
const mostThreads = 2000

// sample is one request. Latency is counted from the moment at which it was due, so a server that stalls is charged for
// every request that had to wait meanwhile, also for those that could not be sent.
type sample struct {
	due     time.Duration
	late    time.Duration
	latency time.Duration
	fault   string
}

type window struct {
	From     float64 `json:"from_s"`
	Requests int     `json:"requests"`
	Failed   int     `json:"failed"`
	spread
}

type rateResult struct {
	Rate        int            `json:"rate"`
	Connections int            `json:"connections"`
	Seconds     float64        `json:"seconds"`
	Requests    int            `json:"requests"`
	Failed      int            `json:"failed"`
	Reasons     map[string]int `json:"reasons,omitempty"`
	spread
	// From the moment of sending: what of the latency is not the queue before it.
	Answer spread `json:"from_sending"`
	// How late requests left: the generator's own wake-ups, and the wait for a connection that was still busy.
	Late    spread   `json:"late"`
	Windows []window `json:"windows,omitempty"`
}

type schedule struct {
	target      *target
	rate        int
	connections int
	duration    time.Duration
	began       time.Time
}

func rate(args []string) (any, error) {
	set := flag.NewFlagSet("rate", flag.ExitOnError)
	makeTarget := targetFlags(set)
	perSecond := set.Int("rate", 500, "requests per second, all connections together")
	connections := set.Int("connections", 32, "kept connections; each sends every so-many-th request")
	duration := set.Duration("duration", 10*time.Second, "how long requests are due")
	every := set.Duration("window", 0, "also the figures of each so long piece")
	_ = set.Parse(args)
	t, err := makeTarget()
	if err != nil {
		return nil, err
	}
	if *perSecond < 1 || *connections < 1 || *connections > mostThreads || *duration <= 0 {
		return nil, errors.New("--rate and --duration must be above 0, --connections from 1 to 2000")
	}
	// A thread that comes back from a system call finds a processor of Go's scheduler at once, and no collector runs.
	runtime.GOMAXPROCS(*connections + 2)
	debug.SetGCPercent(-1)
	debug.SetMemoryLimit(1 << 30)
	s := &schedule{target: t, rate: *perSecond, connections: *connections, duration: *duration}
	samples, err := s.run()
	if err != nil {
		return nil, err
	}
	return s.summary(samples, *every), nil
}

func (s *schedule) run() ([]sample, error) {
	connected := make([]*conn, s.connections)
	for i := range connected {
		c, err := s.target.dial()
		if err != nil {
			return nil, err
		}
		connected[i] = c
	}
	each := make([][]sample, s.connections)
	var done sync.WaitGroup
	// Far enough ahead for all threads to be waiting by then.
	s.began = time.Now().Add(50*time.Millisecond + time.Duration(s.connections)*50*time.Microsecond)
	for i := range connected {
		done.Add(1)
		go func() {
			defer done.Done()
			runtime.LockOSThread()
			wakeUpPrecisely()
			each[i] = s.worker(i, connected[i])
		}()
	}
	done.Wait()
	var all []sample
	for _, samples := range each {
		all = append(all, samples...)
	}
	return all, nil
}

// worker sends every request whose number leaves the rest of its own. What is due while it waits for an answer is sent
// late; what is due when it should have ended long ago has failed.
func (s *schedule) worker(number int, c *conn) []sample {
	total := int(s.duration.Seconds() * float64(s.rate))
	samples := make([]sample, 0, total/s.connections+1)
	for n := number; n < total; n += s.connections {
		due := time.Duration(n) * time.Second / time.Duration(s.rate)
		sleepUntil(s.began.Add(due))
		sent := time.Since(s.began)
		one := sample{due: due, late: sent - due}
		if sent > s.duration+s.target.timeout {
			one.fault = "never sent"
		} else {
			c, one.fault = s.ask(c, s.target.requests[n%len(s.target.requests)])
		}
		one.latency = time.Since(s.began) - due
		samples = append(samples, one)
	}
	if c != nil {
		c.close()
	}
	return samples
}

// ask goes on with a new connection where the old one has failed; there is none while the server is away.
func (s *schedule) ask(c *conn, request []byte) (*conn, string) {
	if c == nil {
		var err error
		if c, err = s.target.dial(); err != nil {
			return nil, reason(err)
		}
	}
	a, err := c.exchange(request)
	if err != nil {
		c.close()
		return nil, reason(err)
	}
	return c, s.target.fault(a)
}

// wakeUpPrecisely has the kernel wake this thread when it asked for it, and not up to 50 us later to wake others too.
func wakeUpPrecisely() {
	const setTimerSlack = 29
	_, _, _ = syscall.RawSyscall(syscall.SYS_PRCTL, setTimerSlack, 1, 0)
}

// sleepUntil leaves the waiting to the kernel, whose timers are finer than those of Go's runtime.
func sleepUntil(moment time.Time) {
	for left := time.Until(moment); left > 0; left = time.Until(moment) {
		pause := syscall.NsecToTimespec(left.Nanoseconds())
		_ = syscall.Nanosleep(&pause, nil)
	}
}

func (s *schedule) summary(samples []sample, every time.Duration) rateResult {
	result := rateResult{
		Rate: s.rate, Connections: s.connections, Seconds: s.duration.Seconds(), Requests: len(samples),
		Reasons: map[string]int{},
	}
	var answers, lates []time.Duration
	for _, one := range samples {
		if one.fault != "" {
			result.Reasons[one.fault]++
			continue
		}
		answers = append(answers, one.latency-one.late)
		lates = append(lates, one.late)
	}
	result.spread, result.Failed = latencies(samples)
	result.Answer, result.Late = spreadOf(answers), spreadOf(lates)
	for from := time.Duration(0); every > 0 && from < s.duration; from += every {
		var inside []sample
		for _, one := range samples {
			if one.due >= from && one.due < from+every {
				inside = append(inside, one)
			}
		}
		w := window{From: from.Seconds(), Requests: len(inside)}
		w.spread, w.Failed = latencies(inside)
		result.Windows = append(result.Windows, w)
	}
	return result
}

// latencies are those of the answers that were correct, and how many were not.
func latencies(samples []sample) (spread, int) {
	var correct []time.Duration
	for _, one := range samples {
		if one.fault == "" {
			correct = append(correct, one.latency)
		}
	}
	return spreadOf(correct), len(samples) - len(correct)
}
