"""Found sentences -> the few quotes that a reader is shown: short, none twice, none that needs what is not shown."""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.ranking import FoundSentence
from index.records import Article, Evidence
from index.span_reader import SpanFound
from index.terms import terms

MOST_WORDS = 60
"""No quote is longer: a reader checks a sentence or two, not a paragraph."""
_MOST_SENTENCES = 6
# A sentence that is this much less likely to hold the answer than the best one is not worth a reader's time.
_WORTH_SHOWING = 0.1
# Two sentences of which one has nearly all the words of the other say the same.
_SAME_SHARE = 0.85
_LEANS = re.compile(r"^[\"“'‘(]*(?:He|She|They|It|His|Her|Their|Its|This|That|These|Those|But|And|However)\b")
_CLAUSE_END = re.compile(r"[,;:)—–]\s+|\s+(?=[(—–])|\s+-\s+")


def select(found: Sequence[FoundSentence], limit: int) -> tuple[Evidence, ...]:
    """At most ``limit`` pieces of evidence, best first, each of at most MOST_WORDS words.

    Sentences that stand beside each other become one piece, and one that leans on the sentence before it ("He said so
    in March") takes that along. What says the same as a better piece is left out. Of a sentence that is too long, the
    clauses around its answer are shown.
    """
    placed = {(one.article.id, one.number): one for one in found}
    pieces: list[list[FoundSentence]] = []
    worth = found[0].score * _WORTH_SHOWING if found else 0.0
    for sentence in [one for one in found if one.score >= worth][:_MOST_SENTENCES]:
        home = next((piece for piece in pieces if _joins(piece, sentence)), None)
        if home is not None:
            home.append(sentence)
        elif len(pieces) < limit and not any(_says_the_same(sentence, one) for piece in pieces for one in piece):
            before = placed.get((sentence.article.id, sentence.number - 1))
            leans = before is not None and _LEANS.match(sentence.evidence.text) and _joins([sentence], before)
            pieces.append([sentence, before] if before is not None and leans else [sentence])
    return tuple(_evidence(piece) for piece in pieces)


def _joins(piece: Sequence[FoundSentence], sentence: FoundSentence) -> bool:
    first, last = min(one.number for one in piece), max(one.number for one in piece)
    same = piece[0].article.id == sentence.article.id and piece[0].sentence.paragraph == sentence.sentence.paragraph
    if not same or sentence.number not in (first - 1, last + 1):
        return False
    start, end = _range([*piece, sentence])
    return _words(sentence.article, start, end) <= MOST_WORDS


def _says_the_same(one: FoundSentence, other: FoundSentence) -> bool:
    held, holding = set(terms(one.evidence.text)), set(terms(other.evidence.text))
    return bool(held) and len(held & holding) >= _SAME_SHARE * len(held)


def _evidence(piece: Sequence[FoundSentence]) -> Evidence:
    article = piece[0].article
    start, end = _range(piece)
    if _words(article, start, end) > MOST_WORDS:
        start, end = _clauses(piece[0])
    return Evidence(article, start, end, max(one.score for one in piece))


def _range(piece: Sequence[FoundSentence]) -> tuple[int, int]:
    return min(one.sentence.start for one in piece), max(one.sentence.end for one in piece)


def _clauses(found: FoundSentence) -> tuple[int, int]:
    """The run of clauses around the answer, or from the beginning where none is known, that is short enough."""
    sentence, article = found.sentence, found.article
    text = article.text[sentence.start : sentence.end]
    cuts = [0, *(match.end() for match in _CLAUSE_END.finditer(text)), len(text)]
    answer = found.span or SpanFound(sentence.start, sentence.start + 1, 0.0)
    must = answer.start - sentence.start, answer.end - sentence.start
    first = max(place for place, cut in enumerate(cuts) if cut <= must[0])
    last = min(place for place, cut in enumerate(cuts) if cut >= must[1])
    grows = True
    while grows:
        grows = False
        # What stands before an answer mostly says what it is about.
        for more_first, more_last in ((first - 1, last), (first, last + 1)):
            if more_first < 0 or more_last >= len(cuts):
                continue
            if len(text[cuts[more_first] : cuts[more_last]].split()) <= MOST_WORDS:
                first, last, grows = more_first, more_last, True
                break
    start, end = cuts[first], cuts[last]
    if len(text[start:end].split()) > MOST_WORDS:
        start, end = _words_around(text, *must)
    cut = text[start:end]
    return sentence.start + start + len(cut) - len(cut.lstrip()), sentence.start + end - (
        len(cut) - len(cut.rstrip(" ,;:—–("))
    )


def _words_around(text: str, start: int, end: int) -> tuple[int, int]:
    """MOST_WORDS words around a range, where no mark of a clause is near enough."""
    places = [match.span() for match in re.finditer(r"\S+", text)]
    holding = [n for n, (first, last) in enumerate(places) if first < end and start < last] or [0]
    first = max(0, holding[0] - MOST_WORDS // 2)
    last = min(len(places), first + MOST_WORDS)
    return places[first][0], places[last - 1][1]


def _words(article: Article, start: int, end: int) -> int:
    return len(article.text[start:end].split())
