// SPDX-License-Identifier: MIT
/*
 * The server's events. A browser asks again by itself when a connection
 * breaks, but not when it is refused: that is done here.
 */
const names = ['state', 'sample', 'mark', 'rest', 'fault'];
const LONGEST = 10000; // ms between two tries

function why(status) {
    if (status === 403)
        return 'refused: the token of this address is an old one; ' +
            'open the address that `make show` printed';
    if (status === 503)
        return 'too many pages are open: close one';
    return 'no answer: does `make show` still run?';
}

/* An EventSource does not say why it was refused. */
async function reason(url) {
    const stop = new AbortController();
    try {
        const answer = await fetch(url, { signal: stop.signal });
        const { status } = answer;
        return status === 200 ? null : why(status);
    } catch {
        return why(0);
    } finally {
        stop.abort();
    }
}

/* Calls to.open at each new connection: all that was is sent anew. */
export function listen(url, to) {
    let pause = 500;
    let source = null;

    async function lost() {
        if (source.readyState !== EventSource.CLOSED) {
            to.lost(why(0));
            return;
        }
        to.lost(await reason(url) ?? why(0));
        setTimeout(connect, pause);
        pause = Math.min(pause * 2, LONGEST);
    }

    function connect() {
        source = new EventSource(url);
        source.addEventListener('open', () => {
            pause = 500;
            to.open();
        });
        source.addEventListener('error', lost);
        for (const name of names)
            source.addEventListener(name, (event) =>
                to[name](JSON.parse(event.data)));
    }

    connect();
}
