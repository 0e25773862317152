// SPDX-License-Identifier: MIT
/*
 * The keys, and the list of them. A key is a name and what it does; who types
 * into a field, or holds Ctrl, Alt or Meta, means something else.
 */
import { element } from './say.js';

const names = { Escape: 'Esc', '-': '−' };
const help = element('help');

function typing(target) {
    return target instanceof HTMLElement &&
        (target.matches('input[type=number], select') ||
         target.isContentEditable);
}

function cap(key) {
    const made = document.createElement('kbd');
    made.textContent = names[key] ?? key.toUpperCase();
    return made;
}

/* Keys that do the same kind of thing share a row. */
function rows(all) {
    const made = new Map();
    for (const [key, [words]] of Object.entries(all)) {
        if (!made.has(words)) {
            const line = document.createElement('tr');
            const cells = ['th', 'td'].map((kind) =>
                document.createElement(kind));
            cells[0].scope = 'row';
            cells[1].textContent = words;
            line.append(...cells);
            made.set(words, line);
        }
        made.get(words).firstChild.append(cap(key), ' ');
    }
    return made.values();
}

export class Keys {
    /* all: {key: [words, action]}, in the order of the list. */
    constructor(all) {
        this.all = { ...all, '?': ['this list', () => this.help()] };
        element('help-rows').append(...rows(this.all));
        element('ask').addEventListener('click', () => this.help());
        document.addEventListener('keydown', (event) => this.pressed(event));
    }

    help() {
        if (help.open)
            help.close();
        else
            help.showModal();
    }

    pressed(event) {
        if (event.ctrlKey || event.altKey || event.metaKey || event.repeat)
            return;
        const key = event.key.length === 1 ? event.key.toLowerCase()
            : event.key;
        const found = this.all[key];
        if (!found || (help.open && key !== '?') ||
            (typing(event.target) && key !== 'Escape'))
            return;
        event.preventDefault();
        found[1]();
    }
}
