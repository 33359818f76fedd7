"""Is a claim supported by the article's sentences, and by which? Code decides, not the model.

A claim holds when its words do and nothing strict is lost. Its words: every content word stands, by stem or as one of
its kin (``index/kindred.py``), in one sentence; a second may complete a name or say who "he" is. What is strict:
numbers, dates, names, who did what to whom, negation, hedges, attribution and quotation marks (``qa/checks``). A claim
of two statements may rest on a sentence for each. What the claim adds to the question is looked for first, because
that is the answer; words that the question lent to the claim come second.

It errs towards doubt: a claim that fails gives way to the article's own sentence.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.asked import asks_for_count, asks_for_year, candidates, full_names, kind_of
from index.kindred import kin
from index.terms import term, words
from qa.checks import fact_failures, wording_failures
from qa.checks.comparison import Comparison
from qa.checks.dates import dates, is_same
from qa.checks.hedges import shared_hedges
from qa.checks.light_words import says_little
from qa.checks.names import is_ambiguous, names
from qa.checks.negation import NEGATION
from qa.checks.numbers import agrees, is_one_of, quantities
from qa.checks.quotation_marks import marks_kept
from qa.checks.short_forms import in_short
from qa.support_score import support_score

# A claim may rest on another sentence than the one that has most of its words; beyond these it hardly ever does.
_FIRST_TRIED = 4

_LONGEST_CLAIM_CHARACTERS = 1_000
_LONGEST_SENTENCE_CHARACTERS = 3_000
_ASKED_SHARE = 1 / 4
# "No, the ferry runs", but not "No ferry runs".
_YES_NO = re.compile(r"^(yes\b|no\b(?=$|[,.:;!]))[,.:;!]?\s*", re.I)
_ISO_DATE = re.compile(r"\b\d{4}-\d\d-\d\d\b")
# What begins so speaks of the subject of the sentence before.
_SPEAKS_OF_ONE_BEFORE = re.compile(
    r"(?:[A-Z][^,.]{0,40}, )?[\"“]?(?:He|She|It|They|His|Her|Its|Their|he|she|it|they|his|her|its|their|"
    r"[^\"”]+[\"”],? (?:he|she|they|(?:said|added) (?:he|she|they))|"
    r"[Tt]he (?:\d+-year-old|company|firm|group|bank|club|team|party|agency|charity|airline|carmaker|union|ministry|"
    r"court))\b"
)
_NOUN_FIRST = re.compile(
    r"(?:The|A|An) ((?:[a-z][\w-]+ ){1,3}?)(?:is|was|are|were|will|would|could|can|may|might|must|has|have|had|did|"
    r"does|\w+ed|said|says)\b"
)
_JOINED = re.compile(r",? (?:and|but|while|as well as) (?:also |then |later )?|; |, (?:who|which) (?:also )?")
_BEING = re.compile(r"\b(?:is|was|are|were|has been|have been)\b")


@dataclass(frozen=True)
class Support:
    """How a claim stands against the sentences.

    ``sentences``: which ones it rests on, the best first. ``missing``: its words that stand in none of them.
    ``invented``: numbers and names among them that neither the question nor any sentence has: a sign that the claim is
    made up. ``holds``: whether the claim may be shown. ``failures``: why it may not, for a person to read.
    ``score``: how well the sentences support it, 0 to 1, higher is better (see ``qa/support_score.py``).
    ``only_wording``: whether it fails for nothing but how it is said, so that the first sentence says it right.
    """

    sentences: tuple[int, ...]
    missing: tuple[str, ...]
    invented: tuple[str, ...]
    holds: bool
    failures: tuple[str, ...] = ()
    score: float = 0.0
    only_wording: bool = False


@dataclass(frozen=True)
class _Ground:
    """What a claim is held against: the sentences, which one stands before each in its article, and the rest."""

    question: str
    sentences: Sequence[str]
    before: Sequence[int | None]
    context: str

    @property
    def published(self) -> str | None:
        """The articles' date, where they have one and the same."""
        found = set(_ISO_DATE.findall(self.context))
        return found.pop() if len(found) == 1 else None


