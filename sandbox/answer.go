package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand"
	"strings"
)

// A request is a root to render. Paths are those of the repository.
type request struct {
	Renderer     string   `json:"renderer"`
	Directory    string   `json:"directory"`
	Chart        string   `json:"chart"`
	Values       []string `json:"values"`
	InlineValues []string `json:"inlineValues"`
	Set          []string `json:"set"`
	SetString    []string `json:"setString"`
	Release      string   `json:"release"`
	Namespace    string   `json:"namespace"`
	IncludeCRDs  bool     `json:"includeCRDs"`
	KubeVersion  string   `json:"kubeVersion"`
	APIVersions  []string `json:"apiVersions"`
	LeaveOut     []string `json:"leaveOut"`
	// MaxOutput is how many bytes of documents are given at most.
	MaxOutput int `json:"maxOutput"`
}

// A document is one YAML document of what the cluster would get, and the file of the repository that it came from.
type document struct {
	Text string  `json:"text"`
	Path *string `json:"path"`
}

// missing is something that a root refers to and that is not in the repository, or cannot be run here.
type missing struct {
	Kind       string `json:"kind"`
	Path       string `json:"path"`
	Line       *int   `json:"line"`
	Reference  string `json:"reference"`
	Repository string `json:"repository"`
	Version    string `json:"version"`
}

// A response is either documents or a failure.
type response struct {
	Documents []document `json:"documents"`
	Failed    *string    `json:"failed"`
	Missing   []missing  `json:"missing"`
}

// answer never panics: what goes wrong in a renderer is the failure of its root.
func answer(files *snapshot, question []byte) []byte {
	var asked request
	if err := json.Unmarshal(question, &asked); err != nil {
		return encode(failure(err, nil))
	}
	return encode(respond(files, asked))
}

func respond(files *snapshot, asked request) (given response) {
	var found []missing
	// Chance in a template (`randInt`, `shuffle`) is the same each time. That of crypto/rand is the host's.
	rand.Seed(1)
	defer func() {
		if reason := recover(); reason != nil {
			given = failure(fmt.Errorf("the renderer failed: %v", reason), found)
		}
	}()
	documents, err := renderRoot(files, asked, &found)
	if err != nil {
		return failure(err, found)
	}
	size := 0
	for _, one := range documents {
		size += len(one.Text)
	}
	if size > asked.MaxOutput {
		return failure(errTooLarge(asked.MaxOutput), found)
	}
	return response{Documents: documents, Missing: found}
}

func renderRoot(files *snapshot, asked request, found *[]missing) ([]document, error) {
	switch asked.Renderer {
	case "kustomize":
		return renderKustomization(files, asked, found)
	case "helm":
		return renderChart(files, asked, found)
	default:
		return nil, errors.New("no such renderer")
	}
}

func errTooLarge(limit int) error {
	return fmt.Errorf("the documents have more than %d bytes", limit)
}

// maxMessage bounds what a renderer says of its failure. Where it is long, the place is at its beginning and the reason at
// its end.
const maxMessage = 4096

func failure(err error, found []missing) response {
	message := strings.ReplaceAll(err.Error(), mount+"/", "")
	if len(message) > maxMessage {
		middle := maxMessage / 2
		message = strings.ToValidUTF8(message[:middle]+" … "+message[len(message)-middle:], "")
	}
	return response{Failed: &message, Missing: found}
}

func encode(given response) []byte {
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(given); err != nil {
		panic(err)
	}
	return out.Bytes()
}
