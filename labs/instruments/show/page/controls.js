// SPDX-License-Identifier: MIT
/*
 * What can be asked of the server: load, clients, rate, rest, demo. What was
 * asked for is shown at once; what has come of it, curves and names show.
 */
import { count, element, fault, fault_off } from './say.js';

const switches = ['load', 'refused', 'downloads', 'stacks'];
/* Steps of − and +; 0 is as fast as it goes, and so comes last. */
const rates = [10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 0];

const at_most = (rate) => rate === 0 ? Infinity : rate;

export class Controls {
    constructor(query) {
        this.url = `control${query}`;
        this.state = null; // what the server says
        this.asks = []; // what it has not taken up yet, in that order
        this.sent = Promise.resolve(); // when the last of them is answered
        this.changed = () => {};
        for (const name of switches)
            element(name).addEventListener('change', (event) =>
                this.send({ [name]: event.target.checked }));
        element('resumed').addEventListener('change', (event) =>
            this.send({ handshake: event.target.checked ? 'resumed' : 'full',
            }));
        element('rate').addEventListener('change', (event) => {
            if (event.target.reportValidity() && event.target.value !== '')
                this.send({ rate: Number(event.target.value) });
        });
        for (const name of ['slower', 'faster'])
            element(name).addEventListener('click', () => this[name]());
        for (const name of ['rest', 'demo'])
            element(name).addEventListener('click', () =>
                this.send({ [name]: true }));
    }

    /* What is so, and over it what was asked for and is not so yet. */
    wanted() {
        return Object.assign({}, this.state, ...this.asks);
    }

    /*
     * A refusal is shown, and so is what is so. One at a time: of two on their
     * way at once, the later may come first.
     */
    async send(body) {
        const ends_load = body.rest || body.demo;
        const ask = { ...body, ...(ends_load ? { load: false } : {}),
            asked: Infinity };
        this.asks.push(ask);
        this.draw();
        this.sent = this.sent.then(() => this.post(body));
        ask.asked = await this.sent;
        this.draw();
    }

    /* The number of what was asked for; 0: the server does not take it. */
    async post(body) {
        try {
            const answer = await fetch(this.url, {
                method: 'POST',
                headers: { 'Content-Type': 'application/json' },
                body: JSON.stringify(body),
            });
            if (answer.ok) {
                fault_off('control');
                return (await answer.json()).asked;
            }
            const problem = await answer.json().catch(() => ({}));
            fault(problem.detail ?? problem.title ??
                `the server says ${answer.status}`, 'control');
        } catch {
            fault('no answer: does `make show` still run?', 'control');
        }
        return 0;
    }

    show(state) {
        this.state = state;
        this.draw();
    }

    draw() {
        const taken = this.state?.asked ?? 0;
        this.asks = this.asks.filter(({ asked }) => asked > taken);
        if (this.state === null)
            return;
        const state = this.wanted();
        for (const name of switches)
            element(name).checked = state[name];
        element('resumed').checked = state.handshake === 'resumed';
        if (document.activeElement !== element('rate'))
            element('rate').value = state.rate;
        element('rate-says').textContent = state.rate === 0
            ? 'as fast as it goes' : `${count(state.rate)} a second and side`;
        this.changed();
    }

    turn(name) {
        if (this.state !== null)
            this.send({ [name]: !this.wanted()[name] });
    }

    faster() {
        const now = at_most(this.wanted().rate ?? 0);
        const next = rates.find((one) => at_most(one) > now);
        if (next !== undefined)
            this.send({ rate: next });
    }

    slower() {
        const now = at_most(this.wanted().rate ?? 0);
        const next = rates.findLast((one) => at_most(one) < now);
        if (next !== undefined)
            this.send({ rate: next });
    }

    keys() {
        return {
            l: ['load: on or off', () => this.turn('load')],
            '+': ['more steps a second', () => this.faster()],
            '-': ['fewer', () => this.slower()],
            c: ['refused clients: on or off', () => this.turn('refused')],
            d: ['downloads: on or off', () => this.turn('downloads')],
            h: ['handshakes: full or resumed', () => this.send({
                handshake: this.wanted().handshake === 'full' ? 'resumed'
                    : 'full',
            })],
            r: ['rest: the exact figures', () => element('rest').click()],
            m: ['the demo, once', () => element('demo').click()],
            s: ['stacks of the left server: on or off',
                () => this.turn('stacks')],
        };
    }
}
