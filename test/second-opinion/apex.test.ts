import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type SecondOpinion, startSecondOpinion } from './connection.ts';

let opinion: SecondOpinion;

beforeAll(async () => {
  opinion = await startSecondOpinion();
});

afterAll(() => opinion.org.close());

describe('an independent client calling Apex', () => {
  it('creates, reads, changes and deletes through a REST class', async () => {
    const { apex } = opinion.connection;
    const path = '/JSforceTestApexRest/';
    const id = await apex.post<string>(path, {
      name: 'Made by Apex',
      phone: '+49 1',
      website: 'https://apex.example.com',
    });
    expect(id).toMatch(/^001/);
    expect(await apex.get(path + id)).toMatchObject({ Id: id, Name: 'Made by Apex', Phone: '+49 1' });
    await apex.put(path + id, { account: { Name: 'Put', Phone: '+49 2' } });
    await apex.patch(path + id, { name: 'Patched' });
    expect(await apex.get(path + id)).toMatchObject({ Name: 'Patched' });
    await apex.delete(path + id);
    await expect(opinion.connection.sobject('Account').retrieve(id)).rejects.toMatchObject({
      errorCode: 'ENTITY_IS_DELETED',
    });
    await expect(apex.get('/NoSuchClass/')).rejects.toMatchObject({ errorCode: 'NOT_FOUND' });
  });
});
