package main

import (
	"bytes"
	"fmt"
	"path"
	"path/filepath"
	"strings"
	"text/template"
	"time"

	"github.com/Masterminds/sprig/v3"
	"go.yaml.in/yaml/v3"
	"helm.sh/helm/v4/pkg/chart/v2/loader"
	"sigs.k8s.io/kustomize/api/types"
	kyaml "sigs.k8s.io/kustomize/kyaml/yaml"
	"sigs.k8s.io/kustomize/kyaml/yaml/merge2"
	sigsyaml "sigs.k8s.io/yaml"
)

// charts inflates the charts of a kustomization, which Kustomize would start the program `helm` for. What they give
// becomes resources of the kustomization, after the others.
func (r *rewriting) charts() error {
	globals := field(r.mapping, "helmGlobals")
	for _, one := range items(field(r.mapping, "helmCharts")) {
		if err := r.chartOf(one, globals); err != nil {
			return err
		}
	}
	if err := r.oldCharts(globals); err != nil {
		return err
	}
	for _, key := range []string{"helmCharts", "helmChartInflationGenerator"} {
		if field(r.mapping, key) != nil {
			drop(r.mapping, key)
			r.changed = true
		}
	}
	return nil
}

// oldCharts reads the form that charts had before `helmCharts`.
func (r *rewriting) oldCharts(globals *yaml.Node) error {
	for _, one := range items(field(r.mapping, "helmChartInflationGenerator")) {
		var old types.HelmChartArgs
		if err := decode(one, &old); err != nil {
			return err
		}
		charts, oldGlobals := types.SplitHelmParameters([]types.HelmChartArgs{old})
		if globals != nil {
			oldGlobals = types.HelmGlobals{}
			if err := decode(globals, &oldGlobals); err != nil {
				return err
			}
		}
		if err := r.chart(charts[0], oldGlobals, one); err != nil {
			return err
		}
	}
	return nil
}

func (r *rewriting) chartOf(one, globals *yaml.Node) error {
	var chart types.HelmChart
	var global types.HelmGlobals
	if err := decode(one, &chart); err != nil {
		return err
	}
	if globals != nil {
		if err := decode(globals, &global); err != nil {
			return err
		}
	}
	return r.chart(chart, global, one)
}

// chart does what HelmChartInflationGenerator of Kustomize does with the arguments of a chart.
func (r *rewriting) chart(chart types.HelmChart, globals types.HelmGlobals, at *yaml.Node) error {
	if chart.Name == "" {
		return fmt.Errorf("chart name cannot be empty")
	}
	place := r.chartPlace(chart, globals)
	if !r.files.directories[place] {
		if chart.Repo == "" {
			return fmt.Errorf("no repo specified for pull, no chart found at '%s'", inRepository(place))
		}
		line := at.Line
		*r.found = append(*r.found, missing{Kind: "chart", Path: inRepository(r.name), Line: &line, Reference: chart.Name, Repository: chart.Repo, Version: chart.Version})
		return nil
	}
	values, err := r.chartValues(chart, place)
	if err != nil {
		return err
	}
	asked, err := chartRequest(chart, place, r.maxOutput)
	if err != nil {
		return err
	}
	documents, err := inflate(r.files, asked, values, r.found)
	if err != nil {
		return err
	}
	for _, one := range documents {
		name := fmt.Sprintf(".netpol-chart-%d.yaml", len(r.templates))
		added := path.Join(r.directory, name)
		r.added[added] = []byte(one.Text)
		r.templates[added] = one.Path
		appendTo(r.mapping, "resources", name)
		r.changed = true
	}
	return nil
}

func (r *rewriting) chartPlace(chart types.HelmChart, globals types.HelmGlobals) string {
	home := globals.ChartHome
	if home == "" {
		home = types.HelmDefaultHome
	}
	if !filepath.IsAbs(home) {
		home = path.Join(r.directory, home)
	}
	if chart.Version != "" && chart.Repo != "" {
		home = path.Join(home, chart.Name+"-"+chart.Version)
	}
	return path.Join(home, chart.Name)
}

