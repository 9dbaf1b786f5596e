"""The obvious slow way to do what the kernels and stages do fast: sets, dictionaries, one character at a time.

Nearly every test of the kernels says `naive.f(x) == f(x)`. Nothing here is tuned; it is to be read and believed.
"""

from __future__ import annotations

import collections
import itertools
import random
import unicodedata
from collections.abc import Callable

UNSPACED = (
    (0x0E00, 0x0EFF),
    (0x1000, 0x109F),
    (0x1780, 0x17FF),
    (0x2E80, 0x2FDF),
    (0x3005, 0x30FF),
    (0x31F0, 0x31FF),
    (0x3400, 0x9FFF),
    (0xF900, 0xFAFF),
    (0x20000, 0x323AF),
)
JOINERS = "\u200c\u200d\u2060\ufeff\u00ad"


def unspaced(character: str) -> bool:
    """Whether the character belongs to a script that is written without spaces."""
    return any(low <= ord(character) <= high for low, high in UNSPACED)


def fold(text: str) -> str:
    """NFKD, full case folding, NFKD: spellings that differ in case or composition become equal."""
    return unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())


def words(text: str) -> list[str]:
    """Runs of letters, marks and digits; in scripts without spaces each base character with its marks."""
    out: list[str] = []
    word = ""
    for character in fold(text):
        kind = unicodedata.category(character)[0]
        if character in JOINERS:
            continue
        if word and (kind not in "LMN" or (kind in "LN" and (unspaced(character) or unspaced(word[0])))):
            out.append(word)
            word = ""
        if kind in "LMN":
            word += character
    return [*out, word] if word else out


def shingles(text: str, unit: str = "words", width: int = 5) -> list[tuple[str, ...]]:
    """Every run of `width` words (or characters of the words joined by a space); all of a shorter text as one."""
    units = words(text) if unit == "words" else list(" ".join(words(text)))
    return [tuple(units[i : i + width]) for i in range(max(1, len(units) - width + 1))] if units else []


def jaccard(a: str, b: str, unit: str = "words", width: int = 5) -> float:
    """Exact Jaccard similarity of the two sets of shingles; 0 where either is empty."""
    x, y = set(shingles(a, unit, width)), set(shingles(b, unit, width))
    return len(x & y) / len(x | y) if x and y else 0.0


def containment(a: str, b: str, unit: str = "words", width: int = 5) -> float:
    """Share of a's shingles that b has."""
    x, y = set(shingles(a, unit, width)), set(shingles(b, unit, width))
    return len(x & y) / len(x) if x else 0.0


def pairs(texts: list[str], threshold: float, unit: str = "words", width: int = 5) -> dict[tuple[int, int], float]:
    """Every pair at or above the threshold, by comparing all with all."""
    sets = [set(shingles(text, unit, width)) for text in texts]
    found = {}
    for i, j in itertools.combinations(range(len(texts)), 2):
        union = len(sets[i] | sets[j])
        if sets[i] and sets[j] and len(sets[i] & sets[j]) / union >= threshold:
            found[i, j] = len(sets[i] & sets[j]) / union
    return found


def leaders(n: int, similar: dict[tuple[int, int], float], order: list[int]) -> list[int]:
    """Leader clustering: in this order each document that no leader is similar to becomes one; the others join the
    most similar of the leaders before them, the earlier one where two are equally similar."""
    near: dict[int, dict[int, float]] = collections.defaultdict(dict)
    for (i, j), value in similar.items():
        near[i][j] = near[j][i] = value
    chosen: list[int] = []
    for d in order:
        if not any(leader in near[d] for leader in chosen):
            chosen.append(d)
    place = {d: i for i, d in enumerate(order)}
    result = list(range(n))
    for d in range(n):
        if d not in chosen:
            before = [c for c in chosen if c in near[d] and place[c] < place[d]]
            result[d] = max(before, key=lambda c: (near[d][c], -place[c]))
    return result


