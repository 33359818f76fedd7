"""Which English words hold a question together, and what the others commonly are. Data only, no rule.

Closed classes are whole. Verbs and adjectives are the common ones: a word that stands in neither list is taken for a
noun, which a name, a term or a new word most often is.
"""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


QUESTION_WORDS = _words("what who whom whose which when where why how what's who's")
BE = _words("am is are was were be been being isn't aren't wasn't weren't")
DO = _words("do does did don't doesn't didn't")
HAVE = _words("has have had hasn't haven't hadn't having")
MODALS = _words(
    "can could will would shall should may might must can't cannot couldn't won't wouldn't shouldn't mustn't"
)
AUXILIARIES = BE | DO | HAVE | MODALS
ARTICLES = _words("the a an")
DEMONSTRATIVES = _words("this that these those")
QUANTIFIERS = _words("some any each every no all both many much few several another enough such either neither lots")
POSSESSIVES = _words("his her its their my your our")
DETERMINERS = ARTICLES | DEMONSTRATIVES | QUANTIFIERS | POSSESSIVES
PREPOSITIONS = _words(
    """of in on at by for with about against between into through during before after above below to from up down over
    under as than like via within without among across toward towards since until per besides near around behind
    beyond despite off out upon amid onto unlike throughout along inside outside following including regarding"""
)
CONJUNCTIONS = _words("and or but nor if because while although though whether so unless &")
PERSONAL = _words(
    """i me you we us he him she it they them myself yourself himself herself itself themselves ourselves mine yours
    hers theirs someone anyone everyone something anything everything nothing people's one ones i'm i've i'd you're
    it's he's she's they're we're that's there's"""
)
ADVERBS = _words(
    """too also not now then still ever never just even very really today again already well there here ago once often
    together instead else yet only always sometimes maybe perhaps away back later soon first forward apart rather
    quite almost currently nowadays tomorrow yesterday tonight oh wow yes ok okay thanks sorry hi hello more most less
    least much far long home abroad"""
)
# Adjectives, where the ending does not give them away (see ``word_classes``): they never end a phrase.
ADJECTIVES = _words(
    """able available bad best better big bigger biggest black blue brown cheap cheaper clear close closest cold common
    contagious correct current dangerous dead deadly deep different difficult due early easier easiest easy effective
    efficient equal essential expensive fast faster fastest few first free french fresh full fundamental good great
    greatest green happy hard harder hardest healthy heavy high higher highest hot huge ideal illegal important
    impressive inexpensive interesting key large larger largest last late latest legal likely little live local long
    longer longest low lower lowest main major mandatory many minor modern most natural necessary new newer newest next
    nice old older oldest open original other own particular poor popular possible powerful primary proper quick rare
    real recent reliable required rich right safe safer safest same serious severe short significant similar simple
    slow small smaller smallest special specific strong stronger strongest such sure tall tallest top traditional true
    typical unique unusual useful usual various well-known white whole wide wild worse worst worth wrong young younger
    youngest famous influential iconic unsafe safe separate related certain positive negative notable""",
)
VERBS = _words(
    """accept accomplish account achieve act add affect afford agree allow answer appear apply argue arrive ask attack
    attend attract avoid bake ban be become begin believe belong benefit blame boil borrow break bring build burn buy
    call care carry catch cause celebrate change charge check choose claim clean climb close collapse collect combine
    come communicate compare compete complain complete concern confirm connect consider consist contain continue
    contrast contribute control convert cook cope cost count cover create criticize cure cut deal decide decline
    decrease defend define deliver demand deny depend describe destroy detect determine develop die differ discover
    discuss do drink drive drop earn eat emerge enable encounter encourage end enjoy ensure enter escape establish
    evolve exist expand expect experience explain express face fail fall feel fight fill find finish fit fix flow fly
    focus follow form found function gain generate get give go govern grow guarantee handle happen harm have hear help
    hide hit hold host hunt hurt identify ignore impact implement improve include increase indicate influence inform
    inspire integrate interact introduce invent invest involve join judge keep kill know lack last launch lead learn
    leave let lie like list live look lose love lower maintain make manage mean measure meet mention mind move
    name need notice obtain occur offer open operate order originate owe own participate pass pay perform pick plan
    play prefer prepare prevent produce promise promote propose protect prove provide pull pursue push put raise reach
    react read reason receive recommend recover reduce refer reflect refuse reject relate release relieve rely remain
    remember remove repair replace report represent require respond result return reveal rise rule run save say scale
    see seek seem sell send serve settle share show sign sing smell smoke solve speak specialize spend spread stand
    start stay stop store study succeed suffer suggest support surrender survive take talk taste teach tell tend think
    threaten train transmit travel treat trigger try turn understand use vary visit vote wait walk want wear win wish
    work worry write release
    accuse arrest arrive assassinate bomb capture charge command criticise denounce deploy detain elect extradite fire
    flee hire indict injure invade investigate kill launch nominate oust pledge raid resign sanction seize strike sue
    target testify unleash warn withdraw""",
)
IRREGULAR_VERBS = _words(
    """was were became began begun broke broken brought built bought caught chose chosen came did done drew drawn drank
    drove driven ate eaten fell fallen felt fought found flew flown forgot forgotten gave given went gone grew grown
    heard held hidden kept knew known led left lent lost made meant met paid ran risen rose said sat saw seen sold sent
    shot shown sang sung slept spoke spoken spent stood stole stolen swam took taken taught thought told understood
    wore won written wrote born""",
)
# Words that begin a request: "Tell me about", "Describe".
REQUESTS = _words("tell describe explain show give list compare name discuss define identify elaborate provide")

