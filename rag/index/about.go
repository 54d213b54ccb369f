package index

// Schema is the version of the table layout that this program writes.
func Schema() int { return len(migrations) }

// Embedder names what makes the vectors of the index.
func (x *Index) Embedder() string { return x.build.embedder }
