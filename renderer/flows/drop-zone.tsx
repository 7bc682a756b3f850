import { FileInput } from 'lucide-react';
import { type DragEvent, type ReactNode, useRef, useState } from 'react';
import styles from './drop-zone.module.css';

/**
 * Takes files that are dropped anywhere on it; while they hover an overlay says what will happen. Without `onFiles` it
 * takes none.
 */
export function DropZone({
  hint,
  onFiles,
  children,
}: {
  hint: string;
  onFiles: ((files: File[]) => void) | undefined;
  children: ReactNode;
}) {
  const [over, setOver] = useState(false);
  const depth = useRef(0);
  const carriesFiles = (event: DragEvent) => onFiles !== undefined && event.dataTransfer.types.includes('Files');
  const settle = () => {
    depth.current = 0;
    setOver(false);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is a second way to “Import…”, which is a button
    <div
      className={styles.zone}
      onDragEnter={(event) => {
        if (!carriesFiles(event)) return;
        depth.current += 1;
        setOver(true);
      }}
      onDragLeave={(event) => {
        if (!carriesFiles(event)) return;
        depth.current -= 1;
        if (depth.current <= 0) settle();
      }}
      onDragOver={(event) => {
        if (carriesFiles(event)) event.preventDefault();
      }}
      onDrop={(event) => {
        if (!carriesFiles(event)) return;
        event.preventDefault();
        settle();
        onFiles?.([...event.dataTransfer.files]);
      }}
    >
      {children}
      {over && (
        <div className={styles.overlay}>
          <FileInput size={24} strokeWidth={1.75} aria-hidden />
          {hint}
        </div>
      )}
    </div>
  );
}