# Nouns that are of something: "the symptoms of X" speaks of X, and "What are the symptoms?" lacks an X.
RELATIONAL = _words(
    """advantage age aim alternative amount application approach area aspect background basis beginning behavior
    benefit category cause challenge chance change characteristic class complication component composition con
    conclusion condition consequence consideration contribution cost criticism cure danger date death definition
    department design detail development difference dimension disadvantage downside drawback duration effect effects
    element end evidence evolution example expense explanation extent fact factor feature field form founding function
    future goal group habit height history idea impact implication importance impression income inception influence
    information ingredient instance invention job kind length level life lifespan limit limitation location main
    manufacturer meaning mean measure mechanism member method mission model motivation name nature number objective
    option origin outcome overview part pattern percentage performance phase pillar plan plot point popularity position
    possibility practice price principle pro problem procedure process producer property proportion purpose
    quality range rate reaction reason recipe recommendation relation relationship remedy reputation requirement
    response result risk role root rule safety salary scope sequence set share side sign significance
    similarity size solution sort source species speed spread stage standard start state status step story strategy
    strength structure style subtype success symptom task technique tenet theme therapy threat time tip tool topic
    treatment trend type understanding upside usage use value variant variation variety version view warning way
    weakness weight downfall collapse breakdown overview aftermath legacy""",
)
# Nouns that stand for people, whatever their name.
PEOPLE = _words(
    """actor actress ambassador analyst artist author boss boy brother captain ceo chair chairman chairwoman chef chief
    coach composer daughter director doctor economist engineer envoy executive expert father founder general girl
    governor guitarist heir husband inventor judge king lawyer leader man manager mayor member minister mother
    musician officer official owner painter philosopher player poet politician president priest prince princess
    professor queen representative researcher scientist secretary senator singer sister son spokesman spokesperson
    spokeswoman star student teacher wife winner woman writer"""
)
WOMEN = _words(
    "actress chairwoman daughter girl mother princess queen sister spokeswoman wife woman congresswoman mrs ms lady"
)
MEN = _words("boy brother chairman father husband king man prince son spokesman congressman mr sir lord")
IRREGULAR_PLURALS = _words("people men women children feet teeth mice police criteria media bacteria data species")
# What is done to people: whom did they elect? Who was elected?
HUMAN_OBJECT_VERBS = _words(
    """accuse appoint arrest assassinate bear charge detain elect extradite fire hire imprison indict interview jail
    kidnap kill marry murder name nominate oust promote sentence sue"""
)
# What people do, and things seldom.
HUMAN_VERBS = _words(
    """admit answer argue ask believe choose claim decide deny die eat expect explain hope know learn live love marry
    meet mention play promise propose refuse say serve sing speak study suggest talk teach tell think travel want win
    wish work write"""
)
