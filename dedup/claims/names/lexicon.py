"""Closed lists of words that names are read with: function words, titles, roles, heads of organisations, given names.

English, lower case, without full stops. Lists are short on purpose: what a text itself shows (a word in lower case
elsewhere, a name that returns in mid-sentence) decides before them.
"""

from __future__ import annotations

from typing import Final


def words(text: str) -> frozenset[str]:
    """The words of a list that is written as text."""
    return frozenset(text.split())


# words that start a sentence with a capital and are no name for that
FUNCTION: Final = words("""
a about above according across actually additionally after afterwards again against ago ahead all almost along already
also alternatively although always amid among an and another any anybody anyone anything anyway apart are around as
aside asked at away back based be because before behind being below beside besides between beyond both briefly but by
can clearly certainly consequently could critics currently despite did do does don't during each earlier early either
elsewhere enough especially even eventually ever every everybody everyone everything except few fewer finally first
firstly following for former formerly fortunately from further furthermore generally given had half has have having he
hence her here hers herself his himself how however i i'm i've if immediately in including indeed initially inside
instead into is isn't it it's its itself just last lastly late later latest least less let let's like likewise local
long look many maybe me meanwhile more moreover most mostly much must my nearby nearly neither never nevertheless new
next no nobody none nonetheless nor normally not nothing notably now nowhere of off officials often oh okay on once one
only onto opposite or originally other others otherwise our ours out outside over overall overnight own particularly
people perhaps police please plus previously probably quickly quite rather really recent recently regarding
residents right same second secondly see several shall she should similarly simply since so some somebody someone
something sometimes soon sorry still subsequently such suddenly sure surely than thank thanks that that's the their
theirs them themselves then there there's thereafter therefore these they they're third this those though through
throughout thus till to today together tomorrow tonight too toward towards traditionally twice two under unfortunately
unless unlike until up upon us usually very via was we we're well were what what's whatever when whenever where whereas
wherever whether which while who whoever whole whom whose why will with within without witnesses won't would yes
yesterday yet you you're your yours
three four five six seven eight nine ten eleven twelve dozens hundreds thousands millions tens
""")
CALENDAR: Final = words("""
monday tuesday wednesday thursday friday saturday sunday january february march april june july august september
october november december mon tue tues wed thu thur thurs fri sat sun jan feb mar apr jun jul aug sep sept oct nov dec
am pm gmt utc est edt pst pdt et bst cet may
""")
# members and adherents: a capital, but nobody's name
COLLECTIVE: Final = words("""
republican republicans democrat democrats democratic conservative conservatives liberal liberals tory tories labour
socialist socialists communist communists libertarian libertarians independents christian christians muslim muslims
jewish jews catholic catholics protestant protestants sunni shia shiite shiites islamist islamists marxist hispanic
hispanics latino latinos black blacks native democrats' republicans' internet god bible koran quran congressional
""")
ROMAN: Final = words("i ii iii iv v vi vii viii ix x xi xii")

# furniture that is capitalised on pages of news
FURNITURE: Final = words("""
photo photos image images picture pictures video videos file source sources tags tag related read share comment comments
update updated updates published news id editor's editor’s choice subscribe newsletter advertisement copyright caption
credit by breaking exclusive watch listen live analysis opinion q tel follow click here more continue story credits
""")

# forms of address, before a name; the sex that they tell, where they do
ADDRESS: Final = {
    "mr": "m", "mister": "m", "mrs": "f", "ms": "f", "miss": "f", "madam": "f", "sir": "m", "lord": "m", "lady": "f",
    "dame": "f", "dr": "", "doctor": "", "prof": "", "professor": "", "rev": "", "reverend": "", "fr": "m", "hon": "",
    "imam": "m", "sheikh": "m", "shaikh": "m", "sheik": "m", "sayyed": "m", "sayyid": "m", "seyed": "m", "mullah": "m",
    "ayatollah": "m", "hojatoleslam": "m", "rabbi": "m", "father": "m", "brother": "m", "sister": "f", "saint": "",
    "herr": "m", "frau": "f", "signor": "m", "monsieur": "m", "madame": "f", "señor": "m", "don": "m", "sri": "m",
    "shri": "m", "smt": "f", "haji": "m", "judge": "", "justice": "", "uncle": "m", "aunt": "f", "mayor": "",
    "eminence": "", "excellency": "", "holiness": "", "majesty": "", "highness": "", "honor": "", "honour": "",
}  # fmt: skip
# ranks and offices as they are shortened, and written out before a name
SHORT_ROLE: Final = {
    "sen": "senator", "rep": "representative", "gov": "governor", "gen": "general", "lt": "lieutenant",
    "col": "colonel", "sgt": "sergeant", "capt": "captain", "cmdr": "commander", "adm": "admiral", "maj": "major",
    "pres": "president", "det": "detective", "insp": "inspector", "supt": "superintendent", "cpl": "corporal",
    "pvt": "private", "ofc": "officer", "pm": "prime minister", "fm": "foreign minister", "ceo": "chief executive",
    "cfo": "chief financial officer", "vp": "vice president", "mp": "member of parliament",
    "mep": "member of parliament",
}  # fmt: skip
SUFFIX: Final = words("jr sr ii iii iv esq phd md")

