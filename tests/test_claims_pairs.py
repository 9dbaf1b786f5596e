"""Features of the words of pairs: what either side has that the other has not, against sets."""

from __future__ import annotations

import numpy as np

from dedup.claims.alignment.pairs import WORDS, word_features
from dedup.claims.alignment.wording import capitalised, read_words, word_claims

TEXTS = (
    "The council of Veldmar closed the Marrow Bridge to 38,000 vehicles on 3 April.",
    "On 3 April the Marrow Bridge was closed by the council.",
    "Nine sailors drowned when the ferry sank off Port Ansel.",
    "",
)


def test_what_either_side_has_alone_is_what_sets_say() -> None:
    left, right = (one.ravel() for one in np.meshgrid(np.arange(len(TEXTS)), np.arange(len(TEXTS))))
    made = word_features(word_claims(TEXTS, np.zeros(len(TEXTS), np.int64)), left, right)
    words = [read_words(text) for text in TEXTS]
    rarity = {word.stem: word.rarity for row in words for word in row}
    stems = [{word.stem for word in row} for row in words]
    sets = {
        "stem": stems,
        "news": stems,
        "capital": [set(capitalised(row)) for row in words],
        "number": [{stem for stem in row if stem[0].isdigit()} for row in stems],
    }
    for name, rows in sets.items():
        weight = rarity if name == "news" else dict.fromkeys(rarity, 1.0)
        for at, (a, b) in enumerate(zip(left.tolist(), right.tolist(), strict=True)):
            rest = sorted(
                sum(weight[stem] for stem in one - other) for one, other in ((rows[a], rows[b]), (rows[b], rows[a]))
            )
            found = [made[at, WORDS.index(f"{name}_alone{less}")] for less in ("_less", "")]
            assert np.allclose(found, rest), (name, a, b)
    met = made[:, WORDS.index("number_all_met")] == 1
    assert (met == (made[:, WORDS.index("number_alone")] == 0)).all()
    assert met.any()
    assert not met.all()


def test_a_pair_is_the_same_from_either_side() -> None:
    wording = word_claims(TEXTS, np.zeros(len(TEXTS), np.int64))
    one, other = np.array([0, 0, 1]), np.array([1, 2, 3])
    assert np.array_equal(word_features(wording, one, other), word_features(wording, other, one))
