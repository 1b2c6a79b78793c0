// What a picture is, by its first bytes.

/// Type and size of a PNG or JPEG.
export function imageSize(bytes) {
  if (bytes.subarray(1, 4).toString() === 'PNG') {
    return { type: 'image/png', width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) };
  }
  for (let at = 2; bytes[0] === 0xff && bytes[1] === 0xd8 && at < bytes.length; at += 2 + bytes.readUInt16BE(at + 2)) {
    const marker = bytes[at + 1];
    const frame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (frame) return { type: 'image/jpeg', width: bytes.readUInt16BE(at + 7), height: bytes.readUInt16BE(at + 5) };
  }
  return { type: 'neither PNG nor JPEG' };
}
