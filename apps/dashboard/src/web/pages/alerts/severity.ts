/** Azure Monitor's names of severities. */
const names = ['critical', 'error', 'warning', 'informational', 'verbose'] as const;

/** `Sev 2, warning`. @param severity from 0, the worst, to 4 */
export function severityName(severity: number): string {
  const name = names[severity];
  return name === undefined ? `Sev ${severity}` : `Sev ${severity}, ${name}`;
}
