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

/* Each value of `leaks` in the address, from now on. */
function note_leaks(browser) {
    return browser.run(() => {
        const { replaceState } = history;
        const leaks = () => new URLSearchParams(location.hash.slice(1))
            .get('leaks');
        window.noted = [];
        history.replaceState = function (...all) {
            replaceState.apply(this, all);
            window.noted.push(leaks());
        };
        window.click_leaks = (...ids) => {
            for (const id of ids)
                document.getElementById(id).click();
            return [leaks(), document.getElementById('leak-peer').checked];
        };
    });
}

const click_leaks = (browser, ...ids) => browser.run((...all) =>
    window.click_leaks(...all), ...ids);
const noted = (browser) => browser.run(() => window.noted.splice(0));

exports['what is asked for stands in the address at once, and stays'] =
    async ({ browser, page }) => {
        await page.open(as_it_begins);
        await note_leaks(browser);
        assert.deepEqual(await click_leaks(browser, 'leak-peer'),
            ['peer', true]);
        await page.settled();
        assert.deepEqual([...new Set(await noted(browser))], ['peer']);
        await browser.run(() => {
            location.hash = 'leaks=requests';
        });
        await until('the left server is that one', async () =>
            await page.text('name-0') === 'requests');
        assert.deepEqual([...new Set(await noted(browser))], ['requests']);
        assert.deepEqual(await click_leaks(browser, 'leaks-all', 'leaks-none',
            'leaks-all'), ['all', true]);
        await noted(browser); // what each click has written
        await page.settled();
        assert.equal((await page.address()).leaks, 'all');
        assert.deepEqual((await noted(browser))
            .filter((one) => one !== 'all'), []);
    };

/* The first that is sent waits; the next would be there before it. */
function hold_first(browser) {
    return browser.run(() => {
        const { fetch } = window;
        window.fetch = async (...all) => {
            if (all[1]?.method === 'POST') {
                window.fetch = fetch;
                await new Promise((go) => {
                    setTimeout(go, 300);
                });
            }
            return fetch(...all);
        };
    });
}

exports['what was clicked first is asked first, however slow it is'] =
    async ({ browser, page }) => {
        await page.open(as_it_begins);
        await note_leaks(browser);
        await hold_first(browser);
        await click_leaks(browser, 'leaks-none', 'leaks-all');
        await page.settled();
        await page.says('leaks', 'all');
        assert.equal(await page.checked('leak-peer'), true);
    };

exports['what is refused does not stay in the address'] =
    async (context) => {
        const { page } = context;
        context.allowed = /\b400\b/;
        await page.open('#leaks=server,listeners,peer,sessions');
        await until('the fault is shown', () => page.shown('fault'));
        assert.match(await page.text('fault-text'), /is not built/);
        await page.says('leaks', 'all');
        assert.equal(await page.checked('leak-streams'), true);
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
