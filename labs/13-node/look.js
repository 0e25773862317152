#!/usr/bin/env node
// SPDX-License-Identifier: MIT
'use strict';
/*
 * Looks into any Node process that runs, without a restart and without an
 * option that it was started with: SIGUSR1 has it open its inspector, on
 * loopback. Collects its garbage first, so that what is left is held.
 *     look.js numbers PID LOG       heapUsed, external and RSS, in bytes
 *     look.js snapshot PID LOG FILE      all of its heap, for heap.js or for
 *                                   the Memory tab of Chrome's DevTools
 * LOG is what the process says on stderr: there it names its inspector. Exit
 * status 1: it has none.
 */
const crypto = require('node:crypto');
const fs = require('node:fs');
const http = require('node:http');
const { setTimeout: pause } = require('node:timers/promises');

function fail(text) {
    console.error(`look.js: ${text}`);
    process.exit(1);
}

// ---- Where the inspector is ------------------------------------------------

const PATIENCE = 60; // seconds

function said(log) {
    return fs.readFileSync(log, 'utf8')
        .match(/^Debugger listening on ws:(\S+)$/m);
}

async function address(pid, log) {
    if (!said(log))
        process.kill(pid, 'SIGUSR1');
    for (const end = Date.now() + PATIENCE * 1000; Date.now() < end;) {
        const found = said(log);
        if (found)
            return `http:${found[1]}`;
        await pause(20); // between two looks at the log
    }
    return fail(`process ${pid} opens no inspector when it gets SIGUSR1`);
}

// ---- A web socket, as far as the inspector needs it: RFC 6455 --------------

function frame(text) { // a masked one, as a client's must be
    const body = Buffer.from(text);
    const length = body.length < 126
        ? [0x80 | body.length]
        : [0xfe, body.length >> 8, body.length & 255];
    const head = Buffer.from([0x81, ...length]);
    const mask = Buffer.alloc(4); // of zeros: loopback has no proxy to protect
    return Buffer.concat([head, mask, body]);
}

// The whole frames in `bytes`, and what is left.
function unframe(bytes, message) {
    for (;;) {
        if (bytes.length < 2)
            return bytes;
        let [, size] = bytes;
        let begin = 2;
        if (size === 126 && bytes.length >= 4) {
            size = bytes.readUInt16BE(2);
            begin = 4;
        } else if (size === 127 && bytes.length >= 10) {
            size = Number(bytes.readBigUInt64BE(2));
            begin = 10;
        } else if (size >= 126) {
            return bytes;
        }
        if (bytes.length < begin + size)
            return bytes;
        message(bytes.subarray(begin, begin + size).toString());
        bytes = bytes.subarray(begin + size);
    }
}

function connect(url) {
    const request = http.get(url, {
        headers: {
            Connection: 'Upgrade',
            Upgrade: 'websocket',
            'Sec-WebSocket-Version': 13,
            'Sec-WebSocket-Key': crypto.randomBytes(16).toString('base64'),
        },
    });
    return new Promise((resolve, reject) => {
        request.on('error', reject);
        request.on('upgrade', (response, socket) => resolve(socket));
    });
}

// ---- The inspector's protocol ----------------------------------------------

class Inspector {
    #socket;
    #sent = 0;
    #waiting = new Map();
    #heard = () => {};

    constructor(socket) {
        let rest = Buffer.alloc(0);
        this.#socket = socket;
        socket.on('data', (data) => {
            const bytes = Buffer.concat([rest, data]);
            rest = unframe(bytes, (text) => this.#take(text));
        });
        socket.on('close', () => fail('the process has closed its inspector'));
    }

    #take(text) {
        const { id, error, result, method, params } = JSON.parse(text);
        if (error)
            fail(error.message);
        if (id)
            this.#waiting.get(id)(result);
        else if (method === 'HeapProfiler.addHeapSnapshotChunk')
            this.#heard(params.chunk);
    }

    ask(method, params = {}) {
        this.#sent += 1;
        const id = this.#sent;
        this.#socket.write(frame(JSON.stringify({ id, method, params })));
        return new Promise((resolve) => {
            this.#waiting.set(id, resolve);
        });
    }

    async numbers() {
        const { result } = await this.ask('Runtime.evaluate', {
            expression: 'process.memoryUsage()',
            returnByValue: true,
        });
        const { heapUsed, external, rss } = result.value;
        console.log(heapUsed, external, rss);
    }

    async snapshot(file) {
        const to = fs.openSync(file, 'w');
        this.#heard = (chunk) => fs.writeSync(to, chunk);
        await this.ask('HeapProfiler.takeHeapSnapshot');
        fs.closeSync(to);
    }

    close() {
        this.#socket.removeAllListeners('close').destroy();
    }
}

async function main([what, pid, log, file]) {
    const inspector = new Inspector(await connect(await address(+pid, log)));
    // While it is open, an inspector itself keeps what goes to the console.
    await inspector.ask('Runtime.discardConsoleEntries');
    await inspector.ask('HeapProfiler.collectGarbage');
    if (what === 'numbers')
        await inspector.numbers();
    else
        await inspector.snapshot(file);
    inspector.close();
}

const words = process.argv.slice(2);
if (!(words[0] === 'numbers' && words.length === 3) &&
    !(words[0] === 'snapshot' && words.length === 4)) {
    console.error('look.js: say numbers PID LOG, or snapshot PID LOG FILE');
    process.exit(2);
}
main(words).catch((error) => fail(error.message));
