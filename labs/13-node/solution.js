#!/usr/bin/env node
// SPDX-License-Identifier: MIT
'use strict';
/*
 * A telemetry gateway over mutual TLS, on nothing but Node's own library:
 * sensors post readings and fetch firmware, an operator looks at the last
 * requests. Who has no acceptable certificate is refused in the handshake.
 *     node server.js --cert FILE --key FILE --ca FILE --crl FILE --data DIR
 *         --port N --timeout SECONDS --log-level error|info
 * SIGHUP: the files are read anew, for clients that come from now on.
 * SIGTERM: ends with status 0, when what is being answered is answered.
 */
const { EventEmitter } = require('node:events');
const fs = require('node:fs');
const https = require('node:https');
const path = require('node:path');
const { pipeline } = require('node:stream');
const tls = require('node:tls');
const { parseArgs } = require('node:util');

// ---- Options ---------------------------------------------------------------

const text = (value) => ({ type: 'string', default: value });
const options = readOptions();

function readOptions() {
    try {
        return parseArgs({
            options: {
                cert: text('server.pem'),
                key: text('server-key.pem'),
                ca: text('ca.pem'),
                crl: text(''), // none
                port: text('8443'),
                data: text('.'),
                timeout: text('60'), // seconds that an idle connection stays
                'log-level': text('info'), // or error
            },
        }).values;
    } catch (error) {
        console.error(`server.js: ${error.message}`);
        return process.exit(2);
    }
}

function log(level, line) {
    if (level === 'error' || options['log-level'] === 'info')
        console.error(line);
}

function tlsOptions() {
    return {
        cert: fs.readFileSync(options.cert),
        key: fs.readFileSync(options.key),
        ca: fs.readFileSync(options.ca),
        crl: options.crl ? fs.readFileSync(options.crl) : undefined,
        ciphers: `${tls.DEFAULT_CIPHERS}:@SECLEVEL=2`, // no RSA below 2048
        requestCert: true,
        rejectUnauthorized: true,
        keepAliveTimeout: options.timeout * 1000,
    };
}

// ---- Server ----------------------------------------------------------------

let server; // one for all: one TLS context, whose sessions can be resumed

function serverStart() {
    server = https.createServer(tlsOptions(), answer);
    server.on('tlsClientError', refused);
    process.on('SIGHUP', () => {
        try {
            server.setSecureContext(tlsOptions());
            log('info', 'new clients have the new files');
        } catch (error) {
            log('error', `certificates: ${error.message}; the old ones stay`);
        }
    });
    return server;
}

function serverStop() {
    server.close();
}

// ---- Requests --------------------------------------------------------------

const LISTED = 100;
const summaries = []; // the last ones, for GET /requests
let begun = 0;

// The list has a copy of the few words that it shows. The request itself is
// held by those who answer it, and by nobody else.
function requestBegin(req, res) {
    begun += 1;
    const peer = req.socket.getPeerCertificate().subject?.CN;
    const summary = {
        id: begun,
        peer,
        method: req.method,
        path: req.url,
        status: null,
        end: 'running',
    };
    summaries.push(summary);
    if (summaries.length > LISTED)
        summaries.shift();
    return { id: begun, req, res, peer, summary };
}

function requestEnd({ res, summary }, end) {
    summary.status = res.statusCode;
    summary.end = end;
}

function requestList() { // newest first
    return summaries.slice().reverse();
}

// ---- Listeners -------------------------------------------------------------

const events = new EventEmitter(); // of the process: `finish`, with an id
events.setMaxListeners(1000); // one for each request that runs: more is a leak

// A response closes once, however its request has ended: what was attached to
// anything that lives longer goes then. The socket needs no listener at all.
function listen(request) {
    const { id, req, res, peer } = request;
    const onFinish = (finished) => {
        if (finished !== id)
            return;
        requestEnd(request, 'answered');
        log('info', `${peer} ${req.method} ${req.url} ${res.statusCode}`);
    };
    events.on('finish', onFinish);
    res.on('finish', () => events.emit('finish', id));
    res.once('close', () => {
        events.off('finish', onFinish);
        if (!res.writableFinished)
            requestEnd(request, 'aborted');
    });
}

// ---- Streams ---------------------------------------------------------------

const streams = new Set(); // those that are open

