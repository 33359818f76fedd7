"""Whose words a sentence reports: a labelled table of sentences and short articles in news style."""

from __future__ import annotations

import random
import time
from pathlib import Path

import pytest

from index.canonical import canonicalise
from index.records import Sentence
from index.sentences import split_sentences
from index.speaker_questions import asked_speaker, asks_who_said
from index.speakers import read_speakers, speakers_of

SEED = Path(__file__).parents[1] / "seeds" / "000_5b7f99607410b6fc.txt"


def speakers(text: str) -> list[str | None]:
    return list(speakers_of(text, split_sentences(text)))


# One sentence each, and who speaks in it.
SPOKEN = [
    # direct speech, speaker behind
    ('"We will rebuild every bridge," said Anna Brandt.', "Anna Brandt"),
    ("“We will rebuild every bridge,” said Anna Brandt, who leads the council.", "Anna Brandt"),
    ("“We will rebuild,” says Anna Brandt, 52.", "Anna Brandt"),
    ("“Nobody warned us,” said one resident.", "one resident"),
    ("“Nobody warned us,” said a spokesman for the ministry.", "a spokesman for the ministry"),
    ("“Nobody warned us,” said the company's chief executive, Tom Okafor.", "Tom Okafor"),
    ("“It is over,” said Prime Minister Ana Diaz in an interview with the BBC.", "Ana Diaz"),
    ("“It is over,” warned Sen. Bernie Sanders.", "Bernie Sanders"),
    ("“It is over,” explains lead author John A. Smith-Jones of Yale.", "John A. Smith-Jones"),
    ("“Why now?” asked Ms. Brandt.", "Ms. Brandt"),
    ("“Absolutely not!” said Police Chief Omar Reyes.", "Omar Reyes"),
    ("“The talks are dead,” added the diplomat.", "the diplomat"),
    ("“The talks are dead,” tweeted Ana Diaz.", "Ana Diaz"),
    ("‘The talks are dead,’ said Ana Diaz.", "Ana Diaz"),
    ("“The talks are dead”, said Ana Diaz.", "Ana Diaz"),
    # direct speech, speaker in front of the verb
    ('"We will rebuild," Anna Brandt said.', "Anna Brandt"),
    (
        '"We will rebuild," Republican U.S. Representative Maria Elvira Salazar said in an interview.',
        "Maria Elvira Salazar",
    ),
    ('"We will rebuild," the mayor said on Monday.', "the mayor"),
    ('"We will rebuild," officials in Caracas said.', "officials in Caracas"),
    ('"We will rebuild," Anna Brandt told reporters.', "Anna Brandt"),
    ('"We will rebuild," Anna Brandt, a former judge, told Reuters on Friday.', "Anna Brandt"),
    ("“We will rebuild,” Ana de Armas wrote on Instagram.", "Ana de Armas"),
    ('Anna Brandt said: "We will rebuild."', "Anna Brandt"),
    ('In a statement, the ministry said: "We will rebuild."', "the ministry"),
    ('Asked about the plan, Anna Brandt replied: "We will see."', "Anna Brandt"),
    ('On Tuesday Anna Brandt said the plan was "dead on arrival."', "Anna Brandt"),
    ('Anna Brandt, 52, called the plan "a disgrace".', "Anna Brandt"),
    ('The senator called it "a disgrace".', "The senator"),
    ('Senator Ana Diaz described the deal as "a gift to Moscow".', "Ana Diaz"),
    ('Ana Diaz posted on X: "We won."', "Ana Diaz"),
    ('Ana Diaz wrote in a letter to Congress that the money was "gone."', "Ana Diaz"),
    ('"It was," Ana Diaz said, "the worst day of my life."', "Ana Diaz"),
    ('"It was," said Ana Diaz, "the worst day of my life."', "Ana Diaz"),
    ('Ana Diaz was quoted as saying that "nobody is safe."', "Ana Diaz"),
    ('As Ana Diaz put the file away, the judge said: "Enough."', "the judge"),
    # indirect speech
    ("Anna Brandt said the bridge would be rebuilt.", "Anna Brandt"),
    ("Anna Brandt said that the bridge would be rebuilt.", "Anna Brandt"),
    ("Anna Brandt says she will not run again.", "Anna Brandt"),
    ("The bridge will be rebuilt, Anna Brandt said.", "Anna Brandt"),
    ("The bridge will be rebuilt, said Anna Brandt.", "Anna Brandt"),
    ("The bridge, Anna Brandt said, will be rebuilt by spring.", "Anna Brandt"),
    ("Anna Brandt, who chairs the council, said the bridge would be rebuilt.", "Anna Brandt"),
    ("Anna Brandt, a judge in Newark, New Jersey, said the bridge would be rebuilt.", "Anna Brandt"),
    ("Anna Brandt, a spokeswoman for the council said the bridge would be rebuilt.", "Anna Brandt"),
    ("The council's chair, Anna Brandt, said the bridge would be rebuilt.", "Anna Brandt"),
    ("Anna Brandt expects the bridge to be rebuilt by spring.", "Anna Brandt"),
    ("Analysts expect profits to fall.", "Analysts"),
    ("Anna Brandt believes the bridge will never be rebuilt.", "Anna Brandt"),
    ("Anna Brandt insisted that nobody had warned her.", "Anna Brandt"),
    ("Anna Brandt claimed she had never met him.", "Anna Brandt"),
    ("Anna Brandt admitted taking the money.", "Anna Brandt"),
    ("Police denied using tear gas.", "Police"),
    ("Police said two men had been arrested.", "Police"),
    ("Iran warned that it would respond.", "Iran"),
    ("The White House said the talks would continue.", "The White House"),
    ("The Pentagon confirmed that two soldiers had died.", "The Pentagon"),
    ("The Foreign Ministry said in a statement that the envoy had been expelled.", "The Foreign Ministry"),
    ("The ministry said in a statement the envoy had been expelled.", "The ministry"),
    ("Two sources familiar with the discussions said the envoy had left.", "Two sources familiar with the discussions"),
    (
        "The envoy had left weeks before, two sources familiar with the discussions said.",
        "two sources familiar with the discussions",
    ),
    ("The envoy stayed in touch with Caracas, four of the people said.", "four of the people"),
    ("Three people briefed on the matter said the envoy had left.", "Three people briefed on the matter"),
    ("A person close to the family said the funeral would be private.", "A person close to the family"),
    (
        "Some analysts and politicians in Washington questioned why he was spared.",
        "Some analysts and politicians in Washington",
    ),
    ("In November, the country's foreign minister said he rejected the charge.", "the country's foreign minister"),
    ("That said, special envoy Elliot Abrams, expects him to be removed.", "Elliot Abrams"),
    ("The president told Congress that the war was won.", "The president"),
    ("Ana Diaz told the BBC the war was won.", "Ana Diaz"),
    ("Ana Diaz denounced the raid, saying in a speech that the country would not surrender.", "Ana Diaz"),
    ("Ana Diaz lashed out at her critics on Friday, saying they had no plan.", "Ana Diaz"),
    ("Ana Diaz accused the government of lying.", "Ana Diaz"),
    ("Human Rights Watch accused both sides of war crimes.", "Human Rights Watch"),
    ("Ana Diaz vowed to appeal.", "Ana Diaz"),
    ("The company pledged to cut emissions by half.", "The company"),
    ("Ana Diaz called for an inquiry.", "Ana Diaz"),
    ("Ana Diaz also noted that the vote was close.", "Ana Diaz"),
    ("Ana Diaz has repeatedly said that she is innocent.", "Ana Diaz"),
    ("Prosecutors allege that the two men planned the attack.", "Prosecutors"),
    ("Scientists at the University of Leeds say the ice is thinner.", "Scientists at the University of Leeds"),
    ("The report said the dam had been unsafe for years.", "The report"),
    ("The lawsuit claims that the dam had been unsafe for years.", "The lawsuit"),
    ("“It was superb,” added USA Today's Claudia Puig in her review.", "Claudia Puig"),
    ("According to the federal Bureau of Labor Statistics, jobs were lost.", "the federal Bureau of Labor Statistics"),
    ("The rate fell, according to Billboard.com.", "Billboard.com"),
    ("The rate fell, according to his biographer, Carla Young.", "Carla Young"),
    ("Backstage, Bob Geldof said: “It is now.”", "Bob Geldof"),
    ("Interestingly, Anna Brandt said the bridge was safe.", "Anna Brandt"),
    ("The calls lasted a minute, said Tim O'Brien, a reporter and friend.", "Tim O'Brien"),
    ("Biden, speaking at the White House, said the bill was good.", "Biden"),
    ("Demand will fall, the head of the agency, Fatih Birol, said on Thursday.", "Fatih Birol"),
    ("State media said the president was in good health.", "State media"),
    ("The company, which is based in Ohio, said it would appeal.", "The company"),
    ("The man told police that he had acted alone, prosecutors said.", "prosecutors"),
    ("Xi told Biden that Taiwan was a red line, according to the White House.", "the White House"),
    ("Police said the man told them: “I did it.”", "Police"),
    ("“We lost everything,” Fatima al-Sayed, 41, told AFP.", "Fatima al-Sayed"),
    ("U.N. Secretary-General Antonio Guterres called for a ceasefire.", "Antonio Guterres"),
    ("Residents reported hearing explosions.", "Residents"),
    ("A court ruled that the law was void.", "A court"),
    ("WASHINGTON (AP) — President Joe Biden said Tuesday he would sign the bill.", "Joe Biden"),
    (
        "Israeli Prime Minister Benjamin Netanyahu's office said he was well.",
        "Israeli Prime Minister Benjamin Netanyahu's office",
    ),
    ("Whether it works, economists say, is another matter.", "economists"),
    ("Theresa May said the deal was dead.", "Theresa May"),
    ("Officials Monday said the deal was dead.", "Officials"),
    # according to
    ("The dam had been unsafe for years, according to Reuters.", "Reuters"),
    ("According to Reuters, the dam had been unsafe for years.", "Reuters"),
    ("According to Ana Diaz, a geologist, the dam had been unsafe.", "Ana Diaz"),
    (
        "It could threaten her grip on power, according to a source briefed on U.S. concerns.",
        "a source briefed on U.S. concerns",
    ),
    ("The dam was unsafe, according to Reuters interviews with engineers.", "Reuters"),
    ("The dam was unsafe, according to Reuters, citing officials who spoke on condition of anonymity.", "Reuters"),
    ("The dam was unsafe, according to a programmer who has seen the plans.", "a programmer"),
    ("The dam was unsafe, according to the report.", "the report"),
    # an agency's mark
    ("Searches at checkpoints have become less frequent in recent days. -Reuters", "Reuters"),
    ("Searches at checkpoints have become less frequent in recent days (AP)", "AP"),
]

