"""The register: what each sees of it, and the phone numbers it keeps to itself."""

import pytest
from django.urls import reverse

from establishments.grading import set_grades
from establishments.models import Establishment
from grid.models import Place
from tests.guarantees.visits import guaranteed
from tests.town import credit_code, shop

pytestmark = pytest.mark.django_db
PHONE = "13900000000"
MASKED = "139****0000"


@pytest.fixture
def visit(client):
    def visit(person, name, *args, query=None, post=None):
        client.force_login(person)
        url = reverse(name, args=args)
        return client.get(url, query or {}) if post is None else client.post(url, post)

    return visit


def names(response):
    return [str(row) for row in response.context["table"].data.data]


def filled(town, **more):
    return {
        "name": "清真面馆",
        "inside": town.cell.pick_words(),
        "format": town.catering.pk,
        "credit_code": credit_code(77),
        "address": "凤凰北街12号",
        "principal": "经营者",
        "phone": PHONE,
        "status": "open",
    } | more


def test_the_list_shows_what_lies_inside_the_own_place(town, visit):
    assert names(visit(town.wang, "establishment-list")) == ["宁味轩小吃店", "北塔便利店"]
    assert names(visit(town.zhao, "establishment-list")) == ["宁味轩小吃店"]
    assert names(visit(town.sun, "establishment-list")) == []


def test_the_list_is_narrowed_by_place_format_and_text(town, visit):
    assert names(visit(town.ma, "establishment-list", query={"place": town.jinfeng.pk})) == ["满春面馆"]
    assert names(visit(town.ma, "establishment-list", query={"format": town.grocery.pk})) == ["北塔便利店"]
    assert names(visit(town.ma, "establishment-list", query={"text": "北塔"})) == ["北塔便利店"]
    assert names(visit(town.ma, "establishment-list", query={"text": credit_code(3).lower()})) == ["满春面馆"]


@pytest.mark.parametrize("shops", [1, 5])
def test_the_list_costs_the_same_however_long(town, client, shops, django_assert_num_queries):
    for serial in range(10, 9 + shops):
        shop(town, serial, f"小吃店{serial}", town.cell)
    client.force_login(town.zhao)
    client.get(reverse("establishment-list"))
    with django_assert_num_queries(13):
        assert len(names(client.get(reverse("establishment-list")))) == shops


def test_the_export_holds_the_filtered_rows_and_no_phone(town, visit):
    text = b"".join(visit(town.wang, "establishment-list", query={"export": "csv", "text": "北塔"}).streaming_content).decode()
    assert "北塔便利店" in text
    assert "宁味轩" not in text
    assert PHONE not in text


def test_out_of_reach_is_404_and_without_the_right_403(town, visit):
    assert visit(town.wang, "establishment-detail", town.far_shop.pk).status_code == 404
    assert visit(town.zhao, "establishment-edit", town.shop.pk).status_code == 403
    assert visit(town.zhao, "establishment-new").status_code == 403


def test_the_phone_is_masked_until_somebody_who_may_asks_for_it(town, visit):
    page = visit(town.wang, "establishment-detail", town.shop.pk).content.decode()
    assert MASKED in page
    assert PHONE not in page
    assert PHONE in visit(town.wang, "establishment-phone", town.shop.pk, post={}).content.decode()
    entry = town.shop.history().get()
    assert (entry.verb, entry.actor) == ("see_phone", town.wang)


def test_who_may_not_see_phones_is_refused_and_nothing_is_recorded(town, visit):
    assert visit(town.zhao, "establishment-phone", town.shop.pk, post={}).status_code == 403
    assert visit(town.jin, "establishment-phone", town.shop.pk, post={}).status_code == 404
    assert not town.shop.history().exists()


def test_a_new_shop_is_a_new_place_with_the_next_code(town, visit):
    answer = visit(town.wang, "establishment-new", post=filled(town))
    made = Establishment.objects.get(credit_code=credit_code(77))
    assert answer.url == made.get_absolute_url()
    assert (made.name, made.place.parent, made.place.code) == ("清真面馆", town.cell, f"{town.cell.code}S0002")
    assert made.history().get().actor == town.wang


