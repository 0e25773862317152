// SPDX-License-Identifier: MIT
'use strict';
/*
 * What the page says when it is refused, and when its server is gone.
 */
const assert = require('node:assert/strict');
const { until } = require('./browser.js');

exports['a page with an old token says so'] = async (context) => {
    const { browser, server } = context;
    context.allowed = /\b403\b|favicon/; // a refusal has no icon
    const { origin } = new URL(server.url);
    await browser.open(`${origin}/?token=old`);
    assert.match(await browser.run(() => document.body.textContent),
        /the token is missing or wrong/);
};

exports['a server that is gone is told, and show ends with status 0'] =
    async (context) => {
        const { page, server } = context;
        context.allowed = /./; // the browser says that nobody answers
        await page.open();
        assert.equal(await server.end(), 0);
        await until('the page says it', async () =>
            (await page.text('fault-text')).includes('no answer'));
        assert.equal(await page.text('phase'), 'no connection');
    };
