"""Sentences: boundaries marked with ``|`` in news-like snippets, and what holds for every text."""

from __future__ import annotations

import random
import time
from itertools import pairwise
from pathlib import Path

import pytest

from index.canonical import canonicalise
from index.readers import read
from index.sentences import MAXIMUM_CHARACTERS, split_sentences

SNIPPETS = [
    # plain
    "Rain fell all night.| Three roads were closed.| Nobody was hurt.",
    "Did the minister know?| He says he did not.| Nobody believes him!",
    "Shares fell 3.5 percent to $10.25.| Analysts had expected 2.1 percent.",
    "The vote was 51-49.| 12 members abstained.",
    "It cost £5.| $3 million more is needed.",
    "He runs example.com and lives in Berlin.| The site was down on Monday.",
    "The file is called report.pdf and was leaked.| Nobody knows by whom.",
    "Prices rose.| iPhone sales fell.",
    "The group denied it.| al-Qaeda said nothing.",
    "Version 2.0 is out.| Version 2.1 follows in May.",
    "Sales grew by 4%.| Profits did not.",
    "He wrote “No.”| Nobody asked why.",
    # countries and other acronyms
    "They crossed into the U.S.| The government denied it.",
    "Officials in the U.S. declined to comment.",
    "The U.S. President arrived on Monday.| He left on Tuesday.",
    "Republican U.S. Representative Maria Salazar spoke first.",
    "He was born in the U.K.| He moved to the U.S. in 1999.",
    "The U.N. Security Council met.| The U.S. Senate did not.",
    "She lives in Washington, D.C.| Her brother lives in L.A.| They rarely meet.",
    "Sanctions imposed by the U.S. Treasury remain.",
    "It was made in the U.S.A. and sold in the E.U.| It failed in both.",
    "He was U.S. Under Secretary of State.| She was his deputy.",
    "Imports into the U.S. rose.| Exports from the U.S. Fed officials watch fell.",
    "The bill is named after Sen. Chuck Grassley (R-Iowa).| It passed.",
    "Rep. Mike Lawler (R-N.Y.) voted against it.| Sen. Schumer (D-N.Y.) did too.",
    "Critics say the U.S. is unprepared.| But the U.S. Army disagrees.",
    "She earned a Ph.D. at Yale.| He has an M.D. from Harvard.",
    "The Washington D.C. Circuit ruled.| An appeal is planned.",
    # titles
    "Gen. Mark Milley met Rep. Adam Smith.| Sen. John Thune was absent.",
    "Mr. and Mrs. Smith left.| Dr. Jones stayed.",
    "Gov. Ron DeSantis signed it.| Lt. Gov. Jeanette Nuñez applauded.",
    "Prof. A. Miller disagrees.| Rev. Al Sharpton does not.",
    "Col. Sanders, Sgt. Pepper and Capt. Cook are famous.| Maj. Tom is lost.",
    "Martin Luther King Jr. was there.| So was Sammy Davis Jr.| He sang.",
    "Pres. Biden and Amb. Power spoke.| Atty. Gen. Garland listened.",
    # dates and times
    "The raid was on Jan. 3.| It lasted an hour.",
    "The raid of Jan. 3 was a success.",
    "He died on Dec. 24, 2019.| She died in Feb. 2020.",
    "The talks begin in Sept.| The ministers will attend.",
    "Doors open at 8 a.m. and close at 5 p.m.| Entry is free.",
    "It struck at 3 a.m. Monday.| Most people slept.",
    "The train left at 10 a.m. EST.| It arrived at 2 p.m. GMT.",
    "Polls close at 8 p.m.| Police will be present.",
    "The market opens at 9:30 a.m. Eastern Time.| It closes at 4 p.m.",
    "The meeting was on Tues. Jan. 5.| It was short.",
    "It happened on Sun. Feb. 2 at noon.| It ended on Mon. Feb. 3.",
    "Sales peaked in Oct.| They fell in Nov.| In Dec. they rose.",
    # numbers and parts
    "She is No. 2 in the party.| He is No. 1.",
    "Was he told?| No.| The lawyers knew.",
    "Art. 5 of the treaty applies.| Sec. 3 does not.",
    "See p. 12 and pp. 14-16.| Vol. 3 is lost.",
    "1. The first point is clear.| 2. The second is not.",
    # companies and places
    "Apple Inc. Chief Executive Tim Cook spoke.| Alphabet Inc. declined.",
    "She joined Ford Motor Co.| He joined Tesla Inc.| They met in 2010.",
    "Johnson & Johnson Corp. shares fell.| Goldman Sachs Group Inc. rose.",
    "He lives in St. Louis, near St. Mary's.| She lives on Main St.| The street is quiet.",
    "The fire began on Fifth Ave.| It spread to Third St. within minutes.",
    "The plant in Portland, Ore. employs 300.| The one in Tampa, Fla. is closed.",
    "Mt. Everest and Ft. Bragg are far apart.",
    "Acme Ltd. and Foo Bros. merged.| Bar LLC. did not.",
    "Police say Smith v. Jones is closed.| The case Roe vs. Wade is not.",
    # initials
    "J. K. Rowling wrote it.| J.R.R. Tolkien did not.",
    "George W. Bush met John F. Kennedy Jr. in 1990.",
    "Author George R. R. Martin spoke.| S. A. Chakraborty listened.",
    "There is no plan B.| The minister resigned.",
    "Samuel L. Jackson stars.| Michael B. Jordan directs.",
    "Theorists such as J. A. Hobson and W. I. Lenin agreed.",
    # quotations
    'All of them were known as "engines".| They were loud.',
    '"I know that this is worse," Smith said in an interview.| He smiled.',
    'He said that "Venezuela will not surrender."| But media reports disagree.',
    "He said that “we will not surrender.”| But media reports disagree.",
    '"Will he resign?" Smith asked.| Nobody answered.',
    '"Never!" he shouted.| The crowd cheered.',
    '"It was hard. We worked day and night," she said.| They won.',
    '"I did not do it."| He repeated this twice.',
    "“Who did this?” the judge asked.| The man was silent.",
    "“Stop!”| The driver did not hear.",
    'She asked, "Why now?"| The answer was clear.',
    'The paper called it "a fabrication" and "a lie."| The minister called it "absurd."| He left.',
    '"If he goes," said Abrams, "the regime has changed."| Few agree.',
    '"Yes," he said.| "No," she said.',
    "'I was there,' he said.| 'I saw it.'| Then he left.",
    '"We won," Johnson said.| "We are happy."',
    'Asked if he would go, he said: "No. I stay. That is all."| He stayed.',
    "“What a day!” Obama wrote on X.| The post was deleted.",
    'She told CBS "Face the Nation" on January 11.| He told NBC "Today."| Both lied.',
    # ellipses
    "He waited ... and waited.| Nothing happened.",
    "“I … I don’t know,” he said.| She nodded.",
    "He was gone...| The house was empty.",
    "The report said “the minister … knew.”| He denies it.",
    "Well… that is that.",
    "He hoped for more….| But no more came.",
    # brackets
    "The minister (who is 62) resigned.| He will be missed.",
    "The law passed.| (The vote was close.)| Nobody cheered.",
    "He resigned (see p. 4. It is short) in May.| She did not.",
    "He was sued [by Acme Inc.] in 2010.| He won.",
    "The treaty was signed in 1999.[12]| It was broken in 2003.[13][14]",
    "The crew was in danger.[citation needed]| Nobody cared.:19-1| It sank.",
    "Mr. Trump (1st term) and Mr. Obama (2nd term) met.| They talked.",
    # agency tags
    "Threaten his grip on power, says a source. -Reuters",
    "The forces have become less frequent. -Reuters\n\n|Meanwhile, she has worked.",
    "The ship sank. (AP)\n\n|Nobody died.",
    "The deal is off. – Bloomberg",
    "The deal is off. -Reuters| The shares fell.",
    "The talks failed. Source: Reuters",
    "Two were killed. (Reuters)| The search goes on.",
    "Oil rose 2 percent. -- AFP",
    "The result is out. — The Guardian",
    # other marks
    "Who?| What?| Where?",
    "He lost.| So did Brig. Gen. Smith.| Cmdr. Lee won.| Supt. Ray drew.",
    "The unit is 5 ft. tall and weighs 20 lbs. in all.| It moves.",
    "What now?!| Nobody knows.",
    "Three things matter: speed, cost, trust.| All are missing.",
    "It is over; nobody won.| Everyone lost.",
    "The Yahoo! board met.| It adjourned.",
    "Follow @minister.| #Resign is trending.| See https://example.com/a.html for more.",
    "He said he was tired, hungry, etc.| She was not.",
    "Bring food, e.g. bread, i.e. something to eat.| Water is there.",
    "The U.S. vs. Canada match starts approx. 9 p.m. tonight.",
    "Smith et al. found no link.| The study is small.",
    "Nobody came.|The party was over.",
    # lines
    "Headline without a stop\n|The text begins here.| It goes on.",
    "- First item\n|- Second item\n|- Third item.",
    "He went to the\nmarket and bought fish.",
    "One paragraph.\n\n|Another paragraph.",
]

