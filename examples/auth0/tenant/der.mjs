// Encodes values in DER (ITU-T X.690), as far as a certificate needs it.

const header = (tag, length) => {
  if (length < 0x80) return Buffer.from([tag, length]);
  const digits = length.toString(16);
  const bytes = Buffer.from(digits.length % 2 ? '0' + digits : digits, 'hex');
  return Buffer.concat([Buffer.from([tag, 0x80 | bytes.length]), bytes]);
};

const encode = (tag, ...contents) => {
  const content = Buffer.concat(contents);
  return Buffer.concat([header(tag, content.length), content]);
};

export const sequence = (...items) => encode(0x30, ...items);
export const set = (...items) => encode(0x31, ...items);
export const octets = (content) => encode(0x04, content);
export const bits = (content) => encode(0x03, Buffer.from([0]), content);
export const utf8 = (text) => encode(0x0c, Buffer.from(text));
export const nothing = encode(0x05);
export const yes = encode(0x01, Buffer.from([0xff]));

/** A non-negative integer of any length; a leading zero keeps the sign bit off. */
export const integer = (bytes) => encode(0x02, bytes[0] & 0x80 ? Buffer.concat([Buffer.from([0]), bytes]) : bytes);

/** Context-specific: constructed from encoded items, or primitive with bare content. */
export const tagged = (number, ...items) => encode(0xa0 | number, ...items);
export const taggedContent = (number, content) => encode(0x80 | number, content);

export const objectIdentifier = (dotted) => {
  const [first, second, ...rest] = dotted.split('.').map(Number);
  const septets = rest.flatMap((arc) => {
    const groups = [arc & 0x7f];
    for (let left = arc >>> 7; left > 0; left >>>= 7) groups.unshift(0x80 | (left & 0x7f));
    return groups;
  });
  return encode(0x06, Buffer.from([first * 40 + second, ...septets]));
};

/** RFC 5280 4.1.2.5: UTCTime until 2049, GeneralizedTime from then on. */
export const time = (date) => {
  const text = date.toISOString().replace(/[-:T]|\.\d+/g, '');
  return date.getUTCFullYear() < 2050 ? encode(0x17, Buffer.from(text.slice(2))) : encode(0x18, Buffer.from(text));
};
