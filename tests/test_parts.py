"""Which questions ask two things, and which must stay whole."""

from __future__ import annotations

import time

import pytest

from qa.parts import parts


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Who is Brandt and how old is her son?", ("Who is Brandt?", "how old is her son?")),
        ("Who is Brandt, and where does she live?", ("Who is Brandt?", "where does she live?")),
        ("Who is Brandt? Where does she live?", ("Who is Brandt?", "Where does she live?")),
        ("Who is Brandt? And where does she live?", ("Who is Brandt?", "where does she live?")),
        ("who is brandt and where was she born", ("who is brandt?", "where was she born?")),
        ("Who is Brandt, what did she say, and why?", ("Who is Brandt?", "what did she say, and why?")),
        (
            "Who is Brandt, what did she say, and why is she wanted?",
            ("Who is Brandt?", "what did she say?", "why is she wanted?"),
        ),
        ("When was it opened and how much did it cost?", ("When was it opened?", "how much did it cost?")),
        ("Which party won and which party lost?", ("Which party won?", "which party lost?")),
        ("How large is the bounty and who offered it?", ("How large is the bounty?", "who offered it?")),
        ("What is OPEC and what does it do?", ("What is OPEC?", "what does it do?")),
        ("Is she married and does she have children?", ("Is she married?", "does she have children?")),
        ("Is Brandt the mayor and who elected her?", ("Is Brandt the mayor?", "who elected her?")),
        ("When and where was Brandt born?", ("When was Brandt born?", "where was Brandt born?")),
        ("When or where was Brandt born?", ("When was Brandt born?", "where was Brandt born?")),
        ("Where and how did it begin?", ("Where did it begin?", "how did it begin?")),
        ("Why did she leave, and when?", ("Why did she leave?", "when did she leave?")),
        ("When did the bridge fall and why?", ("When did the bridge fall?", "why did the bridge fall?")),
    ],
)
def test_a_question_that_asks_two_things_is_parted(question, expected):
    assert parts(question) == expected


@pytest.mark.parametrize(
    "question",
    [
        "Who is Brandt?",
        "And who is Brandt?",
        "Who?",
        "Brandt and Weiss",
        "What did Brandt and Weiss say?",
        "What did Brandt say and do?",
        "Who signed the treaty and was exempt from it?",
        "Who opened the bridge and closed the road?",
        "What is the name of the bridge and of the river?",
        "How many people live in Lindow and in Berlin?",
        "What happened before and after the vote?",
        "When forces act on a body, what happens?",
        "If it rains, what happens and who pays?",
        "What is the difference between what she said and what she did?",
        "Does anyone know who Brandt is and what she wants?",
        "Tell me who Brandt is and what she wants.",
        "Who said that the bridge was safe and why?",
        "What does Brandt say about who opened the bridge and when it was closed?",
        "What did Brandt do when she was the mayor?",
        'Who wrote "Where is he and what does he want"?',
        "Did Brandt resign or was she dismissed?",
        "What was sold, and to whom?",
        "In which year was it built and by whom?",
        "In what year and where was Brandt born?",
        "Whom did Brandt meet and what for?",
    ],
)
def test_a_question_that_asks_one_thing_stays_whole(question):
    assert parts(question) == (question,)


def test_nothing_that_was_asked_is_lost_where_there_are_more_than_three():
    question = "Who won? Who lost? Who paid? Who left?"
    assert parts(question) == ("Who won?", "Who lost?", "Who paid? Who left?")


def test_space_around_a_question_is_left_out():
    assert parts(" \n Who is Brandt?  ") == ("Who is Brandt?",)


@pytest.mark.parametrize(
    "question",
    [
        pytest.param("who and " * 250, id="joints"),
        pytest.param("who is it and " * 140, id="questions"),
        pytest.param("? " * 1000, id="ends"),
        pytest.param("when is " + ", " * 990, id="commas"),
        pytest.param(" " * 2000, id="spaces"),
        pytest.param("w" * 2000, id="one word"),
        pytest.param("who is \ud83d and \x00 who is \u202e?", id="characters that are none"),
    ],
)
def test_no_question_takes_long_or_becomes_nothing(question):
    begun = time.perf_counter()
    assert 1 <= len(parts(question)) <= 3
    assert time.perf_counter() - begun < 1
