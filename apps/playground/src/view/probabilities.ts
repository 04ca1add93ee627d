import { percent } from './numbers.js';

/** Ten bars, one a digit. */
export class Probabilities {
  private readonly rows: { row: HTMLElement; bar: HTMLElement; value: HTMLElement }[] = [];
  private spoken = '';

  constructor(
    list: HTMLElement,
    private readonly verdict: HTMLElement,
    private readonly whenBlank = verdict.textContent ?? '',
  ) {
    for (let digit = 0; digit < 10; digit++) {
      const row = document.createElement('li');
      const [name, track, bar, value] = ['span', 'span', 'span', 'span'].map((t) =>
        document.createElement(t),
      );
      name!.textContent = String(digit);
      track!.className = 'track';
      bar!.className = 'bar';
      value!.className = 'value';
      track!.style.display = bar!.style.display = 'block';
      track!.append(bar!);
      row.append(name!, track!, value!);
      list.append(row);
      this.rows.push({ row, bar: bar!, value: value! });
    }
    this.show(null, false);
  }

  /**
   * @param label what the digit really is, where that is known
   * @param untrained the network has learned nothing yet
   */
  show(probabilities: readonly number[] | null, untrained: boolean, label: number | null = null): void {
    let best = 0;
    this.rows.forEach(({ row, bar, value }, digit) => {
      const p = probabilities?.[digit] ?? 0;
      if (probabilities !== null && p > probabilities[best]!) best = digit;
      bar.style.transform = `scaleX(${Number.isFinite(p) ? p : 0})`;
      value.textContent = probabilities === null ? '' : percent(p);
      row.dataset.probability = probabilities === null ? '' : String(p);
    });
    this.rows.forEach(({ row }, digit) => {
      row.classList.toggle('best', probabilities !== null && digit === best);
    });
    this.say(probabilities, best, untrained, label);
  }

  /** Said aloud by screen readers, so only when there is something new to say. */
  private say(
    probabilities: readonly number[] | null,
    best: number,
    untrained: boolean,
    label: number | null,
  ): void {
    const p = probabilities?.[best] ?? 0;
    const sure =
      p > 0.9 ? 'It is sure: this is' : p > 0.6 ? 'It takes this for' : 'It hesitates, but would say';
    const article = best === 8 ? 'an' : 'a';
    let text = this.whenBlank;
    if (probabilities !== null && !Number.isFinite(p))
      text = 'The weights are no numbers any more: reset, and try a smaller learning rate.';
    else if (probabilities !== null && untrained)
      text = 'The network has not been trained yet: it is guessing.';
    else if (probabilities !== null) text = `${sure} ${article} ${best}.`;
    if (probabilities !== null && label !== null) text += ` The test set says ${label}.`;
    if (text === this.spoken) return;
    this.spoken = text;
    this.verdict.textContent = text;
  }
}
