"""The formats of docs/protocol.md that a reader of logs needs. Section numbers are those of that document."""

import base64
import re
from dataclasses import dataclass
from hashlib import sha256

from eth_keys import keys
from eth_keys.exceptions import BadSignature, ValidationError
from nacl.exceptions import BadSignatureError
from nacl.signing import VerifyKey
from web3 import Web3

U64 = 2**64
SECP256K1_ORDER = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141


class Refused(Exception):
    """Something is not what it has to be; the text says why."""


def keccak(*parts: bytes) -> bytes:
    return bytes(Web3.keccak(b"".join(parts)))


def number(data: bytes) -> int:
    return int.from_bytes(data, "big")


def uint(value: int, size: int) -> bytes:
    return value.to_bytes(size, "big")


# 2. Identifiers


def pack_id(pool: int, epoch: int, index: int) -> int:
    return pool << 64 | epoch << 32 | index


def parse_id(text: str) -> int:
    """`pool.epoch.index`, or the packed number, decimal or 0x-hexadecimal."""
    parts = text.split(".")
    return pack_id(*map(int, parts)) if len(parts) == 3 else int(text, 16 if text.startswith("0x") else 10)


def format_id(packed: int) -> str:
    return ".".join(map(str, unpack_id(packed)))


def unpack_id(packed: int) -> tuple[int, int, int]:
    return packed >> 64, packed >> 32 & 0xFFFFFFFF, packed & 0xFFFFFFFF


# 5. The draw and its committees


def draw_seed(beacon_word: bytes, pool: int, epoch: int) -> int:
    return number(keccak(beacon_word, uint(pool, 32), uint(epoch, 32))[:16])


def shuffled(key: bytes, n: int) -> list[int]:
    """The indices 0 … n - 1 in the order of their positions, for n up to 32."""
    left, digits, order = list(range(n)), number(keccak(key)), []
    while left:
        digits, rank = divmod(digits, len(left))
        order.append(left.pop(rank))
    return order


