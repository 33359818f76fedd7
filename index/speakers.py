"""Who says so: for each sentence of an article, the person or source whose words it reports.

A wrong name under a quotation is worse than none. A speaker is given only where a verb of speech, "according to" or an
agency's mark ties a readable noun phrase to the sentence as a whole; a pronoun counts only where what it means is plain
(:mod:`index.referents`); a sentence with two speakers has none. Attributions of parts of sentences are kept besides.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from index.records import Sentence
from index.reported_speech import Attribution, Reading


@dataclass(frozen=True)
class Speakers:
    """Who says what in one article. ``by_sentence``: the speaker of each sentence as a whole; None where there is none,
    more than one, or it is unclear who. ``attributions``: every one, also of parts of sentences, in order.
    """

    sentences: tuple[Sentence, ...]
    by_sentence: tuple[str | None, ...]
    attributions: tuple[Attribution, ...]

    def at(self, start: int, end: int) -> str | None:
        """The one speaker of ``[start, end)``, be it whole sentences or a part of one; None where there is not one.

        >>> from index.sentences import split_sentences
        >>> text = "It is a group that police said was armed."
        >>> speakers = read_speakers(text, split_sentences(text))
        >>> speakers.at(31, 40), speakers.at(0, 41)
        ('police', None)
        """
        if start >= end:
            return None
        first = bisect_right(self.sentences, start, key=lambda sentence: sentence.end)
        found: set[str | None] = set()
        for number in range(first, len(self.sentences)):
            sentence = self.sentences[number]
            if sentence.start >= end:
                break
            found.add(self._within(number, max(start, sentence.start), min(end, sentence.end)))
        return found.pop() if len(found) == 1 else None

    def voices(self, start: int, end: int) -> frozenset[str]:
        """Everybody whose words a sentence that overlaps ``[start, end)`` reports, in part or as a whole.

        >>> from index.sentences import split_sentences
        >>> text = "It is a group that police said was armed."
        >>> read_speakers(text, split_sentences(text)).voices(0, 41)
        frozenset({'police'})
        """
        first = bisect_right(self.sentences, start, key=lambda sentence: sentence.end)
        last = bisect_left(self.sentences, end, key=lambda sentence: sentence.start)
        parts = self.attributions[
            bisect_left(self.attributions, first, key=lambda found: found.sentence) : bisect_left(
                self.attributions, last, key=lambda found: found.sentence
            )
        ]
        return frozenset(
            speaker for speaker in (*self.by_sentence[first:last], *(part.speaker for part in parts)) if speaker
        )

    def _within(self, number: int, start: int, end: int) -> str | None:
        sentence = self.sentences[number]
        if (start, end) == (sentence.start, sentence.end):
            return self.by_sentence[number]
        first = bisect_left(self.attributions, number, key=lambda found: found.sentence)
        last = bisect_right(self.attributions, number, key=lambda found: found.sentence)
        own = self.attributions[first:last]
        holding = [found for found in own if found.start <= start and end <= found.end]
        if holding:
            return min(holding, key=lambda found: found.end - found.start).speaker
        held = any(start <= found.start and found.end <= end for found in own)
        return self.by_sentence[number] if held else None


def read_speakers(text: str, sentences: Sequence[Sentence]) -> Speakers:
    """Who says what in an article with these sentences. Time is linear.

    >>> from index.sentences import split_sentences
    >>> text = "“He will go,” said Ana Diaz."
    >>> read_speakers(text, split_sentences(text)).attributions
    (Attribution(sentence=0, speaker='Ana Diaz', start=0, end=13, verb='say', direct=True),)
    """
    reading = Reading(text, sentences)
    by_sentence = reading.speakers()
    ordered = sorted(reading.attributions, key=lambda found: (found.sentence, found.start, found.end))
    return Speakers(tuple(sentences), by_sentence, tuple(ordered))


def speakers_of(text: str, sentences: Sequence[Sentence]) -> tuple[str | None, ...]:
    """For each sentence the person or source whose words it reports, in the article's words; None where unclear.

    >>> from index.sentences import split_sentences
    >>> text = "Elliot Abrams wants him gone. “He will go,” said Abrams. Nobody knows when."
    >>> speakers_of(text, split_sentences(text))
    (None, 'Elliot Abrams', None)
    """
    return read_speakers(text, sentences).by_sentence