# nouns for the holder of an office or a trade: before a name they are its role, alone the role stands for a holder
ROLE: Final = words("""
president minister premier chancellor king queen prince princess emperor emir sultan pope archbishop bishop cardinal
patriarch senator congressman congresswoman representative governor mayor councilman councilwoman councillor secretary
undersecretary ambassador envoy diplomat commissioner spokesman spokeswoman spokesperson speaker leader chairman
chairwoman chairperson chair chief head director manager executive officer boss founder co-founder owner editor
publisher reporter correspondent journalist columnist author writer novelist poet actor actress singer musician
director producer artist photographer general colonel major captain lieutenant sergeant corporal private admiral
commander commodore marshal brigadier detective inspector constable superintendent sheriff deputy officer agent
attorney lawyer solicitor barrister prosecutor judge justice magistrate analyst economist expert scientist researcher
professor lecturer teacher principal headteacher dean rector coach trainer player striker goalkeeper midfielder
defender quarterback pitcher driver pilot skipper deckhand farmer miner fisherman engineer doctor surgeon nurse
consultant adviser advisor aide assistant strategist pollster activist campaigner organiser organizer negotiator
mediator candidate nominee lawmaker legislator politician member member-elect president-elect mp treasurer trustee
chancellor ayatollah monarch ruler dictator rebel warlord whistleblower contractor billionaire businessman
businesswoman entrepreneur investor banker trader champion winner suspect victim gunman resident widow wife husband
son daughter brother sister father mother counterpart successor predecessor
""")
# what may stand before a role noun as a part of it
MODIFIER: Final = words("""
prime foreign deputy vice acting interim former ex senior chief first lead national federal state provincial regional
local district county city police fire army navy naval military coast guard air force finance financial education
interior defence defense trade health justice energy oil agriculture environment transport transportation labour labor
economy economic culture sports tourism housing planning development home social external internal security
intelligence information press media communications public general executive managing founding financial operating
technology technical marketing legal political diplomatic special supreme high lord attorney solicitor surveyor
presidential parliamentary congressional senate house republican democratic democrat conservative liberal labour green
opposition party union campaign assistant associate research project programme program team club head junior top
longtime veteran retired incoming outgoing new then elected crown grand under royal harbour harbor school village town
parish church hospital university college bank company board council committee
""")
# things done in the name of a state: "the Russian government", "the 13th administration"
INSTITUTION: Final = {
    "government": "government", "administration": "government", "cabinet": "government",
}  # fmt: skip

# last words of organisations, and words that make a name one wherever they stand in it
ORGANISATION: Final = words("""
ministry department bureau agency administration authority commission committee council court parliament congress
senate assembly house office service services police army navy force forces guard corps command directorate
party union federation confederation league alliance association society organization organisation club institute
institution foundation fund trust academy university college school hospital clinic bank group corporation corp
company co inc ltd llc plc gmbh ag sa holdings partners industries systems technologies motors airlines airways lines
railways energy petroleum oil gas power electric hydro steel mines mining insurance securities capital investments
studios pictures entertainment network networks news times post press journal herald tribune gazette telegraph
guardian observer chronicle courier ledger echo mail express mirror star broadcasting radio television tv channel media
magazine review weekly daily church temple mosque synagogue team united fc taskforce center centre laboratory
laboratories museum library theatre theater orchestra institute movement front brigade campaign coalition caucus board
tribunal treasury pentagon fed nasa kremlin
""")
# heads that "of", "for" and "and" join to what follows
JOINS_OF: Final = words("""
ministry minister department secretary bank university republic house council board bureau institute school college
academy court office chamber church bishop archbishop king queen prince princess duke duchess earl president director
association society federation union league organization organisation confederation committee commission center centre
museum library hall city state states province district county gulf bay sea strait cape isle island islands port mouth
kingdom commonwealth emirate sultanate people's front army movement party voice daughters sons knights battle treaty
declaration leader head chief speaker attorney guards guard corps joint war day academy foundation fund tower bridge
palace university arch lord leader college order secretariat parliament
""")
PLACE: Final = words("""
river lake mount mountain mountains sea ocean gulf bay strait island islands isle cape coast valley desert forest city
town village county province district state region peninsula canal street road avenue boulevard square park bridge
airport harbour harbor port hill hills creek beach fort springs falls heights
""")
# places in lower case before the name that belong to it: "the river Lissa"
GENERIC: Final = words("river lake mount mountain lough loch")
# words that say of the next name that it is a place
LOCATIVE: Final = words(
    "in at near from to toward towards outside inside around across into via through throughout off"
)