def network(key: bytes, n: int, value: int, back: bool) -> int:
    """From an index to its position, or back, for n above 32."""
    width = (n - 1).bit_length() // 2
    lefts = 1 << width
    rights = -(-n // lefts)
    while True:
        right, left = divmod(value, lefts)
        for turn in reversed(range(10)) if back else range(10):
            mix = number(keccak(key, uint(turn << 32 | (right if turn % 2 else left), 32)))
            if turn % 2:
                left ^= mix % lefts
            else:
                right = (right - mix if back else right + mix) % rights
        value = right * lefts + left
        if value < n:
            return value


def position_of(key: bytes, n: int, index: int) -> int:
    return shuffled(key, n).index(index) if n <= 32 else network(key, n, index, False)


def index_at(key: bytes, n: int, position: int) -> int:
    return shuffled(key, n)[position] if n <= 32 else network(key, n, position, True)


@dataclass(frozen=True)
class Draw:
    seed: int
    workers: int
    tasks: int

    def filled(self, members: int) -> int:
        return min(self.tasks, self.workers // members)

    def task_at(self, committee: int) -> int:
        return index_at(uint(self.seed, 16) + uint(1, 16), self.tasks, committee)

    def committee_of(self, task: int, members: int) -> int | None:
        if self.filled(members) == 0:
            return None
        position = position_of(uint(self.seed, 16) + uint(1, 16), self.tasks, task)
        return position if position < self.filled(members) else None

    def seats(self, committee: int, members: int) -> list[int]:
        """Indices of the committee's workers, by seat."""
        key = uint(self.seed, 16) + bytes(16)
        return [index_at(key, self.workers, committee * members + seat) for seat in range(members)]


# 6. Entries and 7. Batches


@dataclass(frozen=True)
class Entry:
    client: bytes
    sequence: int
    signature: bytes
    payload: bytes

    def message(self, ledger: bytes) -> bytes:
        return b"SmartCast entry v1" + ledger + self.client + uint(self.sequence, 8) + self.payload

    def is_signed(self, ledger: bytes) -> bool:
        try:
            VerifyKey(self.client).verify(self.message(ledger), self.signature)
            return True
        except (BadSignatureError, ValueError):
            return False


class Reader:
    def __init__(self, data: bytes):
        self.data = data

    def take(self, size: int) -> bytes:
        if size > len(self.data):
            raise Refused(f"{size} bytes expected, {len(self.data)} left")
        taken, self.data = self.data[:size], self.data[size:]
        return taken

    def version(self, what: str) -> None:
        if self.take(1) != b"\x01":
            raise Refused(f"{what} of another version")

    def entry(self) -> Entry:
        self.version("an entry")
        client, sequence, signature = self.take(32), number(self.take(8)), self.take(64)
        return Entry(client, sequence, signature, self.take(number(self.take(4))))

    def end(self) -> None:
        if self.data:
            raise Refused(f"{len(self.data)} bytes too many")


def decode_entry(data: bytes) -> Entry:
    reader = Reader(data)
    entry = reader.entry()
    reader.end()
    return entry


def decode_batch(data: bytes) -> list[Entry]:
    reader = Reader(data)
    reader.version("a batch")
    entries = [reader.entry() for _ in range(number(reader.take(4)))]
    reader.end()
    return entries


# 8. Roots and certificates


@dataclass(frozen=True)
class Session:
    chain_id: int
    market: str
    task: int
    seed: int

    def roots(self, batches: list[bytes]) -> list[bytes]:
        """The genesis root, and the root after each slot."""
        named = uint(self.chain_id, 32) + bytes.fromhex(self.market[2:]) + uint(self.task, 32) + uint(self.seed, 16)
        roots = [sha256(b"SmartCast genesis v1" + named).digest()]
        for slot, batch in enumerate(batches):
            step = roots[-1] + uint(slot, 4) + sha256(batch).digest()
            roots.append(sha256(b"SmartCast root v1" + step).digest())
        return roots

    def digest(self, slot: int, root: bytes) -> bytes:
        struct = keccak(b"Root(uint256 task,uint256 slot,bytes32 root)")
        content = keccak(struct, uint(self.task, 32), uint(slot, 32), root)
        return keccak(b"\x19\x01", domain_separator(self.chain_id, self.market), content)


def domain_separator(chain_id: int, market: str) -> bytes:
    domain = keccak(b"EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)")
    named = keccak(b"SmartCast") + keccak(b"1")
    return keccak(domain, named, uint(chain_id, 32), bytes(12), bytes.fromhex(market[2:]))


def signer_of(digest: bytes, signature: bytes) -> str | None:
    """The account that made the signature; None if no account did."""
    if len(signature) != 65 or signature[64] not in (27, 28) or 2 * number(signature[32:64]) > SECP256K1_ORDER:
        return None
    try:
        recoverable = keys.Signature(signature[:64] + uint(signature[64] - 27, 1))
        return recoverable.recover_public_key_from_msg_hash(digest).to_checksum_address()
    except (BadSignature, ValidationError):
        return None


def verify_log(
    session: Session, accounts: list[str], faults: int, batches: list[bytes], signatures: list[tuple[int, bytes]]
) -> tuple[bytes, list[Entry], set[int]]:
    """The root, the entries and the seats that signed. `accounts` are the members', by seat. Raises Refused."""
    if not batches:
        raise Refused("a log without batches has no certificate")
    entries = [entry for batch in batches for entry in decode_batch(batch)]
    root = session.roots(batches)[-1]
    digest = session.digest(len(batches) - 1, root)
    seats = {
        seat
        for seat, signature in signatures
        if seat < len(accounts) and signer_of(digest, signature) == accounts[seat]
    }
    if len(seats) <= faults:
        raise Refused(f"{len(seats)} members signed the last root, {faults + 1} are needed")
    return root, entries, seats


# 13. Files


def saved_log(saved: dict) -> tuple[list[bytes], list[tuple[int, bytes]]]:
    """Batches and signatures of a saved log."""
    batches = [base64.b64decode(batch, validate=True) for batch in saved["batches"]]
    return batches, [(one["seat"], bytes.fromhex(one["signature"])) for one in saved["signatures"]]


# 14. Transfers

TRANSFER = re.compile(rb"pay (0|[1-9][0-9]{0,19}) to (0|[1-9][0-9]{0,9})(?: .*)?", re.DOTALL)


def decode_transfer(payload: bytes, sender: int, accounts: int) -> tuple[int, int, int]:
    """From which account to which, and how much."""
    match = TRANSFER.fullmatch(payload)
    if match:
        amount, receiver = int(match[1]), int(match[2])
        if amount < U64 and receiver < accounts:
            return sender, receiver, amount
    return sender, sender, 0
