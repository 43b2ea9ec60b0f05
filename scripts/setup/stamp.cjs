"use strict";
// Notes in node_modules which package-lock.json was installed, so that a start costs nothing when nothing changed.
// Read by after-install.cjs, which any Node may run: old syntax, no dependencies.
var crypto = require("crypto");
var fs = require("fs");
var path = require("path");

var root = path.join(__dirname, "..", "..");
var stampFile = path.join(root, "node_modules", ".setup-stamp");

function lockHash() {
  return crypto
    .createHash("sha256")
    .update(fs.readFileSync(path.join(root, "package-lock.json")))
    .digest("hex");
}

function isCurrent() {
  return fs.existsSync(stampFile) && fs.readFileSync(stampFile, "utf8") === lockHash();
}

function write() {
  fs.writeFileSync(stampFile, lockHash());
}

module.exports = { root: root, isCurrent: isCurrent, write: write };
