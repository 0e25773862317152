// SPDX-License-Identifier: MIT
/*
 * A switch for each leak of the left server, and beside it what that leak
 * holds now: a bar, and the number.
 */
import { bytes, count, element } from './say.js';

function make(kind, name, ...inside) {
    const made = document.createElement(kind);
    if (name)
        made.className = name;
    made.append(...inside);
    return made;
}

/* What one installation has as its constant, the table does not know. */
function kept(row) {
    return `${row.bytes === null ? 'a constant' : `${count(row.bytes)} B`} ` +
        `for each ${row.per}`;
}

const same = (a, b) => a.length === b.length &&
    a.every((one, i) => one === b[i]);

export class Leaks {
    constructor(controls) {
        this.controls = controls;
        this.modules = [];
        this.on = []; // as the server says
        this.variants = [];
        this.rows = new Map();
        element('leaks-all').addEventListener('click', () => this.all());
        element('leaks-none').addEventListener('click', () => this.none());
    }

    row(module, i, truth) {
        const input = make('input');
        input.type = 'checkbox';
        input.id = `leak-${module}`;
        input.addEventListener('change', () => this.turn(module));
        const bar = make('span', 'fill');
        const held = make('output', 'bytes', '–');
        held.setAttribute('for', input.id);
        const key = make('kbd', '', String(i + 1));
        const label = make('label', 'check', input,
            make('span', 'module', module), ' ', key);
        this.rows.set(module, { input, bar, held });
        return make('li', '', label, make('span', 'bar', bar), held,
            make('span', 'note', truth[module] ? kept(truth[module]) : ''));
    }

    state(state) {
        if (!same(this.modules, state.modules)) {
            this.modules = state.modules;
            this.rows.clear();
            element('leak-list').replaceChildren(...state.modules.map(
                (module, i) => this.row(module, i, state.truth ?? {})));
        }
        this.on = state.leaks;
        this.variants = state.variants ?? [];
        this.switches();
    }

    switches() {
        const { leaks } = this.controls.wanted();
        for (const [module, { input }] of this.rows)
            input.checked = leaks.includes(module);
    }

    show(side) {
        if (!side?.share)
            return;
        const most = Math.max(1, ...Object.values(side.share));
        for (const [module, { bar, held }] of this.rows) {
            const share = Math.max(0, side.share[module] ?? 0);
            bar.style.width = share > 0
                ? `max(2px, ${100 * share / most}%)` : '0';
            const words = bytes(share);
            if (held.textContent !== words)
                held.textContent = words;
        }
    }

    /* A set that is not built gives way to that leak alone. */
    turn(module) {
        const { leaks } = this.controls.wanted();
        const wanted = this.modules.filter((one) =>
            leaks.includes(one) !== (one === module));
        const built = this.variants.some((one) => same(one, wanted));
        this.controls.send({ leaks: built ? wanted : [module] });
    }

    all() {
        this.controls.send({ leaks: this.modules });
    }

    none() {
        this.controls.send({ leaks: [] });
    }

    keys() {
        const keys = {};
        for (let i = 0; i < 6; i += 1)
            keys[i + 1] = ['that leak: on or off; alone, if such a set is ' +
                'not built', () => {
                if (this.modules[i])
                    this.turn(this.modules[i]);
            }];
        keys[9] = ['all leaks', () => this.all()];
        keys[0] = ['no leak: the left server is the fixed one, too',
            () => this.none()];
        return keys;
    }
}
