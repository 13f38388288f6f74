// Vault stands in for HashiCorp Vault's AWS secrets engine where a benchmark needs a back end in a process of its own:
// every role exists, answers take as long as they are told to, and calls are counted. The credentials are made up.
//
// GET /v1/aws/creds/ROLE issues, GET /count tells how often that was asked for, and how often at the same time at most.
package main

import (
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"flag"
	"fmt"
	"net/http"
	"os"
	"strings"
	"sync"
	"time"
)

// As long as one of AWS, so that the documents have the size of real ones.
const sessionTokenBytes = 560

type backEnd struct {
	delay    time.Duration
	life     time.Duration
	mutex    sync.Mutex
	calls    map[string]int
	underWay int
	most     int
}

func main() {
	port := flag.Int("port", 0, "on 127.0.0.1")
	delay := flag.Duration("delay", 0, "before each credential")
	life := flag.Duration("life", time.Hour, "of each credential, whole seconds")
	flag.Parse()
	b := &backEnd{delay: *delay, life: *life, calls: map[string]int{}}
	routes := http.NewServeMux()
	routes.HandleFunc("/v1/aws/creds/", b.issue)
	routes.HandleFunc("/v1/auth/token/lookup-self", b.lookup)
	routes.HandleFunc("/v1/sys/health", b.health)
	routes.HandleFunc("/count", b.count)
	if err := http.ListenAndServe(fmt.Sprintf("127.0.0.1:%d", *port), routes); err != nil {
		fmt.Fprintln(os.Stderr, "back end:", err)
		os.Exit(1)
	}
}

func (b *backEnd) issue(response http.ResponseWriter, request *http.Request) {
	role := strings.TrimPrefix(request.URL.Path, "/v1/aws/creds/")
	b.begin(role)
	defer b.end()
	select {
	case <-time.After(b.delay):
	case <-request.Context().Done():
		return
	}
	token := text(sessionTokenBytes)
	answer(response, map[string]any{
		"request_id": text(16), "lease_id": "aws/creds/" + role + "/" + text(16), "renewable": false,
		"lease_duration": int(b.life.Seconds()),
		"data": map[string]any{
			"access_key": "ASIA" + strings.ToUpper(text(12)), "secret_key": text(30), "security_token": token,
			"session_token": token, "ttl": int(b.life.Seconds()),
			"arn": "arn:aws:sts::123456789012:assumed-role/" + role + "/bench",
		},
	})
}

func (b *backEnd) begin(role string) {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	b.calls[role]++
	b.underWay++
	b.most = max(b.most, b.underWay)
}

func (b *backEnd) end() {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	b.underWay--
}

// count tells the calls for one role (?role=NAME) or for all.
func (b *backEnd) count(response http.ResponseWriter, request *http.Request) {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	calls := 0
	for role, n := range b.calls {
		if wanted := request.URL.Query().Get("role"); wanted == "" || wanted == role {
			calls += n
		}
	}
	answer(response, map[string]any{"calls": calls, "most_at_once": b.most})
}

func (b *backEnd) lookup(response http.ResponseWriter, _ *http.Request) {
	answer(response, map[string]any{"data": map[string]any{
		"accessor": "bench", "creation_ttl": 0, "expire_time": nil, "num_uses": 0, "policies": []string{"root"},
		"renewable": false, "ttl": 0, "type": "service",
	}})
}

func (b *backEnd) health(response http.ResponseWriter, _ *http.Request) {
	answer(response, map[string]any{"initialized": true, "sealed": false, "standby": false, "version": "1.16.3"})
}

func answer(response http.ResponseWriter, body map[string]any) {
	response.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(response).Encode(body)
}

// text is random, in the alphabet of the real ones.
func text(bytes int) string {
	random := make([]byte, bytes)
	_, _ = rand.Read(random)
	return strings.NewReplacer("-", "a", "_", "b").Replace(base64.RawURLEncoding.EncodeToString(random))
}
