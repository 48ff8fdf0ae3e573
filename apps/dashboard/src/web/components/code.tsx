import { CopyButton } from './copy-button.js';

interface CodeProps {
  /** Shown as it is: never as markup. */
  readonly text: string;
  /** What it is, for those who do not see it, and for the button that copies it. */
  readonly label: string;
  readonly wrap?: boolean;
}

/** Text of many lines in letters of one width, with a button to copy it. */
export function Code({ text, label, wrap = false }: CodeProps) {
  return (
    <figure class="code">
      <figcaption class="hidden">{label}</figcaption>
      <CopyButton text={text} label={`Copy ${label.toLowerCase()}`} />
      <pre class={wrap ? 'wrap' : undefined} tabIndex={0} aria-label={label}>
        {text}
      </pre>
    </figure>
  );
}
