import { useState } from 'preact/hooks';

import { toast } from './toast.js';

const saidFor = 1_500;

interface CopyButtonProps {
  readonly text: string;
  /** Its name for those who do not see it; begins with what it shows. */
  readonly label?: string;
  readonly shown?: string;
}

export function CopyButton({ text, label = 'Copy', shown = 'Copy' }: CopyButtonProps) {
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
      <span aria-live="polite">{copied ? 'Copied' : shown}</span>
    </button>
  );
}
