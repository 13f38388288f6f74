/** What the programs around one cloud SDK each have in common. */

const fs = require('node:fs');
const path = require('node:path');
const {setTimeout: sleep} = require('node:timers/promises');

/** What is really installed, whatever the package exports. */
function version(sdk) {
  const packages = process.env.NODE_PATH;
  return JSON.parse(fs.readFileSync(path.join(packages, sdk, 'package.json'), 'utf8')).version;
}

/**
 * Asks one long-lived SDK object for its token, again whenever the last one has expired, and prints it all as JSON.
 *
 * @param ask resolves to a token and when the SDK thinks that it expires, in milliseconds
 * @param describe resolves to what else the SDK knows
 */
async function run(sdk, count, ask, describe = async () => ({})) {
  const tokens = [];
  for (let left = count - 1; left >= 0; left--) {
    const {token, expires} = await ask();
    const got = Date.now();
    tokens.push({token, expires: new Date(expires).toISOString(), got: new Date(got).toISOString()});
    if (left > 0) {
      await sleep(Math.max(0, expires - got));
    }
  }
  console.log(JSON.stringify({sdk, version: version(sdk), tokens, ...(await describe())}));
}

/** Runs the way that the first argument names, with as many rounds as the second one says. */
function main(ways) {
  const [way, count] = process.argv.slice(2);
  ways[way](Number(count)).catch(failure => {
    console.error(failure);
    process.exitCode = 1;
  });
}

module.exports = {run, main};
