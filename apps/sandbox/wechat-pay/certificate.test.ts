// Would catch: a certificate that OpenSSL does not read, does not verify, or reads with another serial or key.
import { createPublicKey, X509Certificate } from 'node:crypto'
import { expect, test } from 'vitest'
import { newRsaPair } from '../core/rsa.ts'
import { issueCertificate } from './certificate.ts'

test('read by node:crypto: serial, subject, validity, key, own signature', async () => {
  const keys = await newRsaPair()
  const serial = `5${'0123456789ABCDEF'.repeat(3).slice(0, 39)}`
  const [notBefore, notAfter] = [new Date('2020-01-01T00:00:00Z'), new Date('2060-12-31T23:59:59Z')]
  const pem = issueCertificate({ keys, serial, commonName: '沙箱 Platform', notBefore, notAfter })
  const certificate = new X509Certificate(pem)
  expect(certificate.serialNumber).toBe(serial)
  expect(certificate.subject).toBe('CN=沙箱 Platform')
  expect([new Date(certificate.validFrom), new Date(certificate.validTo)]).toEqual([notBefore, notAfter])
  expect(certificate.publicKey.equals(createPublicKey(keys.publicPem))).toBe(true)
  expect(certificate.verify(createPublicKey(keys.publicPem))).toBe(true)
  expect(certificate.verify(createPublicKey((await newRsaPair()).publicPem))).toBe(false)
})