func chartRequest(chart types.HelmChart, place string, maxOutput int) (request, error) {
	asked := request{
		Chart:       inRepository(place),
		Release:     chart.ReleaseName,
		Namespace:   chart.Namespace,
		IncludeCRDs: chart.IncludeCRDs,
		KubeVersion: chart.KubeVersion,
		APIVersions: chart.ApiVersions,
		MaxOutput:   maxOutput,
	}
	if asked.Namespace == "" {
		asked.Namespace = "default"
	}
	if chart.SkipHooks {
		asked.LeaveOut = append(asked.LeaveOut, "hooks")
	}
	if chart.SkipTests {
		asked.LeaveOut = append(asked.LeaveOut, "tests")
	}
	switch {
	case asked.Release != "":
	case chart.NameTemplate != "":
		parsed, err := template.New("name-template").Funcs(sprig.TxtFuncMap()).Parse(chart.NameTemplate)
		if err != nil {
			return asked, err
		}
		var name strings.Builder
		if err := parsed.Execute(&name, nil); err != nil {
			return asked, err
		}
		asked.Release = name.String()
	default:
		asked.Release = fmt.Sprintf("%s-%d", chart.Name, time.Now().Unix())
	}
	return asked, nil
}

// chartValues merges what `valuesFile`, `valuesInline` and `additionalValuesFiles` say.
func (r *rewriting) chartValues(chart types.HelmChart, place string) (map[string]any, error) {
	var own []byte
	if chart.ValuesFile == "" {
		own = r.files.files[path.Join(place, "values.yaml")]
	} else {
		data, err := r.valuesFile(chart.ValuesFile)
		if err != nil {
			return nil, err
		}
		own = data
	}
	if len(chart.ValuesInline) > 0 {
		merged, err := mergeInline(chart, own)
		if err != nil {
			return nil, err
		}
		own = merged
	}
	values, err := loader.LoadValues(bytes.NewReader(own))
	if err != nil {
		return nil, err
	}
	for _, name := range chart.AdditionalValuesFiles {
		data, err := r.valuesFile(name)
		if err != nil {
			return nil, fmt.Errorf("could not load additionalValuesFile: %w", err)
		}
		more, err := loader.LoadValues(bytes.NewReader(data))
		if err != nil {
			return nil, err
		}
		values = loader.MergeMaps(values, more)
	}
	return values, nil
}

func (r *rewriting) valuesFile(name string) ([]byte, error) {
	at := path.Join(r.directory, name)
	data, ok := r.files.files[at]
	if !ok {
		return nil, fmt.Errorf("'%s' doesn't exist", inRepository(at))
	}
	if !within(r.directory, at) {
		return nil, fmt.Errorf("security; file '%s' is not in or below '%s'", inRepository(at), inRepository(r.directory))
	}
	return data, nil
}

// mergeInline is createNewMergedValuesFile of Kustomize's generator.
func mergeInline(chart types.HelmChart, own []byte) ([]byte, error) {
	if chart.ValuesMerge == "replace" {
		return sigsyaml.Marshal(chart.ValuesInline)
	}
	if len(bytes.TrimSpace(own)) == 0 {
		own = []byte("{}")
	}
	theirs, err := kyaml.Parse(string(own))
	if err != nil {
		return nil, fmt.Errorf("could not parse values file: %w", err)
	}
	inline, err := kyaml.FromMap(chart.ValuesInline)
	if err != nil {
		return nil, fmt.Errorf("could not parse values inline: %w", err)
	}
	var merged *kyaml.RNode
	switch chart.ValuesMerge {
	case "", "override":
		merged, err = merge2.Merge(inline, theirs, kyaml.MergeOptions{})
	case "merge":
		merged, err = merge2.Merge(theirs, inline, kyaml.MergeOptions{})
	default:
		err = fmt.Errorf("valuesMerge must be one of [merge override replace]")
	}
	if err != nil {
		return nil, fmt.Errorf("could not merge values: %w", err)
	}
	values, err := merged.Map()
	if err != nil {
		return nil, err
	}
	return sigsyaml.Marshal(values)
}

// decode reads a part of a kustomization as Kustomize does.
func decode(node *yaml.Node, into any) error {
	data, err := yaml.Marshal(node)
	if err != nil {
		return err
	}
	return sigsyaml.Unmarshal(data, into)
}