SPEECH: Final = words("""
said says say told tells added adds noted notes stressed stresses announced announces called calls claimed claims
denied denies warned warns argued argues insisted insists believes believed expressed urged urges asked asks replied
wrote writes tweeted thinks thought wants wanted welcomed condemned criticised criticized confirmed declared described
emphasized emphasised acknowledged admitted agreed accused rejected vowed pledged promised reiterated signalled
""")
NAMESAKE: Final = words(
    "workers workers' people's women's men's children's teachers' farmers' drivers' veterans' governors'"
)

DIMINUTIVE: Final = {
    short: full
    for full, shorts in {
        "joseph": "joe joey", "william": "bill will billy", "robert": "bob rob bobby", "michael": "mike mick",
        "james": "jim jimmy jamie", "thomas": "tom tommy", "richard": "dick rick rich", "edward": "ed ted eddie",
        "anthony": "tony", "stephen": "steve steven", "david": "dave", "daniel": "dan danny", "benjamin": "ben",
        "samuel": "sam", "christopher": "chris", "nicholas": "nick", "matthew": "matt", "elizabeth": "liz beth betsy",
        "katherine": "kate kathy katie", "jeffrey": "jeff", "gregory": "greg", "kenneth": "ken", "ronald": "ron",
        "donald": "don", "timothy": "tim", "lawrence": "larry", "charles": "chuck charlie", "andrew": "andy",
        "patrick": "pat", "peter": "pete", "philip": "phil", "raymond": "ray", "douglas": "doug", "frederick": "fred",
        "gerald": "jerry", "susan": "sue", "deborah": "debbie", "vladimir": "volodya", "alexander": "sasha",
        "walter": "walt", "leonard": "len", "bernard": "bernie", "rudolph": "rudy", "harold": "harry hal",
        "mitchell": "mitch", "victoria": "vicky", "joshua": "josh", "zachary": "zach",
    }.items()
    for short in shorts.split()
}  # fmt: skip
GIVEN: Final = frozenset({*DIMINUTIVE, *DIMINUTIVE.values()}) | words("""
john mary george paul mark brian kevin jason gary eric jacob jonathan justin scott brandon frank alexander jack dennis
tyler aaron jose adam nathan henry zach kyle noah ethan jeremy walter christian keith roger terry austin sean shawn
arthur jesse dylan bryan jordan bruce albert willie gabriel logan alan juan wayne roy ralph randy eugene vincent
russell louis bobby johnny bradley patricia jennifer linda barbara sarah karen lisa nancy sandra ashley kimberly emily
donna michelle carol amanda melissa stephanie rebecca laura cynthia amy kathleen angela shirley anna brenda pamela emma
nicole helen samantha christine rachel carolyn janet maria heather diane ruth julie olivia joyce virginia kelly lauren
christina joan evelyn judith andrea hannah megan cheryl jacqueline martha gloria teresa ann sara madison frances kathryn
janice jean alice judy sophia sofia grace denise amber doris marilyn danielle beverly isabella theresa diana natalie
brittany charlotte marie kayla alexis lori hillary barack mitt newt sergei sergey vladimir dmitry dmitri mikhail boris
ivan igor oleg yuri viktor nikolai andrei alexei pavel petr olga elena irina natalia svetlana tatiana yulia volodymyr
angela gerhard helmut klaus hans heinrich wolfgang jens lars sven nils erik olaf karl kurt stefan jan pierre jean
jacques francois françois nicolas emmanuel michel philippe alain bernard claude marine luc giovanni giuseppe silvio
mario matteo luigi marco paolo carlos luis miguel pedro jorge fernando manuel antonio francisco javier rafael hugo
nicolás evo fidel raul raúl mohammed muhammad mohammad mohamed ahmed ahmad ali hassan hussein hossein ibrahim ebrahim
abdullah omar osama khalid mahmoud mahmud mustafa yasser yousef youssef saddam bashar hafez hamid ashraf imran nawaz
benazir narendra rahul sonia rajiv indira manmohan amit arvind xi hu wen li wang zhang liu chen yang kim park lee moon
shinzo junichiro yoshihide kofi nelson thabo jacob desmond robert benjamin ariel shimon ehud yitzhak golda tzipi naftali
recep abdel ayman hosni mohsen javad qassem akbar reza nikki ronald condoleezza colin dick sarah bernie kamala
tammy ted rand marco lindsey mitch nancy harry chuck paul ryan kirsten elise liz cory kellyanne steve jared ivanka
melania rex rudy jeff rod theresa boris nigel gordon tony margaret jeremy dominic priti rishi keir nicola
charlie ian neil graham simon martin colin stuart craig gavin lee darren leon oliver harriet lucy jane victoria
edwin edgar ernest felix oscar max leo theo ruben mikkel irena lidia lydia helka pauls dario karel vidar signe elin
nora jonas anders bjorn gustav ingrid astrid freya sigrid magnus henrik johan mats olof tomas jiri vaclav milos zoran
""")
