"""Scores: known cases, and what holds for every checklist."""

import json
import shutil
import subprocess
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from inspections.scoring import score

CASES = json.loads((Path(__file__).parent / "scores.json").read_text(encoding="utf-8"))


class Item(NamedTuple):
    code: str
    weight: int
    critical: bool


def scored(weights, values):
    items = [Item(f"F11-{number:02}", weight, critical) for number, (weight, critical) in enumerate(weights, start=1)]
    return score(items, {item.code: value for item, value in zip(items, values, strict=True)})


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_known_cases(case):
    assert scored(case["items"], case["answers"]) == (Decimal(case["score"]), case["result"])


def test_the_phone_counts_the_same():
    """The golden file binds every client; the phone's own is run by Node where that is installed, as it is for the styles' build."""
    node = shutil.which("node")
    if node is None:
        pytest.skip("Node is not installed")
    module = (Path(settings.BASE_DIR) / "static/js/score.js").as_uri()
    program = f"""
        import {{ score, result }} from "{module}";
        const cases = JSON.parse(process.argv[1]);
        console.log(JSON.stringify(cases.map(({{ items, answers }}) => {{
            const rows = items.map(([weight, critical], place) => ({{ weight, critical, value: answers[place] }}));
            return [(score(rows).share ?? 100).toFixed(1), result(rows)];
        }})));"""
    command = [node, "--input-type=module", "-e", program, json.dumps(CASES)]
    said = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout
    assert json.loads(said) == [[case["score"], case["result"]] for case in CASES]


answered = st.lists(st.tuples(st.integers(1, 100), st.booleans(), st.sampled_from(["pass", "fail", "na"])), min_size=1, max_size=20)


def of(answered):
    return scored([(weight, critical) for weight, critical, _value in answered], [value for *_rest, value in answered])


@given(answered)
def test_a_score_is_between_0_and_100_with_one_decimal(answered):
    value, _result = of(answered)
    assert 0 <= value <= 100
    assert value == value.quantize(Decimal("0.1"))


@given(answered)
def test_the_result_follows_from_what_failed(answered):
    failed = [critical for _weight, critical, value in answered if value == "fail"]
    assert of(answered)[1] == ("failed" if any(failed) else "rectify" if failed else "passed")


@given(answered, st.randoms())
def test_the_order_of_the_items_does_not_matter(answered, random):
    assert of(random.sample(answered, len(answered))) == of(answered)


@given(answered, st.integers(1, 100))
def test_an_item_that_does_not_apply_changes_nothing(answered, weight):
    assert of([*answered, (weight, True, "na")]) == of(answered)


@given(answered)
def test_mending_one_item_never_lowers_the_score(answered):
    for place, (weight, critical, value) in enumerate(answered):
        if value == "fail":
            mended = [*answered[:place], (weight, critical, "pass"), *answered[place + 1 :]]
            assert of(mended)[0] >= of(answered)[0]
