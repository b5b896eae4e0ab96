import { type AgreementProblem, agreementProblem } from './agreement-problem.ts'
import type { AgreementDocument } from './agreement-schema.ts'

/** Parties, validity, periods and names: what can be checked before any formula is. */
export function checkHead(document: AgreementDocument): AgreementProblem[] {
  return [...checkParties(document), ...checkDays(document), ...checkNames(document)]
}

function checkParties({ parties, facts, lines }: AgreementDocument): AgreementProblem[] {
  const problems: AgreementProblem[] = []
  const institutions = new Set(Object.values(parties).map(({ institutionId }) => institutionId))
  const size = Object.keys(parties).length
  if (size < 2 || institutions.size < size) problems.push(agreementProblem('AGREEMENT_PARTIES_TOO_FEW', 'parties'))
  const check = (party: string, place: string): void => {
    if (!Object.hasOwn(parties, party)) problems.push(agreementProblem('AGREEMENT_PARTY_UNKNOWN', place, party))
  }
  for (const [name, { from }] of Object.entries(facts))
    for (const [index, party] of from.entries()) check(party, `facts.${name}.from[${index}]`)
  for (const [index, { from, to }] of lines.entries()) {
    check(from, `lines[${index}].from`)
    check(to, `lines[${index}].to`)
    if (from === to) problems.push(agreementProblem('AGREEMENT_PAYS_ITSELF', `lines[${index}].to`, to))
  }
  return problems
}

function checkDays({ validFrom, validTo, periods }: AgreementDocument): AgreementProblem[] {
  const problems: AgreementProblem[] = []
  if (validTo < validFrom)
    problems.push(agreementProblem('AGREEMENT_VALIDITY', 'validTo', `${validFrom} to ${validTo}`))
  for (const [index, { from, to }] of periods.entries()) {
    if (to < from || from < validFrom || to > validTo)
      problems.push(agreementProblem('AGREEMENT_VALIDITY', `periods[${index}]`, `${from} to ${to}`))
    const twice = periods.slice(0, index).find((one) => one.from <= to && from <= one.to)
    if (twice) problems.push(agreementProblem('AGREEMENT_PERIODS_OVERLAP', `periods[${index}]`, `with ${twice.id}`))
  }
  return problems
}

function checkNames({ facts, formulas, lines, periods }: AgreementDocument): AgreementProblem[] {
  const columns = Object.entries(facts).flatMap(([table, fact]) =>
    fact.type === 'table'
      ? Object.keys(fact.columns).map((name) => ({ name, place: `facts.${table}.columns.${name}` }))
      : [],
  )
  const formulaNames = formulas.map(({ name }, index) => ({ name, place: `formulas[${index}].name` }))
  const problems = [
    ...twice([...Object.keys(facts).map((name) => ({ name, place: `facts.${name}` })), ...formulaNames]),
    ...twice(lines.map(({ code }, index) => ({ name: code, place: `lines[${index}].code` }))),
    ...twice(periods.map(({ id }, index) => ({ name: id, place: `periods[${index}].id` }))),
  ]
  // inside sum(table, …) a column would hide the fact or formula
  const taken = new Set([...Object.keys(facts), ...formulas.map(({ name }) => name)])
  const hiding = columns.filter(({ name }) => taken.has(name))
  return [
    ...problems,
    ...hiding.map(({ name, place }) => agreementProblem('AGREEMENT_NAME_TWICE', place, name)),
    ...unknownUnique(facts),
  ]
}

function twice(all: readonly { readonly name: string; readonly place: string }[]): AgreementProblem[] {
  const seen = new Set<string>()
  return all.flatMap(({ name, place }) => {
    if (seen.has(name)) return [agreementProblem('AGREEMENT_NAME_TWICE', place, name)]
    seen.add(name)
    return []
  })
}

function unknownUnique(facts: AgreementDocument['facts']): AgreementProblem[] {
  return Object.entries(facts).flatMap(([table, fact]) =>
    fact.type === 'table'
      ? (fact.unique ?? []).flatMap((name, index) =>
          Object.hasOwn(fact.columns, name)
            ? []
            : [agreementProblem('AGREEMENT_NAME_UNKNOWN', `facts.${table}.unique[${index}]`, name)],
        )
      : [],
  )
}
