"""Closed word lists of news English that names and attributions are read by. All in lower case.

They are deliberately small: a word that is missing costs an attribution, a word too many costs a wrong one.
"""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


DETERMINERS = _words(
    """the a an this that these those his her its their our my your some several many most few all both another other
    any each every no one two three four five six seven eight nine ten eleven twelve dozens hundreds thousands"""
)
PREPOSITIONS = _words(
    """of in on at for from with by to about over under against between among amid near into through across within
    without like per via during despite including outside inside behind beyond around toward towards upon following
    before after since until above below up out off down onto"""
)
CLAUSE_OPENERS = _words(
    """that which who whom whose because when while although though if whether where than so as how why what unless
    but or nor even once"""
)
BE = _words("is are was were be been being am isn't aren't wasn't weren't get gets got")
AUXILIARIES = BE | _words(
    """has have had having do does did will would can could may might shall should must cannot can't couldn't won't
    wouldn't don't doesn't didn't hasn't haven't hadn't shouldn't"""
)
PRONOUNS = _words(
    """i we you he she it they me us him them who whom someone somebody everyone everybody anyone nobody there myself
    something anything everything nothing others mine ours theirs ones himself herself itself themselves"""
)
ADVERBS = _words(
    """also later earlier then now still never just again once often soon already ever even only always yesterday
    today recently thus further too first instead meanwhile however nonetheless nevertheless moreover sometimes
    tonight though therefore rather perhaps maybe previously there here long otherwise indeed"""
)
NOT_ADVERBS = _words("family ally assembly daily weekly monthly supply rally bully belly july italy kelly only elderly")
TIME_WORDS = _words(
    """monday tuesday wednesday thursday friday saturday sunday january february march april may june july august
    september october november december jan feb mar apr jun jul aug sep sept oct nov dec jan. feb. mar. apr. aug.
    sep. sept. oct. nov. dec. yesterday today tonight morning afternoon evening night week month year weekend last
    earlier later early late"""
)

# Titles and offices that stand right before a name and are no part of it.
OFFICES = _words(
    """mr mr. mrs mrs. ms ms. miss mx dr dr. prof prof. professor sir dame lord lady rev rev. reverend father sister
    pope president vice-president premier chancellor minister secretary senator sen sen. rep rep. representative
    congressman congresswoman governor gov gov. mayor councillor councilman councilwoman judge justice general gen
    gen. colonel col col. lieutenant lt lt. sergeant sgt sgt. captain capt capt. major maj maj. admiral adm adm.
    commander officer chief detective inspector sheriff king queen prince princess sheikh emir sultan ayatollah
    imam rabbi cardinal archbishop bishop ambassador envoy spokesman spokeswoman spokesperson director chairman
    chairwoman chairperson chair ceo coach manager attorney lawyer mp mep msp ex-president ex-minister co-author
    author analyst economist speaker leader secretary-general attorney-general president-elect comrade dictator
    strongman"""
)
# What stands before an office ("acting U.S. Defense Secretary"), or before a name in its place ("Democrat Ana Diaz").
TITLES = OFFICES | _words(
    """deputy vice acting former ex interim then-president u.n. un eu republican democrat democratic conservative
    labour labor liberal opposition prime foreign interior defense defence finance treasury home press special lead
    senior u.s. us uk british american venezuelan russian ukrainian chinese israeli french german iranian party
    state house white federal national country's first saint"""
)
MALE_TITLES = _words(
    "mr mr. sir lord king prince father pope sheikh emir sultan ayatollah imam rabbi cardinal archbishop congressman "
    "spokesman chairman councilman"
)
FEMALE_TITLES = _words(
    "mrs mrs. ms ms. miss dame lady queen princess sister congresswoman spokeswoman chairwoman councilwoman"
)

# Words that hold a name together without a capital.
NAME_PARTICLES = _words("de da del della di do dos du van von der den ter bin ibn al el la le y e")
# A capitalised run with one of these is no person.
ORGANISATION_WORDS = _words(
    """council ministry department university college school institute institution bank court committee commission
    party agency association group union corporation corp corp. inc inc. ltd ltd. llc plc company co co. foundation
    federation church police army navy force forces guard guards service services office bureau board authority
    administration government parliament congress senate assembly house cabinet embassy times post journal herald
    tribune news network radio tv television magazine press reuters center centre museum hospital airport airlines
    airways club league cup team society alliance front movement organization organisation theatre theater nations
    states kingdom republic island islands street road avenue square park river lake mount mountain valley bay
    beach sea ocean city town county province district region north south east west new san santa los las hong
    saudi costa el puerto northern southern eastern western central international national royal european american
    united federal world global war day week act treaty agreement accord accords summit games olympics prize award
    awards festival film studio studios records band project program programme fund trust partners holdings
    technologies systems industries media data cartel gang brigade hall relations departments states' affairs
    rights watch building tower bridge station line conference report review survey study index christmas easter
    street's democrats republicans facebook twitter google apple amazon microsoft"""
)
# Those of them that are surnames as well, believed behind a common given name.
ALSO_SURNAMES = _words(
    """may march june early law bill west church park lake bay hall day war banks street rivers bridge towers north post
    beach house cup"""
)
# Surnames that are better known as places: "Washington said" is hardly ever Denzel Washington.
PLACES = _words(
    """washington london paris jordan chad georgia israel lincoln houston austin jackson dallas sydney berlin moscow
    beijing kyiv tehran brussels madrid rome york england britain ireland france china america virginia carolina
    charlotte cleveland montgomery madison denver orlando phoenix brooklyn victoria wellington hamilton holland"""
)

