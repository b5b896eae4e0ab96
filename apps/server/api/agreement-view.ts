import { z } from 'zod'
import type { SettlementLine } from '../../../domain/value/agreement/evaluate-agreement.ts'
import type { Evidence } from '../../../domain/value/agreement/evidence.ts'
import { dueOf } from '../../../domain/value/agreement/period-clock.ts'
import type { PeriodEvent, PeriodFile, Proposal } from '../../../domain/value/agreement/period-file.ts'
import type { FactContent } from '../../../domain/value/agreement/read-fact.ts'
import type { PartyAct } from '../../../flow/execute-agreement.ts'
import type { StoredPeriod } from '../../../store/agreements/read-period.ts'
import type { VersionRecord } from '../../../store/agreements/read-versions.ts'
import { day, fenAmount, id, instant } from './words.ts'

const status = z.enum(['waiting', 'complete', 'proposed', 'disputed', 'accepted', 'settled'])
const content = z.union([z.string(), z.array(z.record(z.string(), z.string()))])
const unit = z.enum(['yuan', 'number', 'share', 'truth', 'text'])

export const versionSchema = z
  .object({
    agreementId: id,
    version: z.string(),
    title: z.string(),
    hash: z.string().meta({ description: '协议正文的 SM3 · SM3 of the canonical text that is signed' }),
    validFrom: day,
    validTo: day,
    replaces: z.object({ version: z.string(), hash: z.string() }).nullable(),
    submittedBy: z.string(),
    submittedAt: instant,
    inForceSince: instant.nullable(),
    parties: z.array(
      z.object({
        party: z.string(),
        role: z.string(),
        name: z.string(),
        institutionId: z.string(),
        publicKey: z.string(),
        signature: z.string().nullable(),
        signedAt: instant.nullable(),
      }),
    ),
  })
  .meta({ id: 'AgreementVersion' })

export function viewVersion(record: VersionRecord): z.input<typeof versionSchema> {
  const { document, hash } = record.agreement
  const { id: agreementId, version, title, validFrom, validTo, replaces } = document
  const { submittedBy, submittedAt, inForceSince } = record
  const parties = Object.entries(document.parties).map(([party, { role, name, institutionId, publicKey }]) => {
    const signed = record.signatures.find((one) => one.party === party)
    const signature = signed?.signature ?? null
    return { party, role, name, institutionId, publicKey, signature, signedAt: signed?.deliveredAt ?? null }
  })
  return {
    agreementId,
    version,
    title,
    hash,
    validFrom,
    validTo,
    replaces,
    submittedBy,
    submittedAt,
    inForceSince,
    parties,
  }
}

const lineSchema = z.object({
  code: z.string(),
  title: z.string(),
  from: z.string(),
  to: z.string(),
  amountFen: fenAmount,
  exact: z.string().meta({ description: '舍入前的精确金额，元 · yuan before rounding, exactly' }),
  rounding: z.string(),
})
const proposalSchema = z.object({
  proposalNo: z.int(),
  hash: z.string(),
  isNewest: z.boolean(),
  factVersions: z.record(z.string(), z.int()),
  values: z.array(z.object({ name: z.string(), unit, is: z.string() })),
  lines: z.array(lineSchema),
  objectionEndsAt: instant,
})

export const periodSchema = z
  .object({
    agreementId: id,
    version: z.string(),
    period: z.string(),
    from: day,
    to: day,
    status,
    waitingFor: z.array(z.object({ name: z.string(), type: z.string(), from: z.array(z.string()), dueAt: instant })),
    facts: z.array(
      z.object({
        name: z.string(),
        version: z.int(),
        by: z.string(),
        deliveredAt: instant,
        isLate: z.boolean(),
        isSigned: z.boolean(),
        value: z
          .string()
          .nullable()
          .meta({ description: '表格为 null，见依据 · null for a table; the evidence has its rows' }),
        rows: z.int().nullable(),
      }),
    ),
    notComputable: z.string().nullable(),
    proposals: z.array(proposalSchema),
    acceptedBy: z.array(z.string()),
    disputes: z.array(
      z.object({
        by: z.string(),
        line: z.string(),
        reason: z.string(),
        counterFact: z.object({ name: z.string(), content }).nullable(),
      }),
    ),
    agreedAt: instant.nullable(),
    events: z.array(z.object({ no: z.int(), kind: z.string(), at: instant })),
  })
  .meta({ id: 'AgreementPeriod' })