NOT_SPOKEN = [
    # narration
    "The bridge was rebuilt within a year.",
    "Police arrested two men on Monday.",
    "Ana Diaz left the council in May.",
    "Cabello has great influence over the agencies.",
    "The talks collapsed on Friday without a deal.",
    "Cabello has publicly pledged unity with the interim president.",
    "The former envoy is now at a think tank in Washington.",
    # verbs that look like speech
    "The charity added a new wing to the hospital.",
    "The company reported a profit of $3 billion.",
    "The company posted a loss.",
    "The judge called a recess.",
    "A neighbour called the police.",
    "The minister called her husband from the airport.",
    "The champion claimed the title in straight sets.",
    "The fire claimed 40 lives.",
    "Barcelona denied Madrid from a tight angle.",
    "Something tells me this is over.",
    "The team responded brilliantly, ultimately winning.",
    "More disturbingly, no fish were found, suggesting that their range is shrinking.",
    "The clinics operate in 40 centers, a network of clinics in 21 states.",
    "The hospital admitted 40 patients.",
    "The guards denied him entry.",
    "The team conceded three goals.",
    "Ana Diaz wrote three novels.",
    "Ana Diaz wrote a book called “The Long Road”.",
    "Officers questioned two men.",
    "The chair noted the time and left.",
    "Ana Diaz promised her daughter a dog.",
    "The couple expects a baby in June.",
    "The state has two bridges.",
    "Media reports of residents being searched have become rare.",
    "Her claims that the vote was stolen found no echo.",
    "The United States declared war in 1917.",
    "The actress told a story.",
    "The report was published on Monday.",
    "The government announced a new budget.",
    "The old saying is true.",
    "Newton's First Law of Motion states that objects continue to move.",
    "The Standard Model predicts that the particles are exchanged.",
    "The court rejected Mr Weigel's claim that the charge violated his rights.",
    "A spokesperson for Meta declined to comment.",
    "Tesla did not immediately respond to a request for comment.",
    "Mr. Trump, who has called the investigation a “witch hunt,” was not in court.",
    "The firm posted record profits and said it would hire.",
    # passive, hypothetical, negated, future
    "The city is said to be the oldest in Europe.",
    "He was told to leave.",
    "The two men were accused of fraud.",
    "The man accused of the murder left the country.",
    "A plan announced on Monday that would cut taxes was dropped.",
    "The painting is believed to be a copy.",
    "Ana Diaz declined to say whether she would run.",
    "Ana Diaz did not say when the bridge would open.",
    "The company would not say how many jobs were lost.",
    "Ana Diaz will say on Monday that the plan is dead.",
    "It was not said what caused the fire.",
    "The rumour could not be confirmed.",
    "If Ana Diaz says so, the plan is dead.",
    "What did Ana Diaz say?",
    # only a part is reported
    "He fled after police said he was wanted.",
    "The group, which the minister said was armed, left the town on Friday and has not been seen there since.",
    "It is a group that the US has said is a drug-trafficking network, yet it was never charged.",
    "The bridge fell in May, and officials said nobody was hurt.",
    "The mayor said the bridge was safe, but engineers said it was not.",
    "In Mexico, two of the men said they knew, while in Spain, the promoter said he did not.",
    "The high court ruled against the ban in 2009 but was that overturned later.",
    # unclear who
    "He said the bridge was safe.",
    "They said the bridge was safe.",
    "It said the bridge was safe.",
    "We said so at the time.",
    "As we noted earlier this month, this isn't semantics.",
    "Some say the bridge is cursed.",
    "Many believe the bridge is cursed.",
    "They do things the easy way, or the hard way, as they say.",
    "According to him, the bridge is cursed.",
    "“The bridge is cursed.”",
    # titles and scare quotes
    "The so-called “Bridge of Sighs” was rebuilt.",
    "Her film “Nobody Said No” opens on Friday.",
    "He was key to a 'smooth' change of regime.",
    "Both departments had designated the “Cartel de Soles” as a terrorist organization.",
    "She appeared on “Meet the Press” on Sunday.",
    # "according to" without a source
    "The work went according to plan.",
    "The clubs operate according to the Milford Rules.",
    "The prizes are paid according to the size of the crowd.",
    "",
    '"""',
    "said said said",
    ", said .",
    "According to",
]


