import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type SecondOpinion, startSecondOpinion } from './connection.ts';

let opinion: SecondOpinion;

beforeAll(async () => {
  opinion = await startSecondOpinion();
});

afterAll(() => opinion.org.close());

describe('an independent client with approvals', () => {
  it('submits a record, approves the first step and rejects the second', async () => {
    const { connection } = opinion;
    const { approval } = connection.process;
    expect(Object.keys(await approval.list())).toContain('Account');
    const { id = '' } = await connection.sobject('Account').create({ Name: 'To approve' });
    const submitted = await approval.submit(id ?? '', 'Please look');
    expect(submitted).toMatchObject({ success: true, instanceStatus: 'Pending' });
    const items = await connection.query(
      `SELECT Id, ProcessInstance.TargetObjectId, ActorId FROM ProcessInstanceWorkitem WHERE ProcessInstance.TargetObjectId = '${id}'`,
    );
    const first = items.records[0]?.Id ?? '';
    const approved = await approval.approve(first, 'Fine');
    expect(approved).toMatchObject({ success: true, instanceStatus: 'Pending' });
    const next = (approved as unknown as { newWorkitemIds: string[] }).newWorkitemIds[0] ?? '';
    expect(next).not.toBe(first);
    expect(await approval.reject(next, 'No')).toMatchObject({ success: true, instanceStatus: 'Rejected' });
  });

  it('is refused a second submission of the same record', async () => {
    const { connection } = opinion;
    const { id = '' } = await connection.sobject('Account').create({ Name: 'Twice' });
    await connection.process.approval.submit(id ?? '', 'once');
    await expect(connection.process.approval.submit(id ?? '', 'twice')).rejects.toMatchObject({
      errorCode: 'ALREADY_IN_PROCESS',
    });
  });
});
