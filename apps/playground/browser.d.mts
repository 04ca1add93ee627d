import type { Browser, Page } from 'playwright-core';

export const executablePath: string;
export function missingBrowser(): string | null;
export function servePage(outDir: string): Promise<{ readonly url: string; close(): Promise<void> }>;
export function launch(): Promise<Browser>;
export function draw(page: Page, strokes: readonly (readonly (readonly [number, number])[])[]): Promise<void>;
export const seven: readonly (readonly (readonly [number, number])[])[];
