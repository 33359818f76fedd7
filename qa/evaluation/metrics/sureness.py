"""Wrong answers shown as sure: the worst that a reader can be given."""

from __future__ import annotations

from qa.answer import Answer


def shown_as_sure(answer: Answer) -> bool:
    """Whether the answer is given in words of its own: answered, and not by the article's quotes alone."""
    # A notice is how an answer made of quotes alone says so, where it has no flag for it.
    quotes_alone = getattr(answer, "quotes_alone", answer.notice is not None)
    return answer.status == "answered" and not quotes_alone


def sure_and_wrong(answer: Answer | None, right: bool | None) -> bool:
    """Whether the answer is shown as sure and is wrong. ``right`` is None for a question that has no answer."""
    return answer is not None and shown_as_sure(answer) and right is not True
