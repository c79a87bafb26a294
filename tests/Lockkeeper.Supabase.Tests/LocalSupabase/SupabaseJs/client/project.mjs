import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { createClient } from '@supabase/supabase-js';

const { LOCAL_SUPABASE_URL: url, LOCAL_SUPABASE_PUBLISHABLE_KEY: publishable, LOCAL_SUPABASE_SECRET_KEY: secret } = process.env;
assert.ok(url && publishable && secret, 'the address and the keys come by the environment');

export const password = 'correct horse';

const connect = (key) => createClient(url, key, { auth: { persistSession: false, autoRefreshToken: false, detectSessionInUrl: false } });

/** A client of somebody who did not log in. */
export const visitor = () => connect(publishable);

/** A client of the project's own back end. */
export const service = () => connect(secret);

export const someAddress = () => `${randomUUID()}@example.org`;

/** A client of somebody new who is logged in, and who that is. */
export const newUser = async () => {
  const client = visitor();
  const { user, session } = succeeded(await client.auth.signUp({ email: someAddress(), password }));
  return { client, user, session };
};

/** What a call brought; it must not have failed. */
export const succeeded = ({ data, error }) => {
  assert.equal(error, null);
  return data;
};

/** A call must fail like this: the parts of `expected` are compared with the error and its status. */
export const refused = (answer, expected) => {
  assert.notEqual(answer.error, null, `it must be refused, and brought ${JSON.stringify(answer.data)}`);
  const seen = { ...answer.error, code: answer.error.code, message: answer.error.message, name: answer.error.name, status: answer.status ?? answer.error.status };
  assert.deepEqual(Object.fromEntries(Object.keys(expected).map((key) => [key, seen[key]])), expected);
};
