// Refusals: each surfaces as the SDK's error of its status. Rows of [name, run].
import assert from 'node:assert/strict';
import * as errors from '@openrouter/sdk/models/errors';
import { collected } from './inference.mjs';

const TYPES = {
  400: errors.BadRequestResponseError,
  401: errors.UnauthorizedResponseError,
  402: errors.PaymentRequiredResponseError,
  403: errors.ForbiddenResponseError,
  404: errors.NotFoundResponseError,
  408: errors.RequestTimeoutResponseError,
  409: errors.ConflictResponseError,
  413: errors.PayloadTooLargeResponseError,
  422: errors.UnprocessableEntityResponseError,
  429: errors.TooManyRequestsResponseError,
  500: errors.InternalServerResponseError,
  502: errors.BadGatewayResponseError,
  503: errors.ServiceUnavailableResponseError,
  504: errors.GatewayTimeoutResponseError,
  524: errors.EdgeNetworkTimeoutResponseError,
  529: errors.ProviderOverloadedResponseError,
};

const messages = [{ role: 'user', content: 'Hi' }];
const chatRequest = { model: 'acme/swift-8b', messages };
const speechRequest = { model: 'chorus/lark-tts', input: 'Hello', voice: 'alto' };

// Each inference operation with the errors that its documentation declares.
const DECLARED = [
  ['chat', '400 401 402 403 404 408 413 422 429 500 502 503 524 529',
    (sdk, options) => sdk.chat.send({ chatRequest }, options)],
  ['streamed chat', '400 401 402 403 404 408 413 422 429 500 502 503 524 529',
    (sdk, options) => sdk.chat.send({ chatRequest: { ...chatRequest, stream: true } }, options)],
  ['responses', '400 401 402 403 404 408 413 422 429 500 502 503 524 529',
    (sdk, options) => sdk.responses.send(
      { responsesRequest: { model: 'acme/swift-8b', input: 'Hi' } }, options,
    )],
  ['embeddings', '400 401 402 404 429 500 502 503 524 529',
    (sdk, options) => sdk.embeddings.generate(
      { requestBody: { model: 'acme/embed-small', input: 'Hi' } }, options,
    )],
  ['rerank', '400 401 402 404 429 500 502 503 524 529',
    (sdk, options) => sdk.rerank.rerank(
      { requestBody: { model: 'tundra/sieve-rerank', query: 'q', documents: ['d'] } }, options,
    )],
  ['images', '400 401 402 403 404 429 500 502 524 529',
    (sdk, options) => sdk.images.generate(
      { imageGenerationRequest: { model: 'palette/easel-1', prompt: 'A heron' } }, options,
    )],
  ['speech', '400 401 402 404 429 500 502 503 524 529',
    (sdk, options) => sdk.tts.createSpeech({ speechRequest }, options)],
  ['transcription', '400 401 402 404 429 500 502 503 504 524 529',
    (sdk, options) => sdk.stt.createTranscription(
      { sttRequest: { model: 'chorus/listen-stt', inputAudio: { data: 'AAAA', format: 'wav' } } },
      options,
    )],
  ['videos', '400 401 402 404 429 500',
    (sdk, options) => sdk.videoGeneration.generate(
      { videoGenerationRequest: { model: 'palette/reel-video', prompt: 'A heron' } }, options,
    )],
];

async function assertRefused(status, promise) {
  const answer = await promise.then((value) => ({ value }), (error) => ({ error }));
  assert.ok('error' in answer, `nothing was refused; ${status} was expected`);
  const { error } = answer;
  assert.equal(error.constructor, TYPES[status], `${error.constructor.name}: ${error.message}`);
  assert.equal(error.statusCode, status);
  assert.equal(typeof error.error.message, 'string');
  assert.equal(error.error.code, status);
  return error;
}

/** The fault that answers a status; 429 has two. */
const faultsOf = (status) => (
  status === '429' ? ['status_429_platform', 'status_429_upstream'] : [`status_${status}`]
);

