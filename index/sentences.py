"""An article's sentences, as ranges of its canonical text.

A candidate for a boundary is a place after ``.``, ``!``, ``?`` or an ellipsis (with the quotation marks and brackets
that close there) and the end of a line. News conventions decide most candidates: abbreviations, initials, times,
quotations, agency tags. What they leave open, and full stops in other languages, `pysbd <https://aclanthology.org/
2020.nlposs-1.15/>`_ decides for the whole paragraph, within bounds: it needs the cube of some paragraphs' length.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from index.records import Sentence

MAXIMUM_CHARACTERS = 1000

# A quotation or a parenthesis up to this length is not split, so that its marks stay together.
WHOLE_QUOTATION_CHARACTERS = 320

# Bounds of what pysbd sees: 2,000 characters of "a) b) c)" take it 4.5 s, ordinary news 10 ms.
SECOND_OPINION_PARAGRAPH_CHARACTERS = 3000
SECOND_OPINION_ARTICLE_CHARACTERS = 200_000
SECOND_OPINION_LIST_MARKERS = 20

_LIST_MARKER = re.compile(r"\w[.)](?:\s|$)")

_CLOSERS = "\"'”’»›)\\]}"
_CLOSING_MARKS = "\"'”’»)]"
_OPENERS = "\"'“‘«‹(\\[{¿¡„‚"
_REFERENCES = r"(?:\[[\w ,.-]{1,40}\]|:\d[\d:,–-]*)*"  # "[12]", "[citation needed]" and ":199–128" of encyclopedias
_CANDIDATE = re.compile(
    rf"(?P<stop>\.{{2,}}|…+|[.!?‽]+|[؟۔।॥]+)(?P<closers>[{_CLOSERS}]*){_REFERENCES}(?=\s|$)"
    r"|(?P<wide>[。！？]+[”’」』）]*)"
    rf"|(?<=[a-z0-9)])(?P<glued>[.!?][{_CLOSERS}]*)(?=(?:The|This|That|He|She|It|They|We|In|On|But|And|However) [a-z])"
    r"|(?P<line>\n)"
)
_NOTHING_MORE = re.compile(r"\s*\Z")
_TOKEN_BEFORE = re.compile(r"[^\s—–(\[{\"“”‘/]+$")
_NEXT = re.compile(rf"\s*(?P<openers>[{_OPENERS}]*)(?P<word>(?:[^\W\d_]|['’&](?=\w)|-(?=\w))+)?")


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_OPENING_WORDS = _words(
    # Words that begin sentences and hardly ever continue a name.
    """a about according after all also although amid among an and another any as asked at because before below beside
    besides between both but by despite during each earlier either even every few finally first following for from had
    has have he her here his how however i if in indeed instead is it it's its last later like many maybe meanwhile more
    moreover most much my near neither never nevertheless next no nobody none nonetheless not nothing now of officials
    often on once one only or other others our over perhaps police recent residents several shares she since so some
    sometimes soon still such that the their then there these they they're this those though thus to today together
    tomorrow two three under unlike until up was we we're were what when where whether which while who why will with
    within without yesterday yet you your did do does are can could should would may might must let's that's there's
    he's she's i'm i've we've they've you're what's don't didn't isn't analysts critics experts
    authorities sources"""
)
_WEEKDAYS_AND_MONTHS = _words(
    """monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri sat sun
    january february march april may june july august september october november december jan feb mar apr jun jul aug
    sep sept oct nov dec"""
)
_WEEKDAY_ABBREVIATIONS = _words("Sun Mon Tue Tues Wed Thu Thur Thurs Fri Sat")
_TIME_ZONES = _words(
    "est edt et cst cdt ct mst mdt mt pst pdt pt gmt bst utc cet cest ist jst eastern central pacific mountain"
)

# After these a sentence never ends.
_TITLES = _words(
    """Mr Mrs Ms Mx Dr Prof Rep Reps Sen Sens Gen Gov Govs Lt Col Maj Capt Cpl Sgt Adm Cmdr Cdr Brig Pvt Hon Rev Fr Msgr
    Messrs Mme Mlle Pres Supt Det Insp Amb Sec Atty Dir Pfc Spc Ald Asst Assoc Sr. Sra Srta Mt Ft Gens Cols Drs Profs
    Lieut Comdr Ens"""
)
_NEVER_FINAL = _words("vs v approx ca cf incl viz i.e e.g a.k.a c p pp ed eds trans")
# After these a sentence ends where the next word opens one.
_ABBREVIATIONS = _words(
    """St Ste Ave Blvd Rd Hwy Rte Pl Sq Dept Univ Assn Assoc Inst Intl Natl Govt Admin Corp Inc Co Cos Ltd LLC LLP Bros
    Plc plc Jr Sr Esq Bldg Est Vol Art Figs Fig Sec Ch Ver Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec al Ph
    Calif Fla Ga Ala Ariz Ark Colo Conn Kan Ky Md Mich Minn Mont Neb Nev Okla Penn Tenn Tex Va Vt Wis Wyo Ont Que
    Alta Sask"""
)
# Ordinary words too, so an abbreviation only after a comma ("Portland, Ore.") or before a number ("No. 2").
_STATES_AND_WORDS = _words("Ill Ind Miss Mo Ore Wash Del La Mass Pa Me Cal Can")
_BEFORE_NUMBERS = _words("No Nos no nos Nr Art art Sec Fig fig Vol vol Ch ch p pp") | _words(
    "Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec"
)

# Opening words that also stand in names and titles ("U.S. Under Secretary"), unless an ordinary word follows them.
_WORDS_OF_NAMES = _words("No Under First Last Next Over More Most Two Three One May Will")
_GOES_ON = re.compile(r",| (?:[a-z0-9$]|[A-Z][a-z]+ (?:is|was|has|had|will)\b)")

_ACRONYM = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]$")
_TIME = re.compile(r"^\d*[ap]\.m$", re.I)
_DEGREE = re.compile(r"^(?:Ph\.D|M\.D|[BM]\.[AS]c?|D\.Phil|J\.D|LL\.[BMD])$")
_ENUMERATION = re.compile(r"^(?:\d{1,2}|[a-zA-Z]|[ivx]{1,4})$")
_SPEECH = re.compile(
    r"\s*(?:(?:he|she|they|it|we|I|one|[A-Z][\w’'.-]+)(?: [A-Z][\w’'.-]+){0,3},? )?"
    r"(?:said|says|asked|asks|told|tells|added|wrote|tweeted|replied|shouted|cried|yelled|exclaimed|wondered|"
    r"continued|recalled|joked|posted|chanted|screamed|declared|insisted|demanded|quipped)\b",
)
_AGENCIES = "Reuters|AP|AFP|Bloomberg|UPI|dpa|DPA|ANI|PTI|IANS|TASS|Xinhua|CNN|BBC|PA|EFE|Kyodo|Interfax|RFE/RL|NPR"
_AGENCY_TAG = re.compile(
    rf"\s*(?:[-–—]{{1,2}} ?|\((?:Source: )?|\[(?:Source: )?|(?:Source|Via|via|Credit|H/T|h/t):? )"
    rf"(?:(?:{_AGENCIES})|(?:[A-Z][\w.&’'-]*)(?: [A-Z][\w.&’'-]*){{0,3}}(?=[)\]]?\.?\s*(?:\n|$)))[)\]]?\.?(?=\s|$)"
)
_UNVOICED = re.compile(r"^[^aeiouyAEIOUY\d\W]{2,5}$")
_BREAKS = (re.compile(r"[;；]"), re.compile(r"[,，、:]"), re.compile(r"\s"))


@dataclass(frozen=True)
class _Paragraph:
    """A paragraph on its own: its text, and the spans of it that stay whole."""

    text: str
    whole: tuple[tuple[int, int], ...]
    language: str

    def inside(self, position: int) -> bool:
        """Whether a quotation or parenthesis that stays whole is open at ``position``."""
        following = bisect_left(self.whole, (position, -1))
        return any(start < position < end for start, end in self.whole[max(0, following - 2) : following])


def split_sentences(text: str, language: str = "en") -> tuple[Sentence, ...]:
    """The sentences of ``text`` in order; ``paragraph`` counts its paragraphs from 0.

    Ranges do not overlap, are never empty, neither begin nor end with space, together cover every other character,
    stay inside one paragraph, and are at most ``MAXIMUM_CHARACTERS`` long. ``language`` is an ISO 639-1 code; one that
    is not known is treated as English. Time grows linearly with the text.

    >>> [(s.start, s.end) for s in split_sentences("It rained on Jan. 3. Nobody came.")]
    [(0, 20), (21, 33)]
    """
    sentences = []
    budget = SECOND_OPINION_ARTICLE_CHARACTERS
    for number, (start, end) in enumerate(_paragraphs(text)):
        paragraph = _Paragraph(text[start:end], _whole_spans(text[start:end]), language)
        second_opinion = _SecondOpinion(paragraph, budget)
        for first, last in _ranges(paragraph, second_opinion):
            sentences.append(Sentence(start + first, start + last, number))
        budget -= second_opinion.cost
    return tuple(sentences)


def _paragraphs(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for separator in re.finditer(r"\n[^\S\n]*\n\s*|\Z", text):
        piece = text[start : separator.start()]
        if piece.strip():
            yield start + len(piece) - len(piece.lstrip()), start + len(piece.rstrip())
        start = separator.end()


def _ranges(paragraph: _Paragraph, second_opinion: _SecondOpinion) -> Iterator[tuple[int, int]]:
    text = paragraph.text
    start = 0
    for boundary in _boundaries(paragraph, second_opinion):
        yield from _bounded(text, start, boundary)
        start = boundary
    yield from _bounded(text, start, len(text))


def _boundaries(paragraph: _Paragraph, second_opinion: _SecondOpinion) -> Iterator[int]:
    start = 0
    for candidate in _CANDIDATE.finditer(paragraph.text):
        end = candidate.end()
        if end <= start:
            continue
        decision = _decided(paragraph, candidate, start)
        if decision is None:
            decision = second_opinion.ends_at(end, default=_looks_final(paragraph.text, candidate))
        if not decision:
            continue
        tag = _AGENCY_TAG.match(paragraph.text, end) if candidate["stop"] else None
        start = tag.end() if tag else end
        yield start


def _bounded(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """``[start, end)`` without outer space, cut so that no piece is longer than the maximum."""
    while start < end:
        while start < end and text[start].isspace():
            start += 1
        while end > start and text[end - 1].isspace():
            end -= 1
        if start == end:
            return
        cut = end if end - start <= MAXIMUM_CHARACTERS else _cut(text, start)
        stop = cut
        while text[stop - 1].isspace():
            stop -= 1
        yield start, stop
        start = cut


def _cut(text: str, start: int) -> int:
    """Where to cut a sentence too long: after the last semicolon, else comma, else space of the second half."""
    limit = start + MAXIMUM_CHARACTERS
    for mark in _BREAKS:
        found = [match.end() for match in mark.finditer(text, limit - MAXIMUM_CHARACTERS // 2, limit)]
        if found:
            return found[-1]
    return limit


def _decided(paragraph: _Paragraph, candidate: re.Match[str], start: int) -> bool | None:
    """Whether a sentence that began at ``start`` ends with ``candidate``; None where pysbd is to say."""
    text = paragraph.text
    end = candidate.end()
    if candidate["line"]:
        return _line_ends(text, candidate.start(), end)
    if paragraph.inside(end):
        return False
    if candidate["wide"] or candidate["glued"] or _NOTHING_MORE.match(text, end):
        return True
    following = _NEXT.match(text, end)
    assert following is not None
    word = following["word"] or ""
    after = text[following.end() : following.end() + 1]
    if _AGENCY_TAG.match(text, end):
        return True
    if not word:
        if after.isdigit() or after in "$£€¥#@":
            return _before_number(paragraph, candidate, start)
        return None if after in "-–—•*" or after.isalnum() else False
    if not _begins_sentence(word):
        return False
    if word[0].lower() == word[0].upper():
        return True
    if candidate["stop"].startswith(("..", "…")):
        return _after_ellipsis(text, candidate, word)
    if candidate["stop"] != ".":
        return not (set(candidate["closers"]) & set("\"”»’'") and _SPEECH.match(text, end))
    return _after_full_stop(paragraph, candidate, start, word)


def _line_ends(text: str, newline: int, following: int) -> bool:
    """A line ends a sentence unless a new line goes on in mid-sentence."""
    return not (text[newline - 1 : newline] not in ".!?…:;" and text[following : following + 1].islower())


def _begins_sentence(word: str) -> bool:
    lower_case_name = re.match(r"[a-z]{1,2}[A-Z]|(?:al|el|de|van|von|bin)-[A-Z]", word)
    return not word[0].islower() or bool(lower_case_name)


def _token(text: str, stop: int) -> str:
    found = _TOKEN_BEFORE.search(text, max(0, stop - 40), stop)
    return found[0].lstrip("'’") if found else ""


def _before_number(paragraph: _Paragraph, candidate: re.Match[str], start: int) -> bool:
    token = _token(paragraph.text, candidate.start())
    if candidate["stop"] != "." or candidate["closers"]:
        return True
    if token in _BEFORE_NUMBERS | _WEEKDAY_ABBREVIATIONS or token in _TITLES or token in _NEVER_FINAL:
        return False
    if paragraph.language != "en" and token.isdigit():
        return False
    return not (_ENUMERATION.match(token) and _stands_first(paragraph.text, candidate.start() - len(token), start))


def _stands_first(text: str, position: int, start: int) -> bool:
    return position - start <= 2 and not text[start:position].strip()


def _after_ellipsis(text: str, candidate: re.Match[str], word: str) -> bool | None:
    if word in ("I", "I'm", "I’m", "I've", "I’ve", "I'll", "I’ll"):
        return False
    if candidate["closers"] or word.lower() in _OPENING_WORDS:
        return not _SPEECH.match(text, candidate.end())
    return None


def _after_full_stop(paragraph: _Paragraph, candidate: re.Match[str], start: int, word: str) -> bool | None:
    text = paragraph.text
    token = _token(text, candidate.start())
    if candidate["closers"]:
        return not (_ACRONYM.search(token) and candidate["closers"][0] in ")]" and not _opens(text, candidate.end()))
    if not token:
        return True if text[candidate.start() - 1] in _CLOSING_MARKS else None
    if _ENUMERATION.match(token) and _stands_first(text, candidate.start() - len(token), start):
        return False
    if token in _TITLES or token in _NEVER_FINAL:
        return False
    if token in _WEEKDAY_ABBREVIATIONS and word.lower() in _WEEKDAYS_AND_MONTHS:
        return False
    if _TIME.match(token):
        return word.lower() not in _WEEKDAYS_AND_MONTHS | _TIME_ZONES
    if len(token) == 1 and token.isalpha():
        return _opens(text, candidate.end()) if token.isupper() else None
    if _ACRONYM.search(token) or _DEGREE.match(token) or token in _ABBREVIATIONS:
        return _opens(text, candidate.end())
    if token in _STATES_AND_WORDS and _after_comma(text, candidate.start() - len(token)):
        return _opens(text, candidate.end())
    if paragraph.language != "en" or (_UNVOICED.match(token) and not token.isupper()):
        return None
    return True


def _after_comma(text: str, position: int) -> bool:
    return text[max(0, position - 2) : position].rstrip().endswith(",")


def _opens(text: str, position: int) -> bool:
    """Whether the word at ``position`` opens a sentence, rather than going on with a name ("U.S. Under Secretary")."""
    following = _NEXT.match(text, position)
    assert following is not None
    word = (following["word"] or "").replace("’", "'")
    if word.lower() not in _OPENING_WORDS or (word.isupper() and len(word) > 1):
        return False
    if len(word) == 1 and text.startswith(".", following.end()):
        return False
    if word in _WORDS_OF_NAMES:
        return bool(_GOES_ON.match(text, following.end()))
    return True


def _looks_final(text: str, candidate: re.Match[str]) -> bool:
    """What is believed where pysbd is not asked: a full stop after a word with vowels, or before an opening word."""
    following = _NEXT.match(text, candidate.end())
    if following is None or not following["word"]:
        return False
    return _opens(text, candidate.end()) or not _UNVOICED.match(_token(text, candidate.start()))


def _whole_spans(text: str) -> tuple[tuple[int, int], ...]:
    """Where short quotations and parentheses are open, from their opening mark to behind their closing one, sorted."""
    spans = []
    for pattern in (r"[\"“”„«»]", r"[()]"):
        opened: int | None = None
        for mark in re.finditer(pattern, text):
            if _opening(text, mark.start(), opened is not None):
                opened = mark.start()
            elif opened is not None:
                if mark.end() - opened <= WHOLE_QUOTATION_CHARACTERS:
                    spans.append((opened, mark.end()))
                opened = None
    return tuple(sorted(spans))


def _opening(text: str, position: int, is_open: bool) -> bool:
    mark = text[position]
    if mark != '"':
        # “ closes a German quotation; there it follows a word.
        after_word = position > 0 and not text[position - 1].isspace()
        return mark in "(«„" or (mark == "“" and not (is_open and after_word))
    before = text[position - 1 : position] if position else ""
    after = text[position + 1 : position + 2]
    opens = not before or before.isspace() or before in "([{—–-/‘'"
    closes = not after or after.isspace() or after in ".,;:!?)]}—–-/’'"
    return opens if opens != closes else not is_open


class _SecondOpinion:
    """pysbd's view of one paragraph, taken when first asked for. ``cost`` counts the characters that it saw."""

    def __init__(self, paragraph: _Paragraph, budget: int) -> None:
        self.cost = 0
        self._paragraph = paragraph
        self._allowed = len(paragraph.text) <= min(budget, SECOND_OPINION_PARAGRAPH_CHARACTERS) and (
            len(_LIST_MARKER.findall(paragraph.text)) <= SECOND_OPINION_LIST_MARKERS
        )
        self._ends: list[int] | None = None

    def ends_at(self, position: int, *, default: bool) -> bool:
        """Whether pysbd ends a sentence at ``position``, give or take the marks and spaces around it."""
        if not self._allowed:
            return default
        if self._ends is None:
            self.cost = len(self._paragraph.text)
            self._ends = _pysbd_ends(self._paragraph.text, self._paragraph.language)
        nearest = bisect_left(self._ends, position - 2)
        return nearest < len(self._ends) and self._ends[nearest] <= position + 1


def _pysbd_ends(text: str, language: str) -> list[int]:
    """Where pysbd ends sentences. It drops and alters characters, so its pieces are walked along the text."""
    ends = []
    position = 0
    for piece in _segmenter(language).processor(text).process():
        for character in piece:
            found = text.find(character, position, position + 16) if not character.isspace() else -1
            position = position if found < 0 else found + 1
        ends.append(position)
    return ends


@lru_cache(maxsize=8)
def _segmenter(language: str) -> Any:
    import pysbd
    from pysbd.languages import LANGUAGE_CODES

    return pysbd.Segmenter(language=language if language in LANGUAGE_CODES else "en", clean=False)
