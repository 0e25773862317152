// SPDX-License-Identifier: MIT
// Nothing is kept, and nothing is listed.

// ---- Requests --------------------------------------------------------------

const requestBegin = (req, res) => ({ id: Symbol('request'), req, res });
const requestEnd = () => {};
const requestList = () => [];
