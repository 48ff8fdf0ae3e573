import type { ComponentChildren } from 'preact';

export interface StripFigure {
  readonly label: string;
  readonly value: ComponentChildren;
  /** A word below the figure: of what, since when. */
  readonly note?: ComponentChildren | undefined;
  readonly href?: string;
}

/** A line of figures that say how it stands. */
export function FigureStrip({ label, figures }: { readonly label: string; readonly figures: readonly StripFigure[] }) {
  return (
    <dl class="strip" aria-label={label}>
      {figures.map(({ label: name, value, note, href }) => (
        <div key={name}>
          <dt>{href === undefined ? name : <a href={href}>{name}</a>}</dt>
          <dd>
            {value}
            {note !== undefined && <span class="strip-note">{note}</span>}
          </dd>
        </div>
      ))}
    </dl>
  );
}
