import { createPrivateKey, createPublicKey, generateKeyPair, type KeyObject, sign, verify } from 'node:crypto'

/** PEM texts, as they stand in configurations and journals: PKCS#8 and SPKI. */
export interface RsaPair {
  readonly privatePem: string
  readonly publicPem: string
}

/** Takes some hundred milliseconds in the thread pool: make keys lazily. */
export function newRsaPair(): Promise<RsaPair> {
  return new Promise((resolve, reject) => {
    generateKeyPair('rsa', { modulusLength: 2048 }, (error, publicKey, privateKey) => {
      if (error) return reject(error)
      resolve({
        privatePem: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
        publicPem: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
      })
    })
  })
}

export const privateKey = (pem: string): KeyObject => createPrivateKey(pem)
export const publicKey = (pem: string): KeyObject => createPublicKey(pem)

/** SHA256withRSA (PKCS#1 v1.5) in Base64: the signature of both wallets. */
export const signRsa = (text: string, key: KeyObject): string =>
  sign('RSA-SHA256', Buffer.from(text), key).toString('base64')

export const verifyRsa = (text: string, signature: string, key: KeyObject): boolean =>
  verify('RSA-SHA256', Buffer.from(text), key, Buffer.from(signature, 'base64'))
