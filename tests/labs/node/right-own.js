// SPDX-License-Identifier: MIT
// A server for each client still, but it goes when its client goes; requests
// in a map while they run; one listener for all; a count of each reason.

// ---- Server ----------------------------------------------------------------

const servers = new Set();
let listener;

function serverStart() {
    listener = net.createServer((socket) => {
        const server = https.createServer(tlsOptions(), answer);
        server.on('tlsClientError', refused);
        servers.add(server);
        socket.once('close', () => {
            servers.delete(server);
            server.close();
        });
        server.emit('connection', socket);
    });
    process.on('SIGHUP', () => {});
    return listener;
}

function serverStop() {
    listener.close();
    for (const server of servers)
        server.close();
}

// ---- Requests --------------------------------------------------------------

const runs = new Map();
let ended = [];
let ids = 0;

function describe({ id, req, res, peer }, end) {
    const status = end === 'running' ? null : res.statusCode;
    return { id, peer, method: req.method, path: req.url, status, end };
}

function requestBegin(req, res) {
    const peer = req.socket.getPeerCertificate().subject?.CN;
    const request = { id: ids += 1, req, res, peer };
    runs.set(request.id, request);
    return request;
}

function requestEnd(request, end) {
    runs.delete(request.id);
    ended = [describe(request, end), ...ended].slice(0, 100);
}

function requestList() {
    const running = [...runs.values()].map((one) => describe(one, 'running'));
    return [...running, ...ended].sort((a, b) => b.id - a.id).slice(0, 100);
}

// ---- Listeners -------------------------------------------------------------

const events = new EventEmitter();
events.on('finish', (request) => {
    const { peer, req, res } = request;
    requestEnd(request, 'answered');
    log('info', `${peer} ${req.method} ${req.url} ${res.statusCode}`);
});

function listen(request) {
    request.res.on('finish', () => events.emit('finish', request));
    request.res.on('close', () => {
        if (!request.res.writableFinished)
            requestEnd(request, 'aborted');
    });
}

// ---- Refusals --------------------------------------------------------------

let last = [];
let total = 0;

function refused(error, { authorizationError }) {
    const reason = authorizationError ?? error.code;
    total += 1;
    last = [{ reason }, ...last].slice(0, 20);
    log('info', `refused: ${reason}`);
}

const refusalList = () => ({ total, last });
