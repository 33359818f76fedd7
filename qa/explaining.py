"""Why there is no answer: what the articles have of what was asked about, and what they lack.

Every statement is one that code has looked up, so that "the articles do not say" can be checked like an answer.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.asked import introduces
from index.mentions import mentions_of
from index.names import Names

NOT_SAID = "The articles do not say."
NOT_SAID_BY_CHOSEN = "These articles do not say."
NONE_CHOSEN = "No article fits the choice of publisher, date, article and tag; widen it to ask the others."
NO_ARTICLES = "There is no article yet; add one, and ask again."
# "They do not mention “held”" tells a reader nothing.
_VERB_FORM = re.compile(
    r"(?:ed|ing)$|^(?:held|born|made|took|gave|went|came|said|paid|sent|won|lost|left|met|built|spent)$"
)
_SHORT = re.compile(r"^(?:what|who|where|when|how|that|there|it|he|she)['’]s$", re.I)
_OPENING = re.compile(
    r"^(?:(?:(?:is|are|was|were|did|does|do|has|have|had|can|could|will|would|should)(?:n[’']t)?|must|might|may|describe|"
    r"tell|name|give|list|explain|show|and|but|so|in|on|at|by|for|from|to|me|us|"
    r"who|whom|whose|what|which|when|where|why|how)\b\s*)+",
    re.I,
)
_NEAREST = "The passages nearest to the question are shown; they do not answer it."


def explanation(
    question: str, unknown: Sequence[str], nearest: Sequence[tuple[str, Names]], *, chosen: bool = False
) -> str:
    """What to tell the reader where nothing was found. ``chosen``: only some of the articles were asked.

    ``unknown``: words of the question that no article of the index has. ``nearest``: text and names of the articles of
    the passages that are shown beside it.

    >>> from index.names import names_of
    >>> text = "Mayor Anna Brandt, 61, opened the bridge."
    >>> nearest = [(text, names_of(text))]
    >>> print(explanation("Who is Brandt's wife?", ["wife"], nearest))  # doctest: +NORMALIZE_WHITESPACE
    The articles do not say. They tell who Anna Brandt is and give an age (61), but do not mention “wife”.
    The passages nearest to the question are shown; they do not answer it.
    """
    told = _told(question, nearest)
    things = [f"“{word}”" for word in dict.fromkeys(unknown) if not _VERB_FORM.search(word) and not _SHORT.search(word)]
    lacks = f"do not mention {_listed(things, 'or')}" if things else ""
    if told:
        said = f"They {told}, but {lacks or 'do not answer this'}."
    else:
        said = f"They {lacks}." if lacks and nearest else ""
    return " ".join(
        part for part in (NOT_SAID_BY_CHOSEN if chosen else NOT_SAID, said, _NEAREST if nearest else "") if part
    )


def _told(question: str, articles: Sequence[tuple[str, Names]]) -> str:
    """What the articles do tell of a name in the question: of the first person that they have, else of the first name;
    empty where they have none."""
    # "Was Anna Brandt there?": the verb has a capital because it begins the question.
    asked = _OPENING.sub("", question.strip())
    found = [
        (name in names.certain, name, text, names)
        for mention in mentions_of(asked)
        for text, names in articles
        for name in [names.full(mention.name)]
        if re.search(rf"\b{re.escape(name)}\b", text)
    ]
    if not found:
        return ""
    is_person, name, text, names = max(found, key=lambda one: one[0])
    if not is_person:
        return f"mention {name}"
    # Lines that end like sentences: only whether somebody is introduced in them matters here.
    about = [line for line in re.split(r"(?<=[.!?])\s|\n", text) if name.split()[-1] in line]
    told = [f"tell who {name} is" if any(introduces(name, line) for line in about) else f"mention {name}"]
    if name in names.ages:
        told.append(f"give an age ({names.ages[name]})")
    return _listed(told, "and")


def _listed(items: Sequence[str], word: str) -> str:
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} {word} {items[-1]}"
