package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"dossier/corpus"
	"dossier/corpus/starter"
	"dossier/rag/index"
)

// errNotDir is what the system says of a path that leads through a regular file.
const errNotDir = syscall.ENOTDIR

// bundledRoot is the root under which the bundled briefs stand in their index.
const bundledRoot = "bundled"

// userDirs says where a system keeps a user's files of one kind.
type userDirs struct {
	variable string // of the XDG convention
	unix     string // below the home directory
	darwin   string // below the home directory
	windows  string // variable
}

var (
	dataDirs   = userDirs{"XDG_DATA_HOME", ".local/share", "Library/Application Support", "LocalAppData"}
	configDirs = userDirs{"XDG_CONFIG_HOME", ".config", "Library/Application Support", "AppData"}
)

// userDir returns the user's directory of a kind, "" if the environment does not tell.
func userDir(goos string, getenv func(string) string, d userDirs) string {
	if goos == "windows" {
		return getenv(d.windows)
	}
	home := getenv("HOME")
	if goos != "darwin" {
		if dir := getenv(d.variable); filepath.IsAbs(dir) {
			return dir
		}
	}
	if home == "" {
		return ""
	}
	if goos == "darwin" {
		return filepath.Join(home, filepath.FromSlash(d.darwin))
	}
	return filepath.Join(home, filepath.FromSlash(d.unix))
}

// dataDir returns the directory that holds the index. It need not exist.
func (a *app) dataDir() (string, error) {
	if a.data != "" {
		return a.data, nil
	}
	if dir := userDir(a.goos, a.getenv, dataDirs); dir != "" {
		return filepath.Join(dir, "dossier"), nil
	}
	return "", misuse("name it by --data DIR or $DOSSIER_DATA", "the environment does not tell the user's data directory")
}

const indexFile = "index.db"

// openIndex opens the index of what the user has ingested, or else that of the bundled briefs.
func (a *app) openIndex(ctx context.Context) (*index.Index, error) {
	dir, err := a.dataDir()
	if err != nil {
		return nil, err
	}
	path := filepath.Join(dir, indexFile)
	if _, err := os.Stat(path); err == nil {
		idx, err := openExisting(ctx, path)
		if err != nil {
			return nil, err
		}
		docs, err := idx.Documents(ctx)
		if err != nil || len(docs) > 0 {
			return idx, err
		}
		idx.Close()
	} else if !absent(err) {
		return nil, &failure{
			err:  fmt.Errorf("opening the index: %w", err),
			hint: "allow access to the directory, or name another one by --data",
		}
	}
	idx, err := openBundled(ctx, dir)
	if err != nil {
		return nil, err
	}
	_, s := a.styles()
	fmt.Fprintln(a.stderr, s.dim("using the bundled briefs on Italy's relations (`dossier ingest PATH` adds yours)"))
	return idx, nil
}

// openExisting opens an index to read it. One that another version of Dossier has made is brought up to date first.
func openExisting(ctx context.Context, path string) (*index.Index, error) {
	idx, err := index.Open(ctx, path, index.Options{ReadOnly: true})
	if errors.Is(err, index.ErrStale) {
		return index.Open(ctx, path, index.Options{})
	}
	return idx, err
}

// openBundled opens the index of the bundled briefs in dir. It is a cache: one that is missing or damaged is made anew, and
// if it cannot be stored it is made in memory.
func openBundled(ctx context.Context, dir string) (*index.Index, error) {
	path := filepath.Join(dir, "starter-"+starter.Version()+".db")
	if idx, err := index.Open(ctx, path, index.Options{ReadOnly: true}); err == nil || ctx.Err() != nil {
		return idx, err
	}
	if err := storeBundled(ctx, dir, path); err == nil {
		if idx, err := index.Open(ctx, path, index.Options{ReadOnly: true}); err == nil {
			return idx, nil
		}
	}
	return buildBundled(ctx, ":memory:")
}

// storeBundled makes the index of the bundled briefs under another name first, so that two programs that start at the same
// time, or one that is killed, leave a whole one.
func storeBundled(ctx context.Context, dir, path string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	temp, err := os.MkdirTemp(dir, "starter-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(temp)
	made := filepath.Join(temp, "index.db")
	idx, err := buildBundled(ctx, made)
	if err != nil {
		return err
	}
	if err := idx.Close(); err != nil {
		return err
	}
	if idx, err := index.Open(ctx, path, index.Options{ReadOnly: true}); err == nil {
		return idx.Close() // another program was faster
	}
	removeBundled(dir, time.Now().Add(-time.Minute))
	return os.Rename(made, path)
}

// removeBundled removes what earlier versions have left in dir, and one that was killed: directories from before then,
// since a younger one may be at work.
func removeBundled(dir string, then time.Time) {
	entries, _ := os.ReadDir(dir) // nothing depends on it
	for _, e := range entries {
		if !strings.HasPrefix(e.Name(), "starter-") {
			continue
		}
		if info, err := e.Info(); err != nil || e.IsDir() && info.ModTime().After(then) {
			continue
		}
		os.RemoveAll(filepath.Join(dir, e.Name()))
	}
}

func buildBundled(ctx context.Context, path string) (*index.Index, error) {
	idx, err := index.Open(ctx, path, index.Options{})
	if err != nil {
		return nil, fmt.Errorf("indexing the bundled briefs: %w", err)
	}
	report, err := idx.Sync(ctx, bundledRoot, corpus.Read(starter.FS()), index.SyncOptions{})
	if err == nil {
		err = errors.Join(report.Failed...)
	}
	if err != nil {
		return nil, cmp.Or(ctx.Err(), fmt.Errorf("indexing the bundled briefs: %w", errors.Join(err, idx.Close())))
	}
	return idx, nil
}
