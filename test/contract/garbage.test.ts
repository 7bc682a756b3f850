import { isContractProcedure } from '@orpc/contract';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { HostClient } from '../../electron/host/memory-client.ts';
import { contract } from '../../shared/contract/index.ts';
import { anyMessage, anyValue, nearInput } from './garbage.ts';
import { type Link, type Transport, transports } from './transports.ts';
import { type HostWorld, openHostWorld } from './world.ts';

/** S3 asks for 1,000 values. */
const VALUES = 1_000;

/** S3: 99 of 100 answers come within this time, in milliseconds. */
const ANSWER_WITHIN_MS = 50;

type Procedure = (input: unknown) => Promise<unknown>;

/** Every procedure of the contract as its client, and whether it takes an input. */
function listProcedures(part: unknown, client: unknown): { call: Procedure; takesInput: boolean }[] {
  if (isContractProcedure(part)) {
    return [{ call: client as Procedure, takesInput: part['~orpc'].inputSchema !== undefined }];
  }
  return Object.entries(part as object).flatMap(([name, inner]) =>
    listProcedures(inner, (client as Record<string, unknown>)[name]),
  );
}

/** What every object inherits from, by name; a polluted prototype has more, or other, members. */
function snapshotPrototypes(): unknown {
  const prototypes = [Object, Array, Function, String, Number, Boolean, Map, Set, Promise, Date, RegExp, Error];
  return prototypes.map(({ name, prototype }) => [
    name,
    Object.entries(Object.getOwnPropertyDescriptors(prototype as object)),
  ]);
}

for (const [name, open] of Object.entries(transports)) {
  describe(`S3 garbage over ${name}`, () => {
    let world: HostWorld;
    let transport: Transport;
    let link: Link;
    let otherWindow: Link;
    const uncaught: unknown[] = [];
    const note = (error: unknown): unknown => uncaught.push(error);

    beforeAll(async () => {
      process.on('uncaughtException', note);
      process.on('unhandledRejection', note);
      // The serving library writes what it drops to the console.
      vi.spyOn(console, 'error').mockReturnValue();
      world = await openHostWorld();
      transport = await open((channel) => world.host.serve(channel, 'designer'));
      link = await transport.connect();
      otherWindow = await transport.connect();
    });
    afterAll(async () => {
      link.close();
      otherWindow.close();
      await transport.close();
      await world.close();
      vi.restoreAllMocks();
      process.off('uncaughtException', note);
      process.off('unhandledRejection', note);
    });

    const isAlive = async (client: HostClient): Promise<void> => {
      expect((await client.app.info()).version).toBe('1.2.3');
      expect(({} as Record<string, unknown>).polluted).toBeUndefined();
    };

    it(`${VALUES} messages that the client never sends change nothing and stop nothing`, async () => {
      const before = snapshotPrototypes();
      await fc.assert(
        fc.asyncProperty(fc.array(anyMessage, { minLength: 20, maxLength: 20 }), async (messages) => {
          // A page that forges the numbers of its own calls harms itself alone, so another asks whether the host lives.
          for (const message of messages) link.post(message);
          await isAlive(otherWindow.client);
        }),
        { numRuns: VALUES / 20 },
      );
      expect(snapshotPrototypes()).toEqual(before);
      expect(uncaught).toEqual([]);
    });

    it(`${VALUES} inputs that no schema expects are each answered, soon, and none fails unexpectedly`, async () => {
      const before = snapshotPrototypes();
      const procedures = listProcedures(contract, link.client);
      const times: number[] = [];
      await fc.assert(
        fc.asyncProperty(
          fc.nat(procedures.length - 1),
          fc.oneof(nearInput, nearInput, anyValue),
          async (index, input) => {
            const procedure = procedures[index];
            const startedAt = performance.now();
            await settle(procedure?.call(input));
            // The others do their work, as long as that takes, whatever is sent along.
            if (procedure?.takesInput) times.push(performance.now() - startedAt);
          },
        ),
        { numRuns: VALUES },
      );
      await isAlive(link.client);
      times.sort((one, other) => one - other);
      expect(times[Math.floor(times.length * 0.99)]).toBeLessThan(ANSWER_WITHIN_MS);
      expect(snapshotPrototypes()).toEqual(before);
      expect(uncaught).toEqual([]);
      expect(world.unexpected()).toEqual([]);
    });
  });
}

/** Waits for an answer, whatever it is; leaves a stream at once. */
async function settle(answer: Promise<unknown> | undefined): Promise<void> {
  const value = await answer?.catch(() => undefined);
  if (typeof value === 'object' && value !== null && Symbol.asyncIterator in value) {
    await (value as AsyncGenerator).return(undefined);
  }
}
