import assert from "node:assert/strict";
import { test } from "node:test";
import { fileName, receiptCode } from "../../site/browser/receipt.js";

// The codes that kit/encrypt/receipt.py gives for digests that begin like this.
const CODES = [
  ["00000000000000000000", "0000-0000-0000-0000-0"],
  ["ffffffffffffffffffff", "ZZZZ-ZZZZ-ZZZZ-ZZZZ-G"],
  ["00000000000000000001", "0000-0000-0000-0001-Y"],
  ["80000000000000000000", "G000-0000-0000-0000-G"],
  ["0123456789abcdeffedc", "04HM-ASW9-NF6Y-ZZPW-G"],
  ["e3b0c44298fc1c149afb", "WERC-8GMR-ZGE1-96QV-Q"],
  ["ca978112ca1bbdcafac2", "SABR-24PA-3EYW-NYP2-1"],
  ["0ab3027b21986825ce2d", "1ASG-4YS1-K1M2-BKHD-B"],
];

function bytesOf(hexadecimal) {
  return Uint8Array.from(Buffer.from(hexadecimal.padEnd(64, "7"), "hex"));
}

test("the receipt code is the one that the kit shows", () => {
  for (const [digest, code] of CODES) {
    assert.equal(receiptCode(bytesOf(digest)), code);
  }
});

test("only the first 80 bits of the digest count", () => {
  assert.equal(receiptCode(bytesOf("0123456789abcdeffedc00")), receiptCode(bytesOf("0123456789abcdeffedcff")));
});

test("the file is named after the first eight characters of the code", () => {
  assert.equal(fileName("referral", "7KQ2-M9TX-0000-0000-A"), "referral-7KQ2-M9TX.txt");
});
