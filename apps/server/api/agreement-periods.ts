import { z } from 'zod'
import { RefusalError } from '../../../domain/identity/refusal.ts'
import { evidenceOf } from '../../../domain/value/agreement/evidence.ts'
import { isRefused } from '../../../domain/value/agreement/read-fact.ts'
import { findVersion } from '../../../flow/conclude-agreement.ts'
import { actOnPeriod, findPeriod, type PartyAct } from '../../../flow/execute-agreement.ts'
import { keyHeaders } from '../http/answer-once.ts'
import { callerOf } from '../http/caller.ts'
import type { Server } from '../http/server-type.ts'
import {
  acceptBody,
  deliveryOf,
  disputeBody,
  evidenceSchema,
  factBody,
  periodSchema,
  viewEvidence,
  viewPeriod,
} from './agreement-view.ts'
import { signatoryOf } from './agreements.ts'
import { type ApiRoom, writeOnce } from './room.ts'
import { bearer, id, refusals } from './words.ts'

const tags = ['agreements']
const PERIOD = '/v1/agreements/:agreementId/periods/:period'
const params = z.object({ agreementId: id, period: id })
const proposalParams = params.extend({ proposalNo: z.coerce.number().int().min(1).max(10_000) })
/** Twenty thousand rows of a fact, written out. */
const LARGEST_FACT = 8 * 1024 * 1024

export function registerAgreementPeriods(server: Server, room: ApiRoom): void {
  getPeriod(server, room)
  postFact(server, room)
  postAccept(server, room)
  postDispute(server, room)
  getEvidence(server, room)
}

function getPeriod(server: Server, room: ApiRoom): void {
  server.route({
    method: 'GET',
    url: PERIOD,
    onRequest: room.gate('finance', 'viewer'),
    schema: {
      tags,
      summary: '结算期：事实、结算建议、异议 · facts, proposals and disputes of a period',
      security: bearer,
      params,
      response: { 200: periodSchema, ...refusals },
    },
    handler: async (request) => viewPeriod(await findPeriod(callerOf(request).world.store.database, request.params)),
  })
}

/** An act of the caller's party, answered with the period as it is then. */
const act = (
  room: ApiRoom,
  request: Parameters<typeof writeOnce>[0],
  reply: Parameters<typeof writeOnce>[1],
  what: PartyAct,
) =>
  writeOnce(request, reply, async () => {
    const by = signatoryOf(room.platform, callerOf(request))
    const which = request.params as z.output<typeof params>
    await actOnPeriod(by, which, what)
    return { status: 200, body: viewPeriod(await findPeriod(by.seen, which)) }
  })

function postFact(server: Server, room: ApiRoom): void {
  server.route({
    method: 'POST',
    url: `${PERIOD}/facts`,
    config: { numbersAsText: true },
    bodyLimit: LARGEST_FACT,
    onRequest: room.gate('finance'),
    schema: {
      tags,
      summary:
        '提交或更正事实；齐全后即提出结算建议 · deliver or correct a fact; a complete period is proposed at once',
      security: bearer,
      headers: keyHeaders,
      params,
      body: factBody,
      response: { 200: periodSchema, ...refusals },
    },
    handler: async (request, reply) => act(room, request, reply, deliveryOf(request.body)),
  })
}

function postAccept(server: Server, room: ApiRoom): void {
  server.route({
    method: 'POST',
    url: `${PERIOD}/proposals/:proposalNo/accept`,
    onRequest: room.gate('finance'),
    schema: {
      tags,
      summary: '接受结算建议，同时撤回本方异议 · accept a proposal, and withdraw your own disputes',
      security: bearer,
      headers: keyHeaders,
      params: proposalParams,
      body: acceptBody,
      response: { 200: periodSchema, ...refusals },
    },
    handler: async (request, reply) => {
      const { proposalNo } = request.params
      return act(room, request, reply, { kind: 'accept', proposalNo, hash: request.body.hash })
    },
  })
}

function postDispute(server: Server, room: ApiRoom): void {
  server.route({
    method: 'POST',
    url: `${PERIOD}/proposals/:proposalNo/dispute`,
    config: { numbersAsText: true },
    onRequest: room.gate('finance'),
    schema: {
      tags,
      summary: '对某一行提出异议，可附反证事实 · dispute a line, with a reason and a counter-fact',
      security: bearer,
      headers: keyHeaders,
      params: proposalParams,
      body: disputeBody,
      response: { 200: periodSchema, ...refusals },
    },
    handler: async (request, reply) => {
      const { hash, line, reason, counterFact } = request.body
      const { proposalNo } = request.params
      return act(room, request, reply, {
        kind: 'dispute',
        proposalNo,
        hash,
        line,
        reason,
        counterFact: counterFact ?? null,
      })
    },
  })
}

function getEvidence(server: Server, room: ApiRoom): void {
  server.route({
    method: 'GET',
    url: `${PERIOD}/proposals/:proposalNo/evidence`,
    onRequest: room.gate('finance', 'viewer'),
    schema: {
      tags,
      summary: '依据：正文、签名、事实与每一步计算，供另一方重算 · all that the other side needs to re-compute',
      security: bearer,
      params: proposalParams,
      response: { 200: evidenceSchema, ...refusals },
    },
    handler: async (request) => {
      const by = signatoryOf(room.platform, callerOf(request))
      const { file } = await findPeriod(by.seen, request.params)
      const evidence = evidenceOf(file, request.params.proposalNo)
      if (isRefused(evidence)) throw new RefusalError(evidence)
      const { id: agreementId, version } = file.agreement.document
      const { signatures } = await findVersion(by, agreementId, version)
      return viewEvidence(file, evidence, signatures)
    },
  })
}
