package main

import (
	"bytes"
	"fmt"
	"io/fs"
	"path"
	"strings"
	"time"
	"unsafe"

	"helm.sh/helm/v4/pkg/chart/common"
	"helm.sh/helm/v4/pkg/chart/loader/archive"
	chart "helm.sh/helm/v4/pkg/chart/v2"
	"helm.sh/helm/v4/pkg/chart/v2/loader"
	"helm.sh/helm/v4/pkg/ignore"
)

// loadChart loads the chart in a directory or an archive, and says where in the repository each of its files is.
func loadChart(files *snapshot, name string) (*chart.Chart, map[*common.File]string, error) {
	place := path.Join(mount, name)
	if packed, ok := files.files[place]; ok {
		loaded, err := loader.LoadArchive(bytes.NewReader(packed))
		if err != nil {
			return nil, nil, fmt.Errorf("%s: %w", name, err)
		}
		return loaded, sourcesOf(loaded, nil, nil, inRepository(place)), nil
	}
	if !files.directories[place] {
		return nil, nil, fmt.Errorf("%s: %w", name, errNoChart)
	}
	buffered, err := chartFiles(files, place)
	if err != nil {
		return nil, nil, err
	}
	paths := map[*byte]string{}
	archives := map[string]string{}
	for _, file := range buffered {
		at := inRepository(path.Join(place, file.Name))
		if len(file.Data) > 0 {
			paths[unsafe.SliceData(file.Data)] = at
		}
		if path.Ext(file.Name) == ".tgz" {
			if inside, err := loader.LoadArchive(bytes.NewReader(file.Data)); err == nil {
				archives[inside.Metadata.Name+" "+inside.Metadata.Version] = at
			}
		}
	}
	loaded, err := loader.LoadFiles(buffered)
	if err != nil {
		return nil, nil, err
	}
	return loaded, sourcesOf(loaded, paths, archives, ""), nil
}

// sourcesOf finds a file by its bytes, which the loader hands on as they are; what is in no file is in an archive.
func sourcesOf(loaded *chart.Chart, paths map[*byte]string, archives map[string]string, packed string) map[*common.File]string {
	sources := map[*common.File]string{}
	var visit func(one *chart.Chart, packed string)
	visit = func(one *chart.Chart, packed string) {
		for _, list := range [][]*common.File{one.Templates, one.Files} {
			for _, file := range list {
				source, ok := paths[unsafe.SliceData(file.Data)]
				if !ok {
					source = packed
				}
				sources[file] = source
			}
		}
		for _, dependency := range one.Dependencies() {
			within := packed
			if within == "" {
				within = archives[dependency.Metadata.Name+" "+dependency.Metadata.Version]
			}
			visit(dependency, within)
		}
	}
	visit(loaded, packed)
	return sources
}

var byteOrderMark = []byte{0xEF, 0xBB, 0xBF}

// chartFiles does what LoadDir of Helm's loader does: `.helmignore`, and no byte order marks.
func chartFiles(files *snapshot, directory string) ([]*archive.BufferedFile, error) {
	rules := ignore.Empty()
	if data, ok := files.files[path.Join(directory, ignore.HelmIgnore)]; ok {
		parsed, err := ignore.Parse(bytes.NewReader(data))
		if err != nil {
			return nil, err
		}
		rules = parsed
	}
	rules.AddDefaults()
	ignored := map[string]bool{}
	var buffered []*archive.BufferedFile
	for _, file := range files.below(directory) {
		name := strings.TrimPrefix(file, directory+"/")
		if ignoredWithin(rules, name, ignored) || rules.Ignore(name, entry{name: name}) {
			continue
		}
		data := bytes.TrimPrefix(files.files[file], byteOrderMark)
		buffered = append(buffered, &archive.BufferedFile{Name: name, Data: data})
	}
	return buffered, nil
}

// ignoredWithin says whether one of the directories that a file is in is ignored with all in it.
func ignoredWithin(rules *ignore.Rules, name string, known map[string]bool) bool {
	directory := path.Dir(name)
	if directory == "." {
		return false
	}
	answer, ok := known[directory]
	if !ok {
		answer = ignoredWithin(rules, directory, known) || rules.Ignore(directory, entry{name: directory, mode: fs.ModeDir})
		known[directory] = answer
	}
	return answer
}

// An entry is what rules ask about a file or directory.
type entry struct {
	name string
	mode fs.FileMode
}

func (e entry) Name() string       { return path.Base(e.name) }
func (e entry) Size() int64        { return 0 }
func (e entry) Mode() fs.FileMode  { return e.mode }
func (e entry) ModTime() time.Time { return time.Time{} }
func (e entry) IsDir() bool        { return e.mode.IsDir() }
func (e entry) Sys() any           { return nil }
