/**
 * GM_BAD_KEY: a key is not on the curve, out of range or of the wrong length.
 * GM_BAD_INPUT: something else the caller gave cannot be used.
 * GM_BAD_CIPHERTEXT: a ciphertext is cut, padded wrongly or made with another key.
 * GM_NOT_AUTHENTIC: a seal does not match; nothing of the content may be used.
 */
export type GmCryptoErrorCode = 'GM_BAD_KEY' | 'GM_BAD_INPUT' | 'GM_BAD_CIPHERTEXT' | 'GM_NOT_AUTHENTIC'

/** The only error this package throws. Its message never holds key material or plaintext. */
export class GmCryptoError extends Error {
  override name = 'GmCryptoError'
  readonly code: GmCryptoErrorCode
  constructor(code: GmCryptoErrorCode, message: string) {
    super(message)
    this.code = code
  }
}
