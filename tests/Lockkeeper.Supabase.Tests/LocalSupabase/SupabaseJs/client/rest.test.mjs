import assert from 'node:assert/strict';
import { randomBytes, randomUUID } from 'node:crypto';
import test from 'node:test';
import { newUser, refused, service, succeeded, visitor } from './project.mjs';

const documents = (client) => client.schema('documents').from('documents');

const documentOf = (user, title = 'Policy') => ({
  user_id: user.id, title, storage_path: `${user.id}/${title}.pdf`, mime_type: 'application/pdf', size_bytes: 3, content_sha256: randomBytes(32).toString('hex'),
});

test('reads what everybody may read', async () => {
  const carriers = () => visitor().schema('documents').from('carriers');

  assert.equal(succeeded(await carriers().select('id, company:name').eq('id', 1).single()).company, 'Northfield Mutual');
  assert.deepEqual(succeeded(await carriers().select('id').in('id', [1, 3]).order('id', { ascending: false })), [{ id: 3 }, { id: 1 }]);
  assert.deepEqual(succeeded(await carriers().select('id').ilike('name', '%health%').not('id', 'eq', 5)), [{ id: 2 }]);
  const page = await carriers().select('id', { count: 'exact' }).order('id').range(1, 2);
  assert.deepEqual([page.status, page.count, page.data], [206, 5, [{ id: 2 }, { id: 3 }]]);
  assert.equal((await carriers().select('*', { count: 'exact', head: true })).count, 5);
  assert.equal(succeeded(await carriers().select().eq('id', 99).maybeSingle()), null);
});

test('inserts, changes and deletes rows of its own', async () => {
  const { client, user } = await newUser();

  const added = succeeded(await documents(client).insert(documentOf(user)).select().single());
  assert.equal(added.status, 'uploaded');
  const many = await documents(client).insert([documentOf(user, 'a'), documentOf(user, 'b')]);
  assert.deepEqual([many.status, many.error, many.data], [201, null, null]);
  assert.deepEqual(succeeded(await documents(client).update({ title: 'Renamed' }).eq('id', added.id).select('title')), [{ title: 'Renamed' }]);
  assert.equal((await documents(client).delete().eq('id', added.id)).status, 204);
  assert.deepEqual(succeeded(await documents(client).select('title').order('title')), [{ title: 'a' }, { title: 'b' }]);
});

test('puts a row in place of one that is there', async () => {
  const { client, user } = await newUser();
  const row = succeeded(await documents(client).insert(documentOf(user)).select().single());

  const put = succeeded(await documents(service()).upsert({ ...row, title: 'Put' }).select('id, title').single());

  assert.deepEqual(put, { id: row.id, title: 'Put' });
});

test('meets row level security', async () => {
  const { client, user } = await newUser();
  const other = await newUser();
  const row = succeeded(await documents(client).insert(documentOf(user)).select().single());

  assert.deepEqual(succeeded(await documents(other.client).select().eq('id', row.id)), []);
  assert.deepEqual(succeeded(await documents(other.client).delete().eq('id', row.id).select()), []);
  refused(await documents(other.client).insert(documentOf(user, 'stolen')), { status: 403, code: '42501' });
  assert.equal(succeeded(await documents(service()).select('id').eq('id', row.id)).length, 1);
});

test('is nobody after signing out', async () => {
  const { client } = await newUser();
  await client.auth.signOut();

  refused(await documents(client).select(), { status: 401, code: '42501' });
});

test('calls functions', async () => {
  const pipeline = service().schema('upload_pipeline');

  assert.deepEqual(succeeded(await pipeline.rpc('claim_job', { worker: randomUUID() })), []);
  assert.equal(succeeded(await pipeline.rpc('complete_job', { job: randomUUID(), worker: randomUUID() })), false);
  refused(await pipeline.rpc('no_such_function', { a: 1 }), { status: 404, code: 'PGRST202' });
  refused(await visitor().schema('upload_pipeline').rpc('claim_job', { worker: randomUUID() }), { status: 401, code: '42501' });
});

test('is told what is wrong', async () => {
  const { client, user } = await newUser();
  const row = documentOf(user);
  succeeded(await documents(client).insert(row));

  refused(await client.from('no_such_table').select(), { status: 404, code: 'PGRST205' });
  refused(await client.schema('auth').from('users').select(), { status: 406, code: 'PGRST106' });
  refused(await documents(client).select().eq('id', randomUUID()).single(), { status: 406, code: 'PGRST116' });
  refused(await documents(client).select('no_such_column'), { status: 400, code: '42703' });
  refused(await documents(client).select('id, carriers(name)'), { status: 400, code: 'PGRST100' });
  refused(await documents(client).insert({ ...row, no_such_column: 1 }), { status: 400, code: 'PGRST204' });
  refused(await documents(client).insert(row), { status: 409, code: '23505' });
  refused(await documents(client).insert({ ...row, content_sha256: 'none' }), { status: 400, code: '23514' });
  refused(await documents(client).insert({ ...documentOf(user), carrier_id: 99 }), { status: 409, code: '23503' });
  refused(await documents(client).update({ size_bytes: 1 }).eq('user_id', user.id), { status: 403, code: '42501' });
});
