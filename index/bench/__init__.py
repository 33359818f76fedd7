"""How fast, how large and how exact the index is, beside what the machine allows and what a plain pipeline does.

``python -m index.bench`` prints one table, ``python -m index.bench.engines`` compares search engines and vector forms
that could take the place of the product's own.

    material     synthetic articles, vectors and questions
    corpus       an index filled with them, and what exact search finds in it
    measuring    a measurement in a process of its own; percentiles, resident memory
    reading      opening and querying the product's index
    adding       one more article
    plain        LlamaIndex and FAISS by their defaults, doing the same work
    embedding    texts embedded per second, beside the bare model
    limits       what memory and processor allow at best
    sizes        one index size measured after the other
    table        figures beside their bars and limits
"""
