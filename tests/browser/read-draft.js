/** Reads the inside of a draft as `site/browser/draft-file.js` describes it, with nothing of ours. */

/** Return `{manifest, contents}`. */
export function readContainerOfDraft(bytes) {
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(5);
  const manifest = JSON.parse(new TextDecoder().decode(bytes.subarray(9, 9 + length)));
  let place = 9 + length;
  const contents = manifest.attachments.map(({ size }) => {
    place += size;
    return bytes.slice(place - size, place);
  });
  return { manifest, contents };
}
