package main

import (
	"path"

	"go.yaml.in/yaml/v3"
	chart "helm.sh/helm/v4/pkg/chart/v2"
)

// missingDependencies gives the dependencies of which no chart is in `charts/` (CheckDependencies of Helm's pkg/action).
// `helm template` refuses such a chart.
func missingDependencies(loaded *chart.Chart) map[*chart.Dependency]string {
	absent := map[*chart.Dependency]string{}
	for _, wanted := range loaded.Metadata.Dependencies {
		present := wanted == nil
		for _, dependency := range loaded.Dependencies() {
			present = present || dependency.Name() == wanted.Name
		}
		if !present {
			// The name becomes the alias when dependencies are processed.
			absent[wanted] = wanted.Name
		}
	}
	return absent
}

// reportDependencies tells the missing ones that values, conditions and tags leave enabled.
func reportDependencies(files *snapshot, name string, loaded *chart.Chart, absent map[*chart.Dependency]string, found *[]missing) {
	for _, wanted := range loaded.Metadata.Dependencies {
		if written, ok := absent[wanted]; ok {
			at, line := dependencyLine(files, name, written)
			*found = append(*found, missing{Kind: "chart", Path: at, Line: line, Reference: written, Repository: wanted.Repository, Version: wanted.Version})
		}
	}
}

// dependencyLine finds where a chart names a dependency.
func dependencyLine(files *snapshot, name, dependency string) (string, *int) {
	for _, file := range []string{"Chart.yaml", "requirements.yaml"} {
		at := path.Join(mount, name, file)
		var tree yaml.Node
		if yaml.Unmarshal(files.files[at], &tree) != nil {
			continue
		}
		for _, item := range items(field(content(&tree), "dependencies")) {
			if written := field(item, "name"); written != nil && written.Value == dependency {
				return inRepository(at), &written.Line
			}
		}
	}
	return name, nil
}
