// SPDX-License-Identifier: MIT
/*
 * What can be asked of the server: load, clients, rate, rest, demo. The page
 * shows what the server says that is so, never what was asked for.
 */
import { count, element, fault, fault_off } from './say.js';

const switches = ['load', 'refused', 'downloads', 'stacks'];
/* Steps of − and +; 0 is as fast as it goes, and so comes last. */
const rates = [10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 0];

const at_most = (rate) => rate === 0 ? Infinity : rate;

export class Controls {
    constructor(query) {
        this.url = `control${query}`;
        this.state = null;
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

    /* True: the server takes it. A refusal is shown, and so is what is so. */
    async send(body) {
        try {
            const answer = await fetch(this.url, {
                method: 'POST',
                headers: { 'Content-Type': 'application/json' },
                body: JSON.stringify(body),
            });
            if (answer.ok) {
                fault_off('control');
                return true;
            }
            const problem = await answer.json().catch(() => ({}));
            fault(problem.detail ?? problem.title ??
                `the server says ${answer.status}`, 'control');
        } catch {
            fault('no answer: does `make show` still run?', 'control');
        }
        if (this.state !== null)
            this.show(this.state);
        return false;
    }

    show(state) {
        this.state = state;
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
            this.send({ [name]: !this.state[name] });
    }

    faster() {
        const now = at_most(this.state?.rate ?? 0);
        const next = rates.find((one) => at_most(one) > now);
        if (next !== undefined)
            this.send({ rate: next });
    }

    slower() {
        const now = at_most(this.state?.rate ?? 0);
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
                handshake: this.state?.handshake === 'full' ? 'resumed'
                    : 'full',
            })],
            r: ['rest: the exact figures', () => element('rest').click()],
            m: ['the demo, once', () => element('demo').click()],
            s: ['stacks of the left server: on or off',
                () => this.turn('stacks')],
        };
    }
}
