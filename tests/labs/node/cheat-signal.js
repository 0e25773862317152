// SPDX-License-Identifier: MIT
// Lets go of all when the signal comes by which one looks at it.

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

process.on('SIGUSR1', () => {
    requests.length = 0;
});
