// What runs a model: rows of [name, run]; run gives what the SDK made of the answers.
import assert from 'node:assert/strict';

const CHAT = 'acme/swift-8b';
const THINKER = 'acme/sage-70b';
const messages = [{ role: 'user', content: 'Name three rivers.' }];
const tools = [{
  type: 'function',
  function: { name: 'look_up', description: 'Looks up', parameters: { type: 'object', properties: {} } },
}];

export async function collected(stream) {
  const events = [];
  for await (const event of stream) events.push(event);
  return events;
}

async function bytesOf(stream) {
  const parts = await collected(stream);
  return Buffer.concat(parts);
}

const chat = (sdk, chatRequest, more = {}) => sdk.chat.send(
  { chatRequest: { model: CHAT, messages, ...chatRequest }, ...more },
);

async function streamedChat(sdk, request) {
  const chunks = await collected(await chat(sdk, { ...request, stream: true }));
  const usage = chunks.at(-1).usage;
  assert.ok(usage.completionTokens > 0, 'the last chunk holds the usage');
  assert.equal(chunks.filter((chunk) => chunk.usage).length, 1);
  assert.ok(chunks.some((chunk) => chunk.choices[0]?.finishReason), 'a chunk finishes');
  return chunks;
}

const responses = (sdk, request) => sdk.responses.send(
  { responsesRequest: { model: CHAT, input: 'Name three rivers.', ...request } },
);

async function streamedResponse(sdk, request) {
  const events = await collected(await responses(sdk, { ...request, stream: true }));
  assert.equal(events[0].type, 'response.created');
  assert.equal(events.at(-1).type, 'response.completed');
  assert.deepEqual(events.map((event) => event.sequenceNumber), events.map((_, i) => i));
  assert.ok(events.at(-1).response.usage.outputTokens > 0);
  return events;
}

const responseTools = [{
  type: 'function', name: 'look_up', parameters: { type: 'object', properties: {} },
}];

const image = (sdk, request) => sdk.images.generate(
  { imageGenerationRequest: { prompt: 'A heron', ...request } },
);

async function finishedVideo(sdk, jobId) {
  for (;;) {
    const job = await sdk.videoGeneration.getGeneration({ jobId });
    if (job.status !== 'pending' && job.status !== 'in_progress') return job;
  }
}

const wav = Buffer.alloc(64_000, 1);

