import assert from 'node:assert/strict';
import type { Page } from '@playwright/test';
import type { Benchmark, Measurement } from './benchmark.ts';
import { editorSizes, openedEditor } from './editor.bench.ts';

/** Frames that are looked at in one go; a second of them at 60 Hz. */
const FRAMES = 60;
/** Pixels that a step or the canvas is moved by in each. */
const STRIDE = 3;

type Movement = 'dragging one step' | 'panning';

/**
 * The mean time of a frame, in milliseconds, while something is moved in each: the pointer is moved inside the page, so
 * that what is measured is the page's work alone. Without a graphics processor a frame never takes less than 16.7 ms.
 */
function movedFrames(page: Page, movement: Movement, selector: string): Promise<number> {
  return page.evaluate(
    async ([frames, stride, kind, target]) => {
      const element = document.querySelector(target);
      if (!element) throw new Error(`There is no ${target}.`);
      const { x, y } = element.getBoundingClientRect();
      const at = (moved: number) => ({
        view: window,
        bubbles: true,
        cancelable: true,
        clientX: x + 20 + moved,
        clientY: y + 20,
        button: 0,
      });
      const nextFrame = () => new Promise<number>(requestAnimationFrame);
      if (kind === 'dragging one step') element.dispatchEvent(new MouseEvent('mousedown', { ...at(0), buttons: 1 }));
      await nextFrame();
      const began = await nextFrame();
      let ended = began;
      for (let frame = 1; frame <= frames; frame += 1) {
        // There and back again, so that the same steps stay in sight.
        const moved = stride * Math.min(frame, frames - frame);
        if (kind === 'panning') {
          const deltaX = frame <= frames / 2 ? stride : -stride;
          element.dispatchEvent(new WheelEvent('wheel', { ...at(0), deltaX, deltaY: 0 }));
        } else window.dispatchEvent(new MouseEvent('mousemove', { ...at(moved), buttons: 1 }));
        ended = await nextFrame();
      }
      if (kind === 'dragging one step') window.dispatchEvent(new MouseEvent('mouseup', at(0)));
      return (ended - began) / frames;
    },
    [FRAMES, STRIDE, movement, selector] as const,
  );
}

/** Where the thing that moves stands, as the page draws it. */
const placeOf = (page: Page, selector: string): Promise<string> =>
  page.locator(selector).evaluate((element) => getComputedStyle(element).transform);

async function ours(size: number, movement: Movement): Promise<Measurement> {
  const { ours: page, addressOf } = await openedEditor();
  // A page in the background gets no frames.
  await page.bringToFront();
  await page.evaluate((address) => {
    window.location.hash = address;
  }, addressOf(size));
  const step = '.react-flow__node[data-id="step_1"]';
  await page.locator(step).waitFor();
  const [moving, hit] = movement === 'panning' ? ['.react-flow__viewport', '.react-flow__pane'] : [step, `${step} > *`];
  const before = await placeOf(page, moving);
  const seen = page.waitForFunction(
    ([selector, old]) => getComputedStyle(document.querySelector(selector) as Element).transform !== old,
    [moving, before] as const,
    { polling: 'raf' },
  );
  const milliseconds = await movedFrames(page, movement, hit);
  // What didn't move wasn't measured.
  await seen;
  return { milliseconds };
}

/** A page with nothing on it but one box that is moved. */
async function plainly(): Promise<Measurement> {
  const { plain } = await openedEditor();
  await plain.bringToFront();
  await plain.setContent('<div id="box" style="position:absolute;width:256px;height:80px;border:1px solid">Step</div>');
  const milliseconds = await plain.evaluate(async (frames) => {
    const box = document.getElementById('box') as HTMLElement;
    const nextFrame = () => new Promise<number>(requestAnimationFrame);
    const began = await nextFrame();
    let ended = began;
    for (let frame = 1; frame <= frames; frame += 1) {
      box.style.transform = `translate(${frame}px, 0)`;
      ended = await nextFrame();
    }
    return (ended - began) / frames;
  }, FRAMES);
  assert.ok(milliseconds > 0);
  return { milliseconds };
}

const frames = (movement: Movement): Benchmark => ({
  name: `editor: mean frame while ${movement}`,
  unit: 'steps',
  sizes: editorSizes,
  rounds: () => 5,
  warmUps: 1,
  plain: plainly,
  ours: (size) => ours(size, movement),
  goals: [{ text: '≤ 20 ms', size: 1_000, holds: ({ milliseconds }) => milliseconds <= 20 }],
});

/** Frames while one step is dragged over the canvas. Needs `npm run build` and a browser. */
export const editorDragged = frames('dragging one step');

/** Frames while the canvas is panned by the wheel. */
export const editorPanned = frames('panning');