export function viewPeriod({ file, events }: Pick<StoredPeriod, 'file' | 'events'>): z.input<typeof periodSchema> {
  const { document } = file.agreement
  const { id: period, from, to } = file.period
  return {
    agreementId: document.id,
    version: document.version,
    period,
    from,
    to,
    status: file.status,
    waitingFor: Object.entries(document.facts)
      .filter(([name]) => !file.facts.has(name))
      .map(([name, fact]) => ({ name, type: fact.type, from: fact.from, dueAt: dueOf(file, name).toISOString() })),
    facts: events.flatMap(viewFact),
    notComputable: file.notComputable,
    proposals: file.proposals.map((one) => viewProposal(file, one)),
    acceptedBy: [...file.acceptedBy],
    disputes: file.disputes.map(({ by, line, reason, counterFact }) => ({
      by,
      line,
      reason,
      counterFact: openFact(counterFact),
    })),
    agreedAt: file.agreedAt,
    events: events.map(({ kind, at }, index) => ({ no: index + 1, kind, at })),
  }
}

function viewFact(event: PeriodEvent): z.input<typeof periodSchema>['facts'] {
  if (event.kind !== 'factDelivered') return []
  const { name, version, by, isLate, signature, content: given } = event.fact
  const isOne = typeof given === 'string'
  const value = isOne ? given : null
  return [
    {
      name,
      version,
      by,
      deliveredAt: event.at,
      isLate,
      isSigned: signature !== null,
      value,
      rows: isOne ? null : given.length,
    },
  ]
}

const openFact = (fact: { readonly name: string; readonly content: FactContent } | null) =>
  fact && { name: fact.name, content: openContent(fact.content) }
const openContent = (given: FactContent): z.input<typeof content> =>
  typeof given === 'string' ? given : given.map((row) => ({ ...row }))

function viewProposal(file: PeriodFile, proposal: Proposal): z.input<typeof proposalSchema> {
  const { proposalNo, hash, factVersions, values, lines, objectionEndsAt } = proposal
  const isNewest = proposalNo === file.proposals.length && file.status !== 'complete'
  return {
    proposalNo,
    hash,
    isNewest,
    factVersions: { ...factVersions },
    values: [...values],
    lines: lines.map(viewLine),
    objectionEndsAt,
  }
}

const viewLine = ({ amount, ...line }: SettlementLine): z.input<typeof lineSchema> => ({ ...line, amountFen: amount })

export const evidenceSchema = z
  .object({
    document: z.unknown().meta({ description: '协议正文，数字为文本 · the agreement, numbers as text' }),
    signatures: z.array(z.object({ party: z.string(), signature: z.string() })),
    period: z.string(),
    proposalNo: z.int(),
    facts: z.record(z.string(), content),
    delivered: z.array(
      z.object({ name: z.string(), version: z.int(), by: z.string(), signature: z.string().nullable() }),
    ),
    factsHash: z.string(),
    hash: z.string(),
    lines: z.array(lineSchema),
    trace: z.array(
      z.object({
        place: z.string(),
        name: z.string(),
        text: z.string(),
        unit,
        is: z.string(),
        steps: z.array(z.object({ at: z.int(), of: z.string(), is: z.string() })),
      }),
    ),
  })
  .meta({ id: 'AgreementEvidence' })

export function viewEvidence(
  file: PeriodFile,
  { proposal, facts, delivered, evaluation }: Evidence,
  signatures: VersionRecord['signatures'],
): z.input<typeof evidenceSchema> {
  const { factsHash, hash, lines, trace } = evaluation
  return {
    document: JSON.parse(file.agreement.canonical),
    signatures: signatures.map(({ party, signature }) => ({ party, signature })),
    period: file.period.id,
    proposalNo: proposal.proposalNo,
    facts: Object.fromEntries(Object.entries(facts).map(([name, given]) => [name, openContent(given)])),
    delivered: delivered.map(({ name, version, by, signature }) => ({ name, version, by, signature })),
    factsHash,
    hash,
    lines: lines.map(viewLine),
    trace: trace.map(({ steps, ...one }) => ({ ...one, steps: [...steps] })),
  }
}

const hash = z.string().regex(/^[0-9a-f]{64}$/)
export const signatureText = z
  .string()
  .regex(/^[0-9a-f]{128}$/)
  .meta({ description: 'SM2 r‖s, hex' })

export const factBody = z.strictObject({
  name: z.string().max(40),
  value: z.unknown(),
  signature: signatureText.optional(),
})
export const acceptBody = z.strictObject({ hash })
export const disputeBody = z.strictObject({
  hash,
  line: z.string().max(30),
  reason: z.string().trim().min(1).max(500),
  counterFact: z.strictObject({ name: z.string().max(40), value: z.unknown() }).optional(),
})

export const deliveryOf = ({ name, value, signature }: z.output<typeof factBody>): PartyAct => ({
  kind: 'deliver',
  name,
  value,
  signature: signature ?? null,
})
