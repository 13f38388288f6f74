package main

import (
	"context"
	"errors"
	"os"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/Azure/azure-sdk-for-go/sdk/azidentity"
)

const azureScope = "https://management.azure.com/.default"

func azureManaged(context.Context) (client, error) {
	if err := requireAppService(); err != nil {
		return client{}, err
	}
	credential, err := azidentity.NewManagedIdentityCredential(nil)
	return azureClient(credential), err
}

func azureDefault(context.Context) (client, error) {
	if err := requireAppService(); err != nil {
		return client{}, err
	}
	credential, err := azidentity.NewDefaultAzureCredential(nil)
	return azureClient(credential), err
}

// requireAppService keeps these programs on this machine: without such an endpoint the SDK has no address for managed
// identities but the link-local one of a virtual machine.
func requireAppService() error {
	if os.Getenv("IDENTITY_ENDPOINT") == "" || os.Getenv("IDENTITY_HEADER") == "" {
		return errors.New("IDENTITY_ENDPOINT and IDENTITY_HEADER are needed")
	}
	return nil
}

func azureClient(credential azcore.TokenCredential) client {
	ask := func(ctx context.Context) (string, time.Time, error) {
		token, err := credential.GetToken(ctx, policy.TokenRequestOptions{Scopes: []string{azureScope}})
		return token.Token, token.ExpiresOn, err
	}
	return client{module: "github.com/Azure/azure-sdk-for-go/sdk/azidentity", ask: ask}
}
