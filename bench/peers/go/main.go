// golang-jwt in the protocol of the peers.
package main

import (
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"os"
	"runtime/debug"
	"strings"

	"github.com/golang-jwt/jwt/v5"
)

type claims struct {
	jwt.RegisteredClaims
	Email string   `json:"email"`
	Roles []string `json:"https://example.com/roles"`
}

func keyFrom(algorithm string, text []byte) (any, error) {
	if strings.HasPrefix(algorithm, "HS") {
		return text, nil
	}
	block, _ := pem.Decode(text)
	return x509.ParsePKIXPublicKey(block.Bytes)
}

func verifier(algorithm string, text []byte) (verify, error) {
	key, err := keyFrom(algorithm, text)
	parser := jwt.NewParser(jwt.WithValidMethods([]string{algorithm}), jwt.WithIssuer(issuer),
		jwt.WithAudience(audience), jwt.WithExpirationRequired())
	find := func(*jwt.Token) (any, error) { return key, nil }
	return func(token string) bool {
		var found claims
		parsed, err := parser.ParseWithClaims(token, &found, find)
		return err == nil && parsed.Valid && found.Email == email && len(found.Roles) == roleCount
	}, err
}

func version() string {
	build, _ := debug.ReadBuildInfo()
	for _, module := range build.Deps {
		if module.Path == "github.com/golang-jwt/jwt/v5" {
			return strings.TrimPrefix(module.Version, "v")
		}
	}
	return "unknown"
}

func main() {
	if err := serve(version(), verifier); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
