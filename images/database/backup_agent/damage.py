"""What verifications have found to be damaged, kept until the next one of the same stanza."""

import json
import os
import re

DAMAGE = "/var/lib/pgbackrest/damage.json"
BACKUP = re.compile(r"backup: (\S+), status: (?:invalid|manifest missing)")
# A file that is missing may have been removed by rights meanwhile.
LOG = re.compile(r"INFO: invalid (?:checksum|size|result) '?\S*/([0-9A-F]{24})-[0-9a-f]{40}")


class Damage:
    def __init__(self):
        self.found = {}
        try:
            with open(DAMAGE) as file:
                self.found = json.load(file)
        except (OSError, ValueError):
            # Nothing was found yet.
            pass

    def keep(self, stanza, lines):
        """Takes over what a verification has printed."""
        text = "".join(lines)
        found = {"backups": sorted(set(BACKUP.findall(text))), "log": sorted(set(LOG.findall(text)))}
        self.found = {**self.found, stanza: found}
        try:
            with open(f"{DAMAGE}.new", "w") as file:
                json.dump(self.found, file)
            os.replace(f"{DAMAGE}.new", DAMAGE)
        except OSError as error:
            print(f"backup-agent: damage can't be kept: {error}", flush=True)

    def backups(self, stanza):
        """Labels of backups with files that are damaged or missing."""
        return self.found.get(stanza, {}).get("backups", [])

    def log(self, stanza):
        """Names of damaged log files."""
        return self.found.get(stanza, {}).get("log", [])
