"""From intake to the issued order over HTTP (signature and both approvals), against the bare SQL that must happen.

Six moves and one uploaded signature by three people with tokens. Throughput with 1, 8 and 32 clients; no error.
"""

from __future__ import annotations

import io
import threading
import time
import uuid
from dataclasses import dataclass
from typing import Any

import httpx
from PIL import Image

from benchmarks import server
from benchmarks.floor import Floor
from benchmarks.ground import cast, migrated, milliseconds, p50, quick, verdict
from benchmarks.moves import GIVEN
from shouwen.kernel.api.identity import digest, new_token
from shouwen.rehearsal.cast import Cast


@dataclass(frozen=True)
class World:
    """What a client needs to know."""

    address: str
    tokens: dict[str, str]
    place: dict[str, int]
    signature: bytes


def main() -> None:
    rounds = 10 if quick() else 60
    migrated()
    people = cast()
    with server.running(SHOUWEN_HOSTS="*", ALLOWED_HOSTS="*") as address:
        world = world_at(address, people)
        with httpx.Client(base_url=address) as first:
            floor = Floor(journey(world, first), digest(world.tokens["agent"]))
            pairs = [
                (*milliseconds(floor.journey, 1), *milliseconds(lambda: journey(world, first), 1))
                for _ in range(rounds)
            ]
        bare, whole = (p50(list(figures)) for figures in zip(*pairs, strict=True))
        print(f"bare SQL {bare:.1f} ms, over HTTP {whole:.1f} ms (medians of {rounds}, turn by turn)")
        verdict("intake to issue ÷ its bare SQL (1 client)", whole / bare, 6)
        for clients in (1, 8, 32):
            took, each = at_once(world, clients, max(rounds // clients, 3))
            print(f"{clients} clients: {each / took:.1f} orders a second, {took / each * 1000:.0f} ms an order")


def world_at(address: str, people: Cast) -> World:
    unit = people.unit("agent", "1-1-101")
    assert unit is not None
    tokens = {name: new_token(people.staff[name], "benchmark") for name in ("agent", "dgm", "gm")}
    return World(address, tokens, {"project": people.projects["P1"].pk, "unit": unit.pk}, drawn())


def drawn() -> bytes:
    """A small valid picture."""
    file = io.BytesIO()
    Image.new("RGB", (300, 120), "white").save(file, "PNG")
    return file.getvalue()


def at_once(world: World, clients: int, each: int) -> tuple[float, int]:
    """So many clients, so many journeys each; seconds and journeys. Any error ends the measurement."""
    failures: list[BaseException] = []

    def client() -> None:
        try:
            with httpx.Client(base_url=world.address, timeout=60) as connection:
                for _ in range(each):
                    journey(world, connection)
        except BaseException as error:  # noqa: BLE001 — shown by the main thread
            failures.append(error)

    threads = [threading.Thread(target=client) for _ in range(clients)]
    started = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]
    return time.perf_counter() - started, clients * each


def journey(world: World, client: httpx.Client) -> str:
    """One complaint from the counter to the issued order; the complaint's number."""

    def post(by: str, path: str, **body: Any) -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {world.tokens[by]}", "Idempotency-Key": str(uuid.uuid4())}
        answer = client.post(f"/api/{path}", json=body, headers=headers)
        assert answer.status_code in (200, 201), f"{path}: {answer.status_code} {answer.text[:300]}"
        found: dict[str, Any] = answer.json()
        return found

    complaint = post("agent", "complaints.complaint/register", place=world.place, given=GIVEN)["number"]
    proof = upload(world, client)
    post("agent", f"complaints.complaint/{complaint}/sign", proofs=[proof])
    order = post("agent", f"complaints.complaint/{complaint}/raise_order", given={})["opened"][0]
    post("agent", f"complaints.order/{order}/submit")
    post("dgm", f"complaints.order/{order}/endorse", given={"opinion": "同意"})
    post("gm", f"complaints.order/{order}/issue", given={"opinion": "签发"})
    return str(complaint)


def upload(world: World, client: httpx.Client) -> int:
    headers = {"Authorization": f"Bearer {world.tokens['agent']}"}
    files = {"file": ("signature.png", world.signature, "image/png")}
    answer = client.post("/api/evidence", data={"kind": "customer_signature"}, files=files, headers=headers)
    assert answer.status_code == 201, answer.text[:300]
    return int(answer.json()["id"])


if __name__ == "__main__":
    main()
