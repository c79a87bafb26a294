import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import test from 'node:test';
import { newUser, refused, service, succeeded, visitor } from './project.mjs';

const bytes = Buffer.from('%PDF-1.7 a policy');
const pdf = { contentType: 'application/pdf' };
const documents = (client) => client.storage.from('documents');

// This version of the client leaves the body of a refused download to its caller.
const missing = async ({ error }) => {
  const { statusCode, code } = await error.originalError.json();
  assert.deepEqual([error.originalError.status, statusCode, code], [400, '404', 'NoSuchKey']);
};

test('uploads, lists, downloads and removes a file of its own', async () => {
  const { client, user } = await newUser();
  const path = `${user.id}/policy 1.pdf`;

  const stored = succeeded(await documents(client).upload(path, bytes, pdf));
  assert.deepEqual([stored.path, stored.fullPath], [path, `documents/${path}`]);
  assert.deepEqual(succeeded(await documents(client).list(user.id)).map((file) => file.name), ['policy 1.pdf']);
  const file = succeeded(await documents(client).download(path));
  assert.deepEqual([Buffer.from(await file.arrayBuffer()), file.type], [bytes, 'application/pdf']);

  assert.deepEqual(succeeded(await documents(client).remove([path])).map((gone) => gone.name), [path]);
  await missing(await documents(client).download(path));
  assert.deepEqual(succeeded(await documents(client).list(user.id)), []);
});

test('sends a blob as a form, and asks about the file', async () => {
  const { client, user } = await newUser();
  const path = `${user.id}/blob.pdf`;

  succeeded(await documents(client).upload(path, new Blob([bytes], { type: 'application/pdf' }), { cacheControl: '60', metadata: { pages: 7 } }));
  const info = succeeded(await documents(client).info(path));
  assert.deepEqual([info.name, info.size, info.contentType, info.cacheControl, info.metadata], [path, bytes.length, 'application/pdf', 'max-age=60', { pages: 7 }]);
  assert.equal(succeeded(await documents(client).exists(path)), true);
});

test('keeps a file that is there already', async () => {
  const { client, user } = await newUser();
  const path = `${user.id}/policy.pdf`;
  succeeded(await documents(client).upload(path, bytes, pdf));

  refused(await documents(client).upload(path, 'other', pdf), { statusCode: '409', message: 'The resource already exists' });
  assert.equal(await succeeded(await documents(client).download(path)).text(), bytes.toString());
  succeeded(await documents(service()).upload(path, 'other', { ...pdf, upsert: true }));
  assert.equal(await succeeded(await documents(client).download(path)).text(), 'other');
});

test('shows a file to nobody else', async () => {
  const { client, user } = await newUser();
  const other = await newUser();
  const path = `${user.id}/policy.pdf`;
  succeeded(await documents(client).upload(path, bytes, pdf));

  for (const stranger of [other.client, visitor()]) {
    await missing(await documents(stranger).download(path));
    assert.deepEqual(succeeded(await documents(stranger).list(user.id)), []);
    assert.deepEqual(succeeded(await documents(stranger).remove([path])), []);
    refused(await documents(stranger).upload(`${user.id}/theirs.pdf`, bytes, pdf), { statusCode: '403' });
  }

  assert.equal(await succeeded(await documents(client).download(path)).text(), bytes.toString());
});

test('refuses what the bucket does not take', async () => {
  const { client, user } = await newUser();

  refused(await documents(client).upload(`${user.id}/notes.pdf`, 'notes', { contentType: 'text/plain' }), { statusCode: '415' });
  refused(await client.storage.from('no-such-bucket').upload(`${user.id}/a.pdf`, bytes, pdf), { statusCode: '404' });
});

test('makes, limits and removes buckets', async () => {
  const { storage } = service();
  const id = `made-${randomUUID()}`;

  succeeded(await storage.createBucket(id, { public: true, fileSizeLimit: 8, allowedMimeTypes: ['text/plain'] }));
  refused(await storage.createBucket(id), { statusCode: '409' });
  assert.ok(succeeded(await storage.listBuckets()).some((bucket) => bucket.id === id && bucket.public));
  assert.deepEqual(succeeded(await visitor().storage.listBuckets()), []);
  refused(await storage.from(id).upload('long.txt', 'more than eight', { contentType: 'text/plain' }), { statusCode: '413' });
  succeeded(await storage.from(id).upload('short.txt', 'short', { contentType: 'text/plain' }));
  assert.equal(await (await fetch(storage.from(id).getPublicUrl('short.txt').data.publicUrl)).text(), 'short');
  refused(await storage.deleteBucket(id), { statusCode: '409' });
  succeeded(await storage.from(id).remove(['short.txt']));
  succeeded(await storage.deleteBucket(id));
  refused(await storage.getBucket(id), { statusCode: '404' });
});
