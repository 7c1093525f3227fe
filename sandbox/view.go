package main

import (
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"sort"
	"strings"

	"sigs.k8s.io/kustomize/kyaml/errors"
	"sigs.k8s.io/kustomize/kyaml/filesys"
)

// A view is the file system of Kustomize while one root is rendered: the snapshot, and in front of it files that were
// rewritten or added for this root. Nothing can be written.
type view struct {
	*snapshot
	added map[string][]byte
}

var _ filesys.FileSystem = view{}

var errReadOnly = errors.Errorf("this file system is read-only")

func (v view) Create(string) (filesys.File, error)    { return nil, errReadOnly }
func (v view) Mkdir(string) error                     { return errReadOnly }
func (v view) MkdirAll(string) error                  { return errReadOnly }
func (v view) RemoveAll(string) error                 { return errReadOnly }
func (v view) WriteFile(string, []byte) error         { return errReadOnly }
func (v view) Open(name string) (filesys.File, error) { return nil, errReadOnly }
func (v view) Walk(string, filepath.WalkFunc) error   { return errReadOnly }

func (v view) find(name string) ([]byte, bool) {
	name = path.Join("/", name)
	if data, ok := v.added[name]; ok {
		return data, true
	}
	data, ok := v.files[name]
	return data, ok
}

func (v view) IsDir(name string) bool { return v.directories[path.Join("/", name)] }

func (v view) Exists(name string) bool {
	_, ok := v.find(name)
	return ok || v.IsDir(name)
}

func (v view) ReadFile(name string) ([]byte, error) {
	if data, ok := v.find(name); ok {
		return data, nil
	}
	if v.IsDir(name) {
		return nil, &fs.PathError{Op: "read", Path: name, Err: errors.Errorf("is a directory")}
	}
	return nil, &fs.PathError{Op: "open", Path: name, Err: os.ErrNotExist}
}

// CleanedAbs gives the directory and the file of a path that exists.
func (v view) CleanedAbs(name string) (filesys.ConfirmedDir, string, error) {
	clean := path.Join("/", name)
	if v.IsDir(clean) {
		return filesys.ConfirmedDir(clean), "", nil
	}
	if _, ok := v.find(clean); ok {
		return filesys.ConfirmedDir(path.Dir(clean)), path.Base(clean), nil
	}
	return "", "", fmt.Errorf("'%s' doesn't exist", inRepository(clean))
}

// ReadDir gives the names in a directory, in order.
func (v view) ReadDir(name string) ([]string, error) {
	if !v.IsDir(name) {
		return nil, &fs.PathError{Op: "readdir", Path: name, Err: os.ErrNotExist}
	}
	prefix := strings.TrimSuffix(path.Join("/", name), "/") + "/"
	names := map[string]bool{}
	for _, file := range v.below(prefix) {
		first, _, _ := strings.Cut(strings.TrimPrefix(file, prefix), "/")
		names[first] = true
	}
	all := make([]string, 0, len(names))
	for entry := range names {
		all = append(all, entry)
	}
	sort.Strings(all)
	return all, nil
}

// Glob gives the files that match a pattern of filepath.Match.
func (v view) Glob(pattern string) ([]string, error) {
	var matches []string
	for _, file := range v.paths {
		ok, err := path.Match(pattern, file)
		if err != nil {
			return nil, err
		}
		if ok {
			matches = append(matches, file)
		}
	}
	return matches, nil
}
