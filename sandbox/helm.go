package main

import (
	"errors"
	"fmt"
	"path"
	"strings"

	"helm.sh/helm/v4/pkg/chart/common"
	"helm.sh/helm/v4/pkg/chart/common/util"
	chart "helm.sh/helm/v4/pkg/chart/v2"
	chartutil "helm.sh/helm/v4/pkg/chart/v2/util"
	"helm.sh/helm/v4/pkg/engine"
	release "helm.sh/helm/v4/pkg/release/v1"
	releaseutil "helm.sh/helm/v4/pkg/release/v1/util"
)

// renderChart does what `helm template` does (pkg/cmd/template.go, Run and renderResources of pkg/action), step by step
// and in the same order, but for the cluster, and for dependencies that are missing: they are told, and left out.
func renderChart(files *snapshot, asked request, found *[]missing) ([]document, error) {
	values, err := mergeValues(files, asked, found)
	if err != nil {
		return nil, err
	}
	return inflate(files, asked, values, found)
}

// inflate renders a chart with values that are merged already.
func inflate(files *snapshot, asked request, values map[string]any, found *[]missing) ([]document, error) {
	loaded, sources, err := loadChart(files, asked.Chart)
	if err != nil {
		return nil, err
	}
	if kind := loaded.Metadata.Type; kind != "" && kind != "application" {
		return nil, fmt.Errorf("%s charts are not installable", kind)
	}
	absent := missingDependencies(loaded)
	if err := chartutil.ValidateReleaseName(asked.Release); err != nil {
		return nil, fmt.Errorf("release name check failed: release name %q: %w", asked.Release, err)
	}
	if err := chartutil.ProcessDependencies(loaded, values); err != nil {
		return nil, fmt.Errorf("chart dependencies processing failed: %w", err)
	}
	reportDependencies(files, asked.Chart, loaded, absent, found)
	capabilities, err := capabilitiesOf(asked)
	if err != nil {
		return nil, err
	}
	options := common.ReleaseOptions{Name: asked.Release, Namespace: asked.Namespace, Revision: 1, IsInstall: true}
	all, err := util.ToRenderValuesWithSchemaValidation(loaded, values, options, capabilities, false)
	if err != nil {
		return nil, err
	}
	if wanted := loaded.Metadata.KubeVersion; wanted != "" && !chartutil.IsCompatibleRange(wanted, capabilities.KubeVersion.String()) {
		return nil, fmt.Errorf("chart requires kubeVersion: %s which is incompatible with Kubernetes %s", wanted, capabilities.KubeVersion.Version)
	}
	rendered, err := engine.Render(loaded, all)
	if err != nil {
		return nil, err
	}
	return manifestsOf(loaded, sources, rendered, asked)
}

func capabilitiesOf(asked request) (*common.Capabilities, error) {
	capabilities := common.DefaultCapabilities.Copy()
	if asked.KubeVersion != "" {
		version, err := common.ParseKubeVersion(asked.KubeVersion)
		if err != nil {
			return nil, fmt.Errorf("invalid kube version '%s': %w", asked.KubeVersion, err)
		}
		capabilities.KubeVersion = *version
	}
	capabilities.APIVersions = append(capabilities.APIVersions[:len(capabilities.APIVersions):len(capabilities.APIVersions)], asked.APIVersions...)
	return capabilities, nil
}

// manifestsOf splits and sorts what the templates gave: CRDs if they are asked for, then manifests, then hooks.
func manifestsOf(loaded *chart.Chart, sources map[*common.File]string, rendered map[string]string, asked request) ([]document, error) {
	size := 0
	for name, text := range rendered {
		size += len(text)
		if strings.HasSuffix(name, "NOTES.txt") {
			delete(rendered, name)
		}
	}
	if size > asked.MaxOutput {
		return nil, errTooLarge(asked.MaxOutput)
	}
	hooks, manifests, err := releaseutil.SortManifests(rendered, nil, releaseutil.InstallOrder)
	if err != nil {
		return nil, err
	}
	paths := templatePaths(loaded, sources)
	var documents []document
	if asked.IncludeCRDs {
		for _, crd := range loaded.CRDObjects() {
			documents = append(documents, documentAt(string(crd.File.Data), sources[crd.File]))
		}
	}
	for _, manifest := range manifests {
		documents = append(documents, documentAt(manifest.Content, paths[manifest.Name]))
	}
	for _, hook := range hooks {
		if !leftOut(hook, asked.LeaveOut) {
			documents = append(documents, documentAt(hook.Manifest, paths[hook.Path]))
		}
	}
	return documents, nil
}

func leftOut(hook *release.Hook, kinds []string) bool {
	for _, kind := range kinds {
		if kind == "hooks" {
			return true
		}
		for _, event := range hook.Events {
			if kind == "tests" && event == release.HookTest {
				return true
			}
		}
	}
	return false
}

func documentAt(text, source string) document {
	if source == "" {
		return document{Text: text}
	}
	return document{Text: text, Path: &source}
}

// templatePaths knows the file in the repository of every template by the name that the engine gives it: names of charts
// and aliases, not of directories.
func templatePaths(loaded *chart.Chart, sources map[*common.File]string) map[string]string {
	paths := map[string]string{}
	var visit func(*chart.Chart)
	visit = func(one *chart.Chart) {
		for _, template := range one.Templates {
			paths[path.Join(one.ChartFullPath(), template.Name)] = sources[template]
		}
		for _, dependency := range one.Dependencies() {
			visit(dependency)
		}
	}
	visit(loaded)
	return paths
}

var errNoChart = errors.New("there is no chart at this place")
