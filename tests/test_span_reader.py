"""The span reader: what the network is given, what is read off its logits, and what the shipped weights find."""

from __future__ import annotations

import numpy as np
import pytest
from safetensors.numpy import load_file, save_file
from tokenizers import Tokenizer

import index.span_reader.reader
from index.embedding import locate
from index.errors import ModelFileFault
from index.span_reader import MiniLmSpanReader, Reading, SpanFound
from index.span_reader.features import MOST_QUESTION_TOKENS, MOST_TEXT_TOKENS, pair
from index.span_reader.network import batch
from index.span_reader.reader import WEIGHTS
from index.span_reader.reading import LONGEST_SPAN_TOKENS

MATCHES, CAPITAL, NUMBER, IN_TEXT = 1, 2, 4, 8


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    made = Tokenizer.from_file(str(locate() / "tokenizer.json"))
    made.no_truncation()
    made.no_padding()
    return made


# --- pairs


def test_a_pair_is_the_question_and_then_the_text(tokenizer):
    made = pair(tokenizer, "Who pledged 4 euros?", "She pledges €4.")
    pieces = [tokenizer.id_to_token(number) for number in made.ids]
    asked, read = ["who", "pledged", "4", "euros", "?"], ["she", "pledge", "##s", "€", "##4", "."]
    assert pieces == ["[CLS]", *asked, "[SEP]", *read, "[SEP]"]
    assert made.types == (0,) * 7 + (1,) * 7
    assert made.text_first == 7
    assert made.text_offsets == ((0, 3), (4, 10), (10, 11), (12, 13), (13, 14), (14, 15))


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("Zoë opened 🌉🌉 the “Brücke”.", ["Zoë", "opened", "🌉🌉", "the", "“", "Br", "ück", "e", "”", "."]),
        ("e\u0301te\u0301s İstanbul ﬁre", ["e\u0301t", "e\u0301s", "İstanbul", "ﬁ", "re"]),
        ("東京 👩‍👩‍👧.", ["東", "京", "👩‍👩‍👧", "."]),
        ("x\u200b \u00a0 y\n\nz", ["x", "y", "z"]),
        ("", []),
        (" \n ", []),
    ],
)
def test_offsets_count_characters_of_the_text(tokenizer, text, pieces):
    made = pair(tokenizer, "Who?", text)
    assert [text[start:end] for start, end in made.text_offsets] == pieces


@pytest.mark.parametrize(
    ("question", "text", "piece", "mark"),
    [
        ("Who pledged?", "In May she pledges.", "pledge", IN_TEXT + MATCHES),
        ("Who pledged?", "In May she pledges.", "s", IN_TEXT + MATCHES),
        ("Who pledged?", "In May she pledges.", "May", IN_TEXT + CAPITAL),
        ("Who pledged?", "In may she pledges.", "may", IN_TEXT),
        ("who pledged in may?", "In May she pledges.", "May", IN_TEXT + CAPITAL + MATCHES),
        ("Who pledged?", "In May she pledges.", ".", IN_TEXT),
        ("Who pledged 4?", "It was €4.", "4", IN_TEXT + NUMBER + MATCHES),
        ("Who pledged?", "It was 1,200 euros.", "200", IN_TEXT + NUMBER),
        ("Is the U.S. out?", "The US left.", "US", IN_TEXT + CAPITAL + MATCHES),
        ("Is the U.S. out?", "Is it the man?", "the", IN_TEXT),  # function words match nothing
        ("Who?", "The “Königsbrücke”", "rück", IN_TEXT + CAPITAL),  # a piece has the capital of its word
        ("Who?", "Rain🌉 fell.", "fell", IN_TEXT),
    ],
)
def test_a_piece_of_the_text_tells_what_its_letters_do_not(tokenizer, question, text, piece, mark):
    made = pair(tokenizer, question, text)
    place = [text[start:end] for start, end in made.text_offsets].index(piece)
    assert made.features[made.text_first + place] == mark


