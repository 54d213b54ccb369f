package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"sync"

	"dossier/rag"
)

const maxLine = 4 << 20 // bytes of a line of a batch

// respond answers one question of a batch.
type respond func(ctx context.Context, id json.RawMessage, q rag.Question) (any, error)

// batch answers the questions of a file, a line each, and writes what comes of them in the same order.
func (a *app) batch(ctx context.Context, path string, f respond) error {
	r := a.stdin
	if path != "-" {
		file, err := os.Open(path)
		if info, statErr := file.Stat(); statErr == nil && info.IsDir() { // file is nil with an error, and Stat then has one, too
			err = errors.Join(fmt.Errorf("%q is a directory", path), file.Close())
		}
		if err != nil {
			return &failure{err: fmt.Errorf("reading the batch: %w", err), hint: `name a file of JSON Lines, or "-" for standard input`, code: exitMisuse}
		}
		defer file.Close()
		r = file
	}
	failed, err := runBatch(ctx, r, a.out, f)
	if err != nil {
		return err
	}
	if failed > 0 {
		return &failure{
			err:  fmt.Errorf("%d %s of the batch failed", failed, plural(failed, "line", "lines")),
			hint: `they are the objects with "error"; dossier help json describes the lines`,
			code: exitPartial,
		}
	}
	return nil
}

// batchJob is a line on its way; the worker that takes it sends one value to done.
type batchJob struct {
	n    int // from 1
	text []byte
	err  error // of reading the line
	done chan any
}

// runBatch has the lines of r answered by a worker per processor and writes an object for each, in order, as soon as it and
// those before it are there. It returns how many failed.
func runBatch(ctx context.Context, r io.Reader, w *bufio.Writer, f respond) (failed int, err error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	workers := runtime.GOMAXPROCS(0)
	jobs := make(chan *batchJob)           // to whoever is free
	order := make(chan *batchJob, workers) // the same ones, in order
	var running sync.WaitGroup
	for range workers {
		running.Go(func() {
			for j := range jobs {
				j.done <- j.run(ctx, f)
			}
		})
	}
	var readErr error
	running.Go(func() {
		defer close(order)
		defer close(jobs)
		readErr = readLines(interruptible(ctx, r), func(n int, text []byte, err error) bool {
			j := &batchJob{n: n, text: text, err: err, done: make(chan any, 1)}
			select {
			case order <- j:
			case <-ctx.Done():
				return false
			}
			jobs <- j
			return true
		})
	})
	for j := range order {
		v := <-j.done
		if err != nil || ctx.Err() != nil {
			continue // drains what is under way
		}
		if _, bad := v.(errorResult); bad {
			failed++
		}
		if err = writeJSON(w, v); err != nil {
			cancel()
		}
	}
	running.Wait()
	if err != nil {
		return failed, fmt.Errorf("writing the batch: %w", err)
	}
	if ctx.Err() != nil {
		return failed, ctx.Err()
	}
	if readErr != nil {
		return failed, fmt.Errorf("reading the batch: %w", readErr)
	}
	return failed, nil
}

func (j *batchJob) run(ctx context.Context, f respond) any {
	fail := func(id json.RawMessage, err error) any {
		return errorResult{id, fmt.Sprintf("line %d: %v", j.n, err)}
	}
	if j.err != nil {
		return fail(nil, j.err)
	}
	id, q, err := parseLine(j.text)
	if err != nil {
		return fail(id, err)
	}
	v, err := f(ctx, id, q)
	if err != nil {
		return fail(id, err)
	}
	return v
}

// errLineTooLong is what readLines gives in place of a line.
var errLineTooLong = fmt.Errorf("the line is longer than %s", byteCount(maxLine))

// readLines calls yield for each line that is not blank, until it returns false. A line that is too long is skipped
// without being held, and reported in its place. The bytes belong to yield.
func readLines(r io.Reader, yield func(n int, text []byte, err error) bool) error {
	br := bufio.NewReaderSize(r, 64<<10)
	for n := 1; ; n++ {
		var text []byte
		var tooLong bool
		var err error
		for {
			var part []byte
			part, err = br.ReadSlice('\n')
			if tooLong = tooLong || len(text)+len(part) > maxLine; tooLong {
				text = nil
			} else {
				text = append(text, part...)
			}
			if !errors.Is(err, bufio.ErrBufferFull) {
				break
			}
		}
		if n == 1 {
			text = bytes.TrimPrefix(text, []byte("\ufeff"))
		}
		switch {
		case err != nil && err != io.EOF:
			return err
		case tooLong && !yield(n, nil, errLineTooLong):
			return nil
		case len(bytes.TrimSpace(text)) > 0 && !yield(n, text, nil):
			return nil
		}
		if err == io.EOF {
			return nil
		}
	}
}

// interruptible returns a reader whose Read returns when the context ends, although the one below waits for input. That
// one's Read is then left behind, which is why this is only for the end of the program.
func interruptible(ctx context.Context, r io.Reader) io.Reader {
	return &interruptibleReader{ctx, r}
}

type interruptibleReader struct {
	ctx context.Context
	r   io.Reader
}

func (i *interruptibleReader) Read(p []byte) (int, error) {
	type read struct {
		n   int
		err error
	}
	buf := make([]byte, len(p)) // p is the caller's again once Read has returned
	c := make(chan read, 1)
	go func() {
		n, err := i.r.Read(buf)
		c <- read{n, err}
	}()
	select {
	case got := <-c:
		return copy(p, buf[:got.n]), got.err
	case <-i.ctx.Done():
		return 0, i.ctx.Err()
	}
}

func plural(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return many
}
