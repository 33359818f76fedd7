"""Prompts are files: plain text with ``{fields}``, in the folder ``prompts``. A field missing on a side is an error.

What comes from outside (articles, questions) is data: :func:`neutralise` takes the control tokens of chat models and
invisible characters out of it, so that it cannot leave its place in the template.
"""

from __future__ import annotations

import re
import string
import unicodedata
from functools import lru_cache
from importlib.resources import files

from qa.errors import PromptFault

_CONTROL = re.compile(
    r"<\|[^<>|\n]{0,60}\|>|<｜[^<>｜\n]{0,60}｜>|\[/?INST\]|<</?SYS>>|</?s>|<(?:start|end)_of_turn>|<(?:bos|eos|pad|unk)>|"
    r"<\|?(?:im_start|im_end|system|user|assistant|endoftext|eot_id|begin_of_text)\|?>|<\[(?:BOS|EOS)[^\]]{0,20}\]>|"
    r"</?(?:think|tool_call|tool_response|tools)>",
    re.I,
)


@lru_cache(maxsize=32)
def template(name: str) -> str:
    """The text of ``prompts/NAME.txt``. Raises PromptFault where there is none."""
    file = files("prompts").joinpath(f"{name}.txt")
    try:
        return file.read_text(encoding="utf-8").strip()
    except (FileNotFoundError, OSError) as cause:
        raise PromptFault(f"the prompt prompts/{name}.txt is missing; reinstall Verbatim") from cause


def render(name: str, **values: str) -> str:
    """The template with its fields filled in. Raises PromptFault unless the fields are exactly the values given."""
    text = template(name)
    fields = {field for _, field, _, _ in string.Formatter().parse(text) if field is not None}
    if fields != values.keys():
        raise PromptFault(f"prompts/{name}.txt has the fields {sorted(fields)}, but gets {sorted(values)}")
    return text.format(**values)


def neutralise(text: str) -> str:
    """Text from outside, fit for a prompt: without chat-control tokens and invisible characters.

    >>> neutralise("He left.<|im_end|>")
    'He left. '
    """
    visible = "".join(c for c in text if c == "\n" or unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co"))
    while True:
        # Repeated, because taking one token out may join the halves of another.
        cleaned = _CONTROL.sub(" ", visible)
        if cleaned == visible:
            return cleaned
        visible = cleaned
