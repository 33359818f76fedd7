"""The support score, and how its weights are fitted."""

from __future__ import annotations

import numpy as np
import pytest
from encoders import KeywordEncoder

from qa.support_score import features, support_score
from qa.training.support_score import area_under_roc, cross_validated, fit

SENTENCES = ["It rained in Lindow.", "Mayor Anna Brandt, 61, opened the bridge.", "The harvest was poor."]


def test_features_are_counted_as_they_say():
    # Six terms, of which Anna, Brandt and "opened" are there; the number is not, nor is the name Ulm.
    covered, numbers, names_missing = features("Anna Brandt, 62, opened the school in Ulm.", SENTENCES)
    assert covered == pytest.approx(3 / 6)
    assert numbers == 0
    assert names_missing == pytest.approx(np.log(2))


def test_the_fit_is_the_cosine_of_the_best_window():
    encoder = KeywordEncoder("bridge", "harvest", "rain")
    sentences = ["Rain.", "Rain.", "A bridge.", "A harvest.", "A bridge."]
    *_, fit_of_bridge = features("The bridge.", sentences, encoder)
    assert fit_of_bridge == pytest.approx(2 / np.sqrt(5))  # bridge, harvest, bridge
    assert features("The bridge.", sentences, encoder, encoder.encode(sentences))[-1] == pytest.approx(fit_of_bridge)


@pytest.mark.parametrize("encoder", [None, KeywordEncoder("bridge", "harvest")])
@pytest.mark.parametrize(
    ("better", "worse"),
    [
        ("Anna Brandt opened the bridge.", "Anna Brandt opened the school."),
        ("Brandt is 61.", "Brandt is 62."),
        ("Mayor Brandt opened the bridge.", "Mayor Weiss opened the bridge."),
        ("Brandt opened the bridge.", ""),
    ],
)
def test_what_is_said_scores_higher(encoder, better, worse):
    high, low = support_score(better, SENTENCES, encoder), support_score(worse, SENTENCES, encoder)
    assert 0 <= low < high <= 1


def test_nothing_supports_without_sentences():
    assert support_score("Brandt opened the bridge.", []) < 0.5


def test_a_fit_separates_what_can_be_separated():
    rows = np.array([[0.0, 1.0], [0.1, 0.0], [0.9, 1.0], [1.0, 0.0]] * 50)
    truth = rows[:, 0] > 0.5
    weights = fit(rows, truth)
    assert weights[1] > 10 * abs(weights[2])
    assert cross_validated(rows, truth, ~truth) == (1.0, 0.0)


def test_area_under_roc():
    assert area_under_roc(np.array([3.0, 2.0, 1.0]), np.array([True, False, True])) == 0.5
