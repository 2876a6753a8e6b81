"""The page behind the code on a board: open to all, says no more than the board, asks nobody's patience twice, needs no Redis."""

import pytest
from django.core.cache import caches
from django.utils import timezone

from base import shared
from guarantees import public
from guarantees.boards import open_boards
from guarantees.models import Board
from inspections.submission import submit_inspection
from tests.guarantees.visits import guaranteed
from tests.inspections.records import record


@pytest.fixture(autouse=True)
def fresh():
    """No answers of earlier tests, and a Redis that is asked again."""
    shared._away["until"] = 0.0
    caches["default"].clear()
    yield
    shared._away["until"] = 0.0


@pytest.fixture
def board(town):
    town.chen.phone = "13812346015"
    town.chen.save()
    guaranteed(town)
    return open_boards([town.shop.pk])[town.shop.pk]


def path(board):
    return f"/b/{board.code}/"


def test_it_says_what_the_board_says_and_nothing_more(town, client, board):
    submit_inspection(record(town, values=("pass", "fail", "pass")), by=town.zhao, at=timezone.now())
    text = client.get(path(board)).content.decode()
    for word in ("宁味轩小吃店", "D", "陈静", "社区书记", "12315", "12345", "责令整改", "138****6015", "凤凰北街市场监督管理所"):
        assert word in text, word
    for word in ("13812346015", town.shop.phone, town.shop.principal, town.shop.credit_code, "赵梅", "53.3"):
        assert word not in text, word


def test_its_address_cannot_be_guessed(town, client, board):
    assert len(board.code) == 16
    assert client.get(f"/b/{town.shop.pk}/").status_code == 404
    assert client.get("/b/2222222222222222/").status_code == 404
    codes = {board.code for board in open_boards([town.shop.pk, town.shop_two.pk, town.far_shop.pk]).values()}
    assert len(codes) == 3


def test_the_printed_address_is_where_people_open_the_portal(board, settings):
    settings.SITE_URL = "https://foodsafety.example.gov.cn"
    assert board.address() == f"https://foodsafety.example.gov.cn/b/{board.code}/"


def test_a_shop_keeps_its_address(town, board):
    assert open_boards([town.shop.pk])[town.shop.pk].code == board.code
    assert Board.objects.count() == 1


def test_an_answer_is_kept_for_a_while_and_may_be_kept_by_others(client, board, django_assert_num_queries):
    answer = client.get(path(board))
    assert answer["Cache-Control"] == "public, max-age=300"
    assert answer["X-Robots-Tag"] == "noindex"
    with django_assert_num_queries(0):
        assert client.get(path(board)).status_code == 200


def test_who_asks_too_often_waits(client, board, monkeypatch):
    monkeypatch.setattr(public, "MOST", 3)
    address = {"REMOTE_ADDR": "203.0.113.9"}
    codes = [client.get(path(board), **address).status_code for _number in range(5)]
    assert codes == [200, 200, 200, 429, 429]
    assert client.get(path(board), **address)["Retry-After"] == "60"
    assert client.get(path(board), REMOTE_ADDR="203.0.113.10").status_code == 200


def test_it_works_and_counts_without_redis(client, board, settings, monkeypatch):
    away = {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": "redis://127.0.0.1:1/0"}
    settings.CACHES = settings.CACHES | {"shared": away}
    monkeypatch.setattr(public, "MOST", 2)
    codes = [client.get(path(board), REMOTE_ADDR="203.0.113.11").status_code for _number in range(3)]
    assert codes == [200, 200, 429]


def test_a_shop_without_guarantor_or_inspection_has_a_page_too(town, client):
    board = open_boards([town.shop_two.pk])[town.shop_two.pk]
    text = client.get(path(board)).content.decode()
    assert "包保干部正在确定" in text
    assert "尚未检查" in text
