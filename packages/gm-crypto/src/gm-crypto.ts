export { GmCryptoError, type GmCryptoErrorCode } from './gm-crypto-error.ts'
export { openSealed, type SealingKeys, seal, sealingKeys } from './seal.ts'
export { createSm2Cipher, createSm2Decipher, type Sm2CipherOptions } from './sm2-cipher.ts'
export { newSm2KeyPair, type Sm2KeyPair, sm2PublicKeyOf } from './sm2-keys.ts'
export {
  createSm2Signer,
  createSm2Verifier,
  SM2_DEFAULT_USER_ID,
  type Sm2SignatureOptions,
  type Sm2Signer,
  type Sm2Verifier,
} from './sm2-signature.ts'
export { hmacSm3, sm3, sm3Hex } from './sm3.ts'
export { type Sm4Padding, sm4CbcDecrypt, sm4CbcEncrypt, sm4EcbDecrypt, sm4EcbEncrypt } from './sm4.ts'
