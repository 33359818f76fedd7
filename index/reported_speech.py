"""One pass over an article's sentences: who is quoted or reported in each, directly or across sentences."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.attributions import Report, reports_of
from index.clauses import Word, words_of
from index.names import Names, names_of
from index.news_words import AGENCIES, OFFICES
from index.quotations import MASK, SPOKEN, Quotation, Quotations, quotations_of
from index.records import Sentence
from index.referents import antecedent

# A sentence counts as quoted where quotations hold this share of its characters.
QUOTED_SHARE = 0.6

_AGENCY_MARK = re.compile(rf"(?:\s|^)(?:[-–—]{{1,2}}\s?|\()(?P<agency>{'|'.join(sorted(AGENCIES))})\)?\.?\s*$", re.I)
_NOTHING_BUT_QUOTATION = re.compile(rf"[{MASK}{SPOKEN}\s.,;:!?'’\"”“…)(–—-]*$")
_LEADS_ON = re.compile(r":\s*$")


@dataclass(frozen=True)
class Attribution:
    """Characters ``[start, end)`` of the article are the words of ``speaker``.

    ``sentence`` is the sentence's number. ``verb`` is the verb's dictionary form, "according to", or "" for an agency's
    mark or a quotation that is attributed elsewhere. ``direct``: the words stand in quotation marks, at least partly.
    ``speaker`` is None where somebody speaks and it is not plain who.
    """

    sentence: int
    speaker: str | None
    start: int
    end: int
    verb: str
    direct: bool


class Reading:
    """One pass over an article: what its sentences report, read in order, because pronouns point backwards."""

    def __init__(self, text: str, sentences: Sequence[Sentence]) -> None:
        self.text = text
        self.sentences = sentences
        self.attributions: list[Attribution] = []
        self._names: Names = names_of(text)
        self._quotations: Quotations = quotations_of(text)
        self._frame = self._quotations.frame
        # Sentences that attribute something themselves, and whether a quotation of their own.
        self._attributed: dict[int, bool] = {}
        self._found: dict[int, str | None] = {}
        self._by_quotation: dict[int, str | None] = {}

    def speakers(self) -> tuple[str | None, ...]:
        for number in range(len(self.sentences)):
            self._found[number] = self._own(number)
        for number in range(len(self.sentences)):
            if self._found[number] is None:
                self._found[number] = self._of_quotation(number)
        return tuple(self._found[number] for number in range(len(self.sentences)))

    def _own(self, number: int) -> str | None:
        """The speaker whom the sentence itself names."""
        sentence = self.sentences[number]
        words = words_of(self._frame, sentence.start, sentence.end)
        if any(span.broken for span in self._quotations.within(sentence.start, sentence.end)):
            return None
        reports = reports_of(words, self._frame)
        named: list[tuple[Report, str | None]] = []
        for report in reports:
            named.append((report, self._speaker(report, words, number) or self._same_again(report, words, named)))
        for report, speaker in named:
            self._keep(report, speaker, words, number)
        mains = [(report, speaker) for report, speaker in named if report.main]
        beside = {speaker for report, speaker in named if not report.main and not report.inside}
        if not mains:
            return None if beside else self._agency(number)
        chosen = {speaker for _, speaker in mains}
        outer, teller = mains[-1]
        if len(chosen) > 1 and outer.before and not outer.after and not any(report.direct for report, _ in mains):
            return teller  # "The man told police that he ran, prosecutors said."
        if len(chosen) > 1:
            chosen = {speaker for report, speaker in mains if report.direct}
        if len(chosen) != 1 or (beside - chosen):
            return None
        (speaker,) = chosen
        return speaker

    def _speaker(self, report: Report, words: list[Word], number: int) -> str | None:
        phrase = report.phrase
        if phrase is None:
            return None
        chosen = words[phrase.first : phrase.last]
        if phrase.kind in ("pronoun", "age"):
            pronoun = chosen[0].low.split("'")[0] if phrase.kind == "pronoun" else chosen[-1].low.split("-")[0]
            meant = antecedent(pronoun, self._frame, self.sentences, number, self._names, self._found)
            # In "Referring to Mr. Lee, he said", and in "He said Lee was gone", it is somebody else.
            here = self._names.mentions(self._frame, words[0].start, words[-1].end)
            return None if any(full == meant and not mention.possessive for mention, full in here) else meant
        if phrase.mention is not None:
            mention = phrase.mention
            full = self._names.of(mention)
            office = mention.title.split(" ")[-1]
            titled = " " not in full and office.lower() in OFFICES and office[0].isupper()
            return f"{office} {full}" if titled else full
        if phrase.kind == "document" and chosen[0].low in AGENCIES:
            return chosen[0].text
        written = " ".join(self.text[chosen[0].start : chosen[-1].end].split())
        # "CNN's Banfield" is Ashleigh Banfield.
        for name in (written, re.split(r"['’]s ", written)[-1]):
            full = self._names.full(name)
            if full != name and full in self.text:
                return full
        return written

    def _same_again(self, report: Report, words: list[Word], before: Sequence[tuple[Report, str | None]]) -> str | None:
        """The person who spoke earlier in the sentence: "…, Ana Diaz wrote, two years, she said, after it"."""
        if report.phrase is None or report.phrase.kind != "pronoun" or not report.main:
            return None
        people = {speaker for earlier, speaker in before if earlier.main and speaker and self._names.knows(speaker)}
        if len(people) != 1:
            return None
        (speaker,) = people
        gender = self._names.gender.get(speaker)
        return speaker if not gender or gender == words[report.phrase.first].low.split("'")[0] else None

    def _keep(self, report: Report, speaker: str | None, words: list[Word], number: int) -> None:
        sentence = self.sentences[number]
        head, tail = words[report.head].start, words[report.tail - 1].end
        ranges = []
        if report.before:
            ranges.append((sentence.start, head))
        if report.after:
            ranges.append((tail, self._end_of_words(tail, sentence.end, report)))
        for start, end in ranges:
            start, end = self._trimmed(start, end)
            if start >= end:
                continue
            spans = self._quotations.within(start, end)
            direct = bool(spans) and report.direct
            self.attributions.append(Attribution(number, speaker, start, end, report.verb, direct))
            self._attributed[number] = direct or self._attributed.get(number, False)
            if report.main and report.direct:
                for span in spans:
                    # Two speakers of one quotation: a closing mark is missing between them.
                    same = self._by_quotation.get(span.whole, speaker) == speaker
                    self._by_quotation[span.whole] = speaker if same else None

    def _end_of_words(self, start: int, end: int, report: Report) -> int:
        pattern = r"\s[-–—]\s|[;,—–]" if report.inside else r";|, (?:but|while|although)\b"
        cut = re.compile(pattern).search(self._frame, start + 1, end)
        return cut.start() if cut else end

    def _trimmed(self, start: int, end: int) -> tuple[int, int]:
        while start < end and (self.text[start].isspace() or self.text[start] in ",:;"):
            start += 1
        while end > start and (
            self.text[end - 1].isspace()
            or (self.text[end - 1] in ",:;." and self._frame[end - 1] not in (MASK, SPOKEN))
        ):
            end -= 1
        return start, end

    def _agency(self, number: int) -> str | None:
        sentence = self.sentences[number]
        mark = _AGENCY_MARK.search(self._frame[max(sentence.start, sentence.end - 40) : sentence.end])
        if not mark or mark["agency"].islower():
            return None
        start, end = self._trimmed(sentence.start, sentence.end - len(mark[0]))
        if start >= end:
            return None
        self.attributions.append(Attribution(number, mark["agency"], start, end, "", False))
        return mark["agency"]

    def _of_quotation(self, number: int) -> str | None:
        """The speaker of a sentence that is quotation and is attributed in another sentence."""
        sentence = self.sentences[number]
        spans = self._quotations.within(sentence.start, sentence.end)
        if not spans or any(span.broken for span in spans) or number in self._attributed:
            return None
        quoted = sum(min(span.end, sentence.end) - max(span.start, sentence.start) for span in spans)
        if quoted < QUOTED_SHARE * (sentence.end - sentence.start):
            return None
        owners = {self._by_quotation[span.whole] for span in spans if span.whole in self._by_quotation}
        if not owners and _NOTHING_BUT_QUOTATION.match(self._frame, sentence.start, sentence.end):
            owners = {self._goes_on(number)}
        if len(owners) != 1:
            return None
        (speaker,) = owners
        if speaker is not None:
            self._keep_quotation(number, speaker, spans)
        return speaker

    def _goes_on(self, number: int) -> str | None:
        """The speaker of the sentence before, where a quotation goes on with that speaker's words.

        News names a speaker once and lets further quotations follow, in the same paragraph or as the next one.
        """
        if number == 0:
            return None
        before = self.sentences[number - 1]
        spans = self._quotations.within(before.start, before.end)
        if spans and self._attributed.get(number - 1) and self._paragraph_is_quoted(number):
            return self._found[number - 1]
        if _LEADS_ON.search(self._frame[before.start : before.end]):
            return self._found[number - 1]
        return None

    def _paragraph_is_quoted(self, number: int) -> bool:
        """In a new paragraph, only quotations may stand: after anything else, another speaker may follow."""
        paragraph = self.sentences[number].paragraph
        if self.sentences[number - 1].paragraph == paragraph:
            return True
        following = number
        while following < len(self.sentences) and self.sentences[following].paragraph == paragraph:
            sentence = self.sentences[following]
            if not _NOTHING_BUT_QUOTATION.match(self._frame, sentence.start, sentence.end):
                return False
            following += 1
        return True

    def _keep_quotation(self, number: int, speaker: str, spans: Sequence[Quotation]) -> None:
        sentence = self.sentences[number]
        start = max(sentence.start, spans[0].start)
        end = min(sentence.end, spans[-1].end)
        self.attributions.append(Attribution(number, speaker, start, end, "", True))
        self._attributed[number] = True
        for span in spans:
            self._by_quotation.setdefault(span.whole, speaker)
