"""An article's passages: runs of whole neighbouring sentences, which are embedded and retrieved."""

from __future__ import annotations

from collections.abc import Sequence

from index.records import Passage, Sentence

# A passage may end early, or go on a little, for the sake of ending where its paragraph ends.
EARLY_SHARE = 0.6
LATE_SHARE = 1.25
# Writing without spaces, and other long runs, count as a word for each so many characters.
CHARACTERS_PER_WORD_AT_MOST = 12


def make_passages(
    sentences: Sequence[Sentence], text: str, *, target_words: int = 90, overlap_sentences: int = 1
) -> tuple[Passage, ...]:
    """Passages of about ``target_words`` words that together hold every sentence, in order.

    Neighbours share ``overlap_sentences`` sentences, fewer where those alone fill half a passage. The same sentences
    always give the same passages.
    """
    words = [_words(text[sentence.start : sentence.end]) for sentence in sentences]
    passages: list[Passage] = []
    first = new = 0
    while new < len(sentences):
        last = _end(sentences, words, first, new, target_words)
        if passages and last == len(sentences) and sum(words[new:last]) < target_words / 4:
            first = passages.pop().first
        passages.append(Passage(sentences[first].start, sentences[last - 1].end, first, last))
        new = first = last
        while (
            last - first < overlap_sentences
            and first - 1 > passages[-1].first
            and sum(words[first - 1 : last]) <= target_words / 2
        ):
            first -= 1
    return tuple(passages)


def _words(text: str) -> int:
    return max(len(text.split()), len(text) // CHARACTERS_PER_WORD_AT_MOST)


def _end(sentences: Sequence[Sentence], words: Sequence[int], first: int, new: int, target_words: int) -> int:
    """Where the passage ends that begins at sentence ``first`` and must hold the sentence ``new``."""
    count = sum(words[first : new + 1])
    last = new + 1
    while last < len(sentences):
        if sentences[last].paragraph != sentences[last - 1].paragraph:
            if count >= EARLY_SHARE * target_words or count + words[last] / 2 > target_words:
                break
        elif (
            count + words[last] / 2 > target_words and count + _rest(sentences, words, last) > LATE_SHARE * target_words
        ):
            break
        count += words[last]
        last += 1
    return last


def _rest(sentences: Sequence[Sentence], words: Sequence[int], last: int) -> int:
    """How many words are left in the paragraph from sentence ``last`` on, counted for 200 sentences at most."""
    count = 0
    for number in range(last, min(len(sentences), last + 200)):
        if sentences[number].paragraph != sentences[last].paragraph:
            break
        count += words[number]
    return count
