package index

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"dossier/corpus"
	"dossier/rag"
)

// crashEnv names the index that a child process is to sync until it is killed.
const crashEnv = "DOSSIER_TEST_CRASH_INDEX"

// crashState is one of two states that share no text: every document of it says which it is.
func crashState(n int) []corpus.Document {
	word := [2]string{"alpha", "beta"}[n%2]
	docs := make([]corpus.Document, 40+20*(n%2))
	for i := range docs {
		docs[i] = doc(fmt.Sprintf("%02d.txt", i), strings.Repeat(fmt.Sprintf("Common %s number%d.\n\n", word, i), 5))
	}
	return docs
}

// TestCrashChild is not a test of its own: it is what TestCrash starts.
func TestCrashChild(t *testing.T) {
	path := os.Getenv(crashEnv)
	if path == "" {
		t.Skip("runs in a process of its own only, see TestCrash")
	}
	x, err := Open(context.Background(), path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	fmt.Println("ready")
	n := 0
	if len(ids(t, x)) == len(crashState(0)) {
		n = 1
	}
	for ; ; n++ {
		if _, err := x.Sync(context.Background(), "root", seq(crashState(n)...), SyncOptions{}); err != nil {
			t.Fatal(err)
		}
	}
}

// A process that is killed in the middle of a sync leaves one of the two states, whole.
func TestCrash(t *testing.T) {
	if testing.Short() {
		t.Skip("starts and kills twenty processes")
	}
	path := filepath.Join(t.TempDir(), "index.db")
	rnd := rand.New(rand.NewPCG(3, 4))
	saw := make(map[int]int)
	for n := range 20 {
		child := exec.Command(os.Args[0], "-test.run=^TestCrashChild$")
		child.Env = append(os.Environ(), crashEnv+"="+path)
		out, err := child.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := child.Start(); err != nil {
			t.Fatal(err)
		}
		lines := bufio.NewReader(out)
		if n >= 3 { // the first ones are killed while they make the file
			if line, err := lines.ReadString('\n'); line != "ready\n" {
				rest, _ := io.ReadAll(lines)
				child.Wait()
				t.Fatalf("child: %q %v %s", line, err, rest)
			}
		}
		time.Sleep(time.Duration(rnd.IntN(150)) * time.Millisecond)
		child.Process.Kill()
		child.Wait()

		x, err := Open(t.Context(), path, Options{})
		if err != nil {
			t.Fatalf("after kill %d: %v", n, err)
		}
		held := ids(t, x)
		saw[len(held)]++
		for state := range 2 {
			want := crashState(state)
			if len(want) != len(held) {
				continue
			}
			for _, d := range want {
				if got, err := x.Document(t.Context(), d.ID); err != nil || got.Text != d.Text {
					t.Fatalf("after kill %d, among %d documents: %q is %.40q, %v", n, len(held), d.ID, got.Text, err)
				}
			}
			r, err := x.Search(t.Context(), rag.Query{Text: "common"}, 1000)
			if err != nil || !slices.ContainsFunc(r.Hits, func(h rag.Hit) bool { return h.Text != "" }) {
				t.Fatalf("after kill %d: %+v, %v", n, r, err)
			}
		}
		if len(held) != 0 && len(held) != 40 && len(held) != 60 {
			t.Fatalf("after kill %d: holds %d documents", n, len(held))
		}
		if err := x.Close(); err != nil {
			t.Fatal(err)
		}
	}
	t.Logf("number of times that so many documents were there: %v", saw)
}
