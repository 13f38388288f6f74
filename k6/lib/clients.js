// Clients of the three clouds: each asks as an SDK of that cloud does, and checks that what it gets is whole and valid.

import http from 'k6/http';
import exec from 'k6/execution';
import { check } from 'k6';
import { address } from './settings.js';

const ROLES = '/latest/meta-data/iam/security-credentials/';
const SESSION_SECONDS = '21600';
const ACCOUNT = '/computeMetadata/v1/instance/service-accounts/default/';
const GOOGLE = { 'Metadata-Flavor': 'Google' };
const AZURE_TOKEN = '/metadata/identity/oauth2/token?api-version=2018-02-01&resource='
  + encodeURIComponent('https://management.azure.com/');

export const url = address('CREDENCE_URL', 'http://127.0.0.1:8169');

// What it is to ask the gateway, in contrast to those that run the test: thresholds count and time only this.
function parameters(cloud, endpoint, headers, tags) {
  return { headers, tags: Object.assign({ target: 'gateway', cloud, endpoint }, tags) };
}

// As check of k6, and says what was wrong the first times: counts alone help nobody to find out. Never what a good answer
// holds, which is a secret.
const TOLD_MOST = 3;
let told = 0;

function judge(answer, expectations) {
  const good = check(answer, expectations);
  if (!good && told < TOLD_MOST) {
    told += 1;
    const said = answer.status === 200 ? '' : answer.body || answer.error;
    console.error(`${answer.request.method} ${answer.url}: ${answer.status} ${said}`);
  }
  return good;
}

// A client of EC2's metadata service, version 2. It keeps its session and the role's name, as SDKs do while they live.
export class Imds {
  constructor(token, path) {
    this.token = token;
    this.path = path;
  }

  // The first two steps, without credentials.
  begin() {
    this.token = this.token || session();
    this.path = this.path || ROLES + this.roleName();
  }

  // All steps that are needed; the answer that has the credentials.
  credentials(tags) {
    this.begin();
    const answer = checkAws(this.lastStep(tags));
    if (answer.status === 401) {
      this.token = undefined;
    }
    return answer;
  }

  // The last step alone, its answer not looked at yet: see checkAws.
  lastStep(tags) {
    return http.get(url + this.path, this.parameters('credentials', tags));
  }

  // The last step without waiting for it: a promise of the answer.
  credentialsLater(tags) {
    return http.asyncRequest('GET', url + this.path, null, this.parameters('credentials', tags)).then(checkAws);
  }

  parameters(endpoint, tags) {
    return parameters('aws', endpoint, Object.assign({ 'X-aws-ec2-metadata-token': this.token }, this.more), tags);
  }

  roleName() {
    const answer = http.get(url + ROLES, this.parameters('role'));
    const named = judge(answer, { 'one role is named': (r) => r.status === 200 && /^[\w+=,.@-]+$/.test(r.body) });
    return named ? answer.body : exec.test.abort(`no role from ${url}: ${answer.status}`);
  }
}

function session() {
  const headers = { 'X-aws-ec2-metadata-token-ttl-seconds': SESSION_SECONDS };
  const answer = http.put(`${url}/latest/api/token`, null, parameters('aws', 'session', headers));
  const granted = judge(answer, {
    'a session is granted': (r) => r.status === 200 && r.body.length > 0,
    'the session lives as long as asked': (r) =>
      r.headers['X-Aws-Ec2-Metadata-Token-Ttl-Seconds'] === SESSION_SECONDS,
  });
  return granted ? answer.body : exec.test.abort(`no session token from ${url}: ${answer.status}`);
}

// Container credentials, as ECS and EKS give them.
export function containerCredentials(tags) {
  const headers = { Authorization: __ENV.CREDENCE_CALLER_TOKEN || '' };
  return checkAws(http.get(`${url}/v1/credentials`, parameters('aws', 'container', headers, tags)));
}

// What a client of Google Cloud asks when it starts: whose the account is, then its token.
export function googleStart(tags) {
  const account = http.get(`${url}${ACCOUNT}?recursive=true`, parameters('gcp', 'account', GOOGLE, tags));
  judge(account, { 'the account is told': (r) => r.status === 200 && r.json('email').includes('@') });
  return googleToken(tags);
}

export function googleToken(tags) {
  const answer = http.get(`${url}${ACCOUNT}token`, parameters('gcp', 'token', GOOGLE, tags));
  judge(answer, {
    'credentials are answered': (r) => r.status === 200,
    'credentials are whole and valid': (r) => isDocument(r, (token) =>
      token.token_type === 'Bearer' && Boolean(token.access_token) && token.expires_in > 0),
  });
  return answer;
}

export function azureToken(tags) {
  const answer = http.get(url + AZURE_TOKEN, parameters('azure', 'token', { Metadata: 'true' }, tags));
  judge(answer, {
    'credentials are answered': (r) => r.status === 200,
    'credentials are whole and valid': (r) => isDocument(r, (token) =>
      token.token_type === 'Bearer' && Boolean(token.access_token) && token.expires_on * 1000 > Date.now()),
  });
  return answer;
}

// An answer with AWS credentials is whole and valid.
export function checkAws(answer) {
  judge(answer, {
    'credentials are answered': (r) => r.status === 200,
    'credentials are whole and valid': (r) => isDocument(r, (credential) =>
      (credential.Code || 'Success') === 'Success'
      && Boolean(credential.AccessKeyId && credential.SecretAccessKey && credential.Token)
      && Date.parse(credential.Expiration) > Date.now()),
  });
  return answer;
}

function isDocument(answer, isWhole) {
  try {
    return answer.status === 200 && isWhole(answer.json());
  } catch (noJson) {
    return false;
  }
}
