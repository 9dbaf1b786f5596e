"""Names that the news shortens without a word of explanation: bodies, treaties, pandemics, cities and regions.

What a text explains itself ("the Metal and Foundry Workers' Union (MFU)") is read from the text; this table is for what
readers are expected to know.
"""

from __future__ import annotations

from typing import Final

from dedup.claims.names.lexicon import words

# canonical | kind | other forms; a form in lower case is found in any case, one with a capital as it stands
_TABLE = """
United Nations|organisation|UN;U.N.;the world body
United Nations Security Council|organisation|UN Security Council;U.N. Security Council;UNSC
North Atlantic Treaty Organization|organisation|NATO;Nato
International Atomic Energy Agency|organisation|IAEA
International Monetary Fund|organisation|IMF
World Health Organization|organisation|WHO
World Trade Organization|organisation|WTO
International Criminal Court|organisation|ICC
Organization of the Petroleum Exporting Countries|organisation|OPEC;Opec
Shanghai Cooperation Organization|organisation|SCO
Commonwealth of Independent States|organisation|CIS
African Union|organisation|AU
Central Intelligence Agency|organisation|CIA
Federal Bureau of Investigation|organisation|FBI
National Security Agency|organisation|NSA
Environmental Protection Agency|organisation|EPA
Food and Drug Administration|organisation|FDA
Centers for Disease Control and Prevention|organisation|CDC;Centers for Disease Control
Department of Homeland Security|organisation|DHS;Homeland Security Department
Department of Justice|organisation|DOJ;DoJ;Justice Department
Department of Defense|organisation|DoD;Defense Department;Pentagon
Department of State|organisation|State Department
Department of the Treasury|organisation|Treasury Department
Internal Revenue Service|organisation|IRS
Federal Reserve|organisation|Federal Reserve Board;the Fed
Republican Party|organisation|GOP;G.O.P.
Republican National Committee|organisation|RNC
Democratic National Committee|organisation|DNC
American Civil Liberties Union|organisation|ACLU
National Rifle Association|organisation|NRA
British Broadcasting Corporation|organisation|BBC
Islamic Republic News Agency|organisation|IRNA
Islamic Republic of Iran Broadcasting|organisation|IRIB
Islamic State|organisation|ISIS;ISIL;IS;Daesh;Islamic State of Iraq and Syria
Islamic Revolutionary Guard Corps|organisation|IRGC;Revolutionary Guards;Revolutionary Guard
World War I|event|first world war;WWI
World War II|event|second world war;WWII;world war two
COVID-19 pandemic|event|corona pandemic;coronavirus pandemic;covid-19 pandemic;covid pandemic;corona crisis;\
coronavirus crisis;covid-19 crisis;coronavirus outbreak;covid-19 outbreak;Covid-19;COVID-19;COVID
Joint Comprehensive Plan of Action|treaty|JCPOA;iran nuclear deal;iran deal;iran nuclear agreement;iran nuclear accord;\
iranian nuclear deal;nuclear deal with iran
Paris Agreement|treaty|paris climate agreement;paris climate accord;paris climate deal;paris accord
North American Free Trade Agreement|treaty|NAFTA;Nafta
Good Friday Agreement|treaty|belfast agreement
Treaty on the Non-Proliferation of Nuclear Weapons|treaty|NPT;nuclear non-proliferation treaty
New Strategic Arms Reduction Treaty|treaty|New START;New Start
Affordable Care Act|treaty|Obamacare;ObamaCare;Patient Protection and Affordable Care Act
White House|organisation|
Supreme Court|organisation|
Wall Street|place|
Downing Street|organisation|
Kremlin|organisation|
Fox News|organisation|
"""

