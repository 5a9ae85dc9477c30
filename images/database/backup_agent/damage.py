"""What verifications have found to be damaged, kept until the next one of the same stanza.

It stands in the repository itself: who restores when nothing else is left has to know of it.
"""

import json
import re
import threading

from backup_agent.program import Failed

BACKUP = re.compile(r"backup: (\S+), status: (?:invalid|manifest missing)")
# A file that is missing may have been removed by rights meanwhile.
LOG = re.compile(r"INFO: invalid (?:checksum|size|result) '?\S*/([0-9A-F]{24})-[0-9a-f]{40}")


class Damage:
    """`read` gives what was written last, or None; `write` keeps it."""

    def __init__(self, read, write):
        self.read = read
        self.write = write
        self.lock = threading.Lock()
        # Until the repository has been read.
        self.known = None

    @property
    def found(self):
        if self.known is None:
            try:
                self.known = json.loads(self.read() or "{}")
            except (Failed, ValueError):
                # It is looked for again, unless the next verification comes before.
                return {}
        return self.known

    def keep(self, stanza, lines):
        """Takes over what a verification has printed."""
        text = "".join(lines)
        found = {"backups": sorted(set(BACKUP.findall(text))), "log": sorted(set(LOG.findall(text)))}
        with self.lock:
            self.known = {**self.found, stanza: found}
            try:
                self.write(json.dumps(self.known).encode())
            except Failed as failure:
                print(f"backup-agent: damage can't be kept: {failure}", flush=True)

    def harms(self, stanza, labels):
        """Whether one of these backups has files that are damaged or missing."""
        return not set(labels).isdisjoint(self.found.get(stanza, {}).get("backups", []))

    def log(self, stanza):
        """Names of damaged log files."""
        return self.found.get(stanza, {}).get("log", [])
