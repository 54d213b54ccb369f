// Package corpus reads documents and cuts them into passages with exact offsets.
//
// Start with [Read], which yields the documents of a file system, and [Splitter], which cuts one into passages. A
// [Document]'s text is never rewritten after it was read: what is no content (cookie banners, navigation, repeated
// captions) is left out of the passages, not out of the text, so an offset always points into the document.
//
// Not here: words, stems and sentences (corpus/lang), the index (rag/index). The bundled documents are in corpus/starter.
package corpus
