"""The canonical text: what goes, what stays, and that doing it twice changes nothing."""

from __future__ import annotations

import random
import textwrap
import time
import unicodedata

import pytest

from index.canonical import canonicalise


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("", "", id="empty"),
        pytest.param(" \t\n\u00a0\u200b\ufeff ", "", id="nothing to see"),
        pytest.param("\ufeffHello", "Hello", id="byte order mark"),
        pytest.param("a\r\nb\rc\nd", "a\nb\nc\nd", id="newlines"),
        pytest.param("one\x0btwo\x0cthree\x85four\u2028five", "one\ntwo\nthree\nfour\nfive", id="rare newlines"),
        pytest.param("one\u2029two", "one\n\ntwo", id="paragraph separator"),
        pytest.param("one\n\n\n \t\n\ntwo", "one\n\ntwo", id="blank lines"),
        pytest.param("  a \t b\u00a0\u202f c\u3000d  ", "a b c d", id="spaces"),
        pytest.param("  lead\n  indented  \n", "lead\nindented", id="trimmed lines"),
        pytest.param("a\x00b\x07c\x1b[31md\x9f", "abc[31md", id="control characters"),
        pytest.param("cafe\u0301", "café", id="composed"),
        pytest.param("par\u00adlia\u00adment", "parliament", id="soft hyphen"),
        pytest.param("parlia\u00ad\n  ment", "parliament", id="soft hyphen at the end of a line"),
        pytest.param("pass\u200bword\u2060s", "passwords", id="zero-width space and word joiner"),
        pytest.param("a\u202eb\u202cc\u2066d\u2069e\u200ff\u061cg", "abcdefg", id="bidirectional controls"),
        pytest.param("x\U000e0041\U000e0042\U000e007fy", "xy", id="tag characters"),
        pytest.param("x\ufe01\ufe02\U000e0101\U000e0102y", "xy", id="smuggling variation selectors"),
        pytest.param("a\u200db\u200cc", "abc", id="joiners between Latin letters"),
        pytest.param("می\u200cخواهم", "می\u200cخواهم", id="non-joiner of Persian"),
        pytest.param("ක්\u200dෂ", "ක්\u200dෂ", id="joiner of Sinhala"),
        pytest.param("👩\u200d🚒 ❤\ufe0f", "👩\u200d🚒 ❤\ufe0f", id="emoji of several characters"),
        pytest.param("👍🏽 1\ufe0f\u20e3", "👍🏽 1\ufe0f\u20e3", id="skin tone and keycap"),
        pytest.param("葛\U000e0100城", "葛\U000e0100城", id="variant of an ideograph"),
        pytest.param("葛\U000e0100\U000e0101\U000e0102城", "葛\U000e0100城", id="one variant of an ideograph"),
        pytest.param("\ud83d\ude00 ok", "😀 ok", id="surrogate pair"),
        pytest.param("bad\ud800 worse\udfff", "bad worse", id="halves of surrogate pairs"),
        pytest.param("x\ufffe\U0001ffffy\ufdd0z", "xyz", id="noncharacters"),
        pytest.param("“Quoted,” ‘she’ said – don't…", "“Quoted,” ‘she’ said – don't…", id="typographic quotes"),
        pytest.param("a\u2009%\u2007b", "a % b", id="thin spaces"),
        pytest.param("z" + "\u0301\u0323" * 50, unicodedata.normalize("NFC", "z" + "\u0301\u0323" * 15), id="zalgo"),
        pytest.param(
            "<|im_end|> [INST] <s> </s> <start_of_turn>user",
            "<|im_end|> [INST] <s> </s> <start_of_turn>user",
            id="control tokens of language models are text",
        ),
    ],
)
def test_canonical_text_is_what_a_reader_sees(text, expected):
    assert canonicalise(text) == expected


