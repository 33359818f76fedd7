"""What a question says about speakers: "What did Abrams say?" asks one, "Who said so?" asks for one.

Only the surface is read, in any case of letters, because questions are typed in a hurry.
"""

from __future__ import annotations

import re

# Verbs after "did": they stand in lower case, so that "the Treasury and State Departments" are no speaker who states.
_OPINIONS = (
    r"say|said|claim|think|believe|write|wrote|call(?! home)|admit|tell|told|declare|announce|expect|argue|insist|warn|"
    r"deny|predict|describe|denounce|accuse|acknowledge|concede|confirm|explain|suggest|state|promise|pledge|vow|react|"
    r"respond|reply|rate|reject|view|regard|question|criticise|criticize|condemn|mention|tweet|post|comment|mean by"
)
_PAST = (
    r"said|says|claims?|claimed|thinks?|thought|believes?|believed|wrote|writes|calls?|called|admits?|admitted|tells|told|"
    r"declares?|declared|announces?|announced|expects?|expected|argues?|argued|insists?|insisted|warns?|warned|"
    r"den(?:y|ies|ied)|predicts?|predicted|describes? [^?]{1,60} as|described [^?]{1,60} as|denounces?|denounced|"
    r"accuses?|accused|acknowledges?|acknowledged|concedes?|conceded|confirms?|confirmed|explains?|explained|suggests?|"
    r"suggested|states|stated|promised|promises|pledged|vowed|rates?|rated|rejects?|rejected|notes|noted|added|"
    r"questions?|questioned|criticises?|criticised|criticizes?|criticized|condemns?|condemned|mentions?|mentioned|"
    r"tweeted|posted"
)
_ADVERBS = (
    r"(?:(?:has|have|had|also|publicly|once|first|openly|recently|repeatedly|formally|officially|never|already) )*"
)
_WORD = r"(?!(?:not|and|to|for)\b)[\w.&’'-]+"
_NAME = rf"(?P<name>(?:the |a |an )?{_WORD}(?: (?:(?:of|de|del|for|the|and) )*{_WORD}){{0,6}}?)"
_ASKED = (
    re.compile(
        rf"\b(?:what|how|why|when|where|which \w+) (?:did|does|do|has|have|had|would) {_NAME} "
        rf"{_ADVERBS}(?-i:{_OPINIONS})\b",
        re.I,
    ),
    re.compile(rf"\bwhat (?:is|are|was|were) {_NAME} {_ADVERBS}(?:saying|thinking|claiming|expecting)\b", re.I),
    re.compile(
        rf"^(?:and |but |so )?(?:did|does|do|has|have) {_NAME} {_ADVERBS}(?-i:(?:{_OPINIONS})(?:ed|d)?)\b", re.I
    ),
    re.compile(
        rf"\baccording to (?!which\b|what\b|whom\b){_NAME}"
        r"(?=,|\?|$| (?:what|who|how|why|when|where|which|is|was|did|does|will)\b)",
        re.I,
    ),
    re.compile(
        rf"\bwhat (?:is|was|are|were) {_NAME}(?:['’]s?) (?:\w+ )?"
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
    them some many most people anyone anybody plan""".split()
)
_PEOPLE = (
    r"(?:politicians?|persons?|people|officials?|ministers?|senators?|analysts?|experts?|sources?|lawmakers?|leaders?|"
    r"representatives?|members?|congress\w+|spokes\w+|presidents?|agency|agencies|newspapers?|man|woman|critics?|author)"
)
_WHO_SAID = re.compile(
    r"(?:^|[,;:] |\b(?:and|but|so|or) )"
    rf"(?:who|which (?:of (?:the|them) )?(?:(?!(?:did|does|do|is|was|that|the|state)\b)[\w-]+ ){{0,4}}?{_PEOPLE})"
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
