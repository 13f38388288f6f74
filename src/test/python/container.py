"""What an unmodified boto3 is in a container: all its connections leave from the container's address.

Arguments: that address, and what is asked of the SDK (identity or region).
"""

import sys

import boto3
import botocore.httpsession
import botocore.utils

import identity


def leave_from(address):
    """Every HTTP session of botocore binds to that address, as if the machine had no other."""
    session = botocore.httpsession.URLLib3Session
    options = session._get_pool_manager_kwargs

    def bound(self, **more):
        return options(self, source_address=(address, 0), **more)

    session._get_pool_manager_kwargs = bound


def region():
    """The region that the SDK is in, by the look-up of its own that asks instance metadata."""
    print(botocore.utils.IMDSRegionProvider(boto3.session.Session()._session).provide())


if __name__ == "__main__":
    leave_from(sys.argv[1])
    {"identity": identity.main, "region": region}[sys.argv[2]]()
