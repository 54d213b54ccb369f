package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"

	"dossier/corpus"

	"github.com/spf13/cobra"
)

// app is the program with its surroundings handed in, so that a test can run the whole of it. It runs once.
type app struct {
	stdin          io.Reader
	stdout, stderr io.Writer
	getenv         func(string) string
	goos           string // as runtime.GOOS: where the user's directories are
	tty            terminals
	width          int // columns of the terminal on stdout; 0 writes lines of any length

	out     *bufio.Writer // stdout; run flushes it
	data    string        // --data
	color   string        // --color
	verbose bool          // --verbose
}

// terminals says which of the streams are terminals.
type terminals struct{ in, out, err bool }

// run runs the program and returns its exit code.
func (a *app) run(ctx context.Context, args []string) int {
	a.out = bufio.NewWriter(a.stdout)
	root := a.rootCmd()
	root.SetArgs(args)
	err := root.ExecuteContext(ctx)
	if flushErr := a.out.Flush(); err == nil && flushErr != nil {
		err = fmt.Errorf("writing the output: %w", flushErr)
	}
	if ctx.Err() != nil && err != nil {
		err = &failure{err: errors.New("interrupted"), code: exitInterrupted}
	}
	a.report(err)
	return exitCode(err)
}

func (a *app) rootCmd() *cobra.Command {
	root := &cobra.Command{
		Use:   "dossier",
		Short: "Ask a folder of documents and get an answer whose every citation has been checked",
		Example: `  dossier ask "When did Italy and the United States establish diplomatic relations?"
  dossier ingest ~/notes
  dossier ask --explain "Who signed the lease?"`,
		Args:              cobra.ArbitraryArgs, // an unknown command is refused in RunE, with a hint
		SilenceErrors:     true,
		SilenceUsage:      true,
		PersistentPreRunE: func(c *cobra.Command, _ []string) error { return a.configure(c) },
		RunE: func(c *cobra.Command, args []string) error {
			if len(args) > 0 {
				return unknownCommand(c, args[0])
			}
			return c.Help()
		},
	}
	root.SetOut(a.out)
	root.SetErr(a.stderr)
	root.SetFlagErrorFunc(flagError)
	root.CompletionOptions.SetDefaultShellCompDirective(cobra.ShellCompDirectiveDefault)
	flags := root.PersistentFlags()
	flags.StringVar(&a.data, "data", "", "`directory` of the index")
	a.color = "auto"
	flags.Var(&choice{&a.color, []string{"auto", "always", "never"}}, "color", "colour: auto, always or never")
	flags.BoolVarP(&a.verbose, "verbose", "v", false, "say more")
	root.AddCommand(a.askCmd(), a.searchCmd(), a.ingestCmd(), a.sourcesCmd(), a.showCmd(), a.versionCmd())
	root.AddCommand(helpTopics()...)
	return root
}

// report writes an error and its hint to standard error.
func (a *app) report(err error) {
	if err == nil || errors.As(err, new(status)) {
		return
	}
	fmt.Fprintf(a.stderr, "dossier: %s\n", indentLines(plain(err.Error())))
	if hint := hintOf(err); hint != "" {
		fmt.Fprintf(a.stderr, "hint: %s\n", indentLines(plain(hint)))
	}
}

// hintOf returns what the error suggests that the user do, "" if nothing.
func hintOf(err error) string {
	var h interface{ Hint() string }
	if errors.As(err, &h) {
		return h.Hint()
	}
	var read *corpus.ReadError
	if errors.As(err, &read) {
		return read.Hint
	}
	return ""
}

func unknownCommand(c *cobra.Command, name string) error {
	hint := "dossier help lists the commands"
	c.SuggestionsMinimumDistance = 2
	if s := c.SuggestionsFor(name); len(s) > 0 {
		hint = fmt.Sprintf("did you mean `dossier %s`? %s", s[0], hint)
	} else {
		hint = fmt.Sprintf("to ask a question: dossier ask QUESTION; %s", hint)
	}
	return misuse(hint, "unknown command %q", name)
}

// flagError makes a flag that was not understood a misuse.
func flagError(c *cobra.Command, err error) error {
	if !c.HasParent() && c.Flags().NArg() > 0 {
		return unknownCommand(c, c.Flags().Arg(0)) // the flag may well be one of the command that was meant
	}
	return misuse(fmt.Sprintf("%s --help lists the flags", c.CommandPath()), "%w", err)
}

// noArgs and someArgs replace cobra's checks, whose errors lack a hint.
func noArgs(c *cobra.Command, args []string) error {
	if len(args) > 0 {
		return misuse("usage: "+c.UseLine(), "%s takes no arguments, but was given %q", c.Name(), args[0])
	}
	return nil
}

func someArgs(c *cobra.Command, args []string) error {
	if len(args) == 0 {
		return misuse("usage: "+c.UseLine(), "%s needs an argument", c.Name())
	}
	return nil
}
