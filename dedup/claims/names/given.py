"""Whether a name is a man's or a woman's: by title, by a short list of common given names, else not known."""

from __future__ import annotations

from typing import Literal

from dedup.claims.text.words import words

Gender = Literal["he", "she", ""]

_HE = words("mr sir lord king prince father brother congressman spokesman chairman councilman")
_SHE = words("mrs ms miss lady dame queen princess sister congresswoman spokeswoman chairwoman councilwoman")
_MEN = words(
    """aaron abdul abdullah abraham adam ahmed alan albert alejandro alex alexander alexei ali allen andrea andreas
    andrew andrés anthony antonio arthur barack ben benjamin bernard bernie bill bob boris brad brett brian bruce
    carl carlos charles chris christopher chuck colin craig dan daniel dave david dean dennis derek dick dmitry don
    donald doug douglas ebrahim ed edward eli emmanuel enrique eric ernst evan felipe fernando francis francisco
    frank fred gary gavin geoff george gerald giuseppe glenn gordon greg gregory hans harold harry hassan henry
    herbert howard hugo hussein ian igor ivan jack jacob jacques jake james jared jason javier jay jean jeff jeffrey
    jeremy jerome jerry jim jimmy joe joel john johnny jon jonathan jorge jose josé joseph josh joshua juan juergen
    julian justin karl keith ken kenneth kevin kyle larry lars lawrence lee leon leonard lindsey lloyd louis lucas
    luis luke marc marco marcus mario mark martin matt matthew max michael michel miguel mike mikhail mitch mitt
    mohamed mohammad mohammed muhammad nathan neil nicholas nick nicolas nikolai norman oleg oliver oscar pablo
    patrick paul pedro per peter phil philip pierre rafael ralph randy raymond ricardo richard rick rob robert
    roberto rodrigo roger roland ron ronald roy russell ryan sam samuel scott sean sergei sergey sergio seth simon
    stefan stephen steve steven stuart ted terry theodore thomas tim timothy todd tom tony travis vincent vladimir
    walter warren wayne werner wilhelm will william wolfgang xavier yusuf zachary mikkel henrik johan olaf sven
    lavrentiy hossein reza mehdi javad"""
) - {
    "andrea",
    "lee",
    "jean",
}
_WOMEN = words(
    """abigail agnes alexandra alexandria alice alicia alison amanda amelia amy ana andrea angela anita ann anna anne
    annette barbara beatrice beth betsy betty brenda brigitte camille carla carmen carol caroline catherine cathy
    charlotte cheryl christina christine cindy claire clara claudia cynthia daniela deborah debbie denise diana
    diane dianne dolores donna dorothy edith elaine eleanor elena elisabeth elise eliza elizabeth ella ellen emily
    emma erica erin esther eva evelyn fatima frances gabriela gina gloria grace greta gretchen hanna hannah heather
    heidi helen hillary ida inga ingrid irene isabel ivanka jacqueline jane janet janice jennifer jenny jessica jill
    joan joanna joyce juanita judith judy julia julie karen kate katherine kathleen kathy katie kellyanne kimberly
    kirsten kristen kristin laura lauren leah lena leila linda lisa lois loretta louise lucia lucy lydia lynn
    madeleine maggie marcia margaret maria marie marilyn marina marta martha mary maxine megan melania melissa
    meredith michelle mildred miriam molly monica nadia nancy naomi natalia natalie nicole nina nora olga olivia
    pamela patricia patty paula penelope phyllis rachel rebecca rita roberta rosa rose rosie ruth sally samantha
    sandra sara sarah sharon sheila shirley silvia sofia sonia sophia sophie stephanie sue susan suzanne svetlana
    sylvia tamara tara tatiana teresa theresa tina tracy ursula valerie vanessa vera veronica victoria violet
    virginia wendy yolanda yvonne zoe zephyr"""
)


def gender(forms: tuple[str, ...]) -> Gender:
    """The pronoun of a person, from all forms of the name that were met; "" where none of them tells.

    >>> gender(("Ana Sol", "Ms. Sol")), gender(("Mr Orrin",)), gender(("Robin Vale",))
    ('she', 'he', '')
    """
    words = [[word.strip(".,").lower() for word in form.split()] for form in forms]
    for titles, answer in ((_SHE, "she"), (_HE, "he")):
        if any(word in titles for form in words for word in form[:-1]):
            return "she" if answer == "she" else "he"
    for form in words:
        for word in form[:-1]:
            if word in _WOMEN:
                return "she"
            if word in _MEN:
                return "he"
    return ""
