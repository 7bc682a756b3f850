import { expect, it } from 'vitest';
import { findObstacle } from './activation-obstacle.ts';

const review = { problems: [], starts: [{ step: 'start', name: 'Schedule', sentence: 'At 02:00.' }] };
const connection = (name: string, status: string) => ({ name, status });

it('lets a flow be activated whose connections work, or were never tested', () => {
  expect(findObstacle(review, [connection('CRM', 'connected'), connection('Shop', 'not_tested')])).toBeUndefined();
});

it('tells a connection that is switched off from one that fails, and what to do about each', () => {
  const connections = [connection('CRM', 'inactive'), connection('Shop', 'failed'), connection('Mail', 'failed')];
  expect(findObstacle(review, connections)).toBe(
    '“CRM” is switched off. Activate it first. “Shop”, “Mail” don’t work. Mend and test them first.',
  );
});

it('waits for tests under way, and asks for a trigger before it looks at connections', () => {
  const testing = [connection('CRM', 'testing')];
  expect(findObstacle(review, testing)).toBe('The connections are being tested…');
  expect(findObstacle({ ...review, starts: [] }, testing)).toContain('Nothing starts this flow by itself.');
});
