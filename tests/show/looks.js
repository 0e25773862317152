// SPDX-License-Identifier: MIT
'use strict';
/*
 * How the page looks: at every width, in both schemes, in large type. Its
 * pictures stay in build/show.
 */
const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { until } = require('./browser.js');

const widths = [320, 390, 600, 768, 1024, 1280, 1920, 2560];

async function keep({ browser, output }, name, whole) {
    fs.writeFileSync(path.join(output, `${name}.png`),
        await browser.picture(whole));
}

/* Something has been drawn, and no more than fits. */
function overflow(browser) {
    return browser.run(() => {
        const wide = document.documentElement.clientWidth;
        if (document.documentElement.scrollWidth > wide)
            return 'the page';
        const out = [...document.querySelectorAll('main *, header *')]
            .find((one) => !one.closest('.unseen, .chart, svg') &&
                one.checkVisibility() &&
                one.getBoundingClientRect().right > wide + 0.5);
        return out ? `${out.tagName} ${out.id} ${out.className}` : '';
    });
}

for (const size of ['normal', 'large'])
    exports[`nothing is wider than the window, in ${size} type`] =
        async (context) => {
            const { browser, page } = context;
            await page.open(`#size=${size}`);
            await until('a curve', () => page.held(0));
            for (const width of widths) {
                await browser.size(width, 900);
                await until(`the curve is as wide as its place at ${width}`,
                    () => browser.run(() => {
                        const place = document.getElementById('chart-bytes');
                        return Math.abs(place.clientWidth -
                            place.querySelector('canvas').clientWidth) < 2;
                    }));
                assert.equal(await overflow(browser), '', `at ${width}`);
                await keep(context, `${size}-${width}`, width < 1000);
            }
        };

/* The least of them, as WCAG compares a colour and what is behind it. */
function contrast(browser, selector) {
    return browser.run((chosen) => {
        const parts = (text) => text.match(/[\d.]+/g).map(Number);
        const light = (text) => {
            const [r, g, b] = parts(text).slice(0, 3).map((one) => one / 255)
                .map((one) => one <= 0.04045 ? one / 12.92
                    : ((one + 0.055) / 1.055) ** 2.4);
            return 0.2126 * r + 0.7152 * g + 0.0722 * b;
        };
        const behind = (one) => {
            const found = getComputedStyle(one).backgroundColor;
            return one.parentElement && parts(found)[3] === 0
                ? behind(one.parentElement) : found;
        };
        const ratios = [...document.querySelectorAll(chosen)]
            .filter((one) => one.checkVisibility()).map((one) => {
                const a = light(getComputedStyle(one).color);
                const b = light(behind(one));
                return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
            });
        return Math.min(...ratios);
    }, selector);
}

for (const scheme of ['light', 'dark'])
    exports[`who prefers ${scheme} gets it, with contrast`] =
        async (context) => {
            const { browser, page } = context;
            await browser.prefers({ 'prefers-color-scheme': scheme });
            await page.open('#theme=auto&axis=handshakes&size=normal');
            assert.equal(await browser.run(() =>
                document.documentElement.dataset.theme), scheme);
            const ground = await browser.run(() =>
                getComputedStyle(document.body).backgroundColor
                    .match(/\d+/g).map(Number));
            assert.equal(ground[0] > 128, scheme === 'light');
            const least = await contrast(browser,
                'h1, p, b, label, legend, button, kbd, output, .note');
            assert.ok(least >= 4.5, `contrast: ${least}`);
            await keep(context, scheme, false);
        };

exports['left and right differ in colour and in dash'] =
    async ({ browser, page }) => {
        await page.open();
        const lines = await browser.run(() => ['left', 'right'].map((side) => {
            const style = getComputedStyle(
                document.querySelector(`.${side} .line`));
            return [style.stroke, style.strokeDasharray];
        }));
        assert.notEqual(lines[0][0], lines[1][0]);
        assert.equal(lines[0][1], 'none');
        assert.notEqual(lines[1][1], 'none');
    };

exports['large type is larger'] = async ({ browser, page }) => {
    const type = () => browser.run(() => parseFloat(
        getComputedStyle(document.getElementById('bytes-0')).fontSize));
    await page.open('#size=normal');
    const normal = await type();
    await page.press('b');
    const large = await type();
    assert.ok(large > 1.3 * normal, `${large} after ${normal} pixels`);
    await page.says('size', 'large');
};

exports['what moves says its figures to who cannot see it'] =
    async ({ page }) => {
        await page.open();
        await until('the curve is described', async () =>
            /leaky holds .* B.*fixed holds/
                .test(await page.attribute('chart-bytes', 'aria-label')));
        assert.equal(await page.attribute('spoken', 'aria-live'), 'polite');
    };

exports['before the first sample no axis is drawn'] = async (context) => {
    const { browser, page } = context;
    const drawn = () => browser.run(() =>
        [...document.querySelectorAll('.chart canvas')].filter((one) =>
            one.getContext('2d').getImageData(0, 0, one.width, one.height)
                .data.some((byte) => byte > 0)).length);
    context.allowed = /ERR_BLOCKED_BY_CLIENT/;
    await browser.blocks('*/events?*');
    try {
        await browser.open('about:blank');
        await browser.open(page.url);
        await page.phase('no connection');
        await keep(context, 'no-sample', false);
        assert.equal(await drawn(), 0);
    } finally {
        await browser.blocks();
    }
    await page.settled();
    await until('all five are drawn', async () => await drawn() === 5);
};

/* Of curves that rise to `most`: what stands at the ticks of each axis. */
function ticks(browser, most) {
    return browser.run(async (high) => {
        const { Curves } = await import('./curves.js');
        const brush = CanvasRenderingContext2D.prototype;
        const { fillText } = brush;
        const axes = new Map();
        const side = { generation: 1, bytes: high, rss: high, rate: high,
            descriptors: high, connections: high };
        const samples = [0, high].map((x) =>
            ({ t: x, x: [x, x], sides: [side, side] }));
        const curves = new Curves({ samples, marks: [],
            last: () => samples[1], since: () => samples,
        }, { values: { axis: 'handshakes' }, chosen: () => samples });
        brush.fillText = function (text, ...rest) {
            const of = curves.all.find(({ plot }) =>
                plot?.ctx.canvas === this.canvas);
            const name = `${of?.name} ${this.textAlign}`;
            if (of)
                axes.set(name, [...axes.get(name) ?? [], text]);
            return fillText.call(this, text, ...rest);
        };
        curves.restyle();
        await new Promise((done) => requestAnimationFrame(done));
        brush.fillText = fillText;
        for (const { plot } of curves.all)
            plot.destroy();
        return [...axes];
    }, most);
}

exports['no axis has the same words at two ticks'] = async (context) => {
    const { browser, page } = context;
    await page.open();
    for (const height of [720, 2400]) {
        await browser.size(1280, height);
        for (const most of [0, 1, 2, 3, 7, 20, 400, 999, 1e3, 9980, 12345,
            99e3, 101e3, 5e5, 2e6, 123456789])
            for (const [axis, words] of await ticks(browser, most)) {
                const all = `${axis}, to ${most}: ${words.join(', ')}`;
                assert.equal(new Set(words).size, words.length, all);
                assert.ok(words.length > 1 || axis.endsWith('center'), all);
            }
    }
    await page.open(); // without those curves
};
