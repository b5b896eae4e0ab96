import { messageId } from '@medsettle/nhsa'
import type { Connect, InsuranceChannel, Manifest } from '../contract/channel.ts'
import { type ReadStatementFile, shippedSwitches } from '../contract/read-alone.ts'
import { cancel } from './cancel.ts'
import type { Switches } from './config.ts'
import { openInstitution } from './institution.ts'
import manifestJson from './manifest.json' with { type: 'json' }
import { cancelMobile, reverseMobile } from './mobile-cancel.ts'
import { queryMobile, settleMobile } from './mobile-settle.ts'
import { presettle } from './presettle.ts'
import { querySettlement } from './query-settlement.ts'
import { readStatement } from './read-statement.ts'
import { reconcile } from './reconcile.ts'
import { reverseUnknown } from './reverse-unknown.ts'
import { settle } from './settle.ts'

const manifest = manifestJson as Manifest

export const readStatementFile: ReadStatementFile = (file, form = {}) =>
  readStatement(file, { ...shippedStatement, statement: { ...shippedStatement.statement, ...form } }, manifest)

const shippedStatement = {
  statement: { separator: '\t', header: false, encoding: 'utf-8' },
  switches: shippedSwitches(manifest) as unknown as Switches,
} as const

/** The national insurance platform: settlement at the counter (2207) or by mobile payment. @throws RefusalError CHANNEL_BAD_CONFIG */
export const connect: Connect<InsuranceChannel> = (config, io) => {
  const institution = openInstitution(config, manifest, io)
  const mobile = institution.config.product === 'mobile'
  return {
    manifest,
    nextMessageId: (sequence) => messageId(institution.config.fixmedinsCode, io.now(), sequence),
    presettle: (bill, msgid) => presettle(institution, bill, msgid),
    settle: (request) => (mobile ? settleMobile(institution, request) : settle(institution, request)),
    querySettlement: (request) => (mobile ? queryMobile(institution, request) : querySettlement(institution, request)),
    cancel: (request) => (mobile ? cancelMobile(institution, request) : cancel(institution, request)),
    reverseUnknown: (request) => (mobile ? reverseMobile(institution, request) : reverseUnknown(institution, request)),
    reconcile: (date, rows) => reconcile(institution, date, rows),
    readStatement: (file) => readStatement(file, institution.config, manifest),
  }
}
