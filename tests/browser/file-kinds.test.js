import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { examineFile, judgeFile } from "../../site/browser/file-kinds.js";

const { cases } = JSON.parse(readFileSync(new URL("../vectors/files.json", import.meta.url), "utf8"));
const ROOM = 100_000_000;

const bytes = (text) => Uint8Array.from(text, (character) => character.charCodeAt(0));

for (const { about, name, head, tail, code, kind } of cases) {
  test(`a file is judged as in the kit: ${about}`, () => {
    assert.deepEqual(judgeFile(name, head, tail), { code, kind });
  });
}

test("a file is judged by its first and last bytes alone, however long it is", async () => {
  const middle = new Uint8Array(3_000_000);
  const macros = [bytes("PK\x03\x04"), middle, bytes("[Content_Types].xml word/vbaProject.bin")];

  assert.deepEqual(await examineFile(new File(macros, "a.docx"), ROOM), { code: "file-macro", kind: "macro" });
  assert.deepEqual(await examineFile(new File([bytes("\xff\xd8\xff"), middle], "a.jpg"), ROOM), {
    code: "",
    kind: "picture",
  });
});

test("an empty file, one that has no room, and one that cannot be read are refused", async () => {
  const gone = new File(["%PDF-"], "gone.pdf");
  gone.slice = () => {
    throw new DOMException("moved away", "NotReadableError");
  };

  assert.equal((await examineFile(new File([], "a.pdf"), ROOM)).code, "file-empty");
  assert.equal((await examineFile(new File(["%PDF-1"], "a.pdf"), 5)).code, "file-too-big");
  assert.equal((await examineFile(gone, ROOM)).code, "file-unreadable");
});
