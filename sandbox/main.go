//go:debug randseednop=0

// The renderers of netpol: Kustomize and Helm as they are, built for WebAssembly. The program has no file system, no
// network, no environment and no clock that matters: files and questions come in by standard input, answers go out by
// standard output, and the host (worker.js, wasi.js) answers nothing else.
package main

import (
	"io"
	"os"
)

// What is loaded: a request is about these files.
var loaded = newSnapshot(nil)

// load takes the files of a snapshot from standard input, in place of those before.
//
//go:wasmexport load
func load() {
	packed, err := io.ReadAll(os.Stdin)
	if err != nil {
		panic(err)
	}
	loaded = newSnapshot(unpack(packed))
	collect()
}

// render takes a request from standard input and writes a response to standard output, both JSON.
//
//go:wasmexport render
func render() {
	question, err := io.ReadAll(os.Stdin)
	if err != nil {
		panic(err)
	}
	if _, err := os.Stdout.Write(answer(loaded, question)); err != nil {
		panic(err)
	}
	collect()
}

// main is never called: the module is a library.
func main() {}