# Nouns for people: heads of phrases that can speak.
PEOPLE = _words(
    """media man woman boy girl child person people men women children parent parents mother father brother sister son
    daughter wife husband widow uncle aunt cousin friend friends colleague colleagues neighbor neighbors neighbour
    neighbours resident residents witness witnesses victim victims survivor survivors passenger passengers villager
    villagers official officials officer officers authorities police prosecutor prosecutors investigator
    investigators detective detectives attorney attorneys lawyer lawyers judge judges justice justices jury juror
    jurors court magistrate spokesman spokeswoman spokesperson spokespeople spokespersons minister ministers
    president premier chancellor king queen prince princess pope bishop bishops archbishop cardinal priest pastor
    imam rabbi senator senators representative representatives congressman congresswoman lawmaker lawmakers
    legislator legislators mp mps governor governors mayor mayors councillor councillors commissioner commissioners
    secretary ambassador ambassadors envoy envoys diplomat diplomats aide aides adviser advisers advisor advisors
    insider insiders source sources analyst analysts expert experts economist economists scientist scientists
    researcher researchers professor professors academic academics historian historians scholar scholars author
    authors writer writers journalist journalists reporter reporters editor editors critic critics doctor doctors
    physician physicians surgeon surgeons nurse nurses medic medics paramedic paramedics teacher teachers student
    students pupil pupils head chief chiefs boss director directors manager managers chairman chairwoman chair
    chairperson ceo executive executives founder founders co-founder owner owners leader leaders politician
    politicians activist activists campaigner campaigners protester protesters supporter supporters opponent
    opponents rebel rebels militant militants soldier soldiers general generals commander commanders colonel
    admiral captain coach striker player players midfielder defender goalkeeper singer actor actress star artist
    musician producer farmer farmers worker workers employee employees trader traders investor investors strategist
    strategists observer observers forecaster forecasters engineer engineers technician pilot pilots driver drivers
    fisherman fishermen candidate candidates veteran veterans refugee refugees migrant migrants negotiator
    negotiators mediator inspector inspectors sheriff coroner ombudsman watchdog regulator regulators rapporteur
    deputy congregant relative relatives family families mum mom dad grandmother grandfather teenager defendant
    suspect plaintiff plaintiffs republicans democrats conservatives locals islamists jihadists separatists
    moderates hardliners organizers organisers planners developers publishers lobbyists physicists biologists
    astronomers epidemiologist superintendent contributor contributors correspondent member members alderman
    alderwoman dissident dissidents medalist medalists medallist medallists buyer buyers seller coo cfo cto cio vp
    undersecretary provost programmer programmers designer designers architect architects consultant consultants
    accountant accountants banker bankers broker brokers contractor contractors firefighter firefighters rescuer
    rescuers hunter hunters shopkeeper shopkeepers tourist tourists visitor visitors guest guests fan fans voter
    voters delegate delegates treasurer dean rector principal headteacher curator curators librarian archivist
    biographer novelist novelists poet playwright filmmaker filmmakers composer comedian comedienne chef
    photographer photographers blogger columnist columnists correspondents commentator commentators presenter host
    hosts narrator publisher agent agents promoter organiser organizer planner developer operator operators dealer
    retailer grower growers rancher ranchers landlord tenant tenants pathologist therapist therapists dentist vet
    vets pharmacist midwife carer carers trainer trainers referee umpire champion winner runner-up rider jockey
    golfer boxer swimmer skipper keeper quarterback rapper drummer guitarist bassist vocalist frontman conductor
    choreographer dancer dancers model inventor entrepreneur entrepreneurs billionaire philanthropist monk nun
    mullah cleric clerics chaplain clergyman sociologist theologian philosopher mathematician statistician
    meteorologist criminologist whistleblower hacker hackers detainee detainees prisoner prisoners inmate inmates
    hostage hostages captor captors caller callers onlooker onlookers bystander bystanders motorist motorists
    cyclist cyclists commuter commuters shopper shoppers customer customers client clients user users reader
    readers viewer viewers listener listeners spouse fiancé fiancee partner classmate classmates roommate teammate
    teammates rival rivals successor predecessor virologist ecologist geologist psychologist biologist physicist
    astronomer archaeologist archaeologists"""
)
# Nouns for bodies that speak through somebody.
BODIES = _words(
    """government administration ministry department agency office bureau council commission committee party
    parliament congress senate assembly army military navy police company firm group organization organisation
    association union federation bank court tribunal panel board authority regulator watchdog charity foundation
    university institute college school hospital church kremlin pentagon embassy team club campaign regime
    opposition side camp newspaper paper magazine broadcaster network channel website outlet publication centre
    center think-tank coalition alliance television radio tv force bloc giant carmaker airline manufacturer maker
    retailer operator startup service judiciary palace"""
)
DOCUMENTS = _words(
    """report statement study survey poll document documents lawsuit complaint indictment affidavit filing filings
    letter memo email article editorial reports statements records paper press-release release analysis interviews
    data figures estimates study's readout communique testimony transcript ruling"""
)
# What "says" and "states" in another sense, and speaks for nobody.
RULES = _words(
    """law laws model theorem principle theory act bill treaty constitution rule rules code article section amendment
    charter convention directive regulation protocol agreement bible quran clause paragraph legend tradition"""
)
AGENCIES = _words(
    """reuters ap afp bloomberg upi dpa ani pti ians tass xinhua cnn bbc efe kyodo interfax npr cbs nbc abc axios
    politico yonhap anadolu"""
)
_HIS = "man boy father brother son husband uncle dad grandfather king prince businessman actor"
_HERS = "woman girl mother sister daughter wife widow aunt mum mom grandmother queen princess businesswoman actress"
GENDERED_NOUNS = {**dict.fromkeys(_HIS.split(), "he"), **dict.fromkeys(_HERS.split(), "she")}
# Common given names, only to keep "he" from a woman and "she" from a man; names used by both are left out.
MALE_NAMES = _words(
    """luke liam noah oliver logan caleb isaac owen connor dylan evan gabriel ivor leo max oscar theo toby vincent
    victor wayne warren wesley philip phillip craig derek darren duncan ewan gareth glen glenn grant hamish howard
    ivo jared joel josef karim khalid lars lionel louis malcolm marcus martyn mehmet mustafa niall nigel norman
    otto pavel pierre rajiv ravi reza rodrigo rohan rupert russell saul silvio stefan tariq terry theodore trevor
    tristan viktor walid winston yair yuri benjamin ehud yoav itamar benny ismail hamid sami james john robert
    michael william david richard joseph thomas charles christopher daniel matthew anthony mark donald steven paul
    andrew joshua kenneth kevin brian george edward ronald timothy jason jeffrey ryan jacob gary nicholas eric
    jonathan stephen larry justin scott brandon samuel gregory frank alexander raymond patrick jack dennis jerry
    tyler aaron jose henry adam bill douglas nathan peter zachary kyle walter harold jeremy carl keith roger gerald
    lawrence sean christian albert joe ethan bruce roy barack bernie bob boris chris dan dave ed emmanuel vladimir
    volodymyr xi mike mitch jeff jim jimmy josh ken marco mario martin matt nick nicolas nicolás diego diosdado
    elliot elliott fred gavin gordon graham greg hugo ivan juan carlos luis pedro pablo miguel jorge fernando
    antonio alejandro javier rafael ricardo roberto sergio hassan hussein ali ahmed mohammed mohammad muhammad
    mahmoud ibrahim omar yusuf abdullah karl hans klaus olaf sergei dmitry igor oleg tony tom tim ted simon stuart
    rishi keir neil ian hugh harry alan alex arthur bashar benedict dick elon jens joao joão kofi ban rob ron rex
    steve phil narendra recep"""
)
FEMALE_NAMES = _words(
    """fiona ada agnes aisling alexandra alicia alison amelia amina anita annette antonia ashleigh audrey beatrice
    bianca bridget camilla carolina cecilia celia chloe clara colette daniela daphne deirdre denise doris edith
    eileen elisa eliza eloise erica esther eugenie eve farah felicity flora francesca gemma georgia georgina
    geraldine gillian gina harriet hilary imogen irene isla jasmine jenna jenny joanna jodie josephine judith
    juliet kirsten krystal leila lena lily lorraine louise lydia lynn mabel maeve marie marina marta matilda maya
    melanie mercedes miranda miriam molly monica nadia naomi nina nora norma paula penelope penny petra philippa
    phoebe polly rebekah regina renee rhiannon rita roberta rosemary sabrina sally sheila sienna silvia simone
    siobhan stella tamara tara tatiana tessa tina ute valerie vanessa vera veronica vivian wendy yasmin yvette
    yvonne zara zoe mary patricia jennifer linda elizabeth barbara susan jessica sarah karen lisa nancy betty
    sandra margaret ashley kimberly emily donna michelle carol amanda melissa deborah stephanie rebecca sharon
    laura cynthia dorothy amy kathleen angela shirley emma brenda pamela nicole anna samantha katherine christine
    helen debra rachel carolyn janet maria catherine heather diane olivia julie joyce victoria ruth virginia lauren
    kelly christina joan evelyn andrea hannah megan cheryl jacqueline martha madison teresa gloria sara janice ann
    kathryn abigail sophia frances jean alice judy isabella julia grace amber marilyn danielle beverly charlotte
    theresa natalie diana brittany delcy elena hillary kamala nikki ursula giorgia jacinda liz olga natalia
    svetlana irina fatima aisha malala greta claire claudia lucia carmen isabel ana eva ingrid karoline kate katie
    jane jill ivanka melania sofia susana tulsi yulia caroline annalena marine nicola priti elise kristi pam carla
    rosa lucy ellen"""
)