def test_a_piece_of_the_question_tells_only_its_matches_and_numbers(tokenizer):
    made = pair(tokenizer, "Did Brandt pledge 5?", "She pledges 4. Brandt left.")
    #                            [CLS] did Brandt   pledge   5       ?  [SEP]
    assert made.features[:7] == (0, 0, MATCHES, MATCHES, NUMBER, 0, 0)


def test_what_is_longer_than_the_network_reads_is_left_out(tokenizer):
    made = pair(tokenizer, "who " * 500, "rain " * 500)
    assert made.text_first == MOST_QUESTION_TOKENS + 2
    assert len(made.text_offsets) == MOST_TEXT_TOKENS
    assert len(made.ids) == len(made.types) == len(made.features) == MOST_QUESTION_TOKENS + MOST_TEXT_TOKENS + 3
    assert made.text_offsets[-1] == (5 * (MOST_TEXT_TOKENS - 1), 5 * MOST_TEXT_TOKENS - 1)


def test_in_a_batch_an_answer_stands_in_the_text_or_nowhere(tokenizer):
    ids, known, types, features, places = batch([pair(tokenizer, "Who?", "Rain."), pair(tokenizer, "", "It rains.")])
    #                             [CLS] who  ?  [SEP] rain .  [SEP]       [CLS] [SEP] it rains . [SEP]
    assert known.tolist() == [[1, 1, 1, 1, 1, 1, 1], [1, 1, 1, 1, 1, 1, 0]]
    assert places.int().tolist() == [[1, 0, 0, 0, 1, 1, 0], [1, 0, 1, 1, 1, 0, 0]]
    assert types.tolist() == [[0, 0, 0, 0, 1, 1, 1], [0, 0, 1, 1, 1, 1, 0]]
    assert features.tolist() == [[0, 0, 0, 0, 10, 8, 0], [0, 0, 10, 8, 8, 0, 0]]
    assert ids[1].tolist()[-2:] == [102, 0]


# --- readings

# "Anna" 0-4, "Brandt" 5-11, "left" 12-16, "Lindow" 17-23, "." 23-24
OFFSETS = np.array([[0, 4], [5, 11], [12, 16], [17, 23], [23, 24]])
READING = Reading(
    OFFSETS, begins=np.array([3.0, 1.0, 0.0, 2.0, 9.0]), ends=np.array([1.0, 4.0, 8.0, 1.0, -9.0]), nothing=5.0
)


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (0, 24, SpanFound(0, 16, 3.0 + 8.0 - 5.0)),  # the best end stands before the best beginning, which is left
        (0, 15, SpanFound(0, 11, 3.0 + 4.0 - 5.0)),  # "left" reaches out
        (1, 24, SpanFound(5, 16, 1.0 + 8.0 - 5.0)),  # "Anna" begins before
        (17, 24, SpanFound(17, 23, 2.0 + 1.0 - 5.0)),
        (23, 24, SpanFound(23, 24, 9.0 - 9.0 - 5.0)),
        (5, 11, SpanFound(5, 11, 1.0 + 4.0 - 5.0)),
        (-100, 11, SpanFound(0, 11, 2.0)),
        (0, 1000, SpanFound(0, 16, 6.0)),
        (6, 11, None),
        (11, 12, None),
        (24, 24, None),
        (16, 5, None),
    ],
)
def test_the_best_span_within_a_range(start, end, expected):
    assert READING.best(start, end) == expected


def test_nothing_is_best_where_nothing_was_read():
    empty = Reading(np.zeros((0, 2), dtype=np.int64), np.zeros(0), np.zeros(0), 0.0)
    assert empty.best(0, 100) is None


@pytest.mark.parametrize(
    ("last", "expected"),
    [
        (LONGEST_SPAN_TOKENS - 1, (0, LONGEST_SPAN_TOKENS, 20.0)),
        (LONGEST_SPAN_TOKENS, (0, 1, 10.0)),
    ],
)
def test_no_span_is_longer_than_an_answer(last, expected):
    numbers = np.arange(30)
    reading = Reading(np.column_stack([numbers, numbers + 1]), 10.0 * (numbers == 0), 10.0 * (numbers == last), 0.0)
    assert reading.best(0, 30) == SpanFound(*expected)


# --- the shipped weights

