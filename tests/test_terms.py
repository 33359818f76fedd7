"""Terms: what two texts are compared by."""

from __future__ import annotations

import threading

import pytest

from index.terms import is_function_word, term, terms, words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("", [], id="nothing"),
        pytest.param("Rain, rain; RAIN!", ["Rain", "rain", "RAIN"], id="words"),
        pytest.param("$10,000.50 (3.5%)", ["10,000.50", "3.5"], id="numbers keep inner points and commas"),
        pytest.param("in 2020, 2021.", ["in", "2020", "2021"], id="but not what follows them"),
        pytest.param("the U.S. and U.K.", ["the", "U.S.", "and", "U.K."], id="dotted abbreviations"),
        pytest.param("the end. Next", ["the", "end", "Next"], id="no abbreviation"),
        pytest.param("didn't “O’Brien’s”", ["didn't", "O’Brien’s"], id="apostrophes"),
        pytest.param("62-year-old F16", ["62", "year", "old", "F", "16"], id="joined words and numbers"),
        pytest.param("snake_case NUL\x00byte 😀", ["snake", "case", "NUL", "byte"], id="signs part words"),
        pytest.param("Zürich São Łódź", ["Zürich", "São", "Łódź"], id="letters of other languages"),
    ],
)
def test_words_are_ranges_of_the_text(text, expected):
    assert [text[start:end] for start, end in words(text)] == expected


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("Elections", "election", id="number and case"),
        pytest.param("pledged", "pledges", id="inflection"),
        pytest.param("U.S.", "US", id="dots of an abbreviation"),
        pytest.param("Núñez", "nunez", id="accents"),
        pytest.param("Nu\u0301n\u0303ez", "Núñez", id="composed and not"),
        pytest.param("Abrams’s", "Abrams", id="possessive"),
        pytest.param("Trump's", "Trump", id="possessive with a straight apostrophe"),
        pytest.param("O’Brien", "O'Brien", id="apostrophes"),
        pytest.param("10,000", "10000", id="thousands"),
        pytest.param("Straße", "strasse", id="sharp s"),
        pytest.param("ﬁnal", "final", id="ligature"),
    ],
)
def test_forms_of_one_word_have_one_term(one, other):
    assert term(one) == term(other)


@pytest.mark.parametrize(
    ("one", "other"), [("2020", "2021"), ("3.5", "35"), ("minister", "ministry"), ("Caracas", "Cabello")]
)
def test_different_words_have_different_terms(one, other):
    assert term(one) != term(other)


@pytest.mark.parametrize(
    ("word", "expected"),
    [("the", True), ("Who", True), ("WHO", False), ("US", False), ("it", True), ("IT", False), ("A", True)],
)
def test_function_words_are_not_names_in_capitals(word, expected):
    assert is_function_word(word) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Who was it, and what did she say?", []),
        ("The WHO warned of the disease.", ["who", "warn", "diseas"]),
        ("rain rain rain", ["rain", "rain", "rain"]),
    ],
)
def test_terms_leave_function_words_out_and_keep_order(text, expected):
    assert terms(text) == expected


def test_threads_get_the_same_stems():
    vocabulary = [f"{stem}{ending}" for stem in ("connect", "relat", "nation") for ending in ("ed", "ing", "ion", "al")]
    expected = [term.__wrapped__(word) for word in vocabulary]
    results: list[list[str]] = []

    def stem_all() -> None:
        for _ in range(200):
            results.append([term.__wrapped__(word) for word in vocabulary])

    threads = [threading.Thread(target=stem_all) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == [expected] * 800