OTHER_LANGUAGES = [
    ("de", "Er kam am 3. Januar an.| Dr. Müller war z.B. nicht da.| Niemand fragte."),
    ("fr", "M. Macron est arrivé.| Il a parlé à 8 h."),
    ("es", "El Sr. Pérez llegó.| ¿Por qué?| Nadie lo sabe."),
    ("ja", "雨が降った。|道路は閉鎖された。|「大丈夫だ。」|彼は言った。"),
    ("hi", "वह आया।| वह चला गया।"),
    ("ar", "وصل الوزير.| هل يعرف؟| لا أحد يعرف."),
    ("xx", "An unknown language.| It is treated as English."),
]


def split(text: str, language: str = "en") -> list[str]:
    return [text[sentence.start : sentence.end] for sentence in split_sentences(text, language)]


@pytest.mark.parametrize("marked", SNIPPETS)
def test_news_conventions(marked):
    assert split(marked.replace("|", "")) == [sentence.strip() for sentence in marked.split("|")]


@pytest.mark.parametrize(("language", "marked"), OTHER_LANGUAGES)
def test_other_languages(language, marked):
    assert split(marked.replace("|", ""), language) == [sentence.strip() for sentence in marked.split("|")]


def test_the_table_holds_at_least_120_boundaries():
    assert sum(marked.count("|") for marked in SNIPPETS) >= 120


