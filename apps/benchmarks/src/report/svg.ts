import { init } from 'echarts';

import { optionOf, type Plot } from './plot.js';

const size = { width: 720, height: 400 };

/** The plot as a file of its own, the same bytes whenever and wherever it is drawn. */
export function svgOf(plot: Plot): string {
  const chart = init(null, null, { renderer: 'svg', ssr: true, ...size });
  try {
    chart.setOption(optionOf(plot));
    return `${still(chart.renderToSVGString())}\n`;
  } finally {
    chart.dispose();
  }
}

/** Without what is for a pointer that hovers, and without numbers that count the charts of this process. */
function still(svg: string): string {
  return svg
    .replace(/<style ?>[^]*?<\/style>\n?/g, '')
    .replace(/ (class|ecmeta_[a-z_]+|pointer-events)="[^"]*"/g, '')
    .replace(/\bzr\d+-/g, '');
}