@pytest.mark.parametrize(("text", "expected"), SPOKEN)
def test_speaker_of_a_sentence(text, expected):
    assert speakers(text) == [expected]


@pytest.mark.parametrize("text", NOT_SPOKEN)
def test_sentence_without_a_speaker(text):
    assert set(speakers(text)) <= {None}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # a surname is completed by the article
        ("Elliot Abrams is an envoy. “He will go,” said Abrams.", [None, "Elliot Abrams"]),
        ("Ana Diaz met Luis Diaz. Diaz said it went well.", [None, "Diaz"]),
        ("President Trump spoke. “We won,” Trump said.", [None, "Trump"]),
        ("Ashleigh Banfield works at CNN. “We ran,” says CNN's Banfield.", [None, "Ashleigh Banfield"]),
        ("Mrs. Ana Lee came. “We ran,” said Mr. Lee.", [None, "Mr. Lee"]),
        ("Bush came with his wife Laura Bush. “We ran,” said Bush.", [None, "Bush"]),
        ("Te Robert Parata is named after his father, Hori Parata. “We ran,” says Parata.", [None, "Parata"]),
        # a quotation goes on
        ("“We ran,” said Ana Diaz. “It was dark.”", ["Ana Diaz", "Ana Diaz"]),
        ("“We ran,” said Ana Diaz.\n\n“It was dark. Nobody came.”", ["Ana Diaz"] * 2),
        ("Ana Diaz was blunt:\n\n“We ran.”", [None, None]),
        ("Ana Diaz said:\n\n“We ran.”", ["Ana Diaz", "Ana Diaz"]),
        ("“We ran,” said Ana Diaz. The street was dark. “It was awful.”", ["Ana Diaz", None, None]),
        ("“We ran,” said Ana Diaz.\n\n“It was dark,” said Omar Reyes.", ["Ana Diaz", "Omar Reyes"]),
        ("“We ran,” said Ana Diaz.\n\n“It was dark.” The mayor disagreed.", ["Ana Diaz", None, None]),
        # one quotation in several sentences and paragraphs
        (
            "“" + "We ran as far as we could and did not look back at all. " * 6 + "It was dark,” said Ana Diaz.",
            ["Ana Diaz"] * 7,
        ),
        (
            "Ana Diaz said: “We ran.\n\n“It was dark.\n\n“Nobody came.”\n\nThe street is empty.",
            ["Ana Diaz"] * 3 + [None],
        ),
        # pronouns
        ("Ana Diaz runs the school. She said it would close.", [None, "Ana Diaz"]),
        ("“We ran,” said Ana Diaz. “It was dark,” she added.", ["Ana Diaz", "Ana Diaz"]),
        ("Ana Diaz met Maria Lopez. She said it went well.", [None, None]),
        ("Ana Diaz met Omar Reyes. “It went well,” she said.", [None, "Ana Diaz"]),
        ("Omar Reyes runs the school. She said it would close.", [None, None]),
        ("Two officials said the road was shut. They said nobody was hurt.", ["Two officials"] * 2),
        ("A spokeswoman said the road was shut. She said nobody was hurt.", ["A spokeswoman"] * 2),
        ("The Pentagon said the road was shut. It said nobody was hurt.", ["The Pentagon"] * 2),
        ("Omar Reyes, 62, runs the school. The 62-year-old said it would close.", [None, "Omar Reyes"]),
        ("Omar Reyes, 61, runs the school. The 62-year-old said it would close.", [None, None]),
        ("Omar Reyes's lawyer arrived. He said nobody was hurt.", [None, None]),
        ("Maduro was captured. “We won,” he said.", [None, None]),
        ("Lee Fox met Ms. Ana Day. Referring to Ms. Day, she said it went well.", [None, None]),
        ("“It is dark,” a spokesman said. “We ran,” she added.", ["a spokesman", None]),
        ("Mr. Fox met Amy Fox and Bob Fox. “It went well,” he said.", [None, None]),
        ("Ana Diaz runs a school. In May she said it would close.", [None, "Ana Diaz"]),
        (
            "“We ran,” Ana Diaz said.\n\nRuth Hudson for Example Magazine\n\n“It was dark,” she said.",
            ["Ana Diaz", None, "Ana Diaz"],
        ),
        # two speakers
        ("“We won,” said Ana Diaz, but Omar Reyes said they had lost.", [None]),
        ("Reuters reported that Ana Diaz said she would resign.", ["Reuters"]),
        # marks that do not pair
        ("“We ran, said Ana Diaz. Nobody came.", [None, None]),
        ('Ana Diaz asked: "Who?\n\n"I do. It was me. I ran," said Omar Reyes.', ["Ana Diaz", "Omar Reyes"]),
    ],
)
def test_speakers_of_a_short_article(text, expected):
    assert speakers(text) == expected


