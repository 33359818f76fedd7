"""Verbs that report what somebody says, and what has to follow them to do so.

Most are ordinary verbs besides ("called the police", "added a wing", "posted a profit"), so each belongs to a class
that says which complement makes it speech.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Class = Literal["say", "tell", "clause", "act", "to", "quote", "call", "describe"]
Form = Literal["past", "third", "plain", "ing"]


@dataclass(frozen=True)
class Verb:
    """A form of a verb of speech. ``noun``: the form is a noun as well ("claims"), so it needs a clear complement."""

    lemma: str
    kind: Class
    form: Form
    noun: bool = False


# lemma/past/third/ing; what is left out is regular.
_VERBS: dict[Class, str] = {
    "say": "say/said",
    "tell": "tell/told",
    # Followed by "that", a quotation, a clause; or parenthetical: "…, Abrams argued."
    "clause": """claim argue believe/believed announce declare confirm note report explain reveal/revealed state
        estimate remark observe conclude recall think/thought suggest allege/alleged testify/testified/testifies
        maintain add question ask disclose clarify/clarified/clarifies assert contend caution stress emphasize emphasise
        joke reply/replied/replies respond continue insist warn predict reiterate write/wrote acknowledge
        concede agree forecast/forecast complain rule""",
    # What follows them is said, whatever its form: "denied wrongdoing", "accused him of lying".
    "act": """deny/denied/denies admit/admitted//admitting denounce accuse condemn""",
    "to": "pledge vow promise expect",
    "quote": "tweet post quip/quipped//quipping shout",
    "call": "call",
    "describe": "describe",
}
_NOUNS = frozenset(
    """claim claims report reports note notes state states estimate estimates question questions pledge pledges vow
    vows promise promises post posts call calls joke jokes reply replies forecast forecasts tweet tweets rule
    rules remark remarks caution stress recall""".split()
)


def _forms() -> dict[str, Verb]:
    forms: dict[str, Verb] = {}
    for kind, verbs in _VERBS.items():
        for entry in verbs.split():
            lemma, past, third, ing = (*entry.split("/"), "", "", "")[:4]
            stem = lemma[:-1] if lemma.endswith("e") else lemma
            spelled: tuple[tuple[str, Form], ...] = (
                (lemma, "plain"),
                (third or lemma + "s", "third"),
                (ing or stem + "ing", "ing"),
                (past or stem + "ed", "past"),
            )
            for form, name in spelled:
                forms[form] = Verb(lemma, kind, name, form in _NOUNS)
    forms["promised"] = Verb("promise", "to", "past")
    return forms


VERBS = _forms()
