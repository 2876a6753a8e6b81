"""The engines live as long as somebody in the tree uses them, and not a moment longer."""

import subprocess
import sys

import psycopg2
import pytest

USER = """
import sys
from pathlib import Path
from yinchuan_foodsafety import embedded
embedded.VAR = Path(sys.argv[1])
print(embedded.database_config()["HOST"], flush=True)
sys.stdin.read()
"""


def use(var):
    """A process that uses the engines of `var` until its stdin is closed; answers once they run."""
    process = subprocess.Popen([sys.executable, "-c", USER, str(var)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    return process, process.stdout.readline().strip()


def ask(sockets):
    with psycopg2.connect(host=sockets, user="postgres", dbname="yinchuan_foodsafety") as connection, connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def leave(process):
    process.communicate()
    assert process.returncode == 0


def test_the_last_one_out_stops_the_engines(tmp_path):
    var = tmp_path / "var"
    first, sockets = use(var)
    second, same = use(var)
    assert sockets == same
    leave(first)
    ask(sockets)
    leave(second)
    with pytest.raises(psycopg2.OperationalError):
        ask(sockets)


def test_a_killed_user_does_not_keep_them_running(tmp_path):
    var = tmp_path / "var"
    killed, sockets = use(var)
    killed.kill()
    killed.communicate()
    second, _same = use(var)
    leave(second)
    with pytest.raises(psycopg2.OperationalError):
        ask(sockets)
