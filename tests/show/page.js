// SPDX-License-Identifier: MIT
'use strict';
/*
 * The page as a person has it: what stands on it, and what is pressed. Also
 * the server that it comes from.
 */
const { execFile, spawn } = require('node:child_process');
const fs = require('node:fs');
const { once } = require('node:events');
const path = require('node:path');
const { promisify } = require('node:util');
const { until } = require('./browser.js');

/* A script of the instruments, as a target of make runs it. */
function run(script, { build, certs }, folder, ...words) {
    return promisify(execFile)('sh', [
        path.join(__dirname, '../../labs/instruments', script),
        build, certs, folder, ...words]);
}

/* The demo, once for all who ask: the folder that has it, OUTPUT/report. */
let demo = null;
function demo_of(context) {
    const folder = path.resolve(context.output, 'report');
    demo ??= (async () => {
        fs.rmSync(folder, { recursive: true, force: true });
        fs.mkdirSync(folder, { recursive: true });
        await run('compare/demo.sh', context, folder,
            '--requests', String(context.requests));
        return folder;
    })();
    return demo;
}

/* Runs build/instruments/show; `url` is what it prints. */
async function serve(options) {
    const child = spawn(`${options.build}/instruments/show`, [
        '--build', options.build, '--certs', options.certs,
        '--requests', String(options.requests)],
    { stdio: ['ignore', 'pipe', 'inherit'] });
    let said = '';
    child.stdout.on('data', (data) => {
        said += data;
    });
    await until('show prints its address', () =>
        said.includes('\n') || child.exitCode !== null);
    if (child.exitCode !== null)
        throw new Error(`show ended with status ${child.exitCode}`);
    return {
        url: said.trim(),
        async end() {
            if (child.exitCode !== null)
                return child.exitCode;
            child.kill('SIGTERM');
            const [status] = await once(child, 'exit');
            return status;
        },
    };
}

class Page {
    constructor(browser, url) {
        this.browser = browser;
        this.url = url;
    }

    /* What the address asks for is so. */
    async open(hash = '') {
        await this.browser.open('about:blank');
        await this.browser.open(this.url + hash);
        await this.settled();
    }

    settled() {
        return until('the page has its state', () => this.browser.run(() =>
            document.getElementById('controls').ariaBusy === 'false'));
    }

    text(id) {
        return this.browser.run((name) =>
            document.getElementById(name).textContent, id);
    }

    attribute(id, name) {
        return this.browser.run((one, what) =>
            document.getElementById(one).getAttribute(what), id, name);
    }

    checked(id) {
        return this.browser.run((name) =>
            document.getElementById(name).checked, id);
    }

    shown(id) {
        return this.browser.run((name) =>
            document.getElementById(name).checkVisibility(), id);
    }

    press(...keys) {
        return this.browser.press(...keys);
    }

    async address() {
        const hash = await this.browser.run(() => location.hash.slice(1));
        return Object.fromEntries(new URLSearchParams(hash));
    }

    /* It says what was asked for; when the page is settled, that is so. */
    async says(name, value) {
        await until(`the address says ${name}=${value}`, async () =>
            (await this.address())[name] === value);
        await this.settled();
    }

    phase(...names) {
        return until(`it is ${names.join(' or ')}`, async () =>
            names.includes(await this.text('phase')));
    }

    /* "1.24 MB" as a number. */
    async held(side) {
        const [number, unit] = (await this.text(`bytes-${side}`)).split(' ');
        return number * { B: 1, kB: 1e3, MB: 1e6, GB: 1e9 }[unit];
    }

    /* Whether that leak has a share of what is held, and its bar a length. */
    keeps(leak) {
        return this.browser.run((one) => {
            const row = document.querySelector(`#leak-${one}`).closest('li');
            return row.querySelector('.fill').clientWidth > 0 &&
                !['–', '0 B'].includes(row.querySelector('.bytes').textContent);
        }, leak);
    }

    /* What is drawn, as one text that can be compared. */
    drawn(name) {
        return this.browser.run((one) => document.querySelector(
            `#chart-${one} canvas`).toDataURL(), name);
    }

    /* The exact figures: {peer: {...}, fixed: {...}}, by side. */
    figures() {
        return this.browser.run(() => {
            const sides = [{}, {}];
            for (const row of document.querySelectorAll('[data-figure]'))
                [...row.querySelectorAll('td')].forEach((cell, i) => {
                    sides[i][row.dataset.figure] = Number(
                        cell.textContent.replaceAll(',', '')
                            .replace('−', '-'));
                });
            return sides;
        });
    }

    /* Stops the load and waits for the figures of this rest. */
    async rest() {
        const before = await this.text('exact-says');
        await this.press('r');
        await until('the figures of the rest', async () =>
            await this.text('exact-says') !== before &&
            await this.text('phase') === 'rest');
        return this.figures();
    }
}

module.exports = { Page, demo_of, run, serve };
