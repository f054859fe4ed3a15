"""Derives one fee anew from the exported facts, with nothing but Python's own library.

    python3 recompute.py facts.jsonl "Feldgut Maschinen GmbH" 2026-Q1

An independent reading of RSD-1: it shares no code with the program and reads the exact bytes of each fact, not what the
program says of them. It covers what the rules ask most often: a class with its attesters, a fee on revenue, reviewed
work that pays a part of it, and confirmed payments, in one quarter that is not sealed. Prints what it found, and ends
with 1 where that is not what the program says.
"""

import base64
import datetime
import json
import sys
from fractions import Fraction

MINUTE, HOUR = "om:minute-Time", "om:hour"
CLASSES = [
    "individual", "sole_trader", "worker_owned", "other_coop", "nonprofit", "public_body", "for_profit",
]


def cbor(data, at=0):
    """One deterministic CBOR value and the place behind it (RFC 8949)."""
    major, extra = data[at] >> 5, data[at] & 31
    at += 1
    if major == 7:
        return {20: False, 21: True, 22: None}[extra], at
    if extra >= 24:
        length = 1 << (extra - 24)
        value, at = int.from_bytes(data[at:at + length], "big"), at + length
    else:
        value = extra
    if major == 0:
        return value, at
    if major == 1:
        return -1 - value, at
    if major == 2:
        return data[at:at + value], at + value
    if major == 3:
        return data[at:at + value].decode(), at + value
    if major == 4:
        items = []
        for _ in range(value):
            item, at = cbor(data, at)
            items.append(item)
        return items, at
    if major == 5:
        items = {}
        for _ in range(value):
            key, at = cbor(data, at)
            items[key], at = cbor(data, at)
        return items, at
    raise ValueError(f"a kind of value that facts do not have: {major}")


def name(raw):
    """A name as the program writes it."""
    return base64.b32encode(raw).decode().rstrip("=").lower()


def day(number):
    return datetime.date(1970, 1, 1) + datetime.timedelta(days=number)


class Fact:
    def __init__(self, line):
        envelope, end = cbor(base64.b64decode(line["bytes"]))
        assert end == len(base64.b64decode(line["bytes"])), "bytes follow after the value"
        self.id, self.kind = line["id"], envelope[1]
        self.by, self.day, self.body = name(envelope[2]), day(envelope[4]), envelope[5]
        assert (line["kind"], line["by"], line["day"]) == (self.kind, self.by, self.day.isoformat()), line

    def get(self, key, default=None):
        return self.body.get(key, default)


