// SPDX-License-Identifier: MIT
'use strict';
/*
 * The faults that show.js puts into the live page, its server and the report,
 * one at a time: in `file`, from labs/instruments/show on, where `from` stands
 * once, stands `to`. `red` says which tests of tests/show must see it, and what
 * they say then: a regular expression.
 */
const each = (names, words) =>
    Object.fromEntries(names.map((name) => [name, words]));
const twice = (name, ...ways) => ways.map((way) => name.replace('$', way));

module.exports = [
    // ---- still.js ----------------------------------------------------------
    {
        plant: 'an inline style',
        file: 'page/index.html',
        from: '<p id="flame-says" class="note">',
        to: '<p id="flame-says" style="font-size: 0.85rem">',
        red: { 'the page has no inline script, style or handler':
            /expected to not match.*<style/ },
    },
    {
        plant: 'an icon from another host',
        file: 'page/index.html',
        from: 'href="data:,"',
        to: 'href="//example.org/icon.png"',
        red: { 'the page names no other host': /index\.html/ },
    },
    {
        plant: 'a stylesheet with 150 KB of rules',
        file: 'page/app.css',
        from: '* { box-sizing: border-box; }',
        to: '* { box-sizing: border-box; }\n'.repeat(5000),
        red: { 'all of the page is under 200 KB': /\d{6} bytes/ },
    },
    {
        plant: 'a version that is not the one that is there',
        file: 'page/vendor/VERSION',
        from: 'uplot 1.',
        to: 'uplot 2.',
        red: { 'what is vendored says its version and its licence': /^2\./ },
    },

    // ---- looks.js ----------------------------------------------------------
    {
        plant: 'a column that does not shrink',
        file: 'page/app.css',
        from: 'main {\n    display: grid;\n' +
            '    grid-template-columns: minmax(0, 1fr);',
        to: 'main {\n    display: grid;\n' +
            '    grid-template-columns: minmax(24rem, 1fr);',
        red: each(twice('nothing is wider than the window, in $ type',
            'normal', 'large'), /at 320/),
    },
    {
        plant: 'curves that keep their first width',
        file: 'page/curves.js',
        from: 'place.clientWidth !== plot.width ||',
        to: '',
        red: { 'nothing is wider than the window, in normal type':
            /never: the curve is as wide as its place/ },
    },
    {
        plant: 'auto is light, whatever the system prefers',
        file: 'page/look.js',
        from: "(theme === 'auto' && dark.matches)",
        to: 'false',
        red: { 'who prefers dark gets it, with contrast': /'light'/ },
    },
    {
        plant: 'notes in a grey that is too pale on white',
        file: 'page/app.css',
        from: '--quiet: #4d545c;',
        to: '--quiet: #8a929b;',
        red: { 'who prefers light gets it, with contrast': /contrast: / },
    },
    {
        plant: 'the line of the right server without its dashes',
        file: 'page/app.css',
        from: 'stroke-dasharray: 9 6;',
        to: '',
        red: { 'left and right differ in colour and in dash': /'none'/ },
    },
    {
        plant: 'large type is as large as any',
        file: 'page/app.css',
        from: 'font-size: clamp(17px, 0.8vw + 13px, 34px);',
        to: '',
        red: { 'large type is larger': /^([\d.]+) after \1 pixels/ },
    },
    {
        plant: 'a curve that says nothing to who cannot see it',
        file: 'page/say.js',
        from: "element('chart-bytes').setAttribute('aria-label',",
        to: "element('chart-bytes').setAttribute('title',",
        red: { 'what moves says its figures to who cannot see it':
            /never: the curve is described/ },
    },
    {
        plant: 'axes of no curve',
        file: 'page/curves.js',
        from: 'if (this.store.last() === null)\n            return;',
        to: '',
        red: { 'before the first sample no axis is drawn': /5 !== 0/ },
    },
    {
        plant: 'ticks between two whole numbers',
        file: 'page/curves.js',
        from: '                    space: size * 1.9, incrs: whole,',
        to: '                    space: size * 1.9,',
        red: { 'no axis has the same words at two ticks':
            /right, to \d+: .*0 B, 0 B/ },
    },

    // ---- address.js --------------------------------------------------------
    {
        plant: 'the address is read, and nothing asked for',
        file: 'page/address.js',
        from: 'await this.controls.send(wanted);',
        to: 'this.follows = true;',
        red: { 'what a speaker has prepared is so when the page opens':
            /never: the address says leaks=requests/ },
    },
    {
        plant: 'how the page looks does not go into the address',
        file: 'page/app.js',
        from: '    curves.restyle();\n    address.write();',
        to: '    curves.restyle();',
        red: { 'what is pressed goes into the address, and back':
            /never: the address says axis=time/ },
    },
    {
        plant: 'the address says only what the server says',
        file: 'page/address.js',
        from: '        const now = this.controls.wanted();\n' +
            '        const leaks',
        to: '        const { now } = this;\n' +
            '        const leaks',
        red: { 'what is asked for stands in the address at once, and stays':
            /'all'/ },
    },
    {
        plant: 'what was asked for is forgotten when the server has heard it',
        file: 'page/controls.js',
        from: 'ask.asked = await this.post(body);',
        to: 'ask.asked = await this.post(body) && 0;',
        red: { 'what is asked for stands in the address at once, and stays':
            /'all'|'peer'/ },
    },
    {
        plant: 'what is refused is waited for',
        file: 'page/controls.js',
        from: '        return 0;\n',
        to: '        return Infinity;\n',
        red: { 'what is refused does not stay in the address':
            /never: the page has its state/ },
    },
    {
        plant: 'an address is read once',
        file: 'page/address.js',
        from: "addEventListener('hashchange', () => this.begin());",
        to: '',
        red: { 'an address that is written anew is followed':
            /never: what is written there is so/ },
    },
    {
        plant: 'a fault stays when it is dismissed',
        file: 'page/say.js',
        from: 'if (of === kind)\n' +
            "        element('fault').hidden = true;",
        to: '',
        red: each(twice('an address with $ says what is wrong', 'rate=ten',
            'leaks=teapot', 'colour=red', 'size=huge'), /true !== false/),
    },

    // ---- keys.js -----------------------------------------------------------
    {
        plant: 'a key with Shift is another one',
        file: 'page/keys.js',
        from: 'event.key.toLowerCase()',
        to: 'event.key',
        red: { 'each key does what the list of keys says':
            /never: the address says size=normal/ },
    },
    {
        plant: 'a key works behind the list of keys',
        file: 'page/keys.js',
        from: "(help.open && key !== '?') ||",
        to: "(help.open && key !== '?' && key !== 'l') ||",
        red: { 'the list of keys opens and closes by key':
            /'off' !== 'on'|\+ 'off'/ },
    },
    {
        plant: 'a frame of one pixel for what has the focus',
        file: 'page/app.css',
        from: 'outline: 3px solid var(--right);',
        to: 'outline: 1px solid var(--right);',
        red: { 'Tab reaches each control, and the focus is seen':
            /^(axis|leak)/ },
    },
    {
        plant: 'a part of the page without a name',
        file: 'page/index.html',
        from: 'id="controls" aria-label="Controls"',
        to: 'id="controls"',
        red: { 'each control has a name': /controls/ },
    },
    {
        plant: 'a button that does nothing by itself',
        file: 'page/controls.js',
        from: "element(name).addEventListener('click', () => this[name]());",
        to: '',
        red: { 'a switch and a button work by Space':
            /never: the address says rate=50/ },
    },
    {
        plant: 'digits in a field are keys',
        file: 'page/keys.js',
        from: 'input[type=number], select',
        to: 'select',
        red: { 'a rate is typed, and digits there switch no leak':
            /never: the address says rate=25/ },
    },

    // ---- plays.js ----------------------------------------------------------
    {
        plant: 'curves that are drawn once',
        file: 'page/curves.js',
        from: 'chart.plot.setData(data);',
        to: 'continue;',
        red: { 'all curves move, and the leaky one rises':
            /never: the curve of bytes moves/ },
    },
    {
        plant: 'bars without a length',
        file: 'page/leaks.js',
        from: '`max(2px, ${100 * share / most}%)`',
        to: "'0'",
        red: { 'each leak that is live has its share':
            /never: server has a bar/ },
    },
    {
        plant: 'what one side holds stands at the other',
        file: 'page/say.js',
        from: 'text(`bytes-${i}`,',
        to: 'text(`bytes-${1 - i}`,',
        red: { 'load off: nothing is open, and what leaked stays':
            /bytes beside/,
        'all curves move, and the leaky one rises':
            /never: leaky holds more/ },
    },
    {
        plant: 'the server does not send what was',
        file: 'hub.c',
        from: '        write_text(&kept[i].text, out);\n',
        to: '        (void)i;\n',
        red: { 'a reload keeps the curve': /strictly equal/ },
    },
    {
        plant: 'blocks for each trigger, not bytes',
        file: 'page/figures.js',
        from: '? side.grown_bytes / times(side, per)',
        to: '? side.grown_blocks / times(side, per)',
        red: each(twice('at rest $', 'server alone keeps its constant for ' +
            'each connection', 'requests alone keeps its constant for each ' +
            'request', 'listeners alone keeps its constant for each request',
        'streams alone keeps its constant for each download',
        'peer alone keeps its constant for each refusal',
        'sessions alone keeps its constant for each connection'),
        /^\d+ bytes a /),
    },
    {
        plant: 'a figure that is rounded',
        file: 'page/figures.js',
        from: "'bytes a handshake', precisely]",
        to: "'bytes a handshake', count]",
        red: { 'the demo on the page gives the figures of make demo':
            /strictly equal/ },
    },
    {
        plant: 'one flame graph for ever',
        file: 'page/flame.js',
        from: 'if (!still.matches)\n                this.soon(EVERY);',
        to: '',
        red: { 'who holds it is drawn, and drawn anew':
            /never: (there is a newer one|the flame graph is there)/ },
    },
    {
        plant: 'a flame graph that is loaded and not shown',
        file: 'page/flame.js',
        from: 'image.src = next.src;',
        to: '',
        red: { 'the picture of the README is taken':
            /never: the flame graph is there/ },
    },

    // ---- report.js ---------------------------------------------------------
    {
        plant: 'a section that is left out of the report',
        file: '../report/demo.c',
        from: '    if (options->stacks != NULL)\n' +
            '        put_stacks(page, options->stacks);\n',
        to: '    (void)put_stacks;\n',
        red: { 'the report is whole without a network':
            /Who holds what leaky keeps/ },
    },
    {
        plant: 'a page of the report for each row of its tables',
        file: '../report/style.c',
        from: '  tr, figure, svg { break-inside: avoid; }',
        to: '  tr { break-after: page; }',
        red: { 'the report prints on four pages of A4 at most':
            /^\d\d pages/ },
    },
    {
        plant: 'a report on paper of another size',
        file: '../report/style.c',
        from: '@page { size: A4;',
        to: '@page { size: letter;',
        red: { 'the report prints on four pages of A4 at most':
            /^612 by 792/ },
    },

    // ---- end.js ------------------------------------------------------------
    {
        plant: 'a token of another length is taken',
        file: 'http.c',
        from: 'if (text == NULL || strlen(text) != strlen(token))\n' +
            '        return false;',
        to: 'if (text == NULL || strlen(text) != strlen(token))\n' +
            '        return text != NULL;',
        red: { 'a page with an old token says so': /token is missing/ },
    },
    {
        plant: 'a connection that is lost is not told',
        file: 'page/app.js',
        from: "text('phase', 'no connection');",
        to: '',
        red: { 'a server that is gone is told, and show ends with status 0':
            /'no connection'/ },
    },
];
