import type { PropertyView } from '../../api/messages.js';

interface PropertyListProps {
  readonly label: string;
  readonly properties: readonly PropertyView[];
  /** What is said where there are none. */
  readonly none: string;
}

/** Properties of a message with their types, each as plain text. Stays a table on a phone: its columns have room there. */
export function PropertyList({ label, properties, none }: PropertyListProps) {
  if (properties.length === 0) return <p class="muted">{none}</p>;
  return (
    <table class="properties">
      <caption class="hidden">{label}</caption>
      <thead class="hidden">
        <tr>
          <th scope="col">Name</th>
          <th scope="col">Value</th>
          <th scope="col">Type</th>
        </tr>
      </thead>
      <tbody>
        {properties.map(({ name, type, value }) => (
          <tr key={name}>
            <th scope="row" class="mono">
              {name}
            </th>
            <td class="mono value">{value}</td>
            <td class="muted">{type}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
