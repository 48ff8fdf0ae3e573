import { useEffect, useState } from 'preact/hooks';

import { emptyDraft, type SendDraft } from './draft.js';

const keyOf = (entity: string) => `ams-dashboard-draft ${entity}`;

/** A draft for an entity. It outlives a reload and a look elsewhere, for as long as the browser's tab is open. */
export function useDraft(entity: string): readonly [SendDraft, (draft: SendDraft) => void] {
  const [draft, setDraft] = useState(() => storedDraft(entity));
  useEffect(() => sessionStorage.setItem(keyOf(entity), JSON.stringify(draft)), [entity, draft]);
  return [draft, setDraft];
}

/** Only this page writes there: what is stored has the shape of a draft, unless an older page wrote it. */
function storedDraft(entity: string): SendDraft {
  const text = sessionStorage.getItem(keyOf(entity));
  if (text === null) return emptyDraft;
  const stored: Partial<SendDraft> = JSON.parse(text) as Partial<SendDraft>;
  return { ...emptyDraft, ...stored };
}