def collision_chance(jaccard: float, bands: int, rows: int) -> float:
    """Chance that two sketches agree in a whole band: 1 - (1 - J**rows)**bands."""
    return float(1 - (1 - jaccard**rows) ** bands)


# ---- places, hashes and sketches, in whole numbers of Python

ALL = 2**64 - 1


def word_places(text: str) -> list[tuple[int, int]]:
    """Half-open character spans of the words in the raw text: from the first to behind the last character of each."""
    folded = [(character, i) for i, raw in enumerate(text) for character in fold(raw)]
    ordered: list[tuple[str, int]] = []
    for marks, run in itertools.groupby(folded, lambda item: unicodedata.combining(item[0]) > 0):
        together = list(run)
        ordered += sorted(together, key=lambda item: unicodedata.combining(item[0])) if marks else together
    out: list[list[int]] = []
    first = ""
    for character, i in ordered:
        kind = unicodedata.category(character)[0]
        if character in JOINERS:
            continue
        if kind not in "LMN" or (first and kind in "LN" and (unspaced(character) or unspaced(first))):
            first = ""
        if kind in "LMN":
            if not first:
                out.append([])
                first = character
            out[-1].append(i)
    return [(min(word), max(word) + 1) for word in out]


def finish(x: int) -> int:
    """Stafford's mix 13 of 64 bits."""
    x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9 & ALL
    x = (x ^ (x >> 27)) * 0x94D049BB133111EB & ALL
    return x ^ (x >> 31)


def word_hash(word: str) -> int:
    """A chain over the UTF-8 bytes of a folded word, eight at a time, the last ones padded with zeros."""
    h, data = 0x243F6A8885A308D3, word.encode()
    for i in range(0, len(data), 8):
        h = (h ^ int.from_bytes(data[i : i + 8], "little")) * 0x9FB21C651E98DF25 & ALL
        h ^= h >> 32
    return h


def unit_hashes(text: str, unit: str = "words") -> list[int]:
    """The hash of each word; or of each character of the words joined by a space."""
    if unit == "words":
        return [word_hash(word) for word in words(text)]
    return [finish(ord(character)) for character in " ".join(words(text))]


def shingle_hashes(units: list[int], width: int) -> list[int]:
    """The hash of every run of `width` units; of all of them where there are fewer."""
    width, p = min(width, len(units)), 0xD1342543DE82EF95
    out = []
    for i in range(len(units) - width + 1 if units else 0):
        total = sum(unit * p ** (width - 1 - j) for j, unit in enumerate(units[i : i + width]))
        out.append(finish((total ^ width * p) & ALL))
    return out


def sketch(shingles: set[int], k: int) -> list[int]:
    """Fast Similarity Sketching of a set of hashes that is not empty; 32 bits of each slot's winner and its round."""
    golden, bits = 0x9E3779B97F4A7C15, k.bit_length() - 1
    slots: list[tuple[int, int] | None] = [None] * k
    turn = 0
    while None in slots:
        round_: dict[int, int] = {}
        for x in shingles:
            y = x if turn == 0 else finish((x + turn * golden) & ALL)
            slot = y >> (64 - bits) if turn < k else turn - k
            round_[slot] = min(y, round_.get(slot, y))
        for slot, y in round_.items():
            if slots[slot] is None:
                slots[slot] = (turn, y)
        turn += 1
    return [finish(won[1] ^ (won[0] * golden & ALL)) >> 32 for won in slots if won]


# ---- stages


def bucket_pairs(keys: list[object], cap: int) -> tuple[set[tuple[int, int]], int]:
    """Pairs of places with equal keys, and how many keys stand at more than `cap` places: those pair each place with
    the first and with the next one only."""
    buckets: dict[object, list[int]] = collections.defaultdict(list)
    for i, key in enumerate(keys):
        buckets[key].append(i)
    out: set[tuple[int, int]] = set()
    for bucket in buckets.values():
        if len(bucket) <= cap:
            out |= set(itertools.combinations(bucket, 2))
        else:
            out |= {(bucket[0], i) for i in bucket[1:]} | set(itertools.pairwise(bucket))
    return out, sum(len(bucket) > cap for bucket in buckets.values())


