// SPDX-License-Identifier: MIT
/*
 * The page of `make show`: what the server sends, drawn; what is pressed,
 * sent to it. Each module below has one thing to do; this one knows them all.
 */
import { Address } from './address.js';
import { Controls } from './controls.js';
import { Curves } from './curves.js';
import { listen } from './events.js';
import { Figures, of_leak } from './figures.js';
import { Flame } from './flame.js';
import { Keys } from './keys.js';
import { Look } from './look.js';
import { fault, fault_off, now, say, say_seldom, text } from './say.js';
import { Leaks } from './leaks.js';
import { Store } from './store.js';

const token = new URLSearchParams(location.search).get('token') ?? '';
const query = `?token=${encodeURIComponent(token)}`;

const store = new Store();
const look = new Look();
const curves = new Curves(store, look);
const controls = new Controls(query);
const leaks = new Leaks(controls);
const figures = new Figures();
const flame = new Flame(query);
const address = new Address(look, controls);
let truth = {};

look.changed = () => {
    curves.restyle();
    address.write();
};
controls.changed = () => {
    leaks.switches();
    address.write();
};
address.begin();

// ---- What comes -----------------------------------------------------------

let asked = false;

/* As often as there is something new, and no more often than it is seen. */
function draw() {
    if (asked)
        return;
    asked = true;
    const wait = look.calm() ? 1000 : 0; // ms
    setTimeout(() => requestAnimationFrame(() => {
        asked = false;
        curves.draw();
        const last = store.last();
        if (last === null)
            return;
        now(last, store);
        leaks.show(last.sides[0]);
        say_seldom(last, store);
    }), wait);
}

listen(`events${query}`, {
    open() {
        store.clear();
        fault_off('connection');
    },
    lost(words) {
        text('phase', 'no connection');
        fault(words, 'connection');
    },
    state(state) {
        truth = state.truth ?? truth;
        text('phase', state.phase);
        store.phase = state.phase;
        controls.show(state);
        leaks.state(state);
        flame.state(state);
        address.state(state);
        draw();
    },
    sample(sample) {
        store.add(sample);
        draw();
    },
    mark(mark) {
        store.mark(mark);
        say(mark.text);
        draw();
    },
    rest(rest) {
        rest.leak = of_leak(rest, leaks.on, truth);
        store.rest(rest);
        figures.show(rest);
        draw();
    },
    fault(said) {
        fault(said.text, 'server');
    },
});

// ---- What is pressed ------------------------------------------------------

new Keys({
    ...controls.keys(),
    ...leaks.keys(),
    ...look.keys(),
    f: ['the flame graph, now', () => flame.look()],
    Escape: ['this list, or a fault, away', () => fault_off()],
});
