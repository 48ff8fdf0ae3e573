import type { SeriesTone } from './chart.js';

export interface ChartColours {
  readonly tones: Readonly<Record<SeriesTone, string>>;
  readonly fills: Readonly<Record<SeriesTone, string>>;
  readonly text: string;
  readonly grid: string;
  readonly critical: string;
  readonly font: string;
}

/** The theme's colours as a canvas takes them: what a custom property comes to is known to an element alone. */
export function chartColours(): ChartColours {
  const probe = document.createElement('span');
  probe.hidden = true;
  document.body.append(probe);
  const read = (colour: string) => {
    probe.style.color = colour;
    return getComputedStyle(probe).color;
  };
  const tone = (name: string) => read(`var(--${name})`);
  const fill = (name: string) => read(`color-mix(in srgb, var(--${name}) 14%, transparent)`);
  const colours = {
    tones: {
      accent: tone('accent'),
      ink: tone('ink'),
      good: tone('good'),
      warning: tone('warning'),
      muted: tone('muted'),
    },
    fills: {
      accent: fill('accent'),
      ink: fill('ink'),
      good: fill('good'),
      warning: fill('warning'),
      muted: fill('muted'),
    },
    text: tone('muted'),
    grid: tone('line'),
    critical: tone('critical'),
    font: `11px ${getComputedStyle(document.body).fontFamily}`,
  };
  probe.remove();
  return colours;
}
