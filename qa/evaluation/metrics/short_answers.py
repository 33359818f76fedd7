"""Short answers compared: SQuAD's exact match and token F1, and whether a longer text contains the answer.

Rajpurkar et al. 2016 and 2018, and the evaluation script published with SQuAD 2.0.
"""

from __future__ import annotations

import re
import string
from collections import Counter
from collections.abc import Sequence

from qa.answer import MARKER

_ARTICLE = re.compile(r"\b(?:a|an|the)\b")
_PUNCTUATION = str.maketrans("", "", string.punctuation)
_DECIMAL_MARK = re.compile(r"(?<=\d)[.,](?=\d)")
_NO_WORD = re.compile(r"[^\w\s]|_")


def normalise(text: str) -> str:
    """``text`` in lower case, without ASCII punctuation, without articles, words one space apart: as SQuAD has it.

    >>> normalise("The U.S. raised it to  $25 million!")
    'us raised it to 25 million'
    """
    return " ".join(_ARTICLE.sub(" ", text.lower().translate(_PUNCTUATION)).split())


def contains_answer(text: str, answers: Sequence[str]) -> bool:
    """Whether any of the answers stands in ``text`` as whole words, after normalisation. Markers ``[1]`` do not count.

    Two readings are tried. SQuAD's deletes punctuation, which makes "U.S." and "US" the same; the other takes it for
    a space, so that "62" is found in "the 62-year-old" and "Cabello" in "Cabello's". Neither splits "25,000" or "2.5".

    >>> contains_answer("Now it is $25,000. [1]", ["no", "25"])
    False
    """
    text = MARKER.sub(" ", text)
    return any(_contains(text, MARKER.sub(" ", answer)) for answer in answers)


def _contains(text: str, answer: str) -> bool:
    readings = [(normalise(text), normalise(answer)), (_spaced(text), _spaced(answer))]
    if any(wanted and f" {wanted} " in f" {read} " for read, wanted in readings):
        return True
    # An answer of nothing but an article or signs ("A", "%") is compared as it is written.
    bare = answer.strip().lower()
    signs_only = bool(bare) and not normalise(answer)
    return signs_only and bool(re.search(rf"(?<!\w){re.escape(bare)}(?!\w)", text.lower()))


def _spaced(text: str) -> str:
    text = _NO_WORD.sub(" ", _DECIMAL_MARK.sub("", text.lower()))
    return " ".join(_ARTICLE.sub(" ", text).split())


def exact_match(prediction: str, answers: Sequence[str]) -> float:
    """1.0 where ``prediction`` is one of the answers after normalisation, otherwise 0.0.

    Without answers the question is unanswerable, and only the empty prediction is right.
    """
    return max(float(normalise(prediction) == normalise(answer)) for answer in _gold(answers))


def token_f1(prediction: str, answers: Sequence[str]) -> float:
    """The harmonic mean of precision and recall of the prediction's words, 0 to 1; the best over the answers.

    Without answers the question is unanswerable: 1.0 for the empty prediction, otherwise 0.0.

    >>> token_f1("interior minister of Venezuela", ["the interior minister"])
    0.6666666666666666
    """
    return max(_f1(normalise(prediction).split(), normalise(answer).split()) for answer in _gold(answers))


def _gold(answers: Sequence[str]) -> Sequence[str]:
    return [answer for answer in answers if normalise(answer)] or [""]


def _f1(predicted: Sequence[str], gold: Sequence[str]) -> float:
    if not predicted or not gold:
        return float(predicted == gold)
    common = sum((Counter(predicted) & Counter(gold)).values())
    return 2 * common / (len(predicted) + len(gold))
