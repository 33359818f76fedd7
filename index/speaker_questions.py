"""What a question says about speakers: "What did Abrams say?" asks one, "Who said so?" asks for one.

Only the surface is read, in any case of letters, because questions are typed in a hurry.
"""

from __future__ import annotations

import re

_OPINIONS = (
    r"say|said|claim|think|believe|write|wrote|call|admit|tell|told|declare|announce|expect|argue|insist|warn|deny|predict|"
    r"describe|denounce|accuse|acknowledge|concede|confirm|explain|suggest|state|promise|pledge|vow|react|respond|reply|"
    r"rate|reject|note|add|mean|want|see|view|feel|question|criticise|criticize|condemn|mention|tweet|post|comment"
)
_PAST = (
    r"said|says|claims?|claimed|thinks?|thought|believes?|believed|wrote|writes|calls?|called|admits?|admitted|tells|told|"
    r"declares?|declared|announces?|announced|expects?|expected|argues?|argued|insists?|insisted|warns?|warned|den(?:y|ies|ied)|"
    r"predicts?|predicted|describes?|described|denounces?|denounced|accuses?|accused|acknowledges?|acknowledged|concedes?|"
    r"conceded|confirms?|confirmed|explains?|explained|suggests?|suggested|states|stated|promised|promises|pledged|vowed|"
    r"rates?|rated|rejects?|rejected|notes|noted|added|questions?|questioned|criticises?|criticised|criticizes?|criticized|"
    r"condemns?|condemned|mentions?|mentioned|tweeted|posted"
)
_ADVERBS = r"(?:(?:has|have|had|also|publicly|once|first|openly|recently|repeatedly|never|already) )*"
_NAME = r"(?P<name>(?:the |a )?[\w.&’'-]+(?: (?:of |de |del |for |the )*[\w.&’'-]+){0,5}?)"
_ASKED = (
    re.compile(
        rf"\b(?:what|how|why|when|where|which \w+) (?:did|does|do|has|have|had|would|is|are) {_NAME} "
        rf"{_ADVERBS}(?:{_OPINIONS}|saying|thinking)\b",
        re.I,
    ),
    re.compile(rf"^(?:and |but |so )?(?:did|does|do|has|have) {_NAME} {_ADVERBS}(?:{_OPINIONS})(?:ed|d)?\b", re.I),
    re.compile(
        rf"\baccording to {_NAME}(?=,|\?|$| (?:what|who|how|why|when|where|which|is|was|did|does|will)\b)", re.I
    ),
    re.compile(
        rf"\bwhat (?:is|was|are|were) {_NAME}(?:['’]s?)? (?:\w+ )?"
        r"(?:reaction|response|view|views|opinion|comment|comments|position|assessment|reply|answer|words|verdict|prediction)\b",
        re.I,
    ),
    re.compile(
        rf"\b(?:reaction|response|view|opinion|comment|position|assessment|words) of {_NAME}(?= on | to | about |\?|$)",
        re.I,
    ),
)
_NOBODY = frozenset(
    """he she it they we you i this that these those there one his her its their our your my the a an article text him
    them the article the text the story""".split()
)
_WHO_SAID = re.compile(
    rf"\b(?:who|which (?:of (?:the|them) )?(?:[\w-]+ ){{0,4}}?"
    r"(?:politicians?|persons?|people|officials?|ministers?|senators?|analysts?|experts?|sources?|lawmakers?|leaders?|"
    r"representatives?|members?|congress\w+|spokes\w+|presidents?|agency|agencies|newspapers?|man|woman|critics?|author))"
    rf"(?: was it| is it)?(?: that| who)? {_ADVERBS}(?:{_PAST})\b(?! (?:to be|to have)\b)"
    r"(?! (?:the |an? )?(?:police|ambulance|911|999|help|name|author|authorities)\b)",
    re.I,
)
_WHOSE = re.compile(
    r"\bby whom\b.{0,80}\b(?:said|called|claimed|denied|described|accused)\b|"
    r"\bwhose (?:words?|quote|quotation|statement|opinion|view)\b|"
    r"\bwho (?:is|was|are|were) (?:being )?quoted\b|\bwho (?:is|was) the (?:speaker|source)\b",
    re.I,
)


def asked_speaker(question: str) -> str | None:
    """The person or source whose words a question asks for, as it is typed there; None for pronouns.

    >>> asked_speaker("What did Abrams say about Cabello?"), asked_speaker("What did he say?")
    ('Abrams', None)
    """
    question = " ".join(question[:1000].split())
    for pattern in _ASKED:
        found = pattern.search(question)
        if found:
            name = re.sub(r"['’]s?$", "", found["name"])
            return None if name.lower() in _NOBODY else name
    return None


def asks_who_said(question: str) -> bool:
    """Whether a question asks for a speaker.

    >>> asks_who_said("Who called it a disgrace?"), asks_who_said("Who called the police?")
    (True, False)
    """
    question = " ".join(question[:1000].split())
    return bool(_WHO_SAID.search(question) or _WHOSE.search(question))
