import { createCipheriv, createDecipheriv } from 'node:crypto'

/** SM4-ECB with PKCS7. @param key 16 ASCII characters @returns upper-case hex */
export function sm4Encrypts(key: string, plain: string): string {
  const cipher = createCipheriv('sm4-ecb', Buffer.from(key, 'ascii'), null)
  return Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()])
    .toString('hex')
    .toUpperCase()
}

/** @throws Error when `hex` was not encrypted under `key` */
export function sm4Decrypts(key: string, hex: string): string {
  const decipher = createDecipheriv('sm4-ecb', Buffer.from(key, 'ascii'), null)
  return Buffer.concat([decipher.update(hex, 'hex'), decipher.final()]).toString('utf8')
}

/** The content key of nhsa.md §6.4: the application's secret encrypted under its id, first 16 characters of the hex. */
export const contentKey = (appId: string, appSecret: string): string =>
  sm4Encrypts(appId.slice(0, 16), appSecret).slice(0, 16)
