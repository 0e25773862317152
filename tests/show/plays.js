// SPDX-License-Identifier: MIT
'use strict';
/*
 * The page is played: curves move, a leak is switched, the figures of a rest
 * are those of tests/truth.csv and of the demo.
 */
const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { until } = require('./browser.js');
const { demo_of } = require('./page.js');

const start = '#load=on&refused=on&downloads=on&stacks=on&rate=100' +
    '&handshake=full&axis=time&span=all&theme=light&size=normal';
const truth = fs.readFileSync(path.join(__dirname, '../truth.csv'), 'utf8')
    .split('\n').filter((line) => line && !line.startsWith('#')).slice(1)
    .map((line) => line.split(','))
    .map((row) => ({ leak: row[0], per: row[6],
        range: row[7].split('-').map(Number) }));

exports['all curves move, and the leaky one rises'] =
    async ({ page }) => {
        await page.open(`${start}&leaks=all`);
        await page.phase('running');
        await page.says('leaks', 'all');
        const names = ['bytes', 'rss', 'descriptors', 'rate', 'connections'];
        const before = {};
        for (const name of names)
            before[name] = await page.drawn(name);
        const held = await page.held(0);
        for (const name of names)
            await until(`the curve of ${name} moves`, async () =>
                await page.drawn(name) !== before[name]);
        await until('leaky holds more', async () =>
            await page.held(0) > held + 1e6);
        await until('the slope is there', async () =>
            /^≈ [\d,]+ B a handshake$/.test(await page.text('slope-0')));
    };

exports['each leak that is live has its share'] =
    async ({ page }) => {
        await page.open(`${start}&leaks=all`);
        for (const { leak } of truth)
            await until(`${leak} has a bar and a number`, () =>
                page.keeps(leak));
    };

exports['load off: nothing is open, and what leaked stays'] =
    async ({ page }) => {
        await page.open(`${start}&leaks=all`);
        await page.press('l');
        await page.says('load', 'off');
        await until('no connection is open', async () =>
            await page.text('now-connections-0') === '0' &&
            await page.text('now-connections-1') === '0');
        const [left, right] = [await page.held(0), await page.held(1)];
        assert.ok(left > right, `${left} bytes beside ${right}`);
        await page.press('l');
        await page.says('load', 'on');
    };

exports['a reload keeps the curve'] =
    async ({ browser, page }) => {
        await page.open(`${start}&leaks=all`);
        const began = async () => (await page.attribute('chart-bytes',
            'aria-label')).match(/from (\d+:\d+)/)?.[1];
        const first = await until('the curve begins somewhere', began);
        await browser.reload();
        await page.settled();
        assert.equal(await until('it begins there again', began), first);
    };

for (const { leak, per, range } of truth)
    exports[`at rest ${leak} alone keeps its constant for each ${per}`] =
        async ({ page }) => {
            await page.open(`${start}&leaks=none`);
            await page.says('leaks', 'none');
            const key = truth.findIndex((row) => row.leak === leak) + 1;
            await page.press(String(key));
            await page.says('leaks', leak);
            await until('the mark is told', async () =>
                (await page.text('spoken')).includes(`: ${leak}`));
            await until(`${leak} has grown`, async () =>
                await page.text('name-0') === leak &&
                await page.text('slope-0') !== 'no slope yet' &&
                await page.keeps(leak));
            const [left, right] = await page.rest();
            assert.ok(left.grown_bytes > 0);
            assert.ok(left.per_trigger >= range[0] &&
                left.per_trigger <= range[range.length - 1] &&
                Number.isInteger(left.per_trigger),
            `${left.per_trigger} bytes a ${per}`);
            assert.equal(right.grown_bytes, 0);
            assert.equal(right.per_handshake, 0);
            const words = (await page.text('slope-0')).replaceAll(',', '');
            assert.ok(words.includes(`${left.per_handshake} B a handshake`) ||
                words.startsWith(`${left.per_handshake}`), words);
            if (per !== 'connection')
                assert.ok(words.includes(`${range[0]} B a ${per}`), words);
        };

exports['the demo on the page gives the figures of make demo'] =
    async (context) => {
        const { page } = context;
        const { servers } = JSON.parse(fs.readFileSync(
            path.join(await demo_of(context), 'demo.json'), 'utf8'));
        await page.open(`${start}&leaks=all`);
        const before = await page.text('exact-says');
        await page.press('m');
        await until('the figures of the demo', async () =>
            await page.text('exact-says') !== before &&
            await page.text('phase') === 'rest', 300000);
        const sides = await page.figures();
        for (const [i, name] of ['leaky', 'fixed'].entries()) {
            const { growth, connections, refused } = servers[name];
            assert.equal(sides[i].grown_bytes, growth.bytes);
            assert.equal(sides[i].grown_blocks, growth.blocks);
            assert.equal(sides[i].handshakes, connections);
            assert.equal(sides[i].refused, refused);
            assert.equal(sides[i].per_handshake,
                Number((growth.bytes / connections).toFixed(3)));
        }
    };

exports['who holds it is drawn, and drawn anew'] =
    async ({ browser, page, output }) => {
        await page.open(`${start}&leaks=all`);
        await page.says('load', 'on'); // else nothing grows
        await browser.run(() =>
            document.getElementById('who').scrollIntoView());
        const look = () => browser.run(() => {
            const image = document.getElementById('flame');
            return image.complete && image.naturalWidth > 0 ? image.src : '';
        });
        const first = await until('the flame graph is there', look);
        await until('there is a newer one', async () => {
            const now = await look();
            return now !== '' && now !== first;
        });
        await page.press('f');
        fs.writeFileSync(path.join(output, 'flame.png'),
            await browser.picture(true));
    };

exports['the picture of the README is taken'] =
    async ({ browser, page, output }) => {
        await browser.size(1280, 980);
        await page.open(`${start}&leaks=all&axis=handshakes&span=run`);
        await page.says('leaks', 'all');
        await until('leaky holds 25 MB', async () =>
            await page.text('name-0') === 'leaky' &&
            await page.held(0) > 25e6);
        await page.rest();
        await browser.run(() =>
            document.getElementById('who').scrollIntoView());
        await until('the flame graph is there', () => browser.run(() =>
            document.getElementById('flame').naturalWidth > 0));
        await browser.run(() => scrollTo(0, 0));
        const picture = await browser.picture(false, 0.7);
        assert.ok(picture.length < 150000, `${picture.length} bytes`);
        fs.writeFileSync(path.join(output, 'readme.png'), picture);
    };
