package index

import (
	"context"
	"errors"
	"fmt"
	"io/fs"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// What can go wrong with an index, for errors.Is. [Error.Hint] says for each what a user can do.
var (
	ErrClosed    = errors.New("the index is closed")
	ErrCorrupt   = errors.New("the index is damaged")
	ErrEmptyRoot = errors.New("no documents were found")
	ErrForeign   = errors.New("this is not an index")
	ErrFull      = errors.New("the disk is full")
	ErrLocked    = errors.New("the index is being written by somebody else")
	ErrNewer     = errors.New("the index was made by a newer program")
	ErrNotFound  = errors.New("no such document")
	ErrReadOnly  = errors.New("the index is open for reading only")
	ErrStale     = errors.New("the index was built in another way than this program does")
)

// Error says what was done to which index and why it failed. The index is then as it was before.
type Error struct {
	Op   string // "opening", "syncing", …
	Path string // of the index file
	Err  error  // wraps one of the sentinels where the cause is known, and the cause
}

func (e *Error) Error() string { return fmt.Sprintf("%s the index %q: %v", e.Op, e.Path, e.Err) }

func (e *Error) Unwrap() error { return e.Err }

// Hint is what the user can do about it in one sentence; empty if nothing is known to help.
func (e *Error) Hint() string {
	switch is := func(target error) bool { return errors.Is(e.Err, target) }; {
	case is(ErrCorrupt):
		return "move the file away and ingest the documents again; the documents themselves are not touched"
	case is(ErrEmptyRoot):
		return "check that the path is right and its disk is mounted; to remove what came from it all the same, ingest with --prune"
	case is(ErrForeign):
		return "name another directory with --data; this file was left as it is"
	case is(ErrFull):
		return "free some space and try again; nothing that was in the index is lost"
	case is(ErrLocked):
		return "wait until the other ingest is done and try again; searching goes on meanwhile"
	case is(ErrNewer):
		return "use the newer program, or name another directory with --data"
	case is(ErrNotFound):
		return "list the sources to see what the index holds"
	case is(ErrReadOnly):
		return "open the index for writing"
	case is(ErrStale):
		return "open the index for writing once, so that it is rebuilt from the documents that it holds"
	case is(fs.ErrPermission):
		return "check who owns the file and its folder and whether they may be written"
	case is(fs.ErrNotExist):
		return "ingest some documents first, or check the path"
	}
	return ""
}

// wrap makes an *Error of err, with the sentinel that SQLite's code or the operating system's error stands for. A nil
// error stays nil; a cancelled context is nobody's fault and stays as it is.
func wrap(op, path string, err error) error {
	if _, ok := errors.AsType[*Error](err); ok || err == nil {
		return err
	}
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	if s := sentinel(err); s != nil && !errors.Is(err, s) {
		err = fmt.Errorf("%w: %w", s, err)
	}
	return &Error{Op: op, Path: path, Err: err}
}

// sentinel returns what an error of SQLite means here; nil if nothing in particular.
func sentinel(err error) error {
	se, ok := errors.AsType[*sqlite.Error](err)
	if !ok {
		return nil
	}
	switch se.Code() {
	case sqlite3.SQLITE_IOERR_SHORT_READ, sqlite3.SQLITE_IOERR_CORRUPTFS:
		return ErrCorrupt
	case sqlite3.SQLITE_IOERR_SHMSIZE: // the file beside the index that holds its locks cannot grow
		return ErrFull
	}
	switch se.Code() & 0xff { // the primary code
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED:
		return ErrLocked
	case sqlite3.SQLITE_FULL:
		return ErrFull
	case sqlite3.SQLITE_CORRUPT:
		return ErrCorrupt
	case sqlite3.SQLITE_NOTADB:
		return ErrForeign
	case sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM, sqlite3.SQLITE_AUTH:
		return fs.ErrPermission
	}
	return nil
}

// damaged turns an error that only a damaged file can cause into ErrCorrupt: that tables which were there are missing, or
// that a number is none.
func damaged(err error) error {
	if err == nil || sentinel(err) != nil || errors.Is(err, ErrCorrupt) || errors.Is(err, ErrNewer) ||
		errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	if se, ok := errors.AsType[*sqlite.Error](err); ok {
		switch se.Code() & 0xff {
		case sqlite3.SQLITE_IOERR, sqlite3.SQLITE_NOMEM, sqlite3.SQLITE_INTERRUPT, sqlite3.SQLITE_PROTOCOL:
			return err
		}
	}
	return fmt.Errorf("%w: %w", ErrCorrupt, err)
}
