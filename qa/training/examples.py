"""Training examples for the span reader: a question, a text, and where in it the answer stands, if it does.

Questions with an answer get the sentences around it, more of them or fewer each time, so that the network cannot learn
where in a text answers stand. Texts without the answer are what retrieval finds for the question beside it, which is
what the reader must tell apart; for a question without any answer, its own paragraph.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.records import Article, Sentence
from qa.evaluation.question import Question

# Shares of questions that get a further text without an answer, in each epoch.
_BESIDE_ANSWERABLE = 0.7
_BESIDE_UNANSWERABLE = 0.3
_NEAREST = 4
_WORDS = (50, 80, 100, 130)


@dataclass(frozen=True)
class Example:
    """``answer``: characters ``[start, end)`` of ``text``, or None where it has no answer to the question."""

    question: str
    text: str
    answer: tuple[int, int] | None


@dataclass(frozen=True)
class Material:
    """A question with all that its examples are drawn from.

    ``answers``: where its answers stand in ``article`` (its own paragraph); none for an unanswerable question.
    ``found``: the passages that retrieval finds, best first, as (article id, text).
    """

    question: Question
    article: Article
    sentences: Sequence[Sentence]
    answers: Sequence[tuple[int, int]]
    found: Sequence[tuple[str, str]]


def draw(materials: Sequence[Material], rng: random.Random) -> list[Example]:
    """The examples of one epoch, in random order."""
    examples = [example for material in materials for example in _of(material, rng)]
    rng.shuffle(examples)
    return examples


def _of(material: Material, rng: random.Random) -> Iterator[Example]:
    question = material.question.question
    if material.answers:
        yield _around(material, rng)
        beside = [text for _, text in material.found if not any(answer in text for answer in material.question.answers)]
        if beside and rng.random() < _BESIDE_ANSWERABLE:
            yield Example(question, rng.choice(beside[:_NEAREST]), None)
    elif not material.question.answerable:
        own = [text for article_id, text in material.found if article_id == material.article.id]
        if own:
            yield Example(question, rng.choice(own[:2]), None)
        if material.found and rng.random() < _BESIDE_UNANSWERABLE:
            yield Example(question, rng.choice(material.found[:_NEAREST])[1], None)


def _around(material: Material, rng: random.Random) -> Example:
    start, end = rng.choice(material.answers)
    sentences, text = material.sentences, material.article.text
    holding = [n for n, sentence in enumerate(sentences) if sentence.start < end and start < sentence.end]
    first, last = holding[0], holding[-1] + 1
    most_words = rng.choice(_WORDS)
    while len(text[sentences[first].start : sentences[last - 1].end].split()) < most_words:
        ways = [way for way, is_open in ((-1, first > 0), (1, last < len(sentences))) if is_open]
        if not ways:
            break
        if rng.choice(ways) < 0:
            first -= 1
        else:
            last += 1
    offset = sentences[first].start
    return Example(material.question.question, text[offset : sentences[last - 1].end], (start - offset, end - offset))
