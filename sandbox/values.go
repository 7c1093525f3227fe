package main

import (
	"bytes"
	"fmt"
	"path"
	"strings"

	"helm.sh/helm/v4/pkg/chart/v2/loader"
	"helm.sh/helm/v4/pkg/strvals"
)

// mergeValues does what MergeValues of Helm's pkg/cli/values does: files, then inline values, then `--set`.
func mergeValues(files *snapshot, asked request, found *[]missing) (map[string]any, error) {
	merged := map[string]any{}
	merge := func(name string, data []byte) error {
		values, err := loader.LoadValues(bytes.NewReader(data))
		if err != nil {
			return fmt.Errorf("failed to parse %s: %w", name, err)
		}
		merged = loader.MergeMaps(merged, values)
		return nil
	}
	for _, name := range asked.Values {
		if strings.Contains(name, "://") {
			*found = append(*found, missing{Kind: "values", Path: asked.Chart, Reference: name})
			continue
		}
		data, ok := files.files[path.Join(mount, name)]
		if !ok {
			return nil, fmt.Errorf("open %s: no such file or directory", name)
		}
		if err := merge(name, data); err != nil {
			return nil, err
		}
	}
	for _, text := range asked.InlineValues {
		if err := merge("inline values", []byte(text)); err != nil {
			return nil, err
		}
	}
	for _, text := range asked.Set {
		if err := strvals.ParseInto(text, merged); err != nil {
			return nil, fmt.Errorf("failed parsing --set data: %w", err)
		}
	}
	for _, text := range asked.SetString {
		if err := strvals.ParseIntoString(text, merged); err != nil {
			return nil, fmt.Errorf("failed parsing --set-string data: %w", err)
		}
	}
	return merged, nil
}
