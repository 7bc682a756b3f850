import { describe, expect, it } from 'vitest';
import type { FlowDocument, FlowStep } from '../../../shared/flow/document.ts';
import { createFlow } from '../../../shared/flow/index.ts';
import { exactly, type SourceEstimate } from '../../../shared/run/forecast.ts';
import { createCatalog } from '../catalog.ts';
import { forecastFlow } from './forecast-flow.ts';

type Step = Partial<FlowStep> & { id: string; type: string };

function flowOf(steps: Step[], ports: Record<string, string> = {}): FlowDocument {
  return {
    ...createFlow('Forecast', 'forecast'),
    steps: steps.map((step) => ({ name: step.id, ...step })),
    edges: steps.slice(1).map(({ id }, index) => {
      const from = steps[index]?.id ?? '';
      return { from, ...(ports[from] ? { port: ports[from] } : {}), to: id };
    }),
  };
}

async function forecast(document: FlowDocument, sources: Record<string, SourceEstimate> = {}) {
  const manifests = new Map((await createCatalog()).steps.map((manifest) => [manifest.type, manifest]));
  const found = forecastFlow({
    document,
    manifests,
    runs: new Set(document.steps.map(({ id }) => id)),
    inputCount: undefined,
    sources: new Map(Object.entries(sources)),
  });
  return (id: string) => {
    const { in: records, calls } = found.get(id) ?? { in: exactly(-1), calls: exactly(-1) };
    return [records.least, records.most, calls.least, calls.most];
  };
}

describe('a forecast of a flow that hasn’t run', () => {
  it('follows counts along its lines: a filter lets some pass, a batch saves calls', async () => {
    const flow = flowOf(
      [
        { id: 'start', type: 'manual' },
        { id: 'rows', type: 'files.read' },
        { id: 'some', type: 'filter' },
        { id: 'make', type: 'salesforce.create' },
        { id: 'tell', type: 'http.request' },
        { id: 'few', type: 'limit', settings: { count: 10 } },
        { id: 'save', type: 'files.write' },
      ],
      { some: 'kept' },
    );
    const of = await forecast(flow, { rows: { records: { least: 900, most: 1_001, how: 'estimated' } } });
    expect(of('some')).toEqual([900, 1_001, 0, 0]);
    expect(of('make')).toEqual([0, 1_001, 0, 6]);
    expect(of('tell')).toEqual([0, 1_001, 0, 1_001]);
    expect(of('save')).toEqual([0, 10, 0, 0]);
  });

  it('says that it doesn’t know what a source that can’t be asked holds, and what comes of a list', async () => {
    const of = await forecast(
      flowOf([
        { id: 'start', type: 'manual' },
        { id: 'rows', type: 'salesforce.query' },
        { id: 'each', type: 'for_each' },
        { id: 'tell', type: 'http.request' },
      ]),
      { rows: { records: exactly(3), calls: exactly(1) } },
    );
    expect(of('each')).toEqual([3, 3, 0, 0]);
    expect(of('tell')).toEqual([0, null, 0, null]);
    const unasked = await forecast(
      flowOf([
        { id: 'start', type: 'manual' },
        { id: 'rows', type: 'salesforce.query' },
      ]),
    );
    expect(unasked('rows')).toEqual([1, 1, 1, null]);
  });

  it('passes over a step that is switched off, and isn’t caught in a loop', async () => {
    const flow = flowOf([
      { id: 'start', type: 'manual' },
      { id: 'off', type: 'http.request', disabled: true },
      { id: 'end', type: 'store.set' },
    ]);
    const of = await forecast(flow);
    expect([of('off'), of('end')]).toEqual([
      [1, 1, 0, 0],
      [1, 1, 0, 0],
    ]);
    flow.edges.push({ from: 'end', to: 'off' });
    expect((await forecast(flow))('end')[1]).toBeNull();
  });
});
