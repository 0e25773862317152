// SPDX-License-Identifier: MIT
// What a request takes is written down in a store of that request, and undone
// when its response closes; the secure context is one, and is changed.

// ---- Server ----------------------------------------------------------------

let server;

function serverStart() {
    server = https.createServer(tlsOptions());
    server.addListener('request', answer);
    server.addListener('tlsClientError', refused);
    process.on('SIGHUP', () => server.setSecureContext(tlsOptions()));
    return server;
}

const serverStop = () => server.close();

// ---- Requests --------------------------------------------------------------

const stores = new WeakMap();
const ring = Array.from({ length: 100 }, () => null);
let next = 0;

function requestBegin(req, res) {
    const store = [];
    stores.set(res, store);
    res.once('close', () => store.reverse().forEach((undo) => undo()));
    const peer = req.socket.getPeerCertificate().subject?.CN;
    next += 1;
    const seen = { id: next, peer, method: req.method, path: req.url };
    ring[next % 100] = { ...seen, status: null, end: 'running' };
    return { ...seen, req, res };
}

function requestEnd({ id, peer, method, path: where, res }, end) {
    if (ring[id % 100].id === id)
        ring[id % 100] =
            { id, peer, method, path: where, status: res.statusCode, end };
}

function requestList() {
    return ring.filter((one) => one).sort((a, b) => b.id - a.id);
}

// ---- Listeners -------------------------------------------------------------

const events = new EventEmitter();
events.setMaxListeners(0);

function attach(res, emitter, name, listener) {
    emitter.on(name, listener);
    stores.get(res).push(() => emitter.off(name, listener));
}

function listen(request) {
    const { id, req, res, peer } = request;
    attach(res, events, 'finish', (finished) => {
        if (finished === id) {
            requestEnd(request, 'answered');
            log('info', `${peer} ${req.method} ${req.url} ${res.statusCode}`);
        }
    });
    res.on('finish', () => events.emit('finish', id));
    attach(res, req.socket, 'close', () => {});
    stores.get(res).push(() => {
        if (!res.writableFinished)
            requestEnd(request, 'aborted');
    });
}

// ---- Streams ---------------------------------------------------------------

const open = new Map();

function streamFile(file, res) {
    const stream = fs.createReadStream(file);
    open.set(res, stream);
    stores.get(res).push(() => {
        open.delete(res);
        stream.destroy();
    });
    stream.on('error', () => problem(res, 404, 'no such firmware'));
    stream.pipe(res);
}

function streamsClose() {
    open.forEach((stream) => stream.destroy());
}
