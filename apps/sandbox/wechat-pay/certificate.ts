import { createPublicKey, sign } from 'node:crypto'
import type { RsaPair } from '../core/rsa.ts'

/**
 * The smallest self-signed X.509 v3 certificate that clients accept (RFC 5280 §4.1): node:crypto reads certificates and
 * cannot issue them. DER is length-prefixed: tag, length, content.
 */
export interface CertificateRequest {
  readonly keys: RsaPair
  /** 40 hexadecimal digits; the first must be below 8, else the number would be negative */
  readonly serial: string
  readonly commonName: string
  readonly notBefore: Date
  readonly notAfter: Date
}

/** @returns PEM text */
export function issueCertificate(request: CertificateRequest): string {
  const spki = createPublicKey(request.keys.publicPem).export({ type: 'spki', format: 'der' })
  const name = sequence(set(sequence(oid('550403'), utf8(request.commonName))))
  const body = sequence(
    tagged(0xa0, integer('02')),
    integer(request.serial),
    SHA256_WITH_RSA,
    name,
    sequence(time(request.notBefore), time(request.notAfter)),
    name,
    spki,
  )
  const signature = sign('RSA-SHA256', body, request.keys.privatePem)
  const certificate = sequence(body, SHA256_WITH_RSA, tagged(0x03, Buffer.from([0]), signature))
  const lines = certificate.toString('base64').match(/.{1,64}/g) ?? []
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`
}

function tagged(tag: number, ...contents: Buffer[]): Buffer {
  const content = Buffer.concat(contents)
  return Buffer.concat([Buffer.from([tag]), length(content.length), content])
}

function length(bytes: number): Buffer {
  if (bytes < 0x80) return Buffer.from([bytes])
  const hex = bytes.toString(16)
  const digits = Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex')
  return Buffer.concat([Buffer.from([0x80 | digits.length]), digits])
}

const sequence = (...contents: Buffer[]): Buffer => tagged(0x30, ...contents)
const set = (...contents: Buffer[]): Buffer => tagged(0x31, ...contents)
const integer = (hex: string): Buffer => tagged(0x02, Buffer.from(hex, 'hex'))
const oid = (hex: string): Buffer => tagged(0x06, Buffer.from(hex, 'hex'))
const utf8 = (text: string): Buffer => tagged(0x0c, Buffer.from(text, 'utf8'))
/** GeneralizedTime `yyyyMMddHHmmssZ` */
const time = (instant: Date): Buffer =>
  tagged(0x18, Buffer.from(`${instant.toISOString().slice(0, 19).replace(/[-T:]/g, '')}Z`))

/** sha256WithRSAEncryption 1.2.840.113549.1.1.11, parameters NULL */
const SHA256_WITH_RSA = sequence(oid('2a864886f70d01010b'), Buffer.from([0x05, 0x00]))