class Books:
    def __init__(self, path):
        lines = [json.loads(line) for line in open(path, encoding="utf-8")]
        of = lambda kind: [line for line in lines if line["line"] == kind]
        assert lines[0]["line"] == "head" and lines[0]["version"] == 1
        self.as_of = datetime.date.fromisoformat(lines[0]["as_of"])
        self.agents = {line["name"]: line for line in of("agent")}
        self.statuses = {line["agent"]: line for line in of("status")}
        self.facts = [Fact(line) for line in of("fact")]
        founding = next(line for line in of("act") if line["name"] == "founding")
        act, _ = cbor(base64.b64decode(founding["bytes"]))
        self.policy, _ = cbor(act[5][4])
        self.roles = {line["id"]: set(line["roles"]) for line in of("agent")}
        self.acting = {line["id"]: set(line["acting"]) for line in of("agent")}

    def of_kind(self, kind):
        return [fact for fact in self.facts if fact.kind == kind]

    def rule(self, key):
        return self.policy[key]

    def ratio(self, key):
        return Fraction(*self.policy[key])

    def is_steward(self, person):
        return "steward" in self.roles.get(person, ())

    def agent_class(self, agent, on):
        """The newest attestation that enough stewards stand behind (section 4)."""
        standing = []
        for fact in self.of_kind(6):
            if name(fact.get(0)) != agent:
                continue
            signers = {fact.by} | {other.by for other in self.of_kind(7) if name(other.get(0)) == fact.id}
            if len({person for person in signers if self.is_steward(person)}) < self.rule(9):
                continue
            first = day(fact.get(5))
            last = first + datetime.timedelta(days=self.rule(8))
            if fact.get(6) is not None:
                last = min(last, day(fact.get(6)))
            if first <= on <= last:
                standing.append((first, fact.id, CLASSES[fact.get(1)]))
        return max(standing)[2] if standing else None

    def fee(self, agent, first, last):
        """Revenue with reciprocal designs, day by day, at the rate; rounded down once (section 6)."""
        base = Fraction(0)
        for fact in self.of_kind(8):
            if name(fact.get(0)) != agent or not fact.get(2) or not first <= day(fact.get(3)) <= last:
                continue
            part = sum(
                Fraction(*used[2]) for used in fact.get(1) if used[0][2] in self.rule(6)
            )
            revenue = fact.get(6)[0]
            begins, ends = day(fact.get(3)), day(fact.get(4))
            days = (ends - begins).days + 1
            charged = 0
            for n in range(days):
                found = self.agent_class(agent, begins + datetime.timedelta(days=n))
                rule = self.rule(4)[CLASSES.index(found)]
                assert rule in (1, 2), "a use that waits or needs an agreement: not covered here"
                charged += rule == 2
            base += revenue * min(part, 1) * Fraction(charged, days)
        above = max(base - self.rule(16), Fraction(0))
        return int(above * self.ratio(11))

    def points(self, agent, last):
        """Effective points of accepted work: the lower median of what reviewers accept, by age (section 5)."""
        types = {entry[0]: (entry[1], Fraction(*entry[2])) for entry in self.rule(7)}
        total = Fraction(0)
        for fact in self.of_kind(1):
            beneficiary = name(fact.get(1)) if fact.get(1) else name(fact.get(0))
            worked = day(fact.get(4))
            if beneficiary != agent or worked > last:
                continue
            assert name(fact.get(0)) == fact.by, "work in another's name: not covered here"
            unit, rate = types[fact.get(2)]
            least = {}
            for review in self.of_kind(2):
                by = review.by
                if name(review.get(0)) != fact.id or by in (fact.by, agent) or by in self.acting[agent]:
                    continue
                accepted = self.counted(review.get(1), unit)
                least[by] = min(accepted, least.get(by, accepted))
            accepted = sorted(min(q, self.counted(fact.get(3), unit)) for q in least.values() if q > 0)
            rejects = len(least) - len(accepted)
            if len(accepted) < self.rule(25) or len(accepted) <= rejects:
                continue
            age = (last - worked).days
            factor = next((Fraction(*step[1]) for step in self.rule(30) if age <= step[0]), Fraction(0))
            total += accepted[(len(accepted) - 1) // 2] * rate * factor
        return total

    def counted(self, quantity, unit):
        """Whole minutes, things or minor units."""
        value = Fraction(quantity[0], 10 ** quantity[1])
        if unit == 0:
            value *= {MINUTE: 1, HOUR: 60}[quantity[2]]
        if unit == 2:
            value *= 100
        assert value.denominator == 1
        return int(value)

    def paid(self, agent):
        seen = {name(fact.get(0)) for fact in self.of_kind(10)}
        return sum(
            fact.get(1)[0]
            for fact in self.of_kind(9)
            if name(fact.get(0)) == agent and fact.id in seen and day(fact.get(2)) <= self.as_of
        )


def main(path, who, period):
    books = Books(path)
    agent = books.agents[who]["id"]
    year, quarter = period.split("-Q")
    first = datetime.date(int(year), 3 * int(quarter) - 2, 1)
    last = (first + datetime.timedelta(days=95)).replace(day=1) - datetime.timedelta(days=1)
    assert last < books.as_of, "the quarter still runs: not covered here"
    fee = books.fee(agent, first, last)
    # Section 7: work pays at the end of the quarter, what was paid afterwards pays the rest.
    available = int(books.points(agent, last) * books.rule(22)) if books.rule(21) == 2 else 0
    contributed = min(fee, int(books.ratio(23) * fee), available)
    paid = min(fee - contributed, books.paid(agent))
    money = lambda minor: f"{minor // 100}.{minor % 100:02}"
    found = {
        "fee": money(fee), "contributed": money(contributed), "paid": money(paid),
        "open": money(fee - contributed - paid),
    }
    print(json.dumps(found))
    said = next(entry for entry in books.statuses[agent]["fees"] if entry["period"] == period)
    if any(said[key] != value for key, value in found.items()):
        print(f"the program says {said}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
