import assert from "node:assert/strict";
import { test } from "node:test";
import { armor, Decrypter, Encrypter, generateHybridIdentity, identityToRecipient } from "age-encryption";
import { openDraft, sealDraft } from "../../site/browser/draft-file.js";
import { readContainerOfDraft } from "./read-draft.js";

const PASSPHRASE = "hospital this pelican stand surface adult";
const DRAFT = {
  kind: "draft",
  form: { name: "referral", title: "Tell us about a concern", version: 3, digest: "ab".repeat(32) },
  authority: "sandwell",
  service: "Sandwell LADO service",
  release: "0123456789ab",
  saved_at: "2026-11-22T18:05:00.000Z",
  answers: { adult_name: "Jory Example 名 😀", children: [{ age: 7 }] },
  sections: [{ title: "The adult", rows: [{ path: "adult_name", label: "Name", lines: ["Jory"], entry: "" }] }],
};
const FILES = [
  new File(["one"], "a.txt", { type: "text/plain" }),
  new File([new Uint8Array(300_001).fill(7)], "photo.jpg", { type: "image/jpeg" }),
];

async function save({ draft = DRAFT, attachments = [], passphrase = PASSPHRASE } = {}) {
  return (await sealDraft({ draft, attachments, passphrase })).text();
}

function open(text, passphrase = PASSPHRASE) {
  return openDraft(new File([text], "draft-7K2M.txt"), passphrase);
}

async function sealText(text, add) {
  const encrypter = new Encrypter();
  add(encrypter);
  return armor.encode(await encrypter.encrypt(text));
}

function withPassphrase(encrypter) {
  encrypter.setPassphrase(PASSPHRASE);
  encrypter.setScryptWorkFactor(10);
}

/** A draft as another version would write it. */
async function packed(manifest) {
  const json = new TextEncoder().encode(JSON.stringify(manifest));
  const bytes = new Uint8Array(9 + json.length);
  bytes.set(new TextEncoder().encode("LRK1\0"));
  new DataView(bytes.buffer).setUint32(5, json.length);
  bytes.set(json, 9);
  return sealText(bytes, withPassphrase);
}

test("what is saved opens again with its answers and its files", async () => {
  const { draft, files } = await open(await save({ attachments: FILES }));

  for (const [key, value] of Object.entries(DRAFT)) {
    assert.deepEqual(draft[key], value);
  }
  assert.deepEqual(
    files.map(({ name, type, size }) => [name, type, size]),
    FILES.map(({ name, type, size }) => [name, type, size]),
  );
  assert.deepEqual(await files[1].arrayBuffer(), await FILES[1].arrayBuffer());
});

test("any age tool opens it with the passphrase, and finds the same", async () => {
  const decrypter = new Decrypter();
  decrypter.addPassphrase(PASSPHRASE);

  const bytes = await decrypter.decrypt(armor.decode(await save({ attachments: FILES })));

  const { manifest, contents } = readContainerOfDraft(bytes);
  assert.deepEqual(manifest.answers, DRAFT.answers);
  assert.deepEqual(contents[1], new Uint8Array(300_001).fill(7));
});

test("the text says nothing of what is in it, and short drafts are all the same length", async () => {
  const [one, other] = [await save(), await save({ draft: { ...DRAFT, answers: { adult_name: "x".repeat(9000) } } })];

  assert.equal(one.length, other.length);
  const header = Buffer.from(armor.decode(one)).toString("latin1").split("\n---")[0];
  assert.match(header, /^age-encryption\.org\/v1\n-> scrypt [A-Za-z0-9+/]{22} 16\n[A-Za-z0-9+/]{43}$/);
});

test("it opens after what mail does to a text", async () => {
  const text = await save();
  const mangled = [
    text.replaceAll("\n", "\r\n"),
    text.replaceAll(/^/gm, "> "),
    `\ufeffHere it is:\n\n${text}\n-- \nSent from a telephone`,
    text.replaceAll(/(.{60})(.{4})\n/g, "$1\n$2\n"),
  ];
  for (const each of mangled) {
    assert.notEqual(each, text);
    assert.deepEqual((await open(each)).draft.answers, DRAFT.answers);
  }
});

function changed(text, place) {
  return `${text.slice(0, place)}${text[place] === "A" ? "B" : "A"}${text.slice(place + 1)}`;
}

const REFUSED = {
  "another passphrase": ["WrongPassphrase", async () => [await save(), "hospital this pelican stand surface child"]],
  "a file that was cut": ["DraftDamaged", async () => [(await save()).slice(0, -500)]],
  "a line that is missing": ["DraftDamaged", async () => [(await save()).replace(/\n[^\n]{64}(?=\n[^-\n]*\n---)/, "")]],
  "a changed letter": ["DraftDamaged", async () => [changed(await save(), 5000)]],
  "a changed first line": ["DraftDamaged", async () => [changed(await save(), 40)]],
  "foreign letters": ["DraftDamaged", async () => [(await save()).replace(/\n([^\n]{30})./g, "\n$1*")]],
  "another age file of the same passphrase": [
    "NotADraft",
    async () => [await sealText("shopping list", withPassphrase)],
  ],
  "JSON of something else": ["NotADraft", async () => [await packed({ answers: {} })]],
  "a draft without its parts": [
    "NotADraft",
    async () => [await packed({ draft: 1, ...DRAFT, sections: [{ title: 7, rows: [] }] })],
  ],
  "a draft of a later version": ["DraftTooNew", async () => [await packed({ ...DRAFT, draft: 2 })]],
  "another text": ["NotADraft", () => ["Dear Sandwell, please find attached"]],
  nothing: ["NotADraft", () => [""]],
  "a referral that is sealed": [
    "SealedForOffice",
    async () => {
      const recipient = await identityToRecipient(await generateHybridIdentity());
      return [await sealText("x", (encrypter) => encrypter.addRecipient(recipient))];
    },
  ],
};

for (const [what, [name, make]] of Object.entries(REFUSED)) {
  test(`${what} is refused as ${name}`, async () => {
    const [text, passphrase] = await make();

    await assert.rejects(open(text, passphrase), { name });
  });
}
