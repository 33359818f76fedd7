"""The truth: one SQLite database with the articles, their sentences and passages, vectors and terms.

Layout of the folder: ``verbatim.sqlite3`` (write-ahead log) is all that cannot be made again. The FAISS file beside it
(:mod:`index.vectors`) is derived from it and carries the generation it was made from. A commit draws a new generation
at random, and the log of generations stays: readers see at a glance whether what they hold is current, of an earlier
moment of this database (then the changes since are enough), or of no moment of it.

SQLite sees a damaged page only where its structure breaks, so every row that is read carries a hash of its values, and
the database knows how many rows it must have.

Why SQLite: one file, atomic, many readers beside one writer, survives ``kill -9``, in the standard library; and its
FTS5 is the lexical index, inside the same transaction as the text it indexes.

    database     the connection, one per thread; errors translated; making, writing, snapshots
    schema       the tables, and the format's number
    stored       what comes back: articles with their sentences, passages
    keys         what an article is recognised by
    lexical      BM25 over the passages' terms
    additions    what becomes of an article that is added: a new one, a version, a reprint, known already
    store        Store: articles in, articles and passages out
    salvage      what can still be read of a database, whatever its state, for :mod:`index.repair`
"""

from index.store.database import DATABASE
from index.store.schema import FORMAT
from index.store.store import Addition, Admitted, Changes, Store
from index.store.stored import PreparedArticle, StoredArticle, StoredPassage

__all__ = [
    "DATABASE",
    "FORMAT",
    "Addition",
    "Admitted",
    "Changes",
    "PreparedArticle",
    "Store",
    "StoredArticle",
    "StoredPassage",
]
