// Bare is what Go's own HTTP server can do when there is nothing to do but to compare one header and to write the bytes
// of a recorded answer: the counterpart of BareServer.java.
//
// Arguments: port, file of response headers as curl's -D writes it, file of the body, the token that is let in.
package main

import (
	"bufio"
	"errors"
	"fmt"
	"net/http"
	"net/textproto"
	"os"
)

// They belong to the recorded connection, not to the answer.
var hopByHop = []string{"Connection", "Keep-Alive", "Transfer-Encoding"}

func main() {
	if err := serve(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "bare server:", err)
		os.Exit(1)
	}
}

func serve(args []string) error {
	if len(args) != 4 {
		return errors.New("needs PORT HEADERS BODY TOKEN")
	}
	recorded, err := headers(args[1])
	if err != nil {
		return err
	}
	body, err := os.ReadFile(args[2])
	if err != nil {
		return err
	}
	token := args[3]
	return http.ListenAndServe("127.0.0.1:"+args[0], http.HandlerFunc(
		func(response http.ResponseWriter, request *http.Request) {
			if request.Header.Get("X-Aws-Ec2-Metadata-Token") != token {
				response.WriteHeader(http.StatusUnauthorized)
				return
			}
			sent := response.Header()
			for name, values := range recorded {
				sent[name] = values
			}
			_, _ = response.Write(body)
		}))
}

func headers(file string) (textproto.MIMEHeader, error) {
	open, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer open.Close()
	reader := textproto.NewReader(bufio.NewReader(open))
	if _, err := reader.ReadLine(); err != nil {
		return nil, err
	}
	recorded, err := reader.ReadMIMEHeader()
	for _, name := range hopByHop {
		delete(recorded, name)
	}
	return recorded, err
}
