let pressed = false;
const waiting: (() => void)[] = [];

/**
 * Runs `act` now, or once no pointer is pressed any more: what moves under a pressed pointer takes its click away, as
 * an error would that appears above the button that is being pressed.
 */
export function afterPointer(act: () => void): void {
  if (pressed) waiting.push(act);
  else act();
}

function release(): void {
  pressed = false;
  // The click follows pointerup in the same task.
  setTimeout(() => {
    for (const act of waiting.splice(0)) act();
  });
}

window.addEventListener(
  'pointerdown',
  () => {
    pressed = true;
  },
  true,
);
window.addEventListener('pointerup', release, true);
window.addEventListener('pointercancel', release, true);