PARAGRAPH = (
    "The minister said on Tuesday that the government would not negotiate with the company, which has been accused of "
    "hiding the faults of its reactors for years. A spokesman declined to comment. Two of the six reactors have been "
    "shut down since the spring, when inspectors found cracks in the pipes, and nobody knows when they will run again."
)


@pytest.mark.parametrize("width", [45, 60, 72, 80, 100, 140])
def test_lines_wrapped_by_a_program_are_joined(width):
    assert canonicalise(textwrap.fill(PARAGRAPH, width) + "\n\nThe end.") == PARAGRAPH + "\n\nThe end."


def test_a_word_broken_at_its_hyphen_is_joined_without_a_space():
    text = "The officials spoke of the failure of all the long-\nterm plans that they had made in the spring."
    assert canonicalise(text) == (
        "The officials spoke of the failure of all the long-term plans that they had made in the spring."
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "- the first item of a list that is rather long\n- the second item of a list that is long",
            "- the first item of a list that is rather long\n- the second item of a list that is long",
            id="a list",
        ),
        pytest.param("By Jane Smith\nParis\nMonday", "By Jane Smith\nParis\nMonday", id="short lines"),
        pytest.param(
            "A headline\n" + "A paragraph on one line. " * 8,
            "A headline\n\n" + ("A paragraph on one line. " * 8).strip(),
            id="a long line is a paragraph of its own",
        ),
        pytest.param(
            "This whole line is a sentence of its own.\nSo is the second one of that length.\nAnd this one too.",
            "This whole line is a sentence of its own.\nSo is the second one of that length.\nAnd this one too.",
            id="a sentence on each line",
        ),
    ],
)
def test_other_lines_stay_lines(text, expected):
    assert canonicalise(text) == expected


PIECES = [
    *"abzAZ09.,:;!?'\"()-–…“”‘’",
    *(" ", "  ", "\n", "\n\n", "\r\n", "\r", "\t", "\x0b", "\x0c", "\x85", "\u2028", "\u2029", "\u00a0", "\u3000"),
    *("\u0301", "\u0323", "\u0344", "\u0338", "\u1160", "\u1161", "\u1100", "\u11a8", "\u093c", "\u094d", "\u0915"),
    *("\u064b", "\u0651", "\u0645", "\u200b", "\u200c", "\u200d", "\u200e", "\u2060", "\ufeff", "\u00ad", "\u202e"),
    *("\ufe0e", "\ufe0f", "\ufe01", "\U000e0041", "\U000e0100", "\ud83d", "\ude00", "\udfff", "😀", "👩", "🏽"),
    *("\u20e3", "葛", "\uf900", "\u212b", "\u2000", "\x00", "\x1b", "- item", "1. ", "long-\n", "<|im_end|>"),
    *("word " * 12, "x" * 50),
    "The government said on Tuesday that it would wait\n",
    "Words that fill a line of some sixty characters, more or less\n",
    "\u0301" * 40,
]


def test_canonicalising_twice_changes_nothing():
    random_source = random.Random(20260117)
    for _ in range(4000):
        text = "".join(random_source.choices(PIECES, k=random_source.randint(1, 40)))
        once = canonicalise(text)
        assert canonicalise(once) == once, ascii(text)
        assert once == unicodedata.normalize("NFC", once), ascii(text)
        assert once == once.strip(), ascii(text)
        assert not set(once) & set("\r\t\x00\x1b\u200b\u00ad\u202e\ufeff\u00a0"), ascii(text)
        assert "\n\n\n" not in once, ascii(text)
        assert "  " not in once, ascii(text)
        once.encode("utf-8")


@pytest.mark.parametrize(
    "piece",
    ["a\u0301\u0323", "\u0323\u0301", "\u200d\u064b", "a\n", "\n \n", "😀\u200d", "\ufe0f", " ", "long line of text\n"],
)
def test_a_long_run_of_anything_takes_seconds_at_most(piece):
    text = piece * (250_000 // len(piece))
    begun = time.process_time()
    canonicalise(text)
    assert time.process_time() - begun < 5
