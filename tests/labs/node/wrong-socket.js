// SPDX-License-Identifier: MIT
// The event of the process has no listener any more, the connection has.

// ---- Listeners -------------------------------------------------------------

function listen(request) {
    const { req, res, peer } = request;
    res.on('finish', () => {
        requestEnd(request, 'answered');
        log('info', `${peer} ${req.method} ${req.url} ${res.statusCode}`);
    });
    req.socket.setMaxListeners(0);
    req.socket.on('close', () => {
        if (!res.writableFinished)
            requestEnd(request, 'aborted');
    });
}
