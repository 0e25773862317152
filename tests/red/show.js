// SPDX-License-Identifier: MIT
'use strict';
/*
 * make test-red-show: each test of the live page can fail.
 *     show.js BUILD CERTS OUTPUT RESULT [WORDS]
 * A copy of the page, its server and its tests is made in OUTPUT. There the
 * tests must be green; then each plant of show_plants.js whose name WORDS
 * finds is put in, and the tests that it names must be red and say why. A
 * test that no plant names is a failure, too.
 */
const { execFileSync, spawnSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const { names } = require('../show/main.js');
const plants = require('./show_plants.js');

const [build, certs, output, result, word = ''] = process.argv.slice(2);
const top = path.join(__dirname, '../..');
const tree = path.join(output, 'tree');
const own = path.join(tree, 'build'); // of a server with a plant
const show = path.join(tree, 'labs/instruments/show');
const chosen = plants.filter(({ plant }) => new RegExp(word).test(plant));
let passed = 0;
let failed = 0;

function judge(is, words) {
    if (is)
        passed += 1;
    else
        failed += 1;
    console.log(`red/show: ${is ? '' : 'FAILED: '}${words}`);
}

/* The kit as it is, without what is built: the plants go into it. */
function copy() {
    fs.rmSync(tree, { recursive: true, force: true });
    for (const each of ['labs', 'fixed', 'tests/show', 'tests/truth.csv',
        'tests/matrix'])
        fs.cpSync(path.join(top, each), path.join(tree, each),
            { recursive: true });
    fs.mkdirSync(path.join(own, 'instruments'), { recursive: true });
    for (const each of ['fixed', 'leaky', 'variants', 'instruments/compare',
        'instruments/heapmeter', 'instruments/libheapmeter.so',
        'instruments/mtls-load'])
        fs.symlinkSync(path.join(build, each), path.join(own, each));
}

/* What each of these tests says: {name: words}; '' if it is green. */
function run(tests, folder) {
    const log = path.join(tree, 'result.log');
    const one = spawnSync('node', [path.join(tree, 'tests/show/main.js'),
        folder, certs, path.join(tree, 'pictures'), path.join(tree, 'result'),
        `^(${tests.join('|')})$`], { cwd: tree, encoding: 'utf8' });
    const said = one.stdout + one.stderr;
    fs.writeFileSync(log, said);
    return Object.fromEntries(tests.map((name) => {
        if (said.includes(`passed: ${name}\n`))
            return [name, ''];
        const [, words] = said.split(`show: failed: ${name}: `);
        return [name, words?.split('\n    at that moment')[0] ?? said];
    }));
}

/* Puts it in, and gives what takes it out. */
function put({ file, from, to }) {
    const place = path.join(show, file);
    const text = fs.readFileSync(place, 'utf8');
    const parts = text.split(from);
    if (parts.length !== 2)
        throw new Error(`does not fit ${file} any more: make it anew`);
    fs.writeFileSync(place, parts.join(to));
    return () => fs.writeFileSync(place, text);
}

/* What is to be said of a test that said SAID; '' if it was green. */
function verdict(said, words) {
    if (said === '')
        return 'green';
    return words.test(said) ? 'red'
        : `red, but it does not say ${words}: ${said}`;
}

function try_plant(one) {
    const take_out = put(one);
    try {
        const in_c = one.file.endsWith('.c');
        for (const each of in_c ? ['show', 'report'] : [])
            execFileSync('make', ['-s', '-C', path.join(show, '..', each),
                `BUILD=${own}`], { stdio: 'pipe' });
        const said = run(Object.keys(one.red), in_c ? own : build);
        for (const [name, words] of Object.entries(one.red)) {
            const found = verdict(said[name], words);
            judge(found === 'red', `${one.plant}: ${name}: ${found}`);
        }
    } finally {
        take_out();
    }
}

function main() {
    if (chosen.length === 0)
        throw new Error(`no plant is called ${word}`);
    const seen = new Set(plants.flatMap(({ red }) => Object.keys(red)));
    for (const name of names.filter((one) => !seen.has(one)))
        judge(false, `no plant for: ${name}`);
    for (const name of [...seen].filter((one) => !names.includes(one)))
        judge(false, `no such test: ${name}`);
    copy();
    const said = Object.entries(run(names.filter((name) =>
        chosen.some(({ red }) => name in red)), build));
    for (const [name, words] of said.filter(([, one]) => one !== ''))
        judge(false, `no plant: ${name}: red: ${words}`);
    for (const one of chosen) {
        try {
            try_plant(one);
        } catch (error) {
            judge(false, `${one.plant}: ${error.message}`);
        }
    }
    fs.writeFileSync(result, `${passed} passed, ${failed} failed\n`);
}

main();
