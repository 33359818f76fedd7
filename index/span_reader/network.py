"""The network: all-MiniLM-L6-v2's encoder, with marks added to its word pieces and two logits for each of them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import torch
from torch import nn
from transformers import BertConfig, BertModel

from index.span_reader.features import FEATURES, Pair

# The logit of what can be no place of an answer.
_NEVER = -1e4


class SpanNetwork(nn.Module):
    """``base``: the folder of the model whose shape, and whose word vectors, are used."""

    def __init__(self, base: Path) -> None:
        super().__init__()
        self.bert = BertModel(BertConfig.from_pretrained(base), add_pooling_layer=False)
        width = self.bert.config.hidden_size
        self.marks = nn.Embedding(FEATURES, width)
        self.logits = nn.Linear(width, 2)

    def forward(
        self, ids: torch.Tensor, known: torch.Tensor, types: torch.Tensor, features: torch.Tensor, places: torch.Tensor
    ) -> torch.Tensor:
        """All of shape (pairs, pieces); ``known`` is 0 where a row is filled up, ``places`` False where no answer can
        stand. Returns logits of shape (pairs, pieces, 2): an answer begins, ends here; piece 0 is "no answer"."""
        words = self.bert.embeddings.word_embeddings(ids) + self.marks(features)
        states = self.bert(inputs_embeds=words, attention_mask=known, token_type_ids=types).last_hidden_state
        logits: torch.Tensor = self.logits(states).float()
        return logits.masked_fill(~places[..., None], _NEVER)


def batch(pairs: Sequence[Pair]) -> tuple[torch.Tensor, ...]:
    """The five arguments of the network for these pairs."""
    length = max(len(pair.ids) for pair in pairs)
    ids, known, types, features = (torch.zeros(len(pairs), length, dtype=torch.long) for _ in range(4))
    places = torch.zeros(len(pairs), length, dtype=torch.bool)
    for row, pair in enumerate(pairs):
        size = len(pair.ids)
        ids[row, :size] = torch.tensor(pair.ids)
        known[row, :size] = 1
        types[row, :size] = torch.tensor(pair.types)
        features[row, :size] = torch.tensor(pair.features)
        places[row, 0] = True
        places[row, pair.text_first : pair.text_first + len(pair.text_offsets)] = True
    return ids, known, types, features, places
