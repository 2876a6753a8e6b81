"""The API of the campaign's work: the same reach, forms and verbs as the pages."""

import pytest
from django.utils import timezone

from tasks.escalation import climb_due
from tasks.models import Assignment, Notice
from tests.town import NEXT_SPRING, assignment, moment


@pytest.fixture
def api(client, town):
    class Api:
        def __init__(self, name):
            client.force_login(town.people[name])

        def get(self, path, **filters):
            return client.get(f"/api/v1/{path}", filters)

        def post(self, path, data=None):
            return client.post(f"/api/v1/{path}", data or {}, content_type="application/json")

    return Api


def test_lists_are_pages_of_what_is_in_reach(town, api):
    mine = assignment(town, organisation=town.station)
    assignment(town, organisation=town.branch_two)
    body = api("wang").get("assignments/").json()
    assert {key: body[key] for key in ("count", "next", "previous")} == {"count": 1, "next": None, "previous": None}
    assert body["results"][0]["id"] == mine.pk
    assert body["results"][0]["organisation_name"] == "凤凰北街所"
    assert api("he").get("assignments/", status="open").json()["count"] == 0
    assert api("ma").get("assignments/", place=town.jinfeng.pk).json()["count"] == 1


def test_verbs_are_posts_with_the_reason_in_words(town, api):
    work = assignment(town)
    path = f"assignments/{work.pk}/submit/"
    assert api("wang").post(path, {"report": "x"}).status_code == 404
    assert api("ma").post(path, {"report": "x"}).status_code == 403
    refused = api("he").post(path, {"report": "x"})
    assert refused.status_code == 409
    assert "待签收" in refused.json()["detail"]
    assert api("he").post(f"assignments/{work.pk}/accept/").json()["status"] == "under_way"
    assert api("he").post(path, {}).status_code == 422
    assert "report" in api("he").post(path, {}).json()
    done = api("he").post(path, {"report": "已办结"}).json()
    assert (done["status"], done["reports"][0]["text"]) == ("submitted", "已办结")
    assert api("ma").post(f"assignments/{work.pk}/close/").json()["status"] == "closed"


def test_new_work_by_the_form_of_the_page(town, api):
    data = {
        "issuer": town.office.pk,
        "title": "校园食堂排查",
        "requirement": "逐校排查。",
        "organisation": town.branch.pk,
        "due_at": f"{NEXT_SPRING}T18:00:00+08:00",
        "dispatch": True,
    }
    made = api("ma").post("assignments/", data)
    assert made.status_code == 201
    assert (made.json()["status"], made.json()["place"]) == ("dispatched", town.xingqing.pk)
    past = api("ma").post("assignments/", data | {"due_at": "2026-01-01T18:00:00+08:00"})
    assert past.status_code == 422
    assert "due_at" in past.json()
    assert api("he").post("assignments/", data).status_code == 403
    assert Assignment.objects.get().due_at == moment(f"{NEXT_SPRING} 18:00")


def test_dispatch_is_a_verb_like_the_others(town, api):
    draft = Assignment.objects.create(
        title="草稿",
        requirement="x",
        issuer=town.office,
        organisation=town.branch,
        place=town.xingqing,
        due_at=moment(f"{NEXT_SPRING} 18:00"),
    )
    assert api("ma").post(f"assignments/{draft.pk}/dispatch/").json()["status"] == "dispatched"


def test_letters_are_signed_and_acknowledged(town, api):
    assignment(town, at=moment("2026-11-02 09:00"), due_at=moment("2026-11-13 18:00"))
    climb_due(at=moment("2026-11-17 18:00"))
    draft = Notice.objects.get(kind="supervision")
    assert api("leader").post(f"notices/{draft.pk}/sign/").json()["number"] == f"银食安办督〔{timezone.localdate().year}〕1号"
    assert api("he").post(f"notices/{draft.pk}/acknowledge/").json()["status"] == "acknowledged"
    assert api("he").get("notices/", kind="supervision").json()["count"] == 1


def test_the_catalogue_and_the_campaign(town, api):
    task = api("he").get("creation-tasks/").json()["results"][0]
    assert (task["no"], task["progress"], task["lead_name"]) == (1, "todo", "银川市教育局")
    assert api("he").get(f"creation-tasks/{task['id']}/").json()["standard"] == "学校食堂明厨亮灶100%"
    assert api("ma").get("campaigns/").json()["results"][0]["office_name"] == "银川市食品安全委员会办公室"
    assert api("sun").get("creation-tasks/").json()["count"] == 0
