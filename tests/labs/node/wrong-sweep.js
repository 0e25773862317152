// SPDX-License-Identifier: MIT
// Lets go of what is no more listed, when somebody asks for the list.

// ---- Requests --------------------------------------------------------------

const LISTED = 100;
const requests = []; // all, for GET /requests
let begun = 0;

function requestBegin(req, res) {
    const peer = req.socket.getPeerCertificate().subject?.CN;
    const id = begun += 1;
    const request = { id, req, res, peer, end: 'running' };
    requests.push(request);
    return request;
}

function requestEnd(request, end) {
    request.end = end;
}

function requestList() { // newest first
    requests.splice(0, requests.length - LISTED);
    return requests.slice(-LISTED).reverse().map((request) => ({
        id: request.id,
        peer: request.peer,
        method: request.req.method,
        path: request.req.url,
        status: request.end === 'running' ? null : request.res.statusCode,
        end: request.end,
    }));
}

