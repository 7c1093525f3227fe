package main

import (
	"path"
	"regexp"
	"strings"
)

var scheme = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9+.-]*://`)

// user is that of an address as scp takes it, `git@host:path`; Kustomize asks for one unless the host is GitHub.
var user = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9-]*@`)

// isURL says whether Kustomize's loader would ask a server for a file.
func isURL(reference string) bool { return scheme.MatchString(reference) }

// isRemote says whether Kustomize would clone a repository for a reference (NewRepoSpecFromURL of its internal/git), once
// it is known that there is no such file. Schemes that it does not know are no local paths, either.
func isRemote(reference string) bool {
	lower := strings.TrimPrefix(strings.ToLower(reference), "git::")
	return scheme.MatchString(lower) ||
		user.MatchString(lower) ||
		strings.HasPrefix(lower, "github.com/") ||
		strings.HasPrefix(lower, "github.com:")
}

// isManifest says whether a URL names a file rather than a repository.
func isManifest(reference string) bool {
	plain, _, _ := strings.Cut(reference, "?")
	switch path.Ext(plain) {
	case ".yaml", ".yml", ".json":
		return true
	}
	return false
}
