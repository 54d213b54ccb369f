// Package index keeps documents, cut into passages, in one SQLite file and searches them by words and by vectors.
//
// Start with [Open], [Index.Sync], which makes the index match a folder, and [Index.Search]. The file is the only truth.
// What searches is built from it when it is opened and again after each sync: a BM25 index of the words and a chromem-go
// collection of the vectors, both in memory, which together are one snapshot. A search sees one snapshot from beginning to
// end and never touches SQLite, so that a sync, in this process or in another, neither blocks nor confuses it.
//
// A sync is one transaction. Whatever happens in the middle of it (a full disk, a power cut, kill -9), the file afterwards
// holds the state before or the state after. What went wrong and what can be done about it is an [*Error].
//
// chromem-go can write files of its own; they are not used, because a crash in mid-write leaves them unreadable and IDs
// that share 32 bits of a hash overwrite each other.
//
// Not here: reading and cutting documents (package corpus), and what is made of the hits (package rag).
package index
