// SPDX-License-Identifier: MIT
/*
 * The state of the page in its address, after the #: what a speaker prepares.
 * At first what stands there is asked for; then it says what is so, and what
 * has been asked for since.
 *     #leaks=peer,streams&load=on&rate=50&axis=handshakes&size=large
 */
import { element, fault } from './say.js';

const switches = ['load', 'refused', 'downloads', 'stacks'];
const looks = ['axis', 'span', 'theme', 'size'];

class Wrong extends Error {}

function one_of(name, value, all) {
    if (!all.includes(value))
        throw new Wrong(`${name}=${value}: it is one of ${all.join(', ')}`);
    return value;
}

function leaks_of(value, modules) {
    if (value === 'all')
        return modules;
    const names = value === 'none' || value === '' ? [] : value.split(',');
    for (const name of names)
        one_of('leaks', name, modules);
    return modules.filter((module) => names.includes(module));
}

function server_value(name, value, state) {
    if (switches.includes(name))
        return one_of(name, value, ['on', 'off']) === 'on';
    if (name === 'leaks')
        return leaks_of(value, state.modules);
    if (name === 'handshake')
        return one_of(name, value, ['full', 'resumed']);
    if (name === 'rate' && /^\d+$/.test(value) && Number(value) <= 10000)
        return Number(value);
    if (name === 'rate')
        throw new Wrong(`rate=${value}: it is a number from 0 to 10000`);
    throw new Wrong(`nothing is called ${name}; there are: ` +
        [...switches, 'leaks', 'handshake', 'rate', ...looks].join(', '));
}

export class Address {
    constructor(look, controls) {
        this.look = look;
        this.controls = controls;
        this.now = null; // what the server says
        this.follows = false; // what stands there has been asked for
        addEventListener('hashchange', () => this.begin());
    }

    begin() {
        const { look } = this;
        this.follows = false;
        this.read((name) => looks.includes(name), (name, value) =>
            look.set({ [name]: one_of(name, value, look.choices(name)) }));
        this.ask();
    }

    /* Each pair that is meant goes to `take`; what is wrong is said. */
    read(meant, take) {
        const pairs = new URLSearchParams(location.hash.slice(1));
        for (const [name, value] of pairs) {
            try {
                if (meant(name))
                    take(name, value);
            } catch (error) {
                if (!(error instanceof Wrong))
                    throw error;
                fault(`address: ${error.message}`, 'address');
            }
        }
    }

    async state(state) {
        const first = this.now === null;
        this.now = state;
        if (first)
            await this.ask();
    }

    /* Of what stands there, the server is asked for what is not so. */
    async ask() {
        const wanted = {};
        this.follows = false;
        this.busy();
        if (this.now === null)
            return;
        const now = this.controls.wanted();
        this.read((name) => !looks.includes(name), (name, value) => {
            const meant = server_value(name, value, this.now);
            if (JSON.stringify(meant) !== JSON.stringify(now[name]))
                wanted[name] = meant;
        });
        if (Object.keys(wanted).length > 0)
            await this.controls.send(wanted);
        this.follows = true;
        this.write();
    }

    /* Until the server has taken up all that was asked for. */
    busy() {
        element('controls').setAttribute('aria-busy',
            String(!this.follows || this.controls.asks.length > 0));
    }

    write() {
        this.busy();
        if (!this.follows)
            return;
        const now = this.controls.wanted();
        const leaks = now.leaks.length === 0 ? 'none'
            : now.leaks.length === now.modules.length ? 'all'
                : now.leaks.join(',');
        const pairs = [`leaks=${leaks}`,
            ...switches.map((name) => `${name}=${now[name] ? 'on' : 'off'}`),
            `rate=${now.rate}`, `handshake=${now.handshake}`,
            ...looks.map((name) => `${name}=${this.look.values[name]}`)];
        const hash = `#${pairs.join('&')}`;
        if (hash !== location.hash)
            history.replaceState(null, '', hash);
    }
}
