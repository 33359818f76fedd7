"""One question of a conversation, worded so that it needs none of it."""

from __future__ import annotations

from qa.followups import context, fragments, pronouns
from qa.followups.choice import Choose, by_weight
from qa.followups.discourse import Discourse
from qa.followups.mentions import Mention


def worded(question: str, discourse: Discourse, choose: Choose = by_weight) -> str:
    """The question completed where it is cut short, its pronouns replaced, and its topic named where it names none.

    >>> worded("What are the symptoms?", Discourse().after("What is throat cancer?"))
    'What are the symptoms of throat cancer?'
    """
    if not discourse.turn:
        return question
    in_full = fragments.completed(question, discourse)
    if in_full is not None:
        return in_full
    named = _pronouns_named(question, discourse, choose)
    if pronouns.refers_to_statement(question) or (pronouns.slots(named) and not discourse.mentions):
        return f"{discourse.previous} {named}"
    resolved = named != question or pronouns.stands_for_own(question)
    return choose(list(context.candidates(named, discourse, resolved=resolved))).text


def _pronouns_named(question: str, discourse: Discourse, choose: Choose) -> str:
    taken: list[Mention] = []
    for kind in dict.fromkeys(slot.kind for slot in pronouns.slots(question)):
        if all(slot.kind != kind for slot in pronouns.slots(question)):
            continue
        chosen = choose(list(pronouns.candidates(question, kind, discourse, taken)))
        question = chosen.text
        if chosen.mention is not None:
            taken.append(chosen.mention)
    return question
