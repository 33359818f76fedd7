"""A draft, or none -> a checked answer: code decides which words may be shown, and which quotes they rest on."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.records import Article, Evidence
from index.sentences import split_sentences
from qa.answer import MARKER, Answer, Claim, Quote, compose
from qa.grounding import support
from qa.spans import find_span

_MOST_CLAIMS = 3


@dataclass(frozen=True)
class Asked:
    """A question as it was asked, and as it stands alone."""

    question: str
    standalone: str


def grounded_claims(draft: str, evidence: Sequence[Evidence]) -> list[tuple[str, tuple[Evidence, ...]]]:
    """The sentences of a draft that the evidence supports, each with what supports it."""
    kept: list[tuple[str, tuple[Evidence, ...]]] = []
    sentences = [piece.text for piece in evidence]
    for sentence in split_sentences(draft)[:_MOST_CLAIMS]:
        claim = draft[sentence.start : sentence.end]
        if not claim.endswith((".", "!", "?", '"', "”", "’", "'")):
            # Cut off at the maximum of tokens: not a sentence.
            if sentence.end == len(draft) and kept:
                continue
            claim += "."
        found = support(claim, sentences, _context([piece.article for piece in evidence]))
        if found.holds:
            kept.append((claim, tuple(evidence[number] for number in found.sentences)))
    return kept


def answer_of_claims(
    asked: Asked, claims: Sequence[tuple[str, tuple[Evidence, ...]]], model: str | None, notice: str | None = None
) -> Answer:
    """An answer of these claims; quotes are numbered in the order of their first use."""
    numbers: dict[Evidence, int] = {}
    made = []
    for text, evidence in claims:
        citations = tuple(numbers.setdefault(piece, len(numbers) + 1) for piece in evidence)
        made.append(Claim(_without_markers(text), tuple(dict.fromkeys(citations))))
    quotes = tuple(Quote.of(piece, number) for piece, number in numbers.items())
    first = made[0]
    cited = [quotes[number - 1] for number in first.citations]
    return Answer(
        question=asked.question,
        standalone_question=asked.standalone,
        status="answered",
        text=compose(made),
        claims=tuple(made),
        span=find_span(asked.standalone, first.text, cited),
        quotes=quotes,
        model=model,
        notice=notice,
    )


def answer_of_quotes(asked: Asked, evidence: Sequence[Evidence], notice: str, model: str | None = None) -> Answer:
    """An answer made of the article's own words: every claim is its quote."""
    return answer_of_claims(asked, [(piece.text, (piece,)) for piece in evidence], model, notice)


def not_found(asked: Asked, nearest: Sequence[Evidence], model: str | None) -> Answer:
    """The articles do not say. ``nearest``: passages that come closest, shown as what does not answer."""
    text = "The articles do not say."
    if nearest:
        text += " The passages nearest to the question are shown; they do not answer it."
    return Answer(
        question=asked.question,
        standalone_question=asked.standalone,
        status="not_found",
        text=text,
        related=tuple(Quote.of(piece) for piece in nearest),
        model=model,
    )


def _context(articles: Sequence[Article]) -> str:
    facts = [
        (article.title, article.publisher, article.published)
        for article in {article.id: article for article in articles}.values()
    ]
    return " ".join(fact for three in facts for fact in three if fact)


def _without_markers(text: str) -> str:
    # An article may have "[3]" in its own words; in an answer's text that would be a marker that names nothing.
    return MARKER.sub(lambda match: f"［{match[1]}］", re.sub(r"\s+", " ", text)).strip()
