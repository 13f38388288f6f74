"""Prints the ids of all access keys that users of AWS have, as a JSON list."""

import json

import boto3


def main():
    iam = boto3.client("iam", region_name="us-east-1", aws_access_key_id="setup", aws_secret_access_key="setup")
    keys = []
    for user in iam.list_users()["Users"]:
        for key in iam.list_access_keys(UserName=user["UserName"])["AccessKeyMetadata"]:
            keys.append(key["AccessKeyId"])
    print(json.dumps(keys))


if __name__ == "__main__":
    main()
