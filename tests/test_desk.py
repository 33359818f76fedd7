"""The desk: what becomes of a draft, and of none, at every confidence."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from types import SimpleNamespace

import pytest
from encoders import KeywordEncoder

import qa.desk
from index.article_index import ArticleIndex
from index.records import Article
from qa.abstaining import LEAST_CONFIDENCE, LEAST_WITHOUT_MODEL, SURE, WORTH_ASKING
from qa.answer import Answer, TextGrew
from qa.clock import Clock
from qa.desk import NO_MODEL, NOT_SUPPORTED, QUOTES_ALONE, UNSURE, Desk, Inquiry, Look
from qa.drafting import Draft
from qa.errors import LanguageModelFault
from qa.llm import Piece, Prompt
from qa.selection import MOST_WORDS, select
from qa.settings import Settings

BRIDGE = Article(
    "Mayor Anna Brandt opened the new bridge on Friday. It cost 4 million euros.\n\n"
    "The ferry to the bridge will stop in March, said Karl Weiss, an engineer.\n\n"
    "The bridge is ugly, said Ute Kahl. Nobody else complained of the new bridge."
)
OTHER = Article("The bridge of Ulm was closed. It had rained for weeks.")
QUESTION = "Who opened the new bridge?"
HOLDS = "Anna Brandt opened the new bridge."
WRONG = "Frieda Ulm opened the new bridge in Rome."
# Between each threshold and the next.
LIKELY, POSSIBLE, UNLIKELY = (SURE + 1) / 2, (LEAST_CONFIDENCE + SURE) / 2, LEAST_CONFIDENCE / 2

Script = Sequence[str | Exception]


class ScriptedModel:
    """Says one script after the other, the last one for ever."""

    name = "scripted"

    def __init__(self, *scripts: Script | str, has_read: bool = False) -> None:
        self._scripts = [[script] if isinstance(script, str) else list(script) for script in scripts]
        self._has_read = has_read
        self.prompts: list[Prompt] = []
        self.timeouts_s: list[float] = []

    def stream(self, prompt: Prompt, timeout_s: float) -> Iterator[Piece]:
        self.prompts.append(prompt)
        self.timeouts_s.append(timeout_s)
        for piece in self._scripts[min(len(self.prompts), len(self._scripts)) - 1]:
            if isinstance(piece, Exception):
                raise piece
            yield Piece(piece, {})

    def start(self) -> None: ...

    def read(self, prompt: Prompt) -> None: ...

    def has_read(self, prompt: Prompt) -> bool:
        return self._has_read

    def close(self) -> None: ...

    @property
    def shown(self) -> list[str]:
        """What each prompt ends with: text and question."""
        return [prompt.rest for prompt in self.prompts]


@dataclass
class Asked:
    """What came of a question."""

    answer: Answer
    drafts: list[str] = field(default_factory=list)
    times: list[str] = field(default_factory=list)

    @property
    def quotes_alone(self) -> bool:
        said = [re.sub(r"\s+", " ", quote.text) for quote in self.answer.quotes]
        return bool(said) and [claim.text for claim in self.answer.claims] == said


@pytest.fixture(scope="module")
def articles_index(tmp_path_factory) -> ArticleIndex:
    made = ArticleIndex(tmp_path_factory.mktemp("desk") / "index", KeywordEncoder("bridge", "ferry", "zebra"))
    made.add_all([BRIDGE, OTHER])
    return made


@pytest.fixture
def sure(monkeypatch) -> Callable[..., None]:
    """Sets the confidence before a draft, and after each of the looks."""

    def set_to(before: float, *after: float) -> None:
        left = list(after)
        monkeypatch.setattr(qa.desk, "confidence", lambda signs, draft=None: before if draft is None else left.pop(0))

    return set_to


@pytest.fixture
def ask(articles_index) -> Callable[..., Asked]:
    """Asks a desk, and looks at what is promised of every answer."""

    def asked(model: ScriptedModel | None, question: str = QUESTION, llm: str = "auto", limit: int = 3) -> Asked:
        found = articles_index.find(question)
        inquiry = Inquiry(question, found, select(found.sentences, limit))
        clock = Clock()
        desk = Desk(articles_index, model, Settings(llm=llm))
        *drafts, answer = desk.answer(inquiry, clock)
        assert isinstance(answer, Answer)
        assert all(isinstance(event, TextGrew) for event in drafts)
        assert (answer.question, answer.standalone_question) == (question, question)
        for quote in (*answer.quotes, *answer.related):
            quote.check(articles_index.article(quote.article_id))
            assert len(quote.text.split()) <= MOST_WORDS
        assert 0 <= answer.confidence <= 1
        assert "\n" not in answer.text + (answer.notice or "")
        return Asked(answer, [event.text for event in drafts], list(clock.times_ms))

    return asked


# --- without asking a model


def test_without_evidence_nothing_is_found_and_no_model_is_asked(ask, sure):
    sure(1.0)
    model = ScriptedModel(HOLDS)
    answer = ask(model, limit=0).answer
    assert (answer.status, answer.confidence, answer.model, answer.related) == ("not_found", 0.0, None, ())
    assert answer.text.startswith("The articles do not say.")
    assert model.prompts == []


def test_a_question_about_something_else_is_turned_away_and_no_model_is_asked(ask, sure):
    sure(0.99)
    model = ScriptedModel(HOLDS)
    answer = ask(model, "Zebra stampede?").answer
    assert (answer.status, answer.model) == ("not_found", None)
    assert "do not mention “Zebra” or “stampede”" in answer.text
    assert model.prompts == []


@pytest.mark.parametrize(("confidence", "prompts"), [(WORTH_ASKING * 0.99, 0), (WORTH_ASKING, 1)])
def test_a_model_is_asked_where_that_is_worth_it(ask, sure, confidence, prompts):
    sure(confidence, 0.0)
    model = ScriptedModel(HOLDS)
    answer = ask(model).answer
    assert (answer.status, len(model.prompts)) == ("not_found", prompts)
    assert answer.model == ("scripted" if prompts else None)
    assert answer.related


@pytest.mark.parametrize(("llm", "notice"), [("none", QUOTES_ALONE), ("auto", NO_MODEL)])
def test_without_a_model_the_articles_own_words_answer(ask, sure, llm, notice):
    sure(LEAST_WITHOUT_MODEL)
    asked = ask(None, llm=llm)
    assert asked.quotes_alone
    assert asked.answer.quotes[0].text.startswith("Mayor Anna Brandt opened the new bridge on Friday.")
    assert (asked.answer.status, asked.answer.notice, asked.answer.model) == ("answered", notice, None)
    assert asked.answer.confidence == LEAST_WITHOUT_MODEL


def test_without_a_model_and_without_confidence_nothing_is_found(ask, sure):
    sure(LEAST_WITHOUT_MODEL * 0.99)
    answer = ask(None).answer
    assert (answer.status, answer.confidence) == ("not_found", LEAST_WITHOUT_MODEL * 0.99)
    assert answer.related[0].text.startswith("Mayor Anna Brandt")


# --- one draft


def test_a_draft_that_holds_is_shown(ask, sure):
    sure(0.5, SURE)
    model = ScriptedModel(["Anna Brandt", " opened the new bridge."])
    asked = ask(model)
    answer = asked.answer
    assert (answer.status, answer.text, answer.notice) == ("answered", f"{HOLDS} [1]", None)
    assert (answer.model, answer.confidence) == ("scripted", SURE)
    assert [quote.text for quote in answer.quotes] == ["Mayor Anna Brandt opened the new bridge on Friday."]
    assert (answer.span.quote, answer.span.text) == (1, "Anna Brandt")
    assert asked.drafts == ["Anna Brandt", HOLDS]
    assert asked.times == ["first_token"]
    assert len(model.prompts) == 1


@pytest.mark.parametrize(
    ("draft", "after", "status", "notice"),
    [
        pytest.param(HOLDS, LIKELY, "answered", None, id="holds, likely"),
        pytest.param(HOLDS, POSSIBLE, "answered", UNSURE, id="holds, possible"),
        pytest.param(HOLDS, LEAST_CONFIDENCE, "answered", UNSURE, id="holds, just possible"),
        pytest.param(HOLDS, UNLIKELY, "not_found", None, id="holds, unlikely"),
        pytest.param(WRONG, LIKELY, "answered", NOT_SUPPORTED, id="does not hold, likely"),
        pytest.param(WRONG, POSSIBLE, "answered", UNSURE, id="does not hold, possible"),
        pytest.param(WRONG, UNLIKELY, "not_found", None, id="does not hold, unlikely"),
        pytest.param("NONE", POSSIBLE, "answered", UNSURE, id="refuses, possible"),
        pytest.param("NONE", UNLIKELY, "not_found", None, id="refuses, unlikely"),
        pytest.param("", UNLIKELY, "not_found", None, id="says nothing, unlikely"),
        pytest.param(" \n ", POSSIBLE, "answered", UNSURE, id="says nothing, possible"),
    ],
)
def test_what_is_shown_follows_from_draft_and_confidence(ask, sure, draft, after, status, notice):
    sure(0.5, after)
    asked = ask(ScriptedModel(draft))
    answer = asked.answer
    assert (answer.status, answer.notice, answer.confidence, answer.model) == (status, notice, after, "scripted")
    own_words = draft == HOLDS and after >= SURE
    assert asked.quotes_alone == (status == "answered" and not own_words)
    assert ("Rome" in answer.text, "NONE" in answer.text) == (False, False)


@pytest.mark.parametrize("draft", [["NONE"], [" none", "."], ["", "NONE", " of it"], ["N", "ONE"]])
def test_a_refusal_is_never_shown_as_a_draft(ask, sure, draft):
    sure(0.5, UNLIKELY)
    asked = ask(ScriptedModel(draft))
    assert (asked.drafts, asked.times) == ([], [])


def test_an_answer_that_begins_like_a_refusal_is_none():
    assert not Draft("None of the houses was damaged.", 0.1).refuses
    assert Draft("None.", 0.9).refuses


def test_a_claim_that_does_not_hold_is_left_out_beside_one_that_does(ask, sure):
    sure(0.5, LIKELY)
    answer = ask(ScriptedModel(f"{HOLDS} She is a zebra.")).answer
    assert answer.text == f"{HOLDS} [1]"


def test_quotes_in_the_place_of_a_draft_keep_their_order(ask, sure):
    question = "What is said of the new bridge?"
    sure(LIKELY, LIKELY)
    plain = ask(None, question).answer
    drafted = ask(ScriptedModel("Ute Kahl said the bridge is ugly and dear."), question).answer
    assert plain.quotes == drafted.quotes
    assert drafted.notice == NOT_SUPPORTED


@pytest.mark.parametrize(
    ("scripts", "span"),
    [
        ([WRONG], None),
        (["Brandt from Rome opened the new bridge."], "Brandt"),
        (["Frieda Ulm opened it.", "Brandt from Rome opened the new bridge."], None),  # the first draft counts
        (["NONE", "Brandt from Rome opened the new bridge."], "Brandt"),
    ],
)
def test_a_draft_that_does_not_hold_may_still_name_what_stands_in_the_quotes(ask, sure, scripts, span):
    sure(LIKELY, LIKELY, LIKELY)
    asked = ask(ScriptedModel(*scripts, has_read=len(scripts) == 2))
    assert asked.quotes_alone
    assert (asked.answer.span.text if asked.answer.span else None) == span


LONG = Article(
    "In Lindow a bridge was built; "
    + "; ".join(f"clause {number} tells of the bridge and its many builders in Lindow" for number in range(12))
    + "; and Ute Kahl sold the zebra to Weiss."
)


def test_of_a_long_sentence_the_clauses_of_the_claim_are_quoted(tmp_path, sure):
    made = ArticleIndex(tmp_path / "index", KeywordEncoder("zebra", "bridge"))
    made.add(LONG)
    question = "Who sold the zebra?"
    found = made.find(question)
    sure(0.5, LIKELY)
    desk = Desk(made, ScriptedModel("Ute Kahl sold the zebra to Weiss."), Settings())
    *_, answer = desk.answer(Inquiry(question, found, select(found.sentences, 3)), Clock())
    assert answer.text == "Ute Kahl sold the zebra to Weiss. [1]"
    assert answer.quotes[0].text.endswith("Ute Kahl sold the zebra to Weiss.")
    assert len(answer.quotes[0].text.split()) <= MOST_WORDS < len(LONG.text.split())


@pytest.mark.parametrize(
    ("question", "draft", "own_words"),
    [
        ("Who said the bridge is ugly?", "Ute Kahl said the bridge is ugly.", True),
        ("Who said the new bridge was opened on Friday?", "Anna Brandt opened the new bridge on Friday.", False),
    ],
)
def test_who_said_so_is_answered_by_a_speaker_and_not_by_a_name_beside_the_words(ask, sure, question, draft, own_words):
    sure(0.5, LIKELY)
    asked = ask(ScriptedModel(draft), question)
    assert asked.quotes_alone is not own_words
    assert (asked.answer.text == f"{draft} [1]") is own_words


# --- a model that fails

FAULT = LanguageModelFault("the language model scripted failed; run: qa doctor")


@pytest.mark.parametrize("script", [[FAULT], ["Anna ", FAULT], [HOLDS, FAULT], ["NONE", FAULT]])
@pytest.mark.parametrize("has_read", [False, True])
def test_a_model_that_fails_loses_no_answer(ask, sure, script, has_read):
    sure(0.5)
    asked = ask(ScriptedModel(script, has_read=has_read))
    assert asked.quotes_alone
    assert asked.answer.notice == f"the language model scripted failed; run: qa doctor. {QUOTES_ALONE}"
    assert (asked.answer.confidence, asked.answer.model) == (0.5, None)


def test_a_model_that_fails_at_its_second_look_loses_no_answer(ask, sure):
    sure(0.5, LIKELY)
    model = ScriptedModel(WRONG, [FAULT], has_read=True)
    asked = ask(model)
    assert len(model.prompts) == 2
    assert asked.quotes_alone
    assert asked.answer.notice.startswith("the language model scripted failed")


def test_what_is_a_defect_is_not_hidden(ask, sure):
    sure(0.5)
    with pytest.raises(ZeroDivisionError):
        ask(ScriptedModel([ZeroDivisionError()]))


# --- what the model is shown


def test_a_model_that_has_read_the_article_is_asked_about_it_as_a_whole(ask, sure):
    sure(0.5, LIKELY)
    model = ScriptedModel(HOLDS, has_read=True)
    ask(model)
    (prompt,) = model.prompts
    assert prompt.label == BRIDGE.id
    assert BRIDGE.text in prompt.opening[-1].content
    assert QUESTION in prompt.rest


def test_a_model_that_has_not_is_asked_about_the_best_evidence(ask, sure):
    sure(0.5, LIKELY)
    model = ScriptedModel(HOLDS, has_read=False)
    ask(model)
    (shown,) = model.shown
    assert "Mayor Anna Brandt opened the new bridge on Friday." in shown
    assert QUESTION in shown
    assert BRIDGE.text not in model.prompts[0].messages[-1].content


def test_an_article_that_is_too_long_is_never_shown_as_a_whole(tmp_path, sure):
    made = ArticleIndex(tmp_path / "index", KeywordEncoder("bridge"))
    text = " ".join(f"Pier {number} of the bridge is old." for number in range(400))
    made.add(Article(text))
    sure(0.5, LIKELY)
    model = ScriptedModel("Pier 7 of the bridge is old.", has_read=True)
    found = made.find("Which pier of the bridge is old?")
    list(Desk(made, model, Settings()).answer(Inquiry("Which pier?", found, select(found.sentences, 3)), Clock()))
    assert 400 < len(model.shown[0]) < 700
    assert len(model.prompts[0].messages[-1].content) < 1_000


def test_evidence_is_shown_in_the_order_of_its_article(ask, sure):
    question = "When will the ferry to the new bridge stop, and who opened it?"
    sure(0.5, LIKELY)
    model = ScriptedModel(HOLDS)
    ask(model, question)
    shown = model.shown[0]
    places = [shown.index(begin) for begin in ("Mayor Anna", "The ferry to", "The bridge is ugly")]
    assert places == sorted(places)


# --- a second look


@pytest.mark.parametrize(
    ("has_read", "first", "before", "after", "looks"),
    [
        pytest.param(True, WRONG, 0.5, LIKELY, 2, id="likely after the first look"),
        pytest.param(True, WRONG, LIKELY, UNLIKELY, 2, id="likely before any look"),
        pytest.param(True, WRONG, 0.5, SURE, 2, id="just likely"),
        pytest.param(True, "NONE", LIKELY, UNLIKELY, 2, id="refused, but likely before"),
        pytest.param(True, WRONG, UNLIKELY, POSSIBLE, 1, id="not likely"),
        pytest.param(True, HOLDS, LIKELY, LIKELY, 1, id="held"),
        pytest.param(True, HOLDS, LIKELY, UNLIKELY, 1, id="held, but unlikely"),
        pytest.param(False, WRONG, LIKELY, LIKELY, 1, id="of the evidence"),
    ],
)
def test_a_second_look_is_taken_where_the_whole_article_led_nowhere_although_an_answer_is_likely(
    ask, sure, has_read, first, before, after, looks
):
    sure(before, after, UNLIKELY)
    model = ScriptedModel(first, WRONG, has_read=has_read)
    ask(model)
    assert len(model.prompts) == looks
    if looks == 2:
        assert [prompt.label == BRIDGE.id for prompt in model.prompts] == [True, False]


def test_there_is_no_third_look(ask, sure):
    sure(LIKELY, LIKELY, LIKELY)
    model = ScriptedModel(WRONG, has_read=True)
    assert ask(model).answer.notice == NOT_SUPPORTED
    assert len(model.prompts) == 2


@pytest.mark.parametrize("first", ["NONE", "Brandt of Rome opened the new bridge."])
def test_a_second_draft_that_holds_is_shown(ask, sure, first):
    sure(LIKELY, 0.1, SURE)
    answer = ask(ScriptedModel(first, HOLDS, has_read=True)).answer
    assert (answer.text, answer.notice) == (f"{HOLDS} [1]", None)


def test_two_drafts_that_answer_differently_give_way_to_quotes(ask, sure):
    sure(0.5, LIKELY, LIKELY)
    asked = ask(ScriptedModel("Frieda Ulm.", HOLDS, has_read=True))
    assert asked.quotes_alone
    assert asked.answer.notice == NOT_SUPPORTED


@pytest.mark.parametrize(("first", "second"), [(LIKELY, 0.1), (SURE, LIKELY)])
def test_an_answer_is_as_sure_as_the_surer_look(ask, sure, first, second):
    sure(LIKELY, first, second)
    assert ask(ScriptedModel(WRONG, HOLDS, has_read=True)).answer.confidence == max(first, second)


def test_both_looks_share_the_time_that_an_answer_has(articles_index, sure, monkeypatch):
    sure(LIKELY, LIKELY, LIKELY)
    clock = iter((100.0, 100.0, 115.0))
    monkeypatch.setattr(qa.desk, "time", SimpleNamespace(monotonic=lambda: next(clock)))
    found = articles_index.find(QUESTION)
    model = ScriptedModel(WRONG, has_read=True)
    desk = Desk(articles_index, model, Settings(answer_timeout_s=20.0))
    events = list(desk.looks(Inquiry(QUESTION, found, select(found.sentences, 3)), LIKELY))
    assert model.timeouts_s == [20.0, 5.0]
    assert [isinstance(event, Look) for event in events] == [False, True, False, True]


# --- an article of which not all is found

CLOCK = "Ute Kahl sold the clock of the bridge to Weiss."
PIERS = Article(
    " ".join(f"Pier {number} of the bridge is old and worn." for number in range(150))
    + f"\n\n{CLOCK} "
    + "It rained for weeks and nobody went out at all. " * 9
)


@pytest.fixture(scope="module")
def piers(tmp_path_factory) -> tuple[ArticleIndex, Inquiry]:
    made = ArticleIndex(tmp_path_factory.mktemp("piers") / "index", KeywordEncoder("bridge"))
    made.add(PIERS)
    found = made.find("What of the bridge?")
    assert CLOCK not in [piece.text for piece in found.evidence(1_000)]
    return made, Inquiry("What of the bridge?", found, select(found.sentences, 3))


def test_a_draft_may_rest_on_any_sentence_of_the_best_article(piers, sure):
    sure(0.5, LIKELY)
    articles_index, inquiry = piers
    *_, answer = Desk(articles_index, ScriptedModel(CLOCK), Settings()).answer(inquiry, Clock())
    assert answer.text == f"{CLOCK} [1]"
    assert [quote.text for quote in answer.quotes] == [CLOCK]


def test_a_second_look_sees_what_the_first_draft_was_drawn_from(piers, sure):
    sure(0.5, LIKELY, LIKELY)
    articles_index, inquiry = piers
    model = ScriptedModel("Ute Kahl sold the clock of the bridge in Rome.", CLOCK, has_read=True)
    list(Desk(articles_index, model, Settings()).answer(inquiry, Clock()))
    assert CLOCK in model.shown[1]
    sure(0.5, LIKELY, LIKELY)
    without = ScriptedModel("NONE", CLOCK, has_read=True)
    list(Desk(articles_index, without, Settings()).answer(inquiry, Clock()))
    assert CLOCK not in without.shown[1]


# --- looks by themselves, as the fitting of the confidence uses them


def test_a_look_tells_what_was_made_of_a_draft(articles_index):
    found = articles_index.find(QUESTION)
    inquiry = Inquiry(QUESTION, found, select(found.sentences, 3))
    drafted, look = Desk(articles_index, ScriptedModel(HOLDS), Settings()).looks(inquiry, 1.0)
    assert drafted == TextGrew(HOLDS)
    assert [claim for claim, _ in look.checked.claims] == [HOLDS]
    assert (look.text, look.signs.holds, look.signs.beside, look.signs.whole) == (HOLDS, True, False, False)
    (refused,) = Desk(articles_index, ScriptedModel("NONE"), Settings()).looks(inquiry, 0.0)
    assert (refused.text, refused.signs.doubt, refused.signs.holds, refused.checked.claims) == ("", 1.0, False, ())
    assert refused.confidence < look.confidence
