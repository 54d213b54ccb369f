package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"dossier/rag"

	"github.com/google/go-cmp/cmp"
)

// echo answers with the question, the sooner the longer it is.
func echo(ctx context.Context, id json.RawMessage, q rag.Question) (any, error) {
	time.Sleep(time.Duration(100-len(q.Text)) * time.Microsecond)
	if q.Text == "fail" {
		return nil, errors.New("no")
	}
	return map[string]any{"id": id, "question": q.Text, "history": len(q.History), "documents": q.Filter.Documents}, nil
}

func TestRunBatch(t *testing.T) {
	in := strings.Join([]string{
		`{"id":"a","question":"one","type":"ignored"}`,
		``,
		`{"id":2,"question":"three four five","candidates":[]}`,
		`{"id":"<b>","query":"two","candidates":["d1","d2#3"],"history":[{"role":"user","text":"t"}]}`,
		`not JSON`,
		`{"id":"c","question":["not","text"]}`,
		`{"id":"d","question":" "}`,
		`{"id":{"no":1},"question":"x"}`,
		`{"id":"e","question":"fail"}`,
		`{"question":"no id"}`,
		`{"id":"` + strings.Repeat("x", maxLine) + `"}`,
		`{"id":"last","question":"end"}`,
	}, "\n")
	want := []string{
		`{"documents":null,"history":0,"id":"a","question":"one"}`,
		`{"documents":[],"history":0,"id":2,"question":"three four five"}`,
		`{"documents":["d1","d2#3"],"history":1,"id":"<b>","question":"two"}`,
		`{"id":null,"error":"line 5: parsing JSON: invalid character 'o' in literal null (expecting 'u')"}`,
		`{"id":"c","error":"line 6: \"question\" is of type array; dossier help json says what it should be"}`,
		`{"id":"d","error":"line 7: the question is empty"}`,
		`{"id":null,"error":"line 8: id is neither a string nor a number"}`,
		`{"id":"e","error":"line 9: no"}`,
		`{"documents":null,"history":0,"id":null,"question":"no id"}`,
		`{"id":null,"error":"line 11: the line is longer than 4 MB"}`,
		`{"documents":null,"history":0,"id":"last","question":"end"}`,
	}
	var out bytes.Buffer
	failed, err := runBatch(t.Context(), strings.NewReader(in), bufio.NewWriter(&out), echo)
	if err != nil {
		t.Fatal(err)
	}
	if failed != 6 {
		t.Errorf("%d failed, want 6", failed)
	}
	if diff := cmp.Diff(want, strings.Split(strings.TrimSuffix(out.String(), "\n"), "\n")); diff != "" {
		t.Errorf("output (-want +got):\n%s", diff)
	}
}

// TestRunBatchOrder has many lines in flight, which end in another order than they began.
func TestRunBatchOrder(t *testing.T) {
	const n = 300
	var in strings.Builder
	var want []string
	for i := range n {
		fmt.Fprintf(&in, "{\"id\":%d,\"question\":%q}\n", i, strings.Repeat("x", 1+i*7%90))
		want = append(want, fmt.Sprint(i))
	}
	var out bytes.Buffer
	if _, err := runBatch(t.Context(), strings.NewReader(in.String()), bufio.NewWriter(&out), echo); err != nil {
		t.Fatal(err)
	}
	var got []string
	for l := range strings.Lines(out.String()) {
		var o struct{ ID json.Number }
		if err := json.Unmarshal([]byte(l), &o); err != nil {
			t.Fatal(err)
		}
		got = append(got, o.ID.String())
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("order (-want +got):\n%s", diff)
	}
}

// TestRunBatchConversation feeds a line only after the one before was answered, as a program at the other end of two
// pipes does.
func TestRunBatchConversation(t *testing.T) {
	inR, inW := io.Pipe()
	outR, outW := io.Pipe()
	done := make(chan error, 1)
	go func() {
		_, err := runBatch(t.Context(), inR, bufio.NewWriter(outW), echo)
		outW.Close()
		done <- err
	}()
	answers := bufio.NewScanner(outR)
	for i := range 5 {
		fmt.Fprintf(inW, "{\"id\":%d,\"question\":\"q\"}\n", i)
		if !answers.Scan() || !strings.Contains(answers.Text(), fmt.Sprintf(`"id":%d`, i)) {
			t.Fatalf("line %d was answered by %q", i, answers.Text())
		}
	}
	inW.Close()
	if err := <-done; err != nil {
		t.Fatal(err)
	}
}

// TestRunBatchInterrupted ends a batch that waits for input which never comes.
func TestRunBatchInterrupted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		r, w := io.Pipe()
		done := make(chan error, 1)
		go func() {
			_, err := runBatch(ctx, r, bufio.NewWriter(io.Discard), echo)
			done <- err
		}()
		synctest.Wait()
		cancel()
		if err := <-done; !errors.Is(err, context.Canceled) {
			t.Errorf("error %v, want that the context was cancelled", err)
		}
		w.Close() // lets go of the read that was left behind
	})
}

type fullDisk struct{}

func (fullDisk) Write([]byte) (int, error) { return 0, errors.New("no space left on device") }

// TestRunBatchWriteError stops at once when nothing can be written, although input goes on for ever.
func TestRunBatchWriteError(t *testing.T) {
	endless := io.MultiReader(strings.NewReader(`{"id":1,"question":"q"}`+"\n"), &repeat{text: `{"id":1,"question":"q"}` + "\n"})
	_, err := runBatch(t.Context(), endless, bufio.NewWriter(fullDisk{}), echo)
	if err == nil || !strings.Contains(err.Error(), "no space left") {
		t.Errorf("error %v, want that of the write", err)
	}
}

// repeat is a reader that gives the same text again and again.
type repeat struct {
	text string
	rest string
}

func (r *repeat) Read(p []byte) (int, error) {
	if r.rest == "" {
		r.rest = r.text
	}
	n := copy(p, r.rest)
	r.rest = r.rest[n:]
	return n, nil
}

func FuzzBatchLine(f *testing.F) {
	f.Add([]byte(`{"id":"a","question":"one","history":[{"role":"user","text":"t"}],"candidates":["d"]}`))
	f.Add([]byte(`{"id":-1e400,"question":"x"}`))
	f.Add([]byte(`{"id":{},"question":0}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		id, q, err := parseLine(text)
		if err == nil && strings.TrimSpace(q.Text) == "" {
			t.Errorf("parseLine(%q) lets an empty question through", text)
		}
		var out bytes.Buffer
		if err := writeJSON(bufio.NewWriter(&out), errorResult{id, "e"}); err != nil {
			t.Fatalf("parseLine(%q): the ID cannot be given back: %v", text, err)
		}
		if bytes.Count(out.Bytes(), []byte("\n")) != 1 {
			t.Errorf("parseLine(%q) breaks the line: %q", text, out.String())
		}
	})
}
