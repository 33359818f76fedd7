"""Which claims hold against which sentences."""

from __future__ import annotations

import time

import pytest

from qa.grounding import answers_kind, support, without_yes_or_no

SENTENCES = [
    "Mayor Anna Brandt, a former teacher, opened the new bridge on Friday.",
    "The 61-year-old said the bridge had cost 4 million euros because steel had become dearer.",
    'Karl Weiss called it "a monument to vanity" but attended the opening.',
    "The ferry was not stopped, and two boats will run until Jan. 3.",
    "A clerk allegedly stole the plans.",
    "The U.S. denied that it had paid for the bridge.",
]


@pytest.mark.parametrize(
    ("claim", "question", "rests_on"),
    [
        ("Brandt is a former teacher.", "Who is Brandt?", (0,)),
        ("The bridge cost 4 million euros.", "How much did it cost?", (1,)),
        ("The bridge cost 4 million euros because steel became dearer.", "Why?", (1,)),
        ("Weiss attended the opening.", "Was Weiss there?", (2,)),
        ('Karl Weiss called it "a monument to vanity".', "Who called it that?", (2,)),
        ("2 boats will run until January 3.", "How many boats?", (3,)),
        ("The ferry was not stopped.", "Was the ferry stopped?", (3,)),
        ("A clerk allegedly stole the plans.", "Who stole the plans?", (4,)),
        ("The United States denied that it had paid.", "Did the US pay?", (5,)),
        ("Karl Weiss attended.", "Who attended the opening?", (2,)),
        ("Former teacher Anna Brandt opened it.", "Who opened it?", (0,)),
    ],
)
def test_a_claim_whose_words_stand_in_the_article_holds(claim, question, rests_on):
    found = support(claim, question, SENTENCES)
    assert (found.holds, found.sentences, found.missing) == (True, rests_on, ())


@pytest.mark.parametrize(
    ("claim", "question", "missing", "invented"),
    [
        ("Brandt is 62 years old.", "How old is Brandt?", ("Brandt", "62"), ("62",)),
        ("The bridge cost 5 million euros.", "How much did it cost?", ("5",), ("5",)),
        ("Brandt was born in Lindow.", "Where was Brandt born?", ("born", "Lindow"), ("Lindow",)),
        ("Brandt designed the bridge.", "Who designed the bridge?", ("designed",), ()),
        (
            "Brandt attended the opening with her husband.",
            "Who attended?",
            ("Brandt", "attended", "opening", "husband"),
            (),
        ),
    ],
)
def test_what_a_claim_adds_is_named(claim, question, missing, invented):
    found = support(claim, question, SENTENCES)
    assert not found.holds
    assert set(found.missing) <= set(missing)
    assert found.invented == invented


@pytest.mark.parametrize(
    "claim",
    [
        "The ferry was stopped.",  # drops a negation
        "The opening was not attended.",  # adds one
        "A clerk stole the plans.",  # drops a hedge
        "The US paid for the bridge.",  # drops a denial
        'Weiss called it "a monument to pride".',  # quotes other words
        "",
        "The of and.",
    ],
)
def test_a_claim_that_changes_the_meaning_does_not_hold(claim):
    assert not support(claim, "What happened?", SENTENCES).holds


def test_a_claim_does_not_hold_without_evidence():
    assert not support("Brandt is mayor.", "Who is Brandt?", []).holds


def test_another_sentence_lends_no_common_noun():
    claim = 'Weiss called the bridge "a monument to vanity".'
    assert support(claim, "Who called it that?", SENTENCES).missing == ("bridge",)


def test_two_sentences_do_not_lend_each_other_what_is_said():
    sentences = ["Elliot Abrams expects a change.", "Officials spoke on condition of anonymity."]
    assert not support("Elliot Abrams spoke.", "Who spoke?", sentences).holds


CABELLO = "Cabello, who was Maduro's right hand, is a 62-year-old."
RODRIGUEZ = "Troops backed interim President Rodriguez and her grip on power, said a man briefed on many U.S. worries."


@pytest.mark.parametrize(
    ("claim", "sentence", "holds"),
    [
        ("Cabello is 62.", CABELLO, True),
        ("Maduro is 62.", CABELLO, False),
        ("Maduro's right hand is Cabello.", CABELLO, True),
        ("The interim President is Rodriguez.", RODRIGUEZ, True),
        ("Rodriguez is interim President of the United States.", RODRIGUEZ, False),
        ("The interim President of the United States is Rodriguez.", RODRIGUEZ, False),
        ("The group is a network.", "A group that the US has said is a network.", False),
        ("The US has said the group is a network.", "A group that the US has said is a network.", True),
    ],
)
def test_words_stay_with_those_they_belong_to(claim, sentence, holds):
    assert support(claim, "What is it?", [sentence]).holds is holds