def same_texts(texts: list[str], unit: str = "words", width: int = 5) -> list[list[int]]:
    """Documents with the same shingles, each as often, in the order of the first of each group; none without words."""
    groups: dict[object, list[int]] = {}
    for i, text in enumerate(texts):
        counted = frozenset(collections.Counter(shingles(text, unit, width)).items())
        if counted:
            groups.setdefault(counted, []).append(i)
    return list(groups.values())


def keep_keys(
    date: int | None, length: int, outlet: str | None, keep: str, outlets: tuple[str, ...]
) -> list[tuple[str, float]]:
    """The rules by which one document is preferred to another, and its value under each: the lowest is wanted most."""
    earliest, longest = ("earliest", float("inf") if date is None else date), ("longest", -length)
    if keep == "longest":
        return [longest, earliest]
    if keep == "earliest":
        return [earliest, longest]
    wanted = [name.casefold() for name in outlets]
    rank = wanted.index(outlet.casefold()) if outlet is not None and outlet.casefold() in wanted else len(wanted)
    return [("outlet order", rank), earliest, longest]


def clusters(texts: list[str], threshold: float, order: list[int], unit: str = "words", width: int = 5) -> list[int]:
    """The kept document of each: leader clusters of the distinct texts, each standing where its most wanted document
    stands."""
    groups = same_texts(texts, unit, width)
    place = {d: i for i, d in enumerate(order)}
    head = [min(group, key=lambda d: place[d]) for group in groups]
    similar = pairs([texts[group[0]] for group in groups], threshold, unit, width)
    group_order = sorted(range(len(groups)), key=lambda g: place[head[g]])
    result = list(range(len(texts)))
    for group, leader in zip(groups, leaders(len(groups), similar, group_order), strict=True):
        for d in group:
            result[d] = head[leader]
    return result


# ---- stories


def text_terms(text: str, most: int, prefix: int, spell: Callable[[str], str]) -> list[tuple[int, int]]:
    """Terms of the first `most` words of a text, each with 1 if it has a capital inside a sentence, 2 if it stands
    inside one, 4 if it is a number. `spell` gives the Latin spelling of a character."""
    places, out, i = word_places(text)[:most], [], 0
    while i < len(places):
        start, end = places[i]
        before = text[places[i - 1][1] : start] if i else "."
        i += 1
        if text[start] in "0123456789":
            digits = text[start:end]
            while i < len(places) and places[i][0] == end + 1 and text[end] in ",." and text[end + 1] in "0123456789":
                digits += text[slice(*places[i])]
                end = places[i][1]
                i += 1
            out.append((chain(11, list(digits.encode())), 4))
        elif unspaced(plain(text[start])):
            if i < len(places) and places[i][0] == end:
                out.append((chain(13, [ord(plain(text[start])), ord(plain(text[end]))]), 2))
        elif letters := spelled(text[start:end], spell):
            begins = any(c in '.!?:\n"' or ord(c) >= 0x80 for c in before)
            flag = 0 if begins else 2 + (text[start].isupper() and ord(text[start]) < 0x2000)
            out.append((chain(17, [ord(c) for c in letters[:prefix]]), flag))
    return out


def plain(character: str) -> str:
    """What compatibility folding begins a character with; that of the scripts from Thai on."""
    return fold(character)[:1] or character if ord(character) >= 0x0E00 else character


def spelled(word: str, spell: Callable[[str], str]) -> str:
    """A word in Latin letters, at least the first 24; a Greek word with the sounds that Greek writes with two."""
    letters, greek = "", False
    for character in word:
        if len(letters) < 24 and character not in JOINERS:
            letters += spell(plain(character) if 0xFF00 <= ord(character) < 0xFFF0 else character)
            greek |= 0x370 <= ord(character) < 0x400 or 0x1F00 <= ord(character) < 0x2000
    if greek:
        if len(letters) > 2:
            letters = {"mp": "b", "nt": "d", "gk": "g"}.get(letters[:2], letters[:2]) + letters[2:]
        letters = letters.replace("oy", "u")
    return letters


