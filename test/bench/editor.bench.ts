import assert from 'node:assert/strict';
import type { Benchmark, Measurement } from './benchmark.ts';
import { type EditorWindows, openEditor, placeOf } from './editor-page.ts';

/** Steps of the flows that the editor is measured with. */
export const editorSizes = [10, 100, 1_000] as const;

let windows: EditorWindows | undefined;

/** One window for all goes and all benchmarks of the editor. */
export const openedEditor = async (): Promise<EditorWindows> => {
  windows ??= await openEditor(editorSizes);
  return windows;
};

/** Opens the flow from the home page; until its steps have been painted and no further ones come. */
async function draw(size: number): Promise<Measurement> {
  const { ours, addressOf } = await openedEditor();
  await ours.evaluate(() => {
    window.location.hash = '#/';
  });
  await ours.locator('.react-flow__node').first().waitFor({ state: 'detached' });
  const { milliseconds, steps } = await ours.evaluate(async (address) => {
    const began = performance.now();
    window.location.hash = address;
    let drawn = 0;
    let last = began;
    for (let same = 0; same < 3; ) {
      await new Promise(requestAnimationFrame);
      const now = document.querySelectorAll('.react-flow__node').length;
      same = now > 0 && now === drawn ? same + 1 : 0;
      if (now !== drawn) last = performance.now();
      drawn = now;
    }
    return { milliseconds: last - began, steps: drawn };
  }, addressOf(size));
  assert.ok(steps >= Math.min(size, 10), `${steps} steps were drawn`);
  return { milliseconds };
}

/** The same boxes, and a line to each from the one before, as a bare page. */
async function drawPlainly(size: number): Promise<Measurement> {
  const { plain } = await openedEditor();
  await plain.setContent('<div id="pane" style="position:absolute"></div>');
  const places = Array.from({ length: size }, (_, index) => placeOf(index));
  const milliseconds = await plain.evaluate(async (boxes) => {
    const began = performance.now();
    const pane = document.getElementById('pane') as HTMLElement;
    const line = ({ x, y }: { x: number; y: number }) =>
      `<path d="M${x - 96} ${y + 40}L${x} ${y + 40}" stroke="grey"/>`;
    pane.innerHTML = `<svg width="15000" height="4000">${boxes.map(line).join('')}</svg>${boxes
      .map(
        ({ x, y }, index) =>
          `<div class="box" style="position:absolute;width:256px;height:80px;border:1px solid;transform:translate(${x}px,${y}px)">Step ${index}<br>Map fields</div>`,
      )
      .join('')}`;
    await new Promise(requestAnimationFrame);
    await new Promise(requestAnimationFrame);
    return performance.now() - began;
  }, places);
  return { milliseconds };
}

/** A flow opened in a window that has been used before, until it can be seen. Needs `npm run build` and a browser. */
export const editorDrawn: Benchmark = {
  name: 'editor: flow drawn',
  unit: 'steps',
  sizes: editorSizes,
  rounds: () => 5,
  warmUps: 1,
  plain: drawPlainly,
  ours: draw,
  goals: [{ text: '≤ 2 s', size: 1_000, holds: ({ milliseconds }) => milliseconds <= 2_000 }],
};

/** Closes the window. */
export async function closeEditor(): Promise<void> {
  await windows?.close();
  windows = undefined;
}
