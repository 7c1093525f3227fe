// Package kubernetes stands for the clients of k8s.io/client-go/kubernetes, which Helm imports only for its version.
package kubernetes
