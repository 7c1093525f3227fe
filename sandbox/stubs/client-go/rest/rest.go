// Package rest stands for k8s.io/client-go/rest: there is no cluster to configure.
package rest

// Config is never filled.
type Config struct{}
