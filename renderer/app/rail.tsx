import { Tooltip } from '@mantine/core';
import { formatCount } from '../format/count.ts';
import { isFailing, isLive, useHostData } from '../stores/host-data.ts';
import { addressOf, useRoute } from '../stores/navigation.ts';
import { formatKeys } from '../ui/index.ts';
import { type Destination, destinations } from './destinations.ts';
import styles from './rail.module.css';

/** The main navigation: six destinations, the current one marked by bar, background and `aria-current`. */
export function Rail() {
  const { route } = useRoute();
  const failing = useHostData((state) => state.connections.data?.filter(isFailing).length ?? 0);
  const running = useHostData((state) => state.runs.data?.runs.some(isLive) ?? false);
  return (
    <nav className={styles.rail} aria-label="Main" data-pane="Navigation">
      <ul className={styles.list}>
        {destinations.map((destination, index) => (
          <li key={destination.name} className={destination.name === 'settings' ? styles.last : undefined}>
            <RailLink
              destination={destination}
              keys={`Mod+${index + 1}`}
              current={destination.screens.includes(route.screen)}
              failing={destination.name === 'connections' ? failing : 0}
              running={destination.name === 'runs' && running}
            />
          </li>
        ))}
      </ul>
    </nav>
  );
}

function RailLink({
  destination: { name, label, icon: Icon, route },
  keys,
  current,
  failing,
  running,
}: {
  destination: Destination;
  keys: string;
  current: boolean;
  failing: number;
  running: boolean;
}) {
  return (
    <Tooltip
      label={`${label} (${formatKeys(keys)})`}
      position="right"
      events={{ hover: true, focus: true, touch: false }}
    >
      <a
        className={styles.link}
        href={addressOf(route)}
        aria-current={current ? 'page' : undefined}
        data-testid={`rail-${name}`}
      >
        <span className={styles.icon}>
          <Icon size={20} strokeWidth={1.75} aria-hidden />
          {running && <span className={styles.dot} />}
        </span>
        <span className={styles.label}>{label}</span>
        {failing > 0 && (
          <span className={styles.badge}>
            <span aria-hidden>{failing}</span>
            <span className="visually-hidden">, {formatCount(failing, 'connection')} not working</span>
          </span>
        )}
        {running && <span className="visually-hidden">, a run is active</span>}
      </a>
    </Tooltip>
  );
}