_CITIES = sorted(
    words(
        """
    Alabama Alaska Arizona Arkansas California Colorado Connecticut Delaware Florida Hawaii Idaho Illinois
    Indiana Iowa Kansas Kentucky Louisiana Maine Maryland Massachusetts Michigan Minnesota Mississippi Missouri
    Montana Nebraska Nevada Ohio Oklahoma Oregon Pennsylvania Tennessee Texas Utah Vermont Virginia Wisconsin
    Wyoming Manhattan Brooklyn Chicago Houston Philadelphia Phoenix Dallas Detroit Boston Seattle Denver Atlanta
    Miami Baltimore Cleveland Pittsburgh Cincinnati Milwaukee Memphis Nashville Orlando Tampa Sacramento
    Hollywood Toronto Montreal Vancouver Quebec Ontario Alberta Scotland England Wales Ulster Manchester
    Liverpool Birmingham Glasgow Edinburgh Belfast Leeds Bristol Oxford Cambridge Munich Frankfurt Hamburg
    Cologne Bavaria Geneva Zurich Milan Naples Venice Sicily Barcelona Catalonia Lyon Marseille Brittany Crimea
    Donbas Donetsk Luhansk Kharkiv Mariupol Odessa Kherson Sevastopol Leningrad Chechnya Dagestan Siberia
    Istanbul Gaza Haifa Aleppo Homs Idlib Raqqa Mosul Basra Kirkuk Fallujah Kandahar Herat Peshawar Karachi
    Lahore Kashmir Mumbai Delhi Kolkata Chennai Bangalore Punjab Gujarat Shanghai Guangzhou Shenzhen Wuhan
    Xinjiang Tibet Macau Osaka Kyoto Hiroshima Fukushima Busan Sydney Melbourne Brisbane Perth Adelaide
    Queensland Auckland Johannesburg Durban Lagos Darfur Benghazi Alexandria Casablanca Dubai Mecca Medina Qom
    Isfahan Mashhad Shiraz Europe Africa Asia America Antarctica Arctic Balkans Caucasus Kurdistan Scandinavia
    Eurasia Guantanamo Guantánamo Benghazi Ferguson
    """
    )
)
_CITIES += [
    "New York", "New York City", "Los Angeles", "San Francisco", "San Diego", "Las Vegas", "New Orleans", "New Jersey",
    "New Hampshire", "New Mexico", "New England", "North Carolina", "South Carolina", "North Dakota", "South Dakota",
    "West Virginia", "Rhode Island", "Puerto Rico", "Hong Kong", "Northern Ireland", "St Petersburg", "Rio de Janeiro",
    "Sao Paulo", "Cape Town", "Tel Aviv", "West Bank", "Middle East", "Near East", "Latin America", "South America",
    "North America", "Central America", "Central Asia", "South Asia", "West Asia", "East Asia", "Southeast Asia",
    "Eastern Europe", "Western Europe", "South Caucasus", "Capitol Hill", "Silicon Valley", "Salt Lake City",
    "Kansas City", "Oklahoma City", "Persian Gulf", "Caspian Sea", "Black Sea", "Red Sea", "South China Sea",
]  # fmt: skip

PLACES: Final = frozenset(place.lower() for place in _CITIES)


def _read() -> tuple[dict[str, str], dict[str, str], tuple[str, ...]]:
    forms: dict[str, str] = {}
    kinds: dict[str, str] = {}
    loose = []
    for line in _TABLE.replace("\\\n", "").strip().splitlines():
        canonical, kind, others = line.split("|")
        kinds[canonical] = kind if kind in ("organisation", "place") else "other"
        forms[canonical] = canonical
        for form in filter(None, others.split(";")):
            forms[form] = canonical
            if form == form.lower():
                loose.append(form)
    return forms, kinds, tuple(loose)


FORMS, KINDS, LOOSE = _read()  # form -> canonical; canonical -> kind; the forms that are found in any case
# the forms by the plain words of theirs, for names that stand with capitals
BY_WORDS: Final = {
    form.lower().removeprefix("the ").replace(".", ""): known for form, known in FORMS.items() if len(form) > 3
}
EXACT: Final = {form: known for form, known in FORMS.items() if form.isupper() or len(form) <= 5}
