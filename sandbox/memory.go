package main

import (
	"runtime"
	"runtime/debug"
)

// The memory of the module ends at a gigabyte (scripts/sandbox.js writes that into it). What is left below lets the
// collector run before that is reached.
const softLimit = 768 << 20

// garbage is how much may have been allocated before it is collected, between two requests.
const garbage = 96 << 20

// There is one thread: while a request is worked on, nobody collects in the background, and what is collected in small
// portions costs twice as much. So it is done between requests, or where memory becomes short.
func init() {
	debug.SetMemoryLimit(softLimit)
	debug.SetGCPercent(-1)
}

var collected uint64

// collect is called after each request, and after files were loaded.
func collect() {
	var now runtime.MemStats
	runtime.ReadMemStats(&now)
	if now.TotalAlloc-collected < garbage {
		return
	}
	runtime.GC()
	collected = now.TotalAlloc
}
