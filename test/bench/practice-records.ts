// Fills one object of a practice org, or (`plain`) a Map of plain objects with the same values, and says how long it took.
import { createOrg, fillOrg } from '../../electron/practice/org.ts';
import { createRecord } from '../../electron/practice/store/records.ts';

const [kind, size] = [process.argv[2], Number(process.argv[3])];
const values = (index: number) => ({
  Name: `Company ${index}`,
  BillingCity: `Town ${index % 1000}`,
  Phone: `+49 ${index}`,
  AnnualRevenue: index,
});

/** As an org does it, through the same door as callers. */
function fillPractice(): void {
  const org = createOrg('http://127.0.0.1:1', 'http://127.0.0.1:2', 1, () => new Date());
  fillOrg(org, null);
  const { schema } = org.store;
  const account = schema.need('Account');
  const userId = String([...org.store.table(schema.need('User')).rows()][0]?.Id);
  for (let index = 0; index < size; index += 1) {
    const draft = new Map(Object.entries(values(index)));
    const result = createRecord(org.store, account, draft, { userId, now: org.now(), schema });
    if (!result.success) throw new Error(result.errors[0].message);
  }
}

function fillMap(): void {
  const rows = new Map<string, object>();
  for (let index = 0; index < size; index += 1) {
    const moment = new Date().toISOString();
    rows.set(`001${index}`, { ...values(index), Id: `001${index}`, CreatedDate: moment, SystemModstamp: moment });
  }
  if (rows.size !== size) throw new Error('Some records are missing.');
}

const began = performance.now();
if (kind === 'plain') fillMap();
else fillPractice();
process.stdout.write(JSON.stringify({ durationMs: performance.now() - began }));
