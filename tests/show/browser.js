// SPDX-License-Identifier: MIT
'use strict';
/*
 * A real Chromium, driven by Debian's ChromeDriver over its own HTTP
 * interface (W3C WebDriver): no package of npm is needed, and node 18 will do.
 */
const { spawn } = require('node:child_process');
const { once } = require('node:events');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { setTimeout: pause } = require('node:timers/promises');

/* ms, for a condition */
const PATIENCE = 1000 * Number(process.env.MTLS_TEST_PATIENCE || 120);
const driver = process.env.CHROMEDRIVER || 'chromedriver';

/* Until `condition` gives something; its last value is in the message. */
async function until(words, condition, patience = PATIENCE) {
    const end = Date.now() + patience;
    for (;;) {
        const found = await condition();
        if (found)
            return found;
        if (Date.now() > end)
            throw new Error(`never: ${words}`);
        await pause(50); // between two looks
    }
}

/* ChromeDriver says on which port it listens. */
function start_driver(folder) {
    const child = spawn(driver, ['--port=0'], {
        env: { ...process.env, TMPDIR: folder },
        stdio: ['ignore', 'pipe', 'ignore'],
    });
    return new Promise((done, failed) => {
        let said = '';
        child.on('error', () => failed(new Error(
            `there is no ${driver}: make deps-show`)));
        child.on('exit', () => failed(new Error(`${driver} ended: ${said}`)));
        child.stdout.on('data', (data) => {
            said += data;
            const found = said.match(/started successfully on port (\d+)/);
            if (found)
                done({ child, url: `http://127.0.0.1:${found[1]}` });
        });
    });
}

/*
 * --no-sandbox: Chromium refuses to run as root with its sandbox, and in CI
 * everybody is root; the only page that it opens is the kit's own.
 */
function options() {
    const args = ['--headless=new', '--disable-gpu', '--hide-scrollbars',
        '--disable-dev-shm-usage', '--disable-lcd-text', // a smaller picture
        '--window-size=1280,720'];
    if (process.getuid() === 0)
        args.push('--no-sandbox');
    const binary = process.env.CHROMIUM;
    return {
        browserName: 'chrome',
        'goog:loggingPrefs': { browser: 'ALL' },
        'goog:chromeOptions': { args, ...(binary ? { binary } : {}) },
    };
}

class Browser {
    static async start() {
        const browser = new Browser();
        // Both leave things in it when they end.
        browser.folder = fs.mkdtempSync(path.join(os.tmpdir(), 'show.'));
        const { child, url } = await start_driver(browser.folder);
        browser.child = child;
        browser.url = url;
        const made = await browser.call('POST', '/session',
            { capabilities: { alwaysMatch: options() } });
        browser.url += `/session/${made.sessionId}`;
        return browser;
    }

    async call(method, path, body) {
        const answer = await fetch(this.url + path, {
            method,
            body: method === 'POST' ? JSON.stringify(body ?? {}) : undefined,
        });
        const { value } = await answer.json();
        if (!answer.ok)
            throw new Error(`chromedriver: ${value.message}`);
        return value;
    }

    async end() {
        try {
            await this.call('DELETE', '');
        } finally {
            this.child.removeAllListeners('exit');
            this.child.kill();
            await once(this.child, 'exit');
            fs.rmSync(this.folder, { recursive: true, maxRetries: 20 });
        }
    }

    open(url) {
        return this.call('POST', '/url', { url });
    }

    reload() {
        return this.call('POST', '/refresh');
    }

    /* The value of a function that runs in the page. */
    run(code, ...args) {
        return this.call('POST', '/execute/sync',
            { script: `return (${code})(...arguments);`, args });
    }

    devtools(cmd, params = {}) {
        return this.call('POST', '/goog/cdp/execute', { cmd, params });
    }

    size(width, height) {
        return this.devtools('Emulation.setDeviceMetricsOverride',
            { width, height, deviceScaleFactor: 1, mobile: false });
    }

    /* What the system is said to prefer: {'prefers-color-scheme': 'dark'}. */
    prefers(features) {
        return this.devtools('Emulation.setEmulatedMedia', {
            features: Object.entries(features)
                .map(([name, value]) => ({ name, value })),
        });
    }

    /* Requests for these get no answer. */
    async blocks(...urls) {
        await this.devtools('Network.enable');
        await this.devtools('Network.setBlockedURLs', { urls });
    }

    /* Keys as a keyboard sends them, one after the other. */
    async press(...keys) {
        for (const key of keys)
            await this.call('POST', '/actions', { actions: [{
                type: 'key', id: 'keyboard', actions: [
                    { type: 'keyDown', value: key },
                    { type: 'keyUp', value: key }],
            }] });
    }

    /* What the console has said since the last time. */
    log() {
        return this.call('POST', '/se/log', { type: 'browser' });
    }

    /* Of what is seen, or of all; SCALE 0.5 is half as wide. */
    async picture(whole = false, scale = 1) {
        const params = { format: 'png', captureBeyondViewport: whole };
        const { cssContentSize: all, cssVisualViewport: seen } =
            await this.devtools('Page.getLayoutMetrics');
        params.clip = { x: 0, y: 0, scale,
            width: whole ? all.width : seen.clientWidth,
            height: whole ? all.height : seen.clientHeight };
        const { data } = await this.devtools('Page.captureScreenshot',
            params);
        return Buffer.from(data, 'base64');
    }
}

module.exports = { Browser, until };
