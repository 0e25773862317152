// SPDX-License-Identifier: MIT
'use strict';
/*
 * make test-show: the page of make show in a real Chromium, on a real server;
 * and that of make report.
 *     main.js BUILD CERTS OUTPUT RESULT [WORDS]
 * WORDS is a regular expression over the names of the tests.
 * Pictures go to OUTPUT; how many passed and failed, to RESULT.
 */
const fs = require('node:fs');
const path = require('node:path');
const { Browser } = require('./browser.js');
const { Page, serve } = require('./page.js');

const [build, certs, output, result, word = ''] = process.argv.slice(2);
const REQUESTS = 200; // of the demo that is compared

/* In this order: the last one ends the server. */
const all = ['still', 'looks', 'address', 'keys', 'plays', 'report', 'end']
    .flatMap((name) => Object.entries(require(`./${name}.js`)));

/* A refusal that a test asks for is on the console, too: it is named there. */
async function console_is_silent(browser, allowed) {
    const said = (await browser.log()).filter(({ level, message }) =>
        level !== 'INFO' && level !== 'DEBUG' && !allowed.test(message));
    if (said.length > 0)
        throw new Error(`on the console: ${said[0].message}`);
}

async function one_test(context, name, test) {
    const { browser } = context;
    try {
        context.allowed = /^$/;
        await browser.size(1280, 720);
        await browser.prefers({});
        await test(context);
        await console_is_silent(browser, context.allowed);
        console.log(`passed: ${name}`);
        return true;
    } catch (error) {
        const picture = path.join(output,
            `failed-${name.replaceAll(' ', '-')}.png`);
        fs.writeFileSync(picture, await browser.picture());
        console.log(`show: failed: ${name}: ${error.message}`);
        console.log(`    at that moment: ${picture}`);
        await browser.log(); // the next test has a console of its own
        return false;
    }
}

async function main() {
    const chosen = new RegExp(word);
    const tests = all.filter(([name]) => chosen.test(name));
    if (tests.length === 0)
        throw new Error(`no test is called ${word}`);
    fs.mkdirSync(output, { recursive: true });
    const server = await serve({ build, certs, requests: REQUESTS });
    let browser = null;
    let passed = 0;
    let failed = 0;
    try {
        browser = await Browser.start();
        const context = { build, certs, output, server, browser,
            requests: REQUESTS, page: new Page(browser, server.url) };
        for (const [name, test] of tests) {
            if (await one_test(context, name, test))
                passed += 1;
            else
                failed += 1;
        }
    } finally {
        await browser?.end();
        await server.end();
    }
    fs.mkdirSync(path.dirname(result), { recursive: true });
    fs.writeFileSync(result, `${passed} passed, ${failed} failed\n`);
    if (failed === 0)
        console.log(`show/page: ${passed} passed`);
}

if (require.main === module)
    main().catch((error) => {
        console.log(`show: ${error.message}`);
        process.exitCode = 1;
    });

module.exports = { names: all.map(([name]) => name) };