const provoked = DECLARED.flatMap(([name, codes, run]) => codes.split(' ').map((status) => [
  `${name} refused with ${status}`,
  async (sdk) => {
    for (const fault of faultsOf(status)) {
      await assertRefused(
        Number(status), run(sdk, { headers: { 'X-Mock-Fault': fault } }),
      );
    }
  },
]));

const unknownModel = (name, request) => [
  `${name} refuses an unknown model`, (sdk) => assertRefused(400, request(sdk)),
];

export const refusals = [
  ...provoked,
  ['a platform\'s 429 tells its limit', async (sdk) => {
    const error = await assertRefused(429, sdk.chat.send(
      { chatRequest }, { headers: { 'X-Mock-Fault': 'status_429_platform' } },
    ));
    assert.match(error.headers.get('x-ratelimit-reset'), /^\d{13}$/);
    assert.equal(error.error.metadata.headers['X-RateLimit-Remaining'], '0');
  }],
  unknownModel('chat', (sdk) => sdk.chat.send({ chatRequest: { ...chatRequest, model: 'no/such' } })),
  unknownModel('responses', (sdk) => sdk.responses.send(
    { responsesRequest: { model: 'no/such', input: 'Hi' } },
  )),
  ['preferences that leave nobody are a 404 that tells the routing', async (sdk) => {
    const error = await assertRefused(404, sdk.chat.send({
      xOpenRouterMetadata: 'enabled',
      chatRequest: { ...chatRequest, provider: { only: ['nobody'] } },
    }));
    assert.equal(error.error.metadata.failed_routing_step, 'Filter by Allowed Providers');
    assert.equal(error.openrouterMetadata.requested, chatRequest.model);
  }],
  ['without a key nothing is served but public discovery', async (sdk, client) => {
    const keyless = client({ apiKey: '' });
    await assertRefused(401, keyless.chat.send({ chatRequest }));
    await assertRefused(401, keyless.embeddings.generate(
      { requestBody: { model: 'acme/embed-small', input: 'Hi' } },
    ));
    await assertRefused(401, keyless.credits.getCredits());
    await assertRefused(401, keyless.apiKeys.getCurrentKeyMetadata());
    await assertRefused(401, keyless.generations.getGeneration({ id: 'gen-1-x' }));
    await assertRefused(401, keyless.analytics.getUserActivity());
    await assertRefused(401, keyless.workspaces.list({}));
    assert.ok((await collected(await keyless.models.list())).length > 0);
    assert.ok((await keyless.providers.list()).data.length > 0);
  }],
  ['what is not there is a 404', async (sdk) => {
    const id = '00000000-0000-4000-8000-000000000000';
    await assertRefused(404, sdk.models.get({ author: 'no', slug: 'such' }));
    await assertRefused(404, sdk.endpoints.list({ author: 'no', slug: 'such' }));
    await assertRefused(404, sdk.images.listModelEndpoints({ author: 'no', slug: 'such' }));
    await assertRefused(404, sdk.generations.getGeneration({ id: 'gen-1-nothing' }));
    await assertRefused(404, sdk.generations.listGenerationContent({ id: 'gen-1-nothing' }));
    await assertRefused(404, sdk.videoGeneration.getGeneration({ jobId: 'nothing' }));
    await assertRefused(404, sdk.apiKeys.get({ hash: 'nothing' }));
    await assertRefused(404, sdk.guardrails.get({ id }));
    await assertRefused(404, sdk.byok.get({ id }));
    await assertRefused(404, sdk.presets.get({ slug: 'nothing' }));
    await assertRefused(404, sdk.workspaces.get({ id }));
    await assertRefused(404, sdk.observability.get({ id }));
    await assertRefused(404, sdk.files.retrieve({ fileId: 'nothing' }));
  }],
  ['a name that is taken is a 409', async (sdk) => {
    const createObservabilityDestinationRequest = {
      name: 'once', type: 'webhook', config: { url: 'https://example.com/sink' },
    };
    await sdk.observability.create({ createObservabilityDestinationRequest });
    await assertRefused(409, sdk.observability.create({ createObservabilityDestinationRequest }));
  }],
];
