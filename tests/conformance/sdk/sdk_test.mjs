// OpenRouter's TypeScript SDK against the mock: every answer passes the SDK's own validation, and
// every documented error surfaces as the SDK's typed error.
//   node sdk_test.mjs ORBENCH CATALOG
// Prints what failed and why; exits 77 where the SDK could not be installed.
import { existsSync, readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import assert from 'node:assert/strict';
import { startMock } from './mock.mjs';

const MISSING = 'not_installed.txt';
if (existsSync(MISSING)) {
  console.log(readFileSync(MISSING, 'utf8'));
  process.exit(77);
}
const { OpenRouter } = await import('@openrouter/sdk');
const parameters = new Set(Object.values((await import('@openrouter/sdk/models')).Parameter));
const { startCountingUnrecognized } = await import('@openrouter/sdk/types/unrecognized.js');
const { coverage, watched } = await import('./coverage.mjs');
const { flows } = await import('./flows.mjs');
const { inference } = await import('./inference.mjs');
const { refusals } = await import('./refusals.mjs');

const [orbench, catalog] = process.argv.slice(2);
let mock;
let sdk;

function client(options = {}) {
  return watched(new OpenRouter({
    serverURL: mock.url, apiKey: 'sk-or-v1-test', retryConfig: { strategy: 'none' }, ...options,
  }));
}

/**
 * How many names in rows of models and endpoints the SDK cannot know: the mock's providers are
 * invented, and models that do not write have parameters of their own.
 */
function inventedNames(value) {
  if (value === null || typeof value !== 'object') return 0;
  const strange = Array.isArray(value.supportedParameters)
    ? value.supportedParameters.filter((name) => !parameters.has(name)).length : 0;
  const provider = 'providerName' in value
    && ('supportsToolChoice' in value || ('endpointId' in value && 'status' in value)) ? 1 : 0;
  return Object.values(value).reduce(
    (sum, member) => sum + inventedNames(member), strange + provider,
  );
}

/** Variants and enum members that the SDK does not know pass its validation; here they do not. */
function assertKnown(value, path = 'answer') {
  if (value === null || typeof value !== 'object') return;
  assert.notEqual(value.isUnknown, true, `${path} is of no type the SDK knows: `
    + `${JSON.stringify(value.raw)?.slice(0, 300)}`);
  for (const [key, member] of Object.entries(value)) assertKnown(member, `${path}.${key}`);
}

before(async () => {
  mock = await startMock(orbench, catalog);
  sdk = client();
});
after(async () => {
  assert.equal(await mock.stop(), 0, 'the mock ends well');
});

for (const [name, run] of [...inference, ...flows]) {
  test(name, async () => {
    const strangers = startCountingUnrecognized();
    const answers = await run(sdk, client);
    const unrecognized = strangers.end();
    assertKnown(answers);
    assert.equal(unrecognized, inventedNames(answers), 'enum members that the SDK knows');
  });
}
for (const [name, run] of refusals) test(name, () => run(sdk, client));
test('every operation that both know was driven', () => coverage.check(sdk));
