"""The random draw: the same record gives the same draw anywhere, recusals hold, and nothing can be made to suit."""

import hashlib
import json
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from base.errors import Refused
from notifications.models import Message
from planning import draws
from planning.models import Draw, Recusal
from tests.town import appoint, shop

LISTS = {
    "shops": [[pk, f"店{pk}", f"S{pk}", f"1/2/{pk % 3}/{pk}/"] for pk in range(1, 31)],
    "officers": [[1, "甲", "所", ["1/"]], [2, "乙", "所", ["1/"]], [3, "丙", "所", ["1/2/0/"]], [4, "丁", "所", ["1/"]]],
    "recusals": [[1, 5], [2, 5], [4, 5]],
}
GOLDEN = "a40c575d67bf93ee15659c73509572b7e9717a037b70b898aa55e980aaa24f87"


# The algorithm --------------------------------------------------------------------------------------------------------


def test_a_draw_can_be_worked_out_by_hand_from_what_its_docstring_says():
    result = draws.draw("种子", LISTS, 4)
    order = sorted((row[0] for row in LISTS["shops"]), key=lambda pk: hashlib.sha256(f"种子|shop|{pk}".encode()).hexdigest())
    assert [row["shop"] for row in result["drawn"]] == [pk for pk in order if pk != 5][:4]
    first = result["drawn"][0]["shop"]
    able = [1, 2, 4] + ([3] if first % 3 == 0 else [])
    by_ticket = sorted(able, key=lambda officer: hashlib.sha256(f"种子|officer|{first}|{officer}".encode()).hexdigest())
    assert result["drawn"][0]["officers"] == by_ticket[:2]


def test_the_algorithm_never_changes_under_its_name():
    """A golden draw: whoever changes this changes the name of the algorithm too."""
    result = draws.draw("2026", LISTS, 3)
    digest = hashlib.sha256(json.dumps(result, sort_keys=True).encode()).hexdigest()
    assert (draws.ALGORITHM, digest) == ("sha256-order/1", GOLDEN)


def test_whoever_is_recused_is_never_drawn_and_a_shop_without_a_team_is_passed_over():
    result = draws.draw("2026", LISTS, 30)
    assert result["passed_over"] == [5]
    assert {row["shop"] for row in result["drawn"]} == set(range(1, 31)) - {5}
    assert all(3 not in row["officers"] for row in result["drawn"] if row["shop"] % 3)


def test_the_work_is_shared_evenly():
    everywhere = LISTS | {"officers": [[pk, "", "", ["1/"]] for pk in range(1, 6)], "recusals": []}
    teams = [row["officers"] for row in draws.draw("2026", everywhere, 25)["drawn"]]
    assert [sum(pk in team for team in teams) for pk in range(1, 6)] == [10] * 5


def test_another_seed_is_another_draw_and_the_order_of_the_lists_is_none():
    turned = {name: rows[::-1] for name, rows in LISTS.items()}
    assert draws.draw("a", LISTS, 10) == draws.draw("a", turned, 10) != draws.draw("b", LISTS, 10)


# The row --------------------------------------------------------------------------------------------------------------


@pytest.fixture
def drawable(town):
    """Twelve shops of 兴庆区, Wang of the branch and three officers of the station."""
    for serial in range(60, 70):
        shop(town, serial, f"小店{serial}", town.cell)
    for name in ("sun", "he"):
        appoint(town.people[name], "监管所人员", town.station, town.street)
    today = timezone.localdate()
    town.draw = Draw.objects.create(
        title="餐饮双随机", organisation=town.branch, place=town.xingqing, count=5, since=today, until=today + timedelta(days=20)
    )
    return town


@pytest.mark.django_db
def test_the_lists_are_frozen_before_anybody_knows_the_seed(drawable):
    draw = drawable.draw
    draw.publish_seed(by=drawable.wang, words="316")
    assert draw.seed.endswith("-316") and len(draw.seed) == 64 + 4
    frozen = draw.candidates
    assert {row[0] for row in frozen["officers"]} == {drawable.wang.pk, drawable.qian.pk, drawable.sun.pk, drawable.he.pk}
    assert len(frozen["shops"]) == 12 and drawable.far_shop.pk not in {row[0] for row in frozen["shops"]}
    assert Message.objects.filter(recipient=drawable.wang, text__contains="餐饮双随机").exists()
    shop(drawable, 90, "后来的店", drawable.cell)
    draw.draw(by=drawable.wang)
    draw.refresh_from_db()
    assert draw.candidates == frozen and len(draw.teams()) == 5