def chain(h: int, numbers: list[int]) -> int:
    """The hash of a term."""
    for number in numbers:
        h = finish((h + number) & ALL)
    return h


def document_terms(
    title: str, text: str, most: int, lead: int, prefix: int, spell: Callable[[str], str]
) -> dict[int, tuple[int, ...]]:
    """By term: times in the title, the lead and the text, with a capital inside a sentence, inside one, as a number."""
    counts: dict[int, list[int]] = collections.defaultdict(lambda: [0] * 6)
    for term, flag in text_terms(title, 100, prefix, spell):
        counts[term][0] += 1
        counts[term][5] += flag == 4
    for i, (term, flag) in enumerate(text_terms(text, most, prefix, spell)):
        for column, so in enumerate((i < lead, True, flag == 3, flag in (2, 3), flag == 4), 1):
            counts[term][column] += so
    return {term: tuple(row) for term, row in counts.items()}


def average_linkage(
    log_odds: dict[tuple[int, int], float], absent: float, begin: float, least: float, rank: list[int]
) -> tuple[list[int], list[float | None]]:
    """By document: the first member of its cluster, and the lowest mean at which that was joined (None if it never
    was). Of all pairs of clusters the one with the highest mean over all pairs of documents is joined, of equal ones
    that of the lowest ranks; a mean must reach `least`, and `begin` between two documents alone."""
    order = sorted(range(len(rank)), key=lambda d: rank[d])
    gain = {frozenset(pair): min(max(odds, absent), -absent) - absent for pair, odds in log_odds.items()}
    clusters: list[tuple[list[int], float | None]] = [([d], None) for d in order]
    while True:
        best = None
        for (i, (a, _)), (j, (b, _)) in itertools.combinations(enumerate(clusters), 2):
            mean = sum(gain.get(frozenset((x, y)), 0.0) for x in a for y in b) / (len(a) * len(b))
            enough = begin if len(a) == len(b) == 1 else least
            if mean + absent >= enough and (best is None or mean > best[0]):
                best = (mean, i, j)
        if best is None:
            break
        mean, i, j = best
        (a, low), (b, other) = clusters[i], clusters.pop(j)
        clusters[i] = (a + b, min(x for x in (low, other, mean + absent) if x is not None))
    first, weakest = [0] * len(rank), [None] * len(rank)
    for members, mean_ in clusters:
        for d in members:
            first[d], weakest[d] = members[0], mean_
    return first, weakest


def bcubed(found: dict[str, str], gold: dict[str, str]) -> tuple[float, float, float]:
    """B-cubed precision, recall and F1 of clusters, by the label of each document."""
    precision = recall = 0.0
    for d in gold:
        ours = {e for e in gold if found[e] == found[d]}
        true = {e for e in gold if gold[e] == gold[d]}
        precision += len(ours & true) / len(ours) / len(gold)
        recall += len(ours & true) / len(true) / len(gold)
    return precision, recall, 2 * precision * recall / (precision + recall)


# ---- made-up texts


def edited(words_: list[str], spare: list[str], edits: int, rng: random.Random) -> list[str]:
    """The words with so many of them replaced by others, left out, or followed by another."""
    out = list(words_)
    for _ in range(edits):
        place = rng.randrange(len(out))
        if (kind := rng.randrange(3)) == 0:
            out[place] = rng.choice(spare)
        elif kind == 1 and len(out) > 1:
            del out[place]
        else:
            out.insert(place, rng.choice(spare))
    return out


