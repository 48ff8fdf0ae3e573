import { useLayoutEffect, useRef } from 'preact/hooks';

/**
 * Keeps the current link of a list in view where the list is wider than the screen and scrolls.
 * @param current changes when another link is the current one
 */
export function useCurrentInView<Element extends HTMLElement>(current: string | undefined) {
  const list = useRef<Element>(null);
  useLayoutEffect(() => {
    const element = list.current;
    const link = element?.querySelector<HTMLElement>('[aria-current]');
    // Not scrollIntoView: that moves the page as well.
    if (element === null || link === null || link === undefined) return;
    element.scrollLeft = link.offsetLeft - (element.clientWidth - link.offsetWidth) / 2;
  }, [current]);
  return list;
}
