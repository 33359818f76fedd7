"""A draft, or none -> a checked answer: code decides which words may be shown, and which quotes they rest on.

A claim rests on one article: another's quotes, title and date lend it nothing. One that fails for its wording alone is
mended from the evidence: marks that are not verbatim are taken off, a source that was left out is named, and a claim
that turned or hardened what a sentence says gives way to that sentence. Any other is dropped.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.records import Evidence
from index.retrieval import Found
from index.sentences import split_sentences
from qa.answer import MARKER, Answer, Claim, Quote, compose
from qa.checks.attribution import with_attribution
from qa.checks.quotation_marks import with_true_marks
from qa.grounding import Support, answers_kind, support, without_yes_or_no
from qa.spans import find_span

_MOST_CLAIMS = 3
_ENDED = re.compile(r"[.!?][\"”’')]*$|[\"”]$")
# Markup that a model may write; no sentence of news needs it.
_SIGNS = re.compile(r"[*_`#{}<>|\\~^]+")
_GLOSS = re.compile(r" \(([^()]*)\)")
# Small models write "U. S." where the article has "U.S.".
_SPACED_ABBREVIATION = re.compile(r"\b([A-Z]\.) (?=[A-Z]\.)")


@dataclass(frozen=True)
class CheckedDraft:
    """What is left of a draft. ``claims``: its sentences that hold, mended where that was needed, each with what
    supports it.

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
    for claim in _claims(draft)[:_MOST_CLAIMS]:
        plain = without_yes_or_no(_without_glosses(claim, texts), question)
        found = _judge(plain, question, evidence)
        beside = bool(found.invented) or not (kept or answers_kind(plain, question))
        nearest += found.rests_on
        if found.text and not beside and found.text not in (text for text, _ in kept):
            kept.append((found.text, found.rests_on))
    return CheckedDraft(tuple(kept), tuple(dict.fromkeys(nearest)), beside)


@dataclass(frozen=True)
class _Judged:
    """What a claim may say, "" for nothing, and the evidence that it rests on."""

    text: str
    rests_on: tuple[Evidence, ...]
    invented: tuple[str, ...]


def _judge(claim: str, question: str, evidence: Sequence[Evidence]) -> _Judged:
    """A claim against each article by itself: the first that supports it, else what the nearest makes of it."""
    articles = list(dict.fromkeys(piece.article.id for piece in evidence))
    failed: list[tuple[Support, list[Evidence]]] = []
    for article in articles:
        pieces = [piece for piece in evidence if piece.article.id == article]
        for wording in dict.fromkeys((claim, with_true_marks(claim, [piece.text for piece in pieces]))):
            found, text = _support(wording, question, pieces)
            if found.holds:
                rests_on = tuple(pieces[number] for number in found.sentences)
                return _Judged(with_true_marks(text, [piece.text for piece in rests_on]), rests_on, ())
        failed.append((found, pieces))
    if not failed:
        return _Judged("", (), ())
    found, pieces = max(failed, key=lambda one: one[0].score)
    rests_on = tuple(pieces[number] for number in found.sentences)
    invented = tuple(word for word in found.invented if all(word in other.invented for other, _ in failed))
    if found.only_wording:
        return _Judged(rests_on[0].text, rests_on[:1], invented)
    return _Judged("", rests_on, invented)


def _support(claim: str, question: str, pieces: Sequence[Evidence]) -> tuple[Support, str]:
    """The support of a claim by one article's pieces, and the claim with its source named where the article has one."""
    texts, before = [piece.text for piece in pieces], _before(pieces)
    context = _context(pieces)
    found = support(claim, question, texts, context, before)
    named = with_attribution(claim, texts[found.sentences[0]]) if found.sentences else claim
    if named != claim:
        again = support(named, question, texts, context, before)
        if again.holds:
            return again, named
    return found, claim


def _before(pieces: Sequence[Evidence]) -> list[int | None]:
    """For each piece of one article the number of the piece that ends where it begins, in the same paragraph or not."""
    ends = {len(piece.article.text[: piece.end].rstrip()): number for number, piece in enumerate(pieces)}
    return [ends.get(len(piece.article.text[: piece.start].rstrip())) for piece in pieces]


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
    found: Found | None = None,
    notice: str | None = None,
    draft: str = "",
) -> Answer:
    """An answer of these claims; quotes are numbered in the order of their first use.

    ``found``: what was found for the question, for its answer span. ``draft``: what the span is looked for by, where
    that is not the first claim.
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
        span=find_span(question, draft or first.text, cited, found),
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
    found: Found | None = None,
    draft: str = "",
) -> Answer:
    """An answer made of the article's own words: every claim is its quote.

    ``draft``: one that did not hold; what it names may still stand in them.
    """
    claims = [(piece.text, (piece,)) for piece in evidence]
    return answer_of_claims(question, claims, model, confidence, found=found, notice=notice, draft=draft)


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


def _context(pieces: Sequence[Evidence]) -> str:
    article = pieces[0].article
    return " ".join(fact for fact in (article.title, article.publisher, article.published) if fact)


def _without_markers(text: str) -> str:
    # An article may have "[3]" in its own words; in an answer's text that would be a marker that names nothing.
    return MARKER.sub(lambda match: f"［{match[1]}］", re.sub(r"\s+", " ", text)).strip()
