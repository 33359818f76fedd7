"""Attribution: what the evidence lays in somebody's mouth is said with that somebody's name, cut from the evidence."""

from __future__ import annotations

import re

from index.terms import is_function_word, term, words
from qa.checks.comparison import Comparison
from qa.checks.phrases import one_of

_SAYS = (
    r"said|says?|told [A-Z]\w+(?: [A-Z]\w+)*|claims?|claimed|argued|argues|added|insisted|warned|announced|reported|"
    r"confirmed"
)
# A noun phrase: no clause of its own is in it.
_SPEAKER = (
    r"(?P<speaker>(?!(?:which|who|that|but|and|after|when|as)\b)"
    r"(?:(?!(?:has|have|had|was|were|is|are|after|when|that|which|who|said)\b)[^\s,.;:\"“”]+ ){1,9})"
)
_ACCORDING = re.compile(r"\b(?P<whole>according to (?:[^,.;\"“”]|\.(?=\w)|(?<=\.\w)\.){2,90})", re.I)
_AFTER = re.compile(rf"[,\"”]\s*(?P<whole>{_SPEAKER}(?:{_SAYS}))(?: on \w+| in an? \w+)?\s*(?:[.,]|$)")
_AFTER_TURNED = re.compile(r"[,\"”]\s*(?P<whole>(?:said|says) (?P<speaker>[^,.;:\"“”]{2,60}))")
_BEFORE = re.compile(rf"^(?P<whole>{_SPEAKER}(?:{_SAYS}))\s+(?!in\b|at\b|on\b)(?:that\s+)?")
_ATTRIBUTED = one_of(
    r"""said says? saying told tells according_to stated states added argue[sd]? wrote writes believes? thinks?
    claim(s|ed)? alleg\w+ insist(s|ed)? announced admitted report(s|ed|edly)? warn(s|ed)? accus\w+ den(y|ies|ied)
    expects? call(s|ed)"""
)
# A bare name or number is no statement.
_SHORTEST_WORDS = 3
# "The mayor said", "Coast guard officers said", "Critics say", but not "Reuters said".
_COMMON_NOUN = re.compile(
    rf"[A-Z][\w-]* (?!(?:{_SAYS})\b)[a-z]|(?:The|An?) |"
    r"(?:Police|Officials|Prosecutors|Critics|Investigators|Doctors|Economists|Analysts|Scientists|Researchers|"
    r"Experts|Witnesses|Activists|Farmers|Residents|Lawyers|Organisers|Organizers) "
)
_SUBJECT_WORDS = 3
_PRONOUN = re.compile(r"\b(?:he|she|they|it|who|we|i|his|her|their)\b", re.I)
_COPULA = re.compile(r"\b(?:is|was|are|were)\b", re.I)


def attribution(compared: Comparison) -> str | None:
    """Why the claim asserts what the evidence has "according to" somebody; None where it does not.

    >>> attribution(Comparison("Taxes will rise.", "Taxes will rise, according to a leaked paper."))
    'the evidence says this "according to a leaked paper"'
    >>> attribution(Comparison("Taxes will rise, a paper says.", "Taxes will rise, according to a leaked paper."))
    """
    if _ATTRIBUTED.search(compared.claim):
        return None
    for sentence in compared.evidence.split("\n"):
        source = _ACCORDING.search(sentence)
        if source and _is_governed(compared.claim, sentence):
            return f'the evidence says this "{source["whole"]}"'
    return None


def with_attribution(claim: str, sentence: str) -> str:
    """The claim with who says it, in the evidence's own words, where the evidence names somebody and the claim nobody.

    >>> with_attribution("The bridge is safe.", "The bridge is safe, two engineers said.")
    'The bridge is safe, two engineers said.'
    >>> with_attribution("Anna Brandt is mayor.", "Mayor Anna Brandt met him, two engineers said.")
    'Anna Brandt is mayor.'
    """
    if len(claim.split()) < _SHORTEST_WORDS or _ATTRIBUTED.search(claim) or not _is_governed(claim, sentence):
        return claim
    for pattern in (_ACCORDING, _AFTER, _AFTER_TURNED, _BEFORE):
        found = pattern.search(sentence)
        if found is None or (pattern is not _BEFORE and not _stands_before(claim, sentence, found)):
            continue
        whole = found["whole"].strip()
        speaker = found.groupdict().get("speaker") or ""
        if _PRONOUN.search(speaker.split(" ")[0]) or _says_the_claim(claim, speaker):
            return claim
        if pattern is _BEFORE and _COMMON_NOUN.match(whole):
            whole = whole[0].lower() + whole[1:]
        return f"{claim.rstrip(' .')}, {whole}."
    return claim


def _stands_before(claim: str, sentence: str, source: re.Match[str]) -> bool:
    """Whether the claim stands before its source, rather than behind it: "it fell, he said, though nobody was hurt"."""
    keys = {term(claim[start:end]) for start, end in words(claim) if not is_function_word(claim[start:end])}
    before, after = sentence[: source.start()], sentence[source.end() :]
    shares = [len(keys & {term(part[start:end]) for start, end in words(part)}) for part in (before, after)]
    return not before.strip() or shares[0] >= shares[1]


def _says_the_claim(claim: str, speaker: str) -> bool:
    """Whether the speaker is whom the claim is about: then the attribution is only half of it."""
    content = [speaker[start:end] for start, end in words(speaker) if not is_function_word(speaker[start:end])]
    names = {term(word) for word in content if word[0].isupper()} or {term(word) for word in content[-1:]}
    about = [claim[start:end] for start, end in words(claim) if not is_function_word(claim[start:end])]
    return bool(names & set(map(term, about[:_SUBJECT_WORDS])))


def _is_governed(claim: str, sentence: str) -> bool:
    """Whether what the sentence reports is what the claim asserts, not who somebody is: the claim's verb is there."""
    copula = _COPULA.search(claim)
    rest = claim[copula.end() :] if copula else claim
    follows = [rest[start:end] for start, end in words(rest) if not is_function_word(rest[start:end])]
    if copula and follows and not re.search(r"(?:ed|ing|en)$", follows[0]):
        first = re.escape(follows[0])
        return bool(re.search(rf"\b(?:is|was|are|were|be|been)\b(?:\W+\w+){{0,2}}?\W+{first}\b", sentence, re.I))
    return True
