"""A question that asks two things -> the questions in it, each of which can be answered, or not, by itself."""

from __future__ import annotations

import re

_MOST_PARTS = 3
_ASKING = (
    r"(?:who|whom|whose|what|which|when|where|why|how|is|are|was|were|did|does|do|has|have|had|can|could|will|would)"
)
_AUXILIARY = r"(?:is|are|was|were|did|does|do|has|have|had|can|could|will|would)"
# "When and where was he born?"
_TWO_WORDS = re.compile(
    r"^(?P<one>who|what|when|where|why|how)(?:,? and | or |/)(?P<other>who|what|when|where|why|how)\s+"
    rf"(?P<rest>{_AUXILIARY}\b.+)$",
    re.I,
)
# "Why did he leave, and when?"
_TWO_ENDS = re.compile(
    rf"^(?P<one>who|what|when|where|why|how)\s+(?P<rest>{_AUXILIARY}\b.+?),? and (?P<other>when|where|why|how)\s*\??$",
    re.I,
)
_JOINT = re.compile(
    rf"\s*(?:,\s*)?\band\s+(?={_ASKING}\b)|,\s+(?=(?:who|what|when|where|why|how)\s+{_AUXILIARY}\b)|(?<=\?)\s+(?=\w)",
    re.I,
)
_YES_NO = re.compile(rf"^(?:and |but |so |also )?{_AUXILIARY}\b", re.I)
_BEGINS = re.compile(rf"^(?:and |but |so |also )?(?:(?:in|on|at|by|for|from|to|of|with|since) )?{_ASKING}\b", re.I)
# "When forces act, what happens?" asks one thing.
_CONDITION = re.compile(rf"^(?:when|where|why)\s+(?!{_AUXILIARY}\b)", re.I)
# "In what year and where was she born?", "Whom did she meet, and what for?": what is meant stands in the other half.
_BARE = re.compile(
    r"^(?:(?:in|on|at|by|for|from|to|of|with|since) (?:what|which|whose) \w+|\w+ (?:for|to|from|with|by))\??$", re.I
)
# "the difference between what he said and what he did" asks one thing, and so does "say who he is and what he wants".
_ONE_THING = re.compile(r"\b(?:between|both|either|whether|if|that|who|what|how|why|where|when)\b[^?]*$", re.I)


def parts(question: str) -> tuple[str, ...]:
    """The questions in a question, in order: mostly just one.

    >>> parts("Who is Brandt and how old is her son?")
    ('Who is Brandt?', 'how old is her son?')
    >>> parts("When and where was Brandt born?")
    ('When was Brandt born?', 'where was Brandt born?')
    >>> parts("What did Brandt and Weiss say?")
    ('What did Brandt and Weiss say?',)
    """
    question = question.strip()
    two = _TWO_WORDS.match(question)
    if two:
        return f"{two['one']} {two['rest']}", f"{two['other']} {two['rest']}"
    two = _TWO_ENDS.match(question)
    if two and not _JOINT.search(two["rest"]):
        return f"{two['one']} {two['rest']}?", f"{two['other']} {two['rest']}?"
    found: list[str] = []
    begin = 0
    for joint in _JOINT.finditer(question):
        piece = question[begin : joint.start()].strip()
        rest = question[joint.end() :]
        # "Who signed it and was exempt?" has one subject; "Is he married and does he have children?" has two.
        joined = _YES_NO.match(rest) and not _YES_NO.match(piece) and not piece.endswith("?")
        if _stands(piece) and _stands(rest) and not joined and len(found) < _MOST_PARTS - 1:
            found.append(piece)
            begin = joint.end()
    if not found:
        return (question,)
    return tuple(piece if piece.endswith("?") else f"{piece}?" for piece in (*found, question[begin:].strip()))


def _stands(piece: str) -> bool:
    """Whether a piece is a question of its own: it begins like one, and no clause in it is left open."""
    begins = _BEGINS.match(piece)
    if begins is None or len(piece.split()) < 2 or _CONDITION.match(piece) or _BARE.match(piece):
        return False
    return piece.rstrip().endswith("?") or not _ONE_THING.search(piece[begins.end() :])
