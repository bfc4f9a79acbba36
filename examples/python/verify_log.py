"""Verifies a log that `smartcast log read --save` has kept, trusting the chain alone; see docs/protocol.md.

    pip install -r requirements.txt
    python verify_log.py --market 0x… --rpc-url http://127.0.0.1:8545 log.json
    python verify_log.py --market 0x… --task 1.1.0        the committee of a task, recomputed from the draw's seed
    python verify_log.py --vectors ../../docs/vectors     checks this program itself
"""

import argparse
import json
import sys
from pathlib import Path

from web3 import Web3

import smartcast as sc
import vectors

CONFIG = "theta:uint96 members:uint8 faults:uint8 slots:uint16 batchBytes:uint32 roundMs:uint32 \
registrationSeconds:uint24 collateral:uint96 leadSeconds:uint24 sessionSeconds:uint24 reportSeconds:uint24"
DRAW = "seed:uint128 workers:uint32 tasks:uint32 startsAt:uint40 duration:uint24"
BLOCKS_A_REQUEST = 5000


def fields(text: str, indexed: tuple[str, ...] = ()) -> list[dict]:
    pairs = [one.split(":") for one in text.split()]
    return [{"name": name, "type": kind, "indexed": name in indexed} for name, kind in pairs]


def event(name: str, text: str, indexed: tuple[str, ...], **struct: str) -> dict:
    inputs = fields(text, indexed)
    inputs += [{"name": one, "type": "tuple", "indexed": False, "components": fields(of)} for one, of in struct.items()]
    return {"type": "event", "name": name, "anonymous": False, "inputs": inputs}


ABI = [
    event("PoolCreated", "pool:uint32", ("pool",), config=CONFIG),
    event("Finalized", "pool:uint32 epoch:uint32", ("pool", "epoch"), draw=DRAW),
    event(
        "WorkerRegistered",
        "worker:uint256 account:address transportKey:bytes32 endpoint:string",
        ("worker", "account"),
    ),
    event("TaskRegistered", "task:uint256 creator:address ledger:bytes32 clients:bytes32[]", ("task", "creator")),
]


class Market:
    def __init__(self, url: str, address: str, from_block: int):
        self.web3 = Web3(Web3.HTTPProvider(url))
        self.address = Web3.to_checksum_address(address)
        self.contract = self.web3.eth.contract(address=self.address, abi=ABI)
        self.from_block = from_block

    def one(self, name: str, **arguments: int) -> dict:
        """The arguments of the one event of that name and with those indexed arguments. Raises Refused."""
        last = self.web3.eth.block_number
        for start in range(self.from_block, last + 1, BLOCKS_A_REQUEST):
            end = min(start + BLOCKS_A_REQUEST - 1, last)
            found = self.contract.events[name].get_logs(from_block=start, to_block=end, argument_filters=arguments)
            if found:
                return found[0]["args"]
        raise sc.Refused(f"the market has no {name} with {arguments}")

    def committee(self, task: int) -> dict:
        """Who serves a task, and what their log is bound to, from events alone."""
        pool, epoch, index = sc.unpack_id(task)
        config = self.one("PoolCreated", pool=pool)["config"]
        drawn = self.one("Finalized", pool=pool, epoch=epoch)["draw"]
        draw = sc.Draw(drawn["seed"], drawn["workers"], drawn["tasks"])
        registered = self.one("TaskRegistered", task=task)
        position = draw.committee_of(index, config["members"])
        if position is None:
            raise sc.Refused("the task got no committee")
        ids = [sc.pack_id(pool, epoch, one) for one in draw.seats(position, config["members"])]
        workers = [self.one("WorkerRegistered", worker=one) for one in ids]
        return {
            "session": sc.Session(self.web3.eth.chain_id, self.address, task, draw.seed),
            "faults": config["faults"],
            "slots": config["slots"],
            "ledger": registered["ledger"],
            "clients": set(registered["clients"]),
            "members": [(one, worker["account"], worker["endpoint"]) for one, worker in zip(ids, workers)],
        }


def show_committee(market: Market, task: int) -> dict:
    committee = market.committee(task)
    print(f"task {sc.format_id(task)}, seed {committee['session'].seed:#034x}")
    for seat, (worker, account, endpoint) in enumerate(committee["members"]):
        print(f"  seat {seat}: worker {sc.format_id(worker)} {account} {endpoint}")
    return committee


def verify_file(market: Market, path: str) -> None:
    saved = json.loads(Path(path).read_text())
    committee = show_committee(market, sc.parse_id(saved["task"]))
    accounts = [account for _, account, _ in committee["members"]]
    batches, signatures = sc.saved_log(saved)
    root, entries, seats = sc.verify_log(committee["session"], accounts, committee["faults"], batches, signatures)
    for entry in entries:
        if entry.client not in committee["clients"]:
            raise sc.Refused(f"the task does not name the client {entry.client.hex()}")
        if not entry.is_signed(committee["ledger"]):
            raise sc.Refused(f"sequence {entry.sequence} of {entry.client.hex()} is not signed by its client")
    if len({(entry.client, entry.sequence) for entry in entries}) < len(entries):
        raise sc.Refused("a sequence number is committed twice")
    print(f"valid: {len(entries)} entries in {len(batches)} of {committee['slots']} slots, root {root.hex()}")
    print(f"signed by seats {', '.join(map(str, sorted(seats)))}; {committee['faults'] + 1} were needed")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("log", nargs="?", help="file of a saved log")
    parser.add_argument("--market", help="address of the market contract")
    parser.add_argument("--rpc-url", default="http://127.0.0.1:8545", help="JSON-RPC endpoint of the chain")
    parser.add_argument("--from-block", type=int, default=0, help="block of the market's deployment")
    parser.add_argument("--task", type=sc.parse_id, help="show the committee of this task")
    parser.add_argument("--vectors", help="folder of the test vectors")
    flags = parser.parse_args()
    if flags.vectors:
        vectors.run(flags.vectors)
        return 0
    if not flags.market or (flags.log is None) == (flags.task is None):
        parser.error("give --market and either a saved log or a --task; or give --vectors")
    market = Market(flags.rpc_url, flags.market, flags.from_block)
    try:
        if flags.log is None:
            show_committee(market, flags.task)
        else:
            verify_file(market, flags.log)
    except sc.Refused as refusal:
        print(f"refused: {refusal}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
