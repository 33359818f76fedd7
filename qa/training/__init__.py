"""How what was learned was learned: run once by whoever changes a model or its training data, never by a reader.

``python -m qa.training.span_reader SQUAD_FILE…`` fine-tunes the span reader.
"""
