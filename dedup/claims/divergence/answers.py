"""What each document says of what it counts: whether it has the other document's answer as well."""

from __future__ import annotations

from collections.abc import Sequence

from dedup.claims.alignment.values import Agree, agree
from dedup.claims.frames import Claim, Quantity


class Answers:
    """Quantities by document and by what is counted.

    Parameters
    ----------
    claims : sequence of Claim
        Those of a group, or of all documents.
    """

    def __init__(self, claims: Sequence[Claim]) -> None:
        self._values: dict[tuple[str, str, str, str], list[Quantity]] = {}
        for claim in claims:
            for one in claim.quantities:
                self._values.setdefault((claim.document_id, *_counted(one)), []).append(one)

    def both(self, document: str, other: str, one: Quantity) -> bool:
        """Whether two documents have a value of this in common, whatever else each says.

        >>> from dedup.claims.quantities.find import find_quantities
        >>> def claim(document, text):
        ...     found = tuple(find_quantities(text))
        ...     return Claim(document, document, "text", 0, len(text), text, 0, quantities=found)
        >>> made = [claim("a", "17 were arrested"), claim("b", "31 were arrested"), claim("b", "17 arrested")]
        >>> Answers(made).both("a", "b", made[0].quantities[0]), Answers(made[:2]).both("a", "b", made[0].quantities[0])
        (True, False)
        """
        mine, theirs = self.of(document, one), self.of(other, one)
        return any(isinstance(agree(x, y), Agree) for x in mine for y in theirs)

    def of(self, document: str, one: Quantity) -> list[Quantity]:
        """What a document says of what a quantity counts."""
        return self._values.get((document, *_counted(one)), [])

    def one_each(self, document: str, other: str, one: Quantity) -> bool:
        """Whether each of two documents has one value of this at most."""
        return all(len({value.value for value in self.of(name, one)}) <= 1 for name in (document, other))


def _counted(one: Quantity) -> tuple[str, str, str]:
    return one.kind, "" if one.state else one.unit, one.state