def test_a_shop_is_entered_only_within_the_own_reach(town, visit):
    answer = visit(town.wang, "establishment-new", post=filled(town, inside=town.far_community.pick_words()))
    assert answer.status_code == 422
    assert "inside" in answer.context["form"].errors
    assert not Establishment.objects.filter(credit_code=credit_code(77)).exists()
    assert not Place.objects.filter(name="清真面馆").exists()


def test_a_wrong_credit_code_is_said_at_its_field(town, visit):
    answer = visit(town.wang, "establishment-new", post=filled(town, credit_code="92640104MA00000779"))
    assert list(answer.context["form"].errors) == ["credit_code"]


def test_editing_keeps_the_phone_that_was_left_masked(town, visit):
    given = filled(town, credit_code=town.shop.credit_code, name="宁味轩", phone=MASKED, inside=town.cell_two.pick_words())
    assert visit(town.wang, "establishment-edit", town.shop.pk, post=given).status_code == 302
    town.shop.refresh_from_db()
    town.shop.place.refresh_from_db()
    assert town.shop.phone == PHONE
    assert town.shop.place.path == f"{town.cell_two.path}{town.shop.place.pk}/"
    entry = town.shop.history().get()
    assert "宁味轩小吃店 → 宁味轩" in entry.note
    assert "phone" not in entry.changes


def test_a_changed_phone_is_remembered_masked(town, visit):
    given = filled(town, credit_code=town.shop.credit_code, name=town.shop.name, phone="13900001111")
    visit(town.wang, "establishment-edit", town.shop.pk, post=given)
    assert town.shop.history().get().changes["phone"] == [MASKED, "139****1111"]


def test_the_api_reaches_masks_and_makes_as_the_pages_do(town, client):
    client.force_login(town.wang)
    listed = client.get("/api/v1/establishments/").json()
    assert [row["name"] for row in listed["results"]] == ["宁味轩小吃店", "北塔便利店"]
    assert listed["results"][0]["phone"] == MASKED
    made = client.post("/api/v1/establishments/", filled(town, inside=town.cell.pk), content_type="application/json")
    assert made.status_code == 201
    changed = client.patch(f"/api/v1/establishments/{made.json()['id']}/", {"risk_grade": "C"}, content_type="application/json")
    assert (changed.status_code, changed.json()["risk_grade"], changed.json()["phone"]) == (200, "C", MASKED)
    assert client.post(f"/api/v1/establishments/{town.shop.pk}/see_phone/").json() == {"phone": PHONE}
    assert client.post("/api/v1/establishments/", {}, content_type="application/json").status_code == 422


def test_who_may_inspect_is_led_to_the_checklist(town, visit):
    link = f"{reverse('inspection-new')}?establishment={town.shop.pk}"
    assert link in visit(town.zhao, "establishment-detail", town.shop.pk).content.decode()
    assert link not in visit(town.chen, "establishment-detail", town.shop.pk).content.decode()


def test_the_description_of_the_api_can_be_made(town, client):
    client.force_login(town.wang)
    answer = client.get(reverse("api-schema"), headers={"Accept": "application/json"})
    assert answer.status_code == 200
    assert {"/api/v1/establishments/", "/api/v1/appointments/{id}/relieve/", "/api/v1/token/"} <= answer.json()["paths"].keys()


def test_a_shop_says_who_answers_for_it_and_where_nobody_does(town, visit):
    def said(person, of):
        return [(str(row.what), row.post and row.post.user, bool(row.mend_url)) for row in visit(person, *of).context["answers"]]

    of = ("establishment-detail", town.shop.pk)
    assert said(town.li, of) == [("网格员", town.zhao, False), ("包保干部", None, True)]
    assert said(town.liu, of) == [("网格员", town.zhao, False), ("包保干部", None, False)]
    guarantee = guaranteed(town)
    assert said(town.liu, of)[1] == ("包保干部", town.chen, False)
    assert guarantee.get_absolute_url() in visit(town.li, *of).content.decode()
    town.zhao.appointments.get().relieve(by=town.admin)
    assert said(town.admin, of)[0] == ("网格员", None, True)


def test_the_three_grades_show_their_histories_apart(town, visit):
    set_grades(town.shop, {"risk_grade": "C", "catering_rating": "good"}, by=town.wang, reason="复核")
    page = visit(town.li, "establishment-detail", town.shop.pk)
    assert {change.field for change in page.context["grades"]} == {"risk_grade", "catering_rating"}
    assert "复核" in page.content.decode()