def support(
    claim: str, question: str, sentences: Sequence[str], context: str = "", before: Sequence[int | None] = ()
) -> Support:
    """How the sentences support a claim that answers a question.

    ``context``: title, publisher and date of the article, which may lend words but are no quotes; relative dates are
    counted from the date. ``before``: for each sentence the number of the one before it in the article, or None.

    >>> found = support("Brandt is 61.", "How old is Brandt?", ["It rained.", "Brandt, 61, is mayor."])
    >>> found.sentences, found.holds, found.failures
    ((1,), True, ())
    >>> support("Brandt is 62.", "How old is Brandt?", ["It rained.", "Brandt, 61, is mayor."]).invented
    ('62',)
    """
    if len(claim) > _LONGEST_CLAIM_CHARACTERS:
        return Support((), (), (), False, ("the claim is far too long",))
    # What is that long is no sentence, and would take minutes to look through.
    judged = [sentence if len(sentence) <= _LONGEST_SENTENCE_CHARACTERS else "" for sentence in sentences]
    ground = _Ground(question, judged, before or [None] * len(sentences), context)
    found = _support_of_one(claim, ground)
    if found.holds:
        return found
    parts = [_support_of_one(part, ground) for part in _statements(claim)]
    if len(parts) > 1 and all(part.holds for part in parts) and not marks_kept(claim, _texts(parts, sentences)):
        chosen = tuple(dict.fromkeys(number for part in parts for number in part.sentences))
        return Support(chosen, (), (), True, (), found.score)
    return found


def _support_of_one(claim: str, ground: _Ground) -> Support:
    """The support of a claim by one sentence, completed by a second."""
    sentences = ground.sentences
    needed = _needed(claim, [*sentences, f" {ground.context}"])
    if not needed or not sentences:
        return Support((), tuple(needed.values()), (), False, ("the claim says nothing",) if not needed else ())
    held = [_held(claim, needed, sentence, ground.published) for sentence in sentences]
    # The context lends names and numbers; what is said must stand in the article itself.
    in_context = _held(claim, needed, ground.context, None)
    lent_by_context = {key for key in in_context if _is_strict(needed[key])}
    name_terms = {key for key, word in needed.items() if word[:1].isupper()}
    lent = set(_needed(ground.question))
    about = [_terms(sentence) for sentence in sentences]
    all_terms = _terms(claim)
    bare = not any(key in lent or kin(key) & lent for key in needed)
    negated = bool(NEGATION.search(claim))

    def worth(number: int) -> tuple[bool, int, int, int, bool, int, int]:
        covered = held[number]
        polarity = bool(NEGATION.search(sentences[number])) == negated
        light = len(all_terms & about[number] - set(needed))
        asked = len(lent & about[number]) if bare else 0
        return bool(covered), len(covered - lent - name_terms), asked, light, polarity, len(covered), -number

    anywhere = lent.union(lent_by_context, *about, *held)
    score = support_score(claim, sentences)
    first: Support | None = None
    for start in sorted(range(len(sentences)), key=worth, reverse=True)[:_FIRST_TRIED]:
        if not held[start]:
            break
        second, completed = _second(start, claim, needed, held, ground)
        chosen = (start,) if second is None else (start, second)
        covered = held[start] | completed
        missing = {key: word for key, word in needed.items() if key not in covered | lent_by_context}
        invented = tuple(word for key, word in missing.items() if key not in anywhere and _is_strict(word))
        # The second sentence lends a name: it may be looked into for names, and for nothing that is said.
        lending = " ".join([ground.context, *(sentences[number] for number in chosen[1:])])
        reasons = [f'"{word}" is not in the evidence' for word in missing.values()]
        if bare and not _asked_about(lent, set().union(*(about[number] for number in chosen))):
            off_topic = ("the evidence is not about what is asked",)
            first = first or Support((), tuple(missing.values()), invented, False, off_topic, score)
            continue
        compared = Comparison(in_short(claim), in_short(sentences[start]), ground.question, lending, ground.published)
        reasons += fact_failures(compared)
        wording = list(wording_failures(compared))
        if loose := marks_kept(claim, [sentences[number] for number in chosen]):
            wording.append(loose)
        found = Support(
            sentences=chosen,
            missing=tuple(missing.values()),
            invented=invented,
            holds=not reasons and not wording,
            failures=(*reasons, *wording),
            score=score,
            only_wording=bool(wording) and not reasons,
        )
        if found.holds:
            return found
        first = first or found
    if first is not None:
        return first
    invented = tuple(word for key, word in needed.items() if key not in anywhere and _is_strict(word))
    return Support((), tuple(needed.values()), invented, False, ("nothing of it is in the evidence",), score)


def _second(
    start: int, claim: str, needed: dict[str, str], held: Sequence[set[str]], ground: _Ground
) -> tuple[int | None, set[str]]:
    """The sentence that completes the first, and the terms that it lends: those of a name, and nothing that is said.

    Either the sentence before, where the first speaks of "him", or any that has whole a name that the first has in
    part. "Abrams" here and "spoke" there do not make "Abrams spoke".
    """
    sentences, open_terms = ground.sentences, set(needed) - held[start]
    previous = ground.before[start]
    if previous is not None and _SPEAKS_OF_ONE_BEFORE.match(sentences[start]):
        lent = _subject(sentences[previous], claim) & open_terms
        if lent:
            return previous, lent
    best: tuple[int | None, set[str]] = None, set()
    for name in full_names(claim):
        if not (name & held[start] and name & open_terms):
            continue
        if any(is_ambiguous(part, sentences) for part in name & held[start]):
            continue
        for number, sentence in enumerate(sentences):
            lent = name & open_terms
            if number != start and name <= _terms(sentence) and len(lent) > len(best[1]):
                best = number, lent
    return best


