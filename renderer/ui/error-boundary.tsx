import { Component, type ReactNode } from 'react';
import { type MillraceError, toMillraceError } from '../../shared/errors/index.ts';
import styles from './error-boundary.module.css';
import { ErrorCard } from './error-card.tsx';

/** Shows an error card in place of content that failed to render, so the rest of the application stays usable. */
export class ErrorBoundary extends Component<
  { children: ReactNode; title: string; retryLabel?: string },
  { error?: MillraceError }
> {
  override state: { error?: MillraceError } = {};

  static getDerivedStateFromError(thrown: unknown): { error: MillraceError } {
    return { error: toMillraceError(thrown) };
  }

  override render() {
    const { error } = this.state;
    if (!error) return this.props.children;
    return (
      <div className={styles.failed}>
        <h1 className="visually-hidden">{this.props.title}</h1>
        <ErrorCard
          error={error}
          title={this.props.title}
          retryLabel={this.props.retryLabel ?? 'Try again'}
          onRetry={() => this.setState({ error: undefined } as { error?: MillraceError })}
        />
      </div>
    );
  }
}
