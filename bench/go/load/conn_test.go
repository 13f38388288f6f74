package main

import (
	"net/url"
	"testing"
)

func TestAnswerIsCompleteWithItsLastByte(t *testing.T) {
	for name, text := range map[string]string{
		"length": "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\ncontent-length: 5\r\n\r\nhello",
		"chunks": "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n",
	} {
		for end := range text {
			if _, complete, err := parse([]byte(text[:end])); complete || err != nil {
				t.Errorf("%s: complete after %d of %d bytes, or %v", name, end, len(text), err)
			}
		}
		a, complete, err := parse([]byte(text))
		if !complete || err != nil || a.status != 200 || string(a.body) != "hello" {
			t.Errorf("%s: %v %v %v", name, a, complete, err)
		}
	}
}

func TestWhatIsNotHTTPIsAnError(t *testing.T) {
	for _, text := range []string{
		"SSH-2.0-OpenSSH\r\n\r\n", "HTTP/1.1 OK\r\n\r\n", "HTTP/1.1 200 OK\r\n\r\nuntil the end",
		"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n",
	} {
		if _, complete, err := parse([]byte(text)); complete || err == nil {
			t.Errorf("%q is taken for an answer", text)
		}
	}
}

func TestLoadIsPutOnTheLoopbackOnly(t *testing.T) {
	for address, allowed := range map[string]bool{
		"http://127.0.0.1:80/":  true,
		"http://127.9.9.9:80/":  true,
		"http://localhost:80/":  true,
		"http://[::1]:80/":      true,
		"http://10.0.0.1:80/":   false,
		"http://example.org:80": false,
		"http://127.0.0.1/":     false,
		"https://127.0.0.1:80/": false,
	} {
		parsed, err := url.Parse(address)
		if err != nil {
			t.Fatal(err)
		}
		if err := new(target).resolve(parsed); (err == nil) != allowed {
			t.Errorf("%s: %v", address, err)
		}
	}
}

func TestCorrectAnswerIsWholeAndUnexpired(t *testing.T) {
	wanted := &target{contains: []byte(`"Success"`), alive: true}
	for body, fault := range map[string]string{
		`{"Code":"Success","Expiration":"2999-01-01T00:00:00Z"}`:   "",
		`{"Code":"Success","Expiration" : "2999-01-01T00:00:00Z"}`: "",
		`{"Code":"Success","Expiration":"2001-01-01T00:00:00Z"}`:   "expired",
		`{"Code":"Success","Expiration":""}`:                       "expired",
		`{"Code":"Success"}`:                                       "expired",
		`{"Code":"Failed"}`:                                        "another body",
	} {
		if got := wanted.fault(answer{200, []byte(body)}); got != fault {
			t.Errorf("%s: %q instead of %q", body, got, fault)
		}
	}
	if got := wanted.fault(answer{503, nil}); got != "status 503" {
		t.Error(got)
	}
}
