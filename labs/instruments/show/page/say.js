// SPDX-License-Identifier: MIT
/*
 * Numbers as people read them, and the lines of text on the page: what is so
 * now, what is wrong, and what a screen reader says aloud.
 */
const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const exact = new Intl.NumberFormat('en', { maximumFractionDigits: 3 });

export const element = (id) => document.getElementById(id);

/* Only if it is new: a reader would read it again. */
export function text(id, words) {
    const place = element(id);
    if (place.textContent !== words)
        place.textContent = words;
}

export const count = (n) => whole.format(n).replace('-', '−');
export const precisely = (n) => exact.format(n).replace('-', '−');

/* Three digits and a unit; 1 MB is 1,000,000 bytes, as in the demo. */
export function bytes(n) {
    const size = Math.abs(n);
    if (size < 1000)
        return `${count(n)} B`;
    const [unit, name] = size < 999500 ? [1e3, 'kB']
        : size < 999.5e6 ? [1e6, 'MB'] : [1e9, 'GB'];
    const value = n / unit;
    const digits = Math.abs(value) < 10 ? 2 : Math.abs(value) < 100 ? 1 : 0;
    return `${value.toFixed(digits).replace('-', '−')} ${name}`;
}

export function clock(seconds) {
    const s = Math.floor(seconds);
    const two = (n) => String(n).padStart(2, '0');
    return s < 3600 ? `${Math.floor(s / 60)}:${two(s % 60)}`
        : `${Math.floor(s / 3600)}:${two(Math.floor(s / 60) % 60)}:` +
            two(s % 60);
}

export function slope_words(slope) {
    if (slope === null)
        return 'no slope yet';
    if (slope.exact)
        return `${precisely(slope.bytes)} B a handshake` +
            (slope.per && slope.per !== 'connection' && slope.each !== null
                ? `, ${precisely(slope.each)} B a ${slope.per}` : '');
    /* What is open at the moment trembles: no more digits than are true. */
    const step = Math.abs(slope.bytes) < 1000 ? 10 : 100;
    return `≈ ${count(Math.round(slope.bytes / step) * step + 0)} ` +
        'B a handshake';
}

// ---- Now ------------------------------------------------------------------

const small = {
    rss: bytes,
    descriptors: count,
    rate: count,
    connections: count,
};

export function now(sample, store) {
    sample.sides.forEach((side, i) => {
        if (!side)
            return;
        text(`name-${i}`, side.name);
        text(`bytes-${i}`, bytes(side.bytes));
        const slope = store.slope(i);
        text(`slope-${i}`, slope_words(slope));
        element(`slope-${i}`).classList.toggle('exact', !!slope?.exact);
    });
    for (const [name, words] of Object.entries(small))
        sample.sides.forEach((side, i) =>
            text(`now-${name}-${i}`, side ? words(side[name]) : '–'));
}

// ---- Aloud ----------------------------------------------------------------

const SELDOM = 20; // seconds of the server's between two
let said = -SELDOM;

export function say(words) {
    text('spoken', words);
}

export function say_seldom(sample, store) {
    if (sample.t - said < SELDOM && sample.t >= said)
        return;
    said = sample.t;
    const words = sample.sides.map((side, i) => side ? `${side.name} ` +
        `holds ${bytes(side.bytes)}, ${slope_words(store.slope(i))}` : '')
        .join('; ');
    say(words);
    element('chart-bytes').setAttribute('aria-label', 'Live heap from ' +
        `${clock(store.samples[0].t)} to ${clock(sample.t)}: ${words}`);
}

// ---- Faults ---------------------------------------------------------------

let of = null;

/* One line, of `kind`; it stays until it is dismissed, or is over. */
export function fault(words, kind) {
    of = kind;
    text('fault-text', words);
    element('fault').hidden = false;
}

export function fault_off(kind = of) {
    if (of === kind)
        element('fault').hidden = true;
}

element('fault-off').addEventListener('click', () => fault_off());
