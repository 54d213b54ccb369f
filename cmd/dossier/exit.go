package main

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"
)

// The exit codes. Scripts rely on them: a code never changes its meaning.
const (
	exitOK          = 0
	exitFailure     = 1
	exitMisuse      = 2
	exitNotSaid     = 3
	exitPartial     = 4
	exitInterrupted = 130 // 128 + SIGINT, as shells have it
)

const exitCodesHelp = `Dossier ends with one of these exit codes:

    0    done; for ask: answered, and every citation was checked
    1    failure: a file, the index or the system refused something
    2    misuse: an unknown command, a bad flag, an empty question
    3    the documents do not say (ask only)
    4    partial: some documents or some lines of a batch failed, not all
  130    interrupted (Ctrl-C)

In a batch an unanswered question is a line of the output like any other, and
does not change the exit code.`

// helpTopics are the pages of dossier help that belong to no command.
func helpTopics() []*cobra.Command {
	return []*cobra.Command{
		{Use: "exit-codes", Short: "What the exit codes mean", Long: exitCodesHelp},
		{Use: "configuration", Short: "Environment variables and the configuration file", Long: configHelp},
		{Use: "json", Short: "What --json and --batch read and write", Long: jsonHelp},
	}
}

// failure is an error with what the user can do about it and the exit code that it leads to.
type failure struct {
	err  error
	hint string
	code int
}

func (f *failure) Error() string { return f.err.Error() }
func (f *failure) Unwrap() error { return f.err }
func (f *failure) Hint() string  { return f.hint }

// misuse returns the error of a command line that makes no sense.
func misuse(hint, format string, args ...any) error {
	return &failure{err: fmt.Errorf(format, args...), hint: hint, code: exitMisuse}
}

// status ends the program with an exit code and without a word: all has been said already.
type status int

func (s status) Error() string { return fmt.Sprintf("exit status %d", int(s)) }

// exitCode returns the exit code that an error leads to.
func exitCode(err error) int {
	var s status
	var f *failure
	switch {
	case err == nil:
		return exitOK
	case errors.As(err, &s):
		return int(s)
	case errors.As(err, &f) && f.code != 0:
		return f.code
	}
	return exitFailure
}
