package main

import (
	"encoding/binary"
	"path"
	"sort"
	"strings"
)

// mount is where the repository is. What a path leads to above it does not exist.
const mount = "/repository"

// A snapshot holds the files of a repository by absolute path, and the directories that these are in.
type snapshot struct {
	files       map[string][]byte
	paths       []string
	directories map[string]bool
}

// unpack reads what the host sends: for each file the length of its path, the path, the length of its bytes, the bytes.
// Lengths are four bytes, the lowest first. Nothing is copied.
func unpack(packed []byte) map[string][]byte {
	files := map[string][]byte{}
	next := func() []byte {
		length := binary.LittleEndian.Uint32(packed)
		part := packed[4 : 4+length : 4+length]
		packed = packed[4+length:]
		return part
	}
	for len(packed) > 0 {
		name := string(next())
		files[name] = next()
	}
	return files
}

// newSnapshot takes files by their path in the repository. A path that leads out of it is not taken.
func newSnapshot(files map[string][]byte) *snapshot {
	all := &snapshot{files: map[string][]byte{}, directories: map[string]bool{"/": true, mount: true}}
	for name, data := range files {
		absolute := path.Join(mount, name)
		if !within(mount, absolute) {
			continue
		}
		all.files[absolute] = data
		all.paths = append(all.paths, absolute)
		for parent := path.Dir(absolute); !all.directories[parent]; parent = path.Dir(parent) {
			all.directories[parent] = true
		}
	}
	sort.Strings(all.paths)
	return all
}

// below gives the paths of the files in a directory and its directories, in order.
func (all *snapshot) below(directory string) []string {
	prefix := strings.TrimSuffix(directory, "/") + "/"
	first := sort.SearchStrings(all.paths, prefix)
	last := first
	for last < len(all.paths) && strings.HasPrefix(all.paths[last], prefix) {
		last++
	}
	return all.paths[first:last]
}

// within says whether a clean path is a file or directory inside of a directory.
func within(directory, name string) bool {
	return strings.HasPrefix(name, strings.TrimSuffix(directory, "/")+"/")
}

// inRepository is the path that the host knows a file by.
func inRepository(absolute string) string {
	return strings.TrimPrefix(strings.TrimPrefix(absolute, mount), "/")
}
