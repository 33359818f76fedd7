"""Follow-ups: the noun phrases of a question, the pronouns in it, and what the talk is about."""

from __future__ import annotations

import pytest

from qa.followups.discourse import Discourse
from qa.followups.mentions import mentions_in
from qa.followups.nouns import before_noun, is_plural, singular
from qa.followups.phrases import noun_phrases
from qa.followups.pronouns import slots
from qa.followups.word_classes import tokens


@pytest.mark.parametrize(
    ("question", "phrases"),
    [
        ("What are the main causes of hay fever?", ["the main causes", "hay fever"]),
        ("How does a heat pump work?", ["a heat pump"]),
        ("How did the council change the rules in 1990?", ["the council", "the rules", "1990"]),
        ("Why was the bridge closed?", ["the bridge"]),
        ("Which towns survived the flood?", ["towns", "the flood"]),
        ("How is a ferry different?", ["a ferry"]),
        ("What is the best way of making cheese?", ["the best way", "cheese"]),
        ("Who led the Marsh and Fenn inquiry?", ["the Marsh and Fenn inquiry"]),
        ("Did the Bank of Lindow fail?", ["the Bank of Lindow"]),
        ("When did Lindow besiege Marsh?", ["Lindow", "Marsh"]),
        ("Why is the firm building turbines?", ["the firm", "turbines"]),
        ("And now?", []),
        ("", []),
    ],
)
def test_the_noun_phrases_of_a_question(question, phrases):
    assert [phrase.text for phrase in noun_phrases(question)] == phrases


@pytest.mark.parametrize(
    ("question", "word", "tag"),
    [
        ("How did the US respond?", "US", "noun"),
        ("What changes did it bring?", "changes", "noun"),
        ("How has it changed?", "changed", "verb"),
        ("Who praised her office?", "her", "determiner"),
        ("Who praised her in May?", "her", "pronoun"),
        ("Is that true?", "that", "pronoun"),
        ("Is that bridge safe?", "that", "determiner"),
        ("What's new?", "'s", "auxiliary"),
        ("What is Brandt's plan?", "'s", "possessive"),
    ],
)
def test_a_word_is_classed_by_its_neighbours(question, word, tag):
    assert [token.tag for token in tokens(question) if token.text == word] == [tag]


@pytest.mark.parametrize(
    ("question", "kinds"),
    [
        ("How old is he?", ["person"]),
        ("Did they sell it?", ["they", "it"]),
        ("What can I do there?", ["there"]),
        ("Is there a bridge?", []),
        ("Is it true that the bridge fell?", []),
        ("What is the net, and why is it famous?", []),
        ("That's a surprise. Who won?", []),
        ("Which towns that the council owns are rich?", []),
        ("How did the US react to IT firms?", []),
        ("When did she say that?", ["person"]),
    ],
)
def test_pronouns_that_stand_for_something_said_earlier(question, kinds):
    assert [slot.kind for slot in slots(question)] == kinds


@pytest.mark.parametrize(
    ("question", "mentioned"),
    [
        (
            "What are the symptoms of hay fever?",
            [("the symptoms", "definition", True), ("hay fever", "complement", False)],
        ),
        (
            "Who is the mayor of Lindow?",
            [("the mayor of Lindow", "definition", False), ("Lindow", "adjunct", False)],
        ),
        ("Where did Brandt meet Weiss?", [("Brandt", "subject", False), ("Weiss", "object", False)]),
        (
            "Why are the most important canals closed in winter?",
            [("the canals", "subject", False), ("winter", "adjunct", False)],
        ),
        ("How old is his sister?", []),
    ],
)
def test_what_a_question_mentions(question, mentioned):
    assert [(mention.text, mention.role, mention.quality) for mention in mentions_in(question)] == mentioned


@pytest.mark.parametrize(
    ("asked", "center"),
    [
        (["What causes hay fever?"], ("hay", "fever")),
        (["What is hay fever?", "How does exercise affect hay fever?"], ("hay", "fever")),
        (["What is hay fever?", "What is asthma?"], ("asthma",)),
        (["What is hay fever?", "Really?"], ("hay", "fever")),
        ([], ()),
    ],
)
def test_the_talk_keeps_its_center_until_something_new_is_asked_for(asked, center):
    discourse = Discourse()
    for question in asked:
        discourse = discourse.after(question)
    assert discourse.center == center


def test_what_was_mentioned_in_passing_is_forgotten_and_what_was_asked_about_is_not():
    discourse = Discourse().after("What is hay fever?").after("How does hay fever affect honey?")
    for question in ["What is asthma?", "What is eczema?", "What is acne?", "What is gout?", "What is flu?"]:
        discourse = discourse.after(question)
    assert {("hay", "fever"), ("asthma",)} <= {mention.words for mention in discourse.mentions}
    assert ("honey",) not in {mention.words for mention in discourse.mentions}


@pytest.mark.parametrize(
    ("noun", "one", "plural"),
    [
        ("studies", "study", True),
        ("boxes", "box", True),
        ("analysis", "analysis", False),
        ("gas", "gas", False),
        ("people", "people", True),
        ("Brandt's", "brandt", False),
        ("VMs", "vm", True),
    ],
)
def test_singular_and_plural(noun, one, plural):
    assert (singular(noun), is_plural(noun)) == (one, plural)


@pytest.mark.parametrize(
    ("phrase", "before"),
    [("the tiger sharks", "tiger shark"), ("solar energy", "solar energy"), ("a glass", "glass"), ("people", "people")],
)
def test_a_phrase_before_a_noun_stands_in_the_singular(phrase, before):
    assert before_noun(phrase) == before
