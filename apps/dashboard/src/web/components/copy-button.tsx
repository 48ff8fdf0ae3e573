import { useState } from 'preact/hooks';

import { toast } from './toast.js';

const saidFor = 1_500;

export function CopyButton({ text, label = 'Copy' }: { readonly text: string; readonly label?: string }) {
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setCopied(true);
      setTimeout(() => setCopied(false), saidFor);
    } catch {
      toast('The browser does not let this page copy. Select the text and copy it by hand.', 'failed');
    }
  };
  return (
    <button type="button" class="button quiet copy" aria-label={label} title={label} onClick={() => void copy()}>
      <span aria-live="polite">{copied ? 'Copied' : 'Copy'}</span>
    </button>
  );
}
