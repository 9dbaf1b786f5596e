"""States: their names, what their people and things are called, and their capitals.

A capital stands for its government as often as for the city, so the three are kept apart: `COUNTRY` (names),
`DEMONYM` and `CAPITAL`, each from the folded words to the common name of the state. Names change slowly; the table is
the world of this century, in English.
"""

from __future__ import annotations

# state | demonyms | capitals | other names
_TABLE = """
Afghanistan|Afghan|Kabul|Islamic Republic of Afghanistan
Albania|Albanian|Tirana|
Algeria|Algerian|Algiers|
Andorra|Andorran||
Angola|Angolan|Luanda|
Antigua and Barbuda|Antiguan||
Argentina|Argentine,Argentinian,Argentinean|Buenos Aires|
Armenia|Armenian|Yerevan|
Australia|Australian,Aussie|Canberra|
Austria|Austrian|Vienna|
Azerbaijan|Azerbaijani,Azeri|Baku|
Bahamas|Bahamian|Nassau|
Bahrain|Bahraini|Manama|
Bangladesh|Bangladeshi|Dhaka|
Barbados|Barbadian|Bridgetown|
Belarus|Belarusian,Belarussian|Minsk|Byelorussia
Belgium|Belgian|Brussels|
Belize|Belizean|Belmopan|
Benin|Beninese|Porto-Novo|
Bhutan|Bhutanese|Thimphu|
Bolivia|Bolivian|La Paz|
Bosnia and Herzegovina|Bosnian|Sarajevo|Bosnia;Bosnia-Herzegovina
Botswana|Botswanan|Gaborone|
Brazil|Brazilian|Brasilia|
Brunei|Bruneian||
Bulgaria|Bulgarian|Sofia|
Burkina Faso|Burkinabe|Ouagadougou|
Burundi|Burundian|Bujumbura|
Cambodia|Cambodian|Phnom Penh|
Cameroon|Cameroonian|Yaounde|
Canada|Canadian|Ottawa|
Cape Verde|Cape Verdean|Praia|Cabo Verde
Central African Republic||Bangui|
Chad|Chadian|N'Djamena|
Chile|Chilean|Santiago|
China|Chinese|Beijing|People's Republic of China;PRC;Peking
Colombia|Colombian|Bogota|
Comoros|Comorian|Moroni|
Congo|Congolese|Kinshasa|Democratic Republic of Congo;Democratic Republic of the Congo;DRC
Costa Rica|Costa Rican||
Croatia|Croatian,Croat|Zagreb|
Cuba|Cuban|Havana|
Cyprus|Cypriot|Nicosia|
Czech Republic|Czech|Prague|Czechia
Denmark|Danish,Dane|Copenhagen|
Djibouti|Djiboutian||
Dominican Republic|Dominican|Santo Domingo|
East Timor|Timorese|Dili|Timor-Leste
Ecuador|Ecuadorian,Ecuadorean|Quito|
Egypt|Egyptian|Cairo|
El Salvador|Salvadoran,Salvadorean|San Salvador|
Equatorial Guinea||Malabo|
Eritrea|Eritrean|Asmara|
Estonia|Estonian|Tallinn|
Eswatini|Swazi|Mbabane|Swaziland
Ethiopia|Ethiopian|Addis Ababa|
Fiji|Fijian|Suva|
Finland|Finnish,Finn|Helsinki|
France|French|Paris|
Gabon|Gabonese|Libreville|
Gambia|Gambian|Banjul|
Georgia|Georgian|Tbilisi|
Germany|German|Berlin|Federal Republic of Germany
Ghana|Ghanaian|Accra|
Greece|Greek|Athens|
Grenada|Grenadian||
Guatemala|Guatemalan||
Guinea|Guinean|Conakry|
Guyana|Guyanese||
Haiti|Haitian|Port-au-Prince|
Honduras|Honduran|Tegucigalpa|
Hungary|Hungarian|Budapest|
Iceland|Icelandic,Icelander|Reykjavik|
India|Indian|New Delhi|
Indonesia|Indonesian|Jakarta|
Iran|Iranian|Tehran|Islamic Republic of Iran
Iraq|Iraqi|Baghdad|
Ireland|Irish|Dublin|Republic of Ireland
Israel|Israeli|Jerusalem|
Italy|Italian|Rome|
Ivory Coast|Ivorian|Abidjan|Cote d'Ivoire
Jamaica|Jamaican|Kingston|
Japan|Japanese|Tokyo|
Jordan|Jordanian|Amman|Hashemite Kingdom of Jordan
Kazakhstan|Kazakh,Kazakhstani|Astana|
Kenya|Kenyan|Nairobi|
Kosovo|Kosovar,Kosovan|Pristina|
Kuwait|Kuwaiti||
Kyrgyzstan|Kyrgyz|Bishkek|
Laos|Laotian|Vientiane|
Latvia|Latvian|Riga|
Lebanon|Lebanese|Beirut|
Lesotho||Maseru|
Liberia|Liberian|Monrovia|
Libya|Libyan|Tripoli|
Liechtenstein||Vaduz|
Lithuania|Lithuanian|Vilnius|
Luxembourg|||
Madagascar|Malagasy|Antananarivo|
Malawi|Malawian|Lilongwe|
Malaysia|Malaysian|Kuala Lumpur|
Maldives|Maldivian||
Mali|Malian|Bamako|
Malta|Maltese|Valletta|
Mauritania|Mauritanian|Nouakchott|Islamic Republic of Mauritania
Mauritius|Mauritian|Port Louis|
Mexico|Mexican|Mexico City|
Moldova|Moldovan|Chisinau|
Monaco|Monegasque||
Mongolia|Mongolian|Ulan Bator|
Montenegro|Montenegrin|Podgorica|
Morocco|Moroccan|Rabat|
Mozambique|Mozambican|Maputo|
Myanmar|Burmese|Naypyidaw|Burma
Namibia|Namibian|Windhoek|
Nepal|Nepalese,Nepali|Kathmandu|
Netherlands|Dutch|The Hague|Holland
New Zealand|New Zealander|Wellington|
Nicaragua|Nicaraguan|Managua|
Niger|Nigerien|Niamey|
Nigeria|Nigerian|Abuja|
North Korea|North Korean|Pyongyang|DPRK;Democratic People's Republic of Korea
North Macedonia|Macedonian|Skopje|Macedonia
Norway|Norwegian|Oslo|
Oman|Omani|Muscat|
Pakistan|Pakistani|Islamabad|Islamic Republic of Pakistan
Palestine|Palestinian|Ramallah|
Panama|Panamanian||
Papua New Guinea||Port Moresby|
Paraguay|Paraguayan|Asuncion|
Peru|Peruvian|Lima|
Philippines|Philippine,Filipino|Manila|
Poland|Polish|Warsaw|
Portugal|Portuguese|Lisbon|
Qatar|Qatari|Doha|
Romania|Romanian|Bucharest|
Russia|Russian|Moscow|Russian Federation
Rwanda|Rwandan|Kigali|
Samoa|Samoan|Apia|
Saudi Arabia|Saudi,Saudi Arabian|Riyadh|Kingdom of Saudi Arabia
Senegal|Senegalese|Dakar|
Serbia|Serbian,Serb|Belgrade|
Sierra Leone|Sierra Leonean|Freetown|
Singapore|Singaporean||
Slovakia|Slovak,Slovakian|Bratislava|Slovak Republic
Slovenia|Slovenian,Slovene|Ljubljana|
Somalia|Somali|Mogadishu|
South Africa|South African|Pretoria|
South Korea|South Korean|Seoul|Republic of Korea
South Sudan|South Sudanese|Juba|
Soviet Union|Soviet||USSR
Spain|Spanish,Spaniard|Madrid|
Sri Lanka|Sri Lankan|Colombo|
Sudan|Sudanese|Khartoum|
Suriname|Surinamese|Paramaribo|
Sweden|Swedish,Swede|Stockholm|
Switzerland|Swiss|Bern|
Syria|Syrian|Damascus|Syrian Arab Republic
Taiwan|Taiwanese|Taipei|
Tajikistan|Tajik|Dushanbe|
Tanzania|Tanzanian|Dodoma|
Thailand|Thai|Bangkok|
Togo|Togolese|Lome|
Tonga|Tongan||
Trinidad and Tobago|Trinidadian|Port of Spain|
Tunisia|Tunisian|Tunis|
Turkey|Turkish,Turk|Ankara|Turkiye
Turkmenistan|Turkmen|Ashgabat|
Uganda|Ugandan|Kampala|
Ukraine|Ukrainian|Kyiv,Kiev|
United Arab Emirates|Emirati|Abu Dhabi|UAE
United Kingdom|British,Briton|London|UK;U.K.;Britain;Great Britain
United States|American|Washington|US;U.S.;USA;U.S.A.;United States of America;America
Uruguay|Uruguayan|Montevideo|
Uzbekistan|Uzbek|Tashkent|
Vatican|||Holy See;Vatican City
Venezuela|Venezuelan|Caracas|Bolivarian Republic of Venezuela
Vietnam|Vietnamese|Hanoi|
Yemen|Yemeni|Sanaa|
Zambia|Zambian|Lusaka|
Zimbabwe|Zimbabwean|Harare|
European Union||Brussels|EU;E.U.
"""

