import { createHash, createHmac } from 'node:crypto'

/** SM3 digest (GB/T 32905), 32 bytes. Text is hashed as UTF-8. */
export const sm3 = (message: string | Uint8Array): Buffer => createHash('sm3').update(message).digest()

/** SM3 digest as 64 lower-case hex characters. */
export const sm3Hex = (message: string | Uint8Array): string => createHash('sm3').update(message).digest('hex')

/** HMAC with SM3, 32 bytes. */
export const hmacSm3 = (key: string | Uint8Array, message: string | Uint8Array): Buffer =>
  createHmac('sm3', key).update(message).digest()
