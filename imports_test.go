package dossier_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "dossier"

// levels are the packages from the ground up. A package imports only what stands on a line above its own, so those of one
// line do not know each other. An external test (package x_test), which nobody imports, may import all but commands.
var levels = [][]string{
	{"corpus/lang"},
	{"corpus", "corpus/starter"},
	{"rag"},
	{"rag/index", "rag/extract", "rag/ragtest", "eval"},
	{"cmd/dossier", "cmd/fit", "cmd/measure"},
}

// testPackages are imported by tests alone.
var testPackages = []string{"rag/ragtest"}

// dependency is a module of somebody else, with the package that imports it and why we have it at all.
type dependency struct {
	module    string
	importers []string // one, or the reason says why more; none for what only tests import
	reason    string
}

var dependencies = []dependency{
	{"github.com/blevesearch/snowballstem", []string{"corpus/lang"}, "Snowball stemmers of sixteen languages"},
	{"github.com/clipperhouse/uax29/v2", []string{"corpus/lang"}, "word boundaries of Unicode Annex 29"},
	{"github.com/goccy/go-yaml", []string{"corpus"}, "front matter, as a syntax tree: nothing is decoded into our types"},
	{"github.com/philippgille/chromem-go", []string{"rag/index"}, "vectors in memory"},
	{"github.com/spf13/cobra", []string{"cmd/dossier"}, "commands, flags, completion"},
	{"github.com/yuin/goldmark", []string{"corpus"}, "the blocks of Markdown with their offsets"},
	{"golang.org/x/net", []string{"corpus"}, "HTML as browsers parse it, and its charsets"},
	{"golang.org/x/sync", []string{"rag/index"}, "errgroup: documents are analysed side by side"},
	{"golang.org/x/term", []string{"cmd/dossier"}, "whether a stream is a terminal, and how wide"},
	{"golang.org/x/text", []string{"corpus", "corpus/lang"}, "two halves of it: encodings for corpus, normal forms for corpus/lang"},
	{"modernc.org/sqlite", []string{"rag/index"}, "SQLite without cgo"},

	{"github.com/google/go-cmp", nil, "differences that can be read"},
	{"github.com/rogpeppe/go-internal", nil, "testscript: commands as a user types them"},
	{"pgregory.net/rapid", nil, "properties"},
}

// source is a parsed file of the module.
type source struct {
	name     string // slash-separated, from the root
	dir      string
	test     bool // _test.go
	external bool // of package x_test
	*ast.File
}

