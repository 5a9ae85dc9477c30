"""Runs pgBackRest, whose messages are cut of secrets before anybody reads them."""

import glob
import os
import re
import subprocess
import tempfile
import time

CONFIGURATION = "/etc/pgbackrest/pgbackrest.conf"
# Files that it includes.
INCLUDED = "/etc/pgbackrest/conf.d/*.conf"

SECRET = re.compile(
    r"^\s*(repo\d+-(?:cipher-pass|s3-key|s3-key-secret|s3-token|sftp-private-key-passphrase))"
    r"\s*=\s*(.+?)\s*$",
    re.MULTILINE,
)
# The rest of a message is indented below its first line.
ERROR = re.compile(r"(?:ERROR|ASSERT): (\[\d+\]: .*(?:\n[ \t]+.*)*)")
# Why a node can't be asked; that no primary was found is all that the error itself says then.
UNASKED = re.compile(r"WARN: (unable to check pg\d+: .*(?:\n[ \t]+.*)*)")
MOST_CHARACTERS = 1000
# How often is looked whether the answer is still wanted.
LOOK_S = 0.2
END_S = 5


class Refused(Exception):
    """A request that is not carried out, and why."""

    def __init__(self, status, message):
        super().__init__(message)
        self.status = status


class Failed(Exception):
    """What pgBackRest failed of."""


class Program:
    def __init__(self):
        text = ""
        for name in [CONFIGURATION, *glob.glob(INCLUDED)]:
            with open(name) as file:
                text += file.read() + "\n"
        self.secrets = dict(SECRET.findall(text))
        self.running = set()

    def start(self, *arguments, **options):
        process = subprocess.Popen(["pgbackrest", *arguments], **options)
        self.running.add(process)
        return process

    def end(self, process):
        """Ends a process that may have ended already."""
        if process.poll() is None:
            process.terminate()
            try:
                process.wait(END_S)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        self.running.discard(process)

    def run(self, is_wanted, *arguments, stdin=b"", environment=None, missing=None, limit_s=None):
        """What a command prints. It ends where that is wanted no more. With code 1, `missing` is raised."""
        deadline = None if limit_s is None else time.monotonic() + limit_s
        quiet = ["--log-level-console=off", "--log-level-stderr=warn"]
        with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
            given.write(stdin)
            given.seek(0)
            options = {"stdin": given, "stdout": out, "stderr": err, "env": {**os.environ, **(environment or {})}}
            process = self.start(*arguments, *quiet, **options)
            try:
                await_while(is_wanted, lambda: has_ended(process, deadline))
            finally:
                self.end(process)
            out.seek(0)
            err.seek(0)
            if process.returncode == 0:
                return out.read()
            if process.returncode == 1 and missing is not None:
                raise missing
            raise Failed(self.complaint(err.read().decode(errors="replace"), process.returncode))

    def complaint(self, text, code):
        """What a command failed of, in one line."""
        errors = ERROR.findall(text)
        said = "; ".join([errors[-1], *UNASKED.findall(text)]) if errors else text
        line = self.without_secrets(said) or f"pgbackrest ended with code {code}"
        return line[:MOST_CHARACTERS]

    def without_secrets(self, text):
        for secret in self.secrets.values():
            text = text.replace(secret, "***")
        # What another passphrase makes of a file can be anything.
        return re.sub("[^ -~]+", "?", " ".join(text.split()))


def has_ended(process, deadline):
    try:
        process.wait(LOOK_S)
        return True
    except subprocess.TimeoutExpired:
        if deadline is not None and time.monotonic() > deadline:
            raise Failed("the repository does not answer in time") from None
        return False


def await_while(is_wanted, has_happened):
    """Waits for something, each look at which takes a moment, while the answer is wanted."""
    while not has_happened():
        if not is_wanted():
            raise ConnectionAbortedError("nobody waits for the answer any more")
