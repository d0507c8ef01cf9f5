"""Taking in a ledger of 100,000 owner rows: seconds and peak memory of each stage, beside the bare reading of the file.

Writes the workbook, checks it and takes it in, all in this process.
"""

from __future__ import annotations

import io
import random
import resource
import time
from collections.abc import Callable

import xlsxwriter

from benchmarks.ground import migrated, quick, verdict
from shouwen.common import tables
from shouwen.estate.models import Project
from shouwen.kernel.imports import batches
from shouwen.people.models import OrgUnit
from shouwen.people.roles import CityTier, OrgKind

SECONDS, MEGABYTES = 60, 500

SURNAMES, GIVEN = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗", "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚"
HEADER = ("楼号", "单元", "房间", "楼层", "建筑面积", "业主姓名", "性别", "手机号", "身份证号", "收楼日期")


def main() -> None:
    rows = 10_000 if quick() else 100_000
    migrated()
    content = workbook(rows)
    print(f"{rows:,} rows, {len(content) / 1e6:.1f} MB xlsx, {memory()} MB before")
    read = timed(
        "read only (floor)", lambda: sum(1 for _ in tables.open_sheets(io.BytesIO(content), "a.xlsx")[0].rows())
    )
    batch = batches.create_batch(io.BytesIO(content), "a.xlsx", "owners", None, project())
    taken = timed("check", lambda: batches.check(batch)) + timed("commit", lambda: batches.commit(batch))
    print(f"taken in {batch.done:,}, refused {batch.refused:,}, doubtful {batch.doubtful:,}")
    print(f"{rows / taken:,.0f} rows/s, {taken / read:.1f} × reading")
    verdict(f"import of {rows:,} rows, check and commit, seconds", taken, SECONDS)
    verdict(f"import of {rows:,} rows, most memory, MB", memory(), MEGABYTES)
    timed("undo", lambda: batches.undo(batch))
    print(f"kept {batch.kept:,}, peak {memory()} MB")


def workbook(rows: int) -> bytes:
    """A ledger with what ledgers have: two people in a cell, several numbers, numbers as numbers, wrong rows."""
    dice = random.Random(7)
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content, {"constant_memory": True})
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, HEADER)
    for number in range(rows):
        building, place = divmod(number, 400)
        stair, flat = divmod(place, 100)
        room = f"{flat // 4 + 1}{flat % 4 + 1:02d}"
        name = dice.choice(SURNAMES) + "".join(dice.choices(GIVEN, k=2))
        phone: object = f"199{number:08d}"
        if number % 10 == 0:
            name, phone = f"{name}、{name}乙", f"{name}：199{number:08d}、020-{number:08d}"
        elif number % 3 == 0:
            phone = float(f"199{number:08d}")
        sheet.write_row(number + 1, 0, (
            building + 1, stair + 1, "" if number % 500 == 0 else room, int(room[:-2]), 94.56, name, "男", phone,
            document(number), 38797,
        ))  # fmt: skip
    book.close()
    return content.getvalue()


def document(number: int) -> str:
    """An identity number with a right check sign of a region that exists; every twentieth is mistyped."""
    body = f"110105{19500101 + number % 50 * 10_000}{number % 1000:03d}"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    sign = "10X98765432"[sum(int(digit) * weight for digit, weight in zip(body, weights, strict=True)) % 11]
    return f"{body}{sign}" if number % 20 else f"{body}?"


def project() -> Project:
    number = OrgUnit.objects.count()
    top = OrgUnit.objects.create(kind=OrgKind.GROUP, name=f"集团{number}")
    region = OrgUnit.objects.create(kind=OrgKind.REGIONAL_COMPANY, name="地区公司", parent=top)
    keeper = OrgUnit.objects.create(kind=OrgKind.PROPERTY_COMPANY, name="物业公司", parent=top)
    node = OrgUnit.objects.create(kind=OrgKind.PROJECT, name="云栖湾", parent=region)
    return Project.objects.create(
        org=node, name="云栖湾", region=region, property_company=keeper, city_tier=CityTier.PROVINCIAL_CAPITAL
    )


def timed(title: str, once: Callable[[], object]) -> float:
    started = time.perf_counter()
    once()
    taken = time.perf_counter() - started
    print(f"{title:20}{taken:8.1f} s   peak {memory()} MB")
    return taken


def memory() -> int:
    """The most memory this process has had, MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


if __name__ == "__main__":
    main()
