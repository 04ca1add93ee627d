import type { Confusion } from '../confusion.js';
import type { Misclassified } from '../evaluate.js';
import type { LossPoint } from '../train.js';
import { lossCurve } from './curve.js';
import { encodePng } from './png.js';
import { style } from './style.js';

/** A mistake with the picture it was made on. */
export interface PicturedMistake extends Misclassified {
  /** Grey values, row by row, black 0 to white 255. */
  readonly pixels: Uint8Array;
  readonly width: number;
  readonly height: number;
}

export interface Report {
  readonly title: string;
  /** Facts about the run, in order. */
  readonly facts: readonly (readonly [name: string, value: string])[];
  readonly history: readonly LossPoint[];
  readonly stepsPerEpoch: number;
  readonly confusion: Confusion;
  readonly mistakes: readonly PicturedMistake[];
}

const escapes: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escapeHtml = (text: string): string => text.replace(/[&<>"]/g, (c) => escapes[c]!);
const percent = (x: number, digits = 2): string => `${(100 * x).toFixed(digits)} %`;

/** The report as one HTML file that needs nothing else: pictures and curve are inside. */
export function reportPage(r: Report): string {
  const { confusion } = r;
  const facts = r.facts
    .map(([k, v]) => `<div><dt>${escapeHtml(k)}</dt><dd>${escapeHtml(v)}</dd></div>`)
    .join('\n');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(r.title)}</title>
<style>${style}</style>
</head>
<body>
<main>
<header>
<h1>${escapeHtml(r.title)}</h1>
<p class="result"><strong>${percent(confusion.accuracy)}</strong> of ${confusion.total} test images recognised,
${confusion.total - confusion.correct} mistaken.</p>
</header>
<section aria-labelledby="curve">
<h2 id="curve">Loss</h2>
<figure>${lossCurve(r.history, r.stepsPerEpoch)}
<figcaption>Cross-entropy of the training batches on a logarithmic scale: readings (thin) and their moving average
(thick). Dashed lines part the epochs.</figcaption></figure>
</section>
<section aria-labelledby="mistakes">
<h2 id="mistakes">Mistakes</h2>
${mistakeGallery(r.mistakes)}
</section>
<section aria-labelledby="confusion">
<h2 id="confusion">What was taken for what</h2>
${worstClasses(confusion)}
<div class="scroll" role="region" aria-labelledby="confusion" tabindex="0">${confusionTable(confusion)}</div>
</section>
<section aria-labelledby="run">
<h2 id="run">The run</h2>
<dl>
${facts}
</dl>
</section>
</main>
</body>
</html>
`;
}

function mistakeGallery(mistakes: readonly PicturedMistake[]): string {
  if (mistakes.length === 0) return '<p>There were none.</p>';
  const items = mistakes.map((m) => {
    const png = encodePng(m.width, m.height, m.pixels).toString('base64');
    const alt = `test image ${m.index}, a ${m.actual} that was taken for a ${m.predicted}`;
    return `<li><img src="data:image/png;base64,${png}" width="${m.width}" height="${m.height}" alt="${alt}">
<span>${m.actual} <span class="arrow" aria-label="taken for">→</span> <b>${m.predicted}</b></span>
<small>${percent(m.confidence, 0)} sure</small></li>`;
  });
  return `<p>The ${mistakes.length} that the model was surest of: what the image shows → what it was taken for.</p>
<ul class="gallery">
${items.join('\n')}
</ul>`;
}

function worstClasses(confusion: Confusion): string {
  const items = confusion.worst(2).map((c) => `<li>${escapeHtml(confusion.describe(c))}</li>`);
  return `<p>The two classes recognised worst:</p>
<ul>
${items.join('\n')}
</ul>`;
}

function confusionTable({ classes, counts }: Confusion): string {
  const digits = Array.from({ length: classes }, (_, i) => i);
  const mostMistaken = Math.max(1, ...counts.flatMap((row, a) => row.filter((_, p) => p !== a)));
  const cell = (actual: number, predicted: number): string => {
    const n = counts[actual]![predicted]!;
    if (actual === predicted) return `<td class="right">${n}</td>`;
    // Colour repeats what the number says; zeros stay out of the way.
    return n === 0
      ? '<td class="none">0</td>'
      : `<td style="--heat:${(n / mostMistaken).toFixed(2)}">${n}</td>`;
  };
  const head = digits.map((d) => `<th scope="col">${d}</th>`).join('');
  const rows = digits.map(
    (a) => `<tr><th scope="row">${a}</th>${digits.map((p) => cell(a, p)).join('')}</tr>`,
  );
  return `<table>
<caption>Rows: what the image shows. Columns: what it was taken for.</caption>
<thead><tr><td></td>${head}</tr></thead>
<tbody>
${rows.join('\n')}
</tbody>
</table>`;
}
