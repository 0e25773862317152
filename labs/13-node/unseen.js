// SPDX-License-Identifier: MIT
'use strict';
/*
 * Runs before the server that is checked, and takes away by what it could
 * know that it is: it is to be judged as it would run on any other day. What
 * is found by who looks into /proc is found; no check can help that.
 */
const inspector = require('node:inspector');
const { syncBuiltinESMExports } = require('node:module');

process.execArgv.splice(0);
inspector.url = () => undefined;
syncBuiltinESMExports();
delete require.cache[module.filename];