@pytest.mark.parametrize(
    ("claim", "failure", "only_wording"),
    [
        ("A clerk stole the plans.", 'the evidence holds back what the claim says ("allegedly")', True),
        ("The ferry was stopped.", 'the evidence negates what the claim says ("not")', True),
        ('Karl Weiss called it "a vanity monument".', '"a vanity monument" is not verbatim in a quote', True),
        ("The bridge cost 5 million euros.", '"5" is not in the evidence', False),
        ("Brandt is a singer.", '"singer" is not in the evidence', False),
    ],
)
def test_a_failure_can_be_read(claim, failure, only_wording):
    found = support(claim, "What happened?", SENTENCES)
    assert found.failures[0] == failure
    assert found.only_wording is only_wording


def test_the_score_tells_what_is_supported():
    good, bad = (support(claim, "Who?", SENTENCES).score for claim in ("Weiss attended.", "Kern sang in Ulm."))
    assert 0 <= bad < good <= 1


def test_the_sentence_before_says_who_he_is():
    sentences = ["Karl Weiss came from Ulm.", "He attended the opening.", "Anna Brandt sang."]
    assert support("Karl Weiss attended the opening.", "Who?", sentences, before=[None, 0, 1]).sentences == (1, 0)
    assert not support("Anna Brandt attended the opening.", "Who?", sentences, before=[None, 0, 1]).holds
    assert not support("Karl Weiss attended the opening.", "Who?", sentences).holds


def test_two_statements_may_rest_on_a_sentence_each():
    claim = "Weiss attended the opening and called it a monument."
    sentences = ["Weiss attended the opening.", "Weiss called it a monument.", "Kern called it vain."]
    assert support(claim, "What did Weiss do?", sentences).sentences == (0, 1)
    assert not support("Weiss attended the opening and called it vain.", "What did Weiss do?", sentences).holds


@pytest.mark.parametrize("sentence", ["twenty one hundred and " * 4000, "Anna Brandt, mayor of Lindow, " * 1500])
def test_what_is_far_too_long_is_not_looked_through(sentence):
    started = time.perf_counter()
    assert not support("Anna Brandt paid 21 euros.", "Who?", [sentence]).holds
    assert time.perf_counter() - started < 1


def test_a_bare_name_needs_a_sentence_about_what_is_asked():
    assert support("Karl Weiss.", "Who attended the opening?", SENTENCES).holds
    assert not support("Karl Weiss.", "Who wrote the report about schools?", SENTENCES).holds


def test_another_sentence_completes_a_name_and_nothing_else():
    sentences = ["The mayor, Brandt, is 61.", "Anna Brandt spoke to Reuters."]
    assert support("Anna Brandt is 61.", "How old is she?", sentences).holds
    sentences.insert(1, "A singer, Anna Weiss, sang.")
    assert support("Anna Brandt is 61.", "How old is she?", sentences).sentences == (0, 2)
    assert not support("Reuters says that the mayor is 61.", "What does Reuters say?", sentences).holds


def test_the_heading_may_lend_words():
    claim = "Brandt opened the bridge in 2026."
    assert support(claim, "When?", SENTENCES).missing == ("2026",)
    assert support(claim, "When?", SENTENCES, "The Lindow Post 2026-01-17").holds


@pytest.mark.parametrize(
    ("claim", "question", "answers"),
    [
        ("She is mayor.", "How old is she?", False),
        ("She is 61.", "How old is she?", True),
        ("It was raised in November.", "In what year was it raised?", False),
        ("It was raised in 2020.", "In what year was it raised?", True),
        ("It opened on Friday.", "When did it open?", True),
        ("It opened.", "When did it open?", False),
        ("It goes back to the early days.", "How far back does it go?", True),
        ("She is mayor.", "Who is she?", True),
    ],
)
def test_a_claim_must_have_the_kind_that_is_asked_for(claim, question, answers):
    assert answers_kind(claim, question) is answers


@pytest.mark.parametrize(
    ("claim", "question", "shown"),
    [
        ("Yes, searches have become rarer.", "Have searches increased?", "Searches have become rarer."),
        ("No, the ferry was not stopped.", "Was the ferry stopped?", "No, the ferry was not stopped."),
        ("Yes, the ferry was stopped.", "Was the ferry stopped?", "Yes, the ferry was stopped."),
        ("No, the ferry was stopped.", "Was the ferry stopped?", "The ferry was stopped."),
        ("Nobody was hurt.", "Was anybody hurt?", "Nobody was hurt."),
    ],
)
def test_yes_and_no_stay_only_where_they_can_be_judged(claim, question, shown):
    assert without_yes_or_no(claim, question) == shown
