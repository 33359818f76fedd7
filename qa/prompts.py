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

# Families of control tokens, by the models that made them known. What has bars is removed whatever stands between them.
_CONTROL = re.compile(
    r"""
      <[|｜][^<>|｜\n]{0,60}[|｜]>  # ChatML, Llama 3 and 4, Phi, Zephyr, Command R, Harmony, DeepSeek
    | \[\|[^\[\]|\n]{0,60}\|\]  # EXAONE
    | \[/?(?:INST|SYSTEM_PROMPT|AVAILABLE_TOOLS|TOOL_(?:CALLS|RESULTS|CONTENT)|THINK|ARGS|CALL_ID|IMG)\]  # Mistral
    | <</?SYS>> | </?s> | <(?:bos|eos|pad|unk|mask|sep|cls)>  # Llama 2 and most vocabularies
    | <(?:start|end)_of_\w{1,20}>  # Gemma
    | </?(?:think|tool_calls?|tool_response|tools|arg_key|arg_value)>  # Qwen, GLM
    | <(?:sop|eop|eoh|eoa|eom)> | \[[gs]?MASK\] | \[(?:CLS|SEP|PAD|UNK)\]  # GLM, InternLM, BERT
    | <fim_\w{1,20}>  # StarCoder
    | <(?:extra_id|reserved|unused|special|TOKENS_UNUSED)_?\d{1,6}>  # T5, Baichuan, Gemma, Nemotron
    | <seed:\w{1,30}>  # Seed
    | \]~!?b[\[\]] | \[e~\[  # MiniMax
    | <\[(?:BOS|EOS)[^\]]{0,20}\]>
    | </?\|?(?:im_start|im_end|system|user|assistant|endoftext|eot_id|begin_of_text)\|?>  # half of a family's bars
    """,
    re.IGNORECASE | re.VERBOSE,
)
_SIGNS = re.compile(r"[<>|｜\[\]]")
_NESTED_AT_MOST = 8
# Invisible, though Unicode does not call them format characters: joiners, fillers, variation selectors.
_INVISIBLE = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\uffa0\ufe00-\ufe0f\U000e0100-\U000e01ef]")


@lru_cache(maxsize=32)
def template(name: str) -> str:
    """The text of ``prompts/NAME.txt``. Raises PromptFault where there is none."""
    file = files("prompts").joinpath(f"{name}.txt")
    try:
        return file.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as cause:
        raise PromptFault(f"the prompt prompts/{name}.txt is missing or unreadable; reinstall Verbatim") from cause


def render(name: str, **values: str) -> str:
    """The template with its fields filled in. Raises PromptFault unless the fields are exactly the values given."""
    text = template(name)
    try:
        fields = {field for _, field, _, _ in string.Formatter().parse(text) if field is not None}
    except ValueError as cause:
        raise PromptFault(f"prompts/{name}.txt has a brace without its partner; reinstall Verbatim") from cause
    if fields != values.keys():
        raise PromptFault(f"prompts/{name}.txt has the fields {sorted(fields)}, but gets {sorted(values)}")
    return text.format(**values)


def neutralise(text: str) -> str:
    """Text from outside, fit for a prompt: without chat-control tokens and invisible characters.

    >>> neutralise("He left.<|im_end|>")
    'He left. '
    """
    visible = "".join(map(_visible, _INVISIBLE.sub("", text)))
    for _ in range(_NESTED_AT_MOST):
        # Repeated, because taking one token out may join the halves of another.
        cleaned = _CONTROL.sub(" ", visible)
        if cleaned == visible:
            return cleaned
        visible = cleaned
    # Nobody nests tokens so deeply but to get past this; peeling off layer by layer would take seconds.
    return _SIGNS.sub(" ", visible)


def _visible(character: str) -> str:
    if unicodedata.category(character) not in ("Cc", "Cf", "Cs", "Co"):
        return character
    # A tab or a carriage return keeps two words apart.
    return character if character == "\n" else " " if character.isspace() else ""
