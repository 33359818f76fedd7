"""The table of claims (``claims.txt``): faithful ones are kept, attacks are not shown, the rest is mended."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from index.records import Article, Evidence
from qa.checking import check

TABLE = Path(__file__).with_name("claims.txt")
LEAST_CASES = 220


@dataclass
class Story:
    """Articles, as title, date and sentences, and a question about them."""

    articles: list[tuple[str, str, list[str]]] = field(default_factory=list)
    question: str = ""

    def evidence(self) -> list[Evidence]:
        found = []
        for title, published, sentences in self.articles:
            article = Article(" ".join(sentences), title=title, published=published)
            start = 0
            for sentence in sentences:
                found.append(Evidence(article, start, start + len(sentence), 0.5))
                start += len(sentence) + 1
        return found


@dataclass(frozen=True)
class Case:
    """A claim about a story; ``expected``: the text that is shown, None for none of the claim's own."""

    kind: str
    story: Story
    sign: str
    claim: str
    question: str
    expected: str | None
    is_gap: bool


def read_table(text: str) -> list[Case]:
    cases: list[Case] = []
    kind, story = "", Story()
    for line in text.split("\n## ", 1)[1].join(["## ", ""]).splitlines():
        mark, _, rest = line.partition(" ")
        is_gap, sign = mark.startswith("~"), mark.lstrip("~")
        rest = rest.strip()
        if sign == "##":
            kind = rest
        elif sign == "A":
            if story.question:
                story = Story()
            title, published = rest.split(" | ")
            story.articles.append((title, published, []))
        elif sign == "E":
            story.articles[-1][2].append(rest)
        elif sign == "Q":
            story.question = rest
        elif sign and sign in "+-=":
            said, _, question = rest.partition(" ?? ")
            claim, _, mended = said.partition(" => ")
            expected = {"+": claim, "-": None, "=": mended}[sign]
            cases.append(Case(kind, story, sign, claim, question or story.question, expected, is_gap))
    return cases


CASES = read_table(TABLE.read_text(encoding="utf-8"))


def shown(case: Case) -> list[str]:
    return [text for text, _ in check(case.claim, case.question, case.story.evidence()).claims]


@pytest.mark.parametrize(
    "case",
    [
        pytest.param(
            case, id=f"{case.kind}: {case.sign} {case.claim}", marks=[pytest.mark.xfail(strict=True)] * case.is_gap
        )
        for case in CASES
    ],
)
def test_a_claim_is_kept_mended_or_not_shown(case):
    if case.expected is None:
        assert case.claim not in shown(case)
    else:
        assert shown(case) == [case.expected]


def test_the_table_is_large_and_at_least_half_attacks():
    signs = Counter(case.sign for case in CASES)
    assert signs.total() >= LEAST_CASES
    assert signs["-"] >= signs.total() / 2
    assert sum(case.is_gap for case in CASES) <= 12
