// SPDX-License-Identifier: MIT
'use strict';
/*
 * Lab 13: what a server is there for, asked as its clients would.
 *     answers.js URL CERTS LOG               all but the two below
 *     answers.js URL CERTS LOG renewed       new clients see server-2's
 *                                            certificate
 *     answers.js URL CERTS LOG PID           SIGTERM in the middle of a
 *                                            download, which comes whole
 * LOG is what the server says on stderr. Exit status 1: the first answer that
 * is wrong is said.
 */
const assert = require('node:assert');
const { X509Certificate } = require('node:crypto');
const { once } = require('node:events');
const fs = require('node:fs');
const https = require('node:https');
const path = require('node:path');
const { setTimeout: pause } = require('node:timers/promises');

const [url, certs, log, more] = process.argv.slice(2);
const LARGE = 8000000; // bytes of large.bin
const PATIENCE = 60; // seconds

const pem = (name) => fs.readFileSync(path.join(certs, `${name}.pem`));
const sensor = { cert: pem('sensor-1'), key: pem('sensor-1-key') };
const expired = {
    cert: pem('unexpected/expired'),
    key: pem('unexpected/expired-key'),
};

function open(where, options = {}) {
    return https.request(new URL(where, url), {
        ca: pem('ca'),
        agent: false,
        ...sensor,
        ...options,
    });
}

async function ask(where, options) {
    const request = open(where, options).end();
    const [response] = await once(request, 'response');
    let text = '';
    for await (const part of response)
        text += part;
    return { status: response.statusCode, text, socket: request.socket };
}

async function json(where) {
    return JSON.parse((await ask(where)).text);
}

async function until(what, condition) {
    for (const end = Date.now() + PATIENCE * 1000; Date.now() < end;) {
        if (await condition())
            return;
        await pause(50); // between two looks
    }
    assert.fail(what);
}

// ---- The list, the audit, the refusals -------------------------------------

const listed = (one) => one &&
    `${one.peer} ${one.method} ${one.path} ${one.status} ${one.end}`;

async function list() {
    const [running, answered] = await json('/requests');
    assert.equal(listed(running), 'sensor-1 GET /requests null running',
        'GET /requests does not begin with itself, running');
    assert.equal(listed(answered), 'sensor-1 GET /nowhere 404 answered',
        'GET /requests does not go on with the request before it');
}

async function aborted() {
    const request = open('/readings', {
        method: 'POST',
        headers: { 'Content-Length': 9, Expect: '100-continue' },
    });
    request.on('error', () => {}); // it is we who break off
    request.flushHeaders();
    await once(request, 'continue');
    const running = await json('/requests');
    assert.equal(listed(running[1]), 'sensor-1 POST /readings null running',
        'a request that runs is not listed as running');
    request.destroy();
    await until('a request that was broken off is not listed as aborted',
        async () => (await json('/requests'))
            .some((one) => one.method === 'POST' && one.end === 'aborted'));
}

async function hundred() {
    const agent = new https.Agent({ keepAlive: true, maxSockets: 1 });
    for (let i = 0; i < 101; i += 1)
        await ask('/healthz', { agent });
    agent.destroy();
    assert.equal((await json('/requests')).length, 100,
        'GET /requests does not list the last 100');
}

async function audit() {
    const lines = fs.readFileSync(log, 'utf8').split('\n')
        .filter((line) => line === 'sensor-1 GET /nowhere 404');
    assert.equal(lines.length, 1, 'the log has no line, or more than one, of'
        + ' `sensor-1 GET /nowhere 404`');
}

async function refusals() {
    const { total } = await json('/refusals');
    for (let i = 0; i < 21; i += 1)
        await assert.rejects(ask('/whoami', expired), 'expired gets in');
    const now = await json('/refusals');
    assert.equal(now.total, total + 21, 'GET /refusals does not count all');
    assert.equal(now.last.length, 20,
        'GET /refusals does not list the last 20');
    assert.equal(now.last[0].reason, 'CERT_HAS_EXPIRED',
        'GET /refusals does not say why');
}

async function download() {
    const { status, text } = await ask('/firmware/large.bin');
    assert.equal(status, 200, 'GET /firmware/large.bin does not answer 200');
    assert.equal(text.length, LARGE, 'a download is not as long as its file');
}

// ---- Certificates, and the end ---------------------------------------------

function renewed() {
    return until('after SIGHUP new clients do not see the new certificate',
        async () => {
            const request = open('/healthz').end();
            const [response] = await once(request, 'response');
            const found = request.socket.getPeerCertificate().raw;
            response.resume();
            await once(response, 'end');
            return found.equals(new X509Certificate(pem('server-2')).raw);
        });
}

async function ended(pid) {
    const request = open('/firmware/large.bin').end();
    const [response] = await once(request, 'response');
    process.kill(pid, 'SIGTERM');
    await until('after SIGTERM new clients still get in',
        () => ask('/healthz').then(() => false, () => true));
    let length = 0;
    for await (const part of response)
        length += part.length;
    assert.equal(length, LARGE, 'at SIGTERM a download is cut off');
}

async function main() {
    if (more === 'renewed')
        return renewed();
    if (more !== undefined)
        return ended(Number(more));
    assert.equal((await ask('/nowhere')).status, 404, 'GET /nowhere: not 404');
    await list();
    await audit();
    await aborted();
    await hundred();
    await refusals();
    return download();
}

main().catch((error) => {
    console.log(error.code === 'ERR_ASSERTION'
        ? error.message.split('\n')[0]
        : `a request was not answered as it should be: ${error.message}`);
    process.exit(1);
});
