"""The whole portal on one machine: `python -m yinchuan_foodsafety.serve`, or `make demo`.

Starts the embedded engines, brings the database up to date, builds the demonstration town where there is none, and runs
web server, Celery worker and beat until Ctrl-C or SIGTERM, which stops all of them, the engines too.
"""

import collections
import contextlib
import hashlib
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

PEOPLE = "leader ma wang li zhao chen he liu sun admin".split()
PORT = os.environ.get("PORT", "8000")
SECONDS_TO_FINISH = 20
# A process that is killed is started again; one that dies this often within a minute has a fault that starting does not mend.
DEATHS_A_MINUTE = 3
PARENT = os.getppid()


class Stop(BaseException):
    """Somebody asked us to end."""


def main():
    for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(name, _stop)
    try:
        run()
    except Stop:
        pass
    say("Stopped.")


def _stop(_signal, _frame):
    for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(name, signal.SIG_IGN)  # asked once is enough; stopping must not be cut short
    raise Stop


def run():
    refuse_taken_port()
    say("Starting PostgreSQL and Redis …")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yinchuan_foodsafety.settings")
    import django

    django.setup()
    prepare()
    processes = {}
    try:
        for name in commands():
            log_of(name).unlink(missing_ok=True)
            processes[name] = start(name)
        wait_for_web(processes)
        introduce()
        watch(processes)
    finally:
        finish(processes)


def refuse_taken_port():
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", int(PORT)))
        except OSError:
            sys.exit(f"Port {PORT} is taken. Choose another: make demo PORT=8001")


# --- before the doors open --------------------------------------------------------------------------------------------


def prepare():
    """The schema, the places and tasks, the town, the words and the static files, each only where something is missing."""
    from django.core.management import call_command

    from establishments.models import Establishment
    from yinchuan_foodsafety import catalogues

    os.environ["DEMO_PASSWORD"] = demo_password()
    catalogues.compile_changed()
    call_command("migrate", verbosity=0, interactive=False)
    if not Establishment.objects.exists():
        say("Building an invented town over the real places of Yinchuan; this happens once.")
        for command in ("load_places", "load_creation_tasks", "load_formats", "load_level_rule"):
            call_command(command)
        call_command("build_town", establishments=2900, seed=1)
    keep_passwords()
    collect_static()


def demo_password():
    from yinchuan_foodsafety.settings import kept_secret

    return os.environ.get("DEMO_PASSWORD") or kept_secret("demo-password", lambda: secrets.token_urlsafe(9))


def keep_passwords():
    """The demonstration people sign in with the password printed, also when another one is given at a later start.

    All get it together, so that one tells of all: to check each would take a second of every start.
    """
    from django.contrib.auth import get_user_model

    people = get_user_model().objects.filter(username__in=PEOPLE)
    if people.get(username="admin").check_password(os.environ["DEMO_PASSWORD"]):
        return
    for user in people:
        user.set_password(os.environ["DEMO_PASSWORD"])
        user.save(update_fields=["password"])


def collect_static():
    """Collect what browsers load, unless nothing changed since."""
    from django.conf import settings
    from django.core.management import call_command

    mark = Path(settings.STATIC_ROOT) / ".collected-from"
    now = fingerprint(settings.BASE_DIR)
    if mark.exists() and mark.read_text() == now:
        return
    say("Collecting static files …")
    call_command("collectstatic", verbosity=0, interactive=False, clear=True)
    mark.write_text(now)


def fingerprint(base):
    """What the static files are made from, in few words: our own by size and time, the packages by their locks."""
    files = [base / "package-lock.json", base / "requirements.txt", *sorted((base / "static").rglob("*"))]
    facts = ((str(file.relative_to(base)), file.stat().st_size, file.stat().st_mtime_ns) for file in files)
    return hashlib.sha256(repr(list(facts)).encode()).hexdigest()


# --- the processes ----------------------------------------------------------------------------------------------------


def commands():
    celery = ["celery", "-A", "yinchuan_foodsafety"]
    return {
        "web": ["gunicorn", "yinchuan_foodsafety.wsgi", "--bind", f"127.0.0.1:{PORT}", "--workers", "2"]
        + ["--worker-class", "gthread", "--threads", "4", "--no-control-socket", "--preload"],
        "worker": [*celery, "worker", "--concurrency", "2", "--loglevel", "INFO", "--without-mingle", "--without-gossip"],
        "beat": [*celery, "beat", "--loglevel", "INFO", "--pidfile="],
    }


def start(name):
    """Run the process of this name; what it says goes to var/logs/<name>.log, after what an earlier one said."""
    log = log_of(name)
    log.parent.mkdir(exist_ok=True)
    with log.open("ab") as out:
        return subprocess.Popen(
            [sys.executable, "-m", *commands()[name]],
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # Ctrl-C is ours to hear; each then gets its own polite word
        )


def log_of(name):
    from django.conf import settings

    return settings.VAR / "logs" / f"{name}.log"


def wait_for_web(processes):
    """Until the web server answers, be it well or not yet."""
    for _attempt in range(150):
        refuse_dead(processes)
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{PORT}/healthz", timeout=5)  # noqa: S310
            return
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.2)
    sys.exit(f"The web server does not answer; see {log_of('web')}")


def watch(processes):
    """Start again what ends by itself, until we are told to stop; nothing is lost meanwhile, the database remembers."""
    deaths = collections.defaultdict(lambda: collections.deque(maxlen=DEATHS_A_MINUTE))
    while not left_alone():
        for name, process in processes.items():
            if process.poll() is not None:
                if died_too_often(deaths[name], time.monotonic()):
                    refuse_dead({name: process})
                say(f"The {name} process ended by itself ({process.returncode}) and is started again; its log: {log_of(name)}")
                end_group(process)  # the children of one that was killed live on
                processes[name] = start(name)
        time.sleep(0.5)


def died_too_often(deaths, now):
    """Note a death at `now` (seconds); whether it is the last of too many within a minute."""
    deaths.append(now)
    return len(deaths) == DEATHS_A_MINUTE and now - deaths[0] < 60


def left_alone():
    """Whether the make that started us is gone, killed in a way it could not pass on."""
    return "MAKELEVEL" in os.environ and os.getppid() != PARENT


def refuse_dead(processes):
    for name, process in processes.items():
        if process.poll() is not None:
            tail = "\n".join(log_of(name).read_text(errors="replace").splitlines()[-15:])
            sys.exit(f"{tail}\nThe {name} process ended by itself ({process.returncode}); its log: {log_of(name)}")


def finish(processes):
    """Ask each to end, give it time, then insist. The embedded engines end with the last of us."""
    for process in processes.values():
        process.terminate()
    deadline = time.monotonic() + SECONDS_TO_FINISH
    for process in processes.values():
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(max(0.1, deadline - time.monotonic()))
        end_group(process)
        process.wait()


def end_group(process):
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)


def introduce():
    say(
        f"\n  The portal is open:  http://127.0.0.1:{PORT}/"
        f"\n  People:              {' '.join(PEOPLE)}"
        f"\n  Password:            {os.environ['DEMO_PASSWORD']}"
        f"\n  Logs:                {log_of('web').parent}"
        "\n  Everybody in it is invented. Ctrl-C stops everything.\n"
    )


def say(text):
    print(text, flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
