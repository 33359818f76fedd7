"""A draft, or none -> a checked answer: code decides which words may be shown, and which quotes they rest on."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.records import Evidence
from index.sentences import split_sentences
from index.span_reader import SpanFound
from qa.answer import MARKER, Answer, Claim, Quote, compose
from qa.grounding import answers_kind, support, without_yes_or_no
from qa.spans import find_span

_MOST_CLAIMS = 3
_ENDED = re.compile(r"[.!?][\"”’')]*$|[\"”]$")
# Markup that a model may write; no sentence of news needs it.
_SIGNS = re.compile(r"[*_`#{}<>|\\~^]+")
_GLOSS = re.compile(r" \(([^()]*)\)")
# Small models write "U. S." where the article has "U.S.".
_SPACED_ABBREVIATION = re.compile(r"\b([A-Z]\.) (?=[A-Z]\.)")


@dataclass(frozen=True)
class Asked:
    """A question as it was asked, and as it stands alone."""

    question: str
    standalone: str


@dataclass(frozen=True)
class CheckedDraft:
    """What is left of a draft. ``claims``: its sentences that hold, each with what supports it.

    ``nearest``: the evidence that has most of the draft's words, whether it holds or not. ``beside``: whether its last
    sentence, which is the one that answers a question of two parts, has a number or a name that neither question nor
    articles have, or none where the question asks for one.
    """

    claims: tuple[tuple[str, tuple[Evidence, ...]], ...] = ()
    nearest: tuple[Evidence, ...] = ()
    beside: bool = False


def check(draft: str, question: str, evidence: Sequence[Evidence]) -> CheckedDraft:
    """Hold every sentence of a draft against the evidence (the best first)."""
    kept: list[tuple[str, tuple[Evidence, ...]]] = []
    nearest: list[Evidence] = []
    beside = False
    texts = [piece.text for piece in evidence]
    context = _context(evidence)
    for claim in _claims(draft)[:_MOST_CLAIMS]:
        plain = without_yes_or_no(_without_glosses(claim, texts), question)
        found = support(plain, question, texts, context)
        beside = bool(found.invented) or not (kept or answers_kind(plain, question))
        nearest += [evidence[number] for number in found.sentences]
        if found.holds and not beside:
            kept.append((plain, tuple(evidence[number] for number in found.sentences)))
    return CheckedDraft(tuple(kept), tuple(dict.fromkeys(nearest)), beside)


def _claims(draft: str) -> list[str]:
    tidy = _SIGNS.sub("", _SPACED_ABBREVIATION.sub(r"\1", draft.strip()))
    sentences = [tidy[sentence.start : sentence.end] for sentence in split_sentences(tidy)]
    if len(sentences) > 1 and not _ENDED.search(sentences[-1]):
        sentences.pop()  # cut off at the maximum of tokens
    return [sentence if _ENDED.search(sentence) else f"{sentence}." for sentence in sentences]


def answer_of_claims(
    question: str,
    claims: Sequence[tuple[str, tuple[Evidence, ...]]],
    model: str | None,
    confidence: float | None = None,
    *,
    spans: Sequence[tuple[Evidence, SpanFound]] = (),
    notice: str | None = None,
) -> Answer:
    """An answer of these claims; quotes are numbered in the order of their first use.

    ``spans``: what the span reader found, best first, with the evidence that it stands in.
    """
    numbers: dict[Evidence, int] = {}
    made = []
    for text, evidence in claims:
        citations = tuple(numbers.setdefault(piece, len(numbers) + 1) for piece in evidence)
        made.append(Claim(_without_markers(text), tuple(dict.fromkeys(citations))))
    quotes = tuple(Quote.of(piece, number) for piece, number in numbers.items())
    first = made[0]
    cited = [quotes[number - 1] for number in first.citations]
    return Answer(
        question=question,
        standalone_question=question,
        status="answered",
        text=compose(made),
        claims=tuple(made),
        span=find_span(question, first.text, cited, spans),
        quotes=quotes,
        model=model,
        notice=notice,
        confidence=confidence,
    )


def answer_of_quotes(
    question: str,
    evidence: Sequence[Evidence],
    notice: str,
    model: str | None = None,
    confidence: float | None = None,
    *,
    spans: Sequence[tuple[Evidence, SpanFound]] = (),
) -> Answer:
    """An answer made of the article's own words: every claim is its quote."""
    claims = [(piece.text, (piece,)) for piece in evidence]
    return answer_of_claims(question, claims, model, confidence, spans=spans, notice=notice)


def not_found(
    question: str, text: str, nearest: Sequence[Evidence], model: str | None = None, confidence: float | None = None
) -> Answer:
    """The articles do not say; ``text`` says so. ``nearest``: passages that come closest, which do not answer."""
    return Answer(
        question=question,
        standalone_question=question,
        status="not_found",
        text=text,
        related=tuple(Quote.of(piece) for piece in nearest),
        model=model,
        confidence=confidence,
    )


def _without_glosses(claim: str, texts: Sequence[str]) -> str:
    """The claim without what a model explains in brackets and no article has: "OPEC (Organization of …)"."""
    return _GLOSS.sub(lambda match: match[0] if any(match[1] in text for text in texts) else "", claim)


def _context(evidence: Sequence[Evidence]) -> str:
    articles = {piece.article.id: piece.article for piece in evidence}.values()
    facts = [(article.title, article.publisher, article.published) for article in articles]
    return " ".join(fact for three in facts for fact in three if fact)


def _without_markers(text: str) -> str:
    # An article may have "[3]" in its own words; in an answer's text that would be a marker that names nothing.
    return MARKER.sub(lambda match: f"［{match[1]}］", re.sub(r"\s+", " ", text)).strip()
