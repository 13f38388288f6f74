package main

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"math"
	"os"
	"os/exec"
	"strconv"
	"syscall"
	"time"
)

const (
	pollEvery  = 500 * time.Microsecond
	endsWithin = 2 * time.Minute
)

type startResult struct {
	// From the start of the process.
	Listening float64 `json:"listening_ms"`
	Answer    float64 `json:"first_answer_ms"`
	// From the moment at which it listened, and what the first correct answer took from its own sending.
	AfterListening float64 `json:"after_listening_ms"`
	Exchange       float64 `json:"exchange_ms"`
	Attempts       int     `json:"attempts"`
	// Of the process until then, user and system.
	CPU      float64 `json:"cpu_ms"`
	Resident float64 `json:"resident_mib"`
}

// start measures one start of the command behind the options, and ends it.
func start(args []string) (any, error) {
	set := flag.NewFlagSet("start", flag.ExitOnError)
	makeTarget := targetFlags(set)
	within := set.Duration("within", time.Minute, "the first correct answer must come within this")
	log := set.String("log", os.DevNull, "file for what the command prints")
	_ = set.Parse(args)
	t, err := makeTarget()
	if err != nil {
		return nil, err
	}
	if set.NArg() == 0 {
		return nil, errors.New("needs a command")
	}
	if c, err := t.dial(); err == nil {
		c.close()
		return nil, errors.New("somebody listens there already")
	}
	output, err := os.Create(*log)
	if err != nil {
		return nil, err
	}
	defer output.Close()
	command := exec.Command(set.Arg(0), set.Args()[1:]...)
	command.Stdout, command.Stderr = output, output
	// It must not outlive us, however we end.
	command.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	began := time.Now()
	if err := command.Start(); err != nil {
		return nil, err
	}
	ended := make(chan error, 1)
	go func() { ended <- command.Wait() }()
	result, err := t.firstAnswer(began, *within, ended)
	if err == nil {
		result.CPU, result.Resident = processUsage(command.Process.Pid)
	}
	return result, errors.Join(err, stop(command.Process, ended))
}

func (t *target) firstAnswer(began time.Time, within time.Duration, ended <-chan error) (startResult, error) {
	var result startResult
	var listening time.Duration
	said := "refused"
	for time.Since(began) < within {
		select {
		case err := <-ended:
			return result, fmt.Errorf("the command has ended: %v", err)
		default:
		}
		c, err := t.dial()
		if err != nil {
			sleepUntil(time.Now().Add(pollEvery))
			continue
		}
		asked := time.Now()
		if listening == 0 {
			listening = asked.Sub(began)
		}
		a, err := c.exchange(t.requests[0])
		now := time.Now()
		c.close()
		result.Attempts++
		if err == nil {
			said = t.fault(a)
		} else {
			said = reason(err)
		}
		if said == "" {
			result.Listening = milliseconds(listening)
			result.Answer = milliseconds(now.Sub(began))
			result.Exchange = milliseconds(now.Sub(asked))
			result.AfterListening = milliseconds(now.Sub(began) - listening)
			return result, nil
		}
		sleepUntil(time.Now().Add(pollEvery))
	}
	return result, fmt.Errorf("no correct answer within %v: %s", within, said)
}

func stop(process *os.Process, ended <-chan error) error {
	_ = process.Signal(syscall.SIGTERM)
	select {
	case <-ended:
		return nil
	case <-time.After(endsWithin):
		_ = process.Kill()
		<-ended
		return fmt.Errorf("the command did not end within %v of SIGTERM", endsWithin)
	}
}

// processUsage is the processor time in milliseconds and the resident memory in MiB of a process.
func processUsage(pid int) (cpu, resident float64) {
	stat, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/stat")
	if err != nil {
		return 0, 0
	}
	// The name in parentheses may hold blanks.
	fields := bytes.Fields(stat[bytes.LastIndexByte(stat, ')')+1:])
	user, _ := strconv.ParseFloat(string(fields[11]), 64)
	system, _ := strconv.ParseFloat(string(fields[12]), 64)
	pages, _ := strconv.ParseFloat(string(fields[21]), 64)
	// Linux shows a hundredth of a second to every process, whatever its own clock is.
	return (user + system) * 10, math.Round(pages*float64(os.Getpagesize())/(1<<20)*10) / 10
}
