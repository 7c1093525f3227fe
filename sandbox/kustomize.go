package main

import (
	"path"

	"sigs.k8s.io/kustomize/api/krusty"
	"sigs.k8s.io/kustomize/api/resource"
	"sigs.k8s.io/kustomize/api/types"
	"sigs.k8s.io/kustomize/kyaml/openapi"
)

// renderKustomization does what `kubectl kustomize DIRECTORY` does, after the kustomizations that the root is made of
// were prepared (preparation.go).
func renderKustomization(files *snapshot, asked request, found *[]missing) ([]document, error) {
	root := path.Join(mount, asked.Directory)
	// A schema that one root brings along would stay for the next.
	if openapi.GetSchemaVersion() != defaultSchema {
		openapi.ResetOpenAPI()
	}
	prepared := newPreparation(files, asked.MaxOutput, found)
	if err := prepared.root(root); err != nil {
		return nil, err
	}
	options := krusty.MakeDefaultOptions()
	options.Reorder = krusty.ReorderOptionUnspecified
	options.LoadRestrictions = types.LoadRestrictionsRootOnly
	options.PluginConfig = types.DisabledPluginConfig()
	resources, err := krusty.MakeKustomizer(options).Run(prepared.view(), root)
	if err != nil {
		return nil, err
	}
	paths := make([]*string, 0, resources.Size())
	for _, one := range resources.Resources() {
		paths = append(paths, prepared.origin(root, one))
	}
	if !prepared.wantsOrigins {
		if err := resources.RemoveOriginAnnotations(); err != nil {
			return nil, err
		}
	}
	documents := make([]document, 0, len(paths))
	size := 0
	for at, one := range resources.Resources() {
		text, err := one.AsYAML()
		if err != nil {
			return nil, err
		}
		if size += len(text); size > asked.MaxOutput {
			return nil, errTooLarge(asked.MaxOutput)
		}
		documents = append(documents, document{Text: string(text), Path: paths[at]})
	}
	return documents, nil
}

var defaultSchema = openapi.GetSchemaVersion()

// origin is the file that a resource came from: that of `resources`, or the kustomization that has its generator.
func (p *preparation) origin(root string, one *resource.Resource) *string {
	origin, err := one.GetOrigin()
	if err != nil || origin == nil || origin.Repo != "" {
		return nil
	}
	name := origin.Path
	if name == "" {
		name = origin.ConfiguredIn
	}
	if name == "" {
		return nil
	}
	at := path.Join(root, name)
	if template, ok := p.templates[at]; ok {
		return template
	}
	if _, ok := p.files.files[at]; !ok {
		return nil
	}
	at = inRepository(at)
	return &at
}