def test_speakers_of_the_seed_article():
    text = canonicalise(SEED.read_text(encoding="utf-8"))
    found = {
        text[sentence.start :][:28]: speaker
        for sentence, speaker in zip(split_sentences(text), speakers(text), strict=True)
        if speaker
    }
    assert found == {
        "date 2026-01-17 The White Ho": "Reuters",
        "The communication with Cabel": "two sources familiar with the discussions",
        "The administration has also ": "four of the people",
        "If Cabello decides to unleas": "a source briefed on U.S. concerns",
        "In the hours after Maduro's ": "some analysts and politicians in Washington",
        '"I know that just Diosdado i': "Maria Elvira Salazar",
        "In the days following, Cabel": "Diosdado Cabello",
        "But media reports of residen": "Reuters",
        "Meanwhile, Rodriguez has bee": "Reuters",
        "That said, Trump special rep": "Elliot Abrams",
        '"If and when he goes, Venezu': "Elliot Abrams",
        "In November, the country's f": "the country's foreign minister",
    }


def test_attributions_say_which_words_and_whose():
    text = "The bridge, Anna Brandt said, is safe. It is a group that police said was armed."
    assert [
        (found.sentence, found.speaker, text[found.start : found.end], found.verb, found.direct)
        for found in read_speakers(text, split_sentences(text)).attributions
    ] == [
        (0, "Anna Brandt", "The bridge", "say", False),
        (0, "Anna Brandt", "is safe", "say", False),
        (1, "police", "was armed", "say", False),
    ]


