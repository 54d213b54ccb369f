package main

import (
	"fmt"
	"runtime"
	"runtime/debug"

	"dossier/corpus/starter"
	"dossier/rag/index"

	"github.com/spf13/cobra"
)

func (a *app) versionCmd() *cobra.Command {
	return &cobra.Command{
		Use:               "version",
		Short:             "Say which version this is",
		Args:              noArgs,
		PersistentPreRunE: func(*cobra.Command, []string) error { return nil }, // even where the configuration is broken
		RunE: func(*cobra.Command, []string) error {
			fmt.Fprintf(a.out, "dossier %s\n%s %s/%s\nindex schema %d, bundled briefs %s\n",
				version(debug.ReadBuildInfo()), runtime.Version(), runtime.GOOS, runtime.GOARCH, index.Schema(), starter.Version())
			return nil
		},
	}
}

// version names the version of the module and the commit that it was built from, as far as the build knows.
func version(info *debug.BuildInfo, ok bool) string {
	if !ok {
		return "unknown"
	}
	v := info.Main.Version
	if v == "" {
		v = "(devel)"
	}
	about := make(map[string]string)
	for _, s := range info.Settings {
		about[s.Key] = s.Value
	}
	if commit := about["vcs.revision"]; commit != "" {
		v += " " + commit[:min(len(commit), 12)]
		if about["vcs.modified"] == "true" {
			v += " (modified)"
		}
		v += " " + about["vcs.time"]
	}
	return v
}
