// SPDX-License-Identifier: MIT
/*
 * The figures of a rest: exact, as the heap meter counts and both servers
 * hold still.
 */
import { count, element, precisely, text } from './say.js';

const lines = [
    ['per_handshake', 'bytes a handshake', precisely],
    ['per_request', 'bytes a request', precisely],
    ['grown_bytes', 'bytes grown', count],
    ['grown_blocks', 'blocks grown', count],
    ['handshakes', 'handshakes', count],
    ['requests', 'requests', count],
    ['refused', 'refused clients', count],
    ['downloads', 'downloads', count],
    ['descriptors', 'descriptors', count],
    ['threads', 'threads', count],
];

/* How many there were of what a leak keeps something for. */
export function times(side, per) {
    return {
        connection: side.connections ?? side.handshakes,
        request: side.requests,
        download: side.downloads,
        refusal: side.refused,
    }[per] ?? 0;
}

function row(name, words, cells) {
    const line = document.createElement('tr');
    const head = document.createElement('th');
    line.dataset.figure = name;
    head.scope = 'row';
    head.textContent = words;
    line.append(head, ...cells.map((cell) => {
        const place = document.createElement('td');
        place.textContent = cell;
        return place;
    }));
    return line;
}

/*
 * Of a server with one leak: what the leak keeps something for, and how much
 * each side has grown for each of these.
 */
export function of_leak(rest, leaks, truth) {
    if (leaks.length !== 1 || !truth[leaks[0]])
        return null;
    const { per } = truth[leaks[0]];
    return { per, each: rest.sides.map((side) => times(side, per) > 0
        ? side.grown_bytes / times(side, per) : null) };
}

export class Figures {
    show(rest) {
        rest.sides.forEach((side, i) => text(`exact-${i}`, side.name));
        const known = lines.filter(([name]) =>
            rest.sides.some((side) => side[name] !== undefined));
        const leak = rest.leak ? [row('per_trigger',
            `bytes a ${rest.leak.per}`, rest.leak.each.map((each) =>
                each === null ? '–' : precisely(each)))] : [];
        element('exact-rows').replaceChildren(...leak,
            ...known.map(([name, words, form]) => row(name, words,
                rest.sides.map((side) => side[name] === undefined ? '–'
                    : form(side[name])))));
        element('exact-table').hidden = false;
        text('exact-says', rest.sides.map((side) => `${side.name}: ` +
            `${count(side.grown_bytes)} bytes after ` +
            `${count(side.handshakes)} handshakes`).join('; ') + '.');
    }
}
