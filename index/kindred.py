"""Words that news uses for one another, so that a claim may say "relies" where the article says "depends".

Only words that are true of the same events stand together; what differs in degree, in doubt or in result does not
("said" and "claimed", "shot" and "killed", "charged" and "convicted" are no kin). A word may be in several groups.
"""

from __future__ import annotations

from collections.abc import Set
from functools import lru_cache

from index.terms import term

_GROUPS = """
depend rely reliance dependent reliant dependence
remain stay
stop halt cease
begin start commence
finish end conclude complete
continue carry resume
increase rise raise grow climb jump gain surge growth hike boost
decrease fall drop decline sink slide cut reduce lower reduction shrink
rare rarer rarely frequent
buy purchase acquire acquisition
sell sale
get obtain receive
give grant award
help assist aid assistance
job position post role
work employ employment worker employee
worker staff employee
company firm business corporation
government administration
official authority
police officer
reward bounty
talk conversation discussion communication contact communicate discuss touch
link tie connect connection connected
negotiation talks negotiate
meet meeting
seize capture detain arrest grab take
remove ouster oust removal dismiss removed
fire sack dismiss
resign quit resignation
appoint name install nominate
search searched
raid operation
attack assault strike
fight battle
soldier troop
army military
militia gang
protester demonstrator protestor
protest demonstration rally demonstrate
election vote poll
elect choose
vote ballot
lawmaker legislator parliamentarian congressman congresswoman
representative congressman congresswoman
law legislation
rule decide ruling decision
sue lawsuit suit
prison jail
jail imprison
sentence sentenced
kill dead death die fatal
injure wound hurt injury
hospital hospitalise hospitalize
doctor physician
illness disease sick ill
child kid
son boy
daughter girl
pupil student
teacher educator
school classroom
house home
apartment flat
road street highway
car vehicle automobile
truck lorry
plane aircraft jet airplane
boat ship vessel
fire blaze
flood flooding
storm hurricane
earthquake quake
price cost
expensive costly dear dearer
cheap cheaper inexpensive
pay payment
money fund funding cash
profit earnings
revenue sale turnover
show reveal disclose
announce announcement declare unveil
write author
book novel
film movie
win winner victory
beat beaten defeat
team side club
player footballer
match game
coach manager
lead leader head
chief head boss
former previous ex onetime earlier formerly previously
present current now currently
new recent
big large huge
small little
old elderly
old age aged
quick fast rapid
near close
close shut closure
open opening
build construct construction
destroy destruction
damage harm
repair fix
replace succeed replacement successor
plan intend intention
want wish desire
try attempt
believe think
call describe label brand designate term
criticise criticize condemn denounce criticism
praise laud
support back backing
oppose opposition
reject dismiss
deny denial
admit acknowledge concede admission
interim caretaker
earlier previous previously
warn warning
urge call
ask request
answer reply respond response
send dispatch deploy
dispatch deploy deployment
use employ
cause reason
because due
allow permit permission
ban prohibit prohibition
approve approval
agree agreement
agreement deal accord
promise pledge vow
threaten threat
influence power sway
important key critical crucial central vital
control command oversee
main chief principal
mainly largely mostly
several multiple
about approximately around roughly
country nation
state government
city town
american us
british uk britain
venezuelan venezuela
french france
german germany
russian russia
chinese china
ukrainian ukraine
israeli israel
iranian iran
indian india
japanese japan
italian italy
spanish spain
mexican mexico
canadian canada
polish poland
turkish turkey
greek greece
european europe
brazilian brazil
australian australia
organisation organization
drug narcotic
traffic trafficking trafficker
terrorist terrorism
spy espionage spying
secret covert back-channel
member belong
born birth
marry marriage wed wedding
wife spouse
husband spouse
begin launch
launch unveil
move relocate
leave depart departure
arrive arrival
travel trip journey
return back
visit trip
find discover discovery
lose loss
hold keep
protect protection
accident crash
crash collision collide
vaccine jab
climate weather
rain rainfall
film documentary
singer musician vocalist
song track
university college
scientist researcher
study research
percent % pct cent
reach hit
late dead
attend presence present
delay postpone late later
cancel scrap
extend extension prolong
merge merger
share stock
hire recruit
strike walkout
steal stole stolen
bite bit bitten
sing sang sung
eat ate eaten
freeze froze frozen
hang hung
ride rode ridden
seek sought
shake shook shaken
shrink shrank shrunk
sink sank sunk
sit sat
slide slid
swim swam
tear tore torn
wear wore worn
bind bound
feed fed
hear heard
lend lent
show shown
stick stuck
sweep swept
feel felt
deal dealt
lean leant
hunt hunted
oppose against
evacuate evacuation
rescue save
"""


def kin(key: str) -> Set[str]:
    """The terms that may stand for a term, itself left out.

    >>> term("rely") in kin(term("depended")), term("claimed") in kin(term("said"))
    (True, False)
    """
    return _table().get(key, frozenset())


@lru_cache(maxsize=1)
def _table() -> dict[str, frozenset[str]]:
    table: dict[str, set[str]] = {}
    for line in _GROUPS.strip().splitlines():
        group = {term(word) for word in line.split()}
        for key in group:
            table.setdefault(key, set()).update(group - {key})
    return {key: frozenset(group) for key, group in table.items()}
