"""Text -> terms: the stems that the lexical index stores, and that evidence is compared by.

One analysis serves both sides of every comparison: case and accents folded, possessives dropped, words stemmed
(Snowball English), function words left out. ``U.S.`` and ``US`` are the same term.
"""

from __future__ import annotations

import re
import threading
import unicodedata
from functools import lru_cache

import Stemmer

# A number keeps its inner points and commas, a dotted abbreviation its dots, a word its inner apostrophe.
_WORD = re.compile(r"\d+(?:[.,]\d+)*|(?:[^\W\d_]\.){2,}|[^\W\d_]+(?:['’][^\W\d_]+)*|\d+|[^\W\d_]+")
_POSSESSIVE = re.compile(r"['’]s?$")
_LANGUAGE = "english"

FUNCTION_WORDS = frozenset(
    """a about above after again all also am an and any are as at be because been being before between both but by
    can could did do does doing during each few for from further had has have having he her here hers him his how i if
    in into is it its itself just me more most my no nor not of off on once only or other our out over own same she
    should so some such than that the their them then there these they this those through to too under until up very
    was we were what when where which while who whom whose why will with would you your
    exactly please tell know article text say says said according mentioned mention anything something""".split()
)
# Irregular forms that occur in news, by the form that the stemmer knows.
_IRREGULAR = dict(
    pair.split(":")
    for pair in """led:lead said:say told:tell took:take taken:take went:go gone:go gave:give given:give made:make
    became:become held:hold wrote:write written:write paid:pay sent:send won:win lost:lose left:leave met:meet
    began:begin begun:begin broke:break broken:break chose:choose chosen:choose fell:fall fallen:fall found:find
    got:get grew:grow grown:grow kept:keep knew:know known:know meant:mean ran:run saw:see seen:see sold:sell
    spoke:speak spoken:speak spent:spend stood:stand taught:teach thought:think understood:understand bought:buy
    brought:bring built:build caught:catch came:come drew:draw drawn:draw drove:drive driven:drive fought:fight
    fled:flee flew:fly flown:fly forgot:forget forgotten:forget hid:hide hidden:hide laid:lay rose:rise risen:rise
    shot:shoot slept:sleep struck:strike swore:swear sworn:swear threw:throw thrown:throw men:man women:woman
    children:child""".split()
)
_NUMBERS = {
    word: str(number)
    for number, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
        "seventeen eighteen nineteen twenty".split()
    )
}
_MONTHS = {
    short: month
    for month in "january february march april june july august september october november december".split()
    for short in (month[:3], month[:4])
}
_local = threading.local()


def words(text: str) -> list[tuple[int, int]]:
    """The character ranges of the words and numbers of a text, in order."""
    return [match.span() for match in _WORD.finditer(text)]


def content_words(text: str) -> list[tuple[int, int]]:
    """The same without function words."""
    return [(start, end) for start, end in words(text) if not is_function_word(text[start:end])]


@lru_cache(maxsize=65_536)
def term(word: str) -> str:
    """The term of one word: folded, spelled in one way and stemmed. Function words have a term too; :func:`terms`
    leaves them out.

    >>> term("Pledges'"), term("U.S."), term("Núñez"), term("10,000"), term("Jan.") == term("January"), term("four")
    ('pledg', 'us', 'nunez', '10000', True, '4')
    """
    folded = "".join(c for c in unicodedata.normalize("NFKD", word.casefold()) if not unicodedata.combining(c))
    folded = _POSSESSIVE.sub("", folded).replace("’", "'")
    if folded[:1].isdigit():
        return folded.replace(",", "")
    folded = folded.replace(".", "").replace("'", "")
    if folded in _NUMBERS:
        return _NUMBERS[folded]
    folded = _MONTHS.get(folded) or _IRREGULAR.get(folded, folded)
    stem: str = _stemmer().stemWord(folded)
    return stem


def is_function_word(word: str) -> bool:
    """Whether a word only holds a sentence together. ``US`` and ``IT`` in capitals are names."""
    return word.casefold() in FUNCTION_WORDS and not (len(word) > 1 and word.isupper())


def terms(text: str) -> list[str]:
    """The terms of a text in order, function words left out.

    >>> terms("Who was the mayor of Caracas in 2020?")
    ['mayor', 'caraca', '2020']
    """
    return [term(text[start:end]) for start, end in content_words(text)]


def _stemmer() -> Stemmer.Stemmer:
    # A PyStemmer object must not be used by two threads at once.
    if not hasattr(_local, "stemmer"):
        _local.stemmer = Stemmer.Stemmer(_LANGUAGE)
    stemmer: Stemmer.Stemmer = _local.stemmer
    return stemmer
