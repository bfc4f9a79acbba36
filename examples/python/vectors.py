"""Runs the test vectors of docs/vectors that concern a reader of logs."""

import hashlib
import hmac
import json
from pathlib import Path

from eth_keys import keys
from nacl.signing import SigningKey

import smartcast as sc

unhex = bytes.fromhex


class Checks:
    def __init__(self) -> None:
        self.count = 0

    def equal(self, what: str, found: object, expected: object) -> None:
        self.count += 1
        if found != expected:
            raise AssertionError(f"{what}: found {found!r}, expected {expected!r}")

    def refused(self, what: str, attempt) -> None:
        self.count += 1
        try:
            attempt()
        except sc.Refused:
            return
        raise AssertionError(f"{what}: accepted")


def ids(check: Checks, vectors: dict) -> None:
    for case in vectors["ids"]:
        parts = (case["pool"], case["epoch"], case["index"])
        check.equal(case["text"], str(sc.pack_id(*parts)), case["id"])
        check.equal(case["id"], ".".join(map(str, sc.unpack_id(int(case["id"])))), case["text"])


def workers(check: Checks, vectors: dict) -> None:
    for case in vectors["workers"]:
        secret = unhex(case["secret"])
        check.equal("account", keys.PrivateKey(secret).public_key.to_checksum_address(), case["account"])
        pseudorandom = hmac.digest(bytes(32), secret, hashlib.sha256)
        seed = hmac.digest(pseudorandom, b"smartcast/transport/v1\x01", hashlib.sha256)
        check.equal("transport seed", seed.hex(), case["transportSeed"])
        check.equal("transport key", bytes(SigningKey(seed).verify_key).hex(), case["transportKey"])
    for case in vectors["clients"]:
        check.equal("client", bytes(SigningKey(unhex(case["seed"])).verify_key).hex(), case["publicKey"])


def shuffle(check: Checks, vectors: dict) -> None:
    for case in vectors["permutations"]:
        key, n = unhex(case["key"]), case["n"]
        for index, position in case.get("points") or enumerate(case["positions"]):
            check.equal(f"n = {n}, position of {index}", sc.position_of(key, n, index), position)
            check.equal(f"n = {n}, index at {position}", sc.index_at(key, n, position), index)


def committee(check: Checks, vectors: dict) -> None:
    for case in vectors["epochs"]:
        pool, epoch, members = case["pool"], case["epoch"], case["members"]
        seed = sc.draw_seed(unhex(case["beaconWord"]), pool, epoch)
        check.equal("seed", str(seed), case["draw"]["seed"])
        draw = sc.Draw(seed, case["draw"]["workers"], case["draw"]["tasks"])
        check.equal("committees", draw.filled(members), len(case["committees"]))
        running = {one["task"]: position for position, one in enumerate(case["committees"])}
        for task in range(draw.tasks):
            check.equal(f"task {task}", draw.committee_of(task, members), running.get(task))
        for position, one in enumerate(case["committees"]):
            check.equal("task", draw.task_at(position), one["task"])
            check.equal("seats", draw.seats(position, members), one["workers"])


def entry(check: Checks, vectors: dict) -> None:
    ledger = unhex(vectors["ledger"])
    for case in vectors["entries"]:
        decoded = sc.decode_entry(unhex(case["encoded"]))
        check.equal("entry", (decoded.client.hex(), str(decoded.sequence)), (case["client"], case["sequence"]))
        check.equal("payload", decoded.payload.hex(), case["payload"])
        check.equal("message", decoded.message(ledger).hex(), case["message"])
        signature = SigningKey(unhex(case["seed"])).sign(unhex(case["message"])).signature
        check.equal("signature", (signature, decoded.is_signed(ledger)), (decoded.signature, True))
    for case in vectors["refused"]:
        check.refused(case["why"], lambda: sc.decode_entry(unhex(case["encoded"])))
    for case in vectors["badSignatures"]:
        check.equal(case["why"], sc.decode_entry(unhex(case["encoded"])).is_signed(ledger), False)


def batch(check: Checks, vectors: dict) -> None:
    for case in vectors["batches"]:
        expected = [sc.decode_entry(unhex(one)) for one in case["entries"]]
        check.equal("batch", sc.decode_batch(unhex(case["encoded"])), expected)
    for case in vectors["refused"]:
        check.refused(case["why"], lambda: sc.decode_batch(unhex(case["encoded"])))


def root(check: Checks, vectors: dict) -> None:
    for case in vectors["sessions"]:
        session = session_of(case["identity"])
        roots = session.roots([unhex(one) for one in case["batches"]])
        check.equal("roots", [one.hex() for one in roots], [case["genesis"], *case["roots"]])
        digests = [session.digest(slot, one).hex() for slot, one in enumerate(roots[1:])]
        check.equal("digests", digests, case["digests"])


def session_of(identity: dict) -> sc.Session:
    return sc.Session(int(identity["chainId"]), identity["market"], int(identity["task"]), int(identity["seed"]))


def certificate(check: Checks, vectors: dict) -> None:
    session, pool, drawn = session_of(vectors["identity"]), vectors["pool"], vectors["draw"]
    draw = sc.Draw(int(drawn["seed"]), drawn["workers"], drawn["tasks"])
    number, epoch, index = sc.unpack_id(session.task)
    position = draw.committee_of(index, pool["members"])
    seats = [sc.pack_id(number, epoch, one) for one in draw.seats(position, pool["members"])]
    check.equal("seats", [str(one) for one in seats], vectors["seats"])
    accounts = {int(one["worker"]): one["account"] for one in vectors["workers"]}
    members = [accounts[one] for one in seats]

    def verify(case: dict) -> tuple:
        log = {**vectors["saved"], **case}
        return sc.verify_log(session, members, pool["faults"], *sc.saved_log(log))

    found, entries, _ = verify({})
    check.equal("root", found.hex(), vectors["root"])
    shown = [{"client": e.client.hex(), "sequence": str(e.sequence), "payload": e.payload.hex()} for e in entries]
    check.equal("entries", shown, vectors["entries"])
    for one in entries:
        check.equal("signed", one.is_signed(unhex(vectors["ledger"])), True)
    for case in vectors["accepted"]:
        check.equal(case["why"], len(verify(case)[0]), 32)
    for case in vectors["refused"]:
        check.refused(case["why"], lambda: verify(case))


def transfer(check: Checks, vectors: dict) -> None:
    for case in vectors["payloads"]:
        found = sc.decode_transfer(unhex(case["payload"]), vectors["from"], vectors["accounts"])
        expected = case["transfer"]
        check.equal(case["payload"], found, (expected["from"], expected["to"], int(expected["amount"])))


COVERED = {
    "ids.json": ids,
    "keys.json": workers,
    "shuffle.json": shuffle,
    "committee.json": committee,
    "entry.json": entry,
    "batch.json": batch,
    "root.json": root,
    "certificate.json": certificate,
    "transfer.json": transfer,
}


def run(folder: str) -> None:
    for name, checks in COVERED.items():
        check = Checks()
        checks(check, json.loads(Path(folder, name).read_text()))
        print(f"{name}: {check.count} checks passed")
