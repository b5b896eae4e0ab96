import { z } from 'zod'
import { RefusalError } from '../../../domain/identity/refusal.ts'
import { agreementRefusal } from '../../../domain/value/agreement/agreement-problem.ts'
import { findVersion, type Signatory, signAgreement, submitAgreement } from '../../../flow/conclude-agreement.ts'
import { listPeriods } from '../../../store/agreements/read-period.ts'
import { inForce, listVersions, readVersions } from '../../../store/agreements/read-versions.ts'
import { keyHeaders } from '../http/answer-once.ts'
import { type Caller, callerOf } from '../http/caller.ts'
import { cutPage, pageOf, pageQuery, readDateCursor } from '../http/cursor.ts'
import type { Server } from '../http/server-type.ts'
import type { Platform } from '../open-world.ts'
import { signatureText, versionSchema, viewVersion } from './agreement-view.ts'
import { type ApiRoom, writeOnce } from './room.ts'
import { bearer, id, instant, refusals } from './words.ts'

const tags = ['agreements']
const version = z.string().min(1).max(20)

/** The caller reads under row-level security; what it does is written by the platform, which has looked who asks. */
export const signatoryOf = (platform: Platform, { institutionId, world }: Caller): Signatory => ({
  institutionId,
  seen: world.store.database,
  world: platform.world,
})

export function registerAgreements(server: Server, room: ApiRoom): void {
  postAgreement(server, room)
  postSignature(server, room)
  getAgreements(server, room)
  getAgreement(server, room)
  getVersion(server, room)
}

function postAgreement(server: Server, room: ApiRoom): void {
  server.route({
    method: 'POST',
    url: '/v1/agreements',
    config: { numbersAsText: true },
    onRequest: room.gate('finance'),
    schema: {
      tags,
      summary: '提交协议版本，待各方签署 · put a version before its parties',
      security: bearer,
      headers: keyHeaders,
      body: z.strictObject({ document: z.record(z.string(), z.unknown()) }),
      response: { 200: versionSchema, ...refusals },
    },
    handler: async (request, reply) => {
      const by = signatoryOf(room.platform, callerOf(request))
      const { document } = request.body
      return writeOnce(request, reply, async () => {
        const record = await submitAgreement(by, JSON.stringify(document))
        return { status: 200, body: viewVersion(record) }
      })
    },
  })
}

function postSignature(server: Server, room: ApiRoom): void {
  server.route({
    method: 'POST',
    url: '/v1/agreements/:agreementId/versions/:version/signature',
    onRequest: room.gate('finance'),
    schema: {
      tags,
      summary: '本方签署；各方签齐后生效 · sign as the party you are; in force when all have',
      security: bearer,
      headers: keyHeaders,
      params: z.object({ agreementId: id, version }),
      body: z.strictObject({ signature: signatureText }),
      response: { 200: versionSchema, ...refusals },
    },
    handler: async (request, reply) => {
      const by = signatoryOf(room.platform, callerOf(request))
      const given = { ...request.params, signature: request.body.signature }
      return writeOnce(request, reply, async () => ({ status: 200, body: viewVersion(await signAgreement(by, given)) }))
    },
  })
}

function getAgreements(server: Server, room: ApiRoom): void {
  server.route({
    method: 'GET',
    url: '/v1/agreements',
    onRequest: room.gate('finance', 'viewer'),
    schema: {
      tags,
      summary: '本机构参与的协议版本，新的在前 · versions you are a party of, newest first',
      security: bearer,
      querystring: pageQuery,
      response: { 200: pageOf(versionSchema), ...refusals },
    },
    handler: async (request) => {
      const { limit, cursor } = request.query
      const place = readDateCursor(cursor)
      const after = place && { submittedAt: place[0], key: place[1] }
      const rows = await listVersions(callerOf(request).world.store.database, { after, limit: limit + 1 })
      const keyOf = ({ submittedAt, agreement }: (typeof rows)[number]) => [
        submittedAt,
        `${agreement.document.id}/${agreement.document.version}`,
      ]
      const page = cutPage(rows, limit, keyOf)
      return { items: page.items.map(viewVersion), nextCursor: page.nextCursor }
    },
  })
}

const agreementSchema = z
  .object({
    agreementId: id,
    inForce: z.string().nullable().meta({ description: '现行版本 · the version in force' }),
    versions: z.array(versionSchema),
    periods: z.array(
      z.object({ period: z.string(), version: z.string(), status: z.string(), nextLookAt: instant.nullable() }),
    ),
  })
  .meta({ id: 'Agreement' })

function getAgreement(server: Server, room: ApiRoom): void {
  server.route({
    method: 'GET',
    url: '/v1/agreements/:agreementId',
    onRequest: room.gate('finance', 'viewer'),
    schema: {
      tags,
      summary: '协议的各版本与结算期 · versions and periods of an agreement',
      security: bearer,
      params: z.object({ agreementId: id }),
      response: { 200: agreementSchema, ...refusals },
    },
    handler: async (request) => {
      const { database } = callerOf(request).world.store
      const { agreementId } = request.params
      const versions = await readVersions(database, agreementId)
      if (versions.length === 0) throw new RefusalError(agreementRefusal('AGREEMENT_NOT_FOUND', 'agreementId'))
      const periods = await listPeriods(database, agreementId)
      const standing = inForce(versions)?.agreement.document.version ?? null
      return { agreementId, inForce: standing, versions: versions.map(viewVersion), periods }
    },
  })
}

function getVersion(server: Server, room: ApiRoom): void {
  server.route({
    method: 'GET',
    url: '/v1/agreements/:agreementId/versions/:version',
    onRequest: room.gate('finance', 'viewer'),
    schema: {
      tags,
      summary: '协议正文，供核对与签署 · the document itself, to be checked and signed',
      security: bearer,
      params: z.object({ agreementId: id, version }),
      response: {
        200: versionSchema.extend({ document: z.unknown() }).meta({ id: 'AgreementDocument' }),
        ...refusals,
      },
    },
    handler: async (request) => {
      const by = signatoryOf(room.platform, callerOf(request))
      const record = await findVersion(by, request.params.agreementId, request.params.version)
      return { ...viewVersion(record), document: JSON.parse(record.agreement.canonical) }
    },
  })
}
