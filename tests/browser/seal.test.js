import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { before, test } from "node:test";
import { armor, Decrypter, generateHybridIdentity, generateX25519Identity, identityToRecipient } from "age-encryption";
import { receiptCode } from "../../site/browser/receipt.js";
import { fingerprintOf, seal, TooLarge, UnusableRecipients } from "../../site/browser/seal.js";

const NOW = new Date("2026-11-03T14:30:15.999Z");
const ANSWERS = { name: "Jory 😀", children: [{ born: "2020-02-29" }], count: 3 };

let identities;
let recipients;

before(async () => {
  identities = await Promise.all(Array.from({ length: 6 }, generateHybridIdentity));
  recipients = await Promise.all(identities.map(identityToRecipient));
});

function aSetting({ count = 2, ...changes } = {}) {
  return {
    authority: "sandwell",
    prefix: "referral",
    release: "2026-11-01",
    form: { name: "referral", version: 3, digest: "ab".repeat(32), title: "not for the manifest" },
    roster: { version: 7, recipients: recipients.slice(0, count) },
    ...changes,
  };
}

async function sealWith({ setting = aSetting(), answers = ANSWERS, now = NOW, ...more } = {}) {
  const sealed = await seal({ setting, answers, now, ...more });
  return { ...sealed, text: await sealed.file.text() };
}

async function open(text, identity) {
  const decrypter = new Decrypter();
  decrypter.addIdentity(identity);
  return decrypter.decrypt(armor.decode(text));
}

function manifestOf(bytes) {
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(5);
  return { manifest: JSON.parse(new TextDecoder().decode(bytes.subarray(9, 9 + length))), end: 9 + length };
}

function stanzasOf(text) {
  const header = Buffer.from(armor.decode(text)).toString("latin1").split("\n---")[0];
  return header.split("\n").filter((line) => line.startsWith("-> "));
}

test("typage opens what was sealed with each recipient's key, and finds the answers", async () => {
  const sealed = await sealWith({ setting: aSetting({ count: 4 }) });

  for (const identity of identities.slice(0, 4)) {
    const bytes = await open(sealed.text, identity);
    assert.equal(new TextDecoder().decode(bytes.subarray(0, 5)), "LRK1\0");
    assert.equal(bytes.length, 65_536);
    assert.deepEqual(manifestOf(bytes).manifest.answers, ANSWERS);
  }
  await assert.rejects(open(sealed.text, identities[4]), /no identity matched/);
});

test("the manifest has exactly the keys of the specification", async () => {
  const sealed = await sealWith();

  const { manifest } = manifestOf(await open(sealed.text, identities[0]));

  assert.deepEqual(manifest, {
    container: 1,
    submission_id: sealed.submissionId,
    authority: "sandwell",
    form: { name: "referral", version: 3, digest: "ab".repeat(32) },
    release: "2026-11-01",
    roster: { version: 7, recipients: recipients.slice(0, 2).map(fingerprintOf) },
    sealed_at: "2026-11-03T14:30:15Z",
    answers: ANSWERS,
    attachments: [],
    attachments_size: 0,
  });
  assert.match(sealed.submissionId, /^[0-9a-f]{32}$/);
});

test("a file has six post-quantum stanzas, however many recipients there are", async () => {
  const sizes = new Set();
  for (const count of [1, 2, 6]) {
    const { text } = await sealWith({ setting: aSetting({ count }) });
    const stanzas = stanzasOf(text);
    assert.equal(stanzas.length, 6);
    assert.ok(stanzas.every((line) => line.startsWith("-> mlkem768x25519 ")));
    assert.equal(new Set(stanzas).size, 6);
    sizes.add(text.length);
  }
  assert.equal(sizes.size, 1, "the length says nothing either");
});

test("the order of the recipients is shuffled", async () => {
  const places = new Set();
  for (let time = 0; time < 120 && places.size < 6; time += 1) {
    const { text } = await sealWith({ setting: aSetting({ count: 1 }) });
    places.add(await placeOf(text, identities[0]));
  }
  assert.equal(places.size, 6, "a place without the key in 120 files is a chance of one in 500 million");
});

async function placeOf(text, identity) {
  const found = [];
  const decrypter = new Decrypter();
  decrypter.addIdentity({
    async unwrapFileKey(stanzas) {
      for (const [place, stanza] of stanzas.entries()) {
        const one = new Decrypter();
        one.addIdentity(identity);
        if ((await one.unwrapFileKey([stanza])) !== null) {
          found.push(place);
        }
      }
      return null;
    },
  });
  await decrypter.decrypt(armor.decode(text)).catch(() => {});
  return found[0];
}

test("sealing the same answers twice gives two different files", async () => {
  const [first, second] = [await sealWith(), await sealWith()];

  assert.notEqual(first.submissionId, second.submissionId);
  assert.notEqual(first.receipt, second.receipt);
  const lines = new Set(first.text.split("\n").slice(2, -2));
  assert.ok(
    second.text
      .split("\n")
      .slice(2, -2)
      .every((line) => !lines.has(line)),
  );
});