@pytest.mark.parametrize(
    ("part", "expected"),
    [
        ("Ana Diaz said the group, which police say is armed, left. “It is over,” she added.", "Ana Diaz"),
        ("Ana Diaz said the group, which police say is armed, left.", "Ana Diaz"),
        ("the group", "Ana Diaz"),
        ("is armed", "police"),
        ("left", "Ana Diaz"),
        ("“It is over,”", "Ana Diaz"),
        ("It is over", "Ana Diaz"),
        ("armed, left. “It is over,”", None),
        ("Ana Diaz said", None),
        ("she added", None),
        ("Nobody came.", None),
        ("“It is over,” she added. Nobody came.", None),
    ],
)
def test_speaker_of_a_part_of_the_article(part, expected):
    text = "Ana Diaz said the group, which police say is armed, left. “It is over,” she added. Nobody came."
    start = text.index(part)
    assert read_speakers(text, split_sentences(text)).at(start, start + len(part)) == expected


def test_speaker_of_nothing():
    text = "“It is over,” said Ana Diaz."
    speakers = read_speakers(text, split_sentences(text))
    assert [speakers.at(0, 0), speakers.at(5, 5), speakers.at(90, 99)] == [None, None, None]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("What did Abrams say about Cabello?", "Abrams"),
        ("what did elliot abrams say", "elliot abrams"),
        ("According to Abrams, what will happen?", "Abrams"),
        ("What will happen according to Elliot Abrams?", "Elliot Abrams"),
        ("What does Salazar think of Cabello?", "Salazar"),
        ("How did Cabello react to the raid?", "Cabello"),
        ("How does Maria Elvira Salazar describe him?", "Maria Elvira Salazar"),
        ("Did Trump admit that the cartel is no organization?", "Trump"),
        ("Why did the foreign minister reject the charge?", "the foreign minister"),
        ("What was Cabello's reaction?", "Cabello"),
        ("What is Abrams’s opinion of him?", "Abrams"),
        ("What has President Trump said about it?", "President Trump"),
        ("What did police say?", "police"),
        ("What did he say?", None),
        ("What did they say about her?", None),
        ("What does it say?", None),
        ("What happened in Caracas?", None),
        ("Who said that?", None),
        ("Who is Abrams?", None),
        ("When did the raid happen?", None),
        ("What did Abrams do?", None),
        ("What does regime mean in French?", None),
        ("How did the Treasury and State Departments label the cartel?", None),
        ("What is used to describe gravity?", None),
        ("What do some believe?", None),
        ("When did England formally declare war?", "England"),
        ("", None),
    ],
)
def test_speaker_that_a_question_asks_about(question, expected):
    assert asked_speaker(question) == expected


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Who said Cabello is worse than Maduro?", True),
        ("Who called it a disgrace?", True),
        ("Which politician rates Diosdado worse than Maduro?", True),
        ("Who thinks he will be removed?", True),
        ("Who has denied the charges?", True),
        ("Which officials admitted it?", True),
        ("And who was it that said so?", True),
        ("By whom was it said?", True),
        ("Whose words are these?", True),
        ("Who is quoted in the article?", True),
        ("Who called the police?", False),
        ("Who is Abrams?", False),
        ("Who was arrested?", False),
        ("What did Abrams say?", False),
        ("Who was said to be dead?", False),
        ("Which bridge fell?", False),
        ("Who described a steam engine in 1629?", False),
        ("Who described the plan as dead?", True),
        ("What did Doctor Who think of Earth?", False),
        ("In which case did a German man claim a right?", False),
        ("", False),
    ],
)
def test_question_for_a_speaker(question, expected):
    assert asks_who_said(question) is expected


