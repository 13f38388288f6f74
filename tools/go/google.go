package main

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"time"

	"cloud.google.com/go/compute/metadata"
	"golang.org/x/oauth2/google"
)

const googleScope = "https://www.googleapis.com/auth/cloud-platform"

// googleMetadata is the metadata server as it is, through the client that all others use.
func googleMetadata(ctx context.Context) (client, error) {
	if !metadata.OnGCEWithContext(ctx) {
		return client{}, errors.New("no metadata server")
	}
	ask := func(ctx context.Context) (string, time.Time, error) {
		asked := time.Now()
		body, err := metadata.GetWithContext(ctx, "instance/service-accounts/default/token")
		if err != nil {
			return "", time.Time{}, err
		}
		var answer struct {
			AccessToken string `json:"access_token"`
			ExpiresIn   int    `json:"expires_in"`
		}
		err = json.Unmarshal([]byte(body), &answer)
		return answer.AccessToken, asked.Add(time.Duration(answer.ExpiresIn) * time.Second), err
	}
	return client{module: "cloud.google.com/go/compute/metadata", ask: ask, describe: describeInstance}, nil
}

func describeInstance(ctx context.Context) (map[string]string, error) {
	project, err := metadata.ProjectIDWithContext(ctx)
	if err != nil {
		return nil, err
	}
	email, err := metadata.EmailWithContext(ctx, "default")
	if err != nil {
		return nil, err
	}
	scopes, err := metadata.ScopesWithContext(ctx, "default")
	if err != nil {
		return nil, err
	}
	described := map[string]string{"project": project, "email": email, "scopes": strings.Join(scopes, " ")}
	zone, err := metadata.ZoneWithContext(ctx)
	var undefined metadata.NotDefinedError
	if errors.As(err, &undefined) {
		return described, nil // a gateway that is nowhere in particular
	}
	described["zone"] = zone
	return described, err
}

// googleDefault is application default credentials.
func googleDefault(ctx context.Context) (client, error) {
	credentials, err := google.FindDefaultCredentials(ctx, googleScope)
	if err != nil {
		return client{}, err
	}
	ask := func(context.Context) (string, time.Time, error) {
		token, err := credentials.TokenSource.Token()
		if err != nil {
			return "", time.Time{}, err
		}
		return token.AccessToken, token.Expiry, nil
	}
	describe := func(ctx context.Context) (map[string]string, error) {
		email, err := metadata.EmailWithContext(ctx, "default")
		if err != nil {
			return nil, err
		}
		universe, err := credentials.GetUniverseDomain()
		return map[string]string{"project": credentials.ProjectID, "email": email, "universe": universe}, err
	}
	return client{module: "golang.org/x/oauth2", ask: ask, describe: describe}, nil
}
