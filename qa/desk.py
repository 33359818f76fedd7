"""The desk: one question with its evidence -> a checked answer. The model drafts, code decides what may be said.

The language model is asked about the whole article where it has read that before, and else about the best evidence;
once more, about the evidence alone, where its first draft does not hold although an answer is likely: a small model
that has a whole article in mind overlooks more.
"""

from __future__ import annotations

import time
from collections.abc import Generator, Sequence
from dataclasses import dataclass, replace

from index.article_index import ArticleIndex
from index.records import Evidence
from index.retrieval import Found
from index.speaker_questions import asks_who_said
from index.terms import terms
from qa.abstaining import (
    LEAST_CONFIDENCE,
    LEAST_FIT,
    LEAST_WITHOUT_MODEL,
    SURE,
    WORTH_ASKING,
    DraftSigns,
    confidence,
    draft_signs,
    signs_of,
)
from qa.answer import Answer, TextGrew
from qa.checking import CheckedDraft, answer_of_claims, answer_of_quotes, check, not_found
from qa.clock import Clock
from qa.drafting import Draft, article_prompt, drafts, evidence_prompt, is_whole_article
from qa.errors import LanguageModelFault
from qa.explaining import NO_ARTICLES, NONE_CHOSEN, explanation
from qa.llm import LanguageModel, Prompt
from qa.selection import shortened
from qa.settings import Settings

_EVIDENCE_CHARACTERS = 500

QUOTES_ALONE = "This answer is made of quotes alone."
NO_MODEL = f"No language model is installed. {QUOTES_ALONE}"
NOT_SUPPORTED = f"The language model's wording did not hold against the article. {QUOTES_ALONE}"
UNSURE = f"The articles may not answer this. {QUOTES_ALONE}"


@dataclass(frozen=True)
class Inquiry:
    """A question that stands alone and asks one thing, what was found for it, and the quotes chosen from that.

    ``chosen``: whether only some of the articles were asked.
    """

    question: str
    found: Found
    shown: Sequence[Evidence]
    chosen: bool = False


@dataclass(frozen=True)
class Look:
    """What came of one draft: what holds of it, and the confidence, 0 to 1, that there is an answer.

    ``text``: the draft, empty where the model refused. ``signs``: what the confidence rests on.
    """

    text: str
    checked: CheckedDraft
    signs: DraftSigns
    confidence: float


