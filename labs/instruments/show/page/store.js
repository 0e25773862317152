// SPDX-License-Identifier: MIT
/*
 * What was sent: samples, marks, the last rest. A server that is started anew
 * counts from 0; a curve against handshakes goes on where the last one ended.
 */
const MOST = 4000; // samples that are kept
const RECENT = 1000; // of them, the last ones: none is left out
const LEAST = 20; // handshakes that a slope needs

/* The slope of the line that fits these points best; null: there is none. */
function slope_of(points) {
    const n = points.length;
    let x = 0;
    let y = 0;
    for (const point of points) {
        x += point[0] / n;
        y += point[1] / n;
    }
    let both = 0;
    let square = 0;
    for (const point of points) {
        both += (point[0] - x) * (point[1] - y);
        square += (point[0] - x) ** 2;
    }
    return square > 0 ? both / square : null;
}

export class Store {
    constructor() {
        this.phase = 'starting'; // as the server says
        this.clear();
    }

    clear() {
        this.samples = [];
        this.marks = [];
        this.rested = null;
        this.ended = [0, 0]; // handshakes of the generations before
    }

    add(sample) {
        const before = this.last();
        if (before !== null && sample.t <= before.t)
            return;
        sample.x = sample.sides.map((side, i) => {
            const old = before?.sides[i];
            if (!side)
                return before?.x[i] ?? 0;
            if (old && old.generation !== side.generation)
                this.ended[i] = before.x[i];
            return this.ended[i] + side.handshakes;
        });
        this.samples.push(sample);
        if (this.samples.length > MOST)
            this.thin();
    }

    /* Every second one goes, of those that are not the last of theirs. */
    thin() {
        const { samples } = this;
        const recent = samples.length - RECENT;
        const same = (a, b) => a.sides.every((side, i) =>
            side?.generation === b.sides[i]?.generation);
        this.samples = samples.filter((sample, i) => i >= recent ||
            i % 2 === 0 || !same(sample, samples[i + 1]));
    }

    mark(mark) {
        this.marks.push(mark);
    }

    rest(rest) {
        this.rested = rest;
    }

    last() {
        return this.samples[this.samples.length - 1] ?? null;
    }

    /* Those of the last so many seconds. */
    since(seconds) {
        const last = this.last();
        return this.samples.filter((one) => one.t >= last.t - seconds);
    }

    /* Those of the left server that runs now. */
    run() {
        const now = this.last()?.sides[0]?.generation;
        return this.samples.filter((one) => one.sides[0]?.generation === now);
    }

    /*
     * Bytes for each handshake of side i: what the last rest said, if nothing
     * has come since; else what the curve of this generation says.
     */
    slope(i) {
        const last = this.last();
        const side = last?.sides[i];
        if (!side)
            return null;
        const rest = this.rested?.sides[i];
        if (rest && rest.generation === side.generation &&
            rest.handshakes > 0 && this.phase === 'rest')
            return { exact: true, bytes: rest.per_handshake,
                per: this.rested.leak?.per, each: this.rested.leak?.each[i] };
        const points = [];
        for (let at = this.samples.length - 1; at >= 0; at -= 1) {
            const one = this.samples[at].sides[i];
            if (!one || one.generation !== side.generation ||
                points.length >= RECENT)
                break;
            points.push([one.handshakes, one.bytes]);
        }
        const moved = points.length > 2
            ? points[0][0] - points[points.length - 1][0] : 0;
        const bytes = moved >= LEAST ? slope_of(points) : null;
        return bytes === null ? null : { exact: false, bytes };
    }
}
