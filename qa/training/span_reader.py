"""Fine-tunes the span reader: ``python -m qa.training.span_reader SQUAD_FILE… --out weights.safetensors``.

Takes question sets in SQuAD's form. Some forty minutes on two cores for 3,700 questions; the SHA-256 that it prints
belongs into ``index/span_reader/reader.py``. The same seed draws the same examples; sums of floating-point numbers on
several processors still differ in the last digits from run to run, so weights made anew have another checksum.

``--leave-out TITLE …`` trains on the other articles only, so that what is measured on those was not trained on:
:mod:`qa.training.confidence` needs such weights.
"""

from __future__ import annotations

import argparse
import hashlib
import math
import random
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file
from tokenizers import Tokenizer
from torch import nn

from index.article_index import ArticleIndex
from index.canonical import canonicalise
from index.embedding import SentenceTransformerEncoder, locate
from index.records import Article, text_id
from index.span_reader.features import Pair, pair
from index.span_reader.network import SpanNetwork, batch
from index.span_reader.reader import WORD_VECTORS
from qa.evaluation.gold import gold_ranges
from qa.evaluation.question import QuestionSet
from qa.evaluation.question_set import read_question_set
from qa.training.examples import Example, Material, draw

_BATCH = 16
_LEARNING_RATE = 1e-4
_WARM_UP_SHARE = 0.08
_BATCHES_SORTED_TOGETHER = 16


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="+", type=Path, help="question sets in SQuAD's form")
    parser.add_argument("--out", type=Path, required=True, help="the weights to write, a .safetensors file")
    parser.add_argument("--epochs", type=int, default=4)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--leave-out", nargs="*", default=[], metavar="TITLE", help="titles not to train on")
    options = parser.parse_args()
    question_sets = [read_question_set(file) for file in options.files]
    if unknown := set(options.leave_out) - {title for one in question_sets for title, _ in one.contexts}:
        parser.error(f"no set has {', '.join(sorted(unknown))}")
    materials = [
        material
        for question_set in question_sets
        for material in materials_of(question_set, leave_out=options.leave_out)
    ]
    print(f"{len(materials)} questions", flush=True)
    network = train(materials, epochs=options.epochs, seed=options.seed)
    state = {
        name: value.to(torch.float16).contiguous()
        for name, value in network.state_dict().items()
        if name != WORD_VECTORS
    }
    save_file(state, options.out)
    print(f"{options.out}: SHA-256 {hashlib.sha256(options.out.read_bytes()).hexdigest()}")


def materials_of(question_set: QuestionSet, leave_out: Sequence[str] = ()) -> list[Material]:
    """The questions of a set with contexts, with what retrieval finds for each among all of them.

    ``leave_out``: titles whose questions and paragraphs are left out.
    """
    with tempfile.TemporaryDirectory(prefix="verbatim-training-") as folder:
        index = ArticleIndex(Path(folder), SentenceTransformerEncoder())
        index.add_all(
            Article(text=text, title=title or None) for title, text in question_set.contexts if title not in leave_out
        )
        articles = {article.id: article for article in index.articles()}
        made = []
        for question in question_set.questions:
            article = articles.get(text_id(canonicalise(question.context or "")))
            if article is None:
                continue
            golds = gold_ranges(question, articles) if question.answerable else None
            passages = index.find(question.question).passages
            made.append(
                Material(
                    question=question,
                    article=article,
                    sentences=index.sentences(article),
                    answers=tuple((gold.start, gold.end) for gold in golds or ()),
                    found=tuple((passage.article.id, passage.evidence.text) for passage in passages),
                )
            )
    return made


def train(materials: Sequence[Material], *, epochs: int, seed: int) -> SpanNetwork:
    """A network that starts as the packaged embedding model; its word vectors stay as they are."""
    rng = random.Random(seed)
    torch.manual_seed(seed)
    base = locate()
    assert base is not None
    network = SpanNetwork(base)
    packaged = {f"bert.{name}": value for name, value in load_file(base / "model.safetensors").items()}
    network.load_state_dict(packaged, strict=False)
    network.bert.embeddings.word_embeddings.weight.requires_grad_(False)
    nn.init.zeros_(network.marks.weight)
    nn.init.normal_(network.logits.weight, std=0.02)
    nn.init.zeros_(network.logits.bias)
    tokenizer = Tokenizer.from_file(str(base / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()

    drawn = [draw(materials, rng) for _ in range(epochs)]
    steps = sum(math.ceil(len(examples) / _BATCH) for examples in drawn)
    optimiser = torch.optim.AdamW(_groups(network), betas=(0.9, 0.98))
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: min(1.0, (step + 1) / (_WARM_UP_SHARE * steps)) * max(0.0, 1 - step / steps)
    )
    started, done, losses = time.monotonic(), 0, 0.0
    network.train()
    for examples in drawn:
        pairs = [pair(tokenizer, example.question, example.text) for example in examples]
        for numbers in _batches([len(one.ids) for one in pairs], rng):
            places = torch.tensor([_place(pairs[number], examples[number]) for number in numbers])
            with torch.autocast("cpu", dtype=torch.bfloat16):
                logits = network(*batch([pairs[number] for number in numbers]))
            loss = nn.functional.cross_entropy(logits.transpose(1, 2).flatten(0, 1), places.flatten())
            optimiser.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimiser.step()
            schedule.step()
            done, losses = done + 1, losses + loss.item()
            if done % 50 == 0:
                print(f"step {done}/{steps}, loss {losses / 50:.3f}, {time.monotonic() - started:.0f} s", flush=True)
                losses = 0.0
    return network.eval()


def _groups(network: SpanNetwork) -> list[dict[str, object]]:
    """What begins at zero learns ten times as fast; biases and norms do not decay."""
    new: list[nn.Parameter] = []
    flat: list[nn.Parameter] = []
    rest: list[nn.Parameter] = []
    for name, parameter in network.named_parameters():
        if parameter.requires_grad:
            (new if name.startswith(("marks", "logits")) else flat if parameter.ndim < 2 else rest).append(parameter)
    return [
        {"params": rest, "lr": _LEARNING_RATE, "weight_decay": 0.01},
        {"params": flat, "lr": _LEARNING_RATE, "weight_decay": 0.0},
        {"params": new, "lr": 10 * _LEARNING_RATE, "weight_decay": 0.0},
    ]


def _batches(lengths: Sequence[int], rng: random.Random) -> list[list[int]]:
    """Numbers of examples, in batches of about the same length, so that little is filled up."""
    numbers = list(range(len(lengths)))
    rng.shuffle(numbers)
    made = []
    together = _BATCH * _BATCHES_SORTED_TOGETHER
    for first in range(0, len(numbers), together):
        part = sorted(numbers[first : first + together], key=lengths.__getitem__)
        made += [part[place : place + _BATCH] for place in range(0, len(part), _BATCH)]
    rng.shuffle(made)
    return made


def _place(pair: Pair, example: Example) -> tuple[int, int]:
    """The pieces with which the answer begins and ends; 0, which stands for "no answer", where there is none."""
    if example.answer is None:
        return 0, 0
    start, end = example.answer
    inside = [place for place, (first, last) in enumerate(pair.text_offsets) if first < end and start < last]
    return (pair.text_first + inside[0], pair.text_first + inside[-1]) if inside else (0, 0)


if __name__ == "__main__":
    main()
