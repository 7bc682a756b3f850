import type { RunEvent } from '../../../shared/run/events.ts';
import type { RunRecorder } from '../../ports/run.ts';

/** A recorder whose events somebody else hears too. */
export function tee(recorder: RunRecorder, onEvent: (event: RunEvent) => void): RunRecorder {
  return {
    event: (event) => {
      recorder.event(event);
      onEvent(event);
    },
    records: (step, port, firstIndex, records) => recorder.records(step, port, firstIndex, records),
    arrivals: (arrivals) => recorder.arrivals(arrivals),
    departures: (departures) => recorder.departures(departures),
    flush: () => recorder.flush(),
  };
}
