package main

import (
	"bytes"
	"errors"
	"fmt"
	"strconv"
	"syscall"
)

// answerLimit is far above any credential; what is longer has another meaning.
const answerLimit = 1 << 20

var (
	errClosed   = errors.New("closed")
	errTooLong  = errors.New("answer too long")
	errNoLength = errors.New("answer without a length")
	errGarbled  = errors.New("answer is not HTTP")
)

// answer is a response as far as it is looked at. The body is valid until the next request of the connection.
type answer struct {
	status int
	body   []byte
}

// conn is a kept connection on the bare system calls: the scheduler and the poller of Go's runtime would add their own
// pauses, of up to a millisecond, to what is measured. Its socket blocks unless made not to.
type conn struct {
	fd     int
	buffer []byte
	filled int
}

func (t *target) dial() (*conn, error) {
	fd, err := syscall.Socket(t.family, syscall.SOCK_STREAM|syscall.SOCK_CLOEXEC, 0)
	if err != nil {
		return nil, fmt.Errorf("socket: %w", err)
	}
	timeout := syscall.NsecToTimeval(t.timeout.Nanoseconds())
	// Closed with a reset: thousands of ports would wait for a minute otherwise, and the next round find none.
	reset := syscall.Linger{Onoff: 1}
	err = errors.Join(
		syscall.SetsockoptInt(fd, syscall.IPPROTO_TCP, syscall.TCP_NODELAY, 1),
		syscall.SetsockoptTimeval(fd, syscall.SOL_SOCKET, syscall.SO_RCVTIMEO, &timeout),
		syscall.SetsockoptTimeval(fd, syscall.SOL_SOCKET, syscall.SO_SNDTIMEO, &timeout),
		syscall.SetsockoptLinger(fd, syscall.SOL_SOCKET, syscall.SO_LINGER, &reset),
		retried(func() error { return syscall.Connect(fd, t.address) }))
	if err != nil {
		syscall.Close(fd)
		return nil, err
	}
	return &conn{fd: fd, buffer: make([]byte, 4096)}, nil
}

func (c *conn) close() { syscall.Close(c.fd) }

// exchange sends a request and waits for its answer.
func (c *conn) exchange(request []byte) (answer, error) {
	if err := c.send(request); err != nil {
		return answer{}, err
	}
	for {
		a, complete, err := c.receive()
		if complete || err != nil {
			return a, err
		}
	}
}

func (c *conn) send(request []byte) error {
	c.filled = 0
	for len(request) > 0 {
		var n int
		err := retried(func() (err error) {
			n, err = syscall.Write(c.fd, request)
			return err
		})
		if err != nil {
			return err
		}
		request = request[n:]
	}
	return nil
}

// receive reads once and says whether the answer is complete.
func (c *conn) receive() (answer, bool, error) {
	if c.filled == len(c.buffer) {
		if c.filled >= answerLimit {
			return answer{}, false, errTooLong
		}
		c.buffer = append(c.buffer, make([]byte, len(c.buffer))...)
	}
	var n int
	err := retried(func() (err error) {
		n, err = syscall.Read(c.fd, c.buffer[c.filled:])
		return err
	})
	if err != nil {
		return answer{}, false, err
	}
	if n == 0 {
		return answer{}, false, errClosed
	}
	c.filled += n
	return parse(c.buffer[:c.filled])
}

// retried repeats a system call that a signal has interrupted; Go's runtime sends itself some.
func retried(call func() error) error {
	for {
		if err := call(); err != syscall.EINTR {
			return err
		}
	}
}

// parse reads a response with a length or in chunks: every server here answers so.
func parse(text []byte) (answer, bool, error) {
	head, rest, found := bytes.Cut(text, []byte("\r\n\r\n"))
	if !found {
		return answer{}, false, nil
	}
	status, fields, _ := bytes.Cut(head, []byte("\r\n"))
	if !bytes.HasPrefix(status, []byte("HTTP/1.")) || len(status) < 12 {
		return answer{}, false, errGarbled
	}
	code, err := strconv.Atoi(string(status[9:12]))
	if err != nil {
		return answer{}, false, errGarbled
	}
	length, chunked := framing(fields)
	switch {
	case chunked:
		body, complete, err := chunks(rest)
		return answer{code, body}, complete, err
	case length < 0:
		return answer{}, false, errNoLength
	case len(rest) < length:
		return answer{}, false, nil
	}
	return answer{code, rest[:length]}, true, nil
}

// framing finds how the end of the body is told: its length, -1 if there is none, or that it comes in chunks.
func framing(fields []byte) (length int, chunked bool) {
	length = -1
	for len(fields) > 0 {
		var line []byte
		line, fields, _ = bytes.Cut(fields, []byte("\r\n"))
		name, value, _ := bytes.Cut(line, []byte(":"))
		switch {
		case bytes.EqualFold(name, []byte("content-length")):
			if n, err := strconv.Atoi(string(bytes.TrimSpace(value))); err == nil {
				length = n
			}
		case bytes.EqualFold(name, []byte("transfer-encoding")):
			chunked = bytes.EqualFold(bytes.TrimSpace(value), []byte("chunked"))
		}
	}
	return length, chunked
}

func chunks(rest []byte) (body []byte, complete bool, err error) {
	for {
		line, after, found := bytes.Cut(rest, []byte("\r\n"))
		if !found {
			return nil, false, nil
		}
		size, err := strconv.ParseUint(string(bytes.TrimSpace(line)), 16, 20)
		if err != nil {
			return nil, false, errGarbled
		}
		if uint64(len(after)) < size+2 {
			return nil, false, nil
		}
		if size == 0 {
			return body, true, nil
		}
		body = append(body, after[:size]...)
		rest = after[size+2:]
	}
}

// reason is a short word for why a request failed, so that like failures are counted together.
func reason(err error) string {
	switch {
	case errors.Is(err, syscall.EAGAIN):
		return "timeout"
	case errors.Is(err, syscall.ECONNREFUSED):
		return "refused"
	case errors.Is(err, syscall.ECONNRESET), errors.Is(err, syscall.EPIPE):
		return "reset"
	}
	return err.Error()
}
