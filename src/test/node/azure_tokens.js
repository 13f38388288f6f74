/**
 * What Azure's unmodified SDK makes of its environment.
 *
 * Arguments: the way to a token (managed or default), and how many tokens to see expire.
 */

const {DefaultAzureCredential, ManagedIdentityCredential} = require('@azure/identity');
const rounds = require('./rounds');

const SCOPE = 'https://management.azure.com/.default';

function tokensOf(credential, count) {
  return rounds.run('@azure/identity', count, async () => {
    const {token, expiresOnTimestamp} = await credential.getToken(SCOPE);
    return {token, expires: expiresOnTimestamp};
  });
}

rounds.main({
  managed: count => tokensOf(new ManagedIdentityCredential(), count),
  default: count => tokensOf(new DefaultAzureCredential(), count),
});
