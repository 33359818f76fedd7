"""The tables of the database, and the number of their format."""

from __future__ import annotations

FORMAT = 3
APPLICATION_ID = 0x76657262  # "verb"
# The vectors of an article's sentences take some 30 KB: fewer pages than with SQLite's 4,096 bytes.
PAGE_BYTES = 8192

# ``article``: ``story`` is the key of an article's first version; ``current`` is 0 once a later version replaced it.
# Publisher (case folded), published (the day) and url repeat what stands in ``metadata``, for searching.
# ``article_sentences``: ``ranges`` are int32, shape (sentences, 3); ``vectors`` float16, shape (sentences, dimension).
# ``passage``: of current articles alone. ``article_keys``: what an article is recognised by (:mod:`index.store.keys`);
# an index of SQLite's would write a page for nearly every key, FTS5 merges them in order.
SCHEMA = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE generation (number INTEGER PRIMARY KEY AUTOINCREMENT, mark TEXT NOT NULL UNIQUE);
CREATE TABLE article (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, story INTEGER NOT NULL, current INTEGER NOT NULL,
    publisher TEXT, published TEXT, url TEXT, source TEXT, added TEXT NOT NULL, sentences INTEGER NOT NULL,
    sentences_digest BLOB NOT NULL, digest BLOB NOT NULL, metadata TEXT NOT NULL, text TEXT NOT NULL);
CREATE TABLE article_sentences (
    article INTEGER PRIMARY KEY REFERENCES article(seq) ON DELETE CASCADE, ranges BLOB NOT NULL, vectors BLOB NOT NULL);
CREATE INDEX article_chosen ON article (current, publisher, published, id);
CREATE INDEX article_of_story ON article (story);
CREATE INDEX article_of_url ON article (url) WHERE url IS NOT NULL;
CREATE INDEX article_of_source ON article (source) WHERE source IS NOT NULL;
CREATE TABLE tag (tag TEXT NOT NULL, article INTEGER NOT NULL REFERENCES article(seq) ON DELETE CASCADE,
    PRIMARY KEY (tag, article)) WITHOUT ROWID;
CREATE INDEX tag_of_article ON tag (article);
CREATE TABLE reprint (
    id TEXT PRIMARY KEY, article INTEGER NOT NULL REFERENCES article(seq) ON DELETE CASCADE, added TEXT NOT NULL,
    metadata TEXT NOT NULL, digest BLOB NOT NULL);
CREATE INDEX reprint_of_article ON reprint (article);
CREATE TABLE passage (
    id INTEGER PRIMARY KEY AUTOINCREMENT, article INTEGER NOT NULL REFERENCES article(seq) ON DELETE CASCADE,
    start INTEGER NOT NULL, "end" INTEGER NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL,
    vector BLOB NOT NULL, digest BLOB NOT NULL);
CREATE INDEX passage_of_article ON passage (article);
CREATE TABLE gone (
    generation INTEGER NOT NULL REFERENCES generation(number), first INTEGER NOT NULL, last INTEGER NOT NULL,
    PRIMARY KEY (generation, first)) WITHOUT ROWID;
CREATE VIRTUAL TABLE article_keys USING fts5(keys, detail = none, columnsize = 0);
CREATE VIRTUAL TABLE passage_terms USING fts5(terms, tokenize = "unicode61 tokenchars '.'");
CREATE VIRTUAL TABLE passage_vocabulary USING fts5vocab(passage_terms, row);
"""

ARTICLE_COLUMNS = (
    "id, story, current, publisher, published, url, added, sentences, sentences_digest, metadata, text, digest"
)
PASSAGE_COLUMNS = 'id, article, start, "end", first, last, vector, digest'
