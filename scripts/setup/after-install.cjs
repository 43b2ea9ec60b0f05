"use strict";
// npm runs this ("prepare") when it has filled node_modules. On a Node older than 22 it has left out Hardhat's native
// engine without a word, and such a tree must not stay behind. Any Node may run this file.
var fs = require("fs");
var path = require("path");
var stamp = require("./stamp.cjs");

var modules = path.join(stamp.root, "node_modules");
var vendor = path.join(modules, "@nomicfoundation");

function hasNativeEngine() {
  return fs.readdirSync(vendor).some(function (name) {
    return name.indexOf("edr-") === 0;
  });
}

// Nothing to check where npm only wrote the lock file or left the development tools out.
if (fs.existsSync(vendor)) {
  if (hasNativeEngine()) stamp.write(stamp.root);
  else {
    (fs.rmSync || fs.rmdirSync)(modules, { recursive: true, force: true });
    console.error(
      "This Node is too old for a plain npm install, which leaves out a part of Hardhat on it (Node 22.13 is the " +
        'oldest that works): run "npm run setup" instead, which brings the right Node with it.',
    );
    process.exitCode = 1;
  }
}
