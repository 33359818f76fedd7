"""The span reader: where in a text does the answer to a question stand, if at all?

A cross-encoder over (question, text): for every token, how well an answer begins or ends there, and one place, outside
of the text, that stands for "no answer here" (Devlin et al. 2019, as they did SQuAD 2). It serves three ends at once:
sentences are ranked by the best span in them, the span itself is the short answer, and its margin over "no answer" is
the first evidence of whether the articles answer at all.

The network is all-MiniLM-L6-v2, fine-tuned; ``python -m qa.training.span_reader`` makes the weights.
"""

from __future__ import annotations

from index.span_reader.reader import MiniLmSpanReader, SpanReader
from index.span_reader.reading import Reading, SpanFound

__all__ = ["MiniLmSpanReader", "Reading", "SpanFound", "SpanReader"]
