// SPDX-License-Identifier: MIT
/*
 * How the page looks: against what the curves are drawn, light or dark, large
 * or not. Nothing of it is the server's; all of it is in the address.
 */
import { element } from './say.js';

const root = document.documentElement;
const dark = matchMedia('(prefers-color-scheme: dark)');
const still = matchMedia('(prefers-reduced-motion: reduce)');

export class Look {
    constructor() {
        this.changed = () => {};
        this.values = {
            axis: 'time', span: '300', theme: 'auto', size: 'normal',
        };
        for (const name of ['axis', 'span', 'theme'])
            element(name).addEventListener('change', (event) =>
                this.set({ [name]: event.target.value }));
        element('large').addEventListener('change', (event) =>
            this.set({ size: event.target.checked ? 'large' : 'normal' }));
        for (const query of [dark, still])
            query.addEventListener('change', () => this.set({}));
        this.set({});
    }

    /* What may be chosen, by name. */
    choices(name) {
        return name === 'size' ? ['normal', 'large']
            : [...element(name).options].map((one) => one.value);
    }

    set(values) {
        Object.assign(this.values, values);
        const { axis, span, theme, size } = this.values;
        element('axis').value = axis;
        element('span').value = span;
        element('theme').value = theme;
        element('large').checked = size === 'large';
        const is_dark = theme === 'dark' || (theme === 'auto' && dark.matches);
        root.dataset.theme = is_dark ? 'dark' : 'light';
        root.dataset.size = size;
        this.changed();
    }

    next(name) {
        const all = this.choices(name);
        const at = all.indexOf(this.values[name]);
        this.set({ [name]: all[(at + 1) % all.length] });
    }

    /* Of these samples, those that are to be seen. */
    chosen(store) {
        const { span } = this.values;
        if (span === 'run')
            return store.run();
        return span === 'all' ? store.samples : store.since(Number(span));
    }

    /* Whoever asked for less motion gets less of it. */
    calm() {
        return still.matches;
    }

    keys() {
        return {
            x: ['against time, or against handshakes',
                () => this.next('axis')],
            w: ['how much of the past', () => this.next('span')],
            t: ['colours: as the system, light, dark',
                () => this.next('theme')],
            b: ['large type', () => this.next('size')],
        };
    }
}
