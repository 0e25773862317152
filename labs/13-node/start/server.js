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
const net = require('node:net');
const path = require('node:path');
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

const servers = []; // to be closed at the end
let listener;

// Each client gets a server with the certificates of this moment, so that a
// renewed one needs no restart.
function serverStart() {
    listener = net.createServer((socket) => {
        try {
            const server = https.createServer(tlsOptions(), answer);
            server.on('tlsClientError', refused);
            servers.push(server);
            server.emit('connection', socket);
        } catch (error) {
            log('error', `certificates: ${error.message}`);
            socket.destroy();
        }
    });
    process.on('SIGHUP', () => log('info', 'each client has the new files'));
    return listener;
}

function serverStop() {
    listener.close();
    for (const server of servers)
        server.close();
}

// ---- Requests --------------------------------------------------------------

const LISTED = 100;
const requests = []; // all, for GET /requests

function requestBegin(req, res) {
    const peer = req.socket.getPeerCertificate().subject?.CN;
    const id = requests.length + 1;
    const request = { id, req, res, peer, end: 'running' };
    requests.push(request);
    return request;
}

function requestEnd(request, end) {
    request.end = end;
}

function requestList() { // newest first
    return requests.slice(-LISTED).reverse().map((request) => ({
        id: request.id,
        peer: request.peer,
        method: request.req.method,
        path: request.req.url,
        status: request.end === 'running' ? null : request.res.statusCode,
        end: request.end,
    }));
}

// ---- Listeners -------------------------------------------------------------

const events = new EventEmitter(); // of the process: `finish`, with an id
events.setMaxListeners(0); // there may be many requests

function listen(request) {
    const { id, req, res, peer } = request;
    res.on('finish', () => events.emit('finish', id));
    events.on('finish', (finished) => {
        if (finished !== id)
            return;
        requestEnd(request, 'answered');
        log('info', `${peer} ${req.method} ${req.url} ${res.statusCode}`);
    });
    req.socket.setMaxListeners(0); // a connection has many requests
    req.socket.on('close', () => {
        if (!res.writableFinished)
            requestEnd(request, 'aborted');
    });
}

// ---- Streams ---------------------------------------------------------------

const streams = []; // to be closed at the end

function streamFile(file, res) {
    const stream = fs.createReadStream(file);
    streams.push(stream);
    stream.on('open', () => {
        res.setHeader('Content-Type', 'application/octet-stream');
        stream.pipe(res);
    });
    stream.on('error', () => problem(res, 404, 'no such firmware'));
}

function streamsClose() {
    for (const stream of streams)
        stream.destroy();
}

// ---- Refusals --------------------------------------------------------------

const REFUSALS = 20;
const refusals = []; // all, for GET /refusals

function reason({ error, socket }) {
    return socket.authorizationError ?? error.code ?? error.message;
}

function refused(error, socket) {
    const refusal = { at: new Date(), error, socket };
    refusals.push(refusal);
    log('info', `refused: ${reason(refusal)}`);
}

function refusalList() { // newest first
    return {
        total: refusals.length,
        last: refusals.slice(-REFUSALS).reverse().map((refusal) => ({
            at: refusal.at,
            reason: reason(refusal),
        })),
    };
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
