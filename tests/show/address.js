// SPDX-License-Identifier: MIT
'use strict';
/*
 * The state of the page is in its address.
 */
const assert = require('node:assert/strict');
const { until } = require('./browser.js');

const prepared = {
    leaks: 'requests', load: 'on', refused: 'off', downloads: 'off',
    stacks: 'on', rate: '50', handshake: 'resumed', axis: 'handshakes',
    span: 'run', theme: 'dark', size: 'large',
};
const as_it_begins = '#leaks=all&load=on&refused=on&downloads=on&stacks=on' +
    '&rate=100&handshake=full&axis=time&span=300&theme=auto&size=normal';

const hash_of = (state) => `#${Object.entries(state)
    .map((pair) => pair.join('=')).join('&')}`;

exports['what a speaker has prepared is so when the page opens'] =
    async ({ browser, page }) => {
        await page.open(hash_of(prepared));
        for (const [name, value] of Object.entries(prepared))
            await page.says(name, value);
        await until('the left server is that one', async () =>
            await page.text('name-0') === 'requests');
        assert.equal(await page.checked('leak-requests'), true);
        assert.equal(await page.checked('leak-server'), false);
        assert.equal(await page.checked('refused'), false);
        assert.equal(await page.checked('resumed'), true);
        assert.equal(await page.checked('large'), true);
        assert.equal(await browser.run(() =>
            document.getElementById('rate').value), '50');
    };

exports['what is pressed goes into the address, and back'] =
    async ({ browser, page }) => {
        await page.open(hash_of(prepared));
        await page.says('leaks', 'requests'); // so is all that was asked for
        await page.press('d');
        await page.says('downloads', 'on');
        await page.press('x'); // by itself: the server has no more to say
        await page.says('axis', 'time');
        const hash = await browser.run(() => location.hash);
        await page.open(as_it_begins);
        await page.says('leaks', 'all');
        await page.open(hash);
        await page.says('leaks', 'requests');
        await page.says('rate', '50');
        assert.equal(await browser.run(() => location.hash), hash);
        await page.open(as_it_begins);
        await page.says('leaks', 'all');
    };

exports['an address that is written anew is followed'] =
    async ({ browser, page }) => {
        await page.open(as_it_begins);
        await browser.run((hash) => {
            location.hash = hash;
        }, 'load=off&theme=dark');
        await until('what is written there is so', async () =>
            await page.checked('load') === false &&
            await browser.run(() =>
                document.documentElement.dataset.theme) === 'dark');
        await page.open(as_it_begins);
        await page.says('load', 'on');
    };

for (const [hash, words] of [
    ['#rate=ten', 'rate=ten: it is a number from 0 to 10000'],
    ['#leaks=teapot', 'leaks=teapot: it is one of server, requests'],
    ['#colour=red', 'nothing is called colour'],
    ['#size=huge', 'size=huge: it is one of normal, large']])
    exports[`an address with ${hash.slice(1)} says what is wrong`] =
        async ({ page }) => {
            await page.open(hash);
            await until('the fault is shown', () => page.shown('fault'));
            assert.ok((await page.text('fault-text'))
                .startsWith(`address: ${words}`));
            await page.press('\uE00C'); // Escape
            assert.equal(await page.shown('fault'), false);
        };
