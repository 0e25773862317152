// SPDX-License-Identifier: MIT
'use strict';
/*
 * Two clients that stay: stay.js URL CERTS. One is in the middle of a request,
 * one asks again on the connection that it has, as often as a line on stdin
 * says. So there is no moment without a client, nor without a request. Prints
 * `ready` for the first, `asked N` for each line. They go when stdin ends.
 */
const { once } = require('node:events');
const fs = require('node:fs');
const https = require('node:https');
const path = require('node:path');
const readline = require('node:readline');

const [url, certs] = process.argv.slice(2);
const pem = (name) => fs.readFileSync(path.join(certs, `${name}.pem`));
const agent = new https.Agent({
    keepAlive: true,
    ca: pem('ca'),
    cert: pem('sensor-1'),
    key: pem('sensor-1-key'),
});

async function half() {
    const request = https.request(new URL('/readings', url), {
        agent,
        method: 'POST',
        headers: { 'Content-Length': 99, Expect: '100-continue' },
    });
    request.flushHeaders();
    await once(request, 'continue');
    console.log('ready');
}

async function again(count) {
    for (let i = 0; i < count; i += 1) {
        const request = https.get(new URL('/healthz', url), { agent });
        const [response] = await once(request, 'response');
        response.resume();
        await once(response, 'end');
        if (i > 0 && !request.reusedSocket)
            throw new Error('the server did not keep the connection');
    }
    console.log(`asked ${count}`);
}

async function main() {
    await half();
    const { stdin: input } = process;
    for await (const line of readline.createInterface({ input }))
        await again(Number(line));
    process.exit(0);
}

main().catch((error) => {
    console.log(`failed: ${error.message}`);
    process.exit(1);
});
