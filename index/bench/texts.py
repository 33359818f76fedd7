"""English articles, no two alike: the seed article's sentences in new combinations, with other words in them.

Every longer word gives way to another one, so that no two articles are taken for versions of one report.
"""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np

from index.bench.material import PASSAGES_PER_ARTICLE, SENTENCES_PER_ARTICLE
from index.canonical import canonicalise
from index.records import Article
from index.sentences import split_sentences

_SEEDS = Path(__file__).parents[2] / "seeds"
_LEAST_WORDS = 6
_LONG_WORD = re.compile(r"[^\W\d_]{6,}")


def news_articles(count: int, seed: int) -> list[Article]:
    """Articles of about as many sentences and passages as the synthetic ones. Raises OSError without a seed article."""
    chance = np.random.default_rng([seed, PASSAGES_PER_ARTICLE])
    text = canonicalise(next(iter(sorted(_SEEDS.glob("*.txt")))).read_text(encoding="utf-8"))
    sentences = [text[one.start : one.end] for one in split_sentences(text, "en")]
    sentences = [sentence for sentence in sentences if len(sentence.split()) >= _LEAST_WORDS]
    long_words = sorted({*_LONG_WORD.findall(text)})

    def sentence(place: int) -> str:
        return _LONG_WORD.sub(lambda _: long_words[int(chance.integers(len(long_words)))], sentences[place])

    def article() -> Article:
        chosen = chance.choice(len(sentences), size=SENTENCES_PER_ARTICLE)
        made = [sentence(int(place)) for place in chosen]
        paragraphs = [" ".join(made[first : first + 4]) for first in range(0, len(made), 4)]
        return Article(canonicalise("\n\n".join(paragraphs)))

    return [article() for _ in range(count)]
