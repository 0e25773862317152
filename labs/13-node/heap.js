#!/usr/bin/env node
// SPDX-License-Identifier: MIT
'use strict';
/*
 * Reads heap snapshots, as look.js and v8.writeHeapSnapshot() make them.
 *     heap.js many FILE N                of which of Node's own classes there
 *                                        are N objects or more, and who holds
 *                                        them
 *     heap.js grown BEFORE AFTER STEPS   the same of what so many steps, of
 *                                        each kind, have left behind
 * Of a connection, a request, a stream or a server not one may be left; of
 * anything else, fewer than steps. Exit status 1: there are some.
 */
const fs = require('node:fs');

const NODES = [ // classes of Node's own
    'IncomingMessage',
    'ServerResponse',
    'TLSSocket',
    'Socket',
    'Server',
    'SecureContext',
    'ReadStream',
];
// What V8 keeps for itself: it compiles and learns while the server runs.
const ENGINE = ['(code)', '(hidden)', '(object shape)', '(number)'];
const SHOWN = 8; // lines of a kind
const ARRAYS = ['element', 'hidden'];
const HOLDS_NOTHING = ['weak', 'shortcut'];

// ---- A snapshot: flat arrays of numbers, which index one of strings --------

class Snapshot {
    constructor(file) {
        const { snapshot, nodes, edges, strings } =
            JSON.parse(fs.readFileSync(file, 'utf8'));
        const { node_fields: fields, node_types: types } = snapshot.meta;
        Object.assign(this, { nodes, edges, strings });
        this.width = fields.length;
        this.edgeCount = fields.indexOf('edge_count');
        this.types = types[0];
        this.edgeTypes = snapshot.meta.edge_types[0];
        this.size = nodes.length / this.width;
    }

    // What node i counts as: an object by its class, all else by its type.
    kind(i) {
        const at = i * this.width;
        const type = this.nodes[at];
        const name = this.nodes[at + 1];
        return this.types[type] === 'object'
            ? this.strings[name]
            : `(${this.types[type]})`;
    }

    byKind() { // the nodes of each
        if (this.kinds)
            return this.kinds;
        const found = new Map();
        for (let i = 0; i < this.size; i += 1) {
            const kind = this.kind(i);
            if (!found.has(kind))
                found.set(kind, []);
            found.get(kind).push(i);
        }
        this.kinds = found;
        return found;
    }

    // ---- Who holds a node --------------------------------------------------

    // Breadth first, so each node is reached on a shortest way. Not from what
    // Node closes at its exit, which holds nothing until then.
    reach() {
        const firstEdge = new Int32Array(this.size + 1);
        for (let i = 0; i < this.size; i += 1) {
            const edges = this.nodes[i * this.width + this.edgeCount];
            firstEdge[i + 1] = firstEdge[i] + edges;
        }
        this.from = new Int32Array(this.size).fill(-1);
        this.by = new Int32Array(this.size);
        const root = this.rootOfObjects();
        const queue = [root];
        this.from[root] = root;
        for (const i of queue) {
            for (let e = firstEdge[i]; e < firstEdge[i + 1]; e += 1) {
                const to = this.edges[e * 3 + 2] / this.width;
                const type = this.edgeTypes[this.edges[e * 3]];
                if (HOLDS_NOTHING.includes(type) || this.from[to] >= 0)
                    continue;
                this.from[to] = i;
                this.by[to] = e;
                queue.push(to);
            }
        }
    }

    rootOfObjects() {
        for (let i = 0; i < this.size; i += 1)
            if (this.strings[this.nodes[i * this.width + 1]] === '(GC roots)')
                return i;
        throw new Error('a snapshot without roots');
    }

    // As one would write it: from the first variable on, `requests[].req`. A
    // variable of a listener, one of many, has the event before it.
    holder(i) {
        if (!this.from)
            this.reach();
        let words = '';
        let holds = '';
        let before = []; // the first variable
        for (; this.from[i] >= 0 && this.from[i] !== i; i = this.from[i]) {
            const at = this.by[i] * 3;
            const type = this.edgeTypes[this.edges[at]];
            const word = ARRAYS.includes(type)
                ? '[]'
                : this.strings[this.edges[at + 1]];
            if (type === 'context') {
                holds = word + words;
                words = ` -> ${holds}`;
                before = [];
            } else if (type !== 'internal' || word !== 'context') {
                words = (word === '[]' ? '[]' : `.${word}`) + words;
                before.unshift(word);
            }
        }
        const [on, event, one] = before.slice(-3);
        return on === '_events' && one === '[]'
            ? `_events.${event}[] -> ${holds}`
            : holds || 'Node itself';
    }

    holders(kinds) { // of all nodes of these, and how many each has
        const found = new Map();
        const nodes = kinds.flatMap((kind) => this.byKind().get(kind) ?? []);
        for (const i of nodes) {
            const holder = this.holder(i);
            found.set(holder, (found.get(holder) ?? 0) + 1);
        }
        return found;
    }
}

// ---- What is too much ------------------------------------------------------

// found: [kind, how many]. Who holds so many more than in the old snapshot.
function tell(title, found, snapshot, old) {
    if (found.length === 0)
        return;
    const own = found.filter(([kind]) => NODES.includes(kind));
    const kinds = (own.length > 0 ? own : found).map(([kind]) => kind);
    const were = old?.holders(kinds);
    const holders = [...snapshot.holders(kinds)]
        .map(([holder, times]) => [holder, times - (were?.get(holder) ?? 0)])
        .filter(([, more]) => more > 0)
        .sort(([a, one], [b, other]) => other - one || (a < b ? -1 : 1));
    const line = ([name, more]) => `${String(more).padStart(8)} ${name}`;
    console.log([
        title,
        ...found.slice(0, SHOWN).map(line),
        'held by',
        ...holders.slice(0, SHOWN).map(line),
    ].join('\n'));
    process.exitCode = 1;
}

function many(file, least) {
    const snapshot = new Snapshot(file);
    const found = [...snapshot.byKind()]
        .filter(([kind, list]) => NODES.includes(kind) && list.length >= least)
        .map(([kind, list]) => [kind, list.length]);
    tell('it holds', found, snapshot);
}

function grown(before, after, steps) {
    const old = new Snapshot(before);
    const snapshot = new Snapshot(after);
    const were = old.byKind();
    const found = [...snapshot.byKind()]
        .map(([kind, list]) =>
            [kind, list.length - (were.get(kind)?.length ?? 0)])
        .filter(([kind, more]) => !ENGINE.includes(kind) &&
            more >= (NODES.includes(kind) ? 1 : steps));
    const own = ([kind]) => (NODES.includes(kind) ? 0 : 1);
    found.sort((one, other) => own(one) - own(other) || other[1] - one[1]);
    tell(`${steps} steps of each kind leave`, found, snapshot, old);
}

const [what, ...words] = process.argv.slice(2);
if (what === 'many' && words.length === 2) {
    many(words[0], Number(words[1]));
} else if (what === 'grown' && words.length === 3) {
    grown(words[0], words[1], Number(words[2]));
} else {
    console.error('heap.js: say many FILE N, or grown BEFORE AFTER STEPS');
    process.exitCode = 2;
}
