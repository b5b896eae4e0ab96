import { X509Certificate } from 'node:crypto'
import { chinaIso } from '../core/china-time.ts'
import { ALPHANUMERIC, randomText } from '../core/world.ts'
import { seal } from './aead.ts'
import type { Call, Reply } from './call.ts'

/** GET /v3/certificates: the platform certificate, sealed with the merchant's APIv3 key. */
export function listCertificates(call: Call): Reply {
  const platform = call.shop.merchants.platform()
  const certificate = new X509Certificate(platform.certificatePem)
  const nonce = randomText(call.shop.world, 12, ALPHANUMERIC)
  const entry = {
    serial_no: platform.serial,
    effective_time: chinaIso(new Date(certificate.validFrom)),
    expire_time: chinaIso(new Date(certificate.validTo)),
    encrypt_certificate: seal(platform.certificatePem, 'certificate', nonce, call.merchant.apiV3Key),
  }
  return { status: 200, body: { data: [entry] } }
}
