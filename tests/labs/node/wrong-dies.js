// SPDX-License-Identifier: MIT
// Dies of the twelfth download that its client breaks off, when it has left.

// ---- Streams ---------------------------------------------------------------

let brokenOff = 0;

function streamFile(file, res) {
    const stream = fs.createReadStream(file);
    stream.once('open', () => {
        res.setHeader('Content-Type', 'application/octet-stream');
        pipeline(stream, res, (error) => {
            if (error && ++brokenOff === 12)
                throw new Error('one too many');
        });
    });
    stream.once('error', () => problem(res, 404, 'no such firmware'));
}

function streamsClose() {}
