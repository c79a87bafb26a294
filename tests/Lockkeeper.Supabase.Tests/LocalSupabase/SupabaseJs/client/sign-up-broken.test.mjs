import test from 'node:test';
import { password, refused, service, someAddress, visitor } from './project.mjs';

test('cannot sign up while a trigger names a missing table', async () => {
  refused(await visitor().auth.signUp({ email: someAddress(), password }),
    { status: 500, code: 'unexpected_failure', message: 'Database error saving new user' });
  refused(await service().auth.admin.createUser({ email: someAddress(), password, email_confirm: true }),
    { status: 500, code: 'unexpected_failure', message: 'Database error creating new user' });
});
