// SPDX-License-Identifier: MIT
// No list of streams any more; whose client has left, that stays open.

// ---- Streams ---------------------------------------------------------------

function streamFile(file, res) {
    const stream = fs.createReadStream(file);
    stream.on('open', () => stream.pipe(res));
    stream.on('error', () => problem(res, 404, 'no such firmware'));
}

function streamsClose() {}
