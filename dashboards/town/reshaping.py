"""What became of a few cells of one district in the last weeks: renamed, split, merged, moved, so that the past differs from today."""

from datetime import timedelta

from django.utils import timezone

from accounts.models import User
from dashboards.town.ground import plain_name
from grid.models import Place
from grid.reshaping import Part

DISTRICT = "640106"  # not the cast's own, whose cells the stories name
ENOUGH = 4  # communities with at least three cells are needed


def play(now):
    """By the district's administrator, at moments counted back from `now`."""
    by = User.objects.get(username="admin")
    found = [cells for cells in cells_by_community() if len(cells) > 2][:ENOUGH]
    if len(found) < ENOUGH:
        return
    renamed, split, merged, moved = found
    renamed[0].rename(by=by, at=ago(now, 46), name=f"{renamed[0].name}（商业街）", note="按街区更名，便于居民辨认。")
    shops = list(split[0].children.order_by("code").values_list("pk", flat=True))
    name = f"{plain_name(split[0].parent.name)}新村网格"
    split[0].split(by=by, at=ago(now, 31), parts=[Part(name, tuple(shops[: len(shops) // 2]))], officers=True, note="主体过多，一分为二。")
    merged[2].merge(by=by, at=ago(now, 17), into=merged[1], note="拆迁后主体减少，就近合并。")
    moved[2].draw(by=by, at=ago(now, 9), outline=None, note="划转后重新绘制。")
    moved[2].move(by=by, at=ago(now, 9), parent=renamed[0].parent, note="社区边界调整。")


def ago(now, days):
    """Twenty past ten in the morning, so many days before."""
    return timezone.localtime(now).replace(hour=10, minute=20, second=0, microsecond=0) - timedelta(days=days)


def cells_by_community():
    found = {}
    for cell in Place.objects.filter(level=Place.CELL, code__startswith=DISTRICT).select_related("parent").order_by("code"):
        found.setdefault(cell.parent_id, []).append(cell)
    return found.values()
