"""Follow-ups made to stand alone."""

from __future__ import annotations

import pytest

from qa.conversation import standalone


@pytest.mark.parametrize(
    ("history", "question", "alone"),
    [
        ([], "How old is he?", "How old is he?"),
        (["Who is Anna Brandt?"], "How old is she?", "How old is Anna Brandt?"),
        (["Who is Anna Brandt?"], "What is her office?", "What is Anna Brandt's office?"),
        (["Who is Anna Brandt?"], "Who praised her?", "Who praised Anna Brandt?"),
        (["who is brandt"], "how old is she", "How old is brandt"),
        ([("who is brandt", "Anna Brandt is mayor. [1]")], "how old is she", "How old is Anna Brandt"),
        (["Who is Elliot Abrams?", "Where is he now?"], "What does he expect?", "What does Elliot Abrams expect?"),
        (["Who is the mayor of Lindow?"], "How old is she?", "How old is the mayor of Lindow?"),
        ([("Who is the mayor of Lindow?", "Anna Brandt is.")], "How old is she?", "How old is Anna Brandt?"),
        (["How much was it in 2020?"], "And now?", "How much was it in 2020? And now?"),
        (["Who is Anna Brandt?"], "Who is Karl Weiss?", "Who is Karl Weiss?"),
        (["Who is Anna Brandt?"], "Is it true that the bridge fell?", "Is it true that the bridge fell?"),
        (
            ["What did Anna Brandt say?"],
            "When did she say that?",
            "What did Anna Brandt say? When did Anna Brandt say that?",
        ),
        (["What are the colectivos?"], "who do they attack", "Who do the colectivos attack"),
        (["Who is the mayor of Lindow?"], "And who replaced him?", "Who replaced the mayor of Lindow?"),
        (["When did Lindow arrest Weiss?"], "Where is he now?", "Where is Weiss now?"),
        (["When was Weiss elected?", "Who is Anna Brandt?"], "Was he elected too?", "Was Anna Brandt elected too?"),
        (["What is the Marsh inquiry?"], "Did it really end?", "Did the Marsh inquiry really end?"),
        (
            ["What is the Lindow harbour bridge?"],
            "What are its uses?",
            "What are the uses of the Lindow harbour bridge?",
        ),
    ],
)
def test_a_follow_up_stands_alone(history, question, alone):
    assert standalone(question, history) == alone


@pytest.mark.parametrize(
    ("history", "question", "alone"),
    [
        (["How old is Brandt?"], "What about Weiss?", "How old is Weiss?"),
        (["How old is Brandt?"], "And Weiss?", "How old is Weiss?"),
        (
            ["What is the name of Lindow's secretary of state?"],
            "And Marsh's mayor?",
            "What is the name of Marsh's mayor?",
        ),
        (["How many people lived in Lindow in 2020?"], "And in 2021?", "How many people lived in Lindow in 2021?"),
        (["How many people live in Lindow?"], "And in 2021?", "How many people live in Lindow in 2021?"),
        (["Why did Brandt resign?"], "Really?", "Why did Brandt resign? Really?"),
        (["When did Brandt resign?"], "Why?", "When did Brandt resign? Why?"),
        (["What did Brandt announce?"], "What happened then?", "What did Brandt announce? What happened then?"),
    ],
)
def test_a_question_cut_short_is_completed_from_the_one_before(history, question, alone):
    assert standalone(question, history) == alone


@pytest.mark.parametrize(
    ("history", "question", "alone"),
    [
        (["What is hay fever?"], "What are the symptoms?", "What are the symptoms of hay fever?"),
        (["What are dwarf planets?"], "What is the largest?", "What is the largest dwarf planet?"),
        (["What is hay fever?", "What is asthma?"], "What are the causes?", "What are the causes of asthma?"),
    ],
)
def test_a_question_that_names_no_topic_is_given_the_one_of_the_talk(history, question, alone):
    assert standalone(question, history) == alone


@pytest.mark.parametrize(
    ("history", "question"),
    [
        (["Who is Anna Brandt?"], "When was Weiss arrested?"),
        (["Who is Anna Brandt?"], "Is Lindow in Fenland?"),
        (["What is hay fever?"], "What is asthma?"),
        (["What is hay fever?"], "Tell me about Anna Brandt."),
        (["What is hay fever?"], "What is the net, and why is it famous?"),
        (["What is hay fever?"], f"Is it {'very ' * 100}bad?"),
    ],
)
def test_a_question_that_stands_alone_is_left_as_it_is(history, question):
    assert standalone(question, history) == question


def test_the_first_turn_is_remembered_after_many_others():
    history = ["What is hay fever?", *["Does it spread?"] * 200]
    assert standalone("How long does it last?", history) == "How long does hay fever last?"
