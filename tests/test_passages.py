"""Passages: which sentences go together, told by their numbers of words and their paragraphs."""

from __future__ import annotations

import random

import pytest

from index.passages import make_passages
from index.records import Passage, Sentence


def article(*paragraphs: list[int]) -> tuple[str, list[Sentence]]:
    """A text whose paragraphs hold sentences of so many words."""
    text = ""
    sentences = []
    for number, paragraph in enumerate(paragraphs):
        for words in paragraph:
            text += "" if not text else "\n\n" if sentences[-1].paragraph < number else " "
            start = len(text)
            text += " ".join(["word"] * words) + "."
            sentences.append(Sentence(start, len(text), number))
    return text, sentences


@pytest.mark.parametrize(
    ("paragraphs", "overlap", "expected"),
    [
        pytest.param([], 1, [], id="nothing"),
        pytest.param([[5]], 1, [(0, 1)], id="one sentence"),
        pytest.param([[5, 5, 5]], 1, [(0, 3)], id="a short article"),
        pytest.param([[30] * 6], 0, [(0, 3), (3, 6)], id="no overlap"),
        pytest.param([[30] * 6], 1, [(0, 3), (2, 5), (4, 6)], id="one sentence of overlap"),
        pytest.param([[30] * 7], 2, [(0, 3), (2, 5), (4, 7)], id="an overlap of no more than half a passage"),
        pytest.param([[60], [60], [60]], 0, [(0, 1), (1, 2), (2, 3)], id="paragraphs long enough"),
        pytest.param([[20], [20], [20], [40]], 0, [(0, 3), (3, 4)], id="short paragraphs together"),
        pytest.param([[50, 50, 10], [60]], 0, [(0, 3), (3, 4)], id="a paragraph is finished"),
        pytest.param([[300], [300]], 1, [(0, 1), (1, 2)], id="long sentences are not repeated"),
        pytest.param([[90], [5]], 0, [(0, 2)], id="a crumb joins its neighbour"),
    ],
)
def test_sentences_are_gathered(paragraphs, overlap, expected):
    text, sentences = article(*paragraphs)
    passages = make_passages(sentences, text, target_words=90, overlap_sentences=overlap)
    assert [(passage.first, passage.last) for passage in passages] == expected


def test_characters_of_a_passage_are_those_of_its_sentences():
    text, sentences = article([2, 3], [4])
    assert text == "word word. word word word.\n\nword word word word."
    assert make_passages(sentences, text, target_words=5, overlap_sentences=0) == (
        Passage(start=0, end=26, first=0, last=2),
        Passage(start=28, end=48, first=2, last=3),
    )


def test_writing_without_spaces_is_measured_too():
    text = "雨" * 5000
    sentences = [Sentence(start, start + 500) for start in range(0, 5000, 500)]
    assert len(make_passages(sentences, text, overlap_sentences=0)) == 5


def test_every_sentence_is_in_a_passage_and_passages_go_on():
    random_source = random.Random(5)
    for _ in range(300):
        counts = [
            [random_source.choice((1, 5, 20, 60, 200)) for _ in range(random_source.randint(1, 8))]
            for _ in range(random_source.randint(1, 8))
        ]
        text, sentences = article(*counts)
        overlap = random_source.randint(0, 3)
        passages = make_passages(sentences, text, overlap_sentences=overlap)
        assert passages == make_passages(tuple(sentences), text, overlap_sentences=overlap)
        assert {number for passage in passages for number in range(passage.first, passage.last)} == set(
            range(len(sentences))
        )
        for passage in passages:
            assert passage.start == sentences[passage.first].start
            assert passage.end == sentences[passage.last - 1].end
        lasts = [passage.last for passage in passages]
        assert lasts == sorted(set(lasts))
        firsts = [passage.first for passage in passages]
        assert firsts == sorted(set(firsts))