BRIDGE = (
    "Mayor Anna Brandt, 61, opened the new bridge over the Havel on Friday. It cost 4 million euros, said Karl Weiss, "
    "the city's chief engineer. The old ferry will stop in March."
)
FLOOD = (
    "The river Oder flooded 300 houses in Küstrin on Tuesday. Rescuers evacuated 1,200 people, the fire service said, "
    "because a dam near Lebus had broken."
)
TYPED = (
    "🎉🎉 Lindow’s mayor, Zoë Müller‑Őry 🏅, paid €4.5 million for the “Königsbrücke” 🌉 in Île‑de‑France. "
    "Nobody 👩‍👩‍👧 objected."
)
ANSWERED = [
    (BRIDGE, "How much did the bridge cost?", "4 million euros"),
    (BRIDGE, "Who is the city's chief engineer?", "Karl Weiss"),
    (BRIDGE, "How old is Anna Brandt?", "61"),
    (BRIDGE, "When will the ferry stop?", "March"),
    (FLOOD, "How many people were evacuated?", "1,200"),
    (FLOOD, "How many houses were flooded?", "300"),
    (FLOOD, "Why were people evacuated?", "a dam near Lebus had broken"),
    (TYPED, "Who is the mayor of Lindow?", "Zoë Müller‑Őry"),
    (TYPED, "How much did the mayor pay?", "€4.5 million"),
]
NOT_ANSWERED = [
    (BRIDGE, "How many people died in the earthquake?"),
    (BRIDGE, "Who is Anna Brandt married to?"),
    (FLOOD, "Who is the president of France?"),
    (FLOOD, "How much did the bridge cost?"),
    (TYPED, "When does the museum open?"),
]


@pytest.fixture(scope="module")
def reader() -> MiniLmSpanReader:
    return MiniLmSpanReader()


def best(reader, question, text) -> SpanFound:
    (reading,) = reader.read(question, [text])
    found = reading.best(0, len(text))
    assert found is not None
    return found


@pytest.mark.parametrize(("text", "question", "expected"), ANSWERED)
def test_the_answer_is_found_where_it_stands(reader, text, question, expected):
    found = best(reader, question, text)
    assert text[found.start : found.end] == expected
    assert found.margin > 0


def test_what_is_not_answered_has_less_margin_than_what_is(reader):
    answered = [best(reader, question, text).margin for text, question, _ in ANSWERED]
    others = [best(reader, question, text).margin for text, question in NOT_ANSWERED]
    assert min(answered) > max(others) + 2


def test_texts_are_read_as_if_each_were_alone(reader):
    question = "How many people were evacuated?"
    together = reader.read(question, [BRIDGE, FLOOD, "Rain.", FLOOD + " " + TYPED])
    assert [len(reading.offsets) for reading in together] == [
        len(reader.read(question, [text])[0].offsets) for text in (BRIDGE, FLOOD, "Rain.", FLOOD + " " + TYPED)
    ]
    for text, reading in zip((BRIDGE, FLOOD), together, strict=False):
        alone, beside = best(reader, question, text), reading.best(0, len(text))
        assert (alone.start, alone.end) == (beside.start, beside.end)
        # Half precision: sums differ a little with the shape of a batch.
        assert beside.margin == pytest.approx(alone.margin, abs=0.5)


def test_no_texts_have_no_readings_and_load_nothing(tmp_path):
    assert MiniLmSpanReader(tmp_path / "missing.safetensors").read("Who?", []) == []


def test_of_a_very_long_text_the_beginning_is_read(reader):
    long = f"{BRIDGE} " + "Nothing else was said about it at all. " * 5_000
    found = best(reader, "How much did the bridge cost?", long)
    assert long[found.start : found.end] == "4 million euros"
    (reading,) = reader.read("How much did the bridge cost?", [long])
    assert len(reading.offsets) == MOST_TEXT_TOKENS
    assert reading.best(len(long) - 500, len(long)) is None


@pytest.mark.parametrize("text", ["", " \n", "\u200b"])
def test_in_a_text_without_words_nothing_is_found(reader, text):
    readings = reader.read("Who?", [text, BRIDGE])
    assert readings[0].best(0, len(text)) is None
    assert readings[1].best(0, len(BRIDGE)) is not None


