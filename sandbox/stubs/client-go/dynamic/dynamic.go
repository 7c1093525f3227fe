// Package dynamic stands for k8s.io/client-go/dynamic: there is no cluster to ask.
package dynamic

import (
	"context"
	"errors"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/client-go/rest"
)

// Object is what a lookup would give.
type Object interface {
	UnstructuredContent() map[string]any
}

// ResourceInterface asks for objects of a kind.
type ResourceInterface interface {
	Get(ctx context.Context, name string, options metav1.GetOptions, subresources ...string) (Object, error)
	List(ctx context.Context, options metav1.ListOptions) (Object, error)
}

// NamespaceableResourceInterface is that of one namespace, too.
type NamespaceableResourceInterface interface {
	Namespace(string) ResourceInterface
	ResourceInterface
}

// Client is never made.
type Client struct{}

// NewForConfig always fails.
func NewForConfig(*rest.Config) (*Client, error) { return nil, errors.New("there is no cluster") }

// Resource gives nothing: there is no Client.
func (*Client) Resource(schema.GroupVersionResource) NamespaceableResourceInterface { return nil }
