package main

import (
	"math"
	"slices"
	"time"
)

// spread is what is told of many durations, in microseconds.
type spread struct {
	P50  float64 `json:"p50_us"`
	P90  float64 `json:"p90_us"`
	P99  float64 `json:"p99_us"`
	P999 float64 `json:"p999_us"`
	Max  float64 `json:"max_us"`
}

// spreadOf sorts what it is given. All zero if there is nothing.
func spreadOf(durations []time.Duration) spread {
	slices.Sort(durations)
	return spread{
		P50:  microseconds(quantile(durations, 0.5)),
		P90:  microseconds(quantile(durations, 0.9)),
		P99:  microseconds(quantile(durations, 0.99)),
		P999: microseconds(quantile(durations, 0.999)),
		Max:  microseconds(quantile(durations, 1)),
	}
}

// quantile is the least of the sorted durations that so large a part of them does not exceed.
func quantile(sorted []time.Duration, part float64) time.Duration {
	if len(sorted) == 0 {
		return 0
	}
	return sorted[max(0, int(math.Ceil(part*float64(len(sorted))))-1)]
}

func microseconds(d time.Duration) float64 { return math.Round(d.Seconds()*1e7) / 10 }

func milliseconds(d time.Duration) float64 { return math.Round(d.Seconds()*1e5) / 100 }
