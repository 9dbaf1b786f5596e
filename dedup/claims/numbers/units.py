"""Units and currencies as news texts write them -> one name each, what they measure, and their size.

A line of a table is: name, size in the base of its dimension, then every other spelling. The base of a time is the
day, of a length the kilometre, of an area the square kilometre, of a mass the kilogram, of a volume the litre.
"""

from __future__ import annotations

from typing import NamedTuple

from dedup.claims.numbers.wordlists import word_set


class Unit(NamedTuple):
    """A unit: its name, the kind of quantity it makes, what it measures, and its size in the base of that."""

    name: str
    kind: str
    dimension: str
    size: float


_TABLES = {
    ("duration", "time"): """
        second 1.1574074074074073e-5 seconds sec secs
        minute 6.944444444444444e-4 minutes min mins
        hour 0.041666666666666664 hours hr hrs
        day 1 days
        night 1 nights
        weekend 2 weekends
        week 7 weeks
        fortnight 14 fortnights
        month 30.4369 months
        quarter 91.31 quarters
        year 365.2425 years yr yrs
        decade 3652.425 decades
        century 36524.25 centuries
        generation 9131 generations
    """,
    ("measure", "length"): """
        millimetre 1e-6 millimetres millimeter millimeters mm
        centimetre 1e-5 centimetres centimeter centimeters cm
        metre 1e-3 metres meter meters
        kilometre 1 kilometres kilometer kilometers km kms
        mile 1.609344 miles
        inch 2.54e-5 inches
        foot 3.048e-4 feet ft
        yard 9.144e-4 yards yds
    """,
    ("measure", "area"): """
        acre 0.00404686 acres
        hectare 0.01 hectares ha
    """,
    ("measure", "mass"): """
        gram 1e-3 grams gramme grammes
        kilogram 1 kilograms kilogramme kilogrammes kilo kilos kg kgs
        tonne 1000 tonnes
        ton 1000 tons
        ounce 0.0283495 ounces oz
        pound 0.453592 pounds lb lbs
    """,
    ("measure", "volume"): """
        litre 1 litres liter liters
        gallon 3.78541 gallons
        barrel 158.987 barrels bpd
    """,
    ("measure", "speed"): """
        mph 1.609344 m.p.h
        km/h 1 kph kmh kmph
        knot 1.852 knots
    """,
    ("measure", "energy"): """
        kilowatt-hour 1 kwh
        megawatt-hour 1000 mwh
        kilowatt 1 kilowatts kw
        megawatt 1000 megawatts mw
        gigawatt 1e6 gigawatts gw
    """,
    ("measure", "data"): """
        megabyte 1 megabytes mb
        gigabyte 1000 gigabytes gb
        terabyte 1e6 terabytes tb
    """,
}  # fmt: skip
UNITS = {
    spelling: Unit(line.split()[0], kind, dimension, float(line.split()[1]))
    for (kind, dimension), table in _TABLES.items()
    for line in table.strip().splitlines()
    for spelling in [line.split()[0], *line.split()[2:]]
}
NAUTICAL = Unit("nautical mile", "measure", "length", 1.852)
BY_NAME = {unit.name: unit for unit in UNITS.values()} | {NAUTICAL.name: NAUTICAL} | {
    f"square {unit.name}": Unit(f"square {unit.name}", "measure", "area", unit.size**2)
    for unit in UNITS.values()
    if unit.dimension == "length"
} | {
    f"cubic {unit.name}": Unit(f"cubic {unit.name}", "measure", "volume", unit.size**3 * 1e12)
    for unit in UNITS.values()
    if unit.dimension == "length"
}  # fmt: skip
CALENDAR = frozenset(name for name, unit in UNITS.items() if unit.dimension == "time")
# Short spellings are units only in small letters after digits: `5 min`, not `Min` or "in 5 ha".
ONLY_DIGITS = word_set(
    """
    sec secs min mins hr hrs mm cm km kms ft yds ha kg kgs oz lb lbs kw mw gw mb gb tb kwh mwh
    """
)

_CURRENCIES = """
USD $ us$ dollar dollars buck bucks usd
EUR € euro euros eur
GBP £ gbp sterling
JPY ¥ yen jpy
CNY yuan renminbi rmb cny
INR ₹ rs rs. rupee rupees inr
RUB ₽ rouble roubles ruble rubles rub
CHF franc francs chf
SEK krona kronor sek
NOK nok
DKK dkk kroner krone
CZK czk
crowns crown crowns
PLN zloty zlotys pln
HUF forint forints huf
TRY ₺ lira liras try
ILS ₪ shekel shekels ils
KRW ₩ won krw
NGN ₦ naira ngn
PHP ₱ php
pesos peso pesos
THB ฿ baht thb
BRL r$ real reais brl
ZAR rand zar
CAD c$ ca$ cad
AUD a$ au$ aud
NZD nz$ nzd
HKD hk$ hkd
SGD s$ sgd
TWD nt$ twd
IRR rial rials irr
SAR riyal riyals sar
AED dirham dirhams aed
KES shilling shillings kes
IDR rupiah idr
VND dong vnd
UAH hryvnia hryvnias uah
"""
CURRENCIES = {spelling: line.split()[0] for line in _CURRENCIES.strip().splitlines() for spelling in line.split()[1:]}
"""Money of many countries, named without one, stays what it is called: crowns, pesos."""
CURRENCY_CODES = frozenset(code for code in CURRENCIES.values() if code.isupper())
# Adjectives that make another money of a name: Canadian dollars.
COUNTRY_MONEY = {
    ("canadian", "USD"): "CAD", ("australian", "USD"): "AUD", ("hong kong", "USD"): "HKD", ("singapore", "USD"): "SGD",
    ("zealand", "USD"): "NZD", ("taiwan", "USD"): "TWD", ("pakistani", "INR"): "PKR", ("lankan", "INR"): "LKR",
    ("indian", "INR"): "INR", ("swiss", "CHF"): "CHF", ("swedish", "crowns"): "SEK", ("norwegian", "crowns"): "NOK",
    ("danish", "crowns"): "DKK", ("czech", "crowns"): "CZK", ("egyptian", "GBP"): "EGP", ("syrian", "GBP"): "SYP",
    ("turkish", "TRY"): "TRY", ("lebanese", "TRY"): "LBP", ("mexican", "pesos"): "MXN", ("argentine", "pesos"): "ARS",
    ("chilean", "pesos"): "CLP", ("colombian", "pesos"): "COP", ("philippine", "pesos"): "PHP",
    ("us", "USD"): "USD", ("american", "USD"): "USD",
}  # fmt: skip

PERSONS = word_set(
    """
    person people man men woman women child children boy girl baby infant adult teenager teen student pupil teacher
    worker employee soldier troop officer policeman policemen policewoman police civilian resident villager migrant
    refugee passenger victim survivor patient doctor nurse official lawmaker senator deputy voter protester
    demonstrator prisoner inmate detainee suspect attacker gunman gunmen militant fighter rebel insurgent journalist
    reporter tourist pilgrim fan player member delegate candidate minister judge lawyer customer user visitor
    participant spectator citizen immigrant family household guest driver firefighter rescuer volunteer american
    foreigner national hostage crew sailor pilot marine professor administrator strategist republican democrat
    democratic supporter follower subscriber congressman congressmen congresswoman governor mayor agent guard
    brother sister son daughter wife husband friend neighbour neighbor colleague
    """
)
"""Singular and irregular nouns for people: what is counted where a state (killed, arrested) has no noun."""
