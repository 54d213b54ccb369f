// Dossier answers questions from a folder of documents and checks every citation.
//
// The command is the wiring: [app] holds the streams and the environment, one file holds each command, data.go opens the
// index that a command needs, config.go merges flags, environment and configuration file, answer.go and explain.go write
// for people, json.go for programs, exit.go names the exit codes. Start with ask.go and follow one question.
//
// Not here: how documents are read (corpus), found (rag/index), quoted (rag/extract) and checked (rag).
package main

import (
	"context"
	"os"
	"os/signal"
	"runtime"
	"syscall"

	"golang.org/x/term"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second signal ends the program at once
	a := &app{
		stdin:  os.Stdin,
		stdout: os.Stdout,
		stderr: os.Stderr,
		getenv: os.Getenv,
		goos:   runtime.GOOS,
		tty:    terminals{in: isTerminal(os.Stdin), out: isTerminal(os.Stdout), err: isTerminal(os.Stderr)},
		width:  columns(os.Stdout),
	}
	os.Exit(a.run(ctx, os.Args[1:]))
}

func isTerminal(f *os.File) bool { return term.IsTerminal(int(f.Fd())) }

// columns returns the width of the terminal that f is, 0 if it is none.
func columns(f *os.File) int {
	w, _, err := term.GetSize(int(f.Fd()))
	if err != nil {
		return 0
	}
	return w
}
