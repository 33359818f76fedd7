"""How what was learned was learned: run by whoever changes a model or its training data, never by a reader.

``span_reader`` fine-tunes the span reader; ``confidence`` and ``support_score`` print constants that stand in the code.
"""
