"""Why there is no answer: what the articles have of what was asked about, and what they lack.

Every statement is one that code has looked up, so that "the articles do not say" can be checked like an answer.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.asked import introduces, names_in
from index.records import Article

NOT_SAID = "The articles do not say."
_NEAREST = "The passages nearest to the question are shown; they do not answer it."
_AGE = re.compile(r"\b\d{1,3}-year-old\b|\baged \d{1,3}\b|, \d{2},|\b\d{1,3} years old\b")


def explanation(question: str, unknown: Sequence[str], nearest: Sequence[Article]) -> str:
    """What to tell the reader where nothing was found.

    ``unknown``: words of the question that no article of the index has. ``nearest``: the articles of the passages that
    are shown beside it.

    >>> explanation("Who is Brandt's wife?", ["wife"], [Article("Mayor Anna Brandt, 61, opened the bridge.")])
    'The articles do not say. They tell who Brandt is and give an age, but none of them mentions “wife”. The passages \
nearest to the question are shown; they do not answer it.'
    """
    told = _told_of(question, nearest)
    lacks = f"none of them mentions {_listed([f'“{word}”' for word in unknown], 'or')}" if unknown else ""
    if told and lacks:
        said = f"They {told}, but {lacks}."
    elif told:
        said = f"They {told}, but do not answer this."
    elif lacks:
        said = f"{lacks[:1].upper()}{lacks[1:]}."
    else:
        said = ""
    return " ".join(part for part in (NOT_SAID, said, _NEAREST if nearest else "") if part)


def _told_of(question: str, articles: Sequence[Article]) -> str:
    """What the articles do tell of the name that the question asks about; empty where they do not have it."""
    for name in names_in(question):
        last = re.escape(name.split()[-1])
        # A name is looked for in its own sentence or line: the article's sentences are not at hand here.
        lines = [line for article in articles for line in re.split(r"(?<=[.!?])\s|\n", article.text)]
        about = [line for line in lines if re.search(rf"\b{last}\b", line)]
        if not about:
            continue
        facts = [f"tell who {name} is"] if any(introduces(name, line) for line in about) else [f"mention {name}"]
        if any(_AGE.search(line) for line in about if introduces(name, line)):
            facts.append("give an age")
        return _listed(facts, "and")
    return ""


def _listed(items: Sequence[str], word: str) -> str:
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} {word} {items[-1]}"
