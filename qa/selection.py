"""Found sentences -> the few quotes that a reader is shown."""

from __future__ import annotations

from collections.abc import Sequence

from index.records import Evidence
from index.retrieval import FoundSentence

_LONGEST_CHARACTERS = 480
_MOST_SENTENCES = 6
# A sentence that fits the question this much less than the best one is not worth a reader's time.
_WORTH_SHOWING = 0.55


def select(found: Sequence[FoundSentence], limit: int) -> tuple[Evidence, ...]:
    """At most ``limit`` pieces of evidence, best first. Sentences that stand beside each other become one piece:
    "He said so in March" is no evidence without the sentence before it."""
    pieces: list[list[FoundSentence]] = []
    worth = found[0].score * _WORTH_SHOWING if found else 0.0
    for sentence in [one for one in found if one.score >= worth][:_MOST_SENTENCES]:
        home = next((piece for piece in pieces if _joins(piece, sentence)), None)
        if home is not None:
            home.append(sentence)
        elif len(pieces) < limit:
            pieces.append([sentence])
    return tuple(_evidence(piece) for piece in pieces)


def _joins(piece: Sequence[FoundSentence], sentence: FoundSentence) -> bool:
    first, last = min(one.number for one in piece), max(one.number for one in piece)
    same = piece[0].article.id == sentence.article.id and piece[0].sentence.paragraph == sentence.sentence.paragraph
    ranges = [*piece, sentence]
    length = max(one.sentence.end for one in ranges) - min(one.sentence.start for one in ranges)
    return same and sentence.number in (first - 1, last + 1) and length <= _LONGEST_CHARACTERS


def _evidence(piece: Sequence[FoundSentence]) -> Evidence:
    return Evidence(
        piece[0].article,
        min(one.sentence.start for one in piece),
        max(one.sentence.end for one in piece),
        max(one.score for one in piece),
    )
