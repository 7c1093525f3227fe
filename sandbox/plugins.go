package main

import (
	"bytes"
	"errors"
	"io"
	"path"
	"slices"

	"go.yaml.in/yaml/v3"
	"sigs.k8s.io/kustomize/api/krusty"
)

const helmGenerator = "HelmChartInflationGenerator"

// builtins are the kinds that Kustomize does itself. All others are programs.
var builtins = krusty.GetBuiltinPluginNames()

// plugin keeps an entry of `generators`, `transformers` or `validators`, which is a file, a directory or the
// configuration itself, as far as it needs no program.
func (r *rewriting) plugin(item *yaml.Node) (bool, error) {
	if item.Kind != yaml.ScalarNode {
		return true, nil
	}
	at := path.Join(r.directory, item.Value)
	if _, ok := r.files.files[at]; ok {
		return r.pluginFile(at)
	}
	if r.files.directories[at] {
		return true, r.kustomization(at, rolePlugins)
	}
	if documents := configurations([]byte(item.Value)); len(documents) > 0 {
		kept, err := r.withoutPrograms(documents, item, r.name)
		if err != nil || kept == nil {
			return false, err
		}
		if len(kept) < len(documents) {
			rest, err := join(kept)
			if err != nil {
				return false, err
			}
			item.Value = string(rest)
			r.changed = true
		}
		return true, nil
	}
	return r.resource(item)
}

// pluginFile does the same for a file of configurations.
func (r *rewriting) pluginFile(at string) (bool, error) {
	documents := configurations(r.files.files[at])
	if len(documents) == 0 {
		return true, nil
	}
	kept, err := r.withoutPrograms(documents, nil, at)
	if err != nil || kept == nil {
		return false, err
	}
	if len(kept) < len(documents) {
		r.added[at], err = join(kept)
	}
	return true, err
}

// withoutPrograms gives the configurations that are left, nil if none is. Charts are inflated.
func (r *rewriting) withoutPrograms(documents []*yaml.Node, inline *yaml.Node, name string) ([]*yaml.Node, error) {
	var kept []*yaml.Node
	for _, one := range documents {
		kind := field(one, "kind")
		builtin := value(field(one, "apiVersion")) == "builtin"
		switch {
		case builtin && value(kind) == helmGenerator:
			if err := r.chartOf(content(one), content(one)); err != nil {
				return nil, err
			}
		case builtin && slices.Contains(builtins, value(kind)):
			kept = append(kept, one)
		default:
			at := content(one)
			if inline != nil {
				at = inline
			} else if kind != nil {
				at = kind
			}
			line := at.Line
			*r.found = append(*r.found, missing{Kind: "plugin", Path: inRepository(name), Line: &line, Reference: value(kind)})
		}
	}
	return kept, nil
}

// configurations gives the documents of a text that are objects, none if one is not.
func configurations(data []byte) []*yaml.Node {
	decoder := yaml.NewDecoder(bytes.NewReader(data))
	var all []*yaml.Node
	for {
		var one yaml.Node
		err := decoder.Decode(&one)
		if errors.Is(err, io.EOF) {
			return all
		}
		if err != nil {
			return nil
		}
		if mapping := content(&one); mapping != nil && mapping.Kind == yaml.MappingNode {
			all = append(all, &one)
		} else if mapping != nil && mapping.Tag != "!!null" {
			return nil
		}
	}
}

func join(documents []*yaml.Node) ([]byte, error) {
	var out bytes.Buffer
	encoder := yaml.NewEncoder(&out)
	for _, one := range documents {
		if err := encoder.Encode(one); err != nil {
			return nil, err
		}
	}
	return out.Bytes(), encoder.Close()
}

func value(node *yaml.Node) string {
	if node == nil {
		return ""
	}
	return node.Value
}
