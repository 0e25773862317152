// SPDX-License-Identifier: MIT
// The listener knows a number in place of the request, and stays.

// ---- Listeners -------------------------------------------------------------

const events = new EventEmitter();
events.setMaxListeners(0);
const open = new Map();

function audit(id) {
    const request = open.get(id);
    open.delete(id);
    requestEnd(request, 'answered');
    const { peer, req, res } = request;
    log('info', `${peer} ${req.method} ${req.url} ${res.statusCode}`);
}

function onlyFor(id) {
    return (finished) => finished === id && audit(id);
}

function listen(request) {
    open.set(request.id, request);
    events.on('finish', onlyFor(request.id));
    request.res.on('finish', () => events.emit('finish', request.id));
    request.res.on('close', () => {
        if (open.delete(request.id))
            requestEnd(request, 'aborted');
    });
}