class Desk:
    """Answers inquiries about the articles of an index. Any number of threads may use one object."""

    def __init__(self, index: ArticleIndex, model: LanguageModel | None, settings: Settings) -> None:
        self._index = index
        self._model = model
        self._settings = settings

    def answer(self, inquiry: Inquiry, clock: Clock) -> Generator[TextGrew | Answer, None, None]:
        """The draft as it grows, and then the checked answer."""
        found, shown = inquiry.found, inquiry.shown
        if not shown:
            yield self._not_found(inquiry, 0.0, None)
            return
        signs = signs_of(found)
        sure = confidence(signs)
        if signs.fit < LEAST_FIT or sure < WORTH_ASKING:
            yield self._not_found(inquiry, sure, None)
            return
        if self._model is None:
            if sure < LEAST_WITHOUT_MODEL:
                yield self._not_found(inquiry, sure, None)
            else:
                yield self._of_quotes(inquiry, sure, QUOTES_ALONE if self._settings.llm == "none" else NO_MODEL)
            return
        looks: list[Look] = []
        try:
            for event in self.looks(inquiry, sure):
                if isinstance(event, Look):
                    looks.append(event)
                else:
                    clock.stop("first_token")
                    yield event
        except LanguageModelFault as fault:
            yield self._of_quotes(inquiry, sure, f"{fault}. {QUOTES_ALONE}")
            return
        yield self._verdict(inquiry, looks)

    def looks(self, inquiry: Inquiry, sure: float) -> Generator[TextGrew | Look, None, None]:
        """Every draft as it grows, and what came of it. ``sure``: the confidence before any draft.

        Raises LanguageModelFault.
        """
        assert self._model is not None
        deadline = time.monotonic() + self._settings.answer_timeout_s
        looks: list[Look] = []
        while prompt := self._next_prompt(inquiry, looks, sure):
            draft = Draft("", None)
            for draft in drafts(self._model, prompt, deadline - time.monotonic()):
                if not draft.may_refuse and not draft.refuses:
                    yield TextGrew(draft.text)
            looks.append(self._look(inquiry, prompt, draft))
            yield looks[-1]

    def _next_prompt(self, inquiry: Inquiry, looks: Sequence[Look], sure: float) -> Prompt | None:
        """What the model is shown next; None when it has looked enough."""
        assert self._model is not None
        found = inquiry.found
        if not looks:
            whole = article_prompt(found.sentences[0].article, inquiry.question)
            if whole is not None and self._model.has_read(whole):
                return whole
            return self._evidence_prompt(inquiry, ())
        first = looks[0]
        if len(looks) == 1 and first.signs.whole and not first.checked.claims and max(sure, first.confidence) >= SURE:
            # What the first draft was drawn from is looked at again, beside what retrieval found.
            return self._evidence_prompt(inquiry, first.checked.nearest[:1])
        return None

    def _evidence_prompt(self, inquiry: Inquiry, also: Sequence[Evidence]) -> Prompt:
        ranked = [*also, *inquiry.found.evidence(len(inquiry.found.sentences))]
        return evidence_prompt(_within(list(dict.fromkeys(ranked)), _EVIDENCE_CHARACTERS), inquiry.question)

    def _look(self, inquiry: Inquiry, prompt: Prompt, draft: Draft) -> Look:
        refused = draft.refuses or not draft.text.strip()
        checked = CheckedDraft() if refused else check(draft.text, inquiry.question, self._candidates(inquiry.found))
        if asks_who_said(inquiry.question):
            checked = replace(checked, claims=tuple(claim for claim in checked.claims if self._names_speaker(*claim)))
        signs = draft_signs(draft, checked, inquiry.found, whole=is_whole_article(prompt))
        return Look("" if refused else draft.text, checked, signs, confidence(signs_of(inquiry.found), signs))

    def _names_speaker(self, claim: str, evidence: Sequence[Evidence]) -> bool:
        """Whether a claim names somebody whose words its evidence reports: a name beside the words is no speaker."""
        said = set(terms(claim))
        voices = [voice for piece in evidence for voice in self._index.voices(piece.article.id, piece.start, piece.end)]
        return any(said & set(terms(voice)) for voice in voices)

    def _verdict(self, inquiry: Inquiry, looks: Sequence[Look]) -> Answer:
        """A draft is shown where its words hold and an answer is likely; where one is only possible, and where the
        words do not hold, the article's own are shown; where none is likely, nothing is found."""
        assert self._model is not None
        sure = max(look.confidence for look in looks)
        first, best = looks[0], next((look for look in reversed(looks) if look.checked.claims), looks[-1])
        if sure < LEAST_CONFIDENCE:
            return self._not_found(inquiry, sure, self._model.name)
        if sure < SURE or not best.checked.claims or not _agree(inquiry.question, first, best):
            notice = NOT_SUPPORTED if sure >= SURE else UNSURE
            return self._of_quotes(inquiry, sure, notice, self._model.name, first.text or best.text)
        claims = [(text, tuple(shortened(piece, text) for piece in evidence)) for text, evidence in best.checked.claims]
        return answer_of_claims(inquiry.question, claims, self._model.name, sure, found=inquiry.found)

    def _of_quotes(
        self, inquiry: Inquiry, sure: float, notice: str, model: str | None = None, draft: str = ""
    ) -> Answer:
        """The article's own words, in the place of a draft that does not hold."""
        return answer_of_quotes(inquiry.question, inquiry.shown, notice, model, sure, found=inquiry.found, draft=draft)

    def _not_found(self, inquiry: Inquiry, sure: float, model: str | None) -> Answer:
        if not inquiry.found.searched:
            return not_found(
                inquiry.question, NONE_CHOSEN if self._index.article_count else NO_ARTICLES, (), model, sure
            )
        articles = {piece.article.id: piece.article for piece in inquiry.shown}.values()
        nearest = [(article.text, self._index.names(article)) for article in articles]
        text = explanation(inquiry.question, inquiry.found.unknown, nearest, chosen=inquiry.chosen)
        return not_found(inquiry.question, text, inquiry.shown, model, sure)

    def _candidates(self, found: Found) -> list[Evidence]:
        """What a claim may rest on: the sentences found, and then the others of the best one's article."""
        ranked = list(found.evidence(len(found.sentences)))
        best = found.sentences[0].article
        known = {(piece.article.id, piece.start) for piece in ranked}
        others = [
            Evidence(best, sentence.start, sentence.end, 0.0)
            for sentence in self._index.sentences(best)
            if (best.id, sentence.start) not in known
        ]
        return [*ranked, *others]


def _agree(question: str, first: Look, second: Look) -> bool:
    """Whether two drafts answer alike: what the second adds to the question, the first adds in part."""
    asked = set(terms(question))
    added, before = set(terms(second.text)) - asked, set(terms(first.text)) - asked
    return not before or not added or bool(added & before)


def _within(evidence: Sequence[Evidence], characters: int) -> list[str]:
    """The first pieces that fit, in the order of their articles."""
    chosen: list[Evidence] = []
    used = 0
    for piece in evidence:
        length = piece.end - piece.start
        if chosen and used + length > characters:
            continue
        chosen.append(piece)
        used += length
    return [piece.text for piece in sorted(chosen, key=lambda piece: (piece.article.id, piece.start))]
