import { generateKeyPairSync, randomBytes, sign } from 'node:crypto'

/** A certificate and its key, each the text of a PEM file. */
export interface SelfSigned {
  readonly certificate: string
  readonly key: string
}

/**
 * Makes a self-signed certificate for a host, valid until this many days from now. A negative number makes an expired
 * one.
 */
export const selfSigned = ({ host, days }: { readonly host: string; readonly days: number }): SelfSigned => {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const name = sequence(set(sequence(COMMON_NAME, text('tests'))))
  const now = Date.now()
  const [begins, ends] = [now - 30 * A_DAY, now + days * A_DAY]
  const stated = sequence(
    tagged(0, integer(Buffer.of(2))),
    integer(Buffer.concat([Buffer.of(1), randomBytes(8)])),
    ECDSA_SHA256,
    name,
    sequence(time(begins), time(ends)),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    tagged(
      3,
      sequence(
        sequence(BASIC_CONSTRAINTS, octets(sequence(der(0x01, Buffer.of(0xff))))),
        sequence(OTHER_NAMES, octets(sequence(der(0x82, Buffer.from(host))))),
      ),
    ),
  )
  const signed = sequence(
    stated,
    ECDSA_SHA256,
    der(0x03, Buffer.concat([Buffer.of(0), sign('sha256', stated, privateKey)])),
  )
  const base64 = signed.toString('base64').replace(/.{64}/g, '$&\n')
  return {
    certificate: `-----BEGIN CERTIFICATE-----\n${base64}\n-----END CERTIFICATE-----\n`,
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  }
}

const A_DAY = 86_400_000

/** Encodes one ASN.1 value in DER: its type, its length and its content. */
const der = (tag: number, content: Buffer): Buffer => {
  const { length } = content
  const long = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff]
  return Buffer.concat([Buffer.of(tag, ...long), content])
}

const sequence = (...parts: readonly Buffer[]): Buffer => der(0x30, Buffer.concat(parts))
const set = (part: Buffer): Buffer => der(0x31, part)
const integer = (bytes: Buffer): Buffer => der(0x02, bytes)
const octets = (part: Buffer): Buffer => der(0x04, part)
const text = (value: string): Buffer => der(0x0c, Buffer.from(value))
const tagged = (number: number, part: Buffer): Buffer => der(0xa0 + number, part)
/** Formats a time as `YYMMDDHHMMSSZ`. */
const time = (at: number): Buffer =>
  der(0x17, Buffer.from(`${new Date(at).toISOString().slice(2, 19).replace(/[-T:]/g, '')}Z`))

const identifier = (hex: string): Buffer => der(0x06, Buffer.from(hex, 'hex'))
const COMMON_NAME = identifier('550403')
const BASIC_CONSTRAINTS = identifier('551d13')
const OTHER_NAMES = identifier('551d11')
const ECDSA_SHA256 = sequence(identifier('2a8648ce3d040302'))