// files parses every Go file of the module.
func files(t *testing.T) []source {
	t.Helper()
	var all []source
	fset := token.NewFileSet()
	err := filepath.WalkDir(".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		base := d.Name()
		if d.IsDir() && name != "." && (strings.HasPrefix(base, ".") || strings.HasPrefix(base, "_") || base == "testdata") {
			return filepath.SkipDir
		}
		if d.IsDir() || !strings.HasSuffix(base, ".go") {
			return nil
		}
		f, err := parser.ParseFile(fset, name, nil, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		name = filepath.ToSlash(name)
		all = append(all, source{
			name: name, dir: path.Dir(name), File: f,
			test: strings.HasSuffix(name, "_test.go"), external: strings.HasSuffix(f.Name.Name, "_test"),
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// imported returns the import paths of a file.
func (s source) imported() []string {
	var out []string
	for _, spec := range s.Imports {
		p, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			continue // the file would not have been parsed
		}
		out = append(out, p)
	}
	return out
}

func isCommand(dir string) bool { return strings.HasPrefix(dir, "cmd/") }

func TestImportsPointOneWay(t *testing.T) {
	level := make(map[string]int)
	for i, line := range levels {
		for _, p := range line {
			level[p] = i
		}
	}
	seen := make(map[string]bool)
	for _, f := range files(t) {
		if f.dir == "." {
			continue
		}
		own, ok := level[f.dir]
		if !ok {
			t.Errorf("%s: package %s is on no level", f.name, f.dir)
			continue
		}
		seen[f.dir] = true
		for _, p := range f.imported() {
			p, ours := strings.CutPrefix(p, module+"/")
			if !ours {
				continue
			}
			at, ok := level[p]
			switch {
			case !ok:
				t.Errorf("%s imports %s, which is on no level", f.name, p)
			case f.external && !isCommand(p):
			case at >= own:
				t.Errorf("%s imports %s, which does not stand above %s in levels", f.name, p, f.dir)
			case !f.test && slices.Contains(testPackages, p):
				t.Errorf("%s imports %s, which is for tests", f.name, p)
			}
		}
	}
	for p := range level {
		if !seen[p] {
			t.Errorf("levels names %s, where there is no Go file", p)
		}
	}
}

// requirement is a line of go.mod.
var requirement = regexp.MustCompile(`(?m)^(?:require )?\t?([\w.~-]+\.[\w.~/-]+) v\S+( // indirect)?$`)

func TestDependencies(t *testing.T) {
	mod, err := os.ReadFile("go.mod")
	if err != nil {
		t.Fatal(err)
	}
	table := make(map[string]dependency)
	for _, d := range dependencies {
		if len(d.importers) > 1 && !strings.Contains(d.reason, "two") || d.reason == "" {
			t.Errorf("the table does not say why %s is imported by %v", d.module, d.importers)
		}
		table[d.module] = d
	}
	var required []string
	for _, m := range requirement.FindAllStringSubmatch(string(mod), -1) {
		required = append(required, m[1])
		if _, ok := table[m[1]]; !ok && m[2] == "" {
			t.Errorf("go.mod requires %s, which is not in the table of dependencies", m[1])
		}
	}
	importers, tested := make(map[string]map[string]bool), make(map[string]bool)
	for _, f := range files(t) {
		for _, p := range f.imported() {
			first, _, _ := strings.Cut(p, "/")
			if first == module || !strings.Contains(first, ".") {
				continue
			}
			m := moduleOf(p, required)
			d, ok := table[m]
			switch {
			case !ok:
				t.Errorf("%s imports %s, whose module %q is not in the table of dependencies", f.name, p, m)
			case f.test:
				tested[m] = true
			case len(d.importers) == 0:
				t.Errorf("%s imports %s, which is for tests", f.name, p)
			case !slices.Contains(d.importers, f.dir):
				t.Errorf("%s imports %s: only %s does", f.name, p, strings.Join(d.importers, " and "))
			default:
				if importers[m] == nil {
					importers[m] = make(map[string]bool)
				}
				importers[m][f.dir] = true
			}
		}
	}
	for _, d := range dependencies {
		switch have := slices.Sorted(maps.Keys(importers[d.module])); {
		case len(d.importers) == 0 && !tested[d.module]:
			t.Errorf("the table names %s, which no test imports", d.module)
		case !slices.Equal(have, d.importers):
			t.Errorf("the table says that %s is imported by %v; it is by %v", d.module, d.importers, have)
		}
	}
}

// moduleOf returns the module that holds a package: the longest of those required whose path begins the package's.
func moduleOf(pkg string, required []string) string {
	best := ""
	for _, m := range required {
		if (pkg == m || strings.HasPrefix(pkg, m+"/")) && len(m) > len(best) {
			best = m
		}
	}
	return best
}

// TestSurroundings checks that what a package needs of the process is handed to it: the environment, the command line and
// the exit status belong to the commands, and nothing happens before main.
func TestSurroundings(t *testing.T) {
	for _, f := range files(t) {
		if f.test {
			continue
		}
		ast.Inspect(f.File, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.FuncDecl:
				if n.Name.Name == "init" && n.Recv == nil {
					t.Errorf("%s has an init function", f.name)
				}
			case *ast.SelectorExpr:
				x, ok := n.X.(*ast.Ident)
				if !ok || isCommand(f.dir) || slices.Contains(testPackages, f.dir) {
					break
				}
				switch called := x.Name + "." + n.Sel.Name; {
				case x.Name == "flag" && slices.Contains(f.imported(), "flag"),
					slices.Contains([]string{"os.Getenv", "os.LookupEnv", "os.Environ", "os.Args", "os.Exit", "log.Fatal", "log.Fatalf"}, called):
					t.Errorf("%s uses %s, which is for commands", f.name, called)
				}
			}
			return true
		})
	}
}

func TestPackageComments(t *testing.T) {
	comments := make(map[string]string)
	for _, f := range files(t) {
		if f.test {
			continue
		}
		text := f.Doc.Text()
		if text != "" && comments[f.dir] != "" {
			t.Errorf("%s: package %s has a comment in another file already", f.name, f.dir)
		}
		comments[f.dir] += text
	}
	for dir, text := range comments {
		name := "Package " + path.Base(dir) + " "
		if isCommand(dir) {
			name = strings.ToUpper(path.Base(dir)[:1]) + path.Base(dir)[1:] + " "
		}
		if dir == "." {
			name = "Package " + module + " "
		}
		if !strings.HasPrefix(text, name) {
			t.Errorf("the comment of package %s does not begin with %q", dir, name)
		}
		if n := strings.Count(text, "\n"); n < 3 {
			t.Errorf("the comment of package %s has %d lines; what it is, where to start and what is not here take three", dir, n)
		}
	}
}

var (
	// namedPath is how documents name a file or a package of the module.
	namedPath = regexp.MustCompile(`(?:^|[\s(` + "`" + `])((?:\./)?(?:corpus|rag|eval|cmd|\.ci)(?:/[\w.-]*\w)+)`)
	// namedIdentifier is how they name what a package exports, perhaps with a field or a method.
	namedIdentifier = regexp.MustCompile(`\b(corpus|lang|starter|rag|index|extract|ragtest|eval)\.([A-Z]\w*(?:\.[A-Z]\w*)?)`)
)

// TestNamesInDocuments checks that what the documents about the code name is there.
func TestNamesInDocuments(t *testing.T) {
	exported := make(map[string]map[string]bool)
	for _, f := range files(t) {
		if f.test {
			continue
		}
		if p := f.Name.Name; exported[p] == nil {
			exported[p] = make(map[string]bool)
		}
		declare(exported[f.Name.Name], f.File)
	}
	for _, name := range []string{"doc.go", "CONTRIBUTING.md"} {
		t.Run(name, func(t *testing.T) {
			text, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			found := 0
			for _, m := range namedPath.FindAllStringSubmatch(string(text), -1) {
				found++
				if _, err := os.Stat(filepath.FromSlash(m[1])); err != nil {
					t.Errorf("there is no %s", m[1])
				}
			}
			for _, m := range namedIdentifier.FindAllStringSubmatch(string(text), -1) {
				found++
				if !exported[m[1]][m[2]] {
					t.Errorf("there is no %s.%s", m[1], m[2])
				}
			}
			if found < 5 {
				t.Errorf("only %d names found: do the patterns still fit?", found)
			}
		})
	}
}

// declare notes the names that a file declares: functions, types, constants and variables as such, fields and methods
// after their type and a dot.
func declare(names map[string]bool, f *ast.File) {
	for _, d := range f.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			if d.Recv == nil {
				names[d.Name.Name] = true
				continue
			}
			recv := d.Recv.List[0].Type
			if star, ok := recv.(*ast.StarExpr); ok {
				recv = star.X
			}
			names[fmt.Sprintf("%v.%s", recv, d.Name.Name)] = true
		case *ast.GenDecl:
			for _, spec := range d.Specs {
				switch spec := spec.(type) {
				case *ast.ValueSpec:
					for _, n := range spec.Names {
						names[n.Name] = true
					}
				case *ast.TypeSpec:
					names[spec.Name.Name] = true
					for _, n := range members(spec.Type) {
						names[spec.Name.Name+"."+n] = true
					}
				}
			}
		}
	}
}

// members returns the names of the fields of a struct or of the methods of an interface.
func members(t ast.Expr) (names []string) {
	var list *ast.FieldList
	switch t := t.(type) {
	case *ast.StructType:
		list = t.Fields
	case *ast.InterfaceType:
		list = t.Methods
	default:
		return nil
	}
	for _, f := range list.List {
		for _, n := range f.Names {
			names = append(names, n.Name)
		}
	}
	return names
}
