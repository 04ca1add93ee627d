/** Colours keep a contrast of 4.5 : 1 for text in both schemes. */
export const style = `
:root {
  color-scheme: light dark;
  --paper: #fbfaf7; --card: #ffffff; --ink: #1d1f24; --soft: #5c616b; --line: #dcdad3;
  --accent: #b3401f; --good: #1d6b48; --heat-rgb: 179 64 31;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #14161a; --card: #1c1f25; --ink: #eceae4; --soft: #a4a9b3; --line: #343840;
    --accent: #f08a5d; --good: #6fcf9f; --heat-rgb: 240 138 93;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
main { max-width: 50rem; margin: 0 auto; padding: 2.5rem 1.25rem 4rem; }
h1 { font-size: 1.6rem; margin: 0; letter-spacing: -0.01em; }
h2 { font-size: 1.15rem; margin: 0 0 0.75rem; }
section { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 1.25rem; margin-top: 1.25rem; }
.result { font-size: 1.1rem; color: var(--soft); margin: 0.35rem 0 0; }
.result strong { color: var(--good); font-size: 2.2rem; font-weight: 650; font-variant-numeric: tabular-nums; margin-right: 0.2rem; }
figure { margin: 0; }
figcaption, small, caption { color: var(--soft); font-size: 0.875rem; }
svg { display: block; width: 100%; height: auto; }
svg text { fill: var(--soft); font: 12px system-ui, sans-serif; }
.grid { stroke: var(--line); }
.epoch { stroke: var(--soft); stroke-dasharray: 4 4; }
.raw, .smooth { fill: none; stroke: var(--accent); stroke-linejoin: round; }
.raw { opacity: 0.35; }
.smooth { stroke-width: 2.5; }
.gallery { list-style: none; margin: 0; padding: 0; display: grid; gap: 0.9rem; grid-template-columns: repeat(auto-fill, minmax(5.5rem, 1fr)); }
.gallery li { display: grid; justify-items: center; font-variant-numeric: tabular-nums; }
.gallery img { width: 100%; height: auto; aspect-ratio: 1; image-rendering: pixelated; border-radius: 6px; background: #000; }
.gallery b { color: var(--accent); }
.arrow { color: var(--soft); }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; width: 100%; }
caption { text-align: left; padding-bottom: 0.4rem; }
th, td { padding: 0.25rem 0.4rem; text-align: right; font-weight: 400; }
th { color: var(--soft); }
td.right { color: var(--good); font-weight: 600; }
td.none { color: var(--soft); }
td[style] { background: rgb(var(--heat-rgb) / calc(0.12 + 0.45 * var(--heat))); }
dl { margin: 0; display: grid; gap: 0.35rem 1.5rem; grid-template-columns: repeat(auto-fit, minmax(14rem, 1fr)); }
dl div { display: flex; gap: 0.75rem; justify-content: space-between; border-bottom: 1px solid var(--line); }
dt { color: var(--soft); }
dd { margin: 0; text-align: right; overflow-wrap: anywhere; }
`;
