// SPDX-License-Identifier: MIT
'use strict';
/*
 * What the files of the page hold, before anybody runs them.
 */
const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');

const folder = path.join(__dirname, '../../labs/instruments/show/page');
const MOST = 200000; // bytes: the whole page, what it takes from others too

const read = (name) => fs.readFileSync(path.join(folder, name), 'utf8');
const names = ['', 'vendor'].flatMap((under) =>
    fs.readdirSync(path.join(folder, under), { withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => path.join(under, entry.name)));

exports['the page has no inline script, style or handler'] = () => {
    const html = read('index.html');
    assert.doesNotMatch(html, /<style|<script>|\sstyle=|\son\w+=/);
};

exports['the page names no other host'] = () => {
    for (const name of names.filter((one) => !one.startsWith('vendor')))
        assert.doesNotMatch(read(name), /https?:\/\/|\/\/\w+\./, name);
};

exports['all of the page is under 200 KB'] = () => {
    const size = names.reduce((sum, name) =>
        sum + fs.statSync(path.join(folder, name)).size, 0);
    assert.ok(size < MOST, `${size} bytes`);
};

exports['what is vendored says its version and its licence'] = () => {
    const [, version] = read('vendor/VERSION').split(' ');
    assert.ok(read('vendor/uPlot.iife.min.js').slice(0, 100)
        .includes(`v${version})`), version);
    assert.match(read('vendor/LICENSE'), /MIT License/);
};
