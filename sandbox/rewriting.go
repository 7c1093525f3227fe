package main

import (
	"path"

	"go.yaml.in/yaml/v3"
)

// A rewriting goes through the fields of one kustomization.
type rewriting struct {
	*preparation
	directory string
	// name is the path of the kustomization.
	name    string
	mapping *yaml.Node
	role    role
	changed bool
}

func (r *rewriting) all() error {
	for _, key := range []string{"resources", "bases", "components"} {
		if err := r.filter(key, r.resource); err != nil {
			return err
		}
	}
	for _, key := range []string{"generators", "transformers", "validators"} {
		if err := r.filter(key, r.plugin); err != nil {
			return err
		}
	}
	for _, key := range []string{"crds", "configurations", "patchesStrategicMerge"} {
		if err := r.filter(key, r.localFile); err != nil {
			return err
		}
	}
	for _, key := range []string{"patches", "patchesJson6902", "replacements"} {
		if err := r.filter(key, func(item *yaml.Node) (bool, error) { return r.localFile(field(item, "path")) }); err != nil {
			return err
		}
	}
	if schema := field(field(r.mapping, "openapi"), "path"); schema != nil {
		if keep, _ := r.localFile(schema); !keep {
			drop(r.mapping, "openapi")
			r.changed = true
		}
	}
	for _, key := range []string{"configMapGenerator", "secretGenerator"} {
		for _, generator := range items(field(r.mapping, key)) {
			r.generatorFiles(generator)
		}
	}
	return r.charts()
}

// filter keeps those items of a sequence that are to be kept.
func (r *rewriting) filter(key string, keep func(*yaml.Node) (bool, error)) error {
	sequence := field(r.mapping, key)
	if sequence == nil || sequence.Kind != yaml.SequenceNode {
		return nil
	}
	var kept []*yaml.Node
	for at, item := range items(sequence) {
		yes, err := keep(item)
		if err != nil {
			return err
		}
		if yes {
			kept = append(kept, sequence.Content[at])
		}
	}
	if len(kept) == len(sequence.Content) {
		return nil
	}
	r.changed = true
	sequence.Content = kept
	if len(kept) == 0 {
		drop(r.mapping, key)
	}
	return nil
}

// resource follows a base, and keeps what is in the repository or what Kustomize is to complain about.
func (r *rewriting) resource(item *yaml.Node) (bool, error) {
	if item == nil || item.Kind != yaml.ScalarNode {
		return true, nil
	}
	at := path.Join(r.directory, item.Value)
	if _, ok := r.files.files[at]; ok {
		if r.role == rolePlugins {
			return r.pluginFile(at)
		}
		return true, nil
	}
	// A directory that is called like a repository is not looked at by Kustomize, either.
	if isRemote(item.Value) {
		kind := "base"
		if isManifest(item.Value) {
			kind = "file"
		}
		r.miss(kind, item, item.Value)
		return false, nil
	}
	if r.files.directories[at] {
		return true, r.kustomization(at, r.role)
	}
	return true, nil
}

// localFile keeps a file that is not at a URL.
func (r *rewriting) localFile(item *yaml.Node) (bool, error) {
	if item == nil || item.Kind != yaml.ScalarNode || !isURL(item.Value) {
		return true, nil
	}
	r.miss("file", item, item.Value)
	return false, nil
}

func (r *rewriting) miss(kind string, item *yaml.Node, reference string) {
	line := item.Line
	*r.found = append(*r.found, missing{Kind: kind, Path: inRepository(r.name), Line: &line, Reference: reference})
}
