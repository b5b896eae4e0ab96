import { invariant } from '../../identity/refusal.ts'
import { deadlineAfter } from './deadline.ts'
import { type Evaluation, evaluateAgreement, type Facts } from './evaluate-agreement.ts'
import { dueOf, missingFacts, proposalDueAt } from './period-clock.ts'
import { after, type PeriodEvent, type PeriodFile, type Proposal } from './period-file.ts'
import { isRefused, type ReadFact, readFact } from './read-fact.ts'

/** Everything that follows from the facts and from time, until nothing more does. */
export function followUp(
  file: PeriodFile,
  now: Date,
): { readonly events: readonly PeriodEvent[]; readonly file: PeriodFile } {
  const events: PeriodEvent[] = []
  let current = file
  for (let next = nextEvent(current, now); next !== null; next = nextEvent(current, now)) {
    events.push(next)
    current = after(current, next)
  }
  return { events, file: current }
}

function nextEvent(file: PeriodFile, now: Date): PeriodEvent | null {
  const at = now.toISOString()
  if (file.status === 'waiting')
    return missingFacts(file).length === 0 ? { kind: 'completed', at } : overdueFacts(file, now)
  if (file.status === 'complete') return propose(file, now) ?? overdueProposal(file, now)
  if (file.status === 'proposed' || file.status === 'disputed') return agree(file, now)
  return null
}

function overdueFacts(file: PeriodFile, now: Date): PeriodEvent | null {
  const names = missingFacts(file).filter((name) => !file.overdueFacts.includes(name) && dueOf(file, name) <= now)
  return names.length === 0 ? null : { kind: 'factsOverdue', at: now.toISOString(), names }
}

function overdueProposal(file: PeriodFile, now: Date): PeriodEvent | null {
  if (file.isProposalOverdue || now < proposalDueAt(file)!) return null
  return { kind: 'proposalOverdue', at: now.toISOString() }
}

/** The facts as they stand: of each the newest version. */
export function standingFacts(file: PeriodFile, versions?: Readonly<Record<string, number>>): Facts {
  const facts = new Map<string, ReadFact>()
  for (const [name, delivered] of file.facts) {
    const wanted = versions ? delivered.find(({ version }) => version === versions[name]) : delivered.at(-1)
    const read = wanted && readFact(file.agreement.document, name, wanted.content)
    invariant(
      read !== undefined && !isRefused(read),
      `fact ${name} was taken and no longer fits: a proposal would not be what was agreed`,
    )
    facts.set(name, read)
  }
  return facts
}

/** A proposal from the facts as they stand, or why there can be none; null when that was said of them already. */
function propose(file: PeriodFile, now: Date): PeriodEvent | null {
  if (file.notComputable !== null) return null
  const at = now.toISOString()
  const evaluation = evaluateAgreement(file.agreement, file.period.id, standingFacts(file))
  if (isRefused(evaluation)) {
    const { code, place = '', message } = evaluation
    return { kind: 'notComputable', at, code, place, message }
  }
  return { kind: 'proposed', at, proposal: proposalOf(file, evaluation, now) }
}

function proposalOf(file: PeriodFile, { hash, values, lines }: Evaluation, now: Date): Proposal {
  const { deadlines, calendar } = file.agreement.document
  return {
    proposalNo: file.proposals.length + 1,
    hash,
    factVersions: Object.fromEntries([...file.facts].map(([name, versions]) => [name, versions.length])),
    values,
    lines,
    objectionEndsAt: deadlineAfter(now, deadlines.objection, calendar).toISOString(),
  }
}

/** By all, or by silence from the very instant at which the period of objection ends. An open dispute stops the clock. */
function agree(file: PeriodFile, now: Date): PeriodEvent | null {
  const { proposalNo, objectionEndsAt } = file.proposals.at(-1)!
  const at = now.toISOString()
  const parties = Object.keys(file.agreement.document.parties)
  if (parties.every((party) => file.acceptedBy.includes(party)))
    return { kind: 'agreed', at, proposalNo, how: 'by all', agreedAt: at }
  if (file.status === 'disputed' || now < new Date(objectionEndsAt)) return null
  return { kind: 'agreed', at, proposalNo, how: 'by silence', agreedAt: objectionEndsAt }
}
