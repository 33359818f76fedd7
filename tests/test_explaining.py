"""Why nothing was found: what the articles tell of who was asked about, and what they never mention."""

from __future__ import annotations

import time

import pytest

from index.names import names_of
from qa.explaining import explanation

BRIDGE = (
    "Mayor Anna Brandt, 61, opened the bridge in Lindow.\n\nKarl Weiss attended. Anna Kahl sang, and Karl Kahl wept."
)
HARVEST = "Weiss, a farmer aged 40, began the harvest. Ute Weiss, 38, helped."
NEAREST = "The passages nearest to the question are shown; they do not answer it."


def told(question: str, *unknown: str, texts: tuple[str, ...] = (BRIDGE,)) -> str:
    """What stands between what is always said."""
    text = explanation(question, unknown, [(text, names_of(text)) for text in texts])
    begin, end = "The articles do not say.", f" {NEAREST}" if texts else ""
    assert text.startswith(begin)
    assert text.endswith(end)
    return text[len(begin) : len(text) - len(end)].strip()


BRANDT = "They tell who Anna Brandt is and give an age (61), but do not answer this."
WEISS = "They mention Karl Weiss, but do not answer this."


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Who is Brandt's wife?", BRANDT),
        ("How tall is Anna Brandt?", BRANDT),
        ("How tall is Mayor Brandt?", BRANDT),
        ("How tall is Mr. Weiss?", WEISS),
        ("What did Weiss or Brandt pay?", WEISS),  # the first that is there
        ("What did Ulm or Brandt pay?", BRANDT),
        ("What did Lindow or Brandt pay?", BRANDT),  # a person before a place
        ("Where is Lindow?", "They mention Lindow, but do not answer this."),
    ],
)
def test_what_the_articles_have_of_a_name_is_told(question, expected):
    assert told(question) == expected


@pytest.mark.parametrize(
    "opening",
    ["Is", "Was", "Did", "Does", "Has", "Can", "Will", "Should", "And is", "So why did", "To whom will", "WAS"],
)
def test_a_capital_at_the_beginning_of_a_question_belongs_to_no_name(opening):
    assert told(f"{opening} Anna Brandt there?") == BRANDT
    assert told(f" {opening} Weiss there?") == WEISS


@pytest.mark.parametrize("question", ["Who is Frieda Ulm?", "Who paid?", "Where?", "", "How tall is Bran?"])
def test_nothing_is_told_of_a_name_that_they_do_not_have(question):
    assert told(question) == ""


@pytest.mark.parametrize(
    ("unknown", "expected"),
    [
        (("wife",), "do not mention “wife”."),
        (("wife", "zebra"), "do not mention “wife” or “zebra”."),
        (("wife", "zebra", "moon"), "do not mention “wife”, “zebra” or “moon”."),
        (("wife", "zebra", "wife"), "do not mention “wife” or “zebra”."),
        (("born", "wife", "married", "singing"), "do not mention “wife”."),
        (("held", "paid"), None),
        ((), None),
    ],
)
def test_words_that_no_article_has_are_named_but_not_its_verbs(unknown, expected):
    assert told("Who was that?", *unknown) == (f"They {expected}" if expected else "")
    known = "They tell who Anna Brandt is and give an age (61), but"
    assert told("Who is Brandt?", *unknown) == f"{known} {expected or 'do not answer this.'}"


def test_what_they_have_comes_before_what_they_lack():
    assert told("Why does Weiss like Frieda Ulm?", "Frieda", "Ulm") == (
        "They mention Karl Weiss, but do not mention “Frieda” or “Ulm”."
    )


def test_the_nearest_article_that_has_the_name_tells_of_it():
    question = "How tall is Weiss?"
    assert told(question, texts=(BRIDGE, HARVEST)) == "They mention Karl Weiss, but do not answer this."
    assert "Lindow" not in HARVEST
    assert told("Where is Lindow?", texts=(HARVEST, BRIDGE)) == "They mention Lindow, but do not answer this."


def test_an_age_is_given_only_for_the_one_it_belongs_to():
    assert "age" not in told("How tall is Ute?", texts=(BRIDGE,))
    assert told("How tall is Ute Weiss?", texts=(HARVEST,)) == (
        "They tell who Ute Weiss is and give an age (38), but do not answer this."
    )


def test_without_any_article_near_there_is_nothing_to_tell():
    assert explanation("Who is Brandt?", ["Brandt", "wife"], []) == "The articles do not say."
    assert explanation("Who is Brandt?", [], [], chosen=True) == "These articles do not say."


@pytest.mark.parametrize("name", ["Bran(dt", "Brandt+", "[Brandt", "Br\\andt", "O'Neil*", "\u202eBrandt", "\ud83d"])
def test_a_word_is_named_as_it_was_typed(name):
    assert told(f"Who is {name}?", name).endswith(f"do not mention “{name}”.")


def test_no_text_takes_long():
    begun = time.perf_counter()
    texts = ("Anna Brandt " * 5_000, "Brandt.\n" * 5_000, "a " * 50_000)
    assert told("Who is Anna Brandt " * 100 + "?", "wife" * 100, texts=texts)
    assert time.perf_counter() - begun < 3
