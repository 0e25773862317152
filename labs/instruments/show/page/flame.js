// SPDX-License-Identifier: MIT
/*
 * Who holds it: the flame graph of the left server, an image that is asked for
 * again while somebody looks, and only then.
 */
import { element, text } from './say.js';

const EVERY = 3000; // ms, from one picture to the next question
const still = matchMedia('(prefers-reduced-motion: reduce)');
const image = element('flame');

export class Flame {
    constructor(query) {
        this.url = `flame.svg${query}`;
        this.seen = false;
        this.asks = false;
        this.on = false; // and the server is there
        this.looks = 0;
        new IntersectionObserver((all) => {
            this.seen = all[all.length - 1].isIntersecting;
            this.soon(0);
        }).observe(element('who'));
        document.addEventListener('visibilitychange', () => this.soon(0));
        element('flame-now').addEventListener('click', () => this.look());
    }

    state(state) {
        const was = this.on;
        this.on = state.stacks && state.phase !== 'starting';
        if (!state.stacks) {
            image.hidden = true;
            text('flame-says', 'Stacks are off: press S, and the left ' +
                'server starts anew with them.');
        } else if (this.on && (!was || state.phase === 'rest')) {
            this.soon(0);
        }
    }

    soon(wait) {
        clearTimeout(this.timer);
        if (!this.on || !this.seen || document.hidden || this.asks)
            return;
        this.timer = setTimeout(() => this.look(), wait);
    }

    /* The next one is shown when it is whole: nothing flickers. */
    async look() {
        if (this.asks || !this.on)
            return;
        this.asks = true;
        this.looks += 1;
        const next = new Image();
        next.src = `${this.url}&look=${this.looks}`;
        try {
            await next.decode();
            image.src = next.src;
            image.alt = 'Flame graph of what the left server holds since ' +
                'its first rest; a width is bytes';
            image.hidden = false;
            text('flame-says', 'From the root down to who allocates; ' +
                'a width is bytes.');
        } catch {
            text('flame-says', 'No picture yet: nothing has grown, or the ' +
                'server is just being started.');
        } finally {
            this.asks = false;
            if (!still.matches)
                this.soon(EVERY);
        }
    }
}
