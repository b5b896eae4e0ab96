import { sm2 } from 'sm-crypto-v2'
import { ALPHANUMERIC, DIGITS, HEX, randomText, type Surroundings } from '../../core/world.ts'

/** A key pair for SM2, hex; the public key is the uncompressed point with its leading 04. */
export interface Sm2Keys {
  readonly privateKey: string
  readonly publicKey: string
}

/** An institution's account at the platform, with the switches the two sides agreed on. */
export interface Institution {
  /** the name it was asked for under */
  readonly institution: string
  readonly fixmedinsCode: string
  readonly fixmedinsName: string
  readonly hospitalLevel: string
  readonly area: string
  readonly paasId: string
  readonly token: string
  readonly hexCase: 'upper' | 'lower'
  readonly signType: 'none' | 'SM3' | 'SM2'
  readonly cainfoKeys: Sm2Keys
  readonly mobile: {
    readonly appId: string
    readonly appSecret: string
    readonly institutionKeys: Sm2Keys
    readonly platformKeys: Sm2Keys
    readonly userId: 'default' | 'appSecret'
    readonly signedData: 'ciphertext' | 'plaintext'
  }
  readonly statement: { readonly separator: string; readonly header: boolean; readonly encoding: 'utf-8' | 'gbk' }
  readonly familyAccountInside: boolean
}

/**
 * Opens an account. `query` may choose the switches by name (`hospitalLevel`, `area`, `hexCase`, `signType`, `userId`,
 * `signedData`, `separator`, `header`, `encoding`); what it does not name is the default of the shared configuration.
 * The keys come from `chance`, so they can be guessed: they guard a sandbox on loopback and nothing else.
 * @throws RangeError when a switch has a value it cannot have
 */
export function openInstitution(
  name: string,
  query: URLSearchParams,
  order: number,
  chance: Surroundings,
): Institution {
  const pick = <T extends string>(key: string, choices: readonly T[]): T => chosen(query, key, choices)
  const isCode = /^[A-Z]\d{11}$/.test(name)
  return {
    institution: name,
    // 330199: no district, so that a made-up code never meets one that somebody asked for by name.
    fixmedinsCode: isCode ? name : `H330199${String(order).padStart(5, '0')}`,
    fixmedinsName: query.get('fixmedinsName') ?? `测试定点医疗机构${String(order).padStart(3, '0')}`,
    hospitalLevel: pick('hospitalLevel', ['3', '2', '1']),
    area: query.get('mdtrtAreaAdmvs') ?? '330100',
    paasId: `paas_${String(order).padStart(3, '0')}_${randomText(chance, 8, ALPHANUMERIC)}`,
    token: randomText(chance, 32, ALPHANUMERIC),
    hexCase: pick('hexCase', ['upper', 'lower']),
    signType: pick('signType', ['none', 'SM3', 'SM2']),
    cainfoKeys: sm2Keys(chance),
    mobile: {
      appId: randomText(chance, 32, HEX),
      appSecret: randomText(chance, 32, ALPHANUMERIC),
      institutionKeys: sm2Keys(chance),
      platformKeys: sm2Keys(chance),
      userId: pick('userId', ['default', 'appSecret']),
      signedData: pick('signedData', ['ciphertext', 'plaintext']),
    },
    statement: {
      separator: query.get('separator') ?? '\t',
      header: pick('header', ['false', 'true']) === 'true',
      encoding: pick('encoding', ['utf-8', 'gbk']),
    },
    familyAccountInside: pick('familyAccountInside', ['true', 'false']) === 'true',
  }
}

function chosen<T extends string>(query: URLSearchParams, key: string, choices: readonly T[]): T {
  const asked = query.get(key)
  if (asked === null) return choices[0]!
  const found = choices.find((choice) => choice === asked)
  if (found === undefined) throw new RangeError(`${key} must be one of ${choices.join(', ')}`)
  return found
}

/** First digit below F keeps the key below the order of the curve. */
function sm2Keys(chance: Surroundings): Sm2Keys {
  const privateKey = `${randomText(chance, 1, DIGITS.slice(1))}${randomText(chance, 63, HEX)}`.toLowerCase()
  return { privateKey, publicKey: sm2.getPublicKeyFromPrivateKey(privateKey) }
}

/** The channel configuration the institution is given. */
export function channelConfig(of: Institution, origin: string): Record<string, unknown> {
  return {
    baseUrl: `${origin}/nhsa`,
    fixmedinsCode: of.fixmedinsCode,
    fixmedinsName: of.fixmedinsName,
    hospitalLevel: of.hospitalLevel,
    mdtrtAreaAdmvs: of.area,
    recerSysCode: 'YBXT',
    infver: 'V1.0',
    opterType: '1',
    opter: 'TEST001',
    opterName: '测试经办人',
    paasId: of.paasId,
    token: of.token,
    hexCase: of.hexCase,
    signType: of.signType,
    ...(of.signType === 'SM2'
      ? { cainfoPrivateKey: of.cainfoKeys.privateKey, cainfoPublicKey: of.cainfoKeys.publicKey }
      : {}),
    mobile: {
      appId: of.mobile.appId,
      appSecret: of.mobile.appSecret,
      privateKey: of.mobile.institutionKeys.privateKey,
      platformPublicKey: of.mobile.platformKeys.publicKey,
      userId: of.mobile.userId,
      signedData: of.mobile.signedData,
    },
    statement: of.statement,
    familyAccountInside: of.familyAccountInside,
  }
}
