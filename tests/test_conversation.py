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
    ],
)
def test_a_follow_up_stands_alone(history, question, alone):
    assert standalone(question, history) == alone