SEED = Path(__file__).parent.parent / "seeds" / "000_5b7f99607410b6fc.txt"

# The paragraph and the first words of each sentence of the seed article.
SEED_SENTENCES = [
    (0, "The White House was"),
    (1, "Cabello, who was Maduro's"),
    (1, "That security apparatus he"),
    (2, "Cabello is named in"),
    (2, "The communication with Cabello,"),
    (2, "The administration has also"),
    (2, "The communications, which have"),
    (2, "If Cabello decides to"),
    (3, "Cabello has publicly pledged"),
    (4, "A former military officer,"),
    (4, "He's also been very"),
    (5, "The Trump administration has"),
    (6, "In the hours after"),
    (6, '"I know that just'),
    (7, "In the days following,"),
    (7, "But media reports of"),
    (8, "Meanwhile, Rodriguez has been"),
    (9, "That said, Trump special"),
    (10, '"If and when he'),
    (11, "Cabello has been sanctioned"),
    (11, "In 2020, the US"),
    (11, "As we noted earlier"),
    (11, "The latest development seems"),
    (11, "In November, the country's"),
    (12, "Since the initial bounty"),
]


def test_the_seed_article():
    text = read(SEED).text
    found = [
        (sentence.paragraph, " ".join(text[sentence.start : sentence.end].split()[:4]))
        for sentence in split_sentences(text)
    ]
    assert found == SEED_SENTENCES


def check_ranges(text: str) -> None:
    sentences = split_sentences(text)
    covered = set()
    for sentence in sentences:
        quote = text[sentence.start : sentence.end]
        assert quote, text
        assert quote == quote.strip(), text
        assert "\n\n" not in quote, text
        assert len(quote) <= MAXIMUM_CHARACTERS
        covered.update(range(sentence.start, sentence.end))
    for one, other in pairwise(sentences):
        assert one.end <= other.start, text
        assert one.paragraph <= other.paragraph, text
        assert ("\n\n" in text[one.end : other.start]) == (one.paragraph < other.paragraph), text
    assert all(text[position].isspace() for position in set(range(len(text))) - covered), text


PIECES = [
    *(" ", " ", " ", "\n", "\n\n", ".", ". ", "...", "…", "!", "?", '"', "“", "”", "'", "(", ")", "[1]", "—", "-", "|"),
    *(
        "U.S. ",
        "Jan. ",
        "Mr. ",
        "No. ",
        "p.m. ",
        "J. ",
        "etc. ",
        "1. ",
        "a) ",
        "The ",
        "He ",
        "Smith ",
        "said ",
        "iPhone ",
    ),
    *("-Reuters", "(AP)", "。", "雨", "।", "é", "😀", "<s>", "ȸ", "∯", "&ᓷ&", "x" * 300, "word " * 80, "0.5", "$", "∰"),
]


def test_ranges_cover_any_text():
    random_source = random.Random(11)
    for _ in range(1500):
        check_ranges(canonicalise("".join(random_source.choices(PIECES, k=random_source.randint(0, 60)))))


@pytest.mark.parametrize(
    ("text", "lengths"),
    [
        pytest.param("", [], id="empty"),
        pytest.param(" \n\n \n", [], id="blank"),
        pytest.param("x" * 2500, [1000, 1000, 500], id="no space"),
        pytest.param("a" * 899 + "; " + "b" * 600, [900, 600], id="semicolon"),
        pytest.param("a" * 700 + "; " + "b" * 150 + ", " + "c " * 200, [701, 551], id="semicolon before comma"),
        pytest.param("a" * 899 + ", " + "b" * 600, [900, 600], id="comma"),
        pytest.param("a" * 899 + " " + "b" * 600, [899, 600], id="space"),
    ],
)
def test_long_sentences_are_cut(text, lengths):
    assert [sentence.end - sentence.start for sentence in split_sentences(text)] == lengths


@pytest.mark.parametrize(
    "piece",
    [
        *(
            "a. ",
            "A. ",
            "a) b) c) ",
            '"',
            "(",
            '"a. ',
            "U.S. ",
            "... ",
            "Mr. X (a. 1) ",
            "x",
            "1. ",
            "Bx. Cd ",
            "\n",
            "' ",
        ),
        *("Bx. Cd ef.\n\n", "a\n", "-Reuters ", ". -A", "Word word word. "),
    ],
)
def test_time_is_linear(piece):
    text = piece * (100_000 // len(piece))
    begun = time.process_time()
    split_sentences(text)
    assert time.process_time() - begun < 5
