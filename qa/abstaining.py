"""Do the articles answer at all? Code decides, on what a draft says and on what stands against it.

The model's own doubt is the probability of its refusal at the first word of its reply. As a number it tells answered
from unanswered questions with an area under ROC of 0.74 (SQuAD 2, tuning half) to 0.80 (the seed questions), far better
than its decision to refuse; how much doubt is too much depends on whether code finds the draft's words in the articles.
"""

from __future__ import annotations

from index.asked import kind_of
from qa.checking import CheckedDraft
from qa.drafting import Draft

MOST_DOUBT_SUPPORTED = 0.5
"""With more doubt than this even a draft whose words all stand in the articles is not believed."""
MOST_DOUBT = 0.3
"""The same for a draft that has words of its own. "Yes" and "no" are doubted too readily: they are not judged so."""


def says_nothing(question: str, draft: Draft, checked: CheckedDraft) -> bool:
    """Whether this draft is a sign that the articles do not answer the question.

    It is when the model refuses or doubts too much, and when the draft brings a number or a name that no article has,
    or lacks the number or time that was asked for.
    """
    yes_no = kind_of(question) == "yes_no"
    if checked.claims:
        return (draft.refusal or 0.0) > MOST_DOUBT_SUPPORTED and not yes_no
    if draft.refuses or checked.beside:
        return not yes_no
    return (draft.refusal or 0.0) > MOST_DOUBT and not yes_no
