// SPDX-License-Identifier: MIT
/*
 * The curves, by uPlot: one large, four small. Left is a full line, right a
 * dashed one, in two colours that everybody can tell apart.
 */
import { bytes, clock, count, element } from './say.js';

const small = {
    rss: bytes,
    descriptors: count,
    rate: count,
    connections: count,
};
/* What goes up and down all the time: more than half a minute is a blot. */
const lively = { rate: true, connections: true };
const LIVELY = 30; // seconds
const root = document.documentElement;

/* What is counted has no halves, nor has a second: steps from tick to tick. */
const seconds = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1800, 3600, 7200];
const whole = Array.from({ length: 39 }, (_, i) =>
    [1, 2, 5][i % 3] * 10 ** Math.floor(i / 3));

/* "5.00 MB" at a tick of an axis is "5 MB". */
function short(words) {
    return words.replace(/(\.\d*?)0+ /, '$1 ').replace('. ', ' ');
}

function colour(name) {
    return getComputedStyle(root).getPropertyValue(`--${name}`).trim();
}

function letter() {
    return parseFloat(getComputedStyle(root).fontSize);
}

/*
 * The samples as uPlot wants them: one list of x, and a list of y for each
 * side. A server that is started anew begins a new line: null is the gap,
 * undefined only that the other side has a point there.
 */
export function columns(samples, name, x_of) {
    const lines = [0, 1].map((i) => {
        const points = new Map();
        let before = null;
        for (const sample of samples) {
            const side = sample.sides[i];
            const x = x_of(sample, i);
            if (!side) {
                points.set(x, null);
                continue;
            }
            if (before !== null && before.generation !== side.generation &&
                before.x < x)
                points.set((before.x + x) / 2, null);
            points.set(x, side[name] ?? null);
            before = { generation: side.generation, x };
        }
        return points;
    });
    const xs = [...new Set([...lines[0].keys(), ...lines[1].keys()])]
        .sort((a, b) => a - b);
    return [xs, ...lines.map((line) => xs.map((x) => line.get(x)))];
}

export class Curves {
    constructor(store, look) {
        this.store = store;
        this.look = look;
        this.all = ['bytes', ...Object.keys(small)].map((name) => ({
            name, big: name === 'bytes', words: small[name] ?? bytes,
            place: element(`chart-${name}`), plot: null,
        }));
        const watch = new ResizeObserver(() => this.resize());
        for (const { place } of this.all)
            watch.observe(place);
        this.restyle();
    }

    options(chart) {
        const size = letter() * (chart.big ? 0.95 : 0.8);
        const grid = { stroke: colour('grid'), width: 1 };
        const axis = { stroke: colour('text'), grid, ticks: grid,
            font: `${size}px system-ui, sans-serif` };
        const line = (name, dash) => ({ stroke: colour(name), dash,
            width: chart.big ? 4 : 2.5, points: { show: false } });
        const by_time = !chart.big || this.look.values.axis === 'time';
        return {
            width: Math.max(chart.place.clientWidth, 100),
            height: Math.max(chart.place.clientHeight, 60),
            legend: { show: false },
            cursor: { show: false },
            padding: [size, size * 1.6, 0, 0],
            scales: {
                x: { time: false },
                y: { range: (plot, low, high) =>
                    [0, Math.max(high ?? 0, 1) * 1.06] },
            },
            series: [{}, line('left'), line('right', [9, 6])],
            axes: [
                { ...axis, size: size * 2.2, gap: size * 0.3,
                    space: size * 6, incrs: by_time ? seconds : whole,
                    values: (plot, all) => all.map(by_time ? clock : count) },
                { ...axis, size: size * 5.4, gap: size * 0.3,
                    space: size * 1.9, incrs: whole,
                    values: (plot, all) => all.map((y) =>
                        short(chart.words(y))) },
            ],
            hooks: { draw: [(plot) => chart.big && this.marks(plot, size)] },
        };
    }

    /* Where the left or the right server was started anew. */
    marks(plot, size) {
        const { ctx, bbox } = plot;
        const ratio = devicePixelRatio;
        ctx.save();
        ctx.font = `${size * ratio}px system-ui, sans-serif`;
        ctx.fillStyle = colour('text');
        ctx.textAlign = 'left';
        ctx.textBaseline = 'alphabetic';
        ctx.strokeStyle = colour('mark');
        ctx.lineWidth = 1.5 * ratio;
        ctx.setLineDash([2 * ratio, 4 * ratio]);
        const seen = this.store.marks.map((mark) => ({
            text: mark.text.replace(/^.*: /, ''), // of "left is now: peer"
            x: plot.valToPos(this.x_of_mark(mark), 'x', true) }))
            .filter(({ x }) => x >= bbox.left && x <= bbox.left + bbox.width);
        const rows = [-Infinity, -Infinity, -Infinity]; // where each ends
        for (const { x, text } of seen) {
            ctx.beginPath();
            ctx.moveTo(x, bbox.top);
            ctx.lineTo(x, bbox.top + bbox.height);
            ctx.stroke();
            const wide = ctx.measureText(text).width + size * ratio;
            const room = bbox.left + bbox.width - wide;
            const from = Math.min(x + 0.4 * size * ratio, room);
            const row = rows.findIndex((end) => end <= from);
            if (row < 0)
                continue;
            rows[row] = from + wide;
            ctx.fillText(text, from,
                bbox.top + size * ratio * (1 + 1.3 * row));
        }
        ctx.restore();
    }

    x_of_mark(mark) {
        if (this.look.values.axis === 'time')
            return mark.t;
        const { samples } = this.store;
        const next = samples.find((one) => one.t >= mark.t) ?? samples.at(-1);
        return next?.x[mark.side] ?? 0;
    }

    /* The type follows the window's width, and a plot keeps what it has. */
    resize() {
        if (letter() !== this.letter) {
            this.restyle();
            return;
        }
        for (const { plot, place } of this.all)
            if (plot !== null && (place.clientWidth !== plot.width ||
                place.clientHeight !== plot.height))
                plot.setSize({ width: Math.max(place.clientWidth, 100),
                    height: Math.max(place.clientHeight, 60) });
    }

    /* Colours, type or the axis have changed: a plot keeps those it has. */
    restyle() {
        this.letter = letter();
        for (const chart of this.all) {
            chart.plot?.destroy();
            chart.plot = null;
        }
        this.draw();
    }

    data(chart) {
        const samples = chart.name in lively ? this.store.since(LIVELY)
            : this.look.chosen(this.store);
        const by_time = !chart.big || this.look.values.axis === 'time';
        return columns(samples, chart.name, by_time ? (sample) => sample.t
            : (sample, i) => sample.x[i]);
    }

    /* Of no sample there is nothing to draw: axes would show made-up values. */
    draw() {
        if (this.store.last() === null)
            return;
        for (const chart of this.all) {
            const data = this.data(chart);
            if (chart.plot !== null)
                chart.plot.setData(data);
            else
                chart.plot = new globalThis.uPlot(this.options(chart), data,
                    chart.place);
        }
    }
}
