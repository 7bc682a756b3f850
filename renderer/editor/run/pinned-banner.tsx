import { focusStep } from '../../canvas/canvas-keys.ts';
import { unpinOutputs } from '../../commands/pin-output.ts';
import { useDocument, useSession } from '../../stores/session.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';

/** Says that test runs use pinned data, where a flow has any. */
export function PinnedBanner() {
  const session = useSession();
  const { view, documents, editable } = session;
  const pinned = useDocument(({ content }) => content.document.pinned);
  const ids = Object.keys(pinned ?? {});
  const [first] = ids;
  if (first === undefined) return null;
  const show = () => {
    view.getState().select(ids);
    focusStep(session, first);
  };
  return (
    <Banner
      tone="info"
      actions={
        <>
          <Button size="small" onClick={show}>
            Show
          </Button>
          {editable && (
            <Button
              size="small"
              onClick={() => {
                const { content, apply } = documents.getState();
                apply(unpinOutputs(content.document, ids));
              }}
            >
              {ids.length === 1 ? 'Unpin' : 'Unpin all'}
            </Button>
          )}
        </>
      }
    >
      {ids.length === 1 ? '1 step uses pinned data. ' : `${ids.length} steps use pinned data. `}
      Runs of the active flow ignore it.
    </Banner>
  );
}
