// SPDX-License-Identifier: MIT
'use strict';
/*
 * What make report writes: read from the disk without a network, and printed.
 */
const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { pathToFileURL } = require('node:url');
const { demo_of, run } = require('./page.js');

const MOST = 4; // pages
const A4 = [595, 842]; // points

/* The page of the demo, once: beside it. */
async function make(context) {
    const folder = await demo_of(context);
    const { stderr } = await run('report/report.sh', context, folder);
    assert.equal(stderr, '');
    return { folder, page: path.join(folder, 'report.html') };
}

let made = null;
const report_of = (context) => {
    made ??= make(context);
    return made;
};

function offline(browser, is) {
    return browser.devtools('Network.emulateNetworkConditions', {
        offline: is, latency: 0, downloadThroughput: -1,
        uploadThroughput: -1,
    });
}

exports['the report is whole without a network'] = async (context) => {
    const { browser } = context;
    const { page } = await report_of(context);
    await offline(browser, true);
    try {
        await browser.open(pathToFileURL(page).href);
        const [heads, asked] = await browser.run(() => [
            [...document.querySelectorAll('h2')].map((one) =>
                one.textContent),
            performance.getEntriesByType('resource').length]);
        assert.deepEqual(heads, ['Each leak alone',
            'Who holds what leaky keeps', 'Which tool sees which leak',
            'Machine and versions', 'To repeat it']);
        assert.equal(asked, 0);
    } finally {
        await offline(browser, false);
    }
};

exports['the report prints on four pages of A4 at most'] = async (context) => {
    const { browser } = context;
    const { folder, page } = await report_of(context);
    await browser.open(pathToFileURL(page).href);
    const { data } = await browser.devtools('Page.printToPDF',
        { preferCSSPageSize: true, printBackground: true });
    const pdf = Buffer.from(data, 'base64');
    fs.writeFileSync(path.join(folder, 'report.pdf'), pdf);
    const text = pdf.toString('latin1');
    const pages = text.match(/\/Type\s*\/Page\b/g)?.length ?? 0;
    assert.ok(pages >= 1 && pages <= MOST, `${pages} pages`);
    const sizes = [...text.matchAll(/\/MediaBox\s*\[0 0 ([\d.]+) ([\d.]+)\]/g)];
    assert.ok(sizes.length > 0, 'no size');
    for (const [, wide, high] of sizes)
        assert.ok(Math.abs(wide - A4[0]) < 2 && Math.abs(high - A4[1]) < 2,
            `${wide} by ${high} points`);
};