@pytest.mark.parametrize(
    "text",
    [
        '"' * 200_000,
        "“said Ana Diaz " * 20_000,
        "said " * 60_000,
        "according to " * 30_000,
        "Ana, Diaz, " * 30_000,
        "'a " * 100_000,
        "He said. " * 30_000,
        "A" * 300_000,
    ],
    ids=lambda text: text[:12],
)
def test_hostile_text_takes_linear_time(text):
    sentences = [Sentence(start, min(start + 1000, len(text))) for start in range(0, len(text), 1000)]
    started = time.perf_counter()
    speakers_of(text, sentences)
    assert time.perf_counter() - started < 10


def test_a_sentence_too_long_to_be_one_has_no_speaker():
    text = "Ana Diaz, a man, " * 30_000 + "said so."
    started = time.perf_counter()
    assert speakers_of(text, [Sentence(0, len(text))]) == (None,)
    assert time.perf_counter() - started < 10


def test_any_text_has_a_speaker_or_none_for_each_sentence():
    pieces = """said " “ ” Ana Diaz , . who the minister he according to - Reuters ( ) 's and told that was ‘ ’ ' : A. %
    62-year-old The police saying quoted as Mr.""".split()
    pick = random.Random(7)
    for _ in range(1500):
        text = "".join(pick.choice(pieces) + pick.choice(["", " ", " ", "\n\n"]) for _ in range(pick.randint(0, 40)))
        sentences = split_sentences(text)
        found = speakers_of(text, sentences)
        assert len(found) == len(sentences)
        assert all(speaker is None or speaker.strip() == speaker != "" for speaker in found)
        assert all(0 <= a.start < a.end <= len(text) for a in read_speakers(text, sentences).attributions)
