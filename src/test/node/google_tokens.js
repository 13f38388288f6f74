/**
 * What Google's unmodified SDKs make of their environment.
 *
 * Arguments: the way to a token (metadata, default or identity), and how many tokens to see expire.
 */

const gcpMetadata = require('gcp-metadata');
const {GoogleAuth} = require('google-auth-library');
const rounds = require('./rounds');

const AUDIENCE = 'https://service.example';

/** The metadata server as it is, through the client that all others use. */
async function metadata(count) {
  if (!(await gcpMetadata.isAvailable())) {
    throw new Error('gcp-metadata found no metadata server');
  }
  const ask = async () => {
    const asked = Date.now();
    const answer = await gcpMetadata.instance('service-accounts/default/token');
    return {token: answer.access_token, expires: asked + answer.expires_in * 1000};
  };
  await rounds.run('gcp-metadata', count, ask, async () => ({
    project: await gcpMetadata.project('project-id'),
    email: await gcpMetadata.instance('service-accounts/default/email'),
    universe: await gcpMetadata.universe('universe-domain'),
  }));
}

/** Application default credentials. */
async function byDefault(count) {
  const auth = new GoogleAuth({scopes: 'https://www.googleapis.com/auth/cloud-platform'});
  const client = await auth.getClient();
  const ask = async () => {
    const {token} = await client.getAccessToken();
    return {token, expires: client.credentials.expiry_date};
  };
  await rounds.run('google-auth-library', count, ask, async () => ({
    project: await auth.getProjectId(),
    email: (await auth.getCredentials()).client_email,
    universe: await auth.getUniverseDomain(),
  }));
}

/** ID tokens, from the identity endpoint of the metadata server. */
async function identity(count) {
  const client = await new GoogleAuth().getIdTokenClient(AUDIENCE);
  const ask = async () => {
    const headers = await client.getRequestHeaders();
    return {
      token: headers.get('authorization').replace('Bearer ', ''),
      expires: client.credentials.expiry_date,
    };
  };
  await rounds.run('google-auth-library', count, ask);
}

rounds.main({metadata, default: byDefault, identity});
