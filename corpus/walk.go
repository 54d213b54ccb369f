package corpus

import (
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

const (
	maxDepth = 256 // of folders within each other
	maxHops  = 40  // symbolic links on the way to one file, as in Linux
)

// found is a file that is to be read, or what could not be looked at.
type found struct {
	path string // its name in the walk
	real string // its name without symbolic links
	err  error
}

// list returns the readable files of fsys in lexical order of their paths. Every file and every folder is visited once:
// first under its own name, and then, for what has none in the walk (what links lead to is often in a hidden folder),
// under the name of the first link. So links cannot multiply documents, nor make the walk endless.
func list(fsys fs.FS) []found {
	w := walk{fsys: fsys, seen: map[string]bool{}}
	w.dir(".", ".", 0)
	for len(w.links) > 0 { // grows as folders behind links are visited
		l := w.links[0]
		w.links = w.links[1:]
		w.follow(l)
	}
	slices.SortStableFunc(w.files, func(a, b found) int { return strings.Compare(a.path, b.path) })
	return w.files
}

type walk struct {
	fsys  fs.FS
	seen  map[string]bool // real names of the files and folders visited
	files []found
	links []link
}

// link is a symbolic link yet to be followed.
type link struct {
	path, dir string // its name in the walk, and the real name of its folder
	depth     int
}

func (w *walk) fail(name string, err error) {
	w.files = append(w.files, found{path: name, err: readError(name, 0, err)})
}

// dir visits a folder that the walk calls name.
func (w *walk) dir(name, real string, depth int) {
	if depth > maxDepth {
		w.fail(name, fmt.Errorf("folders more than %d deep", maxDepth))
		return
	}
	w.seen[real] = true
	entries, err := fs.ReadDir(w.fsys, real)
	if err != nil {
		w.fail(name, err) // entries may hold what was read before the error
	}
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), ".") {
			continue
		}
		p, r := path.Join(name, e.Name()), path.Join(real, e.Name())
		switch t := e.Type(); {
		case t.IsDir():
			w.dir(p, r, depth+1)
		case t&fs.ModeSymlink != 0:
			w.links = append(w.links, link{path: p, dir: real, depth: depth})
		case !Readable(p):
		case !t.IsRegular():
			w.fail(p, errNotRegular)
		default:
			w.file(p, r)
		}
	}
}

func (w *walk) file(name, real string) {
	w.seen[real] = true
	w.files = append(w.files, found{path: name, real: real})
}

func (w *walk) follow(l link) {
	real, err := resolve(w.fsys, path.Join(l.dir, path.Base(l.path)))
	if err != nil {
		if w.leadsUp(l) {
			err = errLoop
		}
		w.fail(l.path, err)
		return
	}
	info, err := fs.Stat(w.fsys, real)
	switch {
	case err != nil:
		w.fail(l.path, err)
	case !info.IsDir():
		if Readable(l.path) && !w.seen[real] {
			w.file(l.path, real)
		}
	case isWithin(l.dir, real):
		w.fail(l.path, errLoop)
	case !w.seen[real]:
		w.dir(l.path, real, l.depth+1)
	}
}

// leadsUp reports whether a link that cannot be resolved within the file system, since it names its target from the
// root of the machine, leads to a folder that it stands in.
func (w *walk) leadsUp(l link) bool {
	target, err := fs.Stat(w.fsys, path.Join(l.dir, path.Base(l.path)))
	if err != nil || !target.IsDir() {
		return false
	}
	for dir := l.dir; ; dir = path.Dir(dir) {
		if info, err := fs.Stat(w.fsys, dir); err == nil && os.SameFile(info, target) {
			return true
		}
		if dir == "." {
			return false
		}
	}
}

// isWithin reports whether name is dir or below it.
func isWithin(name, dir string) bool {
	return dir == "." || name == dir || strings.HasPrefix(name, dir+"/")
}

// resolve returns name with every symbolic link on the way replaced by its target. A target outside fsys is an error, as
// is a circle. Where fsys knows no links, name is returned as it is.
func resolve(fsys fs.FS, name string) (string, error) {
	links, ok := fsys.(fs.ReadLinkFS)
	if !ok {
		return name, nil
	}
	real, hops := ".", 0
	for rest := strings.Split(name, "/"); len(rest) > 0; {
		part := rest[0]
		rest = rest[1:]
		switch part {
		case "", ".":
			continue
		case "..":
			if real == "." {
				return "", errOutside
			}
			real = path.Dir(real)
			continue
		}
		next := path.Join(real, part)
		info, err := links.Lstat(next)
		if err != nil {
			return "", err
		}
		if info.Mode()&fs.ModeSymlink == 0 {
			real = next
			continue
		}
		if hops++; hops > maxHops {
			return "", errLoop
		}
		target, err := links.ReadLink(next)
		if err != nil {
			return "", err
		}
		if path.IsAbs(target) || filepath.IsAbs(target) {
			return "", errOutside
		}
		rest = slices.Concat(strings.Split(filepath.ToSlash(target), "/"), rest)
	}
	return real, nil
}