def corpus(rng: random.Random, n: int = 40, length: int = 60, vocabulary: int = 400) -> list[str]:
    """Texts of made-up words, with everything that copies are found among: light and heavy edits of others, the same
    text again in capitals, with other punctuation or twice over, short texts, texts without words, empty ones."""
    spare = ["".join(rng.choices("abdeiklmnoprstuéß", k=rng.randint(2, 9))) for _ in range(vocabulary)]
    out: list[str] = []
    while len(out) < n:
        kind = rng.random()
        if not out or kind < 0.2:
            out.append(" ".join(rng.choices(spare, k=rng.randint(length // 2, length * 2))))
        elif kind < 0.75:
            before = rng.choice(out).split() or ["lone"]
            out.append(" ".join(edited(before, spare, rng.choice([1, 1, 2, 3, 5, 8, 20]), rng)))
        elif kind < 0.85:
            before_text = rng.choice(out)
            out.append(rng.choice([before_text, before_text.upper(), before_text.replace(" ", " – "), before_text * 2]))
        elif kind < 0.95:
            out.append(" ".join(rng.choices(spare[:6], k=rng.randint(1, 6))))
        else:
            out.append(rng.choice(["", " \n", "… — !", "\u200d"]))
    return out


# ---- passages


def shared_runs(a: list[str], b: list[str], width: int, most: int = 16) -> list[tuple[int, int, int]]:
    """(place in b, place in a, words) of the runs that both have: b is read from its first word on, the longest run of
    those that begin at a word is taken, and reading goes on behind it. Where two overlap the longer keeps its words."""
    places: dict[tuple[str, ...], list[int]] = collections.defaultdict(list)
    for p in range(len(a) - width + 1):
        places[tuple(a[p : p + width])].append(p)
    runs: list[tuple[int, int, int]] = []
    covered: set[int] = set()
    for often in (False, True):  # what stands in many places is looked at last
        q, low, last = 0, 0, None
        while q <= len(b) - width:
            where = places.get(tuple(b[q : q + width]), [])
            if not where or q in covered or (len(where) > most) != often:
                q += 1
                continue
            tried = ([] if last is None or not 0 <= q + last < len(a) else [q + last]) + where[:most]
            n, _, p = max((equal_words(a[p:], b[q:]), -i, p) for i, p in enumerate(tried))
            back = 0
            while q - back > low and p > back and a[p - back - 1] == b[q - back - 1]:
                back += 1
            runs.append((q - back, p - back, n + back))
            covered |= set(range(q - back, q + n))
            low, last, q = q, p - q, q + n
    taken_a: set[int] = set()
    taken_b: set[int] = set()
    out = []
    for q, p, n in sorted(runs, key=lambda run: -run[2]):
        free = [p + t not in taken_a and q + t not in taken_b for t in range(n)]
        stretches = [(s, e) for s in range(n) for e in range(s, n + 1) if all(free[s:e])]
        s, e = max(stretches, key=lambda stretch: (stretch[1] - stretch[0], -stretch[0]))
        if e - s >= width:
            taken_a |= set(range(p + s, p + e))
            taken_b |= set(range(q + s, q + e))
            out.append((q + s, p + s, e - s))
    return sorted(out)


def equal_words(a: list[str], b: list[str]) -> int:
    """How many first words are equal."""
    return sum(1 for _ in itertools.takewhile(lambda pair: pair[0] == pair[1], zip(a, b, strict=False)))


def subsequence(a: list[str], b: list[str]) -> int:
    """Length of the longest common subsequence."""
    lengths: dict[tuple[int, int], int] = collections.defaultdict(int)
    for i, x in enumerate(a):
        for j, y in enumerate(b):
            lengths[i, j] = lengths[i - 1, j - 1] + 1 if x == y else max(lengths[i - 1, j], lengths[i, j - 1])
    return lengths[len(a) - 1, len(b) - 1]


def bridged(
    runs: list[tuple[int, int, int]], a: list[str], b: list[str], bridge: int, far: int = 4
) -> list[tuple[int, int, int, int, int]]:
    """(place in b, its end, place in a, its end, equal words): neighbouring runs joined where at most `bridge` words
    are between them on either side, or `far` times as many and half of these the same."""
    out: list[tuple[int, int, int, int, int]] = []
    for q, p, n in runs:
        if out and p >= out[-1][3]:
            q0, q1, p0, p1, same = out[-1]
            gap, inside = max(q - q1, p - p1), subsequence(a[p1:p], b[q1:q])
            if gap <= bridge or (gap <= far * bridge and 2 * inside >= gap):
                out[-1] = (q0, q + n, p0, p + n, same + inside + n)
                continue
        out.append((q, q + n, p, p + n, n))
    return out


def passages(left: str, right: str, width: int, bridge: int) -> list[tuple[int, int, int, int, int, int]]:
    """(left start, left end, right start, right end, words of the longer side, equal words), in characters: the text
    with more words (of equals, with the larger sum of word hashes) is looked up in, the other one read."""
    x, y = words(left), words(right)
    width = max(1, min(width, len(x), len(y)))
    swap = (len(x), sum(map(word_hash, x)) & ALL) > (len(y), sum(map(word_hash, y)) & ALL)
    a, b = (x, y) if swap else (y, x)
    a_places, b_places = word_places(left if swap else right), word_places(right if swap else left)
    out = []
    for q, q_end, p, p_end, same in bridged(shared_runs(a, b, width), a, b, bridge):
        mine, theirs = (b_places[q][0], b_places[q_end - 1][1]), (a_places[p][0], a_places[p_end - 1][1])
        spans = (*theirs, *mine) if swap else (*mine, *theirs)
        out.append((*spans, max(q_end - q, p_end - p), same))
    return sorted(out)


# ---- an index, as dictionaries


class Store:
    """What `dedup.index` does, by comparing all with all: documents by id in the order of their arrival, each with a
    cluster; and of each cluster the text that leads it."""

    def __init__(self, threshold: float) -> None:
        self.threshold = threshold
        self.texts: dict[str, str] = {}
        self.cluster: dict[str, int] = {}
        self.leader: dict[int, str] = {}
        self.founded = 0

    def same(self, text: str) -> list[str]:
        """Ids of the documents with the same text."""
        return [d for d, other in self.texts.items() if shingles(text) and _bag(other) == _bag(text)]

    def home(self, text: str) -> int | None:
        """The cluster that a text belongs to."""
        for d in self.same(text):
            return self.cluster[d]
        near = {c: jaccard(text, leader) for c, leader in self.leader.items()}
        near = {c: value for c, value in near.items() if value >= self.threshold}
        return min(near, key=lambda c: (-near[c], c)) if near else None

    def put(self, name: str, text: str) -> None:
        """Take a document in that is not there."""
        home = self.home(text)
        if home is None:
            self.founded += 1
            home = self.founded
            self.leader[home] = text
        self.texts[name], self.cluster[name] = text, home

    def remove(self, names: list[str]) -> list[str]:
        """Take documents out; returns those that are placed anew because nobody leads them any more."""
        for name in names:
            self.texts.pop(name, None)
            self.cluster.pop(name, None)
        lost = {
            c
            for c, text in self.leader.items()
            if not (self.same(text) or (c in self.cluster.values() and not shingles(text)))
        }
        for c in lost:
            del self.leader[c]
        moved = [name for name, c in self.cluster.items() if c in lost]
        again = [(name, self.texts[name]) for name in moved]
        for name in moved:
            del self.texts[name], self.cluster[name]
        for name, text in again:
            self.put(name, text)
        return moved

    def query(self, text: str) -> tuple[int | None, dict[str, float]]:
        """The cluster of a text, and all documents that it is a copy of, with their Jaccard."""
        near = {name: jaccard(text, other) for name, other in self.texts.items()}
        return self.home(text), {name: value for name, value in near.items() if value >= self.threshold}


def _bag(text: str) -> list[tuple[str, ...]]:
    return sorted(shingles(text))
