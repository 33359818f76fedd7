"""The talk until now: what was mentioned, what it is about, and what it began with."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from qa.followups import lexicon as lex
from qa.followups.mentions import Mention, focus_of, mentions_in
from qa.followups.nouns import singular

# What was mentioned in passing is forgotten after so many turns; what a question was about is not.
_REMEMBERED_TURNS = 4
# An answer's names are looked for in its beginning.
_ANSWER_CHARS = 240
_MARKER = re.compile(r"\s*\[\d+\]")


@dataclass(frozen=True)
class Discourse:
    """What has been spoken of. The center is what the talk is about: it stays while questions mention it and changes
    when one asks for something new by name (after Grosz, Joshi and Weinstein 1995, "Centering")."""

    mentions: tuple[Mention, ...] = ()
    questions: tuple[str, ...] = ()
    """The earlier questions, in words that need no history."""
    center: tuple[str, ...] = ()
    """The words of what the talk is about."""
    start: tuple[str, ...] = ()
    """The words of what it began with."""

    @property
    def turn(self) -> int:
        """The number of the next turn."""
        return len(self.questions)

    @property
    def previous(self) -> str:
        """The last question."""
        return self.questions[-1] if self.questions else ""

    def after(self, question: str, answer: str = "") -> Discourse:
        """The discourse when ``question``, worded so that it stands alone, has been asked and answered as well.

        >>> Discourse().after("What are the causes of throat cancer?").center
        ('throat', 'cancer')
        """
        said = mentions_in(question, self.turn)
        focus = focus_of(said)
        known = {mention.words: mention for mention in self.mentions}
        for new in said:
            old = known.get(new.words)
            if old is not None and old.last_turn == self.turn:
                continue
            new = replace(new, focused=int(focus is not None and new.words == focus.words))
            known[new.words] = _again(old, new) if old is not None else new
        center = self._center(said, focus)
        for named in _answered(answer, focus, self.turn):
            if focus is not None and named.words == focus.words:
                known[focus.words] = replace(known[focus.words], text=named.text, named=True)
            else:
                known.setdefault(named.words, named)
        kept = [
            m for m in known.values() if m.focused or m.first_turn == 0 or self.turn - m.last_turn < _REMEMBERED_TURNS
        ]
        start = self.start if self.questions else center
        return Discourse(tuple(kept), (*self.questions, question), center, start)

    def _center(self, said: Sequence[Mention], focus: Mention | None) -> tuple[str, ...]:
        if focus is None:
            return self.center
        if focus.role == "definition" or all(mention.words != self.center for mention in said):
            return focus.words
        return self.center


def _again(old: Mention, new: Mention) -> Mention:
    """A mention that was known already and has been mentioned again."""
    return replace(
        new,
        text=old.text if old.named and old.role != "answer" and len(old.text) > len(new.text) else new.text,
        first_turn=old.first_turn,
        times=old.times + 1,
        focused=old.focused + new.focused,
        person=old.person or new.person,
        gender=old.gender or new.gender,
        place=old.place or new.place,
    )


def _answered(answer: str, focus: Mention | None, turn: int) -> list[Mention]:
    """The names in the beginning of an answer. The first stands for what was asked about, where the question only
    described it ("Who is the mayor?", "Anna Brandt is.") or where the name is a fuller form of it."""
    beginning = _MARKER.sub("", answer)[:_ANSWER_CHARS]
    # The first word of a sentence counts as a name only with another behind it.
    names = [m for m in mentions_in(f"- {beginning}", turn) if m.named] if beginning.strip() else []
    bare = [replace(name, role="answer", person=name.person or bool(focus and focus.person)) for name in names]
    if bare and focus is not None and (_is_fuller(bare[0], focus) or _is_described(bare[0], focus)):
        bare[0] = replace(bare[0], words=focus.words)
    return bare


def _is_fuller(name: Mention, focus: Mention) -> bool:
    return set(focus.words) < set(name.words)


def _is_described(name: Mention, focus: Mention) -> bool:
    """Whether the question asks who holds an office or a role, which the name in the answer then does."""
    asks = focus.role == "definition" and singular(focus.head) in lex.PEOPLE and not focus.plural
    return asks and not set(focus.words) & set(name.words)
