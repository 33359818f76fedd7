"""Found sentences -> the few quotes that a reader is shown: short, none twice, none that needs what is not shown."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from index.ranking import FoundSentence
from index.records import Article, Evidence
from index.terms import content_words, term, terms

MOST_WORDS = 60
"""No quote is longer: a reader checks a sentence or two, not a paragraph."""
# Sentences are joined to fewer: more than that is read as a paragraph again.
_MOST_WORDS_JOINED = 45
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
    return _words(sentence.article, start, end) <= _MOST_WORDS_JOINED


def _says_the_same(one: FoundSentence, other: FoundSentence) -> bool:
    held, holding = set(terms(one.evidence.text)), set(terms(other.evidence.text))
    return bool(held) and len(held & holding) >= _SAME_SHARE * len(held)


def shortened(evidence: Evidence, claim: str) -> Evidence:
    """The evidence for a claim; of a long sentence, the clauses that hold the claim's words, where those are few."""
    if _words(evidence.article, evidence.start, evidence.end) <= MOST_WORDS:
        return evidence
    needed = set(terms(claim))
    text = evidence.text
    held = [(start, end) for start, end in content_words(text) if term(text[start:end]) in needed]
    if not held:
        return evidence
    return _cut(evidence, *_shortest(held, [term(text[start:end]) for start, end in held]))


def _shortest(places: Sequence[tuple[int, int]], keys: Sequence[str]) -> tuple[int, int]:
    """The shortest range that has each key at one of its places."""
    missing = set(keys)
    last_at: dict[str, int] = {}
    best = places[0][0], places[-1][1]
    for (start, end), key in zip(places, keys, strict=True):
        last_at[key] = start
        missing.discard(key)
        if not missing and end - min(last_at.values()) < best[1] - best[0]:
            best = min(last_at.values()), end
    return best


def _evidence(piece: Sequence[FoundSentence]) -> Evidence:
    start, end = _range(piece)
    whole = Evidence(piece[0].article, start, end, max(one.score for one in piece))
    if _words(whole.article, start, end) <= MOST_WORDS:
        return whole
    answer = piece[0].span
    return _cut(whole, answer.start - start, answer.end - start) if answer else _cut(whole, 0, 1)


def _range(piece: Sequence[FoundSentence]) -> tuple[int, int]:
    return min(one.sentence.start for one in piece), max(one.sentence.end for one in piece)


def _cut(evidence: Evidence, start: int, end: int) -> Evidence:
    """The run of clauses around characters ``[start, end)`` of the evidence's text that is short enough."""
    text = evidence.text
    cuts = [0, *(match.end() for match in _CLAUSE_END.finditer(text)), len(text)]
    first = max(place for place, cut in enumerate(cuts) if cut <= start)
    last = min(place for place, cut in enumerate(cuts) if cut >= end)
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
    begin, stop = cuts[first], cuts[last]
    if len(text[begin:stop].split()) > MOST_WORDS:
        begin, stop = _words_around(text, start, end)
    kept = text[begin:stop]
    begin += len(kept) - len(kept.lstrip())
    stop -= len(kept) - len(kept.rstrip(" ,;:—–("))
    return replace(evidence, start=evidence.start + begin, end=evidence.start + stop)


def _words_around(text: str, start: int, end: int) -> tuple[int, int]:
    """MOST_WORDS words around a range, where no mark of a clause is near enough."""
    places = [match.span() for match in re.finditer(r"\S+", text)]
    holding = [n for n, (first, last) in enumerate(places) if first < end and start < last] or [0]
    first = max(0, holding[0] - MOST_WORDS // 2)
    last = min(len(places), first + MOST_WORDS)
    return places[first][0], places[last - 1][1]


def _words(article: Article, start: int, end: int) -> int:
    return len(article.text[start:end].split())
