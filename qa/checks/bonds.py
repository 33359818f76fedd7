"""Words that belong together in the claim stand near each other in the evidence."""

from __future__ import annotations

import re
from itertools import pairwise

from index.terms import term, terms, words
from qa.checks.comparison import Comparison
from qa.checks.dates import dates
from qa.checks.light_words import says_little

_MOST_WORDS_APART = 8
_PREPOSITION = re.compile(r"\s+(?:(?:of|in|on|for|from|at|with|against)\s+(?:(?:the|an?|his|her|its|their)\s+)?)?")


def bonds(compared: Comparison) -> str | None:
    """Why neighbours in the claim are none in the evidence; None where they are: "interim president" and "president of
    Venezuela", but not "president" here and "U.S." at the other end of the sentence.

    >>> evidence = "Interim President Rodriguez and her grip on power, said a man briefed on many of the US worries."
    >>> bonds(Comparison("Rodriguez is interim President of the US.", evidence))
    '"President of the US" stands apart in the evidence'
    """
    claim, evidence = compared.claim, compared.evidence
    places: dict[str, list[int]] = {}
    for position, (start, end) in enumerate(words(evidence)):
        places.setdefault(term(evidence[start:end]), []).append(position)
    content = [(start, end) for start, end in words(claim) if not says_little(claim[start:end])]
    dated = [key for day in dates(claim) for key in terms(claim[day.start : day.end])]
    for (start, end), (next_start, next_end) in pairwise(content):
        between = claim[end:next_start]
        if term(claim[next_start:next_end]) in dated or term(claim[start:end]) in dated:
            continue  # a date may stand at either end of a sentence
        # A name and its verb may stand apart: "Weiss called it vanity but attended".
        if not _PREPOSITION.fullmatch(between) or (claim[start].isupper() and not between.strip()):
            continue
        here, there = places.get(term(claim[start:end])), places.get(term(claim[next_start:next_end]))
        if not between.strip() and re.search(r"(?:ed|es|s|ing)$", claim[next_start:next_end]):
            continue  # a verb, which may stand far from its subject; roles look after it
        if here and there and min(abs(one - other) for one in here for other in there) > _MOST_WORDS_APART:
            said = claim[start:next_end]
            return f'"{said}" stands apart in the evidence'
    return None
