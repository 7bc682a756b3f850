import { useState } from 'react';
import { toMillraceError } from '../../../shared/errors/index.ts';
import { compileCondition } from '../../../shared/expression/index.ts';
import type { Breakpoint } from '../../../shared/run/breakpoint.ts';
import { focusStep } from '../../canvas/canvas-keys.ts';
import { useDocument, useSession, useStep, useView } from '../../stores/session.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { TextField } from '../../ui/text-field.tsx';

/** Asks when a run is to stop before a step; open while the view names the step. */
export function BreakpointDialog() {
  const session = useSession();
  const { view } = session;
  const stepId = useView(({ editedBreakpoint }) => editedBreakpoint);
  const step = useStep(stepId);
  const present = useView(({ breakpoints }) => breakpoints.find((breakpoint) => breakpoint.step === stepId));
  if (!step) return null;
  // What opened it was an item of a menu, which is gone by now.
  const close = () => {
    view.getState().set({ editedBreakpoint: undefined });
    focusStep(session, step.id);
  };
  const keep = (breakpoint: Breakpoint | undefined) => {
    const others = view.getState().breakpoints.filter((other) => other.step !== step.id);
    view.getState().set({ breakpoints: breakpoint ? [...others, breakpoint] : others });
    close();
  };
  return (
    <BreakpointForm key={step.id} stepId={step.id} name={step.name} present={present} onKeep={keep} onClose={close} />
  );
}

type FormProps = {
  stepId: string;
  name: string;
  present: Breakpoint | undefined;
  onKeep(breakpoint: Breakpoint | undefined): void;
  onClose(): void;
};

function BreakpointForm({ stepId, name, present, onKeep, onClose }: FormProps) {
  const parameters = useDocument(({ content }) => content.document.parameters);
  const [condition, setCondition] = useState(present?.condition ?? '');
  const [complaint, setComplaint] = useState<string>();
  const submit = () => {
    const wrong = complainAbout(
      condition,
      (parameters ?? []).map((parameter) => parameter.name),
    );
    setComplaint(wrong);
    if (wrong === undefined) onKeep({ step: stepId, ...(condition.trim() === '' ? {} : { condition }) });
  };
  return (
    <Dialog
      open
      title={`Stop before “${name}”`}
      onClose={onClose}
      onSubmit={submit}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          {present && <Button onClick={() => onKeep(undefined)}>Remove breakpoint</Button>}
          <Button type="submit" variant="primary">
            {present ? 'Save' : 'Add breakpoint'}
          </Button>
        </>
      }
    >
      <p>A test run waits before this step takes a record, so you can look at it and change it.</p>
      <TextField
        label="Only for records where"
        help="A formula, such as Amount > 500. Left empty, the run stops at every record."
        error={complaint}
        spellCheck={false}
        value={condition}
        onChange={setCondition}
      />
    </Dialog>
  );
}

function complainAbout(condition: string, parameters: string[]): string | undefined {
  if (condition.trim() === '') return undefined;
  try {
    compileCondition(condition, { parameters });
    return undefined;
  } catch (thrown) {
    const { message, fix } = toMillraceError(thrown);
    return `${message} ${fix}`;
  }
}