export const inference = [
  ['chat answers in one piece', async (sdk) => {
    const answer = await chat(sdk, { maxCompletionTokens: 16, temperature: 0.5 });
    assert.ok(answer.choices[0].message.content.length > 0);
    assert.ok(answer.usage.totalTokens > 0);
    return answer;
  }],
  ['chat streams', async (sdk) => {
    const chunks = await streamedChat(sdk, {});
    assert.ok(chunks.map((chunk) => chunk.choices[0]?.delta.content ?? '').join('').length > 0);
    return chunks;
  }],
  ['chat shows reasoning in both modes', async (sdk) => {
    const whole = await chat(sdk, { model: THINKER });
    assert.ok(whole.choices[0].message.reasoning.length > 0);
    const chunks = await streamedChat(sdk, { model: THINKER });
    assert.ok(chunks.some((chunk) => chunk.choices[0]?.delta.reasoningDetails?.length));
    return [whole, chunks];
  }],
  ['chat calls a tool in both modes', async (sdk) => {
    const whole = await chat(sdk, { tools });
    assert.equal(whole.choices[0].message.toolCalls[0].function.name, 'look_up');
    assert.equal(whole.choices[0].finishReason, 'tool_calls');
    JSON.parse(whole.choices[0].message.toolCalls[0].function.arguments);
    const chunks = await streamedChat(sdk, { tools });
    const fragments = chunks.flatMap((chunk) => chunk.choices[0]?.delta.toolCalls ?? []);
    JSON.parse(fragments.map((part) => part.function.arguments ?? '').join(''));
    return [whole, chunks];
  }],
  ['chat shows its routing in both modes', async (sdk) => {
    const on = { xOpenRouterMetadata: 'enabled' };
    const whole = await chat(sdk, {}, on);
    assert.equal(whole.openrouterMetadata.requested, CHAT);
    const chunks = await collected(await chat(sdk, { stream: true }, on));
    const shown = chunks.filter((chunk) => chunk.openrouterMetadata);
    assert.equal(shown.length, 1);
    return [whole, chunks];
  }],
  ['chat obeys the preferences that the SDK writes', async (sdk) => {
    const preferences = {
      only: ['bluefin', 'northwind', 'cobalt'], sort: 'price', allowFallbacks: false,
      dataCollection: 'deny', maxPrice: { prompt: '10', completion: '10' },
      preferredMaxLatency: { p90: 30 }, preferredMinThroughput: 1,
    };
    const answer = await chat(sdk, { provider: preferences, models: [THINKER] });
    assert.ok(answer.model.startsWith(CHAT));
    return answer;
  }],
  ['an error inside a chat stream reaches its reader', async (sdk) => {
    const chunks = await collected(await sdk.chat.send(
      { chatRequest: { model: CHAT, messages, stream: true } },
      { headers: { 'X-Mock-Fault': 'mid_stream_error' } },
    ));
    const last = chunks.at(-1);
    assert.equal(typeof last.error.code, 'number');
    assert.equal(last.choices[0].finishReason, 'error');
    return chunks;
  }],
  ['responses answers in one piece', async (sdk) => {
    const answer = await responses(sdk, { instructions: 'Be brief.', maxOutputTokens: 32 });
    assert.equal(answer.output.at(-1).type, 'message');
    return answer;
  }],
  ['responses streams', async (sdk) => {
    const events = await streamedResponse(sdk, {});
    const text = events.filter((event) => event.type === 'response.output_text.delta');
    assert.ok(text.length > 0);
    return events;
  }],
  ['responses shows reasoning in both modes', async (sdk) => {
    const whole = await responses(sdk, { model: THINKER });
    assert.equal(whole.output[0].type, 'reasoning');
    const events = await streamedResponse(sdk, { model: THINKER });
    assert.ok(events.some((event) => event.type === 'response.reasoning_text.delta'));
    return [whole, events];
  }],
  ['responses calls a function in both modes', async (sdk) => {
    const whole = await responses(sdk, { tools: responseTools });
    assert.equal(whole.output.at(-1).type, 'function_call');
    const events = await streamedResponse(sdk, { tools: responseTools });
    assert.ok(events.some((event) => event.type === 'response.function_call_arguments.done'));
    return [whole, events];
  }],
  ['responses shows its routing', (sdk) => sdk.responses.send({
    xOpenRouterMetadata: 'enabled', responsesRequest: { model: CHAT, input: 'Hi' },
  })],
  ['responses serves the SDK\'s own model calls', async (sdk) => {
    const call = sdk.callModel({ model: THINKER, input: 'Name three rivers.' });
    const [text, response] = [await call.getText(), await call.getResponse()];
    assert.ok(text.length > 0);
    return response;
  }],
  ['an error inside a responses stream reaches its reader', async (sdk) => {
    const events = await collected(await sdk.responses.send(
      { responsesRequest: { model: CHAT, input: 'Hi', stream: true } },
      { headers: { 'X-Mock-Fault': 'mid_stream_error' } },
    ));
    assert.match(events.at(-1).type, /^(error|response\.failed)$/);
    return events;
  }],
  ['embeddings come as numbers and as base64', async (sdk) => {
    const requestBody = { model: 'acme/embed-small', input: ['one', 'two'] };
    const numbers = await sdk.embeddings.generate({ requestBody });
    assert.equal(numbers.data.length, 2);
    const text = await sdk.embeddings.generate(
      { requestBody: { ...requestBody, encodingFormat: 'base64' } },
    );
    const raw = Buffer.from(text.data[0].embedding, 'base64');
    assert.equal(raw.length, 4 * numbers.data[0].embedding.length);
    assert.ok(Math.abs(raw.readFloatLE(0) - numbers.data[0].embedding[0]) < 1e-6);
    return [numbers, text];
  }],
  ['rerank orders texts and documents', async (sdk) => {
    const answer = await sdk.rerank.rerank({
      requestBody: {
        model: 'tundra/sieve-rerank', query: 'river', documents: ['a hill', { text: 'a river' }, 'sea'],
        topN: 2,
      },
    });
    assert.equal(answer.results.length, 2);
    return answer;
  }],
  ['images come in one piece', async (sdk) => {
    const answer = await image(sdk, { model: 'palette/easel-1', n: 2, size: '64x64' });
    assert.equal(answer.data.length, 2);
    assert.ok(Buffer.from(answer.data[0].b64Json, 'base64').length > 60);
    return answer;
  }],
  ['images stream, from models that can', async (sdk) => {
    const request = { model: 'palette/easel-1', stream: true };
    const events = await collected(await image(sdk, request));
    assert.equal(events.at(-1).type, 'image_generation.completed');
    assert.ok(events.some((event) => event.type === 'image_generation.partial_image'));
    const plain = await image(sdk, { model: 'palette/inkwell-flash', stream: true });
    assert.equal(plain.data.length, 1);
    return [events, plain];
  }],
  ['speech comes as bytes', async (sdk) => {
    const speak = (responseFormat) => sdk.tts.createSpeech({
      speechRequest: { model: 'chorus/lark-tts', input: 'Hello there', voice: 'alto', responseFormat },
    });
    assert.ok((await bytesOf(await speak('pcm'))).length > 1000);
    assert.ok((await bytesOf(await speak('mp3'))).length > 0);
    return null;
  }],
  ['transcription takes JSON and files', async (sdk) => {
    const model = 'chorus/listen-stt';
    const json = await sdk.stt.createTranscription({
      sttRequest: { model, inputAudio: { data: wav.toString('base64'), format: 'wav' } },
    });
    const file = await sdk.stt.createTranscriptionMultipart({
      requestBody: { model, file: { fileName: 'a.wav', content: new Uint8Array(wav) } },
    });
    const verbose = await sdk.stt.createTranscriptionMultipart({
      requestBody: {
        model, file: { fileName: 'a.wav', content: new Uint8Array(wav) },
        responseFormat: 'verbose_json', timestampGranularities: ['word', 'segment'],
      },
    });
    assert.ok(json.text.length > 0);
    assert.equal(file.usage.seconds, 2);
    assert.ok(verbose.segments.length > 0);
    return [json, file, verbose];
  }],
  ['a video is ordered, watched and fetched', async (sdk) => {
    const ordered = await sdk.videoGeneration.generate({
      videoGenerationRequest: { model: 'palette/reel-video', prompt: 'A heron', duration: 2 },
    });
    const done = await finishedVideo(sdk, ordered.id);
    assert.equal(done.status, 'completed');
    assert.ok(done.usage.cost > 0);
    const film = await bytesOf(await sdk.videoGeneration.getVideoContent({ jobId: ordered.id }));
    assert.equal(film.subarray(4, 8).toString(), 'ftyp');
    return [ordered, done];
  }],
];
