"""The page's HTML: everything escaped, highlights where they belong, each state of an answer told apart."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from page_fixtures import quote_of

import qa.page
from index.filters import Filter
from index.records import Article
from qa.answer import Answer, Claim, QuotesFound, Span, TextGrew, compose
from qa.page.article_view import Reveal, render_article
from qa.page.byline import byline, readable_date
from qa.page.choosing import Reading
from qa.page.conversation_view import render_conversation
from qa.page.element import element, together
from qa.page.highlight import Highlight, paragraphs, stretches
from qa.page.scope import Scope
from qa.page.scope_view import NOT_CLEAR, render_fault, render_reading
from qa.page.span_view import with_span
from qa.page.turn import Turn, history_of

ARTICLE = Article(
    text="Ada opened the library. It has 62 rooms.\n\nBen closed it.\nNobody said why.",
    title="The <library>",
    publisher="The Paper",
    published="2026-01-17",
)
OTHER = Article(text="Ada was born in 1963.", title="Ada")


def answered(*quoted: str, span: str | None = None) -> Turn:
    quotes = tuple(quote_of(ARTICLE, text, number) for number, text in enumerate(quoted, start=1))
    claims = tuple(Claim(f"Claim {quote.number}.", (quote.number,)) for quote in quotes)
    found = None
    if span:
        start = ARTICLE.text.index(span)
        found = Span(1, start, start + len(span), span)
    return Turn("q", answer=Answer("q", "q", "answered", compose(claims), claims, found, quotes))


def test_an_element_escapes_its_children_and_its_attributes():
    assert element("p", "<b>", title='"&', hidden=True, class_=None) == '<p title="&#34;&amp;" hidden>&lt;b&gt;</p>'


def test_only_element_makes_markup():
    folder = Path(qa.page.__file__).parent
    makers = [
        path.name for path in folder.glob("*.py") if re.search(r"Markup\(|\|\s*safe|\.unescape\(", path.read_text())
    ]

    assert [name for name in makers if name not in ("byline.py", "element.py")] == []
    assert "Markup(" not in re.sub(r'""".*?"""', "", (folder / "byline.py").read_text(), flags=re.DOTALL)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One.\n\nTwo.", ["One.", "Two."]),
        ("One.\n \t\nTwo.\n\n\n", ["One.", "Two."]),
        ("One\nline more.", ["One\nline more."]),
        ("  \n\n", []),
        ("", []),
    ],
)
def test_blank_lines_part_paragraphs(text, expected):
    assert [text[start:end] for start, end in paragraphs(text)] == expected


def test_overlapping_highlights_are_cut_at_every_edge():
    one, two = Highlight(2, 6, "quote", 1), Highlight(4, 9, "quote", 2)

    cut = [
        (s.start, s.end, [h.number for h in s.highlights], [h.number for h in s.ends])
        for s in stretches(0, 10, [one, two])
    ]

    assert cut == [
        (0, 2, [], []),
        (2, 4, [1], []),
        (4, 6, [1, 2], [1]),
        (6, 9, [2], [2]),
        (9, 10, [], []),
    ]


def test_a_highlight_may_reach_beyond_the_paragraph():
    assert [(s.start, s.end, len(s.highlights)) for s in stretches(5, 9, [Highlight(0, 20, "quote", 1)])] == [(5, 9, 1)]


def test_the_article_shows_a_quote_marked_and_numbered_with_the_span_stronger_inside():
    html = render_article(ARTICLE, answered("It has 62 rooms.", span="62"), 1)

    assert (
        '<mark class="quote" data-quotes="1" data-start="24">It has <strong class="span">62</strong> rooms.</mark>'
        in html
    )
    assert re.search(r"</mark><button [^>]*data-back=\"1\">\[1\]</button>", html)
    assert "The &lt;library&gt;" in html
    assert '<time datetime="2026-01-17">17 January 2026</time>' in html


def test_a_quote_across_paragraphs_is_marked_in_both_and_numbered_once():
    html = render_article(ARTICLE, answered("It has 62 rooms.\n\nBen closed it."), 1)

    assert html.count("<mark") == 2
    assert html.count("[1]") == 1


def test_marks_and_numbers_leave_the_text_as_it_is():
    html = render_article(ARTICLE, answered("It has 62 rooms.", "Ada opened the library.", span="62"), 1)
    body = html[html.index('class="article-text"') :]
    shown = [re.sub(r"<button.*?</button>|<[^>]+>", "", part) for part in re.findall(r"<p.*?</p>", body, re.DOTALL)]

    assert shown == ARTICLE.text.split("\n\n")


def test_candidates_are_marked_without_numbers_and_nearest_passages_otherwise():
    quote = quote_of(ARTICLE, "Ben closed it.")
    found = render_article(ARTICLE, Turn("q").after(QuotesFound((quote,))), 1, Reveal(quote.start))
    nothing = Answer("q", "q", "not_found", "The articles do not say.", related=(quote,))
    nearest = render_article(ARTICLE, Turn("q", (quote,)).after(nothing), 1)

    assert '<mark class="candidate" data-start="42">Ben closed it.</mark>' in found
    assert 'data-reveal="42"' in found
    assert '<mark class="related" data-start="42">Ben closed it.</mark>' in nearest


def test_the_quotes_of_another_article_are_not_marked_in_this_one():
    assert "<mark" not in render_article(OTHER, answered("It has 62 rooms.", span="62"), 1)


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "//elsewhere.example", "file:///etc", ""])
def test_only_web_addresses_become_links(url):
    assert "href" not in render_article(Article(text="A.", url=url))


def test_a_web_address_becomes_a_link_that_tells_nobody_where_it_was():
    html = render_article(Article(text="A.", url='https://example.org/?a=1&b="'))

    assert 'href="https://example.org/?a=1&amp;b=&#34;"' in html
    assert 'rel="noopener noreferrer external"' in html


def test_a_claim_is_followed_by_buttons_named_for_their_quotes():
    html = render_conversation([answered("It has 62 rooms.", span="62")])

    assert (
        '<span class="claim">Claim <span class="held">1.<button type="button" class="marker" aria-label="Quote 1"'
        in html
    )
    assert '<blockquote dir="auto">It has <strong class="span">62</strong> rooms.</blockquote>' in html
    assert 'aria-busy="false"' in html


def test_an_answer_that_is_nothing_but_its_quotes_is_said_once():
    quote = quote_of(ARTICLE, "Ben closed it.", 1)
    claims = (Claim("Ben closed it.", (1,)),)
    answer = Answer("q", "q", "answered", compose(claims), claims, None, (quote,), notice="Made of quotes alone.")

    html = render_conversation([Turn("q", answer=answer)])

    assert html.count("Ben closed it.") == 1
    assert '<p class="notice">Made of quotes alone.</p>' in html


@pytest.mark.parametrize(
    ("turn", "says"),
    [
        (Turn("q"), "Looking in the articles…"),
        (Turn("q").after(QuotesFound((quote_of(ARTICLE, "Ben closed it."),))), "Found in the article"),
        (Turn("q").after(QuotesFound(())).after(TextGrew("Ben did")), "Draft, being checked against the quotes"),
        (Turn("q").halted(), "Stopped before there was an answer."),
        (Turn("q").failed("The index is\nlocked."), "The index is locked."),
        (Turn("q", answer=Answer("q", "q", "not_found", "No.")), "The articles do not say"),
    ],
)
def test_every_state_of_an_answer_says_what_it_is(turn, says):
    html = render_conversation([turn])

    assert says in html
    assert f'aria-busy="{"true" if turn.is_open else "false"}"' in html


REUTERS = Scope(Filter(publishers=("Reuters",)), (), 12, 340)


@pytest.mark.parametrize(
    ("reading", "says"),
    [
        (Reading(), ""),
        (Reading(REUTERS), "Asking 12 of 340 articles: Reuters"),
        (Reading(Scope(Filter(since="2030"), (), 0, 340)), "No article fits: since 2030"),
        (Reading(faults={"since": "Since: no."}), NOT_CLEAR),
        (Reading(faults={"index": "Busy; try again."}), "Busy; try again."),
    ],
)
def test_the_line_at_the_question_says_which_articles_are_asked(reading, says):
    assert re.sub("<[^>]+>", "", render_reading(reading)) == says


def test_what_is_wrong_in_a_field_stands_at_that_field_only():
    reading = Reading(faults={"since": "Since: no."})

    assert 'id="since-fault" class="fault" role="alert" dir="auto">Since: no.</p>' in render_fault("since", reading)
    assert render_fault("until", reading) == '<div data-field="until"></div>'


@pytest.mark.parametrize(
    "turn",
    [
        Turn("q", scope=REUTERS),
        Turn("q", scope=REUTERS).halted(),
        Turn("q", scope=REUTERS).failed("No."),
        Turn("q", answer=Answer("q", "q", "not_found", "No."), scope=REUTERS),
        Turn("q", answer=answered("It has 62 rooms.").answer, scope=REUTERS),
    ],
)
def test_a_question_put_to_some_articles_says_so_whatever_becomes_of_it(turn):
    text = re.sub("<[^>]+>", "", render_conversation([turn]))

    assert "Asked only 12 of 340 articles: Reuters" in text
    assert "The articles do not say" not in text
    assert ("These articles do not say" in text) == (turn.answer is not None and turn.answer.status == "not_found")


def test_a_question_that_no_article_was_asked_says_so():
    scope = Scope(Filter(since="2030"), (), 0, 340)

    assert "No article was asked, for none fits: <span" in render_conversation([Turn("q", scope=scope)])


def test_nothing_of_a_scope_is_markup():
    bad = "<img src=x onerror=alert(1)>"
    scope = Scope(Filter(publishers=(bad,), tags=(bad,)), (bad,), 1, 2)
    faults = {"since": bad, "index": bad}

    html = together(
        [
            render_conversation([Turn("q", scope=scope)]),
            *(render_reading(reading) for reading in (Reading(scope), Reading(faults=faults))),
            render_fault("since", Reading(faults=faults)),
        ]
    )

    assert "<img" not in html
    assert html.count("&lt;img src=x onerror=alert(1)&gt;") == 8


def test_nothing_of_a_turn_is_markup():
    bad = "<img src=x onerror=alert(1)>"
    article = Article(text=f"{bad} said so.", title=bad, publisher=bad, author=bad, published=bad, language='"><b>')
    quote = quote_of(article, bad, 1, speaker=bad)
    claims = (Claim(f"{bad}", (1,)), Claim("x", (1,)))
    answer = Answer(bad, bad, "partial", compose(claims), claims, None, (quote,), notice=bad)
    turns = [
        Turn(bad, answer=answer),
        Turn(bad, (quote,), bad),
        Turn(bad).failed(bad),
        Turn(bad, answer=Answer(bad, bad, "not_found", bad, related=(quote,))),
    ]

    html = render_conversation(turns) + render_article(article, turns[0], 1)

    assert "<img" not in html
    assert '"><b>' not in html
    assert html.count("&lt;img src=x onerror=alert(1)&gt;") >= 20


def test_history_is_made_of_the_questions_that_were_answered():
    turns = [answered("It has 62 rooms."), Turn("again").failed("no"), Turn("and").halted()]

    assert history_of(turns) == [("q", "Claim 1. [1]")]


@pytest.mark.parametrize(
    ("published", "expected"),
    [
        ("2026-01-17", "17 January 2026"),
        ("2025-12-01T10:00:00Z", "1 December 2025"),
        ("last May", "last May"),
        (None, None),
    ],
)
def test_dates_are_written_out(published, expected):
    assert readable_date(published) == expected


def test_a_byline_leaves_out_what_is_not_known():
    assert byline(None, "Reuters", None) == '<p class="byline">Reuters</p>'
    assert byline("Title", speaker="Ada") == '<p class="byline"><span class="speaker">Ada</span>, in Title</p>'
    assert byline(None) is None


@pytest.mark.parametrize(
    ("start", "expected"), [(10, ["He is 62."]), (20, ["He is ", "62", "."]), (27, ["", "2", "."])]
)
def test_only_the_spans_own_part_is_set_off(start, expected):
    text = "He is 62."[max(0, start - 20) :]
    pieces = with_span(text, start, Span(1, 26, 28, "62"))

    assert [re.sub("<[^>]+>", "", piece) for piece in pieces] == expected


def _luminance(colour: str) -> float:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(
    ("text", "ground"),
    [
        *(("ink", ground) for ground in ("desk", "sheet", "pale")),
        *(("soft", ground) for ground in ("desk", "sheet", "pale")),
        *(("lamp", ground) for ground in ("desk", "sheet")),
        ("brick", "desk"),
        ("on-lamp", "lamp"),
        ("marker-ink", "marker"),
        ("marker-ink", "span"),
    ],
)
def test_text_stands_out_from_its_ground(scheme, text, ground):
    """WCAG 2.2, contrast (minimum), level AA: at least 4.5 to 1."""
    css = (Path(qa.page.__file__).parent / "page.css").read_text()
    found = [re.findall(rf"--{name}: (#[0-9a-f]{{6}});", css)[scheme] for name in (text, ground)]
    lighter, darker = sorted(map(_luminance, found), reverse=True)

    assert (lighter + 0.05) / (darker + 0.05) >= 4.5
