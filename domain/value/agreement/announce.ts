import type { EventRecord, WorkOrderRecord } from '../../order/step.ts'
import type { AgreementDocument } from './agreement-schema.ts'
import { canonicalHash } from './canonical.ts'
import type { PeriodEvent, PeriodFile } from './period-file.ts'

/** What one institution is told: events for its systems, work orders for its people. */
export interface Told {
  readonly institutionId: string
  readonly events: readonly EventRecord[]
  readonly workOrders: readonly WorkOrderRecord[]
}

/**
 * Everything that happened, told to every party; what somebody must do is a work order at those who can do it.
 * @param firstNo number of the first event among all of the period, from 1
 */
export function announce(file: PeriodFile, events: readonly PeriodEvent[], firstNo: number): Told[] {
  const { document } = file.agreement
  return Object.entries(document.parties).map(([party, { institutionId }]) => ({
    institutionId,
    events: events.flatMap((event, index) => {
      if (event.kind === 'completed') return []
      const id = idOf([document.id, file.period.id, String(firstNo + index), party])
      const payload = { ...headOf(file), no: firstNo + index, ...shortened(event) }
      return [{ eventId: `ev_${id}`, topic: `agreement.${event.kind}`, orderId: null, payload, happenedAt: event.at }]
    }),
    workOrders: events.flatMap((event, index) => {
      const trouble = troubleOf(event, document, party)
      return trouble ? [workOrder(file, { party, no: firstNo + index, at: event.at }, trouble)] : []
    }),
  }))
}

/** A version stands, is signed, is in force: told to every party. */
export function announceVersion(
  document: AgreementDocument,
  said: { readonly topic: string; readonly at: string; readonly detail: Readonly<Record<string, string>> },
): Told[] {
  const payload = { agreementId: document.id, version: document.version, ...said.detail }
  return Object.values(document.parties).map(({ institutionId }) => ({
    institutionId,
    events: [
      {
        eventId: `ev_${idOf([institutionId, said.topic, canonicalHash('said', payload)])}`,
        topic: said.topic,
        orderId: null,
        payload,
        happenedAt: said.at,
      },
    ],
    workOrders: [],
  }))
}

const idOf = (parts: readonly string[]): string => canonicalHash('told', parts).slice(0, 29)

const headOf = ({ agreement, period }: PeriodFile) => ({
  agreementId: agreement.document.id,
  version: agreement.document.version,
  period: period.id,
})

/** A table of ten thousand rows is fetched by who wants it. */
function shortened(event: PeriodEvent): object {
  if (event.kind !== 'factDelivered') return event
  const { content, ...fact } = event.fact
  return { ...event, fact: typeof content === 'string' ? event.fact : { ...fact, rows: content.length } }
}

interface Trouble {
  readonly cause: string
  readonly title: string
  readonly dueInHours: number
}

function troubleOf(event: PeriodEvent, { facts }: AgreementDocument, party: string): Trouble | null {
  if (event.kind === 'factsOverdue') {
    const mine = event.names.filter((name) => facts[name]!.from.includes(party))
    const title = `协议事实逾期未提交：${mine.join('、')}`
    return mine.length > 0 ? { cause: 'AGREEMENT_FACTS_OVERDUE', title, dueInHours: 24 } : null
  }
  if (event.kind === 'notComputable') {
    const title = `协议无法计算，尚不能提出结算建议：${event.code} ${event.place}`
    return { cause: 'AGREEMENT_NOT_COMPUTABLE', title, dueInHours: 24 }
  }
  if (event.kind === 'proposalOverdue')
    return { cause: 'AGREEMENT_PROPOSAL_OVERDUE', title: '事实齐全后未按时提出结算建议', dueInHours: 8 }
  if (event.kind === 'disputed' && event.dispute.by !== party) {
    const title = `结算建议有异议：${event.dispute.line} ${event.dispute.reason}`
    return { cause: 'AGREEMENT_DISPUTED', title, dueInHours: 72 }
  }
  return null
}

function workOrder(
  file: PeriodFile,
  where: { readonly party: string; readonly no: number; readonly at: string },
  { cause, title, dueInHours }: Trouble,
): WorkOrderRecord {
  const { agreementId, period } = headOf(file)
  return {
    workOrderId: `wo_${idOf([agreementId, period, String(where.no), where.party])}`,
    subjectKey: `${cause}:${agreementId}:${period}:${where.no}`,
    cause,
    title: `${agreementId} ${period} ${title}`,
    amount: null,
    openedAt: where.at,
    dueAt: new Date(new Date(where.at).getTime() + dueInHours * 3600_000).toISOString(),
    detail: headOf(file),
  }
}
