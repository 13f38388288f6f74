"""One long-lived session, asked for its credentials every second until they have changed as often as the argument says.

Prints a JSON list: each set of credentials when it was first seen, and how often anything expired was handed out.
"""

import datetime
import json
import sys
import time

import boto3

LIMIT_SECONDS = 120


def main(changes):
    credentials = boto3.session.Session(region_name="us-east-1").get_credentials()
    if credentials is None:
        sys.exit("boto3 found no credentials")
    seen = []
    expired = 0
    started = time.monotonic()
    while len(seen) <= changes:
        if time.monotonic() - started > LIMIT_SECONDS:
            sys.exit(f"only {len(seen)} sets of credentials in {LIMIT_SECONDS} s")
        asked = datetime.datetime.now(datetime.timezone.utc)
        frozen = credentials.get_frozen_credentials()
        expiry = credentials._expiry_time
        if expiry <= asked:
            expired += 1
        if not seen or seen[-1]["accessKey"] != frozen.access_key:
            seen.append(
                {
                    "accessKey": frozen.access_key,
                    "secretKey": frozen.secret_key,
                    "sessionToken": frozen.token,
                    "expires": expiry.isoformat(),
                }
            )
        time.sleep(1)
    print(json.dumps({"seen": seen, "expired": expired}))


if __name__ == "__main__":
    main(int(sys.argv[1]))
