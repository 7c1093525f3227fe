package main

import (
	"path"
	"strings"

	"go.yaml.in/yaml/v3"
	"sigs.k8s.io/kustomize/api/ifc"
	"sigs.k8s.io/kustomize/api/kv"
	"sigs.k8s.io/kustomize/api/provider"
	"sigs.k8s.io/kustomize/api/types"
)

// nothing is an empty file in each directory whose kustomization needs one.
const nothing = ".netpol-nothing"

// generatorFiles puts an empty file in the place of those that are not in the repository, or that hold no variables
// where there should be some. They are told; a policy does not depend on them.
func (r *rewriting) generatorFiles(generator *yaml.Node) {
	for _, source := range items(field(generator, "files")) {
		key, name, named := strings.Cut(source.Value, "=")
		if !named {
			name = source.Value
			key = path.Base(name)
		}
		if !r.has(name) {
			r.empty(source, key+"="+nothing)
		}
	}
	variables := items(field(generator, "envs"))
	if one := field(generator, "env"); one != nil && one.Value != "" {
		variables = append(variables, one)
	}
	for _, source := range variables {
		if !r.has(source.Value) || !r.holdsVariables(source.Value) {
			r.empty(source, nothing)
		}
	}
}

func (r *rewriting) has(name string) bool {
	_, ok := r.files.files[path.Join(r.directory, name)]
	return ok && !isURL(name)
}

func (r *rewriting) empty(source *yaml.Node, instead string) {
	r.miss("generator-file", source, source.Value)
	r.added[path.Join(r.directory, nothing)] = []byte{}
	r.changed = true
	*source = *text(instead)
}

// holdsVariables asks Kustomize's own reader.
func (r *rewriting) holdsVariables(name string) bool {
	reader := kv.NewLoader(onlyLoads{r}, provider.NewDefaultDepProvider().GetFieldValidator())
	_, err := reader.Load(types.KvPairSources{EnvSources: []string{name}})
	return err == nil
}

// onlyLoads is a loader of files of one directory, without the rules about where they may be.
type onlyLoads struct{ *rewriting }

func (l onlyLoads) Load(name string) ([]byte, error) {
	return l.view().ReadFile(path.Join(l.directory, name))
}
func (l onlyLoads) Repo() string                   { return "" }
func (l onlyLoads) Root() string                   { return l.directory }
func (l onlyLoads) Cleanup() error                 { return nil }
func (l onlyLoads) New(string) (ifc.Loader, error) { return nil, errReadOnly }
