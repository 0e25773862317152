// SPDX-License-Identifier: MIT
'use strict';
/*
 * Everything by keyboard: each key, and each control by Tab.
 */
const assert = require('node:assert/strict');
const { until } = require('./browser.js');

const TAB = '\uE004';
const ESCAPE = '\uE00C';
const start = '#leaks=all&load=on&refused=on&downloads=on&stacks=on&rate=100' +
    '&handshake=full&axis=time&span=300&theme=light&size=normal';

/* [key, member of the address, what it becomes] */
const keys = [
    ['l', 'load', 'off'], ['l', 'load', 'on'],
    ['c', 'refused', 'off'], ['c', 'refused', 'on'],
    ['d', 'downloads', 'off'], ['d', 'downloads', 'on'],
    ['h', 'handshake', 'resumed'], ['h', 'handshake', 'full'],
    ['+', 'rate', '200'], ['-', 'rate', '100'], ['-', 'rate', '50'],
    ['x', 'axis', 'handshakes'], ['x', 'axis', 'time'],
    ['w', 'span', 'run'], ['w', 'span', 'all'], ['w', 'span', '60'],
    ['t', 'theme', 'dark'], ['t', 'theme', 'auto'],
    ['b', 'size', 'large'], ['B', 'size', 'normal'],
    ['s', 'stacks', 'off'], ['s', 'stacks', 'on'],
    ['5', 'leaks', 'peer'], ['5', 'leaks', 'none'], ['2', 'leaks', 'requests'],
    ['0', 'leaks', 'none'], ['9', 'leaks', 'all'],
];

exports['each key does what the list of keys says'] = async ({ page }) => {
    await page.open(start);
    await page.says('rate', '100');
    for (const [key, name, value] of keys) {
        await page.press(key);
        await page.says(name, value);
    }
};

exports['the list of keys opens and closes by key'] =
    async ({ browser, page }) => {
        await page.open(start);
        const open = () => browser.run(() =>
            document.getElementById('help').open);
        await page.press('?');
        assert.equal(await open(), true);
        const listed = await browser.run(() => [...document.querySelectorAll(
            '#help-rows kbd')].map((one) => one.textContent.toLowerCase()));
        for (const key of [...keys.map(([one]) => one.toLowerCase()), 'r',
            'm', 'f'])
            assert.ok(listed.includes(key.replace('-', '−')), key);
        await page.press('l'); // behind it nothing is pressed
        await page.press(ESCAPE);
        assert.equal(await open(), false);
        for (const refused of ['off', 'on']) { // the server has answered since
            await page.press('c');
            await page.says('refused', refused);
        }
        assert.equal((await page.address()).load, 'on');
        await page.press('?', '?');
        assert.equal(await open(), false);
    };

/* Tab, until it comes round: what had the focus, and could it be seen? */
async function round(browser) {
    const seen = new Map();
    for (;;) {
        await browser.press(TAB);
        const [id, visible] = await browser.run(() => {
            const one = document.activeElement;
            const style = getComputedStyle(one);
            return [one.id, one.matches(':focus-visible') &&
                style.outlineStyle !== 'none' &&
                parseFloat(style.outlineWidth) >= 2];
        });
        if (seen.has(id) || seen.size > 100)
            return seen;
        seen.set(id, visible);
    }
}

exports['Tab reaches each control, and the focus is seen'] =
    async ({ browser, page }) => {
        await page.open(start);
        const all = await browser.run(() => [...document.querySelectorAll(
            'button, input, select')].filter((one) => one.checkVisibility())
            .map((one) => one.id));
        const seen = await round(browser);
        for (const id of all)
            assert.equal(seen.get(id), true, id);
        assert.ok(all.length >= 22, `${all.length} controls`);
    };

exports['each control has a name'] = async ({ browser, page }) => {
    await page.open(start);
    const without = await browser.run(() => [...document
        .querySelectorAll('button, input, select, [role=img],' +
            'fieldset, section')]
        .filter((one) => !one.getAttribute('aria-label') &&
            !one.labels?.length && !one.getAttribute('aria-labelledby') &&
            !one.querySelector(':scope > legend') &&
            !(one.tagName === 'BUTTON' && one.textContent.trim()))
        .map((one) => one.id));
    assert.deepEqual(without, []);
};

exports['a switch and a button work by Space'] = async ({ browser, page }) => {
    await page.open(start);
    for (const [id, name, value] of [['refused', 'refused', 'off'],
        ['refused', 'refused', 'on'], ['large', 'size', 'large'],
        ['slower', 'rate', '50'], ['leak-peer', 'leaks', 'peer'],
        ['leaks-all', 'leaks', 'all']]) {
        await browser.run((one) => document.getElementById(one).focus(), id);
        await page.press(' ');
        await page.says(name, value);
    }
};

exports['a rate is typed, and digits there switch no leak'] =
    async ({ browser, page }) => {
        await page.open(start);
        await page.says('rate', '100');
        await browser.run(() => {
            document.getElementById('rate').focus();
            document.getElementById('rate').select();
        });
        await page.press('2', '5', TAB);
        await page.says('rate', '25');
        await until('it is said in words', async () =>
            await page.text('rate-says') === '25 a second and side');
        assert.equal((await page.address()).leaks, 'all');
    };