// pipeline() closes the file when the client leaves, as pipe() does not.
function streamFile(file, res) {
    const stream = fs.createReadStream(file);
    streams.add(stream);
    stream.once('close', () => streams.delete(stream));
    stream.once('open', () => {
        res.setHeader('Content-Type', 'application/octet-stream');
        pipeline(stream, res, () => {});
    });
    stream.once('error', () => problem(res, 404, 'no such firmware'));
}

function streamsClose() {
    for (const stream of streams)
        stream.destroy();
}

// ---- Refusals --------------------------------------------------------------

const REFUSALS = 20;
const refusals = []; // the last ones, for GET /refusals
let refusedSoFar = 0;

// Two words of the report, not the report: an error and a socket know each
// other, and the socket knows its certificates.
function refused(error, socket) {
    const reason = socket.authorizationError ?? error.code ?? error.message;
    refusedSoFar += 1;
    refusals.push({ at: new Date(), reason });
    if (refusals.length > REFUSALS)
        refusals.shift();
    log('info', `refused: ${reason}`);
}

function refusalList() { // newest first
    return { total: refusedSoFar, last: refusals.slice().reverse() };
}

// ---- Answers ---------------------------------------------------------------

function reply(res, status, value) {
    res.writeHead(status, { 'Content-Type': 'application/json' });
    res.end(`${JSON.stringify(value)}\n`);
}

function problem(res, status, title) {
    if (res.headersSent)
        res.destroy();
    else
        reply(res, status, { status, title });
}

function whoami(req, res) {
    const { subject, issuer, serialNumber } = req.socket.getPeerCertificate();
    reply(res, 200, {
        subject,
        issuer,
        serial: serialNumber,
        protocol: req.socket.getProtocol(),
        resumed: req.socket.isSessionReused(),
    });
}

const LARGEST = 4096; // bytes of a body
const readings = []; // the last 100
let posted = 0;

function readingAdd(res, text) {
    try {
        const { sensor, value, unit } = JSON.parse(text);
        if (typeof sensor !== 'string' || typeof value !== 'number')
            throw new TypeError('a reading has a sensor and a value');
        posted += 1;
        readings.unshift({ id: posted, sensor, value, unit });
        readings.length = Math.min(readings.length, 100);
        res.setHeader('Location', `/readings/${posted}`);
        reply(res, 201, readings[0]);
    } catch {
        problem(res, 400, 'no reading');
    }
}

function readingPost(req, res) {
    let text = '';
    req.setEncoding('utf8');
    req.on('data', (part) => {
        text += part;
        if (text.length > LARGEST)
            req.destroy();
    });
    req.on('end', () => readingAdd(res, text));
}

function firmware(req, res, name) {
    if (/^\w[\w.-]*$/.test(name))
        streamFile(path.join(options.data, name), res);
    else
        problem(res, 404, 'no such firmware');
}

const routes = {
    'GET /healthz': (req, res) => reply(res, 200, { status: 'ok' }),
    'GET /whoami': whoami,
    'POST /readings': readingPost,
    'GET /readings': (req, res) => reply(res, 200, readings.slice(0, 10)),
    'GET /requests': (req, res) => reply(res, 200, requestList()),
    'GET /refusals': (req, res) => reply(res, 200, refusalList()),
};

function route(req, res) {
    const method = req.method === 'HEAD' ? 'GET' : req.method;
    const [where] = req.url.split('?');
    const found = routes[`${method} ${where}`];
    if (found)
        found(req, res);
    else if (method === 'GET' && where.startsWith('/firmware/'))
        firmware(req, res, where.slice('/firmware/'.length));
    else
        problem(res, 404, 'no such route');
}

// ---- From beginning to end -------------------------------------------------

let running = 0; // requests
let ending = false;

function end() {
    streamsClose();
    process.exit(0);
}

function answer(req, res) {
    running += 1;
    res.once('close', () => {
        running -= 1;
        if (ending && running === 0)
            end();
    });
    listen(requestBegin(req, res));
    route(req, res);
}

process.on('SIGTERM', () => {
    ending = true;
    serverStop();
    if (running === 0)
        end();
});

const listening = serverStart();
listening.listen(options.port, '127.0.0.1', () => {
    console.log(`listening on https://127.0.0.1:${listening.address().port}`);
});
