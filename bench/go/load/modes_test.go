package main

import (
	"net/http"
	"net/http/httptest"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// A closed loop would see the pause once for each connection; here every request that was due in it has waited.
func TestPauseOfTheServerIsChargedToAllThatWasDueInIt(t *testing.T) {
	const pause = 500 * time.Millisecond
	var paused sync.Once
	var gate sync.RWMutex
	server := httptest.NewServer(http.HandlerFunc(func(response http.ResponseWriter, _ *http.Request) {
		paused.Do(func() {
			gate.Lock()
			time.AfterFunc(pause, gate.Unlock)
		})
		gate.RLock()
		defer gate.RUnlock()
		response.WriteHeader(http.StatusOK)
	}))
	defer server.Close()

	result := measured[rateResult](t, rate, "--url", server.URL+"/", "--rate", "200", "--connections", "2",
		"--duration", "1s")

	if result.Requests != 200 || result.Failed != 0 {
		t.Fatalf("%d requests, %d failed", result.Requests, result.Failed)
	}
	// Half of all were due in the pause, and those of its first half waited for more than 200 ms.
	if result.P90 < 200_000 || result.Answer.P90 > result.P90/2 {
		t.Errorf("p90 is %v us, %v us from sending", result.P90, result.Answer.P90)
	}
}

func TestFailuresAreCountedByReasonAndWindow(t *testing.T) {
	var asked atomic.Int32
	server := httptest.NewServer(http.HandlerFunc(func(response http.ResponseWriter, _ *http.Request) {
		if asked.Add(1)%10 == 0 {
			response.WriteHeader(http.StatusServiceUnavailable)
		}
	}))
	defer server.Close()

	result := measured[rateResult](t, rate, "--url", server.URL+"/", "--rate", "100", "--connections", "4",
		"--duration", "1s", "--window", "500ms")

	if result.Failed != 10 || result.Reasons["status 503"] != 10 || len(result.Windows) != 2 {
		t.Fatalf("%+v", result)
	}
	if n := result.Windows[0].Requests + result.Windows[1].Requests; n != 100 {
		t.Errorf("%d requests in windows", n)
	}
}

// The server answers nobody before everybody has asked.
func TestHerdAsksWithoutWaitingForAnswers(t *testing.T) {
	const callers = 300
	var together sync.WaitGroup
	together.Add(callers)
	server := httptest.NewServer(http.HandlerFunc(func(response http.ResponseWriter, request *http.Request) {
		together.Done()
		together.Wait()
		_, _ = response.Write([]byte(request.URL.Path))
	}))
	defer server.Close()

	result := measured[herdResult](t, herd, "--url", server.URL+"/cold", "--connections", "300", "--contains", "/cold")

	if result.Correct != callers || result.Failed != 0 || result.Last <= 0 || result.Last < result.Median {
		t.Errorf("%+v", result)
	}
}

func TestHoldSeesWhatTheServerHasClosed(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(response http.ResponseWriter, request *http.Request) {
		if request.URL.Path == "/3" {
			response.Header().Set("Connection", "close")
		}
	}))
	defer server.Close()

	result := measured[holdResult](t, hold, "--url", server.URL+"/{n}", "--paths", "10", "--connections", "20",
		"--longest", "300ms")

	if result.Opened != 20 || result.Open != 18 {
		t.Errorf("%+v", result)
	}
}

func TestStartEndsWhatItHasStarted(t *testing.T) {
	_, err := start([]string{"--url", "http://127.0.0.1:1/", "--within", "200ms", "--", "sleep", "60"})
	if err == nil {
		t.Error("nobody answers, and that is no error")
	}
}

func TestQuantilesAreValuesThatWereMeasured(t *testing.T) {
	var durations []time.Duration
	for n := 100; n > 0; n-- {
		durations = append(durations, time.Duration(n)*time.Microsecond)
	}
	got := spreadOf(durations)
	if got.P50 != 50 || got.P99 != 99 || got.P999 != 100 || got.Max != 100 {
		t.Errorf("%+v", got)
	}
}

func measured[R any](t *testing.T, mode func([]string) (any, error), args ...string) R {
	t.Helper()
	result, err := mode(args)
	if err != nil {
		t.Fatal(err)
	}
	return result.(R)
}
