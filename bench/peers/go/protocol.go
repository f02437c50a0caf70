// The protocol of bench/peers for libraries of Go: see docs/benchmarks/README.md.
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
)

const (
	issuer     = "https://example.eu.auth0.com/"
	audience   = "kq3x7vFwzUjM9yTtR2pLbN8sHgD5cAeZ"
	email      = "jane.doe@example.com"
	roleCount  = 2
	secretFile = "secret.txt"
	publicFile = "public.pem"
)

// verify tells whether a token is accepted, and is Jane Doe's with both her roles.
type verify func(token string) bool

// prepare reads the key once: the text of a PEM, or the bytes of a secret.
type prepare func(algorithm string, key []byte) (verify, error)

type prepared struct {
	token   string
	verify  verify
	refused []string
}

type slice struct {
	Microseconds float64 `json:"us"`
	Tokens       int     `json:"tokens"`
}

// processorSeconds is that of the whole process: the collector of garbage counts.
func processorSeconds() float64 {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		panic(err)
	}
	return float64(usage.Utime.Sec+usage.Stime.Sec) + float64(usage.Utime.Usec+usage.Stime.Usec)/1e6
}

func shown(folder string, accepts verify) (*prepared, error) {
	token, err := os.ReadFile(filepath.Join(folder, "token"))
	if err != nil {
		return nil, err
	}
	result := &prepared{token: string(token), verify: accepts}
	bad, err := filepath.Glob(filepath.Join(folder, "refuse", "*"))
	for _, file := range bad {
		text, err := os.ReadFile(file)
		if err != nil {
			return nil, err
		}
		if accepts(string(text)) {
			return nil, fmt.Errorf("%s: accepted", file)
		}
		result.refused = append(result.refused, filepath.Base(file))
	}
	if !accepts(result.token) {
		return nil, fmt.Errorf("%s: refused the good token", folder)
	}
	return result, err
}

func measure(what *prepared, seconds float64) (slice, error) {
	start := processorSeconds()
	tokens, batch, spent := 0, 1, 0.0
	for spent < seconds {
		for i := 0; i < batch; i++ {
			if !what.verify(what.token) {
				return slice{}, fmt.Errorf("refused the good token while it was timed")
			}
		}
		tokens += batch
		spent = processorSeconds() - start
		if spent < seconds/20 {
			batch *= 2
		}
	}
	return slice{spent / float64(tokens) * 1e6, tokens}, nil
}

func prepareAll(root string, with prepare) (map[string]*prepared, error) {
	folders, err := filepath.Glob(filepath.Join(root, "*"))
	all := map[string]*prepared{}
	for _, folder := range folders {
		algorithm, file := filepath.Base(folder), publicFile
		if strings.HasPrefix(algorithm, "HS") {
			file = secretFile
		}
		key, err := os.ReadFile(filepath.Join(folder, file))
		if err != nil {
			return nil, err
		}
		accepts, err := with(algorithm, key)
		if err != nil {
			return nil, err
		}
		if all[algorithm], err = shown(folder, accepts); err != nil {
			return nil, err
		}
	}
	return all, err
}

func serve(version string, with prepare) error {
	all, err := prepareAll(os.Args[1], with)
	if err != nil {
		return err
	}
	refused := map[string][]string{}
	for algorithm, one := range all {
		refused[algorithm] = one.refused
	}
	output := json.NewEncoder(os.Stdout)
	if err := output.Encode(map[string]any{"version": version, "refused": refused}); err != nil {
		return err
	}
	for {
		var algorithm string
		var milliseconds float64
		if _, err := fmt.Scanln(&algorithm, &milliseconds); err != nil {
			return nil // the end of the input
		}
		result, err := measure(all[algorithm], milliseconds/1000)
		if err != nil {
			return err
		}
		if err := output.Encode(result); err != nil {
			return err
		}
	}
}
