"""The words of a sentence without its quotations, and what in it only says when, where and how.

No grammar is parsed: closed word lists (:mod:`index.news_words`) and marks decide.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from index.news_words import (
    ADVERBS,
    ALSO_SURNAMES,
    AUXILIARIES,
    DETERMINERS,
    FEMALE_NAMES,
    NOT_ADVERBS,
    PREPOSITIONS,
    PRONOUNS,
    TIME_WORDS,
)
from index.quotations import MASK, SPOKEN

STOPS = frozenset(",;:—–-()[]|/…!?.*#>=\"“”'‘’")
_ABBREVIATED = "Mr|Mrs|Ms|Dr|Rep|Sen|Gov|Gen|Col|Lt|Sgt|Capt|Prof|Rev|St|Jr|Sr|Jan|Feb|Aug|Sept|Oct|Nov|Dec"
_WORD = re.compile(
    rf"{MASK}+{SPOKEN}?|(?:[^\W\d_]\.){{2,}}|(?:{_ABBREVIATED}|[^\W\d_])\.(?=\s)"
    # Words keep "10,000", "Billboard.com", "AT&T", "Lee's", and the possessive of "the Ladies' Association".
    r"|[$£€]?[^\W_]+(?:,(?=\d)[^\W_]+|\.(?=[a-z\d])[^\W_]+|['’&-](?=[^\W_])[^\W_]+)*(?:(?<=s)['’](?=\s[^\W\d_]))?"
    r"|\.{2,}|[^\w\s]"
)
_OCCASIONS = frozenset(
    """statement interview interviews speech tweet post letter email e-mail report note conference briefing filing video
    article memo blog column testimony address message call remarks""".split()
)
_ABOUT_THE_SAYING = frozenset("during after before following by via to about at in on through over".split())


@dataclass(frozen=True)
class Word:
    """A word, a mark, or a whole quotation (``text`` is then its mask); characters ``[start, end)`` of the article."""

    text: str
    low: str
    start: int
    end: int

    @property
    def quotation(self) -> bool:
        return self.text[0] == MASK

    @property
    def spoken(self) -> bool:
        return self.text[-1] == SPOKEN

    @property
    def capital(self) -> bool:
        return self.text[0].isupper() or self.text[:3] in ("al-", "el-")


def words_of(frame: str, start: int, end: int) -> list[Word]:
    """The words of ``frame[start:end]``.

    >>> [word.text for word in words_of("Mr. Lee's U.S. deal: $1.5m", 0, 26)]
    ['Mr.', "Lee's", 'U.S.', 'deal', ':', '$1.5m']
    """
    found = []
    for match in _WORD.finditer(frame, start, end):
        found.append(Word(match[0], match[0].lower().replace("’", "'"), match.start(), match.end()))
    return found


def is_adverb(word: Word) -> bool:
    return word.low in ADVERBS or (
        word.low.endswith("ly") and len(word.low) > 4 and not word.capital and word.low not in NOT_ADVERBS
    )


def is_auxiliary(word: Word) -> bool:
    """Whether a word is a form of "be", "have", "do" or a modal verb, rather than a month or Theresa May."""
    return word.low in AUXILIARIES and word.text != "May"


def opens_as_adverb(word: Word) -> bool:
    """Whether the first word of a sentence is an adverb: "Similarly", but not "Kelly" or "Donnelly"."""
    low = word.low
    return low in ADVERBS or (
        low.endswith("ly") and len(low) > 6 and low not in FEMALE_NAMES and not low.endswith(("olly", "elly", "illy"))
    )


def adverbial(words: list[Word]) -> bool:
    """Whether words before a clause only say when, where or how: "In a letter", "Last week", "Asked about it"."""
    if words and words[0].low in ("but", "and", "so", "yet"):
        words = words[2 if len(words) > 1 and words[1].low == "," else 1 :]
    if not words:
        return False
    low = words[0].low
    return (
        low in PREPOSITIONS
        or low in TIME_WORDS
        or opens_as_adverb(words[0])
        or (len(words) > 1 and words[1].low == "," and not words[0].quotation)
        or low in ("when", "while", "although", "though", "if", "because", "as", "asked", "once", "to", "both")
        or (low.endswith("ing") and len(low) > 5)
        or [word.low for word in words[:2]] in (["that", "said"], ["the", "same"], ["a", "day"], ["all", "the"])
        or (low in DETERMINERS and any(word.low in TIME_WORDS for word in words[1:4]))
    )


def pronoun_of(word: Word) -> str:
    base = word.low.split("'")[0]
    if word.text.isupper() and len(word.text) > 1:  # "US", "IT"
        return ""
    return base if base in PRONOUNS else ""


def without_occasion(words: list[Word], first: int, end: int) -> int:
    """``end`` before words about the saying: "Abrams [on Monday] said", "said Abrams [in an interview with CBS]"."""
    for place in range(first + 1, end):
        if words[place].low not in PREPOSITIONS and words[place].low not in TIME_WORDS:
            continue
        rest = words[place:end]
        if any(word.low in STOPS or word.quotation for word in rest) or len(rest) > 12:
            continue
        surname = len(rest) == 1 and rest[0].capital and rest[0].low in ALSO_SURNAMES
        if not surname and all(_tells_time(word) for word in rest) and any(word.low in TIME_WORDS for word in rest):
            return place
        if rest[0].low in _ABOUT_THE_SAYING:
            occasion = next((number for number, word in enumerate(rest[1:6], 1) if word.low in _OCCASIONS), 0)
            behind = rest[occasion + 1 :]
            if occasion and (not behind or (behind[0].low in PREPOSITIONS and not any(map(pronoun_of, behind)))):
                return place
    return end


def _tells_time(word: Word) -> bool:
    return (
        word.low in TIME_WORDS or word.low in ("on", "in", "at", "the", "this", "a", "after") or word.text[0].isdigit()
    )