@pytest.mark.django_db
def test_a_seed_is_published_once_and_a_draw_given_up_keeps_it(drawable):
    draw = drawable.draw
    draw.publish_seed(by=drawable.wang)
    seed = draw.seed
    with pytest.raises(Refused):
        draw.publish_seed(by=drawable.wang)
    draw.drop(by=drawable.wang, note="名单有误")
    draw.refresh_from_db()
    assert draw.seed == seed and draw.status == draw.DROPPED
    with pytest.raises(Refused):
        draw.draw(by=drawable.wang)


@pytest.mark.django_db
def test_nothing_is_drawn_before_the_seed_is_published(drawable):
    with pytest.raises(Refused):
        drawable.draw.draw(by=drawable.wang)
    assert Draw.objects.get().result is None


@pytest.mark.django_db
def test_recusals_on_record_are_respected(drawable):
    for person in (drawable.wang, drawable.qian, drawable.sun):
        Recusal.objects.create(person=person, establishment=drawable.shop, place=drawable.shop.place, reason="亲属")
    drawable.draw.count = 12
    drawable.draw.save()
    drawable.draw.publish_seed(by=drawable.wang)
    drawable.draw.draw(by=drawable.wang)
    assert drawable.draw.result["passed_over"] == [drawable.shop.pk]
    assert len(drawable.draw.result["drawn"]) == 11


@pytest.mark.django_db
def test_a_lifted_recusal_counts_no_more(drawable):
    recusal = Recusal.objects.create(person=drawable.qian, establishment=drawable.shop, place=drawable.shop.place, reason="亲属")
    recusal.lift(by=drawable.wang, note="已调离")
    drawable.draw.publish_seed(by=drawable.wang)
    assert drawable.draw.candidates["recusals"] == []


@pytest.mark.django_db
def test_too_few_officers_or_no_shop_is_refused_and_nothing_is_frozen(drawable):
    for field, value in (("risk_grade", "D"), ("organisation", drawable.branch_two)):
        Draw.objects.update(risk_grade="", organisation=drawable.branch)
        row = Draw.objects.get()
        setattr(row, field, value)
        row.save()
        with pytest.raises(Refused):
            row.publish_seed(by=drawable.wang)
        row.refresh_from_db()
        assert (row.status, row.seed, row.candidates) == (row.DRAFT, "", None)


@pytest.fixture
def drawn(drawable):
    drawable.draw.publish_seed(by=drawable.wang)
    drawable.draw.draw(by=drawable.wang)
    return drawable


@pytest.mark.django_db
def test_a_draw_makes_a_plan_of_the_shops_with_two_officers_each(drawn):
    plan = drawn.draw.plan
    assert plan.status == plan.PUBLISHED and plan.kind == plan.SPECIAL and plan.organisation == drawn.branch
    sent = {row.establishment_id: {person.pk for person in row.officers.all()} for row in plan.shops.prefetch_related("officers")}
    assert sent == {row["shop"]: set(row["officers"]) for row in drawn.draw.result["drawn"]}
    assert all(len(team) == 2 for team in sent.values())
    assert set(plan.team.values_list("pk", flat=True)) == set.union(*sent.values())
    assert Message.objects.filter(recipient__in=plan.team.all(), url=plan.get_absolute_url()).exists()


@pytest.mark.django_db
def test_a_draw_that_would_pass_over_every_shop_is_refused(drawable):
    for person in (drawable.wang, drawable.qian, drawable.sun):
        Recusal.objects.create(person=person, establishment=drawable.shop, place=drawable.shop.place, reason="亲属")
    Draw.objects.update(risk_grade="C")
    type(drawable.shop).objects.filter(pk=drawable.shop.pk).update(risk_grade="C")
    draw = Draw.objects.get()
    draw.publish_seed(by=drawable.wang)
    with pytest.raises(Refused):
        draw.draw(by=drawable.wang)
    draw.refresh_from_db()
    assert (draw.status, draw.result, draw.plan) == (draw.PUBLISHED, None, None)


