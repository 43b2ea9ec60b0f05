"use strict";
// Notes in node_modules which package-lock.json was installed, so that a start costs nothing when nothing changed.
// Read by after-install.cjs, which any Node may run: old syntax, no dependencies.
var crypto = require("crypto");
var fs = require("fs");
var path = require("path");

var root = path.join(__dirname, "..", "..");
var explorer = path.join(root, "explorer");

function stampFile(folder) {
  return path.join(folder, "node_modules", ".setup-stamp");
}

function lockHash(folder) {
  return crypto
    .createHash("sha256")
    .update(fs.readFileSync(path.join(folder, "package-lock.json")))
    .digest("hex");
}

function isCurrent(folder) {
  return fs.existsSync(stampFile(folder)) && fs.readFileSync(stampFile(folder), "utf8") === lockHash(folder);
}

function write(folder) {
  fs.writeFileSync(stampFile(folder), lockHash(folder));
}

module.exports = { root: root, explorer: explorer, isCurrent: isCurrent, write: write };
