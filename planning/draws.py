"""The random draw (双随机): which shops, and by whom, from a published seed and frozen lists. Pure: anybody can do it again by hand.

``sha256-order/1`` is this and nothing else, whatever the language and its random numbers:

1.  A *ticket* is the SHA-256, in 64 small hexadecimal digits, of the UTF-8 text of its words joined by ``|``. Ids are decimal.
2.  The shops stand in the order of their tickets ``seed|shop|<shop>``.
3.  They are gone through in that order until `count` are drawn. Of the officers one of whose areas begins the shop's path, and who
    are not recused from the shop, the two come first who have been drawn for the fewest shops so far, equals in the order of their
    tickets ``seed|officer|<shop>|<officer>``. These two are its team, in that order.
4.  A shop for which fewer than two officers are left is passed over, and stands in the record as passed over.

The digest of the candidates is the SHA-256 of their JSON with sorted keys, no spaces and plain UTF-8.
"""

import hashlib
import json
from collections import Counter, defaultdict

ALGORITHM = "sha256-order/1"
TEAM = 2  # officers at least, Order 49 art. 23


class UnknownAlgorithm(ValueError):
    """The record names a way of drawing that this portal does not know."""


def ticket(*words):
    return hashlib.sha256("|".join(map(str, words)).encode()).hexdigest()


def digest_of(candidates):
    """The SHA-256 by which frozen lists are told from others."""
    return hashlib.sha256(json.dumps(candidates, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()).hexdigest()


def draw(seed, candidates, count):
    """``{"drawn": [{"shop": id, "officers": [id, id]}], "passed_over": [id]}`` by the algorithm above.

    `candidates` are ``{"shops": [[id, name, code, path]], "officers": [[id, name, office, [area paths]]], "recusals": [[officer, shop]]}``.
    """
    recused = defaultdict(set)
    for officer, shop in candidates["recusals"]:
        recused[shop].add(officer)
    drawn, passed_over, load = [], [], Counter()
    for shop, _name, _code, path in sorted(candidates["shops"], key=lambda row: ticket(seed, "shop", row[0])):
        if len(drawn) == count:
            break
        team = team_for(seed, shop, eligible(candidates["officers"], path, recused[shop]), load)
        if len(team) < TEAM:
            passed_over.append(shop)
            continue
        load.update(team)
        drawn.append({"shop": shop, "officers": team})
    return {"drawn": drawn, "passed_over": passed_over}


def eligible(officers, path, recused):
    """The ids of those who may inspect at `path` and are not recused there."""
    return [row[0] for row in officers if row[0] not in recused and any(path.startswith(area) for area in row[3])]


def team_for(seed, shop, officers, load):
    return sorted(officers, key=lambda officer: (load[officer], ticket(seed, "officer", shop, officer)))[:TEAM]


def replay(record):
    """What does not agree when the draw is done again from its record, in words; empty when all of it does.

    `record` is what `Draw.record` says: algorithm, seed, candidates, digest, count, result.
    """
    if record["algorithm"] != ALGORITHM:
        raise UnknownAlgorithm(record["algorithm"])
    again = draw(record["seed"], record["candidates"], record["count"])
    wrong = [] if digest_of(record["candidates"]) == record["digest"] else ["digest"]
    return wrong + [part for part in ("drawn", "passed_over") if again[part] != record["result"][part]]