@pytest.mark.parametrize("question", ["", "🎉", "who " * 2_000, "\ud83d who \udc00?", "[SEP] [CLS]", "\x00"])
def test_no_question_is_too_odd_to_be_read(reader, question):
    (reading,) = reader.read(question, [BRIDGE])
    assert np.isfinite(reading.begins).all()
    assert np.isfinite(reading.nothing)


def test_halves_of_characters_move_no_offset(reader):
    text = "\ud83d\ud83d The bridge \ude00 cost 4 million euros."
    found = best(reader, "How much did the bridge cost?", text)
    assert text[found.start : found.end] == "4 million euros"


# --- files that are not the weights


def flipped(content: bytes) -> bytes:
    return content[:-1] + bytes([content[-1] ^ 1])


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(flipped, id="one bit"),
        pytest.param(lambda content: content[:-1], id="cut short"),
        pytest.param(lambda content: content + b"\0", id="longer"),
        pytest.param(lambda content: b"", id="empty"),
    ],
)
def test_shipped_weights_that_are_not_those_published_are_refused(monkeypatch, tmp_path, change):
    file = tmp_path / "weights.safetensors"
    file.write_bytes(change(WEIGHTS.read_bytes()))
    monkeypatch.setattr(index.span_reader.reader, "WEIGHTS", file)
    with pytest.raises(ModelFileFault, match="is not the file that was published; reinstall Verbatim"):
        MiniLmSpanReader().read("Who?", ["Rain."])


def test_shipped_weights_that_are_missing_are_missed(monkeypatch, tmp_path):
    monkeypatch.setattr(index.span_reader.reader, "WEIGHTS", tmp_path / "missing.safetensors")
    with pytest.raises(ModelFileFault, match=r"missing\.safetensors cannot be loaded"):
        MiniLmSpanReader().read("Who?", ["Rain."])


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(lambda: WEIGHTS.read_bytes()[:1_000_000], id="cut short"),
        pytest.param(lambda: b"weights", id="another kind of file"),
        pytest.param(lambda: b"", id="empty"),
    ],
)
def test_weights_of_ones_own_that_are_none_are_refused(tmp_path, content):
    file = tmp_path / "own.safetensors"
    file.write_bytes(content())
    with pytest.raises(ModelFileFault, match=r"own\.safetensors cannot be loaded"):
        MiniLmSpanReader(file).read("Who?", ["Rain."])


@pytest.mark.parametrize("change", ["one less", "one more", "of another shape"])
def test_weights_of_another_network_are_refused(tmp_path, change):
    state = load_file(WEIGHTS)
    if change == "one less":
        del state["marks.weight"]
    elif change == "one more":
        state["more.weight"] = np.zeros(3, dtype=np.float16)
    else:
        state["logits.bias"] = np.zeros(3, dtype=np.float16)
    save_file(state, tmp_path / "own.safetensors")
    with pytest.raises(ModelFileFault, match=r"own\.safetensors cannot be loaded"):
        MiniLmSpanReader(tmp_path / "own.safetensors").read("Who?", ["Rain."])


def test_weights_of_ones_own_need_no_checksum(tmp_path):
    state = load_file(WEIGHTS)
    state["logits.bias"] = state["logits.bias"] + 1
    save_file(state, tmp_path / "own.safetensors")
    found = best(MiniLmSpanReader(tmp_path / "own.safetensors"), "How old is Anna Brandt?", BRIDGE)
    assert BRIDGE[found.start : found.end] == "61"


def test_a_file_that_failed_once_is_tried_again(monkeypatch, tmp_path):
    file = tmp_path / "weights.safetensors"
    monkeypatch.setattr(index.span_reader.reader, "WEIGHTS", file)
    late = MiniLmSpanReader()
    with pytest.raises(ModelFileFault):
        late.read("Who?", ["Rain."])
    file.write_bytes(WEIGHTS.read_bytes())
    assert len(late.read("Who?", ["Rain."])) == 1
