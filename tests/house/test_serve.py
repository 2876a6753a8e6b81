"""The runner of `make demo`: what it starts, it ends."""

import socket
import subprocess
import sys

import pytest

from yinchuan_foodsafety import serve

STUBBORN = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('ready', flush=True); time.sleep(60)"


def test_a_process_that_does_not_listen_is_made_to_end(monkeypatch):
    monkeypatch.setattr(serve, "SECONDS_TO_FINISH", 0.3)
    process = subprocess.Popen([sys.executable, "-c", STUBBORN], stdout=subprocess.PIPE, start_new_session=True)
    process.stdout.readline()
    serve.finish({"web": process})
    process.stdout.close()
    assert process.returncode == -9


def test_a_taken_port_is_said_in_a_sentence(monkeypatch):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        monkeypatch.setattr(serve, "PORT", str(other.getsockname()[1]))
        with pytest.raises(SystemExit, match="is taken"):
            serve.refuse_taken_port()


def test_a_changed_file_of_ours_is_collected_again(tmp_path):
    for name in ("package-lock.json", "requirements.txt"):
        (tmp_path / name).write_text("")
    (tmp_path / "static").mkdir()
    before = serve.fingerprint(tmp_path)
    (tmp_path / "static" / "portal.css").write_text("body {}")
    assert serve.fingerprint(tmp_path) != before


def test_a_process_that_keeps_ending_by_itself_is_named(tmp_path, settings, monkeypatch, capfd):
    settings.VAR = tmp_path
    monkeypatch.setattr(serve, "commands", lambda: {"worker": ["this_module_does_not_exist"]})
    with pytest.raises(SystemExit, match=r"(?s)No module named.*The worker process ended"):
        serve.watch({"worker": serve.start("worker")})
    assert capfd.readouterr().out.count("is started again") == serve.DEATHS_A_MINUTE - 1


def test_a_killed_process_is_started_again(tmp_path, settings, monkeypatch):
    """`http.server` stands for any of ours; after the second start somebody asks us to stop."""
    settings.VAR = tmp_path
    monkeypatch.setattr(serve, "commands", lambda: {"web": ["http.server", "--bind", "127.0.0.1", "0"]})
    first = serve.start("web")
    processes = {"web": first}
    monkeypatch.setattr(serve, "left_alone", lambda: processes["web"] is not first)
    first.kill()
    try:
        serve.watch(processes)
        assert first.returncode == -9
        assert processes["web"].poll() is None
    finally:
        serve.finish(processes)
