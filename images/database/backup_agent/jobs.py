"""The jobs of a repository: one a stanza, or its last one.

They are kept in a file, so that one that the container's end has cut off is told as interrupted: it may
begin again at once. No lock is left of it: pgBackRest's are the kernel's, and go with the process.
"""

import json
import os
import re
import subprocess
import threading
import time
from collections import deque

from backup_agent.program import Refused

JOBS = "/var/lib/pgbackrest/jobs.json"
PROGRESS = re.compile(r", (\d+\.\d+)%\)")
MOST_LINES = 200
# pgBackRest makes the standby write a checkpoint once. Where the primary's own has not arrived there by then,
# the standby has none to write, and the backup waits for it in vain.
CHECKPOINT_TOO_EARLY = "timeout before standby checkpoint lsn reached"
MOST_TRIES = 3
SUMMARY = re.compile(r"^stanza: .*?(?=^P\d+ |\Z)", re.MULTILINE | re.DOTALL)


class Jobs:
    def __init__(self, program, damage, on_end):
        self.program = program
        self.damage = damage
        self.on_end = on_end
        self.lock = threading.Lock()
        self.jobs = {}
        try:
            with open(JOBS) as file:
                self.jobs = {job["stanza"]: job for job in json.load(file)}
        except (OSError, ValueError):
            # There were none yet.
            pass
        for job in self.jobs.values():
            if job["state"] == "runs":
                why = "the repository's container ended before the job did"
                job.update(state="interrupted", stop=int(time.time()), error=why)
        self.save()

    def save(self):
        try:
            with open(f"{JOBS}.new", "w") as file:
                json.dump(list(self.jobs.values()), file)
            os.replace(f"{JOBS}.new", JOBS)
        except OSError as error:
            # A full disk: what jobs have freed or filled is told all the same.
            print(f"backup-agent: jobs can't be kept: {error}", flush=True)

    def all(self):
        with self.lock:
            return [dict(job) for job in self.jobs.values()]

    def begin(self, stanza, job, *command, check=None, then=None):
        """`check` raises what the job would fail of in any case; `then` is its last part."""
        with self.lock:
            last = self.jobs.get(stanza)
            if last is not None and last["state"] == "runs":
                raise Refused(409, f"stanza {stanza} has a {last['kind']} under way")
            times = {"start": int(time.time()), "stop": None}
            job = {"stanza": stanza, **job, "state": "runs", **times, "progress": None, "error": None}
            self.jobs[stanza] = job
            self.save()
        threading.Thread(target=self.work, args=(job, command, check, then), daemon=True).start()

    def work(self, job, command, check, then):
        try:
            if check is not None:
                check()
            error = self.follow(job, command)
            for _ in range(MOST_TRIES - 1):
                if error is None or CHECKPOINT_TOO_EARLY not in error:
                    break
                print(f"backup-agent: {job['kind']} of {job['stanza']} is begun again: {error}", flush=True)
                error = self.follow(job, command)
            if error is None and then is not None:
                then()
        except Exception as failure:
            # Whatever it is: a job that nobody follows would be under way for ever.
            error = str(failure) or type(failure).__name__
        end = {"state": "done", "progress": 1} if error is None else {"state": "failed"}
        with self.lock:
            job.update(**end, stop=int(time.time()), error=error)
            self.save()
        self.on_end()

    def follow(self, job, command):
        """Reads what a job prints. Gives what it failed of."""
        streams = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
        process = self.program.start(*command, "--no-log-timestamp", **streams, text=True, errors="replace")
        verifies = job["kind"] == "verification"
        last = deque(maxlen=None if verifies else MOST_LINES)
        try:
            for line in process.stdout:
                done = PROGRESS.search(line)
                if done:
                    job["progress"] = round(float(done[1]) / 100, 4)
                else:
                    last.append(line)
            process.wait()
        finally:
            self.program.end(process)
        said = "".join(last).strip()
        if process.returncode == 0 and verifies:
            self.damage.keep(job["stanza"], last)
            # It succeeds where files are damaged or missing, and prints a summary of them alone.
            summary = SUMMARY.search(said)
            said = summary[0] if summary else ""
        if process.returncode == 0 and (not verifies or not said):
            return None
        return self.program.complaint(said, process.returncode)
