"""One question of a conversation, worded so that it needs none of it."""

from __future__ import annotations

from dataclasses import dataclass

from qa.followups import context, fragments, pronouns
from qa.followups.choice import Choose, by_weight
from qa.followups.discourse import Discourse
from qa.followups.mentions import Mention


@dataclass(frozen=True)
class Wording:
    """A question in words that need no history, and whether the rules decided them clearly."""

    text: str
    sure: bool


def worded(question: str, discourse: Discourse, choose: Choose = by_weight) -> Wording:
    """The question completed where it is cut short, its pronouns replaced, and its topic named where it names none.

    >>> worded("What are the symptoms?", Discourse().after("What is throat cancer?")).text
    'What are the symptoms of throat cancer?'
    """
    if not discourse.turn:
        return Wording(question, sure=True)
    in_full = fragments.completed(question, discourse)
    if in_full is not None:
        return Wording(in_full, sure=not in_full.endswith(question))
    named = _pronouns_named(question, discourse, choose)
    if pronouns.refers_to_statement(question):
        return Wording(f"{discourse.previous} {named.text}", named.sure)
    if pronouns.slots(named.text) and not discourse.mentions:
        return Wording(f"{discourse.previous} {named.text}", sure=False)
    chosen = choose(
        list(
            context.candidates(
                named.text, discourse, resolved=named.text != question or pronouns.stands_for_own(question)
            )
        )
    )
    return Wording(chosen.best.text, named.sure and chosen.sure)


def _pronouns_named(question: str, discourse: Discourse, choose: Choose) -> Wording:
    sure = True
    taken: list[Mention] = []
    for kind in dict.fromkeys(slot.kind for slot in pronouns.slots(question)):
        if all(slot.kind != kind for slot in pronouns.slots(question)):
            continue
        chosen = choose(list(pronouns.candidates(question, kind, discourse, taken)))
        question = chosen.best.text
        sure = sure and chosen.sure
        if chosen.best.mention is not None:
            taken.append(chosen.best.mention)
    return Wording(question, sure)
