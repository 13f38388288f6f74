"""What an unmodified SDK makes of its environment: which credentials it finds, and who it is with them.

Prints one JSON object. Without credentials it fails and says so.
"""

import json
import logging
import sys

import boto3


def main():
    logging.basicConfig(stream=sys.stderr)
    session = boto3.session.Session(region_name="us-east-1")
    credentials = session.get_credentials()
    if credentials is None:
        sys.exit("boto3 found no credentials")
    frozen = credentials.get_frozen_credentials()
    # Temporary credentials have an expiry, which botocore keeps to itself; keys from a static source have none.
    expiry = getattr(credentials, "_expiry_time", None)
    caller = session.client("sts").get_caller_identity()
    print(
        json.dumps(
            {
                "method": credentials.method,
                "accessKey": frozen.access_key,
                "secretKey": frozen.secret_key,
                "sessionToken": frozen.token,
                "expires": expiry.isoformat() if expiry else None,
                "arn": caller["Arn"],
                "account": caller["Account"],
            }
        )
    )


if __name__ == "__main__":
    main()
