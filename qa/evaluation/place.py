"""Place: where in a question set something stands, and its JSON read with the types that are expected there."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NoReturn

from qa.errors import QuestionSetFault

Record = Mapping[str, object]


@dataclass(frozen=True)
class Place:
    """A place in a file: ``where`` is a line ("line 3") or a path in its JSON ("data[0].paragraphs[2]"), or empty.

    Every method but ``at`` raises QuestionSetFault where the value is not what its name says.
    """

    file: str
    where: str = ""

    @classmethod
    def of(cls, path: Path) -> Place:
        """The file itself. Its name is put on one line."""
        return cls(" ".join(str(path).split()))

    def at(self, where: str) -> Place:
        return replace(self, where=where)

    def refuse(self, wrong: str, remedy: str) -> NoReturn:
        raise self.fault(wrong, remedy)

    def fault(self, wrong: str, remedy: str) -> QuestionSetFault:
        place = f"{self.file}, {self.where}:" if self.where else self.file
        return QuestionSetFault(f"{place} {wrong}; {remedy}")

    def parsed(self, text: str) -> object:
        """``text`` as JSON. The fault names the line within ``text`` where no line is known yet."""
        try:
            value: object = json.loads(text)
        except json.JSONDecodeError as cause:
            place = self if self.where else self.at(f"line {cause.lineno}")
            raise place.fault(f"not JSON ({cause.msg} at column {cause.colno})", "correct it") from cause
        except (ValueError, RecursionError) as cause:  # a number of 5,000 digits; a thousand open brackets
            raise self.fault("not JSON that can be read", "correct it") from cause
        return value

    def record(self, value: object) -> Record:
        if not isinstance(value, dict):
            self.refuse("not a JSON object", 'write {"id": …}')
        return value

    def text(self, record: Record, key: str) -> str:
        """A text that is not blank."""
        value = record.get(key)
        if not isinstance(value, str) or not value.strip():
            self.refuse(f'"{key}" is missing or not a text', f'give "{key}" as a text')
        return self._encodable(value, key)

    def text_or(self, record: Record, key: str, default: str) -> str:
        return self.text(record, key) if record.get(key) is not None else default

    def texts(self, record: Record, key: str) -> tuple[str, ...]:
        """A list of texts that are not blank; empty where the field is missing."""
        values = record.get(key)
        if values is None:
            return ()
        if not isinstance(values, list) or not all(isinstance(value, str) and value.strip() for value in values):
            self.refuse(f'"{key}" is not a list of texts', f'write "{key}": ["…"]')
        return tuple(self._encodable(value, key) for value in values)

    def flag(self, record: Record, key: str, default: bool) -> bool:
        value = record.get(key, default)
        if not isinstance(value, bool):
            self.refuse(f'"{key}" is neither true nor false', f'write "{key}": true or false')
        return value

    def number(self, record: Record, key: str) -> int:
        """A whole number, 0 or more."""
        value = record.get(key)
        if not isinstance(value, int) or isinstance(value, bool) or value < 0:
            self.refuse(f'"{key}" is missing or not a whole number', f'give "{key}" as 0 or more')
        return value

    def records(self, record: Record, key: str) -> list[tuple[Place, Record]]:
        """A list of objects, each with its own place."""
        values = record.get(key)
        if not isinstance(values, list):
            self.refuse(f'"{key}" is missing or not a list', f'write "{key}": [{{…}}]')
        prefix = f"{self.where}.{key}" if self.where else key
        places = [self.at(f"{prefix}[{number}]") for number in range(len(values))]
        return [(place, place.record(value)) for place, value in zip(places, values, strict=True)]

    def _encodable(self, value: str, key: str) -> str:
        try:
            value.encode("utf-8")
        except UnicodeEncodeError as cause:
            raise self.fault(f'"{key}" holds half of a surrogate pair', "write the whole character") from cause
        return value