@pytest.mark.django_db
def test_anybody_draws_again_from_the_record(drawn, client, tmp_path):
    client.force_login(drawn.wang)
    assert client.get(reverse("draw-replay", args=[drawn.draw.pk])).context["equal"]
    said = client.get(reverse("api:draw-replay", args=[drawn.draw.pk])).json()
    assert said["equal"] and said["result"] == drawn.draw.result
    file = tmp_path / "record.json"
    file.write_bytes(client.get(reverse("draw-record", args=[drawn.draw.pk])).content)
    for asked in ([str(drawn.draw.pk)], ["--file", str(file)]):
        out = StringIO()
        call_command("replay_draw", *asked, stdout=out)
        assert "everything agrees" in out.getvalue()


@pytest.mark.parametrize("part", ["seed", "candidates", "result", "digest"])
@pytest.mark.django_db
def test_a_record_that_was_tampered_with_is_found_out(drawn, part, client):
    row = Draw.objects.get()
    if part == "candidates":
        row.candidates["officers"][0][1] = "别人"
    elif part == "result":
        row.result["drawn"][0]["officers"].reverse()
    else:
        setattr(row, part, "0" * 64)
    row.save()
    assert row.differences()
    client.force_login(drawn.wang)
    assert not client.get(reverse("draw-replay", args=[row.pk])).context["equal"]
    with pytest.raises(CommandError):
        call_command("replay_draw", str(row.pk), stdout=StringIO())


@pytest.mark.django_db
def test_even_a_record_made_anew_as_a_whole_does_not_agree_with_the_history(drawn):
    row = Draw.objects.get()
    row.seed = "自选"
    row.result = draws.draw(row.seed, row.candidates, row.count)
    row.save()
    assert row.differences() == ["history"]


@pytest.mark.django_db
def test_the_record_is_printed_and_prints_the_same(drawn, client):
    client.force_login(drawn.wang)
    answer = client.get(reverse("draw-pdf", args=[drawn.draw.pk]))
    assert answer["Content-Type"] == "application/pdf" and answer.content.startswith(b"%PDF")
    assert answer.content == client.get(reverse("draw-pdf", args=[drawn.draw.pk])).content


@pytest.mark.django_db
def test_a_published_draw_is_changed_no_more(drawable, client):
    client.force_login(drawable.wang)
    drawable.draw.publish_seed(by=drawable.wang)
    assert client.get(reverse("draw-edit", args=[drawable.draw.pk])).status_code == 409
    assert client.patch(reverse("api:draw-detail", args=[drawable.draw.pk]), {"count": 1}, "application/json").status_code == 409
    drawable.draw.refresh_from_db()
    assert drawable.draw.count == 5


@pytest.mark.django_db
def test_a_draw_from_the_form_to_the_result(drawable, client):
    client.force_login(drawable.wang)
    today = timezone.localdate()
    said = {"title": "小餐饮双随机", "organisation": drawable.branch.pk, "place": drawable.xingqing.pick_words(), "count": 3}
    made = client.post(reverse("draw-new"), said | {"since": today, "until": today})
    assert made.status_code == 302
    row = Draw.objects.get(title="小餐饮双随机")
    client.post(reverse("draw-publish_seed", args=[row.pk]), {"words": "零七"})
    client.post(reverse("draw-draw", args=[row.pk]))
    page = client.get(row.get_absolute_url()).content.decode()
    row.refresh_from_db()
    assert row.seed in page and all(team["name"] in page for team in row.teams())


@pytest.mark.django_db
def test_the_list_costs_the_same_for_one_draw_and_five(drawable, client, django_assert_max_num_queries):
    client.force_login(drawable.wang)
    client.get(reverse("draw-list"))
    with django_assert_max_num_queries(20) as one:
        client.get(reverse("draw-list"))
    said = {"organisation": drawable.branch, "place": drawable.xingqing, "count": 1, "since": "2026-01-01", "until": "2026-02-01"}
    Draw.objects.bulk_create(Draw(title=f"{number}", **said) for number in range(4))
    with django_assert_max_num_queries(len(one)):
        client.get(reverse("draw-list"))
