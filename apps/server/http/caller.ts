import type { FastifyRequest, onRequestAsyncHookHandler } from 'fastify'
import type { World } from '../../../flow/world.ts'
import { type ApiCaller, type ApiRole, findApiKey } from '../../../store/api-key.ts'
import type { Platform } from '../open-world.ts'
import { requestRefusal } from './request-refusal.ts'
import type { Server } from './server-type.ts'

/** Who asks, and the flows as that institution may see them: row-level security holds in the database itself. */
export interface Caller extends ApiCaller {
  readonly world: World
}

declare module 'fastify' {
  interface FastifyRequest {
    caller: Caller | null
  }
}

/** Lets in keys that have one of the roles. */
export type Gate = (...roles: readonly ApiRole[]) => onRequestAsyncHookHandler

export function openGate(server: Server, platform: Platform): Gate {
  server.decorateRequest('caller', null)
  return (...roles) =>
    async (request) => {
      const key = /^Bearer (\S+)$/i.exec(request.headers.authorization ?? '')?.[1]
      const caller = key ? await findApiKey(platform.world.store.database, key) : null
      if (!caller) throw requestRefusal('UNAUTHENTICATED')
      if (!caller.roles.some((role) => roles.includes(role))) throw requestRefusal('ROLE_NOT_ALLOWED')
      request.caller = { ...caller, world: platform.worldOf(caller.institutionId) }
    }
}

/** The caller of a route behind a gate. */
export function callerOf(request: Pick<FastifyRequest, 'caller'>): Caller {
  if (!request.caller) throw requestRefusal('UNAUTHENTICATED')
  return request.caller
}
