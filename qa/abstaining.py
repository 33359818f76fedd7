"""Do the articles answer at all? Code decides, on what a draft says and on what stands against it.

The model's own doubt is the probability of its refusal at the first word of its reply. As a number it tells answered
from unanswered questions with an area under ROC of 0.74 (SQuAD 2, tuning half) to 0.80 (the seed questions), far better
than its decision to refuse; how much doubt is too much depends on whether code finds the draft's words in the articles.
"""

from __future__ import annotations

from index.asked import kind_of
from qa.checking import CheckedDraft
from qa.drafting import Draft

LEAST_FIT = 0.24
"""Where even the best sentence fits less, the articles are about something else, and no model is asked. Of 69 seed
questions and 300 of XQuAD that have an answer, none fits less than 0.25; questions about other things mostly do."""
SOME_DOUBT = 0.1
"""With more doubt than this a draft is not believed at the first look, whether its words stand or not."""
MOST_DOUBT = 0.45
"""With more doubt than this a draft is a sign that there is no answer."""


def is_sure(question: str, draft: Draft, checked: CheckedDraft) -> bool:
    """Whether one look is enough: the draft does not refuse, the model hardly doubts, and nothing in it is beside the
    point. "Yes" and "no" are doubted too readily, so there the draft's words alone count."""
    if draft.refuses or checked.beside:
        return False
    return (draft.refusal or 0.0) <= SOME_DOUBT or (bool(checked.claims) and kind_of(question) == "yes_no")


def says_nothing(question: str, draft: Draft, checked: CheckedDraft) -> bool:
    """Whether this draft is a sign that the articles do not answer the question.

    It is when the model refuses or doubts too much, and when the draft brings a number or a name that no article has,
    or lacks the number or time that was asked for. A refusal of "yes" or "no" is none.
    """
    if kind_of(question) == "yes_no":
        return False
    if draft.refuses:
        return True
    return checked.beside or (draft.refusal or 0.0) > MOST_DOUBT
