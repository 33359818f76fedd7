"""What the language model is shown, and the draft it writes.

Two prompts, one beginning. Where the model has read the article already (its state was kept), it is shown the whole
article and answers at once; else it is shown the best evidence only, because reading costs it 14 ms a token.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from index.records import Article
from qa.llm import LanguageModel, Message, Prompt
from qa.prompts import neutralise, render, template

REFUSAL = "NONE"
# About 2,500 tokens: what fits beside instructions, examples, question and answer.
_ARTICLE_CHARACTERS = 9_000
_BASE_LABEL = "base"
_EXAMPLE = re.compile(r"^Question: (?P<question>.+)\nAnswer: (?P<answer>.+)$", re.M)
# "None of the houses was damaged" is an answer.
_REFUSED = re.compile(r"\W*(?:NONE\b|[Nn]one\b(?!\s+(?:of|was|were|is|are|has|have|had|will)\b))")
_MARKERS = re.compile(r"\s*\[\d+\]")


@dataclass(frozen=True)
class Draft:
    """A draft so far. ``refusal``: probability, 0 to 1, that the model would rather have said that the text does not
    state it; None where the model does not tell."""

    text: str
    refusal: float | None

    @property
    def refuses(self) -> bool:
        return bool(_REFUSED.match(self.text))

    @property
    def may_refuse(self) -> bool:
        """Whether so few words are written that they may become a refusal."""
        return REFUSAL.startswith(self.text.strip().upper())


def article_prompt(article: Article, question: str = "") -> Prompt | None:
    """The whole article and then the question; None where the article is too long for that."""
    if len(article.text) > _ARTICLE_CHARACTERS:
        return None
    text = render("answer_text", text=neutralise(article.text))
    return Prompt((*_beginning(), Message("user", text)), _asked(question), article.id)


def evidence_prompt(sentences: Sequence[str], question: str = "") -> Prompt:
    """These sentences and then the question."""
    text = neutralise(" ".join(sentences))
    opening = render("answer_text", text="")
    return Prompt((*_beginning(), Message("user", opening)), f" {text}{_asked(question)}", _BASE_LABEL)


def is_whole_article(prompt: Prompt) -> bool:
    """Whether the prompt shows a whole article, rather than evidence alone."""
    return prompt.label != _BASE_LABEL


def drafts(model: LanguageModel, prompt: Prompt, timeout_s: float) -> Iterator[Draft]:
    """The draft as it grows. Raises LanguageModelFault."""
    text, refusal = "", None
    for number, piece in enumerate(model.stream(prompt, timeout_s)):
        if number == 0 and piece.alternatives:
            refusal = _refusal(piece.alternatives)
        text = _plain(text + piece.text)
        yield Draft(text, refusal)


def _plain(text: str) -> str:
    """Without markers, control tokens and invisible characters: a draft is text from outside as well."""
    text = neutralise(text)
    while (less := _MARKERS.sub("", text)) != text:
        text = less  # repeated, because taking "[1]" out of "[[1]7]" leaves another
    return text


def _refusal(alternatives: Mapping[str, float]) -> float:
    # The tokens that begin the refusal and nothing else; "No" begins an answer.
    return min(1.0, sum(p for token, p in alternatives.items() if token.strip() in ("N", "NON", "NONE", "None")))


def _asked(question: str) -> str:
    return "\n\n" + render("answer_question", question=neutralise(question).strip())


@lru_cache(maxsize=1)
def _beginning() -> tuple[Message, ...]:
    examples = template("answer_examples")
    text = examples.split("\n\nQuestion:")[0]
    messages = [Message("system", template("answer_system"))]
    for number, match in enumerate(_EXAMPLE.finditer(examples)):
        asked = render("answer_question", question=match["question"])
        messages.append(Message("user", f"{text}\n\n{asked}" if number == 0 else asked))
        messages.append(Message("assistant", match["answer"]))
    return tuple(messages)