def _subject(sentence: str, claim: str) -> set[str]:
    """The terms of what a sentence is about: the noun it begins with, or its first name."""
    if noun := _NOUN_FIRST.match(sentence):
        return {term(word) for word in noun[1].split()}
    subjects = [name for name in names(sentence, claim) if not name.owns][:1]
    return {term(part) for name in subjects for part in name.parts}


def _statements(claim: str) -> list[str]:
    """A claim of several statements about one subject, as a claim for each: "X is A and B" -> "X is A", "X B"."""
    subject = re.match(
        r"(?:(?:The|A|An) )?(?:[\w’'.-]+ ){0,5}?(?=(?:is|was|are|were|has|have|had|[a-z]+ed|said|says) )", claim
    )
    pieces = [piece for piece in _JOINED.split(claim.rstrip(" .")) if piece.strip()]
    if len(pieces) < 2 or subject is None or not subject[0].strip():
        return []
    return [
        pieces[0],
        *(piece if _BEING.search(piece) and piece[0].isupper() else subject[0] + piece for piece in pieces[1:]),
    ]


def _texts(parts: Sequence[Support], sentences: Sequence[str]) -> list[str]:
    return [sentences[number] for part in parts for number in part.sentences]


def _held(claim: str, needed: dict[str, str], text: str, published: str | None) -> set[str]:
    """Which of the needed terms a text has: as a stem, as kin, as the same number, or as the same day."""
    there = _terms(text)
    held = {key for key in needed if key in there or kin(key) & there}
    given = quantities(text)
    for quantity in quantities(claim):
        if any(agrees(quantity, other) for other in given) or is_one_of(quantity, claim, text):
            held |= _terms(claim[quantity.start : quantity.end])
    held |= _terms(" ".join(shared_hedges(claim, text)))
    days = dates(text, published)
    for day in dates(claim, published):
        if any(is_same(day, other) for other in days):
            held |= _terms(claim[day.start : day.end])
    return held & set(needed)


def answers_kind(claim: str, question: str) -> bool:
    """Whether a claim has the kind of thing that the question asks for, where that can be told from the words.

    >>> answers_kind("She is mayor.", "How old is she?"), answers_kind("She is 61.", "How old is she?")
    (False, True)
    """
    kind = kind_of(question)
    if asks_for_year(question):
        return bool(re.search(r"\b1\d\d\d\b|\b20\d\d\b", claim))
    if kind == "time" or (kind == "number" and asks_for_count(question)):
        return bool(candidates(kind, claim, question))
    return True


def without_yes_or_no(claim: str, question: str) -> str:
    """The claim without a leading "Yes" or "No" unless it restates the question: then alone can code judge the word.

    >>> without_yes_or_no("Yes, searches have become rarer.", "Have searches increased?")
    'Searches have become rarer.'
    """
    match = _YES_NO.match(claim)
    if match is None:
        return claim
    rest = claim[match.end() :].strip()
    says_no = match[1].casefold() == "no"
    restates = set(_needed(rest)) <= set(_needed(question)) and bool(NEGATION.search(rest)) == says_no
    if not rest or restates:
        return claim
    return rest[:1].upper() + rest[1:]


def _needed(text: str, sentences: Sequence[str] = ()) -> dict[str, str]:
    """Term -> word, of a text's content words in order. The first word has a capital whether it is a name or not: it
    keeps it where the sentences write it so in their midst."""
    needed = {}
    text = in_short(text)
    for position, (start, end) in enumerate(words(text)):
        word = text[start:end]
        key = term(word)
        if says_little(word):
            continue
        is_name = position or word.isupper() or any(sentence.find(word, 1) > 0 for sentence in sentences)
        needed[key] = word if is_name else word.casefold()
    return needed


def _terms(text: str) -> set[str]:
    text = in_short(text)
    return {term(text[start:end]) for start, end in words(text)}


def _is_strict(word: str) -> bool:
    return word[:1].isupper() or term(word)[:1].isdigit()


def _asked_about(asked: set[str], held: set[str]) -> bool:
    """Whether a sentence is about what is asked, where the claim itself, a bare name or date, does not say so."""
    return sum(key in held or bool(kin(key) & held) for key in asked) >= _ASKED_SHARE * len(asked)
