"""What Azure's unmodified SDK makes of its environment.

Arguments: the way to a token (managed or default), and how many tokens to see expire.
"""

import datetime
import sys

from azure.identity import DefaultAzureCredential, ManagedIdentityCredential

import rounds

SCOPE = "https://management.azure.com/.default"
WAYS = {"managed": ManagedIdentityCredential, "default": DefaultAzureCredential}


def main(way, count):
    credential = WAYS[way]()

    def ask():
        token = credential.get_token(SCOPE)
        return token.token, datetime.datetime.fromtimestamp(token.expires_on, datetime.timezone.utc)

    rounds.run("azure-identity", count, ask, lambda: {})


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
