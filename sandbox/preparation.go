package main

import (
	"bytes"
	"fmt"
	"path"

	"go.yaml.in/yaml/v3"
	"sigs.k8s.io/kustomize/api/konfig"
	"sigs.k8s.io/kustomize/api/types"
)

// A preparation rewrites the kustomizations that a root is made of, where they are read and nowhere else: what is not in
// the repository is taken out and told, charts are inflated, and the root records where its resources come from.
// A kustomization that has nothing of the kind is read as it is.
type preparation struct {
	files *snapshot
	// added holds what is read in place of a file of the snapshot, or beside those.
	added map[string][]byte
	// templates are the files of the repository that inflated documents, which stand in added files, come from.
	templates map[string]*string
	visited   map[string]bool
	found     *[]missing
	maxOutput int
	// wantsOrigins says that the root itself asks for annotations of origin.
	wantsOrigins bool
}

// A role says what the resources of a kustomization are.
type role int

const (
	roleResources role = iota
	rolePlugins
)

func newPreparation(files *snapshot, maxOutput int, found *[]missing) *preparation {
	return &preparation{
		files:     files,
		added:     map[string][]byte{},
		templates: map[string]*string{},
		visited:   map[string]bool{},
		found:     found,
		maxOutput: maxOutput,
	}
}

func (p *preparation) view() view { return view{snapshot: p.files, added: p.added} }

// root prepares a root and all that it is made of.
func (p *preparation) root(directory string) error {
	if err := p.kustomization(directory, roleResources); err != nil {
		return err
	}
	name, tree := p.read(directory)
	if tree == nil {
		return nil
	}
	mapping := content(tree)
	for _, option := range items(field(mapping, "buildMetadata")) {
		p.wantsOrigins = p.wantsOrigins || option.Value == types.OriginAnnotations
	}
	if !p.wantsOrigins {
		appendTo(mapping, "buildMetadata", types.OriginAnnotations)
	}
	return p.write(name, tree)
}

// kustomization prepares one directory. What is wrong in it is left for Kustomize to say.
func (p *preparation) kustomization(directory string, what role) error {
	if p.visited[directory] {
		return nil
	}
	p.visited[directory] = true
	name, tree := p.read(directory)
	if tree == nil {
		return nil
	}
	one := &rewriting{preparation: p, directory: directory, name: name, mapping: content(tree), role: what}
	if err := one.all(); err != nil {
		return fmt.Errorf("%s: %w", inRepository(name), err)
	}
	if !one.changed {
		return nil
	}
	return p.write(name, tree)
}

// read gives the kustomization of a directory; no tree where there is none, several, or something that is no mapping.
func (p *preparation) read(directory string) (string, *yaml.Node) {
	var name string
	for _, candidate := range konfig.RecognizedKustomizationFileNames() {
		at := path.Join(directory, candidate)
		if _, ok := p.view().find(at); !ok {
			continue
		}
		if name != "" {
			return "", nil
		}
		name = at
	}
	if name == "" {
		return "", nil
	}
	data, _ := p.view().find(name)
	var tree yaml.Node
	if err := yaml.Unmarshal(data, &tree); err != nil {
		return "", nil
	}
	if mapping := content(&tree); mapping == nil || mapping.Kind != yaml.MappingNode {
		return "", nil
	}
	return name, &tree
}

func (p *preparation) write(name string, tree *yaml.Node) error {
	var out bytes.Buffer
	encoder := yaml.NewEncoder(&out)
	if err := encoder.Encode(tree); err != nil {
		return err
	}
	p.added[name] = out.Bytes()
	return nil
}
