"""A workload as any other: it does not know that there is a gateway."""

import boto3

session = boto3.Session()
credentials = session.get_credentials()
print("credentials by", credentials.method, "of", credentials.access_key)
print("AWS knows this as", session.client("sts").get_caller_identity()["Arn"])
