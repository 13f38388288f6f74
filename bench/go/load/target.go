package main

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"net"
	"net/url"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// Where {n} stands in an address, the requests name 0, 1, 2, ... in turn.
const placeholder = "{n}"

// target is what is asked for, and what a correct answer is.
type target struct {
	address  syscall.Sockaddr
	family   int
	requests [][]byte
	contains []byte
	alive    bool
	timeout  time.Duration
}

// headers are those of the request, as curl's -H takes them.
type headers []string

func (h *headers) String() string { return strings.Join(*h, ", ") }

func (h *headers) Set(line string) error {
	if !strings.Contains(line, ": ") || strings.ContainsAny(line, "\r\n") {
		return errors.New("a header is written NAME: VALUE")
	}
	*h = append(*h, line)
	return nil
}

// targetFlags are the options that every mode has; the function makes the target of them once they are parsed.
func targetFlags(set *flag.FlagSet) func() (*target, error) {
	var lines headers
	address := set.String("url", "", "what to ask for, on the loopback only; {n} in it stands for a number")
	paths := set.Int("paths", 1, "how many numbers {n} stands for, from 0 on, in turn")
	contains := set.String("contains", "", "text that a correct answer has")
	alive := set.Bool("unexpired", false, "a correct answer has an Expiration that lies ahead")
	timeout := set.Duration("timeout", 10*time.Second, "an answer that takes longer has failed")
	set.Var(&lines, "header", "header of the request, NAME: VALUE; may be repeated")
	return func() (*target, error) {
		parsed, err := url.Parse(*address)
		if err != nil {
			return nil, err
		}
		if *paths < 1 || *paths > 1 && !strings.Contains(*address, placeholder) {
			return nil, fmt.Errorf("--paths needs %s in --url", placeholder)
		}
		t := &target{contains: []byte(*contains), alive: *alive, timeout: *timeout}
		if err := t.resolve(parsed); err != nil {
			return nil, err
		}
		for n := 0; n < *paths; n++ {
			t.requests = append(t.requests, request(parsed, *address, n, lines))
		}
		return t, nil
	}
}

// resolve refuses whatever is not on this machine: load is never put on others.
func (t *target) resolve(parsed *url.URL) error {
	host := parsed.Hostname()
	if host == "localhost" {
		host = "127.0.0.1"
	}
	ip := net.ParseIP(host)
	port, err := strconv.Atoi(parsed.Port())
	if parsed.Scheme != "http" || ip == nil || !ip.IsLoopback() || err != nil {
		return fmt.Errorf("--url must be http://ADDRESS:PORT/... on the loopback, but is %q", parsed)
	}
	if four := ip.To4(); four != nil {
		t.family, t.address = syscall.AF_INET, &syscall.SockaddrInet4{Port: port, Addr: [4]byte(four)}
	} else {
		t.family, t.address = syscall.AF_INET6, &syscall.SockaddrInet6{Port: port, Addr: [16]byte(ip)}
	}
	return nil
}

func request(parsed *url.URL, address string, n int, lines []string) []byte {
	origin := parsed.Scheme + "://" + parsed.Host
	path := strings.ReplaceAll(strings.TrimPrefix(address, origin), placeholder, strconv.Itoa(n))
	if path == "" {
		path = "/"
	}
	all := append([]string{"Host: " + parsed.Host, "User-Agent: credence-bench"}, lines...)
	return []byte("GET " + path + " HTTP/1.1\r\n" + strings.Join(all, "\r\n") + "\r\n\r\n")
}

// fault says what is wrong with an answer; empty if it is correct.
func (t *target) fault(a answer) string {
	switch {
	case a.status != 200:
		return "status " + strconv.Itoa(a.status)
	case !bytes.Contains(a.body, t.contains):
		return "another body"
	case t.alive && !isAhead(a.body):
		return "expired"
	}
	return ""
}

// isAhead looks for the end of AWS credentials, and whether it has not come yet.
func isAhead(body []byte) bool {
	_, after, found := bytes.Cut(body, []byte(`"Expiration"`))
	parts := bytes.SplitN(after, []byte(`"`), 3)
	if !found || len(parts) < 3 {
		return false
	}
	end, err := time.Parse(time.RFC3339, string(parts[1]))
	return err == nil && time.Now().Before(end)
}
