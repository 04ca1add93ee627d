/** The element with that id. The page is fixed: one that is missing is a mistake in it. */
export function byId<T extends HTMLElement>(id: string, kind: new () => T): T {
  const found = document.getElementById(id);
  if (!(found instanceof kind)) throw new Error(`the page has no ${kind.name} #${id}`);
  return found;
}

/** Three numbers of a CSS variable such as `217 84 30`. */
export function colourOf(name: string): [number, number, number] {
  const text = getComputedStyle(document.documentElement).getPropertyValue(name);
  return text.trim().split(/\s+/).map(Number) as [number, number, number];
}

export const variable = (name: string): string =>
  getComputedStyle(document.documentElement).getPropertyValue(name).trim();

/** Called when the reader's system changes between light and dark. */
export function onSchemeChange(f: () => void): void {
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', f);
}
