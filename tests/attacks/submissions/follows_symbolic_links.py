"""Makes symbolic and hard links to the solutions in its scratch folder and reads through them. Expected: error."""

import os

FOUND = []
for link in (os.symlink, os.link):
    for target in ("@COURSE@/solutions", "@COURSE@/course.yaml", "/etc/passwd"):
        name = f"/tmp/link{len(FOUND)}"
        try:
            link(target, name)
            FOUND.append(open(name).read())
        except OSError as error:
            FOUND.append(type(error).__name__)


def mean(x):
    print(FOUND)
    raise RuntimeError(f"found: {len(FOUND)}")


spread = mean
