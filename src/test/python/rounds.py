"""What the programs around one cloud SDK each have in common."""

import datetime
import importlib.metadata
import json
import time


def run(package, count, ask, describe):
    """Asks one long-lived SDK object for its token, again whenever the last one has expired, and prints it all as JSON.

    ask() returns a token and when the SDK thinks that it expires; describe() what else the SDK knows, after the first.
    """
    tokens = []
    for left in reversed(range(count)):
        token, expires = ask()
        got = datetime.datetime.now(datetime.timezone.utc)
        tokens.append({"token": token, "expires": expires.isoformat(), "got": got.isoformat()})
        if left:
            time.sleep(max(0, (expires - got).total_seconds()))
    print(json.dumps({"sdk": package, "version": importlib.metadata.version(package), "tokens": tokens} | describe()))