# first halves of compounds such as "Sino-Iranian", and "Anglo-French"
PREFIXES = {
    "sino": "China", "russo": "Russia", "anglo": "United Kingdom", "franco": "France", "indo": "India",
    "turco": "Turkey", "austro": "Austria", "hispano": "Spain", "italo": "Italy", "greco": "Greece",
    "luso": "Portugal", "japano": "Japan", "euro": "European Union", "afro": "Africa", "israelo": "Israel",
}  # fmt: skip

# places that are no state but give their name to people and offices, as the states do
REGIONS = {
    "african": "Africa", "asian": "Asia", "european": "Europe", "arab": "Arab world", "scottish": "Scotland",
    "welsh": "Wales", "english": "England", "catalan": "Catalonia", "kurdish": "Kurdistan", "chechen": "Chechnya",
    "texan": "Texas", "californian": "California", "tibetan": "Tibet", "crimean": "Crimea", "bavarian": "Bavaria",
}  # fmt: skip


def _read() -> tuple[dict[str, str], dict[str, str], dict[str, str]]:
    country: dict[str, str] = {}
    demonym: dict[str, str] = {}
    capital: dict[str, str] = {}
    for line in _TABLE.strip().splitlines():
        name, people, cities, others = line.split("|")
        for form in [name, *others.split(";")]:
            if form:
                country[form.lower().replace(".", "")] = name
        for form in filter(None, people.split(",")):
            demonym[form.lower()] = name
            if not form.endswith(("ese", "ish", "ch")):
                demonym.setdefault(form.lower() + "s", name)
        for form in filter(None, cities.split(",")):
            capital.setdefault(form.lower(), name)
    return country, demonym, capital


COUNTRY, DEMONYM, CAPITAL = _read()

# "the Islamic Republic", "the Federation": the official name without the state, which several states may share
OFFICIAL: dict[str, tuple[str, ...]] = {
    "islamic republic": ("Iran", "Pakistan", "Afghanistan", "Mauritania"),
    "kingdom": ("Saudi Arabia", "United Kingdom", "Jordan", "Morocco", "Bahrain"),
    "emirates": ("United Arab Emirates",),
    "bolivarian republic": ("Venezuela",),
    "people's republic": ("China",),
    "russian federation": ("Russia",),
    "jewish state": ("Israel",),
    "hermit kingdom": ("North Korea",),
}


def state_of(words: str) -> str | None:
    """The state that folded words name, as a name or as a demonym; None for others.

    >>> [state_of(words) for words in ("iranian", "russian federation", "moscow", "ruritania")]
    ['Iran', 'Russia', None, None]
    """
    return COUNTRY.get(words) or DEMONYM.get(words)
