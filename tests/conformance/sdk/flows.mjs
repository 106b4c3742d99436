// Discovery, the account, and what is kept in it: rows of [name, run]; run gives what the SDK made
// of the answers.
import assert from 'node:assert/strict';
import { collected } from './inference.mjs';

const WORKSPACE = { name: 'Bench', slug: 'bench' };
const model = { author: 'acme', slug: 'swift-8b' };

/** All pages of a list. */
async function pages(promise) {
  const all = await collected(await promise);
  assert.ok(all.length > 0);
  return all;
}

export const flows = [
  ['models are listed, filtered and counted', async (sdk) => {
    const all = await pages(sdk.models.list());
    assert.ok(all[0].result.data.length > 5);
    const few = await pages(sdk.models.list({
      category: 'programming', sort: 'pricing-low-to-high', context: 1000, maxPrice: 10,
      distillable: 'true', zdr: 'true', region: 'eu',
    }));
    const page = await sdk.models.list({ limit: 2, offset: 1 });
    const count = await sdk.models.count({ outputModalities: 'all' });
    assert.ok(count.data.count >= all[0].result.data.length);
    const own = await pages(sdk.models.listForUser({ bearer: 'sk-or-v1-test' }));
    return [all, few, page.result, count, own];
  }],
  ['one model is told', (sdk) => sdk.models.get(model)],
  ['endpoints of a model are told', async (sdk) => {
    const told = await sdk.endpoints.list(model);
    assert.ok(told.data.endpoints.length > 1);
    return told;
  }],
  ['endpoints without retention are listed', (sdk) => sdk.endpoints.listZdrEndpoints()],
  ['providers are listed', (sdk) => sdk.providers.list()],
  ['embedding models are listed', (sdk) => pages(sdk.embeddings.listModels())],
  ['image models and their endpoints are told', async (sdk) => [
    await sdk.images.listModels(),
    await sdk.images.listModelEndpoints({ author: 'palette', slug: 'inkwell-flash' }),
  ]],
  ['video models are listed', (sdk) => sdk.videoGeneration.listVideosModels()],
  ['rankings, benchmarks and classes of tasks are told', async (sdk) => [
    await pages(sdk.datasets.getAppRankings()),
    await sdk.datasets.getRankingsDaily(),
    await sdk.benchmarks.getBenchmarks(),
    await sdk.classifications.getTaskClassifications(),
  ]],
  ['the key and its credits are told', async (sdk) => [
    await sdk.apiKeys.getCurrentKeyMetadata(), await sdk.credits.getCredits(),
  ]],
  ['what the account did is told', async (sdk) => [
    await sdk.analytics.getUserActivity(),
    await sdk.analytics.getAnalyticsMeta(),
    await sdk.analytics.queryAnalytics({ requestBody: { metrics: ['requests'], limit: 10 } }),
  ]],
  ['a generation can be looked up, and what it said', async (sdk) => {
    const { id } = await sdk.chat.send({
      chatRequest: { model: 'acme/sage-70b', messages: [{ role: 'user', content: 'Hi' }] },
    });
    const record = await sdk.generations.getGeneration({ id });
    assert.equal(record.data.id, id);
    const content = await sdk.generations.listGenerationContent({ id });
    assert.ok(content.data.output.completion.length > 0);
    return [record, content];
  }],
  ['a key is granted to an app', async (sdk) => [
    await sdk.oAuth.createAuthCode({ requestBody: { callbackUrl: 'https://example.com/back' } }),
    await sdk.oAuth.exchangeAuthCodeForAPIKey({ requestBody: { code: 'code' } }),
  ]],
  ['keys are made, listed, read, changed and deleted', async (sdk) => {
    const made = await sdk.apiKeys.create({ requestBody: { name: 'bench', limit: 5 } });
    const { hash } = made.data;
    const listed = await sdk.apiKeys.list({});
    const read = await sdk.apiKeys.get({ hash });
    const changed = await sdk.apiKeys.update({ hash, requestBody: { disabled: true } });
    assert.equal(changed.data.disabled, true);
    return [made, listed, read, changed, await sdk.apiKeys.delete({ hash })];
  }],
  ['guardrails are kept and assigned', async (sdk) => {
    const made = await sdk.guardrails.create({ createGuardrailRequest: { name: 'low', limitUsd: 5 } });
    const { id } = made.data;
    const key = await sdk.apiKeys.create({ requestBody: { name: 'guarded' } });
    const keys = { keyHashes: [key.data.hash] };
    const members = { memberUserIds: ['user_1'] };
    const answers = [
      made,
      await pages(sdk.guardrails.list({})),
      await sdk.guardrails.get({ id }),
      await sdk.guardrails.update({ id, updateGuardrailRequest: { name: 'lower' } }),
      await sdk.guardrails.bulkAssignKeys({ id, bulkAssignKeysRequest: keys }),
      await pages(sdk.guardrails.listGuardrailKeyAssignments({ id })),
      await pages(sdk.guardrails.listKeyAssignments({})),
      await sdk.guardrails.bulkUnassignKeys({ id, bulkUnassignKeysRequest: keys }),
      await sdk.guardrails.bulkAssignMembers({ id, bulkAssignMembersRequest: members }),
      await pages(sdk.guardrails.listGuardrailMemberAssignments({ id })),
      await pages(sdk.guardrails.listMemberAssignments({})),
      await sdk.guardrails.bulkUnassignMembers({ id, bulkUnassignMembersRequest: members }),
    ];
    return [...answers, await sdk.guardrails.delete({ id })];
  }],
  ['providers\' own keys are kept', async (sdk) => {
    const made = await sdk.byok.create({
      createBYOKKeyRequest: { key: 'secret-of-a-provider', provider: 'openai' },
    });
    const { id } = made.data;
    const answers = [
      made, await pages(sdk.byok.list({})), await sdk.byok.get({ id }),
      await sdk.byok.update({ id, updateBYOKKeyRequest: { name: 'mine' } }),
    ];
    return [...answers, await sdk.byok.delete({ id })];
  }],
  ['presets are made from all three requests and read', async (sdk) => {
    const said = [{ role: 'user', content: 'Hi' }];
    const slug = 'brief';
    return [
      await sdk.presets.createPresetsChatCompletions(
        { slug, chatRequest: { model: 'acme/swift-8b', messages: said } },
      ),
      await sdk.presets.createPresetsMessages(
        { slug: 'two', messagesRequest: { model: 'acme/swift-8b', messages: said, maxTokens: 9 } },
      ),
      await sdk.presets.createPresetsResponses(
        { slug: 'three', responsesRequest: { model: 'acme/swift-8b', input: 'Hi' } },
      ),
      await pages(sdk.presets.list({})),
      await sdk.presets.get({ slug }),
      await pages(sdk.presets.listVersions({ slug })),
      await sdk.presets.getVersion({ slug, version: '1' }),
    ];
  }],
  ['workspaces, their members and budgets are kept', async (sdk) => {
    const made = await sdk.workspaces.create({ createWorkspaceRequest: WORKSPACE });
    const { id } = made.data;
    const users = { userIds: ['user_1'] };
    const budget = { workspaceRef: id, interval: 'monthly' };
    const answers = [
      made,
      await pages(sdk.workspaces.list({})),
      await sdk.workspaces.get({ id }),
      await sdk.workspaces.update({ id, updateWorkspaceRequest: { description: 'For benches' } }),
      await sdk.workspaces.bulkAddMembers({ id, bulkAddWorkspaceMembersRequest: users }),
      await sdk.workspaces.bulkRemoveMembers({ id, bulkRemoveWorkspaceMembersRequest: users }),
      await sdk.workspaces.setBudget({ ...budget, upsertWorkspaceBudgetRequest: { limitUsd: 9 } }),
      await sdk.workspaces.listBudgets({ workspaceRef: id }),
      await sdk.workspaces.deleteBudget(budget),
    ];
    return [...answers, await sdk.workspaces.delete({ id })];
  }],
  ['destinations of traces are kept', async (sdk) => {
    const made = await sdk.observability.create({
      createObservabilityDestinationRequest: {
        name: 'sink', type: 'webhook', config: { url: 'https://example.com/sink' },
      },
    });
    const { id } = made.data;
    const answers = [
      made, await pages(sdk.observability.list({})), await sdk.observability.get({ id }),
      await sdk.observability.update(
        { id, updateObservabilityDestinationRequest: { name: 'drain' } },
      ),
    ];
    return [...answers, await sdk.observability.delete({ id })];
  }],
  ['members of the organization are listed', (sdk) => pages(sdk.organization.listMembers({}))],
  ['files are uploaded, listed, fetched and deleted', async (sdk) => {
    const content = new TextEncoder().encode('some notes');
    const made = await sdk.files.upload(
      { requestBody: { file: { fileName: 'notes.txt', content } } },
    );
    const fileId = made.id;
    const listed = await pages(sdk.files.list({}));
    const read = await sdk.files.retrieve({ fileId });
    const bytes = Buffer.concat(await collected(await sdk.files.download({ fileId })));
    assert.equal(bytes.toString(), 'some notes');
    return [made, listed, read, await sdk.files.delete({ fileId })];
  }],
];
