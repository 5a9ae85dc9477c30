"""A repository of pgBackRest: what is in it, and what is done there.

Files of the catalogue are encrypted as all else. `repo-put` takes the repository's passphrase for them;
`repo-get` knows none for a folder that is not its own, so it is told in its environment, which unlike a
command line nobody else can read.
"""

import json
import os
import subprocess
import threading
import time

from backup_agent.archive import Archive
from backup_agent.damage import Damage
from backup_agent.jobs import Jobs
from backup_agent.program import LOOK_S, MOST_CHARACTERS, Failed, Program, Refused, await_while

PLACE = "/var/lib/pgbackrest"
CATALOGUE = "citus-cluster"
DAMAGE = "damage.json"
PROBE = "probe"
# How long a sum of all files' sizes holds; a job's end makes it anew.
SUM_S = 300
# pgBackRest itself tries again for a minute, and longer, where nobody answers.
ANSWER_S = 12
# pgBackRest's status of what can't be read, and its name of a stanza where it can't even list them.
UNREADABLE = 99
NO_STANZA = "[invalid]"


class Repository:
    """`is_wanted` tells whether whoever has asked still waits for the answer."""

    def __init__(self, number, stanzas, is_volume):
        self.number = number
        self.is_volume = is_volume
        self.program = Program()
        self.damage = Damage(self.read_damage, lambda content: self.put_file(is_always_wanted, DAMAGE, content))
        self.jobs = Jobs(self.program, self.damage, on_end=self.forget_sum)
        self.archives = {stanza: Archive(stanza) for stanza in stanzas}
        self.writing = threading.Lock()
        self.forget_sum()

    def ask(self, is_wanted, *command, **options):
        return self.program.run(is_wanted, f"--repo={self.number}", *command, **options)

    def list_files(self, is_wanted, path, *options):
        return self.ask(is_wanted, "repo-ls", path, *options).decode().splitlines()

    def state(self, is_wanted):
        stanzas, error = [], None
        try:
            states = self.stanza_states(is_wanted, limit_s=ANSWER_S)
            error = next((each["message"] for each in states if each["code"] == UNREADABLE), None)
            stanzas = [each for each in states if each["stanza"] != NO_STANZA]
        except Failed as failure:
            error = str(failure)
        used, free = self.sizes() if self.is_volume else (None, None)
        jobs = self.jobs.all()
        return {"stanzas": stanzas, "jobs": jobs, "bytesUsed": used, "bytesFree": free, "error": error}

    def stanza_states(self, is_wanted, *options, **limits):
        info = self.ask(is_wanted, "info", "--output=json", *options, **limits)
        return [self.stanza_state(told) for told in json.loads(info.decode(errors="replace"), strict=False)]

    def stanza_state(self, told):
        # Why a repository can't be read stands in its own status alone.
        states = [told["status"], *(each["status"] for each in told["repo"])]
        status = next((each for each in states[1:] if each["code"] == UNREADABLE), states[0])
        newest = max(told["archive"], key=lambda each: each["database"]["id"], default={})
        return {
            "stanza": told["name"],
            "code": status["code"],
            "message": self.program.without_secrets(status["message"])[:MOST_CHARACTERS],
            "backups": [self.base_backup(told["name"], each) for each in told["backup"]],
            "archiveMin": newest.get("min"),
            "archiveMax": newest.get("max"),
        }

    def base_backup(self, stanza, told):
        # It is made of its own files and of those of backups before it.
        labels = [told["label"], *(told["reference"] or [])]
        return {
            "label": told["label"],
            "type": told["type"],
            "start": told["timestamp"]["start"],
            "stop": told["timestamp"]["stop"],
            "archiveStart": told["archive"]["start"],
            "archiveStop": told["archive"]["stop"],
            "bytes": told["info"]["size"],
            "repositoryBytes": told["info"]["repository"]["delta"],
            "damaged": bool(told.get("error")) or self.damage.harms(stanza, labels),
        }

    def sizes(self):
        at, used = self.sum
        if time.monotonic() - at > SUM_S:
            # A file that is removed meanwhile is no error.
            du = subprocess.run(["du", "-s", "-B1", PLACE], capture_output=True, text=True)
            used = int(du.stdout.split()[0])
            self.sum = (time.monotonic(), used)
        disk = os.statvfs(PLACE)
        return used, disk.f_bavail * disk.f_frsize

    def forget_sum(self):
        self.sum = (float("-inf"), None)

    def make_stanza(self, is_wanted, stanza):
        self.program.run(is_wanted, f"--stanza={stanza}", "stanza-create")

    def back_up(self, stanza, kind):
        job = {"kind": "backup", "type": kind}
        command = ["backup", f"--type={kind}", "--no-expire-auto", "--log-level-console=detail"]
        self.begin(stanza, job, *command, check=self.try_to_write, then=lambda: self.expire(stanza))

    def expire(self, stanza):
        """Removes what is beyond the retention, unless the newest backup is damaged.

        Others of damaged pages would be as well, and the last whole one would go after a few.
        """
        [state] = self.stanza_states(is_always_wanted, f"--stanza={stanza}")
        newest = max(state["backups"], key=lambda each: each["stop"])
        if newest["damaged"]:
            print(f"backup-agent: {newest['label']} of {stanza} is damaged: no backup expires", flush=True)
        else:
            self.ask(is_always_wanted, "expire", f"--stanza={stanza}")

    def try_to_write(self):
        # Where that can't be done, a backup would wait in vain for its log to arrive, and say no more than that.
        self.put_file(is_always_wanted, PROBE, b"written before a backup")
        self.remove_file(is_always_wanted, PROBE)

    def verify(self, stanza):
        # It logs each file that is wrong, and prints a summary where there is one.
        self.begin(stanza, {"kind": "verification"}, "verify", "--output=text", "--log-level-console=info")

    def begin(self, stanza, job, *command, **options):
        self.jobs.begin(stanza, job, f"--stanza={stanza}", f"--repo={self.number}", *command, **options)

    def archived_log(self, is_wanted, stanza):
        damaged = self.damage.log(stanza)
        return self.archives[stanza].log(lambda *path: self.list_files(is_wanted, *path), damaged)

    def histories(self, is_wanted, stanza):
        return self.archives[stanza].all_histories(
            lambda *path: self.list_files(is_wanted, *path),
            lambda path: self.ask(is_wanted, "repo-get", path).decode(),
        )

    def file(self, is_wanted, name):
        passphrase = self.program.secrets.get(f"repo{self.number}-cipher-pass")
        environment = {} if passphrase is None else {"PGBACKREST_CIPHER_PASS": passphrase}
        missing = Refused(404, f"there is no file {name} in the catalogue")
        command = ["repo-get", "--ignore-missing", f"{CATALOGUE}/{name}"]
        return self.ask(is_wanted, *command, environment=environment, missing=missing)

    def read_damage(self):
        try:
            return self.file(is_always_wanted, DAMAGE)
        except Refused:
            # Nothing was found yet.
            return None

    def files(self, is_wanted):
        # What is being written has a name that ends with tmp.
        names = self.list_files(is_wanted, CATALOGUE)
        return [name for name in names if not name.endswith(".pgbackrest.tmp")]

    def put_file(self, is_wanted, name, content):
        self.change(is_wanted, "repo-put", f"{CATALOGUE}/{name}", stdin=content)

    def remove_file(self, is_wanted, name):
        self.change(is_wanted, "repo-rm", f"{CATALOGUE}/{name}")

    def change(self, is_wanted, *command, **options):
        # One at a time: there is one temporary name for a file.
        await_while(is_wanted, lambda: self.writing.acquire(timeout=LOOK_S))
        try:
            self.ask(is_wanted, *command, **options)
        finally:
            self.writing.release()


def is_always_wanted():
    return True
