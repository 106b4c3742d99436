// Which operations of the SDK were called.
import assert from 'node:assert/strict';

// What the SDK offers and the 87 documented operations do not hold.
const BEYOND = new Set([
  'containers.*', 'scim.*', 'vault.*', 'interns.*', 'systemOne.*', 'alpha.*',
  'datasets.getSessionCost', 'generations.submitFeedback', 'oAuth.createAuthorizationUrl',
  'oAuth.createSHA256CodeChallenge', 'oAuth.generateCodeVerifier', 'oAuth.listOauthJwks',
  'oAuth.createOauthToken', 'workspaces.getBudget', 'workspaces.listMembers',
]);
const called = new Set();

const methodsOf = (group) => Object.getOwnPropertyNames(Object.getPrototypeOf(group))
  .filter((name) => name !== 'constructor' && typeof group[name] === 'function');
const groupsOf = (sdk) => Object.entries(
  Object.getOwnPropertyDescriptors(Object.getPrototypeOf(sdk)),
).filter(([, descriptor]) => descriptor.get).map(([name]) => name);

/** The client, noting each operation and naming it in whatever it throws. */
export function watched(sdk) {
  const note = (path, group) => new Proxy(group, {
    get(target, method) {
      const member = target[method];
      if (typeof member !== 'function') return member;
      return async (...given) => {
        called.add(`${path}.${String(method)}`);
        try {
          return await member.apply(target, given);
        } catch (error) {
          error.message = `${path}.${String(method)}: ${error.message} ${error.cause ?? ''} `
            + `${String(error.body ?? '').slice(0, 600)}`;
          throw error;
        }
      };
    },
  });
  return new Proxy(sdk, {
    get(target, name) {
      const member = target[name];
      if (typeof member === 'function') return member.bind(target);
      return member instanceof Object ? note(String(name), member) : member;
    },
  });
}

export const coverage = {
  check(sdk) {
    const missing = groupsOf(sdk).flatMap((name) => methodsOf(sdk[name])
      .filter((method) => !BEYOND.has(`${name}.*`) && !BEYOND.has(`${name}.${method}`))
      .map((method) => `${name}.${method}`))
      .filter((operation) => !called.has(operation));
    assert.deepEqual(missing, []);
  },
};
