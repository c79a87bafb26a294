import assert from 'node:assert/strict';
import test from 'node:test';
import { newUser, password, refused, service, someAddress, succeeded, visitor } from './project.mjs';

test('signs up with a session', async () => {
  const client = visitor();
  const email = someAddress();

  const { user, session } = succeeded(await client.auth.signUp({ email, password, options: { data: { full_name: 'Anna' } } }));

  assert.equal(user.email, email);
  assert.equal(user.user_metadata.full_name, 'Anna');
  assert.equal(user.identities[0].provider, 'email');
  assert.equal(session.token_type, 'bearer');
  assert.equal(succeeded(await client.auth.getUser()).user.id, user.id);
});

test('refuses to sign up', async () => {
  const { user } = await newUser();

  refused(await visitor().auth.signUp({ email: user.email, password }), { status: 422, code: 'user_already_exists' });
  refused(await visitor().auth.signUp({ email: someAddress(), password: 'short' }), { name: 'AuthWeakPasswordError', status: 422, reasons: ['length'] });
  refused(await visitor().auth.signUp({ email: 'nowhere', password }), { status: 400, code: 'validation_failed' });
});

test('logs in, and not with another password', async () => {
  const { user } = await newUser();

  assert.equal(succeeded(await visitor().auth.signInWithPassword({ email: user.email, password })).user.id, user.id);
  refused(await visitor().auth.signInWithPassword({ email: user.email, password: 'wrong' }), { status: 400, code: 'invalid_credentials' });
});

test('refreshes a session', async () => {
  const { client, session } = await newUser();

  const renewed = succeeded(await client.auth.refreshSession()).session;

  assert.notEqual(renewed.refresh_token, session.refresh_token);
  refused(await visitor().auth.refreshSession(session), { status: 400, code: 'refresh_token_already_used' });
});

test('has no session after signing out', async () => {
  const { client, session } = await newUser();

  assert.equal((await client.auth.signOut()).error, null);

  assert.equal(succeeded(await client.auth.getSession()).session, null);
  refused(await client.auth.getUser(), { name: 'AuthSessionMissingError' });
  refused(await visitor().auth.getUser('no.real.token'), { status: 403, code: 'bad_jwt' });
  // The client's own name for session_not_found.
  refused(await visitor().auth.getUser(session.access_token), { name: 'AuthSessionMissingError' });
});

test('manages users with the secret key only', async () => {
  const admin = service().auth.admin;
  const email = someAddress();

  const { user } = succeeded(await admin.createUser({ email, password, email_confirm: true, user_metadata: { team: 'red' } }));
  assert.equal(succeeded(await admin.getUserById(user.id)).user.user_metadata.team, 'red');
  assert.ok(succeeded(await admin.listUsers({ page: 1, perPage: 1000 })).users.some((other) => other.id === user.id));
  refused(await admin.createUser({ email, password }), { status: 422, code: 'email_exists' });
  refused(await visitor().auth.admin.createUser({ email: someAddress(), password }), { status: 403, code: 'not_admin' });
  succeeded(await visitor().auth.signInWithPassword({ email, password }));

  succeeded(await admin.deleteUser(user.id));
  refused(await admin.deleteUser(user.id), { status: 404, code: 'user_not_found' });
  refused(await visitor().auth.signInWithPassword({ email, password }), { code: 'invalid_credentials' });
});
