import type { ComponentChildren, TargetedKeyboardEvent } from 'preact';
import { useLocation } from 'preact-iso';
import { useState } from 'preact/hooks';

import { rowAfterKey } from './table-keys.js';

export interface Column<Row> {
  readonly id: string;
  readonly title: string;
  /** What the head shows where the title is too long; readers still hear the title. */
  readonly short?: string;
  /** Right-aligned, with digits of one width. */
  readonly numeric?: boolean;
  /** Takes what the others leave. */
  readonly grow?: boolean;
  /** Never broken into lines: for what is short. */
  readonly keep?: boolean;
  /** Left out where the page is not wide enough: first what is `wide`, then what is `medium`. */
  readonly from?: 'medium' | 'wide';
  /** Holds a control of its own, as a checkbox: never the link to the row. */
  readonly plain?: boolean;
  /** What the head shows instead of its title. */
  readonly head?: ComponentChildren;
  readonly cell: (row: Row) => ComponentChildren;
  /** Given where the table can be sorted by it. */
  readonly sortBy?: (row: Row) => number | string;
}

export interface Sorting {
  readonly column: string;
  readonly descending: boolean;
}

export interface TableProps<Row> {
  /** What it lists, for those who do not see it. */
  readonly caption: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly rowKey: (row: Row) => string;
  /** Where Enter, or a click on the row, leads. */
  readonly href?: (row: Row) => string | null;
  /** What Enter, or a click, does where it leads to no address. */
  readonly onOpen?: (row: Row) => void;
  /** What the space bar does; `extend` with shift held. */
  readonly onToggle?: (row: Row, extend: boolean) => void;
  readonly isSelected?: (row: Row) => boolean;
  readonly rowClass?: (row: Row) => string | undefined;
  readonly sorting?: Sorting;
  readonly onSort?: (sorting: Sorting) => void;
}

/**
 * A table that one key stop leads into: arrows, Home and End walk its rows, Enter opens one. On narrow screens each
 * row becomes a card.
 */
export function Table<Row>(props: TableProps<Row>) {
  const { caption, columns, rows, rowKey, sorting, onSort } = props;
  const [active, setActive] = useState<string | null>(null);
  const keys = rows.map(rowKey);
  const entry = active !== null && keys.includes(active) ? active : keys[0];

  return (
    <table class="table" role="table">
      <caption class="hidden">{caption}</caption>
      <thead role="rowgroup">
        <tr role="row">
          {columns.map((column) => (
            <HeadCell key={column.id} column={column} sorting={sorting} onSort={onSort} />
          ))}
        </tr>
      </thead>
      <tbody role="rowgroup">
        {rows.map((row) => {
          const key = rowKey(row);
          return <TableRow key={key} row={row} table={props} isEntry={key === entry} onActive={() => setActive(key)} />;
        })}
      </tbody>
    </table>
  );
}

interface HeadCellProps<Row> {
  readonly column: Column<Row>;
  readonly sorting: Sorting | undefined;
  readonly onSort: ((sorting: Sorting) => void) | undefined;
}

function HeadCell<Row>({ column, sorting, onSort }: HeadCellProps<Row>) {
  const sorted = sorting?.column === column.id ? (sorting.descending ? 'descending' : 'ascending') : undefined;
  const canSort = column.sortBy !== undefined && onSort !== undefined;
  const sort = () =>
    onSort?.({
      column: column.id,
      descending: sorted === undefined ? column.numeric === true : sorted === 'ascending',
    });
  const label = column.head ?? column.short ?? column.title;
  return (
    <th scope="col" role="columnheader" class={cellClass(column)} aria-sort={canSort ? (sorted ?? 'none') : undefined}>
      {canSort ? (
        <button type="button" class="sort" onClick={sort} title={`Sort by ${column.title.toLowerCase()}`}>
          {label}
        </button>
      ) : (
        label
      )}
    </th>
  );
}

interface TableRowProps<Row> {
  readonly row: Row;
  readonly table: TableProps<Row>;
  readonly isEntry: boolean;
  readonly onActive: () => void;
}

function TableRow<Row>({ row, table, isEntry, onActive }: TableRowProps<Row>) {
  const { columns, href, onOpen, onToggle, isSelected, rowClass } = table;
  const { route } = useLocation();
  const address = href?.(row) ?? null;
  const opens = address !== null || onOpen !== undefined;
  const walks = opens || onToggle !== undefined;
  const linked = columns.findIndex(({ plain }) => plain !== true);

  const open = () => {
    if (address !== null) route(address);
    else onOpen?.(row);
  };

  const onKeyDown = (event: TargetedKeyboardEvent<HTMLTableRowElement>) => {
    // Keys within a field or a button of the row are theirs.
    if (event.target !== event.currentTarget) return;
    if (event.key === 'Enter' && opens) open();
    else if (event.key === ' ' && onToggle !== undefined) onToggle(row, event.shiftKey);
    else if (!walk(event.currentTarget, event.key)) return;
    event.preventDefault();
  };

  const onClick = (event: MouseEvent) => {
    const onControl =
      event.target instanceof Element && event.target.closest('a, button, input, label, select') !== null;
    if (!onControl && opens && window.getSelection()?.isCollapsed !== false) open();
  };

  return (
    <tr
      role="row"
      class={[rowClass?.(row), opens && 'opens'].filter(Boolean).join(' ') || undefined}
      tabIndex={walks ? (isEntry ? 0 : -1) : undefined}
      aria-selected={isSelected === undefined ? undefined : isSelected(row)}
      onFocus={onActive}
      onKeyDown={onKeyDown}
      onClick={onClick}
    >
      {columns.map((column, index) => (
        <td key={column.id} role="cell" class={cellClass(column)} data-label={column.short ?? column.title}>
          {index === linked && address !== null ? (
            <a href={address} tabIndex={-1}>
              {column.cell(row)}
            </a>
          ) : (
            column.cell(row)
          )}
        </td>
      ))}
    </tr>
  );
}

function walk(row: HTMLTableRowElement, key: string): boolean {
  const rows = [...(row.parentElement?.children ?? [])];
  const next = rowAfterKey(rows.indexOf(row), rows.length, key);
  const target = next === null ? undefined : rows[next];
  if (!(target instanceof HTMLElement)) return false;
  target.focus();
  return true;
}

function cellClass<Row>({ numeric, from, grow, keep }: Column<Row>): string | undefined {
  const classes = [
    numeric === true && 'numeric',
    grow === true && 'grow',
    keep === true && 'keep',
    from !== undefined && `from-${from}`,
  ];
  return classes.filter(Boolean).join(' ') || undefined;
}

/** Rows in the order that was asked for; as they are where none was. */
export function sortRows<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  sorting: Sorting | undefined,
): readonly Row[] {
  const sortBy = columns.find(({ id }) => id === sorting?.column)?.sortBy;
  if (sortBy === undefined) return rows;
  const sign = sorting?.descending === true ? -1 : 1;
  return [...rows].sort((a, b) => sign * compare(sortBy(a), sortBy(b)));
}

function compare(a: number | string, b: number | string): number {
  return typeof a === 'number' && typeof b === 'number' ? a - b : String(a).localeCompare(String(b), 'en');
}
