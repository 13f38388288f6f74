package main

import (
	"context"
	"encoding/json"
	"os"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/sts"
)

// awsIdentity prints which credentials the default chain finds, and who one is with them: what identity.py prints.
func awsIdentity(ctx context.Context) error {
	found, err := config.LoadDefaultConfig(ctx)
	if err != nil {
		return err
	}
	credentials, err := found.Credentials.Retrieve(ctx)
	if err != nil {
		return err
	}
	caller, err := sts.NewFromConfig(found).GetCallerIdentity(ctx, nil)
	if err != nil {
		return err
	}
	const module = "github.com/aws/aws-sdk-go-v2/config"
	return json.NewEncoder(os.Stdout).Encode(map[string]any{
		"sdk":          module,
		"version":      version(module),
		"method":       credentials.Source,
		"accessKey":    credentials.AccessKeyID,
		"secretKey":    credentials.SecretAccessKey,
		"sessionToken": credentials.SessionToken,
		"expires":      end(credentials),
		"arn":          aws.ToString(caller.Arn),
		"account":      aws.ToString(caller.Account),
	})
}

func end(credentials aws.Credentials) *string {
	if !credentials.CanExpire {
		return nil
	}
	return aws.String(credentials.Expires.UTC().Format(time.RFC3339))
}
