import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import {
  AttachmentChanged,
  BadAttachmentName,
  describeAttachment,
  FLOOR,
  ManifestTooLong,
  pack,
  paddedSize,
  usableName,
  wellFormed,
} from "../../site/browser/container.js";

// As kit/encrypt/container.py pads.
const PADDED = [
  [0, 65536],
  [1, 65536],
  [65536, 65536],
  [65537, 67584],
  [67584, 67584],
  [67585, 69632],
  [100_000, 100_352],
  [131_071, 131_072],
  [131_072, 131_072],
  [131_073, 135_168],
  [1_000_000, 1_015_808],
  [25_000_000, 25_165_824],
  [16_777_215, 16_777_216],
  [16_777_216, 16_777_216],
  [16_777_217, 17_301_504],
  [149_999_999, 150_994_944],
];

function aManifest({ answers = {}, attachments = [] } = {}) {
  const size = attachments.reduce((sum, attachment) => sum + attachment.size, 0);
  return { container: 1, answers, attachments, attachments_size: size };
}

async function bytesOf(stream) {
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

const describe = (file) => describeAttachment(file, async () => {});

test("content is padded as the kit pads it", () => {
  for (const [size, padded] of PADDED) {
    assert.equal(paddedSize(size), padded, String(size));
  }
});

test("every byte of a container is where the specification says", async () => {
  const first = new File(["first"], "a.txt", { type: "text/plain" });
  const second = new File([new Uint8Array([0, 1, 255])], "b");
  const manifest = aManifest({ answers: { a: "é" }, attachments: [await describe(first), await describe(second)] });

  const { size, stream } = pack(manifest, [first, second]);
  const bytes = await bytesOf(stream);

  const written = new TextEncoder().encode(JSON.stringify(manifest));
  const expected = new Uint8Array(FLOOR);
  expected.set([0x4c, 0x52, 0x4b, 0x31, 0, 0, 0, written.length >> 8, written.length & 255]);
  expected.set(written, 9);
  expected.set(new TextEncoder().encode("first"), 9 + written.length);
  expected.set([0, 1, 255], 9 + written.length + 5);
  assert.equal(size, FLOOR);
  assert.deepEqual(bytes, expected);
});

test("a container without attachments is always as long as the floor", async () => {
  for (const length of [0, 1, 1000, 60_000]) {
    assert.equal((await bytesOf(pack(aManifest({ answers: { a: "x".repeat(length) } }), []).stream)).length, FLOOR);
  }
});

test("a container over the floor is padded with zero bytes only", async () => {
  const file = new File([new Uint8Array(100_000).fill(7)], "a.bin");
  const manifest = aManifest({ attachments: [await describe(file)] });

  const { size, stream } = pack(manifest, [file]);
  const bytes = await bytesOf(stream);

  const end = 9 + JSON.stringify(manifest).length + 100_000;
  assert.equal(bytes.length, size);
  assert.equal(size, paddedSize(end));
  assert.ok(bytes.subarray(end - 100_000, end).every((byte) => byte === 7));
  assert.ok(bytes.subarray(end).every((byte) => byte === 0));
});

test("an attachment is described by name, type, size and hash, and each piece of it is reported", async () => {
  const content = new Uint8Array(300_000).map((_, place) => place % 251);
  let reported = 0;

  const described = await describeAttachment(new File([content], "a.pdf"), async (bytes) => {
    reported += bytes;
  });

  assert.equal(reported, 300_000);
  assert.deepEqual(described, {
    name: "a.pdf",
    media_type: "application/octet-stream",
    size: 300_000,
    sha256: createHash("sha256").update(content).digest("hex"),
  });
});

test("half characters never reach the manifest, neither in keys nor in values", async () => {
  const broken = { "a\ud83d": ["\ude00", { b: "x\ud83dy", c: "\ud83d\ude00", d: null, e: 3, f: true }] };

  assert.deepEqual(wellFormed(broken), { "a\ufffd": ["\ufffd", { b: "x\ufffdy", c: "😀", d: null, e: 3, f: true }] });
  const bytes = await bytesOf(pack(aManifest({ answers: broken }), []).stream);
  assert.doesNotMatch(new TextDecoder().decode(bytes), /\\u[dD][89a-fA-F]/);
});

test("the name of a file is made one that the kit takes", () => {
  const names = [
    ["report.pdf", "report.pdf"],
    ["C:\\fake\\report.pdf", "C:_fake_report.pdf"],
    ["../x", ".._x"],
    ["..", "_"],
    [".", "_"],
    ["", "_"],
    ["...", "..."],
    ["a\u0000b\nc\u0085d\u007f", "a_b_c_d_"],
    ["\ud83d.txt", "\ufffd.txt"],
    ["😀".repeat(201), "😀".repeat(200)],
  ];
  for (const [name, usable] of names) {
    assert.equal(usableName(name), usable);
    assert.equal(usableName(usable), usable);
  }
});

test("a name that the kit would refuse, or two of one name, are refused before sealing", async () => {
  const [good, bad] = [await describe(new File(["x"], "a")), await describe(new File(["x"], "a\nb"))];

  assert.throws(() => pack(aManifest({ attachments: [bad] }), []), BadAttachmentName);
  assert.throws(() => pack(aManifest({ attachments: [good, good] }), []), BadAttachmentName);
});

test("answers longer than the kit takes are refused before sealing", () => {
  assert.throws(() => pack(aManifest({ answers: { a: "x".repeat(17_000_000) } }), []), ManifestTooLong);
});

test("a file that has changed since it was described fails the stream", async () => {
  const described = await describe(new File(["long"], "a"));

  const { stream } = pack(aManifest({ attachments: [described] }), [new File(["longer"], "a")]);

  await assert.rejects(bytesOf(stream), AttachmentChanged);
});
