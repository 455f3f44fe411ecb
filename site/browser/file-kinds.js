/**
 * What kind of file somebody adds, by its name and by the bytes it begins and ends with: the same as
 * `site/forms/file_kinds.py`; `tests/vectors/files.json` holds both. Nothing is opened, and nothing is said to be safe.
 */

const HEAD = 2048;
// The names inside a packed file stand at its end.
const TAIL = 262_144;

const KINDS = {
  pdf: "pdf",
  picture: "jpg jpeg jpe jfif png gif webp heic heif avif tif tiff bmp",
  recording: "mp3 m4a wav aac amr ogg oga opus flac wma mp4 m4v mov avi mkv webm wmv 3gp mpg mpeg",
  office: "docx xlsx pptx odt ods odp",
  "old-office": "doc xls ppt msg",
  text: "txt csv eml rtf",
  program:
    "exe msi msp scr com pif cpl bat cmd ps1 psm1 vbs vbe js jse mjs wsf wsh hta jar sh bash command app apk dll sys lnk url reg scf inf py pl rb",
  web: "html htm xhtml xht mht mhtml svg svgz xml swf",
  archive: "zip rar 7z gz tgz tar bz2 xz cab iso img dmg vhd arj lzh ace z zst",
  macro: "docm dotm xlsm xltm xlam xlsb pptm potm ppsm ppam sldm",
};
const KIND_OF_ENDING = new Map(
  Object.entries(KINDS).flatMap(([kind, endings]) => endings.split(" ").map((ending) => [ending, kind])),
);

// In this order: the first that fits. Each byte is a character here.
const SIGNATURES = Object.entries({
  program: String.raw`MZ|\x7fELF|\xca\xfe\xba\xbe|[\xce\xcf]\xfa\xed\xfe|\xfe\xed\xfa[\xce\xcf]|#!(?!AMR)|L\x00\x00\x00\x01\x14\x02\x00`,
  pdf: ".{0,1024}%PDF-",
  picture: String.raw`\xff\xd8\xff|\x89PNG|GIF8|BM.{4}\x00{4}|II\*\x00|MM\x00\*|RIFF.{4}WEBP|.{4}ftyp(?:hei|hev|mif1|msf1|avi)`,
  recording: String.raw`ID3|\xff[\xe2\xe3\xf1-\xf3\xf9-\xfb]|RIFF.{4}(?:WAVE|AVI )|.{4}(?:ftyp|moov|mdat|wide|free|skip)|\x1aE\xdf\xa3|0&\xb2u|#!AMR|OggS|fLaC|\x00\x00\x01[\xb3\xba]`,
  "old-office": String.raw`\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1`,
  archive: String.raw`PK\x03\x04|PK\x05\x06|Rar!|7z\xbc\xaf|\x1f\x8b|BZh[1-9]|\xfd7zXZ|MSCF|\x28\xb5\x2f\xfd|.{257}ustar`,
  rtf: String.raw`\{\\rtf`,
  web: String.raw`(?:\xef\xbb\xbf)?[\t\n\r ]*<(?:!doctype html|html|head|body|script|svg|\?xml)`,
  text: String.raw`\xff\xfe|\xfe\xff|[^\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]*$`,
}).map(([kind, pattern]) => [kind, new RegExp(`^(?:${pattern})`, kind === "web" ? "is" : "s")]);
const REFUSED_INSIDE = ["program", "web", "archive"];
// What else a file may be when its name says this: Word writes all four as .doc, and mail programs save web pages as text.
const ALSO = { "old-office": ["office", "rtf", "text"], text: ["rtf", "web"], office: ["old-office"] };

/** Look at a file (File) for which there is so much room left: `{code, kind}`, the code "" when nothing is to be said. */
export async function examineFile(file, room) {
  if (file.size === 0 || file.size > room) {
    return { code: file.size === 0 ? "file-empty" : "file-too-big", kind: "" };
  }
  try {
    return await judge(file);
  } catch {
    return { code: "file-unreadable", kind: "" };
  }
}

async function judge(file) {
  const head = String.fromCharCode(...new Uint8Array(await file.slice(0, HEAD).arrayBuffer()));
  const tail = new TextDecoder("latin1").decode(await file.slice(-TAIL).arrayBuffer());
  return judgeFile(file.name, head, tail);
}

/** Judge a file by its name and its first and last bytes, each byte a character. */
export function judgeFile(name, head, tail) {
  const said = KIND_OF_ENDING.get(/\.([^.]*)$/.exec(name.toLowerCase())?.[1].trim()) ?? "type";
  if (!["pdf", "picture", "recording", "office", "old-office", "text"].includes(said)) {
    return { code: `file-${said}`, kind: "" };
  }
  const kind = kindOf(head, tail);
  if (kind === "macro") {
    return { code: "file-macro", kind };
  }
  if (kind === said || ALSO[said]?.includes(kind)) {
    return { code: "", kind };
  }
  const isRefused = REFUSED_INSIDE.includes(kind);
  return { code: isRefused ? "file-disguised" : kind ? "file-differs" : "file-unknown", kind };
}

function kindOf(head, tail) {
  const [kind = ""] = SIGNATURES.find(([, pattern]) => pattern.test(head)) ?? [];
  if (kind !== "archive" || !head.startsWith("PK")) {
    return kind;
  }
  if (tail.includes("vbaProject.bin")) {
    return "macro";
  }
  return /\[Content_Types\]\.xml|mimetypeapplication\/vnd\.oasis\.opendocument/.test(head + tail) ? "office" : kind;
}
