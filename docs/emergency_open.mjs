// Opens a sealed file with an officer's key file and passphrase, without any of the kit: see keys.md.
// node emergency_open.mjs KEY-FILE SEALED-FILE FOLDER < PASSPHRASE-FILE

import { readFileSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Decrypter, armor } from "age-encryption";

const [keyFile, sealedFile, folder] = process.argv.slice(2);
const passphrase = readFileSync(0, "utf8").split(/\r?\n/)[0].normalize("NFC");

const unlock = new Decrypter();
unlock.addPassphrase(passphrase);
const lines = await unlock
  .decrypt(armor.decode(readFileSync(keyFile, "utf8")), "text")
  .catch(() => stop(`the passphrase does not open ${keyFile}. Compare each character, capitals and spaces too.`));
const privateKey = lines.split("\n").find((line) => line.startsWith("AGE-SECRET-KEY-PQ-1"));

const open = new Decrypter();
open.addIdentity(privateKey);
const content = Buffer.from(
  await open
    .decrypt(armor.decode(readFileSync(sealedFile, "utf8")))
    .catch(() => stop(`${keyFile} does not open ${sealedFile}: it is damaged, or sealed to others. Try another key file.`)),
);

// Five bytes of mark, four of length, the manifest, the attachments one after the other, zeros.
if (content.subarray(0, 5).toString("latin1") !== "LRK1\0") throw new Error("the content is of another layout");
const end = 9 + content.readUInt32BE(5);
const manifest = JSON.parse(content.subarray(9, end).toString("utf8"));

mkdirSync(folder, { recursive: true });
writeFileSync(join(folder, "manifest.json"), JSON.stringify(manifest, null, 2));
let start = end;
for (const [place, { size }] of manifest.attachments.entries()) {
  // Not under the name it came with: a name from outside is not to be trusted.
  writeFileSync(join(folder, `attachment-${place + 1}.bin`), content.subarray(start, start + size));
  start += size;
}
console.log(`${folder}: manifest.json and ${manifest.attachments.length} attachments`);

function stop(words) {
  console.error(words);
  process.exit(1);
}