test("text, receipt code, file name, size and time describe the file", async () => {
  const sealed = await sealWith();

  const digest = createHash("sha256").update(armor.decode(sealed.text)).digest();
  assert.equal(sealed.text, armor.encode(armor.decode(sealed.text)));
  assert.deepEqual(new Uint8Array(await sealed.binary.arrayBuffer()), armor.decode(sealed.text));
  assert.equal(sealed.receipt, receiptCode(digest));
  assert.equal(sealed.fileName, `referral-${sealed.receipt.slice(0, 9)}.txt`);
  assert.equal(sealed.size, Buffer.byteLength(sealed.text));
  assert.equal(sealed.file.type, "text/plain");
  assert.equal(sealed.sealedAt, "2026-11-03T14:30:15Z");
  assert.deepEqual(
    Object.keys(await seal({ setting: aSetting(), answers: ANSWERS, now: NOW })).sort(),
    ["binary", "file", "fileName", "receipt", "sealedAt", "size", "submissionId"],
    "and nothing of the answers is handed on",
  );
});

test("attachments are inside, in order, each with its hash", async () => {
  const files = [
    new File(["one"], "a.txt", { type: "text/plain" }),
    new File([], "empty"),
    new File(["three"], "c.pdf"),
  ];

  const { text } = await sealWith({ attachments: files });

  const bytes = await open(text, identities[1]);
  const { manifest, end } = manifestOf(bytes);
  assert.equal(new TextDecoder().decode(bytes.subarray(end, end + 8)), "onethree");
  assert.equal(manifest.attachments_size, 8);
  assert.deepEqual(
    manifest.attachments.map(({ name, media_type: type, size }) => [name, type, size]),
    [
      ["a.txt", "text/plain", 3],
      ["empty", "application/octet-stream", 0],
      ["c.pdf", "application/octet-stream", 5],
    ],
  );
  assert.equal(manifest.attachments[0].sha256, createHash("sha256").update("one").digest("hex"));
});

test("an attachment of 25 MB is read as a stream, with progress, and comes out as it went in", async () => {
  const piece = new Uint8Array(64 * 1024).map((_, place) => place % 253);
  const pieces = 382;
  const size = piece.length * pieces;
  let alive = 0;
  const file = {
    name: "film.mp4",
    type: "video/mp4",
    size,
    stream() {
      let left = pieces;
      alive += 1;
      return new ReadableStream({
        pull(controller) {
          controller.enqueue(piece);
          left -= 1;
          if (left === 0) {
            controller.close();
            alive -= 1;
          }
        },
      });
    },
  };
  const reports = [];
  let turns = 0;
  const clock = setInterval(() => {
    turns += 1;
  }, 5);

  const { text } = await sealWith({ attachments: [file], onProgress: (part) => reports.push(part) });
  clearInterval(clock);

  const bytes = await open(text, identities[0]);
  const { manifest, end } = manifestOf(bytes);
  const content = bytes.subarray(end, end + size);
  assert.equal(createHash("sha256").update(content).digest("hex"), manifest.attachments[0].sha256);
  assert.deepEqual(content.subarray(-piece.length), piece);
  assert.equal(alive, 0);
  assert.ok(turns > 3, "the page could breathe");
  assert.equal(reports.at(-1), 1);
  assert.deepEqual(reports, reports.toSorted?.((one, other) => one - other) ?? reports);
});

test("recipients that are not post-quantum public keys are refused", async () => {
  const classical = await identityToRecipient(await generateX25519Identity());
  const good = recipients[0];
  const last = good.at(-1) === "q" ? "p" : "q";
  const lists = [
    [classical],
    [good, classical],
    [good.toUpperCase()],
    [`${good.slice(0, -1)}${last}`],
    [good.slice(0, -10)],
    [` ${good}`],
    [identities[0]],
    ["age1pq1"],
    [""],
    [null],
    [{ wrapFileKey: () => [] }],
    [],
    [good, good],
    [...recipients, await identityToRecipient(await generateHybridIdentity())],
  ];
  for (const list of lists) {
    const setting = aSetting({ roster: { version: 7, recipients: list } });
    await assert.rejects(sealWith({ setting }), UnusableRecipients);
  }
});

test("what would be over the limit of the kit is refused before it is read", async () => {
  const file = {
    name: "disk.img",
    type: "",
    size: 150_000_001,
    stream() {
      throw new Error("was read");
    },
  };

  await assert.rejects(sealWith({ attachments: [file] }), TooLarge);
});

test("half characters in answers are replaced and never break the seal", async () => {
  const { text } = await sealWith({ answers: { a: "x\ud83d" } });

  assert.equal(manifestOf(await open(text, identities[0])).manifest.answers.a, "x\ufffd");
});
