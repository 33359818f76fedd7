"""What a question asks for, and whether a sentence shows it."""

from __future__ import annotations

import time

import pytest

from index.asked import candidates, introduces, kind_of, name_asked, shows


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Who is Cabello?", "introduction"),
        ("who's elliott abrams", "introduction"),
        ("And who was Brandt?", "introduction"),
        ("And who was the mayor?", "person"),
        ("Who was arrested by Brandt?", "person"),
        ("Tell me about Maduro", "introduction"),
        ("How many people live there?", "number"),
        ("How old is he?", "number"),
        ("What percentage voted?", "number"),
        ("When did it begin?", "time"),
        ("In which year was the bridge built?", "time"),
        ("Where was he arrested?", "place"),
        ("Which country won?", "place"),
        ("Why did she resign?", "reason"),
        ("Who was arrested in Caracas on Monday morning by the police?", "person"),
        ("Whose house was searched?", "person"),
        ("What did Abrams say?", "statement"),
        ("According to the report, what do critics believe?", "statement"),
        ("Is he married?", "yes_no"),
        ("But did they vote?", "yes_no"),
        ("What is the name of the ship?", "other"),
        ("", "other"),
        ("?", "other"),
    ],
)
def test_kind_of_question(question, expected):
    assert kind_of(question) == expected


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Who is Cabello?", "Cabello"),
        ("Who is Mr. Elliott Abrams?", "Elliott Abrams"),
        ("who’s O’Brien", "O’Brien"),
        ("Who are the Houthis?", "Houthis"),
        ("How old is Cabello?", None),
        ("Who is the man that the police arrested in Caracas?", None),
        ("", None),
    ],
)
def test_name_that_is_asked_for(question, expected):
    assert name_asked(question) == expected


@pytest.mark.parametrize(
    ("kind", "text", "question", "expected"),
    [
        ("number", "He paid $2.5 million for 3 boats, 40% more.", "How much?", ["$2.5 million", "3", "40%"]),
        ("number", "Twelve men and two dogs.", "How many?", ["Twelve", "two"]),
        ("number", "In 2020 he had 3 boats.", "How many boats in 2020?", ["3"]),
        ("time", "On January 3, 2026, a Tuesday.", "When?", ["January 3, 2026", "Tuesday"]),
        ("person", "police met Diosdado Cabello and Ana de Armas.", "Who?", ["Diosdado Cabello", "Ana de Armas"]),
        ("person", "Cabello met Abrams.", "Who met Cabello?", ["Abrams"]),
        ("place", "They met in New York.", "Where?", ["They", "New York"]),
        ("statement", "“No,” she said.", "What did she say?", ["“", "”", "said"]),
        ("reason", "He left because of rain.", "Why?", ["because"]),
        ("yes_no", "He is 62.", "Is he old?", []),
        ("other", "He is 62.", "What is it?", []),
    ],
)
def test_candidates_are_of_the_kind_and_not_of_the_question(kind, text, question, expected):
    assert [text[start:end] for start, end in candidates(kind, text, question)] == expected


@pytest.mark.parametrize(
    ("kind", "text", "expected"),
    [
        pytest.param("person", "Yesterday it rained.", False, id="the first word has a capital anyway"),
        pytest.param("person", "Yesterday she met Cabello.", True, id="a name further on"),
        pytest.param("time", "Yesterday it rained.", True, id="the first word may tell the time"),
        pytest.param("introduction", "Cabello is a minister.", False, id="introductions are judged elsewhere"),
        pytest.param("other", "Cabello is 62.", False, id="nothing asked for, nothing shown"),
    ],
)
def test_whether_a_sentence_shows_it(kind, text, expected):
    assert shows(kind, text, "?") is expected


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("Cabello", "Diosdado Cabello, the interior minister, spoke.", True),
        ("Cabello", "Diosdado Cabello, 62, spoke.", True),
        ("Cabello", "Interior minister Diosdado Cabello spoke.", True),
        ("Cabello", "Cabello is a party leader.", True),
        ("diosdado cabello", "Cabello (head of the party) spoke.", True),
        ("Cabello", "She met Cabello in Caracas.", False),
        ("Cabello", "Cabellos are hair, the dictionary says.", False),
        ("Cabello", "", False),
        (".*", "Diosdado Cabello, the minister, spoke.", False),
    ],
)
def test_whether_a_sentence_introduces_someone(name, text, expected):
    assert introduces(name, text) is expected


@pytest.mark.parametrize(
    "question",
    [
        pytest.param("what did " * 10_000, id="a statement that never comes"),
        pytest.param("according to a, " * 10_000, id="openings"),
        pytest.param("who is " + "a " * 50_000, id="a name that never ends"),
        pytest.param("who is " + " " * 100_000 + "!", id="spaces"),
        pytest.param("how " * 25_000, id="numbers"),
        pytest.param("\x00" * 100_000, id="NUL"),
    ],
)
def test_time_does_not_grow_with_the_square_of_the_question(question):
    started = time.perf_counter()
    kind_of(question)
    name_asked(question)
    assert time.perf_counter() - started < 2
