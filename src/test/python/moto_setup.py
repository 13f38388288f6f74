"""Fills a fresh moto with what AWS would hold: the roles named as arguments, and a user for Vault to work with.

Prints the user's key as JSON.
"""

import json
import sys

import boto3

ANYONE_OF_THE_ACCOUNT = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Principal": {"AWS": "arn:aws:iam::123456789012:root"},
            "Action": "sts:AssumeRole",
        }
    ],
}


def main(roles):
    iam = boto3.client("iam", region_name="us-east-1", aws_access_key_id="setup", aws_secret_access_key="setup")
    for role in roles:
        iam.create_role(RoleName=role, AssumeRolePolicyDocument=json.dumps(ANYONE_OF_THE_ACCOUNT))
    iam.create_user(UserName="vault")
    key = iam.create_access_key(UserName="vault")["AccessKey"]
    print(json.dumps({"accessKey": key["AccessKeyId"], "secretKey": key["SecretAccessKey"]}))


if __name__ == "__main__":
    main(sys.argv[1:])
