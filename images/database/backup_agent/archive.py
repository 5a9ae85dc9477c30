"""What of a stanza's log is in the repository, and which files between are not.

A folder holds 256 log files; one that is full, and not the first of its timeline, is listed once an hour.
So an archive of 100,000 files takes one listing of all, and afterwards that of a few folders.
"""

import re
import time

FULL_S = 3600
# So many folders are listed one by one; more of them with the whole archive, at once.
FEW = 8
# At PostgreSQL's own size of log files, 16 MiB.
IN_FOLDER = 256
MOST_MISSING = 100

FOLDER = re.compile(r"[0-9A-F]{16}")
HISTORY = re.compile(r"[0-9A-F]{8}\.history")
# A segment that is not whole has another name, and the label of a backup too.
LOG = re.compile(r"([0-9A-F]{16})/\1([0-9A-F]{8})-[0-9a-f]{40}(?:\.\w+)?")


class Archive:
    def __init__(self, stanza):
        self.path = f"archive/{stanza}"
        # When it was listed, and numbers of its log files, by the path of a folder that is full.
        self.full = {}
        # What history files hold, which never changes, by their paths.
        self.histories = {}

    def log(self, list_files, damaged=()):
        """Of the newest database version. `list_files` lists a folder of the repository.

        What of it is damaged counts as missing.
        """
        path = self.newest(list_files)
        if path is None:
            return {"timelines": [], "histories": []}
        names = sorted(list_files(path))
        timelines = {}
        for folder, numbers in self.numbers(list_files, path, list(filter(FOLDER.fullmatch, names))):
            timelines.setdefault(folder[:8], set()).update(numbers)
        for name in damaged:
            timelines.get(name[:8], set()).discard(int(name[8:16], 16) * IN_FOLDER + int(name[16:], 16))
        return {
            "timelines": [archived(timeline, numbers) for timeline, numbers in timelines.items() if numbers],
            "histories": [name[:8] for name in names if HISTORY.fullmatch(name)],
        }

    def newest(self, list_files):
        """The folder of the newest database version."""
        versions = [name for name in list_files(self.path) if re.fullmatch(r"[\d.]+-\d+", name)]
        if not versions:
            return None
        return f"{self.path}/{max(versions, key=lambda name: int(name.rsplit('-', 1)[1]))}"

    def all_histories(self, list_files, read_file):
        """Texts of the history files, by timeline. `read_file` reads one of the archive's files."""
        path = self.newest(list_files)
        paths = [f"{path}/{name}" for name in list_files(path) if HISTORY.fullmatch(name)] if path else []
        known = self.histories
        self.histories = {each: known[each] if each in known else read_file(each) for each in paths}
        return {each.rsplit("/", 1)[1][:8]: text for each, text in self.histories.items()}

    def numbers(self, list_files, path, folders):
        """Folders with the numbers of their log files."""
        now = time.monotonic()
        # The first one loses files: those that no backup needs any more.
        first = {folder[:8]: folder for folder in reversed(folders)}.values()
        known = {
            folder: self.full[f"{path}/{folder}"]
            for folder in folders
            if folder not in first and self.is_known(f"{path}/{folder}", now)
        }
        unknown = [folder for folder in folders if folder not in known]
        if len(unknown) > FEW:
            names = list_files(path, "--recurse", "--sort=none")
        else:
            names = [f"{folder}/{name}" for folder in unknown for name in list_files(f"{path}/{folder}")]
        listed = {folder: (now, set()) for folder in unknown}
        for match in filter(None, map(LOG.fullmatch, names)):
            if match[1] in listed:
                listed[match[1]][1].add(int(match[1][8:], 16) * IN_FOLDER + int(match[2], 16))
        found = {**known, **listed}
        self.full = {f"{path}/{name}": each for name, each in found.items() if len(each[1]) == IN_FOLDER}
        return [(folder, found[folder][1]) for folder in folders]

    def is_known(self, folder, now):
        return folder in self.full and now - self.full[folder][0] < FULL_S


def archived(timeline, numbers):
    first, last = min(numbers), max(numbers)
    missing = []
    for number in range(first, last) if len(numbers) <= last - first else ():
        if number not in numbers:
            missing.append(name_of(number))
            if len(missing) == MOST_MISSING:
                break
    return {"timeline": timeline, "first": name_of(first), "last": name_of(last), "missing": missing}


def name_of(number):
    return f"{number // IN_FOLDER:08X}{number % IN_FOLDER:08X}"
